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

// An EXISTS whose filter names variables of the rows outside gives what the naive evaluator gives, however it is run.
func TestExistsWithConditionsOnRowsOutside(t *testing.T) {
	paired := 0
	rapid.Check(t, func(t *rapid.T) {
		quads := drawQuads(t)
		w := &writer{t: t}
		outer := w.pick("?a :p ?b .", "?a :p ?b . ?b :q ?d .", "?a ?p ?b .", "?a :p ?b OPTIONAL { ?b :q ?d }", "VALUES (?a ?b) { (:n0 UNDEF) (UNDEF 1) (:n1 :n2) }")
		core := w.pick("?a :q ?c .", "?c :p ?b .", "?a ?c ?e .", "?a :p ?c . ?c :q ?e .", "?e :p ?a OPTIONAL { ?e :q ?c }", "{ ?a :p ?c } UNION { ?c :q ?b }", "GRAPH :g2 { ?a :p ?c }", "?a :p+ ?c", "?a (:p|:q)* ?c")
		cond := w.pick("?c != ?b", "?c = ?b", "?b = ?d", "?c = ?b || ?a != ?c", "?d != ?c", "BOUND(?d)", "?b != 1", "!BOUND(?c) || ?c != ?b", "?b IN (:n0, 1) || ?c = ?b", "?c != ?b) FILTER(?e != ?b")
		text := pre + "SELECT * { " + outer + " FILTER " + w.pick("", "NOT ") + "EXISTS { " + core + " FILTER(" + cond + ") } }"
		mode := rapid.SampledFrom([]DatasetMode{Union, Unnamed}).Draw(t, "mode")
		want := pairsByOracle(t, quads, mode, text)
		for name, s := range stores(t, quads) {
			e := New(s, Options{DefaultGraph: mode})
			for _, m := range []plan.Method{plan.Auto, plan.ForceHash, plan.ForceFeed} {
				if got := answer(t, e, text, m); !slices.Equal(got, want) {
					t.Fatalf("%s, method %d: %s\ngot %d\n  %s\nwant %d\n  %s\ndata\n%s%s", name, m, text, len(got), strings.Join(got, "\n  "),
						len(want), strings.Join(want, "\n  "), lines(quads), explained(e, text, m))
				}
				if strings.Contains(explained(e, text, m), " if ") {
					paired++
				}
			}
			s.Close()
		}
	})
	if paired == 0 {
		t.Error("no condition was tried on pairs")
	}
}

// An OPTIONAL that must not match gives what the naive evaluator gives.
func TestOptionalThatMustNotMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		quads := drawQuads(t)
		w := &writer{t: t}
		outer := w.pick("?a :p ?b .", "?a :p ?b . ?b :q ?d .", "?a :p ?b OPTIONAL { ?b :q ?d }", "?a :p ?b OPTIONAL { ?b :q ?c }", "{ ?a :p ?b } UNION { ?a :q ?d }", "?d :r ?a")
		optional := w.pick("?a :q ?c", "?c :p ?b", "?a :p ?c . ?c :q ?e", "?e :p ?a OPTIONAL { ?e :q ?c }", "{ ?a :p ?c } UNION { ?c :q ?b }", "?a :p* ?c", "?c ?p ?a MINUS { ?a :q ?b }", ":n0 :p ?c")
		if cond := w.pick("", "?c != ?b", "?c = ?b", "?d != ?c", "BOUND(?d)", "EXISTS { ?a :q ?e }"); cond != "" {
			optional += " FILTER(" + cond + ")"
		}
		between := w.pick("", "", "OPTIONAL { ?a :r ?e }", "OPTIONAL { ?b :r ?c }")
		last := w.pick("!BOUND(?c)", "!BOUND(?c)", "!BOUND(?e)", "!BOUND(?c) && ?a != ?b", "!BOUND(?c) && !BOUND(?d)")
		compareTexts(t, New(stores(t, quads)["store"], Options{}), quads, Union, "*", outer+" OPTIONAL { "+optional+" } "+between+" FILTER("+last+")")
	})
}

