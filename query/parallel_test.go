package query

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// Any pattern, made by four workers in as many parts as the scan has rows, gives the solutions of the naive evaluator, in the sequence of a
// query that finds no core free.
func TestRandomPatternsOnSeveralCores(t *testing.T) {
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
		distinct := strings.Replace(text, "SELECT *", "SELECT DISTINCT *", 1)
		count := strings.Replace(text, "SELECT *", "SELECT (COUNT(*) AS ?number)", 1)
		for name, s := range stores(t, quads) {
			e, alone := New(s, Options{Cores: 4, SplitCost: 1}), New(s, Options{Cores: 4, SplitCost: 1})
			for range 4 {
				alone.cores.Enter()
			}
			for m := plan.Auto; m <= plan.LastMethod; m++ {
				got, once := answer(t, e, text, m), answer(t, e, distinct, m)
				if !slices.Equal(got, want) || !slices.Equal(once, slices.Compact(slices.Clone(want))) {
					t.Fatalf("%s, method %d: %s\ngot %d\n  %s\nwant %d\n  %s\nonce\n  %s\ndata\n%s%s", name, m, text, len(got), strings.Join(got, "\n  "),
						len(want), strings.Join(want, "\n  "), strings.Join(once, "\n  "), lines(quads), explained(e, text, m))
				}
				if n := answered(t, e, count, m)[0][0].Value; n != fmt.Sprint(len(want)) {
					t.Fatalf("%s, method %d: %s\ncounts %s, want %d\ndata\n%s%s", name, m, count, n, len(want), lines(quads), explained(e, count, m))
				}
				if a, b := sequence(t, e, text, m), sequence(t, alone, text, m); !slices.Equal(a, b) {
					t.Fatalf("%s, method %d: %s\nby workers\n  %s\nalone\n  %s", name, m, text, strings.Join(a, "\n  "), strings.Join(b, "\n  "))
				}
			}
			s.Close()
		}
	})
}

// sequence is the rows of a query as they come.
func sequence(t interface{ Fatalf(string, ...any) }, e *Engine, text string, m plan.Method) (out []string) {
	for _, row := range answered(t, e, text, m) {
		out = append(out, fmt.Sprint(row))
	}
	return out
}

func answered(t interface{ Fatalf(string, ...any) }, e *Engine, text string, m plan.Method) [][]rdf.Term {
	r, err := e.Query(context.Background(), text, Params{Method: m})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer r.Close()
	rows, err := r.Rows()
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return rows
}

const (
	splitText = `SELECT ?name ?other { ?a :knows ?b . ?b :name ?name . ?b :knows ?c . ?c :name ?other FILTER(STR(?name) < STR(?other)) }`
	dearText  = `SELECT (COUNT(*) AS ?n) { ?a :knows ?b . ?b :knows ?c . ?c :knows ?d . ?d :name ?x FILTER(REGEX(?x, "called [1-9]*7$")) }`
)

// The rows of a split query come in one sequence, whatever other queries leave of the cores; explain says in how many parts and by how
// many workers they were made, and counts each row once.
func TestWorkersShareTheRows(t *testing.T) {
	s := network(t, 8000)
	defer s.Close()
	prefix := "PREFIX : <" + exampleNS + "> "
	one, four := New(s, Options{Cores: 1, PlanCache: 1 << 20}), New(s, Options{Cores: 4, PlanCache: 1 << 20, SplitCost: 1000})
	want := sequence(t, four, prefix+splitText, plan.Auto)
	unordered := sequence(t, one, prefix+splitText, plan.Auto)
	for range 3 { // the plan is kept
		if got := sequence(t, four, prefix+splitText, plan.Auto); !slices.Equal(got, want) {
			t.Fatalf("%d rows in another sequence than %d", len(got), len(want))
		}
	}
	for range 4 {
		four.cores.Enter()
	}
	busy := sequence(t, four, prefix+splitText, plan.Auto)
	for range 4 {
		four.cores.Leave()
	}
	if !slices.Equal(busy, want) {
		t.Error("without a free core the sequence is another")
	}
	x, err := four.Analyze(context.Background(), prefix+splitText, Params{})
	if err != nil || !strings.Contains(x.String(), " parts by 4 workers") || x.Plan.Run.Rows != int64(len(want)) {
		t.Errorf("%v, %d rows of\n%s", err, len(want), x)
	}
	slices.Sort(unordered)
	if slices.Sort(want); !slices.Equal(unordered, want) {
		t.Errorf("%d rows on one core, %d on four", len(unordered), len(want))
	}
	small, err := four.Analyze(context.Background(), prefix+splitText+" LIMIT 10", Params{})
	if err != nil || strings.Contains(small.String(), "workers") {
		t.Errorf("the first rows are not for workers: %v\n%s", err, small)
	}
}

// A query that is left, cancelled or over its memory ends promptly with all of its workers, and its cores are free again.
func TestWorkersEndWithTheQuery(t *testing.T) {
	s := network(t, 8000)
	defer s.Close()
	prefix := "PREFIX : <" + exampleNS + "> "
	before := runtime.NumGoroutine()
	for _, o := range []Options{{Cores: 4, SplitCost: 1000}, {Cores: 4, SplitCost: 1000, Memory: 1 << 20}, {Cores: 4, SplitCost: 1000, Timeout: 30 * time.Millisecond}} {
		e := New(s, o)
		r, err := e.Query(context.Background(), prefix+splitText, Params{})
		if err == nil {
			_, err = r.Next()
			r.Close()
		}
		if err != nil && !errors.Is(err, ErrMemory) && !errors.Is(err, ErrTimeout) {
			t.Error(err)
		}
		for _, text := range []string{splitText, dearText} {
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(20*time.Millisecond, cancel)
			if r, err = e.Query(ctx, prefix+text, Params{}); err == nil {
				_, err = r.Rows()
				r.Close()
			}
			if err == nil {
				t.Logf("%v: ended before it was cancelled", o)
			}
		}
		if free := e.cores.Free(); free != 4 {
			t.Errorf("%d of 4 cores are free", free)
		}
	}
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}

// What stands over workers still goes on in temporary files when the memory is full: rows that workers are ahead by leave room for it.
func TestWorkersLeaveRoom(t *testing.T) {
	s := network(t, 8000)
	defer s.Close()
	text := "PREFIX : <" + exampleNS + "> " + strings.Replace(splitText, "SELECT", "SELECT DISTINCT", 1)
	free := New(s, Options{Cores: 4, SplitCost: 1000})
	want := sequence(t, free, text, plan.Auto)
	slices.Sort(want)
	for _, memory := range []int64{3 << 20, 5 << 20, 8 << 20} {
		e := New(s, Options{Cores: 4, SplitCost: 1000, Memory: memory, Temp: t.TempDir()})
		got := sequence(t, e, text, plan.Auto)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%d rows in %d MiB, %d without a limit", len(got), memory>>20, len(want))
		}
	}
}
