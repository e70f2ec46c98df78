package query

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

// hanging are patterns of which some parts hang on others by another variable than the one that all share.
var hanging = []string{
	`?a :p ?s . ?s :q ?b . ?b :r ?c`, `?a :p ?s . ?s :q ?b . ?b :r ?c . ?c :p ?d`, `?s :p ?a . ?a :q ?b . ?b :r ?c . ?c :q ?d . ?d :p ?e`,
	`?s :p ?a . ?s :q ?b . ?a :q ?c . ?b :r ?d . ?c :r ?e`, `?s :p ?a . ?a :q ?b . ?a :r ?c . ?b :r ?d`,
	`?s :p ?a . ?a :q ?b OPTIONAL { ?b :r ?c . ?c :p ?d }`, `?a :p ?s OPTIONAL { ?s :q ?b . ?b :r ?c }`, `?a :p ?s OPTIONAL { ?s :q ?b OPTIONAL { ?b :r ?c } }`,
	`?a :p ?s . ?s :q ?b FILTER EXISTS { ?b :r ?c . ?c :r ?d }`, `?a :p ?s . ?s :q ?b FILTER NOT EXISTS { ?b :r ?c . ?c :r ?d }`,
	`?a :p ?s . ?s :q ?b MINUS { ?b :r ?c . ?c :few ?d }`, `?a :p ?s MINUS { ?s :few ?b . ?b :r ?c }`, `?a :p ?s . ?s :p ?b MINUS { ?b :few ?c }`,
	`?s :p ?a . ?a :few ?b . ?b :r ?c`, `?s :few ?a . ?a :q ?b . ?b :r ?c . ?c :p ?d`, `?s :p ?a . ?a :q ?b . ?b :none ?c`,
	`?a :p ?s . ?s :q ?b . ?b :r ?c OPTIONAL { ?c :none ?d . ?d :q ?e }`, `?a :p ?s . ?s :q ?b . ?b :r ?c FILTER(?c != :n7)`, `?a :p ?s . ?s :q ?b . ?b :r ?c FILTER(?a != ?c)`,
	`?a :p ?s . ?s :q ?b . ?b :r ?a`, `?a :p ?s . ?s :q ?b . ?b :r ?c . ?c :p ?s`, `?a :p ?s . ?s ?x ?b . ?b :r ?c`, `?a :p ?s . ?s ?x ?b . ?x :r ?c . ?b :r ?d`,
	`?s :p ?s . ?s :q ?b . ?b :r ?c`, `?a :p ?s . ?s :q ?b . ?b :r ?b`, `?a :p ?s . ?s :q ?b . { ?b :r ?c } UNION { ?b :few ?c }`,
	`?a :p ?s . { ?s :q ?b . ?b :r ?c } UNION { ?s :few ?b }`, `?a :p ?s . GRAPH :g { ?s :q ?b . ?b :r ?c }`, `?a :p ?s . GRAPH ?g { ?s :q ?b . ?b :r ?c }`,
	`?a :p ?s . GRAPH :g { ?s :q ?b } ?b :r ?c`, `GRAPH ?g { ?a :p ?s . ?s :q ?b . ?b :r ?c }`, `?a :p ?s . ?s :q ?b . VALUES ?b { :n1 :n2 UNDEF } ?b :r ?c`,
	`?a :p ?s . ?s :q ?b . BIND(?b AS ?c) ?c :r ?d`, `?a :few ?s . ?s :p+ ?b`, `?a :few ?s . ?s :p* ?b`, `?a :p ?s . ?s :few+ ?b`, `?a :q ?s . ?s :r ?b . ?b :p+ ?c`,
	`?s :p+ ?a . ?a :q ?b . ?b :r ?c`, `?a :few ?s . ?s (:p|^:q)+ ?b`, `?a :few ?s . ?s (:p/:q)+ ?b`, `?a :few ?s . ?s :p+ ?s`, `?a :few ?s . ?s :p+ :n3`,
	`:n3 :p ?s . ?s :q ?a . ?a :r ?b . ?b :p ?c . ?c :q ?d . ?d :r ?e`, `:n3 :few ?s . ?s :q ?a . ?a :r ?b . ?b :p ?c . ?c :q ?d . ?d :r ?e`, `:none :p ?s . ?s :q ?a . ?a :r ?b . ?b :p ?c . ?c :q ?d . ?d :r ?e`,
	`?s :p ?a . ?a :q ?b . ?b :r ?c . ?c :p ?d FILTER EXISTS { ?d :few ?e . ?e :q :n5 }`, `?s :p ?a . ?a :q ?b . ?b :r ?c . ?c :p ?d FILTER NOT EXISTS { ?d :few ?e . ?e :q :n5 }`,
	`?s :p ?a . ?a :q ?b . ?b :r ?c . ?c :p ?d OPTIONAL { ?d :few ?e . ?e :q :n5 }`,
	`:n1 :p ?a . ?a :q ?b . ?b :r ?s . ?s :p ?c . ?c :q ?d . ?d :r ?e . ?e :p ?f . ?f :q ?g`, `:n2 :p ?s . ?s :q ?b . ?b :r ?c . ?c :p ?d . ?d :q ?e . ?e :r ?f . ?f :p ?g . ?g :q ?h`,
	`:none :p ?a . ?a :q ?s . ?s :r ?b . ?b :p ?c . ?c :q ?d . ?d :r ?e . ?e :p ?f . ?f :q ?g`, `?s :few :n1 . ?s :p ?a . ?a :q ?b . ?b :r ?c . ?c :p ?d . ?d :q ?e . ?e :r ?f . ?f :p ?g`,
	`GRAPH :g { :n1 :p ?a } ?a :q ?b . ?b :r ?s . ?s :p ?c . ?c :q ?d . ?d :r ?e . ?e :p ?f`, `?a :few ?s OPTIONAL { ?s :p+ ?b }`, `?a :q ?s FILTER NOT EXISTS { ?s :few+ ?b }`, `GRAPH :g { ?a :few ?s . ?s :p+ ?b }`, `?a :p ?b . ?c :q ?d . ?d :r ?e`,
}

