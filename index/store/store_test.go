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
