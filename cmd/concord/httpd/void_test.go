package httpd

import (
	"testing"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/query/results"
)

// TestVoidMatchesQueries compares the counts of the VoID description with what SPARQL counts in the same data.
func TestVoidMatchesQueries(t *testing.T) {
	s := catalogueServer(t)
	quads, err := codec.ReadAll(rdf.Turtle, get(s, "/.well-known/void").Body, codec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ about, count, query string }{
		{"class", "entities", "SELECT ?x (COUNT(DISTINCT ?s) AS ?n) { ?s a ?x } GROUP BY ?x"},
		{"property", "triples", "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x"},
	} {
		said := partitions(quads, c.about, c.count)
		table, err := results.Read(results.JSON, get(s, ask(c.query), "Accept", "application/sparql-results+json").Body)
		if err != nil {
			t.Fatal(err)
		}
		if len(table.Rows) != len(said) || len(said) < 20 {
			t.Errorf("%d %s partitions, the data has %d", len(said), c.about, len(table.Rows))
		}
		for _, row := range table.Rows {
			if said[row[0].Value] != row[1].Value {
				t.Errorf("%s %s: VoID says %s, the data %s", c.about, row[0].Value, said[row[0].Value], row[1].Value)
			}
		}
	}
}

// partitions gives a count for each class or property of a VoID description.
func partitions(quads []rdf.Quad, about, count string) map[string]string {
	subject, out := map[rdf.Term]string{}, map[string]string{}
	for _, q := range quads {
		if q.P.Value == ontology.VOID+about {
			subject[q.S] = q.O.Value
		}
	}
	for _, q := range quads {
		if x := subject[q.S]; x != "" && q.P.Value == ontology.VOID+count {
			out[x] = q.O.Value
		}
	}
	return out
}
