package store

import (
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/ontology/rdf"
)

func open(t *testing.T, dir string, o Options) *Store {
	t.Helper()
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// withLate gives a store of the objects of n numbers in the base and of some numbers more that came later, and the IDs of the objects.
func withLate(t *testing.T, n, late int, objects func(i int) []rdf.Term) (index.Snapshot, []index.ID) {
	t.Helper()
	s := open(t, "", Options{})
	put := func(from, to int) (quads int) {
		var batch []rdf.Quad
		for i := from; i < to; i++ {
			for _, o := range objects(i) {
				batch = append(batch, rdf.Quad{S: term("s"), P: term("p"), O: o})
			}
		}
		if _, err := tryPut(s, batch...); err != nil {
			t.Fatal(err)
		}
		return len(batch)
	}
	quads := put(0, n)
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	quads += put(n, n+late)
	sn := newestOf(t, s)
	t.Cleanup(func() { sn.Close() })
	cur, err := sn.Scan(ctx, index.Scan{Order: index.POS, Cols: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer cur.Close()
	ids := make([]index.ID, quads+1)
	if got, err := cur.Next([][]index.ID{ids}); err != nil || got != quads {
		t.Fatalf("%d objects of %d, %v", got, quads, err)
	}
	return sn, ids[:quads]
}

func TestMemory(t *testing.T) {
	indextest.Run(t, func(t *testing.T) index.Store { return open(t, "", Options{}) })
}

func TestDisk(t *testing.T) {
	indextest.Run(t, func(t *testing.T) index.Store { return open(t, t.TempDir(), Options{}) })
}

// TestRebuilding rebuilds the base at nearly every commit.
func TestRebuilding(t *testing.T) {
	indextest.Run(t, func(t *testing.T) index.Store {
		s := open(t, t.TempDir(), Options{})
		s.rebuildRows = 1
		return s
	})
}

// TestRebuildingInMemory leaves deltas of several rows on a base.
func TestRebuildingInMemory(t *testing.T) {
	indextest.Run(t, func(t *testing.T) index.Store {
		s := open(t, "", Options{})
		s.rebuildRows = 20
		return s
	})
}
