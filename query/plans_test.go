package query

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// planTexts are queries whose plans hold what changes with the data: IDs, counts taken for the answer, lists of graphs, ranges, what the
// store does not know, what substitution plans anew.
var planTexts = []string{
	`SELECT * { ?s :p ?o }`, `SELECT (COUNT(*) AS ?n) { ?s ?p ?o }`, `SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }`, `ASK { :n1 :p :n2 }`,
	`CONSTRUCT { ?o :by ?s , :unknown } WHERE { ?s :p ?o }`, `DESCRIBE :n1`, `SELECT * { GRAPH ?g { ?s ?p ?o } }`, `SELECT * { GRAPH :g { :n1 :p ?o } }`,
	`SELECT ?x { :n1 :p+ ?x }`, `SELECT * { VALUES ?x { :n1 :never "seen" 7 } ?x :p ?y }`, `SELECT * { ?s :p ?o FILTER(?o = :n3 || ?s = <n2>) }`,
	`SELECT * { ?s :size ?n FILTER(?n > 2 && ?n < 4) }`, `SELECT * { ?s :size ?n } ORDER BY DESC(?n) ?s LIMIT 3`, `SELECT ?s { ?s :p ?o OPTIONAL { ?o :p ?x } FILTER(!BOUND(?x)) }`,
	`SELECT ?s { ?s :p ?o FILTER NOT EXISTS { ?o :p ?x FILTER(?x = ?s || !BOUND(?y)) OPTIONAL { ?s :q ?y } } }`, `SELECT * { ?s :p ?o MINUS { ?o :p :n1 } }`,
	`SELECT ?o (IRI(CONCAT("n", STR(?n))) AS ?i) { ?o :size ?n }`, `SELECT * FROM :g FROM NAMED :h { ?s :p ?o OPTIONAL { GRAPH ?g { ?o :p ?x } } }`,
}

func planParams() []Params {
	g := []string{exampleNS + "g"}
	return []Params{{}, {Base: exampleNS}, {Base: "urn:"}, {DefaultGraphs: g}, {NamedGraphs: g}, {DefaultGraphs: g, NamedGraphs: g},
		{Bindings: map[string]rdf.Term{"s": rdf.NewIRI(exampleNS + "n1")}}, {Bindings: map[string]rdf.Term{"o": rdf.NewIRI(exampleNS + "n1")}},
		{Bindings: map[string]rdf.Term{"s": rdf.NewString(exampleNS + "n1")}}}
}

// Whatever updates, compactions and requests come between, an engine that keeps plans answers as one that plans anew.
func TestKeptPlansAreNeverWrong(t *testing.T) {
	e := newEngine(t, Options{PlanCache: 8 << 20}, `:n0 :p :n1 .`)
	plain := New(e.store, Options{})
	params := planParams()
	rnd := rand.New(rand.NewPCG(7, 8))
	for i := range 6000 {
		switch rnd.IntN(500) {
		case 0:
			if err := e.store.(interface{ Compact(context.Context) error }).Compact(context.Background()); err != nil {
				t.Fatal(err)
			}
		case 1, 2:
			changeAtRandom(t, e, rnd)
		}
		text, p := planTexts[rnd.IntN(len(planTexts))], params[rnd.IntN(len(params))]
		if strings.Contains(text, "<n2>") && p.Base == "" {
			p.Base = exampleNS
		}
		if len(p.Bindings) > 0 && !strings.HasPrefix(text, "SELECT *") {
			p.Bindings = nil
		}
		got, _ := ask(t, e, text, p)
		if want, _ := ask(t, plain, text, p); !slices.Equal(got, want) {
			t.Fatalf("%d: %s, %+v: got %q, want %q", i, text, p, got, want)
		}
	}
	if st := e.PlanStats(); st.Hits < 1000 || st.Misses < 200 || st.Hits+st.Misses != 6000 || st.Bytes > 8<<20 {
		t.Errorf("%+v", st)
	}
}

func changeAtRandom(t *testing.T, e *Engine, rnd *rand.Rand) {
	quad := fmt.Sprintf(":n%d :p :n%d", rnd.IntN(5), rnd.IntN(5))
	switch rnd.IntN(6) {
	case 0:
		quad = fmt.Sprintf(":n%d :size %d", rnd.IntN(5), rnd.IntN(6))
	case 1:
		quad = fmt.Sprintf(":never :p :a%d . :unknown :q 7", rnd.IntN(100))
	case 2, 3:
		quad = "GRAPH " + []string{":g", ":h"}[rnd.IntN(2)] + " { " + quad + " }"
	}
	change(t, e, "PREFIX : <"+exampleNS+"> "+[]string{"INSERT", "DELETE"}[rnd.IntN(2)]+" DATA { "+quad+" }")
}

