package expr

import (
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// Functions on RDF terms (SPARQL 1.1, 17.4.2).

func strTerm(_ *env, _ int32, a []rdf.Term) xsd.Value {
	if a[0].Kind == rdf.IRI || a[0].Kind == rdf.Literal {
		return xsd.NewString(a[0].Value)
	}
	return xsd.Value{}
}

func langOf(_ *env, _ int32, a []rdf.Term) xsd.Value {
	if a[0].Kind != rdf.Literal {
		return xsd.Value{}
	}
	return xsd.NewString(a[0].Lang)
}

func datatypeOf(_ *env, _ int32, a []rdf.Term) xsd.Value {
	if a[0].Kind != rdf.Literal {
		return xsd.Value{}
	}
	return xsd.NewIRI(a[0].Datatype)
}

func iri(e *env, a []xsd.Value) xsd.Value {
	switch a[0].Kind {
	case xsd.IRI:
		return a[0]
	case xsd.String:
		if resolved := rdf.ResolveIRI(e.c.Base(), a[0].Text()); validIRI(resolved) {
			return xsd.NewIRI(resolved)
		}
	}
	return xsd.Value{}
}

// validIRI leaves out the characters that no IRI may hold (RFC 3987, as the grammar's IRIREF has it).
func validIRI(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || strings.IndexByte("<>\"{}|^`\\", s[i]) >= 0 {
			return false
		}
	}
	return true
}

// emptyLabel stands for BNODE(""), because Context.Blank makes fresh nodes for "".
const emptyLabel = "\x00"

func bnode(e *env, row int32, a []rdf.Term) xsd.Value {
	at := e.b.Row + int64(row)
	if len(a) == 0 {
		return xsd.NewBlank(e.c.Blank("", at).Value)
	}
	if a[0].Kind != rdf.Literal || a[0].Datatype != rdf.XSDString {
		return xsd.Value{}
	}
	label := a[0].Value
	if label == "" {
		label = emptyLabel
	}
	return xsd.NewBlank(e.c.Blank(label, at).Value)
}

// strDT makes a typed literal of any form: a term, because the form may not be canonical.
func strDT(args []node) node {
	return termNode(func(e *env, rows []int32) ([]rdf.Term, error) {
		forms, err := args[0].terms(e, rows)
		if err != nil {
			return nil, err
		}
		types, err := args[1].terms(e, rows)
		if err != nil {
			return nil, err
		}
		out := e.termColumn()
		for _, r := range rows {
			out[r] = rdf.Term{}
			if forms[r].Kind == rdf.Literal && forms[r].Datatype == rdf.XSDString && types[r].Kind == rdf.IRI {
				out[r] = rdf.NewTyped(forms[r].Value, types[r].Value)
			}
		}
		return out, nil
	})
}

func strLang(_ *env, a []xsd.Value) xsd.Value {
	if a[0].Kind != xsd.String || a[1].Kind != xsd.String || !validTag(a[1].Text()) {
		return xsd.Value{}
	}
	return xsd.NewLang(a[0].Text(), a[1].Text())
}

// validTag is the grammar's LANGTAG without the "@".
func validTag(s string) bool {
	for i, subtag := range strings.Split(s, "-") {
		if subtag == "" {
			return false
		}
		for j := 0; j < len(subtag); j++ {
			letter, digit := subtag[j]|0x20 >= 'a' && subtag[j]|0x20 <= 'z', subtag[j] >= '0' && subtag[j] <= '9'
			if !letter && (!digit || i == 0) {
				return false
			}
		}
	}
	return true
}
