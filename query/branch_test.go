package query

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"w3id.org/concord/query/plan"
)

// What is wanted once each is what the naive evaluator gives, with and without the branches that do not change it.
func TestBranchesAreCut(t *testing.T) {
	cut := 0
	rapid.Check(t, func(t *rapid.T) {
		quads := drawQuads(t)
		w := &writer{t: t}
		pattern := w.pick("?a :p ?b . ?b :q ?c .", "?a :p ?b . ?b ?p ?c . ?c :q ?d .", "?a :p ?b . ?a :q ?c . ?c ?p ?d .", "?a ?p ?b . ?b :p ?c . ?c :q ?a . ?c :p ?d .",
			"{ ?a :p ?b } UNION { ?a :q ?b } ?b :p ?c .", "?a :p ?b OPTIONAL { ?a :q ?c } { ?b ?p ?d }", "VALUES ?a { :n0 :n1 } ?a :p ?b . ?b ?p ?c .", "GRAPH ?g { ?a :p ?b . ?b :q ?c }",
			"?a :p+ ?b . ?b :q ?c .", "?a :p ?b . ?b :q ?c MINUS { ?c :p ?d }", "?a :p ?b . ?b (:p|:q)* ?c . ?c :q ?d")
		pattern += w.pick("", "", " FILTER(?b != ?c)", " FILTER(?c != :n0)", " FILTER(?d = ?b)", " FILTER(?b = 1)")
		text := pre + w.pick("SELECT DISTINCT ?a { %s }", "SELECT DISTINCT ?a ?b { %s }", "SELECT DISTINCT ?c { %s }", "SELECT DISTINCT ?a { %s } ORDER BY ?b", "SELECT (COUNT(DISTINCT ?a) AS ?n) { %s }",
			"SELECT ?a (COUNT(DISTINCT ?c) AS ?n) { %s } GROUP BY ?a", "SELECT ?b (COUNT(DISTINCT ?a) AS ?n) (MAX(?a) AS ?m) { %s } GROUP BY ?b", "SELECT ?b (COUNT(?a) AS ?n) (COUNT(DISTINCT ?c) AS ?m) { %s } GROUP BY ?b",
			"SELECT DISTINCT ?x { %s BIND(?a != :n0 AS ?x) }")
		text = fmt.Sprintf(text, pattern)
		mode := rapid.SampledFrom([]DatasetMode{Union, Unnamed}).Draw(t, "mode")
		var want []string
		naive := !strings.Contains(text, "COUNT") && !strings.Contains(text, "ORDER") // it neither groups nor sorts
		if naive {
			want = pairsByOracle(t, quads, mode, text)
		}
		for name, s := range stores(t, quads) {
			e := New(s, Options{DefaultGraph: mode})
			if !naive {
				want = answer(t, e, text, plan.ForceHash)
			}
			for _, m := range []plan.Method{plan.Auto, plan.ForceCut} {
				if got := answer(t, e, text, m); !slices.Equal(got, want) {
					t.Fatalf("%s, method %d: %s\ngot %d\n  %s\nwant %d\n  %s\ndata\n%s%s", name, m, text, len(got), strings.Join(got, "\n  "),
						len(want), strings.Join(want, "\n  "), lines(quads), explained(e, text, m))
				}
			}
			if explained(e, text, plan.ForceCut) != explained(e, text, plan.Auto) {
				cut++
			}
			s.Close()
		}
	})
	if cut == 0 {
		t.Error("no branch was cut")
	}
}

// Where many things lead to few and these to many, the few are each looked up once, unless the many are counted or shown.
func TestBranchesThatMultiplyAreCut(t *testing.T) {
	var n strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&n, "<urn:a%d> <urn:in> <urn:hub%d> ; <urn:has> <urn:own%d> . <urn:own%d> <urn:size> %d . <urn:hub%d> <urn:out> <urn:b%d> .\n", i, i%20, i, i, i%50, i%20, i)
	}
	e := newEngine(t, Options{}, n.String())
	for text, cut := range map[string]bool{
		"SELECT DISTINCT ?a { ?a <urn:in> ?hub . ?hub <urn:out> ?b }":                                                      true,
		"SELECT (COUNT(DISTINCT ?n) AS ?x) { ?a <urn:in> ?hub ; <urn:has> ?own . ?own <urn:size> ?n . ?hub <urn:out> ?b }": true,
		"SELECT (COUNT(?n) AS ?x) { ?a <urn:in> ?hub ; <urn:has> ?own . ?own <urn:size> ?n . ?hub <urn:out> ?b }":          false,
		"SELECT DISTINCT ?a ?b { ?a <urn:in> ?hub . ?hub <urn:out> ?b }":                                                   false,
	} {
		x, err := e.Explain(context.Background(), text, Params{})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(x.String(), "values of ?hub") != cut {
			t.Errorf("%s: cut must be %v\n%s", text, cut, x)
		}
	}
}