// What hangs on a pattern is counted as its solutions say, also with duplicates in named graphs, after updates and for values of any kind.
func TestCountsOfWhatHangs(t *testing.T) {
	e := newEngine(t, Options{Prefixes: []rdf.Prefix{{Name: "", IRI: exampleNS}}}, "")
	r := rand.New(rand.NewPCG(5, 8))
	afterEach(t, e, []string{
		"INSERT DATA {" + randomEdges(r, 2500) + " GRAPH :g {" + randomEdges(r, 150) + "} }",
		"INSERT DATA {" + randomEdges(r, 40) + " :new :p :n1, :n2 . :n5 :q :new . :new :r :n9 GRAPH :g {" + randomEdges(r, 40) + "} }",
		`DELETE WHERE { :n3 ?p ?o }`, `DELETE WHERE { GRAPH :g { ?s :q ?o } }`,
	}, func() {
		for _, pattern := range hanging {
			compareHanging(t, e, pattern)
		}
	})
}

// TestFewWeights: rows that few weights belong to are looked up, and where a narrow side of a join is empty the wide one is not read.
func TestFewWeights(t *testing.T) {
	e := newEngine(t, Options{Prefixes: []rdf.Prefix{{Name: "", IRI: exampleNS}}}, "")
	r := rand.New(rand.NewPCG(7, 9))
	if _, err := e.Update(context.Background(), "INSERT DATA {"+randomEdges(r, 60_000)+" :n1 :one :n2, :n3 . :n7 :one :nowhere }", Params{}); err != nil {
		t.Fatal(err)
	}
	for _, start := range []string{":n1", ":n7"} {
		pattern := start + ` :one ?a . ?a :p ?s . ?s :q ?b . ?b :r ?c . ?c :p ?d`
		compareHanging(t, e, pattern)
		x, err := e.Explain(context.Background(), "SELECT (COUNT(*) AS ?n) { "+pattern+" }", Params{})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(x.String(), "by lookups") {
			t.Errorf("nothing is looked up:\n%s", x)
		}
	}
}

// randomEdges are triples among 300 nodes by three predicates, and a few by a fourth.
func randomEdges(r *rand.Rand, n int) string {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, " :n%d :%c :n%d .", r.IntN(300), 'p'+rune(i%3), r.IntN(300))
		switch i % 50 {
		case 0:
			fmt.Fprintf(&s, " :n%d :few :n%d .", r.IntN(300), r.IntN(300))
		case 1:
			fmt.Fprintf(&s, " :n%d :q %d, \"x\"@en, _:b%d . _:b%d :r :n%d .", r.IntN(300), i, i%7, i%7, r.IntN(300))
		}
	}
	return s.String()
}

func compareHanging(t *testing.T, e *Engine, pattern string) {
	t.Helper()
	for _, what := range []string{`SELECT (COUNT(*) AS ?n) { %s }`, `SELECT (COUNT(?s) AS ?n) (COUNT(*) AS ?m) { %s }`, `SELECT (COUNT(DISTINCT ?s) AS ?n) { %s }`,
		`SELECT ?s (COUNT(*) AS ?n) { %s } GROUP BY ?s`} {
		got := sortedRows(t, e, fmt.Sprintf(what, pattern))
		plain := strings.NewReplacer("(COUNT(*) AS ?n)", "(SUM(?one) AS ?n)", "(COUNT(*) AS ?m)", "(SUM(?one) AS ?m)").Replace(what)
		want := sortedRows(t, e, fmt.Sprintf(plain, "{ "+pattern+" } BIND(1 AS ?one)"))
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s\nhas %d rows, want %d; %s", fmt.Sprintf(what, pattern), len(got), len(want), firstDifference(got, want))
		}
	}
}