// A transaction's own snapshots and those before it have plans of their own, though their commit is the same.
func TestKeptPlansOfTransactions(t *testing.T) {
	e := newEngine(t, Options{PlanCache: 1 << 20}, `:a :p :b .`)
	ctx := context.Background()
	w, err := e.store.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Rollback()
	for want := 1; want < 5; want++ {
		own, err := w.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if n := countOn(t, e, own); n != fmt.Sprint(want) {
				t.Errorf("%s rows, want %d", n, want)
			}
		}
		own.Close()
		var q [4]index.ID
		if err := w.Intern([]rdf.Term{rdf.NewIRI("urn:s"), rdf.NewIRI("urn:p"), rdf.NewIRI(fmt.Sprint("urn:o", want))}, q[:3]); err != nil {
			t.Fatal(err)
		}
		if err := w.Add([][4]index.ID{q}); err != nil {
			t.Fatal(err)
		}
	}
	if st := e.PlanStats(); st.Hits != 4 || st.Misses != 4 {
		t.Errorf("%+v", st)
	}
}

func countOn(t *testing.T, e *Engine, snap index.Snapshot) string {
	r, err := e.QueryOn(context.Background(), snap, `SELECT (COUNT(*) AS ?n) { ?s ?p ?o }`, Params{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rows, err := r.Rows()
	if err != nil {
		t.Fatal(err)
	}
	return rows[0][0].Value
}

// Many runs share a plan at once.
func TestKeptPlansAtOnce(t *testing.T) {
	e := newEngine(t, Options{PlanCache: 1 << 20}, `:n0 :p :n1 . :n1 :p :n2 ; :size 3 . :n2 :p :n0 ; :size 2.5 . :g { :n1 :p :n3 }`)
	plain := New(e.store, Options{})
	var want [][]string
	for _, text := range planTexts {
		lines, _ := ask(t, plain, text, Params{Base: exampleNS})
		want = append(want, lines)
	}
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 10 * len(planTexts) {
				at := (g + i) % len(planTexts)
				if got, _ := ask(t, e, planTexts[at], Params{Base: exampleNS}); !slices.Equal(got, want[at]) {
					t.Errorf("%s: %q, want %q", planTexts[at], got, want[at])
				}
			}
		})
	}
	all.Wait()
}

// Plans that run out of room leave by age, and what they take is no more than is counted.
func TestKeptPlansAreBounded(t *testing.T) {
	e := newEngine(t, Options{PlanCache: 4 << 20}, `:a :p :b ; :q :c ; :r :d .`)
	long := strings.Repeat("?s :p ?x ; :q ?y ; :r ?z . ", 4)
	text := func(i int) string {
		return fmt.Sprintf("SELECT * { %s FILTER(?x != :x%d) OPTIONAL { ?x :p ?w FILTER(?w > %d && STRLEN(?y) < 7) } VALUES ?n { 1 2 3 } }", long, i, i)
	}
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	ask(t, e, text(-1), Params{})
	before, counted := heap(), e.PlanStats().Bytes
	for i := range 100 {
		ask(t, e, text(i), Params{})
	}
	took, st := heap()-before, e.PlanStats()
	t.Logf("%d plans take %d bytes, counted are %d", st.Plans-1, took, st.Bytes-counted)
	if took > st.Bytes-counted {
		t.Errorf("%d plans take %d bytes, counted are %d", st.Plans-1, took, st.Bytes-counted)
	}
	for i := range 1000 {
		ask(t, e, text(i), Params{})
	}
	st = e.PlanStats()
	if st.Bytes > 4<<20 || st.Plans < 20 {
		t.Errorf("%+v", st)
	}
	if ask(t, e, text(999), Params{}); e.PlanStats().Hits != st.Hits+1 {
		t.Error("the last plan is not kept")
	}
}

// An explanation says whether the plan was there, and is the same; without room no plan is kept.
func TestExplainSaysWhatIsKept(t *testing.T) {
	e := newEngine(t, Options{PlanCache: 1 << 20}, `:a :p :b .`)
	text := "PREFIX : <" + exampleNS + "> SELECT * { ?s :p ?o }"
	for i, analyze := range []bool{false, true, false} {
		run := e.Explain
		if analyze {
			run = e.Analyze
		}
		x, err := run(context.Background(), text, Params{})
		if err != nil {
			t.Fatal(err)
		}
		if x.Cached != (i > 0) || strings.Contains(x.String(), "kept from an earlier query") != x.Cached || !strings.Contains(x.Plan.String(), "scan") || len(x.Stages()) != 3 {
			t.Errorf("%d: cached %v\n%s", i, x.Cached, x)
		}
		if analyze && x.Ran.Rows != 1 {
			t.Errorf("%+v", x.Ran)
		}
	}
	off := New(e.store, Options{})
	ask(t, off, `SELECT * { ?s :p ?o }`, Params{})
	if off.PlanStats() != (PlanStats{}) {
		t.Errorf("%+v", off.PlanStats())
	}
}
