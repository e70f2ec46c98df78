package query

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// Operators that write rows to temporary files after each few rows give the solutions of the naive evaluator, by every join
// method: OPTIONAL and MINUS with unbound keys, DISTINCT and ORDER BY among them.
func TestRandomPatternsSpilled(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		quads := drawQuads(t)
		w := &writer{t: t}
		text := "PREFIX : <" + exampleNS + "> SELECT * " + w.group(3)
		tree, err := sparql.ParseQuery(text, sparql.Options{})
		if err != nil {
			t.Skip(err.Error())
		}
		want, ok := oracle(t, tree, quads, Union)
		if !ok {
			t.Skip("too many solutions")
		}
		rows := rapid.IntRange(1, 4).Draw(t, "rows")
		distinct := strings.Replace(text, "SELECT *", "SELECT DISTINCT *", 1)
		for name, s := range stores(t, quads) {
			e := New(s, Options{Temp: dir, SpillRows: rows})
			for m := plan.Auto; m <= plan.LastMethod; m++ {
				got := answer(t, e, text, m)
				once := answer(t, e, distinct, m)
				if !slices.Equal(got, want) || !slices.Equal(once, slices.Compact(slices.Clone(want))) {
					t.Fatalf("%s, method %d, %d rows: %s\ngot %d\n  %s\nwant %d\n  %s\nonce\n  %s\ndata\n%s%s", name, m, rows, text, len(got), strings.Join(got, "\n  "),
						len(want), strings.Join(want, "\n  "), strings.Join(once, "\n  "), lines(quads), explained(e, text, m))
				}
			}
			s.Close()
		}
	})
	nothingLeft(t, dir)
}

func nothingLeft(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}

// Groups that are aggregated a few at a time give what they give in memory.
func TestRandomGroupsSpilled(t *testing.T) {
	dir := t.TempDir()
	aggs := []string{"COUNT(*)", "COUNT(DISTINCT *)", "COUNT(?a)", "COUNT(DISTINCT ?a)", "COUNT(DISTINCT STR(?b))", "SUM(?c)", "SUM(DISTINCT ?c)", "AVG(?b)",
		"MIN(?a)", "MAX(?c)", "SAMPLE(?b)", `GROUP_CONCAT(?a; separator=" ")`, `COUNT(DISTINCT IF(BOUND(?a), ?a, ?b))`}
	keys := []string{"", "", "?a", "?b", "?a ?b", "?c ?a", "?absent", "(STR(?a) AS ?k)"}
	rapid.Check(t, func(t *rapid.T) {
		quads := drawQuads(t)
		w := &writer{t: t}
		key := rapid.SampledFrom(keys).Draw(t, "key")
		group, show := "", ""
		if key != "" {
			group, show = " GROUP BY "+key, strings.Replace(key, "(STR(?a) AS ?k)", "?k", 1)
		}
		for i, a := range rapid.SliceOfN(rapid.SampledFrom(aggs), 1, 3).Draw(t, "aggregates") {
			show += fmt.Sprintf(" (%s AS ?x%d)", a, i)
		}
		text := "PREFIX : <" + exampleNS + "> SELECT " + show + " { { SELECT ?a ?b ?c " + w.group(2) + " ORDER BY ?a ?b ?c } }" + group
		if _, err := sparql.ParseQuery(text, sparql.Options{}); err != nil {
			t.Skip(err.Error())
		}
		rows := rapid.IntRange(1, 4).Draw(t, "rows")
		for _, s := range stores(t, quads) {
			want := answer(t, New(s, Options{}), text, plan.Auto)
			got := answer(t, New(s, Options{Temp: dir, SpillRows: rows}), text, plan.Auto)
			if !slices.Equal(got, want) {
				t.Fatalf("%d rows: %s\ngot\n  %s\nwant\n  %s\ndata\n%s", rows, text, strings.Join(got, "\n  "), strings.Join(want, "\n  "), lines(quads))
			}
			s.Close()
		}
	})
	nothingLeft(t, dir)
}

