package run

import (
	"math/rand/v2"
	"slices"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// TestLookup compares places with a search in the rows, for keys that ascend and for some that do not.
func TestLookup(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	id := func() index.ID { return index.ID(random.IntN(60)) }
	seen := map[Key]bool{}
	for range 20_000 {
		seen[Key{id(), id(), id(), id() / 30}] = true
	}
	var rows []Key
	for k := range seen {
		rows = append(rows, k)
	}
	slices.SortFunc(rows, index.CompareKeys)
	fs := vfs.NewMem()
	w, err := Create(fs, "r", index.SPO, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		w.Append(&rows[i])
	}
	if err := w.Finish(); err != nil {
		t.Fatal(err)
	}
	r, err := Open(fs, "r", index.SPO, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var keys []Key
	for range 5000 {
		keys = append(keys, Key{id(), id(), id(), id() / 30})
	}
	slices.SortFunc(keys[:4000], index.CompareKeys)
	l := NewLookup(r)
	for _, k := range keys {
		want, there := slices.BinarySearchFunc(rows, k, index.CompareKeys)
		got, has, err := l.Find(&k)
		if err != nil || got != uint64(want) || has != there {
			t.Fatalf("place of %v: %d, %v, %v; want %d, %v", k, got, has, err, want, there)
		}
	}
}
