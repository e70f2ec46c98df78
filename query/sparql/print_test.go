package sparql

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/ontology/rdf"
)

// What is printed means the same: a random expression comes back as the same tree.
func TestExpressionsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawExpr(t, 5)
		text := "ASK { FILTER (" + ExprString(want) + ") }"
		q, err := ParseQuery(text, Options{})
		if err != nil {
			t.Fatalf("%s\n%v", text, err)
		}
		if got := q.Where.Elements[0].(*Filter).Expr; !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\nis read as %s", text, ExprString(got))
		}
	})
}

func drawExpr(t *rapid.T, depth int) Expr {
	kinds := 8
	if depth == 0 {
		kinds = 2
	}
	sub := func() Expr { return drawExpr(t, depth-1) }
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return &ExprVar{Var(rapid.StringMatching(`[a-z0-9_]{1,3}`).Draw(t, "var"))}
	case 1:
		return &ExprTerm{drawTerm(t)}
	case 2:
		return &Unary{rapid.SampledFrom([]string{"!", "-", "+"}).Draw(t, "op"), sub()}
	case 3:
		return &In{rapid.Bool().Draw(t, "not"), sub(), []Expr{sub(), sub()}}
	case 4:
		return &Call{Name: "CONTAINS", Args: []Expr{sub(), sub()}}
	case 5:
		return &Call{IRI: "http://e/f", Distinct: rapid.Bool().Draw(t, "distinct"), Args: []Expr{sub()}}
	}
	op := rapid.SampledFrom([]string{"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/"}).Draw(t, "op")
	return &Binary{op, sub(), sub()}
}

func drawTerm(t *rapid.T) rdf.Term {
	switch rapid.IntRange(0, 4).Draw(t, "term") {
	case 0:
		return rdf.NewIRI("http://e/" + rapid.StringMatching(`[a-z.:é#%-]{0,4}`).Draw(t, "iri"))
	case 1:
		return rdf.NewString(rapid.String().Draw(t, "string"))
	case 2:
		return rdf.NewLang(rapid.String().Draw(t, "text"), "en-GB")
	case 3:
		return rdf.NewTyped(rapid.StringMatching(`[+-]?[0-9]{1,3}`).Draw(t, "integer"), rdf.XSDInteger)
	}
	types := []string{rdf.XSDDecimal, rdf.XSDDouble, rdf.XSDBoolean, rdf.XSDInteger, "http://e/t"}
	return rdf.NewTyped(rapid.StringMatching(`[+-]?[0-9]{0,2}\.?[0-9]{0,2}(e[+-]?[0-9])?|true|x`).Draw(t, "lexical"), rapid.SampledFrom(types).Draw(t, "type"))
}

// Likewise a random path.
func TestPathsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawPath(t, 5)
		text := "ASK { ?s " + PathString(want) + " ?o }"
		q, err := ParseQuery(text, Options{})
		if err != nil {
			t.Fatalf("%s\n%v", text, err)
		}
		if got := q.Where.Elements[0].(*Triples).Patterns[0].Path; !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\nis read as %s", text, PathString(got))
		}
	})
}

func drawPath(t *rapid.T, depth int) Path {
	kinds := 6
	if depth == 0 {
		kinds = 2
	}
	iri := func() string {
		return rapid.SampledFrom([]string{"http://e/p", "http://e/q", rdf.RDFType}).Draw(t, "iri")
	}
	sub := func() Path { return drawPath(t, depth-1) }
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return &PathIRI{iri()}
	case 1:
		return &PathNegated{Forward: []string{iri()}, Backward: []string{iri(), iri()}}
	case 2:
		return &PathInverse{sub()}
	case 3:
		return &PathSequence{sub(), sub()}
	case 4:
		return &PathAlternative{sub(), sub()}
	}
	return []Path{&PathRepeat{Path: sub()}, &PathRepeat{Path: sub(), Many: true}, &PathRepeat{Path: sub(), Min: 1, Many: true}}[rapid.IntRange(0, 2).Draw(t, "mark")]
}

// The text of a query of ordinary size is read in microseconds.
func BenchmarkParseQuery(b *testing.B) {
	const text = `PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX io: <https://w3id.org/concord/def#>
SELECT ?organisation ?term (COUNT(DISTINCT ?type) AS ?types) WHERE {
  ?term a io:OrganisationTerm ; io:ofOrganisation ?organisation ; io:hubType/skos:broader* ?type .
  OPTIONAL { ?term skos:prefLabel ?label . FILTER (LANG(?label) = "en" && STRLEN(?label) > 3) }
} GROUP BY ?organisation ?term HAVING (COUNT(?type) > 2) ORDER BY DESC(?types) LIMIT 20`
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for range b.N {
		if _, err := ParseQuery(text, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
