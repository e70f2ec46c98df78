package store

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// TestReaders reads snapshots while commits and rebuilds go on. Each must hold the marks of all commits up to its
// number, whole, and of no later one.
func TestReaders(t *testing.T) {
	defer goleak.VerifyNone(t)
	s, err := Open(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.rebuildRows = 100
	var stop atomic.Bool
	var group sync.WaitGroup
	for range 4 {
		group.Add(1)
		go func() {
			defer group.Done()
			for !stop.Load() {
				if err := readMarks(s); err != nil {
					t.Error(err)
					return
				}
			}
		}()
	}
	for seq := range uint64(60) {
		if seq%7 == 6 {
			err = killLoad(s, killQuads(seq+1))
		} else {
			_, err = tryPut(s, killQuads(seq+1)...)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	stop.Store(true)
	group.Wait()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// readMarks checks one snapshot.
func readMarks(s *Store) error {
	sn, err := s.Snapshot()
	if err != nil {
		return err
	}
	defer sn.Close()
	marks := map[index.ID]int{}
	cur, err := sn.Scan(ctx, index.Scan{Order: index.POS, Cols: 0b0100, Graphs: index.GraphSet{Mode: index.EachNamed}})
	if err != nil {
		return err
	}
	defer cur.Close()
	dst := [][]index.ID{make([]index.ID, 100)}
	for n := 1; n > 0; {
		n, _ = cur.Next(dst)
		for _, id := range dst[0][:n] {
			marks[id]++
		}
	}
	if uint64(len(marks)) != sn.Seq() {
		return fmt.Errorf("at commit %d there are the marks of %d commits", sn.Seq(), len(marks))
	}
	for id, n := range marks {
		if n != 20 {
			return fmt.Errorf("at commit %d one commit has %d of 20 marks", sn.Seq(), n)
		}
		var term [1]rdf.Term
		if err := sn.Terms(ctx, []index.ID{id}, term[:]); err != nil {
			return err
		}
		no, err := strconv.ParseUint(term[0].Value[len("http://example.org/commit"):], 10, 64)
		if err != nil || no == 0 || no > sn.Seq() {
			return fmt.Errorf("at commit %d there is a mark of %v", sn.Seq(), term[0])
		}
	}
	return nil
}

// TestOpenSnapshots: a snapshot and its cursors outlive rebuilds and the store.
func TestOpenSnapshots(t *testing.T) {
	s, err := Open(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, killQuads(1)...)
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	sn, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	cur, err := sn.Scan(ctx, index.Scan{Order: index.SPO, Cols: 1, Graphs: index.GraphSet{Mode: index.Union}})
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, killQuads(2)...)
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := sn.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := sn.Count(ctx, index.Scan{Cols: 1}); !errors.Is(err, index.ErrClosed) {
		t.Fatalf("a closed snapshot counts: %v", err)
	}
	n, err := cur.Next([][]index.ID{make([]index.ID, 100)})
	if n != 20 || err != nil {
		t.Fatalf("the cursor that is still open gives %d rows, %v", n, err)
	}
	if err := cur.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := cur.Next([][]index.ID{make([]index.ID, 1)}); !errors.Is(err, index.ErrClosed) {
		t.Fatalf("a closed cursor gives %v", err)
	}
	if _, err := s.Begin(ctx); !errors.Is(err, index.ErrClosed) {
		t.Fatalf("a closed store begins a transaction: %v", err)
	}
}
