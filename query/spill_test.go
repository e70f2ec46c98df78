package query

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

// A sort that exceeds its memory gives the same rows by way of temporary files, of which nothing is left.
func TestSortSpills(t *testing.T) {
	dir := t.TempDir()
	s := shared()(t)
	prefixes := []rdf.Prefix{{Name: "", IRI: exampleNS}}
	large := New(s, Options{Prefixes: prefixes})
	const where = `SELECT * { ?b :age ?n . ?a :knows ?b . ?b :knows ?c FILTER(?n > 45) } ORDER BY `
	for _, c := range []struct {
		memory int64 // with the least of it, runs are merged to fewer before the last merge
		by     string
	}{{320 << 10, "?c ?a ?b"}, {1 << 20, "DESC(?n) ?c ?a ?b"}, {1 << 20, "IF(?n > 60, ?b, ?n) DESC(?a) ?b ?c LIMIT 90000 OFFSET 1000"}} {
		compareRuns(t, New(s, Options{Memory: c.memory, Temp: dir, Prefixes: prefixes}), large, where+c.by)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
	none := New(s, Options{Memory: 1 << 20, Temp: dir + "/missing", Prefixes: prefixes})
	if _, err := consume(none, context.Background(), where+"?c", Params{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a directory: %v", err)
	}
}

// compareRuns compares the rows of two engines.
func compareRuns(t *testing.T, a, b *Engine, text string) {
	t.Helper()
	next := func(e *Engine) func() ([]rdf.Term, error) {
		r, err := e.Query(context.Background(), text, Params{})
		if err != nil {
			t.Fatal(text, err)
		}
		t.Cleanup(func() { r.Close() })
		var rows [][]rdf.Term
		return func() (row []rdf.Term, err error) {
			if len(rows) == 0 {
				if rows, err = r.Next(); err != nil {
					r.Close()
					return nil, err
				}
			}
			row, rows = rows[0], rows[1:]
			return row, nil
		}
	}
	x, y := next(a), next(b)
	for n := 0; ; n++ {
		got, err := x()
		want, err2 := y()
		if err == io.EOF && err2 == io.EOF {
			if n < 80000 {
				t.Errorf("%s: only %d rows", text, n)
			}
			return
		}
		if err != nil || err2 != nil || !slices.Equal(got, want) {
			t.Fatalf("%s: row %d is %v (%v), want %v (%v)", text, n, got, err, want, err2)
		}
	}
}
