package expr

import (
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

// TextTest is a condition on the text of one variable with a constant: CONTAINS, STRSTARTS, STRENDS or REGEX of ?x or STR(?x).
type TextTest struct {
	Match func(text string) bool
	kinds uint16 // of IDs that have such a text; all others but those of the query fail the condition or are left to it
	rest  uint16 // kinds that are left to evaluation
}

// AsTextTest recognises such a condition; nil where it is another.
func AsTextTest(x sparql.Expr) *TextTest {
	call, ok := x.(*sparql.Call)
	if !ok || len(call.Args) < 2 {
		return nil
	}
	t := &TextTest{kinds: index.KindString.Bit() | index.KindLang.Bit(), rest: index.KindQuery.Bit()}
	arg := call.Args[0]
	if str, ok := arg.(*sparql.Call); ok && str.Name == "STR" && len(str.Args) == 1 {
		arg = str.Args[0]
		t.kinds |= index.KindIRI.Bit()
		t.rest = ^(t.kinds | index.KindNone.Bit() | index.KindBlank.Bit())
	}
	if _, ok := arg.(*sparql.ExprVar); !ok {
		return nil
	}
	var texts []string
	for _, a := range call.Args[1:] {
		k, ok := a.(*sparql.ExprTerm)
		if !ok || k.Term.Kind != rdf.Literal || k.Term.Datatype != rdf.XSDString {
			return nil
		}
		texts = append(texts, k.Term.Value)
	}
	if t.Match = textMatch(call.Name, texts); t.Match == nil {
		return nil
	}
	return t
}

// textMatch is the test of a function; nil for one that is not among them.
func textMatch(name string, texts []string) func(string) bool {
	part := texts[0]
	switch {
	case name == "REGEX" && len(texts) <= 2:
		flags := strings.Join(texts[1:], "")
		re, err := translate(part, flags)
		if err != nil {
			return nil
		}
		return matcher(part, flags, re)
	case len(texts) != 1:
		return nil
	case name == "CONTAINS":
		return func(s string) bool { return strings.Contains(s, part) }
	case name == "STRSTARTS":
		return func(s string) bool { return strings.HasPrefix(s, part) }
	case name == "STRENDS":
		return func(s string) bool { return strings.HasSuffix(s, part) }
	}
	return nil
}

// Decides reports whether the test alone decides about IDs of these kinds.
func (t *TextTest) Decides(kinds uint16) bool { return kinds&t.rest == 0 }

// Has reports whether IDs of a kind have a text to be matched; the condition is false or an error for the others.
func (t *TextTest) Has(k index.Kind) bool { return t.kinds&k.Bit() != 0 }
