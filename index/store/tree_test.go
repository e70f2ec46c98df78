package store

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
)

// TestTree compares trees, and snapshots of them, with maps.
func TestTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tr tree
		tr.fork()
		now := map[key]bool{}
		var trees []tree
		var states []map[key]bool
		width := rapid.SampledFrom([]uint64{3, 50}).Draw(t, "width")
		id := rapid.Uint64Range(0, width)
		for range rapid.IntRange(1, 600).Draw(t, "steps") {
			k := key{index.ID(id.Draw(t, "a")), index.ID(id.Draw(t, "b")), 0, 1}
			switch rapid.IntRange(0, 20).Draw(t, "op") {
			case 0:
				trees, states = append(trees, tr), append(states, maps.Clone(now))
				tr.fork()
			case 1, 2, 3, 4, 5, 6:
				tr.remove(k)
				delete(now, k)
			default:
				del := rapid.Bool().Draw(t, "del")
				tr.put(row{k, del})
				now[k] = del
			}
		}
		checkTree(t, tr, now)
		for i := range trees {
			checkTree(t, trees[i], states[i])
		}
	})
}

func checkTree(t *rapid.T, tr tree, want map[key]bool) {
	keys := slices.SortedFunc(maps.Keys(want), index.CompareKeys)
	if tr.len() != len(keys) {
		t.Fatalf("the tree has %d rows, want %d", tr.len(), len(keys))
	}
	dels := 0
	var it treeIter
	it.seek(tr, key{})
	for i, k := range keys {
		r := it.peek()
		if r == nil || r.key != k || r.del != want[k] || tr.at(i) != *r {
			t.Fatalf("row %d is %v, want %x %v", i, r, k, want[k])
		}
		if n, d := tr.rank(k); n != i || d != dels {
			t.Fatalf("rank of row %d is %d, %d; want %d, %d", i, n, d, i, dels)
		}
		if want[k] {
			dels++
		}
		above := k
		above[3]++
		var from treeIter
		if from.seek(tr, above); i+1 < len(keys) && (from.peek() == nil || from.peek().key != keys[i+1]) {
			t.Fatalf("seek behind row %d finds %v", i, from.peek())
		}
		it.advance()
	}
	if it.peek() != nil {
		t.Fatal("the tree goes on behind its last row")
	}
}
