package main

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"w3id.org/concord/ontology"
	"w3id.org/concord/query/groups"
)

// record is a row of one of the catalogue's tables.
type record map[string]string

// list reads a cell that holds several values.
func (r record) list(column string) (out []string) {
	for _, v := range strings.Split(r[column], ";") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// or gives the values of a cell, or one empty value.
func (r record) or(column string) []string {
	if out := r.list(column); len(out) > 0 {
		return out
	}
	return []string{""}
}

// readTable reads a table of the catalogue, by no other means than the standard library.
func readTable(t *testing.T, name string) []record {
	t.Helper()
	data, err := os.ReadFile("../../ingest/catalogue/data/" + name + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []record
	for _, line := range lines[1:] {
		r := record{}
		for i, c := range lines[0] {
			r[c] = strings.TrimSpace(line[i])
		}
		out = append(out, r)
	}
	return out
}

// tops finds for each row of a typology the row at its top.
func tops(rows []record) map[string]string {
	broader := map[string]string{}
	for _, r := range rows {
		broader[r["id"]] = r["broader"]
	}
	out := map[string]string{}
	for id := range broader {
		top := id
		for broader[top] != "" {
			top = broader[top]
		}
		out[id] = top
	}
	return out
}

func column(rows []record, key, value string) map[string]string {
	out := map[string]string{}
	for _, r := range rows {
		out[r[key]] = r[value]
	}
	return out
}

func answerOf(t *testing.T, v *groups.View, id string) *groups.Answer {
	t.Helper()
	for _, a := range v.Answers {
		if a.ID == id {
			return a
		}
	}
	t.Fatalf("%s has no section %s", v.Group.ID, id)
	return nil
}

func slugOf(v groups.Value) string {
	rest, ok := strings.CutPrefix(v.IRI, ontology.ID)
	if !ok && v.IRI == "" {
		return v.Text
	}
	_, slug, _ := strings.Cut(rest, "/")
	return slug
}

// counted is what a table says: a thing, and where it counts; "" is not documented.
type counted struct{ thing, row, col string }

// holdsPivot compares every cell, total and n of a pivot with a count of what the table says.
func holdsPivot(t *testing.T, a *groups.Answer, missing [2]string, all []counted) {
	t.Helper()
	want, rows, cols, things := map[[2]string]map[string]bool{}, map[string]map[string]bool{}, map[string]map[string]bool{}, map[string]bool{}
	for _, c := range all {
		if c.row == "" {
			c.row = missing[0]
		}
		if c.col == "" {
			c.col = missing[1]
		}
		add(want, [2]string{c.row, c.col}, c.thing)
		add(rows, c.row, c.thing)
		add(cols, c.col, c.thing)
		things[c.thing] = true
	}
	if a.N != len(things) || len(a.Lines) != len(rows) || len(a.Heads) != len(cols) {
		t.Errorf("%s: n = %d, %d rows, %d columns; the table has %d, %d, %d", a.ID, a.N, len(a.Lines), len(a.Heads), len(things), len(rows), len(cols))
	}
	for j, h := range a.Heads {
		if n := len(cols[slugOf(h.Value)]); a.Totals[j] != n || n == 0 {
			t.Errorf("%s, column %s: %d, the table has %d", a.ID, slugOf(h.Value), a.Totals[j], n)
		}
	}
	for _, l := range a.Lines {
		if n := len(rows[slugOf(l.Key)]); l.N != n || n == 0 {
			t.Errorf("%s, row %s: %d, the table has %d", a.ID, slugOf(l.Key), l.N, n)
		}
		for j, c := range l.Cells {
			if n := len(want[[2]string{slugOf(l.Key), slugOf(a.Heads[j].Value)}]); c.N != n {
				t.Errorf("%s, %s, %s: %d, the table has %d", a.ID, slugOf(l.Key), slugOf(a.Heads[j].Value), c.N, n)
			}
		}
	}
}

func add[K comparable](m map[K]map[string]bool, k K, thing string) {
	if m[k] == nil {
		m[k] = map[string]bool{}
	}
	m[k][thing] = true
}
