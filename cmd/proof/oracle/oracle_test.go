package oracle

import (
	"math/rand/v2"
	"strings"
	"testing"

	"w3id.org/concord/query"
	"w3id.org/concord/query/plan"
)

// The engine and the naive evaluator agree on random queries, and answers fit each other.
func TestEngineAgreesWithOracle(t *testing.T) {
	var log strings.Builder
	rep, err := Run(Options{N: 5000, Seed: 1, Log: &log})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(rep)
	if rep.Differences > 0 {
		t.Error(log.String())
	}
	if rep.Asked < 2000 || rep.Empty > rep.Asked*2/3 {
		t.Errorf("the queries ask too little: %v", rep)
	}
}

// A wrong answer is found: here the oracle is not told of one of the quads.
func TestWrongAnswersAreFound(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	found := 0
	for range 60 {
		b, err := newBench(randomQuads(r, true), query.Unnamed)
		if err != nil {
			t.Fatal(err)
		}
		b.quads = b.quads[1:]
		for range 10 {
			w := &writer{r: r}
			if b.compare(w.query(), plan.Auto).differs() {
				found++
				break
			}
		}
		b.store.Close()
	}
	if found < 30 {
		t.Errorf("of 60 stores with a triple too many only %d were found out", found)
	}
}

// What shrinking tries are queries, each smaller by one part.
func TestSmallerQueries(t *testing.T) {
	text := prologue + `SELECT DISTINCT ?a { ?a :p/:q ?b FILTER (?b > 1 && EXISTS { ?b :q ?c }) OPTIONAL { ?a :r ?d } } ORDER BY ?a LIMIT 3`
	var all strings.Builder
	for _, q := range smallerQueries(text) {
		all.WriteString(strings.Join(strings.Fields(q), " ") + "\n")
	}
	for _, want := range []string{"SELECT ?a WHERE", "?a :p ?b .", "FILTER (?b > 1) OPTIONAL", "EXISTS { }", "}) { ?a :r ?d . }"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no query with %q among\n%s", want, all.String())
		}
	}
}
