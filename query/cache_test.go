package query

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

// ask gives the answer of a query as lines, and whether it was kept.
func ask(t *testing.T, e *Engine, text string, p Params) (out []string, cached bool) {
	t.Helper()
	r, err := e.Query(context.Background(), "PREFIX : <"+exampleNS+"> "+text, p)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	out = append(out, fmt.Sprint(r.Form(), r.Vars(), r.Bool()))
	rows, err := r.Rows()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		out = append(out, fmt.Sprint(row))
	}
	triples, err := r.Triples()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range triples {
		out = append(out, fmt.Sprint(x))
	}
	slices.Sort(out[1:])
	return out, r.Cached()
}

// Whatever updates come between, an engine with a cache answers as one without.
func TestCacheIsNeverWrong(t *testing.T) {
	e := newEngine(t, Options{ResultCache: 16 << 10}, `:n0 :p :n1 .`)
	plain := New(e.store, Options{})
	texts := []string{`SELECT * { ?s :p ?o }`, `SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s`, `ASK { :n1 :p :n2 }`, `CONSTRUCT { ?o :by ?s } WHERE { ?s :p ?o }`,
		`DESCRIBE :n1`, `SELECT * { GRAPH ?g { ?s ?p ?o } }`, `SELECT ?o { :n3 :p ?o } ORDER BY ?o`, `SELECT ?x { :n1 :p+ ?x }`}
	params := []Params{{Cache: true}, {Cache: true, DefaultGraphs: []string{exampleNS + "g"}}, {Cache: true, Bindings: map[string]rdf.Term{"s": rdf.NewIRI(exampleNS + "n1")}}}
	rnd := rand.New(rand.NewPCG(5, 6))
	hits := 0
	for range 1500 {
		if rnd.IntN(6) == 0 {
			quad := fmt.Sprintf(":n%d :p :n%d", rnd.IntN(5), rnd.IntN(5))
			if rnd.IntN(3) == 0 {
				quad = "GRAPH :g { " + quad + " }"
			}
			change(t, e, "PREFIX : <"+exampleNS+"> "+[]string{"INSERT", "DELETE"}[rnd.IntN(2)]+" DATA { "+quad+" }")
		}
		text, p := texts[rnd.IntN(len(texts))], params[rnd.IntN(len(params))]
		got, hit := ask(t, e, text, p)
		want, _ := ask(t, plain, text, p)
		if !slices.Equal(got, want) {
			t.Fatalf("%s: got %q (kept: %v), want %q", text, got, hit, want)
		}
		if hit {
			hits++
		}
	}
	st := e.CacheStats()
	if hits < 200 || st.Hits != int64(hits) || st.Bytes > 16<<10 {
		t.Errorf("%d hits, %+v", hits, st)
	}
}

// What is the same query, and what is none to be kept.
func TestCacheKnowsQueries(t *testing.T) {
	e := newEngine(t, Options{ResultCache: 1 << 20}, `:a :p :b , "x" .`)
	for _, c := range []struct {
		text string
		p    Params
		hit  bool
	}{
		{`SELECT * { ?s :p ?o }`, Params{Cache: true}, false},
		{"SELECT  *\n{ ?s <http://example/p> ?o . } # the same", Params{Cache: true}, true},
		{`SELECT * { ?s :p ?o }`, Params{}, false},
		{`SELECT * { ?s :p ?o }`, Params{Cache: true, NamedGraphs: []string{"urn:g"}}, false},
		{`SELECT * { ?s :p ?x }`, Params{Cache: true}, false},
		{`SELECT (RAND() AS ?r) {}`, Params{Cache: true}, false},
		{`SELECT (RAND() AS ?r) {}`, Params{Cache: true}, false},
		{`SELECT (NOW() AS ?r) {}`, Params{Cache: true}, false},
		{`SELECT (NOW() AS ?r) {}`, Params{Cache: true}, false},
	} {
		if _, hit := ask(t, e, c.text, c.p); hit != c.hit {
			t.Errorf("%s with %+v: kept %v", c.text, c.p, hit)
		}
	}
	// An answer that was not read to its end is not kept, nor one that is too large.
	r, err := e.Query(context.Background(), `SELECT ?p { ?s ?p ?o }`, Params{Cache: true})
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	if _, hit := ask(t, e, `SELECT ?p { ?s ?p ?o }`, Params{Cache: true}); hit {
		t.Error("an answer that nobody read was kept")
	}
	large := New(shared()(t), Options{ResultCache: 1 << 20})
	for range 2 {
		if _, hit := ask(t, large, `SELECT * { ?s :name ?o }`, Params{Cache: true}); hit || large.CacheStats().Bytes > 1<<20 {
			t.Errorf("%+v", large.CacheStats())
		}
	}
}
