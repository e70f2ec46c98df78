package knakk

import (
	"fmt"

	knakk "github.com/knakk/rdf"

	"w3id.org/concord/ontology/rdf"
)

// FromKnakk gives a term of the library as ours; lexical forms stay as they are.
func FromKnakk(t knakk.Term) (rdf.Term, error) {
	switch t := t.(type) {
	case knakk.IRI:
		return rdf.NewIRI(t.String()), nil
	case knakk.Blank:
		return rdf.NewBlank(t.String()), nil
	case knakk.Literal:
		if tag := t.Lang(); tag != "" {
			return rdf.NewLang(t.String(), tag), nil
		}
		if datatype := t.DataType.String(); datatype != rdf.RDFLangString {
			return rdf.NewTyped(t.String(), datatype), nil
		}
		return rdf.Term{}, fmt.Errorf("the literal %q is an rdf:langString without a language tag", t.String())
	}
	return rdf.Term{}, fmt.Errorf("%v is no RDF term", t)
}

// FromTriple gives a triple of the library as ours.
func FromTriple(t knakk.Triple) (q rdf.Quad, err error) {
	if q.S, err = FromKnakk(t.Subj); err != nil {
		return q, err
	}
	if q.P, err = FromKnakk(t.Pred); err != nil {
		return q, err
	}
	q.O, err = FromKnakk(t.Obj)
	return q, err
}

// ToKnakk gives one of our terms as the library's.
func ToKnakk(t rdf.Term) (knakk.Term, error) {
	switch t.Kind {
	case rdf.IRI:
		return knakk.NewIRI(t.Value)
	case rdf.Blank:
		return knakk.NewBlank(t.Value)
	case rdf.Literal:
		datatype, err := knakk.NewIRI(t.Datatype)
		if err != nil {
			return nil, err
		}
		if t.Lang != "" {
			return knakk.NewLangLiteral(t.Value, t.Lang)
		}
		return knakk.NewTypedLiteral(t.Value, datatype), nil
	}
	return nil, fmt.Errorf("the zero term has no form in knakk/rdf")
}

// ToTriple gives one of our quads, without its graph, as the library's triple.
func ToTriple(q rdf.Quad) (t knakk.Triple, err error) {
	s, err := ToKnakk(q.S)
	if err != nil {
		return t, err
	}
	p, err := ToKnakk(q.P)
	if err != nil {
		return t, err
	}
	o, err := ToKnakk(q.O)
	if err != nil {
		return t, err
	}
	var isSubject, isPredicate, isObject bool
	t.Subj, isSubject = s.(knakk.Subject)
	t.Pred, isPredicate = p.(knakk.Predicate)
	t.Obj, isObject = o.(knakk.Object)
	if !isSubject || !isPredicate || !isObject {
		return t, fmt.Errorf("%s is no RDF triple", q)
	}
	return t, nil
}
