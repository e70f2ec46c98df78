package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/query/harmonise"
	"w3id.org/concord/query/reconcile"
)

// matcher reconciles with the shipped catalogue.
func matcher(t testing.TB) (*reconcile.Service, *reconcile.Names) {
	t.Helper()
	s, _ := catalogueWithText(t, t.TempDir())
	snap := snapshotOf(t, s)
	t.Cleanup(func() { snap.Close() })
	names, err := reconcile.ReadNames(context.Background(), snap)
	if err != nil {
		t.Fatal(err)
	}
	return reconcile.New(snap, s.Text(), names), names
}

// TestReconcileTable matches a table of 10,000 rows, no two alike, most with typing errors.
func TestReconcileTable(t *testing.T) {
	service, names := matcher(t)
	all := names.Sample(1)
	r := rand.New(rand.NewPCG(1, 2))
	var in strings.Builder
	in.WriteString("\xef\xbb\xbfno;name;note\r\n")
	for i := range 10_000 {
		text := []rune(all[r.IntN(len(all))])
		if i%3 > 0 {
			text[r.IntN(len(text))] = 'q'
		}
		fmt.Fprintf(&in, "%d;\"%s %d\";=%d\r\n", i, strings.ReplaceAll(string(text), `"`, `""`), i, i)
	}
	k, err := sheet.Keep(strings.NewReader(in.String()), 0)
	if err != nil {
		t.Fatal(err)
	}
	m := &answer.Matching{Service: service, Column: 1}
	var out bytes.Buffer
	start := time.Now()
	if _, err := m.Table(context.Background(), &out, k); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	t.Logf("%s in %s", m.Counts, took)
	if took > 20*time.Second && !raceDetector {
		t.Errorf("10,000 rows took %s, more than 20 s", took)
	}
	before, after := strings.Split(in.String(), "\r\n"), strings.Split(out.String(), "\r\n")
	if len(before) != len(after) || m.Counts.Rows != 10_000 {
		t.Fatalf("%d lines became %d, %d rows", len(before), len(after), m.Counts.Rows)
	}
	for i := range before {
		if !strings.HasPrefix(after[i], before[i]) {
			t.Fatalf("line %d: %q became %q", i+1, before[i], after[i])
		}
	}
}

// TestReconcileLabels asks for every name of the catalogue: its thing is among those that bear it, and where it alone
// bears the name it is the match.
func TestReconcileLabels(t *testing.T) {
	service, _ := matcher(t)
	sp, err := harmonise.ReadSpokes(context.Background(), snapshotOf(t, catalogueStore(t)), false)
	if err != nil {
		t.Fatal(err)
	}
	var queries []reconcile.Query
	var want []string
	for _, term := range sp.Terms {
		for _, l := range term.Preferred() {
			owner := reconcile.Constraint{Property: "organisation", Values: []reconcile.Value{{ID: term.Organisation.IRI}}}
			queries = append(queries, reconcile.Query{Text: l.Value, Types: []string{"term"}, Properties: []reconcile.Constraint{owner}})
			want = append(want, term.IRI)
		}
	}
	found, err := service.Match(context.Background(), queries, nil)
	if err != nil {
		t.Fatal(err)
	}
	matched := 0
	for i, q := range queries {
		at := -1
		for j, c := range found[i] {
			if c.ID == want[i] && at < 0 {
				at = j
			}
		}
		if at < 0 || at > 0 && found[i][0].Score > found[i][at].Score {
			t.Errorf("%s of %s is in place %d of %d", q.Text, want[i], at+1, len(found[i]))
		}
		if found[i][0].Match {
			matched++
			if at != 0 {
				t.Errorf("%s: the match is %s, not %s", q.Text, found[i][0].ID, want[i])
			}
		}
	}
	t.Logf("%d names of terms with their organisation: %d matched", len(queries), matched)
	if matched*10 < len(queries)*9 {
		t.Errorf("only %d of %d names of terms are matched with the help of their organisation", matched, len(queries))
	}
}
