package query

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

// drawNetwork draws a dataset of enough nodes for paths to have more pairs than the first rows: chains, cycles, self loops,
// literals at the ends, triples in several graphs.
func drawNetwork(t *rapid.T) []rdf.Quad {
	ex := func(s string) rdf.Term { return rdf.NewIRI(exampleNS + s) }
	n := rapid.SampledFrom([]int{2, 6, 14, 24}).Draw(t, "nodes")
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) rdf.Quad {
		i := rapid.IntRange(0, n-1).Draw(t, "i")
		j := i + rapid.IntRange(-1, 2).Draw(t, "step")
		q := rdf.Quad{S: ex(fmt.Sprintf("n%d", i)), P: ex(rapid.SampledFrom([]string{"p", "p", "q", "r"}).Draw(t, "p")), O: ex(fmt.Sprintf("n%d", j))}
		if rapid.IntRange(0, 9).Draw(t, "literal") == 0 {
			q.O = rdf.NewTyped(fmt.Sprint(j), rdf.XSDInteger)
		}
		if g := rapid.IntRange(0, 4).Draw(t, "graph"); g > 2 {
			q.G = ex(fmt.Sprintf("g%d", g))
		}
		return q
	}), 0, 2*n).Draw(t, "quads")
}

// onDeltas is a store with half of the quads in its base and half in commits after it, and some taken away again.
func onDeltas(t *rapid.T, quads, gone []rdf.Quad) (*store.Store, []rdf.Quad) {
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	check(indextest.Load(s, append(slices.Clone(quads[:len(quads)/2]), gone...)))
	check(s.Compact(context.Background()))
	check(indextest.Load(s, quads[len(quads)/2:]))
	var deleted strings.Builder
	for _, q := range gone {
		if slices.Contains(quads, q) {
			continue
		}
		triple := fmt.Sprintf("%s %s %s .", q.S, q.P, q.O)
		if !q.G.IsZero() {
			triple = fmt.Sprintf("GRAPH %s { %s }", q.G, triple)
		}
		deleted.WriteString(triple + " ")
	}
	_, err = New(s, Options{}).Update(context.Background(), "DELETE DATA { "+deleted.String()+" }", Params{})
	check(err)
	return s, quads
}

// What is counted, listed and asked of a path both of whose ends are free is what the naive evaluator's pairs give.
func TestClosuresAreThoseOfTheNaiveEvaluator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, quads := onDeltas(t, drawNetwork(t), drawNetwork(t))
		defer s.Close()
		mode := rapid.SampledFrom([]DatasetMode{Union, Unnamed}).Draw(t, "mode")
		w := &writer{t: t}
		path := "(" + w.path(2) + ")" + w.pick("+", "*")
		e := New(s, Options{DefaultGraph: mode})
		for _, ends := range []string{"?a " + path + " ?b", "?a " + path + " ?a", "GRAPH :g3 { ?a " + path + " ?b }"} {
			compareClosure(t, e, quads, mode, ends)
		}
		compareTexts(t, e, quads, mode, "?g ?a ?b", "GRAPH ?g { ?a "+path+" ?b }")
		compareTexts(t, e, quads, mode, "?a ?b ?c ?d", "?c :q ?d . ?a "+path+" ?b")
		compareTexts(t, e, quads, mode, "?a ?b ?c", "?c :q ?a . ?a "+path+" ?b")
		compareTexts(t, e, quads, mode, "?a ?b", "VALUES ?a { :n0 :n1 :p :absent 1 2 } ?a "+path+" ?b")
		compareTexts(t, e, quads, mode, "?a ?b ?c", "GRAPH :g3 { ?c ?p ?a } ?a "+path+" ?b")
		compareTexts(t, e, quads, mode, "?a ?b ?c", "?a ?p ?c . GRAPH :g4 { ?b "+path+" ?a }")
	})
}

const pre = "PREFIX : <" + exampleNS + "> "

func pairsByOracle(t *rapid.T, quads []rdf.Quad, mode DatasetMode, text string) []string {
	tree, err := sparql.ParseQuery(text, sparql.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, ok := oracle(t, tree, quads, mode)
	if !ok {
		t.Skip("too many solutions")
	}
	return rows
}

func compareTexts(t *rapid.T, e *Engine, quads []rdf.Quad, mode DatasetMode, vars, pattern string) {
	text := pre + "SELECT " + vars + " { " + pattern + " }"
	want := pairsByOracle(t, quads, mode, text)
	if got := answer(t, e, text, 0); !slices.Equal(got, want) {
		t.Fatalf("%s\ngot %d\n%s\nwant %d\n%s\ndata\n%s%s", text, len(got), strings.Join(got, "\n"), len(want), strings.Join(want, "\n"), lines(quads), explained(e, text, 0))
	}
}

// compareClosure compares rows, and what is counted of them, with the pairs of the naive evaluator.
func compareClosure(t *rapid.T, e *Engine, quads []rdf.Quad, mode DatasetMode, pattern string) {
	compareTexts(t, e, quads, mode, "*", pattern)
	compareTexts(t, e, quads, mode, "DISTINCT *", pattern)
	pairs := pairsByOracle(t, quads, mode, pre+"SELECT * { "+pattern+" }")
	counts := map[string]map[string]int{"a": {}, "b": {}}
	for _, p := range pairs {
		for _, cell := range strings.Fields(p) {
			v, value, _ := strings.Cut(cell, "=")
			counts[v][value]++
		}
	}
	same := func(text string, want ...string) {
		slices.Sort(want)
		if got := answer(t, e, pre+text, 0); !slices.Equal(got, want) {
			t.Fatalf("%s\ngot %q\nwant %q\ndata\n%s%s", text, got, want, lines(quads), explained(e, pre+text, 0))
		}
	}
	number := func(n int) string { return "n=" + rdf.NewTyped(fmt.Sprint(n), rdf.XSDInteger).String() }
	same("SELECT (COUNT(*) AS ?n) { "+pattern+" }", number(len(pairs)))
	same("SELECT (COUNT(?a) AS ?n) { SELECT DISTINCT * { "+pattern+" } }", number(len(pairs)))
	for v, of := range counts {
		if v == "b" && !strings.Contains(pattern, "?b") {
			continue
		}
		var groups, values []string
		for value, n := range of {
			values = append(values, v+"="+value)
			groups = append(groups, v+"="+value+" "+number(n))
		}
		same("SELECT (COUNT(DISTINCT ?"+v+") AS ?n) { "+pattern+" }", number(len(of)))
		same("SELECT ?"+v+" (COUNT(*) AS ?n) { "+pattern+" } GROUP BY ?"+v, groups...)
		same("SELECT DISTINCT ?"+v+" { "+pattern+" }", values...)
	}
	ask, err := e.Query(context.Background(), pre+"ASK { "+pattern+" }", Params{})
	if err != nil || ask.Bool() != (len(pairs) > 0) {
		t.Fatalf("ASK { %s }, %d pairs: %v", pattern, len(pairs), err)
	}
	ask.Close()
}