// Rows with many solutions are tried until one passes: none is lost between rounds and batches.
func TestManySolutionsOfAnExists(t *testing.T) {
	var n strings.Builder
	const things, parts = 1500, 40
	for i := range things {
		fmt.Fprintf(&n, "<urn:t%d> <urn:limit> %d .\n", i, i%parts)
		for k := range i % 7 * parts / 6 {
			fmt.Fprintf(&n, "<urn:t%d> <urn:part> %d .\n", i, k)
		}
	}
	e := newEngine(t, Options{}, n.String())
	for _, m := range []plan.Method{plan.Auto, plan.ForceHash, plan.ForceFeed} {
		for _, filter := range []string{"EXISTS > ", "NOT EXISTS > ", "EXISTS < ", "NOT EXISTS < "} {
			want := 0
			for i := range things {
				count, limit := i%7*parts/6, i%parts
				passes := strings.Contains(filter, ">") && count > limit+1 || strings.Contains(filter, "<") && count > 0 && limit > 0
				if passes != strings.Contains(filter, "NOT") {
					want++
				}
			}
			exists, op, _ := strings.Cut(filter, "S ")
			r, err := e.Query(context.Background(), "SELECT ?t { ?t <urn:limit> ?n FILTER "+exists+"S { ?t <urn:part> ?k FILTER(?k "+op+" ?n) } }", Params{Method: m})
			if err != nil {
				t.Fatal(err)
			}
			rows, err := r.Rows()
			if r.Close(); err != nil || len(rows) != want {
				t.Errorf("%s, method %d: %d rows, want %d; %v", filter, m, len(rows), want, err)
			}
		}
	}
}

// Rows that come in no order are gathered before they are looked up: however many, each finds what is its own.
func TestGatheredRowsAreLookedUp(t *testing.T) {
	var n strings.Builder
	const size = 30000
	for i := range size {
		fmt.Fprintf(&n, "<urn:s%d> <urn:p> <urn:m%d> .\n<urn:m%d> <urn:q> <urn:s%d> .\n", i, i*7919%size, i, i)
	}
	for _, memory := range []int64{0, 2 << 20} {
		e := newEngine(t, Options{Memory: memory}, n.String())
		for _, limit := range []int{1, 64, 65, 1000, 5000, 12000, size} {
			text := fmt.Sprintf("SELECT ?s ?m ?t { { SELECT ?s ?m { ?s <urn:p> ?m } LIMIT %d } ?m <urn:q> ?t }", limit)
			r, err := e.Query(context.Background(), text, Params{Method: plan.ForceLookup})
			if err != nil {
				t.Fatal(err)
			}
			rows, err := r.Rows()
			if r.Close(); err != nil || len(rows) != limit {
				t.Fatalf("%d rows, want %d; %v", len(rows), limit, err)
			}
			seen := map[string]bool{}
			for _, row := range rows {
				if seen[row[0].Value] || row[1].Value[5:] != row[2].Value[5:] {
					t.Fatalf("of %d: %v", limit, row)
				}
				seen[row[0].Value] = true
			}
		}
	}
}

// A fed join hands on what its right side yields only where no row of the left side comes twice.
func TestFedJoinsKeepRepeatedRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		quads := drawQuads(t)
		w := &writer{t: t}
		left := w.pick("{ SELECT ?a { ?a :p ?x } }", "{ SELECT ?a ?b { ?a :p ?b . ?b :q ?x } }", "VALUES ?a { :n0 :n1 :n0 }", "?a :p ?b", "{ SELECT DISTINCT ?a { ?a :p ?x } }")
		right := w.pick("{ ?a :q ?c } UNION { ?c :p ?a }", "{ { ?a :q ?c } UNION { ?b :p ?c } }", "{ SELECT ?a ?c { ?a :q ?d . ?d :p ?c } }", "{ SELECT DISTINCT ?a { ?a :q ?c } }", "{ ?a :q ?c OPTIONAL { ?c :p ?d } }")
		text := pre + "SELECT * { " + left + " " + right + " }"
		want := pairsByOracle(t, quads, Union, text)
		e := New(stores(t, quads)["store"], Options{})
		for _, m := range []plan.Method{plan.Auto, plan.ForceFeed} {
			if got := answer(t, e, text, m); !slices.Equal(got, want) {
				t.Fatalf("method %d: %s\ngot %d\n%s\nwant %d\n%s\n%s", m, text, len(got), strings.Join(got, "\n"), len(want), strings.Join(want, "\n"), explained(e, text, m))
			}
		}
	})
}
