package store

import (
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
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
