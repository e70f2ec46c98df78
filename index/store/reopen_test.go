package store

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

var ctx = context.Background()

func term(s string) rdf.Term { return rdf.NewIRI("http://example.org/" + s) }

// put commits quads.
func put(t *testing.T, s index.Store, quads ...rdf.Quad) uint64 {
	t.Helper()
	seq, err := tryPut(s, quads...)
	if err != nil {
		t.Fatal(err)
	}
	return seq
}

func tryPut(s index.Store, quads ...rdf.Quad) (uint64, error) {
	w, err := s.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer w.Rollback()
	rows := make([][4]index.ID, len(quads))
	for i, q := range quads {
		if err := w.Intern([]rdf.Term{q.S, q.P, q.O, q.G}, rows[i][:]); err != nil {
			return 0, err
		}
	}
	if err := w.Add(rows); err != nil {
		return 0, err
	}
	return w.Commit()
}

// dump reads everything as lines of N-Quads.
func dump(s index.Store) (map[string]bool, error) {
	sn, err := s.Snapshot()
	if err != nil {
		return nil, err
	}
	defer sn.Close()
	cur, err := newCursor(ctx, sn.(*snapshot).st, index.Scan{Order: index.SPO, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}})
	if err != nil {
		return nil, err
	}
	lines := map[string]bool{}
	var bad error
	err = cur.rows(func(k key) {
		var q [4]rdf.Term
		if err := sn.Terms(ctx, k[:], q[:]); err != nil {
			bad = err
		}
		lines[rdf.Quad{S: q[0], P: q[1], O: q[2], G: q[3]}.String()] = true
	})
	return lines, errors.Join(err, bad)
}

func mustDump(t *testing.T, s index.Store) map[string]bool {
	t.Helper()
	lines, err := dump(s)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	for i := range 5 {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := mustDump(t, s); len(got) != 3*i {
			t.Fatalf("opening %d: %d quads, want %d", i, len(got), 3*i)
		}
		b := rdf.NewBlank("x")
		put(t, s, rdf.Quad{S: term("s"), P: term("p"), O: rdf.NewString(fmt.Sprint("text ", i)), G: term("g")},
			rdf.Quad{S: b, P: term("p"), O: rdf.NewTyped(fmt.Sprint(i), rdf.XSDInteger)},
			rdf.Quad{S: b, P: term("p"), O: b})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	put(t, s, rdf.Quad{S: term("s"), P: term("p"), O: term("o")})
	if _, err := Open(dir, Options{}); !errors.Is(err, index.ErrLocked) {
		t.Fatalf("a second writing store gets %v", err)
	}
	r := open(t, dir, Options{ReadOnly: true})
	if got := mustDump(t, r); len(got) != 1 {
		t.Fatalf("the read-only store sees %v", got)
	}
	if _, err := r.Begin(ctx); !errors.Is(err, index.ErrReadOnly) {
		t.Fatalf("writing to a read-only store gives %v", err)
	}
}
