package query

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// TestOrderOfBlankNodes: blank nodes come in the order of their numbers, before all else, whole, as the first few and among terms of other kinds.
func TestOrderOfBlankNodes(t *testing.T) {
	var n strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&n, "_:x%d <urn:p> _:y%d .\n<urn:s%d> <urn:p> %q .\n", i*7919%3000, i*104729%3000, i, fmt.Sprint(i))
	}
	e := newEngine(t, Options{}, n.String())
	for _, c := range []struct {
		by        string
		key, sign int
	}{{"?o", 1, 1}, {"DESC(?o)", 1, -1}, {"?s ?o", 0, 1}} {
		var got [2][][]rdf.Term
		for i, limit := range []string{"", " LIMIT 20"} {
			r, err := e.Query(context.Background(), "SELECT ?s ?o { ?s <urn:p> ?o } ORDER BY "+c.by+limit, Params{})
			if err != nil {
				t.Fatal(err)
			}
			if got[i], err = r.Rows(); err != nil {
				t.Fatal(err)
			}
			r.Close()
		}
		if !slices.IsSortedFunc(got[0], func(a, b []rdf.Term) int { return c.sign * xsd.Order(a[c.key], b[c.key]) }) {
			t.Errorf("ORDER BY %s: the rows are not in order", c.by)
		}
		for i, row := range got[1] {
			if row[c.key] != got[0][i][c.key] {
				t.Fatalf("ORDER BY %s: row %d of the first is %v, of all %v", c.by, i, row, got[0][i])
			}
		}
	}
	if xsd.Order(rdf.NewBlank("b9"), rdf.NewBlank("b10")) >= 0 || xsd.Order(rdf.NewBlank("b10"), rdf.NewIRI("urn:a")) >= 0 {
		t.Error("b9 comes before b10, and that before IRIs")
	}
}
