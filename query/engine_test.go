package query

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/query/exec"
)

func newEngine(t *testing.T, o Options, trig string) *Engine {
	t.Helper()
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g := &golden{t: t}
	g.data(trig)
	s.Close()
	return New(g.store, o)
}

// A panic below ends one query with ErrInternal; the engine goes on.
func TestPanicIsContained(t *testing.T) {
	e := newEngine(t, Options{Service: func(context.Context, ServiceCall) ([][]rdf.Term, error) { panic("out of order") }}, `:a :p :b .`)
	_, err := consume(e, context.Background(), `SELECT * { SERVICE <http://elsewhere/> { ?s ?p ?o } }`, Params{})
	if !errors.Is(err, ErrInternal) || !strings.Contains(err.Error(), "out of order") {
		t.Errorf("error %v, want %v", err, ErrInternal)
	}
	_, err = e.Update(context.Background(), `INSERT { ?s ?p ?o } WHERE { SERVICE <http://elsewhere/> { ?s ?p ?o } }`, Params{})
	if !errors.Is(err, ErrInternal) {
		t.Errorf("error %v, want %v", err, ErrInternal)
	}
	if n, err := consume(e, context.Background(), `SELECT * { ?s ?p ?o }`, Params{}); n != 1 || err != nil {
		t.Errorf("afterwards: %d rows, error %v", n, err)
	}
	if _, err := e.Update(context.Background(), `INSERT DATA { <a:b> <a:c> <a:d> }`, Params{}); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// SERVICE joins what the function answers with the data, old terms and new ones.
func TestService(t *testing.T) {
	var asked ServiceCall
	e := newEngine(t, Options{Service: func(_ context.Context, call ServiceCall) ([][]rdf.Term, error) {
		asked = call
		return [][]rdf.Term{{rdf.NewIRI(exampleNS + "a"), rdf.NewString("new")}, {rdf.NewIRI(exampleNS + "zzz"), rdf.NewString("other")}}, nil
	}}, `:a :p :b .`)
	r, err := e.Query(context.Background(), `PREFIX : <http://example/> SELECT ?n ?s ?o { ?s :p ?o SERVICE <http://elsewhere/> { ?s :name ?n } }`, Params{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	// the answer's columns are those of the call, whatever their order
	if asked.Endpoint != "http://elsewhere/" || len(asked.Vars) != 2 || !strings.Contains(asked.Group, "name") {
		t.Errorf("asked %+v", asked)
	}
	rows, err := r.Rows()
	if err != nil {
		t.Fatal(err)
	}
	if asked.Vars[0] == "s" && len(rows) != 1 || asked.Vars[0] == "n" && len(rows) != 0 {
		t.Errorf("vars %v, rows %v", asked.Vars, rows)
	}
}

func TestLoad(t *testing.T) {
	docs := map[string]string{
		"http://docs/good": "_:x <http://example/p> \"1\" .\n_:x <http://example/p> \"2\" .",
		"http://docs/bad":  "<a:b> <a:c> \"1\" .\noops",
	}
	e := newEngine(t, Options{Load: func(_ context.Context, iri string) (rdf.Reader, error) {
		return newLines(docs[iri])
	}}, `:a :p :b .`)
	rep, err := e.Update(context.Background(), `LOAD <http://docs/good> INTO GRAPH <http://example/g>`, Params{})
	if err != nil || rep.Inserted != 2 {
		t.Fatalf("%+v, %v", rep, err)
	}
	if n, _ := consume(e, context.Background(), `SELECT * { GRAPH :g { ?x :p "1", "2" } }`, Params{}); n != 1 {
		t.Errorf("%d rows", n)
	}
	if _, err := e.Update(context.Background(), `INSERT DATA { <a:a> <a:a> <a:a> } ; LOAD <http://docs/bad>`, Params{}); err == nil {
		t.Error("a damaged document loads")
	}
	if n, _ := consume(e, context.Background(), `SELECT * { ?s ?p ?o }`, Params{}); n != 3 {
		t.Errorf("%d triples after a failed load, want 3", n)
	}
}

func TestParams(t *testing.T) {
	e := newEngine(t, Options{}, `:a :p 1 . :g { :a :p 2 } :h { :a :p 3 }`)
	for name, c := range map[string]struct {
		text string
		p    Params
		want int
	}{
		"all graphs":          {`SELECT * { :a :p ?x }`, Params{}, 3},
		"default graph":       {`SELECT * { :a :p ?x }`, Params{DefaultGraphs: []string{exampleNS + "g"}}, 1},
		"overrides FROM":      {`SELECT * FROM :h { :a :p ?x }`, Params{DefaultGraphs: []string{exampleNS + "g", exampleNS + "absent"}}, 1},
		"named graph":         {`SELECT * { GRAPH ?g { :a :p ?x } }`, Params{NamedGraphs: []string{exampleNS + "h"}}, 1},
		"nothing by default":  {`SELECT * { :a :p ?x }`, Params{NamedGraphs: []string{exampleNS + "h"}}, 0},
		"bindings":            {`SELECT * { ?s :p ?x }`, Params{Bindings: map[string]rdf.Term{"x": rdf.NewTyped("2", rdf.XSDInteger)}}, 1},
		"bindings in filters": {`SELECT * { ?s :p ?x FILTER(?x >= ?low) }`, Params{Bindings: map[string]rdf.Term{"low": rdf.NewTyped("2", rdf.XSDInteger)}}, 2},
	} {
		if n, err := consume(e, context.Background(), c.text, c.p); err != nil || n != c.want {
			t.Errorf("%s: %d rows, want %d, error %v", name, n, c.want, err)
		}
	}
}

// Queries see one committed state while updates go on beside them.
func TestConcurrent(t *testing.T) {
	e := newEngine(t, Options{}, `:n :count 0 .`)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				n, err := consume(e, context.Background(), `SELECT * { ?x :count ?c OPTIONAL { ?x :also ?d FILTER(?c != ?d) } }`, Params{})
				if err != nil || n != 1 {
					t.Errorf("%d rows, error %v", n, err)
				}
			}
		})
	}
	for i := range 50 {
		text := fmt.Sprintf(`PREFIX : <http://example/> DELETE { :n :count ?c ; :also ?d } INSERT { :n :count %d ; :also %d } WHERE { :n :count ?c OPTIONAL { :n :also ?d } }`, i, i)
		if _, err := e.Update(context.Background(), text, Params{}); err != nil {
			t.Fatal(err)
		}
	}
	wg.Wait()
	r, err := e.Query(context.Background(), `PREFIX : <http://example/> SELECT ?d { :n :count ?c ; :also ?d FILTER(?c = ?d) }`, Params{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if rows, err := r.Rows(); err != nil || len(rows) != 1 || rows[0][0].Value != "49" {
		t.Errorf("%v, %v", rows, err)
	}
}

// A result that is closed early, twice, gives io.EOF and no more.
func TestCloseEarly(t *testing.T) {
	e := New(shared()(t), Options{})
	r, err := e.Query(context.Background(), `SELECT * { ?a ?b ?c }`, Params{})
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := r.Next(); err != nil || len(rows) < exec.BatchRows || len(rows) > 2*exec.BatchRows {
		t.Fatalf("%d rows, error %v", len(rows), err)
	}
	for range 2 {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("after Close: %v", err)
	}
}

func newLines(text string) (rdf.Reader, error) {
	return codec.NewReader(rdf.NTriples, strings.NewReader(text), codec.Options{})
}
