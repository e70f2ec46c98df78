package query

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

// Where only the first rows are wanted, nothing large is hashed before them; all rows are joined as before.
func TestPlansForFirstRows(t *testing.T) {
	var n strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&n, "<urn:a%d> <urn:of> <urn:b%d> ; <urn:size> %d . <urn:b%d> <urn:in> <urn:c%d> .\n", i, i*7%3000, i%50, i, i%40)
		fmt.Fprintf(&n, "<urn:d%d> <urn:in> <urn:c%d> ; <urn:size> %d .\n", i, i%40, i%50)
	}
	e := newEngine(t, Options{}, n.String())
	pattern := `{ ?a <urn:size> ?n ; <urn:of> ?b . ?b <urn:in> ?c . ?d <urn:size> ?n . ?d <urn:in> ?c }`
	for _, c := range []struct {
		text   string
		hashes bool
	}{
		{"SELECT * " + pattern, true},
		{"ASK " + pattern, false},
		{"SELECT * " + pattern + " LIMIT 5 OFFSET 2", false},
		{"SELECT ?a { " + pattern + " BIND(1 AS ?x) } LIMIT 5", false},
		{"SELECT * " + pattern + " LIMIT 100000", true},
		{"SELECT * " + pattern + " ORDER BY ?a LIMIT 5", true},
		{"SELECT (COUNT(*) AS ?count) " + pattern + " LIMIT 5", true},
	} {
		x, err := e.Explain(context.Background(), c.text, Params{})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(x.String(), "hash join") != c.hashes {
			t.Errorf("%s\n%s", c.text, x)
		}
	}
	all := map[string]bool{}
	for _, row := range rowsOf(t, e, "SELECT * "+pattern) {
		all[fmt.Sprint(row)] = true
	}
	got := map[string]bool{}
	for _, row := range rowsOf(t, e, "SELECT * "+pattern+" LIMIT 50") {
		if got[fmt.Sprint(row)] = true; !all[fmt.Sprint(row)] {
			t.Errorf("%v is no solution", row)
		}
	}
	if len(got) != 50 {
		t.Errorf("%d rows, want 50", len(got))
	}
}

func rowsOf(t *testing.T, e *Engine, text string) [][]rdf.Term {
	t.Helper()
	r, err := e.Query(context.Background(), text, Params{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rows, err := r.Rows()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
