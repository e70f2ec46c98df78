package query

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"w3id.org/concord/query/results"
)

// WriteRows writes the document that the rows one by one give: many rows and few, terms that the query makes, unbound ones, no
// variables, an answer that is kept.
func TestWriteRowsIsRows(t *testing.T) {
	s := network(t, 3000)
	defer s.Close()
	ctx := context.Background()
	e := New(s, Options{DefaultGraph: Union, ResultCache: 4 << 20})
	for _, text := range []string{
		`SELECT ?s ?p ?o { ?s ?p ?o }`,
		`SELECT ?o { ?s <` + exampleNS + `knows> ?o }`,
		`SELECT ?s ?n ?m { ?s <` + exampleNS + `name> ?n OPTIONAL { ?s <` + exampleNS + `age> ?a FILTER(?a < 40) BIND(CONCAT(?n, " \"x\"") AS ?m) } }`,
		`SELECT ?s ?nothing { ?s a ?c } LIMIT 10`,
		`SELECT * { <x:a> <x:b> <x:c> }`,
		`SELECT ?x { VALUES ?x { "a\tb" 1 UNDEF <x:y> "z"@en } }`,
		`SELECT ?s { ?s <x:b> <x:c> }`,
	} {
		for _, f := range []results.Format{results.TSV, results.CSV, results.JSON, results.XML} {
			for _, cache := range []bool{false, true, true} {
				want, n := rowByRow(t, e, text, f)
				r, err := e.Query(ctx, text, Params{Cache: cache})
				if err != nil {
					t.Fatal(err)
				}
				var got bytes.Buffer
				w, _ := results.NewWriter(f, &got, r.Vars())
				laid := w.(results.LaidWriter)
				wrote, err := r.WriteRows(laid.Layout(), laid.Laid)
				if err = errors.Join(err, laid.Close(), r.Close()); err != nil || got.String() != want || wrote != n {
					t.Errorf("%s as %s: %v, %d rows, not %d, %d bytes, not %d", text, f, err, wrote, n, got.Len(), len(want))
				}
			}
		}
	}
}

func rowByRow(t *testing.T, e *Engine, text string, f results.Format) (string, int64) {
	t.Helper()
	r, err := e.Query(context.Background(), text, Params{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out bytes.Buffer
	w, _ := results.NewWriter(f, &out, r.Vars())
	rows, err := r.Rows()
	for _, row := range rows {
		err = errors.Join(err, w.Row(row))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.String(), int64(len(rows))
}

// What ends a query ends its writing: too many rows, a stream that fails, the end of the context.
func TestWriteRowsEnds(t *testing.T) {
	s := network(t, 3000)
	defer s.Close()
	const text = `SELECT ?s ?p ?o { ?s ?p ?o }`
	layout := results.Layout{Cell: nil}
	write := func(e *Engine, ctx context.Context, out func(int, []byte) error) error {
		r, err := e.Query(ctx, text, Params{})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		w, _ := results.NewWriter(results.TSV, io.Discard, r.Vars())
		layout = *w.(results.LaidWriter).Layout()
		_, err = r.WriteRows(&layout, out)
		return err
	}
	fine := func(int, []byte) error { return nil }
	if err := write(New(s, Options{DefaultGraph: Union, MaxRows: 20000}), context.Background(), fine); !errors.Is(err, ErrTooManyRows) {
		t.Errorf("too many rows: %v", err)
	}
	if err := write(New(s, Options{DefaultGraph: Union}), context.Background(), func(int, []byte) error { return io.ErrClosedPipe }); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a stream that fails: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	if err := write(New(s, Options{DefaultGraph: Union}), ctx, func(int, []byte) error { stop(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := write(New(s, Options{DefaultGraph: Union, Memory: 100 << 10}), context.Background(), fine); !errors.Is(err, ErrMemory) {
		t.Errorf("little memory: %v", err)
	}
}

// What a row costs as a document, decoded from the dictionary; in order, and with one term at random.
func BenchmarkWriteRows(b *testing.B) {
	s := network(b, 100_000)
	defer s.Close()
	e := New(s, Options{DefaultGraph: Union})
	for name, text := range map[string]string{"ordered": `SELECT ?s { ?s <` + exampleNS + `age> ?o }`, "random": `SELECT ?s ?o { ?s <` + exampleNS + `knows> ?o }`} {
		for _, f := range []results.Format{results.TSV, results.JSON} {
			b.Run(name+"/"+string(f), func(b *testing.B) {
				b.ReportAllocs()
				rows := int64(0)
				for range b.N {
					r, err := e.Query(context.Background(), text, Params{})
					if err != nil {
						b.Fatal(err)
					}
					w, _ := results.NewWriter(f, io.Discard, r.Vars())
					n, err := r.WriteRows(w.(results.LaidWriter).Layout(), w.(results.LaidWriter).Laid)
					if err != nil {
						b.Fatal(err)
					}
					rows += n
					r.Close()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(rows), "ns/row")
			})
		}
	}
}
