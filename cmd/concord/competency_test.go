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
	"w3id.org/concord/query/traverse"
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
				checkRoutes(t, s, q)
				return
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

// checkRoutes compares number and length of the shortest routes, and looks for the one that is named.
func checkRoutes(t *testing.T, s index.Store, q *library.Query) {
	t.Helper()
	from, to, err := q.Route(nil)
	if err != nil {
		t.Fatal(err)
	}
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	found, err := traverse.Find(context.Background(), snap, from, to, traverse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if found.Count != q.Expected.Routes || found.Hops != q.Expected.Arrangements || len(found.Routes) != found.Count {
		t.Errorf("%d routes (%d written out) of %d hops, want %d of %d", found.Count, len(found.Routes), found.Hops, q.Expected.Routes, q.Expected.Arrangements)
	}
	want := strings.Join(q.Expected.Route, " ")
	for _, route := range found.Routes {
		if want == stops(from, route) {
			return
		}
	}
	if want != "" {
		t.Errorf("no route is %s", want)
	}
}

// stops lists organisations and arrangements of a route in turn.
func stops(from string, r traverse.Route) string {
	out := []string{from}
	for _, h := range r.Hops {
		out = append(out, h.Via[0].IRI, h.To.IRI)
	}
	return strings.Join(out, " ")
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
