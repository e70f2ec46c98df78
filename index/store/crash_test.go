package store

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// workloadQuads are what tests here commit.
func workloadQuads(round int) (quads []rdf.Quad) {
	for i := range 12 {
		quads = append(quads, rdf.Quad{S: term(fmt.Sprint("s", round, "-", i%4)), P: term("p"), O: rdf.NewString(fmt.Sprint("text ", round, " ", i)), G: term("g")},
			rdf.Quad{S: rdf.NewBlank("x"), P: term("p"), O: rdf.NewTyped(fmt.Sprint(i), rdf.XSDInteger)})
	}
	return quads
}

var errDisk = errors.New("no space left")

// TestPoisoned: after a failed fsync nothing more is written, for what the system then holds is unknown.
func TestPoisoned(t *testing.T) {
	mem, failing := vfs.NewMem(), false
	s := open(t, "db", Options{FS: vfs.Wrap(mem, func(op vfs.Op, name string) error {
		if failing && op == vfs.OpSync {
			failing = false
			return errDisk
		}
		return nil
	})})
	put(t, s, workloadQuads(0)...)
	before := mustDump(t, s)
	failing = true
	if _, err := tryPut(s, workloadQuads(1)...); !errors.Is(err, errDisk) {
		t.Fatalf("a commit whose fsync fails gives %v", err)
	}
	if !maps.Equal(mustDump(t, s), before) {
		t.Fatal("the failed commit is visible")
	}
	if _, err := tryPut(s, workloadQuads(1)...); !errors.Is(err, index.ErrReadOnly) {
		t.Fatalf("the next write gives %v", err)
	}
}
