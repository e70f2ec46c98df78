package plan

import (
	"fmt"
	"strings"
	"testing"

	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// selected translates a SELECT.
func selected(t *testing.T, text string) algebra.Node {
	t.Helper()
	q, err := sparql.ParseQuery("PREFIX : <http://example/> "+text, sparql.Options{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	a, err := algebra.Translate(q)
	if err != nil {
		t.Fatal(err)
	}
	return a.Node
}

// Each pair is a query and one with its branches cut, written as sub-selects; "" where it has none.
func TestBranchPairs(t *testing.T) {
	for name, p := range map[string][2]string{
		"a chain from what is wanted": {
			`SELECT ?a { ?a :p ?b . ?b :q ?c . ?c :r ?d }`,
			`SELECT ?a { { SELECT DISTINCT ?b { ?b :q ?c . ?c :r ?d } } ?a :p ?b }`},
		"the larger part of a star, with its filter": {
			`SELECT ?a { ?a :p ?b . ?a :q ?c . ?c :r ?d FILTER(?d > ?c) }`,
			`SELECT ?a { { SELECT DISTINCT ?a { ?a :q ?c . ?c :r ?d FILTER(?d > ?c) } } ?a :p ?b }`},
		"branches at both ends": {
			`SELECT ?b ?c { ?a :p ?b . ?b :q ?c . ?c :r ?d }`,
			`SELECT ?b ?c { { SELECT DISTINCT ?b { ?a :p ?b } } { SELECT DISTINCT ?c { ?c :r ?d } } ?b :q ?c }`},
		"a filter holds two parts together": {
			`SELECT ?a { ?a :p ?b . ?a :q ?c FILTER(?b != ?c) }`, ``},
		"a circle has no branches": {
			`SELECT ?a { ?a :p ?b . ?b :q ?c . ?c :r ?a }`, ``},
		"but one at the circle is": {
			`SELECT ?a { ?a :p ?b . ?b :q ?c . ?c :r ?a . ?b :s ?d }`,
			`SELECT ?a { { SELECT DISTINCT ?b { ?b :s ?d } } ?a :p ?b . ?b :q ?c . ?c :r ?a }`},
		"what is wanted stays": {
			`SELECT ?a ?d { ?a :p ?b . ?b :q ?c . ?c :r ?d }`, ``},
		"a class is a set already": {
			`SELECT ?a { ?a :p ?b . ?b a :B }`, ``},
		"order wants its keys": {
			`SELECT ?a { ?a :p ?b . ?b :q ?c } ORDER BY ?c`, ``},
		"an OPTIONAL is a whole": {
			`SELECT ?a { { ?a :p ?b OPTIONAL { ?a :q ?c } } { ?b :r ?d } }`,
			`SELECT ?a { { ?a :p ?b OPTIONAL { ?a :q ?c } } { SELECT DISTINCT ?b { ?b :r ?d } } }`},
		"nothing is cut where it may be unbound": {
			`SELECT ?a { { ?a :p ?b OPTIONAL { ?b :q ?c } } { ?c :r ?d } }`, ``},
		"no product": {
			`SELECT ?a { ?a :p ?b . ?c :q ?d }`, ``},
	} {
		in := selected(t, p[0])
		cut := cutBranches(in, possible(in))
		switch {
		case cut == nil && p[1] != "":
			t.Errorf("%s: nothing was cut", name)
		case cut != nil && p[1] == "":
			t.Errorf("%s: cut to\n%s", name, algebra.String(cut))
		case cut != nil:
			if got, want := algebra.String(cut), algebra.String(selected(t, p[1])); got != want {
				t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
			}
		}
	}
}

// A join of hundreds of patterns is not searched for branches: planning stays quick.
func TestManyPiecesHaveNoBranches(t *testing.T) {
	chain := func(n int) algebra.Node {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "?v%d :p ?v%d . ", i, i+1)
		}
		return selected(t, "SELECT ?v0 { "+b.String()+"}")
	}
	if in := chain(mostPieces); cutBranches(in, possible(in)) == nil {
		t.Error("nothing was cut")
	}
	if in := chain(mostPieces + 1); cutBranches(in, possible(in)) != nil {
		t.Error("branches of too many pieces were cut")
	}
}
