package main

import (
	"context"
	"sort"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ingest/catalogue"
	"w3id.org/concord/query"
	"w3id.org/concord/query/library"
)

// The competency questions: every query of the library, with its defaults, over the shipped catalogue. What is expected was
// worked out from the catalogue's tables by other means than the engine (see package library).
func TestCompetencyQuestions(t *testing.T) {
	ctx := context.Background()
	s := catalogueStore(t)
	e := query.New(s, query.Options{DefaultGraph: query.Union})
	for _, q := range library.All() {
		t.Run(q.Name, func(t *testing.T) {
			if q.Kind == library.Traverse {
				t.Skip("routes are checked once package traverse answers them")
			}
			r, err := e.Query(ctx, q.Text, query.Params{})
			if err != nil {
				t.Fatalf("%v\n%s", err, q.Text)
			}
			defer r.Close()
			checkRows(t, q, r)
		})
	}
}

func catalogueStore(t *testing.T) index.Store {
	t.Helper()
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := catalogue.Load(context.Background(), s, nil); err != nil {
		t.Fatal(err)
	}
	return s
}

func checkRows(t *testing.T, q *library.Query, r *query.Result) {
	t.Helper()
	rows, err := r.Rows()
	if err != nil {
		t.Fatal(err)
	}
	got, want := make([]string, len(rows)), make([]string, len(q.Expected.Rows))
	for i, row := range rows {
		cells := make([]string, len(row))
		for j, term := range row {
			cells[j] = library.Cell(term)
		}
		got[i] = strings.Join(cells, "\t")
	}
	for i, row := range q.Expected.Rows {
		want[i] = strings.Join(row, "\t")
	}
	sort.Strings(got)
	sort.Strings(want)
	if extra, missing := difference(got, want), difference(want, got); len(extra)+len(missing) > 0 {
		t.Errorf("%s\n%d rows, expected %d; too many:\n  %s\nmissing:\n  %s", q.Question, len(got), len(want),
			strings.Join(extra, "\n  "), strings.Join(missing, "\n  "))
	}
}

// difference lists what the sorted list a has and b has not, counting repetitions.
func difference(a, b []string) (only []string) {
	for _, x := range a {
		for len(b) > 0 && b[0] < x {
			b = b[1:]
		}
		if len(b) > 0 && b[0] == x {
			b = b[1:]
			continue
		}
		only = append(only, x)
	}
	return only
}