// spilling are queries that need more than 512 KiB.
var spilling = map[string]string{
	"group":             `SELECT ?a ?c (COUNT(*) AS ?n) (SAMPLE(?b) AS ?s) { ?a :knows ?b . ?b :knows ?c } GROUP BY ?a ?c`,
	"many aggregates":   `SELECT ?c (COUNT(DISTINCT ?a) AS ?n) (SUM(?x) AS ?s) (MIN(?b) AS ?m) { ?a :knows ?b . ?b :knows ?c . ?b :age ?x } GROUP BY ?c`,
	"count distinct":    `SELECT (COUNT(DISTINCT ?k) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s ?p ?k FILTER(?p != :absent) }`,
	"distinct rows":     `SELECT (COUNT(DISTINCT *) AS ?n) { ?a :knows ?b . ?b :knows ?c }`,
	"distinct":          `SELECT DISTINCT ?a ?c { ?a :knows ?b . ?b :knows ?c }`,
	"distinct, ordered": `SELECT DISTINCT ?c ?x { ?a :knows ?b . ?b :knows ?c . ?c :age ?x } ORDER BY ?x`,
	"join":              `SELECT * { ?a :knows ?b { SELECT ?b ?c { ?b :knows ?c . ?b :age ?x } } }`,
	"optional":          `SELECT * { ?a :knows ?b OPTIONAL { { ?b :knows ?c . ?c :city ?d } FILTER(?d != ?c) } }`,
	"optional twice":    `SELECT * { ?a :name ?n OPTIONAL { ?a :absent ?b } OPTIONAL { ?b :author ?a . ?a :city ?x } }`,
	"minus":             `SELECT ?a ?b { ?a :knows ?b MINUS { ?b :knows ?a } }`,
}

// What exceeds its memory gives the rows that it gives with enough, and nothing is left of its files, also when it is ended
// before its time.
func TestOperatorsSpill(t *testing.T) {
	dir := t.TempDir()
	s := network(t, 4000)
	prefixes := []rdf.Prefix{{Name: "", IRI: exampleNS}}
	for name, text := range spilling {
		t.Run(name, func(t *testing.T) {
			for _, method := range []plan.Method{plan.Auto, plan.ForceHash} {
				want := rowsBy(t, New(s, Options{Prefixes: prefixes}), text, method)
				got := rowsBy(t, New(s, Options{Memory: 512 << 10, Temp: dir, Prefixes: prefixes}), text, method)
				if !slices.Equal(got, want) {
					t.Errorf("method %d: %d rows, want %d; %s", method, len(got), len(want), firstDifference(got, want))
				}
			}
			if _, err := consume(New(s, Options{Memory: 512 << 10}), context.Background(), text, Params{Method: plan.ForceHash}); !errors.Is(err, ErrMemory) {
				t.Errorf("without files: %v, want %v", err, ErrMemory)
			}
			ctx, cancel := context.WithCancel(context.Background())
			r, err := New(s, Options{Memory: 512 << 10, Temp: dir, Prefixes: prefixes}).Query(ctx, text, Params{Method: plan.ForceHash})
			if err != nil {
				t.Fatal(err)
			}
			r.Next()
			cancel()
			r.Close()
			nothingLeft(t, dir)
		})
	}
}

func rowsBy(t *testing.T, e *Engine, text string, m plan.Method) []string {
	t.Helper()
	r, err := e.Query(context.Background(), text, Params{Method: m})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rows, err := r.Rows()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i] = fmt.Sprint(row)
	}
	slices.Sort(out)
	return out
}

// A GROUP_CONCAT takes the values of its group in the sequence in which they come, also when the group had to wait.
func TestSpilledGroupsKeepTheirSequence(t *testing.T) {
	s := network(t, 300)
	text := "PREFIX : <" + exampleNS + `> SELECT ?a (GROUP_CONCAT(?n) AS ?s) { { SELECT ?a ?n { ?a :knows ?b . ?b :name ?n } ORDER BY ?n } } GROUP BY ?a`
	want := rowsBy(t, New(s, Options{}), text, plan.Auto)
	if got := rowsBy(t, New(s, Options{Temp: t.TempDir(), SpillRows: 7}), text, plan.Auto); !slices.Equal(got, want) || len(got) != 300 {
		t.Errorf("%d rows, want %d; %s", len(got), len(want), firstDifference(got, want))
	}
}

// Operators that write to files stop as soon as they are cancelled, and leave nothing.
func TestCancelSpilling(t *testing.T) {
	dir := t.TempDir()
	e := New(shared()(t), Options{Memory: 16 << 20, Temp: dir, Timeout: time.Minute})
	for _, name := range []string{"sort of a cross product", "groups of a cross product", "distinct", "optional", "minus", "subquery"} {
		t.Run(name, func(t *testing.T) {
			if late := overrun(t, e, endless[name], context.Canceled, 150*time.Millisecond, true); late > slack {
				t.Errorf("stopped %v after it was cancelled", late)
			}
		})
	}
	t.Run("hash build", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		begin := time.Now()
		time.AfterFunc(150*time.Millisecond, cancel)
		_, err := consume(e, ctx, `SELECT (COUNT(*) AS ?n) { ?a :knows ?b OPTIONAL { SELECT ?b ?x { ?b :age ?x . ?c :city ?d } } }`, Params{Method: plan.ForceHash})
		if late := time.Since(begin) - 150*time.Millisecond; !errors.Is(err, context.Canceled) || late > 5*slack {
			t.Errorf("error %v, stopped %v after it was cancelled", err, late)
		}
	})
	nothingLeft(t, dir)
}
