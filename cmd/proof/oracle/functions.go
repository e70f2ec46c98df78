package oracle

import (
	"math"
	"regexp"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/sparql"
)

// call evaluates the functional forms (17.4.1), which see errors, and hands the others their values.
func (e *evaluator) call(x *sparql.Call, m solution, sc scope) rdf.Term {
	switch x.Name {
	case "BOUND":
		return truthOf(!e.value(x.Args[0], m, sc).IsZero()).term()
	case "IF":
		switch boolean(e.value(x.Args[0], m, sc)) {
		case yes:
			return e.value(x.Args[1], m, sc)
		case no:
			return e.value(x.Args[2], m, sc)
		}
		return rdf.Term{}
	case "COALESCE":
		for _, a := range x.Args {
			if t := e.value(a, m, sc); !t.IsZero() {
				return t
			}
		}
		return rdf.Term{}
	}
	args := make([]rdf.Term, len(x.Args))
	for i, a := range x.Args {
		if args[i] = e.value(a, m, sc); args[i].IsZero() {
			return rdf.Term{}
		}
	}
	if x.Name == "" {
		return xsd.Cast(xsd.Parse(args[0]), x.IRI).Term()
	}
	f, ok := functions[x.Name]
	if !ok {
		panic("the oracle does not know the function " + x.Name)
	}
	return f(args)
}

// functions are the functions on terms (17.4.2) and strings (17.4.3); the zero Term is an error.
var functions = map[string]func(args []rdf.Term) rdf.Term{
	"SAMETERM":    func(a []rdf.Term) rdf.Term { return truthOf(a[0] == a[1]).term() },
	"ISIRI":       kindTest(rdf.IRI),
	"ISBLANK":     kindTest(rdf.Blank),
	"ISLITERAL":   kindTest(rdf.Literal),
	"ISNUMERIC":   func(a []rdf.Term) rdf.Term { _, ok := numberOf(a[0]); return truthOf(ok).term() },
	"STR":         str,
	"LANG":        lang,
	"DATATYPE":    datatype,
	"STRLEN":      textual(func(s string) rdf.Term { return integer(len([]rune(s))) }),
	"UCASE":       mapped(strings.ToUpper),
	"LCASE":       mapped(strings.ToLower),
	"CONTAINS":    tested(strings.Contains),
	"STRSTARTS":   tested(strings.HasPrefix),
	"STRENDS":     tested(strings.HasSuffix),
	"CONCAT":      concatenated,
	"ABS":         absolute,
	"REGEX":       matches,
	"FLOOR":       whole(math.Floor, 0),
	"CEIL":        ceiling,
	"ROUND":       whole(nearest, 0.5),
	"STRBEFORE":   parted(func(before, _ string) string { return before }),
	"STRAFTER":    parted(func(_, after string) string { return after }),
	"LANGMATCHES": langMatches,
	"STRDT":       typed,
	"STRLANG":     tagged,
}

func kindTest(k rdf.Kind) func([]rdf.Term) rdf.Term {
	return func(a []rdf.Term) rdf.Term { return truthOf(a[0].Kind == k).term() }
}

func str(a []rdf.Term) rdf.Term {
	if a[0].Kind == rdf.Blank {
		return rdf.Term{}
	}
	return rdf.NewString(a[0].Value)
}

func lang(a []rdf.Term) rdf.Term {
	if a[0].Kind != rdf.Literal {
		return rdf.Term{}
	}
	return rdf.NewString(a[0].Lang)
}

func datatype(a []rdf.Term) rdf.Term {
	if a[0].Kind != rdf.Literal {
		return rdf.Term{}
	}
	return rdf.NewIRI(a[0].Datatype)
}

func textual(f func(string) rdf.Term) func([]rdf.Term) rdf.Term {
	return func(a []rdf.Term) rdf.Term {
		if !isText(a[0]) {
			return rdf.Term{}
		}
		return f(a[0].Value)
	}
}

// mapped keeps the language of what it changes.
func mapped(f func(string) string) func([]rdf.Term) rdf.Term {
	return func(a []rdf.Term) rdf.Term {
		if !isText(a[0]) {
			return rdf.Term{}
		}
		out := a[0]
		out.Value = f(out.Value)
		return out
	}
}

// tested takes compatible arguments (17.4.3.1.2): the second plain, or of the same language as the first.
func tested(f func(s, part string) bool) func([]rdf.Term) rdf.Term {
	return func(a []rdf.Term) rdf.Term {
		if !isText(a[0]) || !isText(a[1]) || a[1].Lang != "" && a[1].Lang != a[0].Lang {
			return rdf.Term{}
		}
		return truthOf(f(a[0].Value, a[1].Value)).term()
	}
}

// concatenated has a language if all its arguments have the same one.
func concatenated(a []rdf.Term) rdf.Term {
	text, tag := "", ""
	for i, t := range a {
		if !isText(t) {
			return rdf.Term{}
		}
		if i == 0 {
			tag = t.Lang
		} else if tag != t.Lang {
			tag = ""
		}
		text += t.Value
	}
	return rdf.NewLang(text, tag)
}

func absolute(a []rdf.Term) rdf.Term {
	n, ok := numberOf(a[0])
	switch {
	case !ok:
		return rdf.Term{}
	case n.sign() < 0:
		return arithmetic("*", a[0], integer(-1))
	}
	return arithmetic("+", a[0], integer(0))
}

// matches knows patterns that mean the same to XPath and to Go.
func matches(a []rdf.Term) rdf.Term {
	if !isText(a[0]) || a[1].Datatype != rdf.XSDString {
		return rdf.Term{}
	}
	ok, err := regexp.MatchString(a[1].Value, a[0].Value)
	if err != nil {
		return rdf.Term{}
	}
	return truthOf(ok).term()
}
