package skos

import (
	"io"
	"strings"
	"testing"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

const prefixes = `@prefix : <http://x.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . `

func parse(t *testing.T, text string) []rdf.Quad {
	t.Helper()
	r := turtle.NewTurtleReader(strings.NewReader(prefixes+text), false, turtle.Options{})
	var out []rdf.Quad
	for {
		q, err := r.Read()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
}

// TestPlantedViolations: each text breaks exactly the condition it is listed under, and the offenders are named.
func TestPlantedViolations(t *testing.T) {
	for _, c := range []struct{ condition, text, offender string }{
		{"S9", `:a a skos:ConceptScheme, skos:Concept .`, "a"},
		{"S9", `:c skos:inScheme :a . :a skos:broader :b .`, "a"},
		{"S9", `:a skos:hasTopConcept :c . :d skos:hasTopConcept :a .`, "a"},
		{"S13", `:a skos:prefLabel "x"@en ; skos:altLabel "x"@en .`, "a"},
		{"S13", `:a skos:altLabel "x"@en ; skos:hiddenLabel "x"@EN .`, "a"},
		{"S14", `:a skos:prefLabel "x"@en, "y"@en .`, "a"},
		{"S14", `:a skos:prefLabel "x", "y" .`, "a"},
		{"S27", `:a skos:related :b . :a skos:broader :c . :c skos:broader :b .`, "a"},
		{"S27", `:a skos:related :b . :a skos:narrower :b .`, "a"},
		{"S27", `:b skos:relatedMatch :a . :a skos:broadMatch :b .`, "a"},
		{"S36", `:a skos:memberList ( :b :c ) ; skos:member :b .`, "c"},
		{"S37", `:a a skos:Collection, skos:Concept .`, "a"},
		{"S37", `:a skos:member :b . :c skos:inScheme :a .`, "a"},
		{"S46", `:a skos:exactMatch :b ; skos:broadMatch :b .`, "b"},
		{"S46", `:a skos:exactMatch :b . :b skos:exactMatch :c . :c skos:relatedMatch :a .`, "c"},
		{"S46", `:a skos:exactMatch :b . :c skos:exactMatch :b . :a skos:narrowMatch :c .`, "c"},
	} {
		found := Check(parse(t, c.text))
		named := false
		for _, f := range found {
			if f.Condition != c.condition {
				t.Errorf("%s also breaks %s", c.text, f)
			}
			for _, o := range f.Offenders {
				named = named || o == rdf.NewIRI("http://x.org/"+c.offender)
			}
		}
		if len(found) == 0 || !named {
			t.Errorf("%s: %s is not found with the offender :%s; got %v", c.condition, c.text, c.offender, found)
		}
	}
}

// TestWhatIsAllowed: graphs that come close and are right.
func TestWhatIsAllowed(t *testing.T) {
	for _, text := range []string{
		`:a skos:prefLabel "x"@en, "x"@fr, "x" ; skos:altLabel "y"@en .`,
		`:a skos:prefLabel "x"@en . :b skos:prefLabel "x"@en ; skos:altLabel "x"@fr .`,
		`:a skos:related :b . :a skos:broader :c . :b skos:broader :c .`,
		`:a skos:broader :b . :b skos:broader :a .`, // a cycle is no violation of SKOS
		`:l skos:memberList ( :a :b ) ; skos:member :a, :b, :c .`,
		`:a skos:broadMatch :b ; skos:closeMatch :b .`,
		`:a skos:exactMatch :b . :a skos:broadMatch :c .`,
		`:s a skos:ConceptScheme ; skos:hasTopConcept :a . :a skos:inScheme :s .`,
	} {
		if found := Check(parse(t, text)); len(found) != 0 {
			t.Errorf("%s: %v", text, found)
		}
	}
}

func TestExactGroups(t *testing.T) {
	got := ExactGroups(parse(t, `:a skos:exactMatch :b . :c skos:exactMatch :b . :d skos:exactMatch :e . :f skos:closeMatch :a .`))
	if len(got) != 2 || len(got[0]) != 3 || len(got[1]) != 2 || got[0][2] != rdf.NewIRI("http://x.org/c") {
		t.Errorf("got %v", got)
	}
}

// TestOntology: the ontology itself keeps the conditions.
func TestOntology(t *testing.T) {
	quads, err := ontology.Quads()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Check(quads) {
		t.Error(f)
	}
}
