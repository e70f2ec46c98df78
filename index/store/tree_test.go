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
		var g toggler
		now := map[key]bool{}
		var trees []tree
		var states []map[key]bool
		width := rapid.SampledFrom([]uint64{3, 60}).Draw(t, "width")
		id := rapid.Uint64Range(0, width)
		for range rapid.IntRange(1, 12).Draw(t, "batches") {
			if rapid.Bool().Draw(t, "keep") {
				trees, states = append(trees, tr), append(states, maps.Clone(now))
			}
			batch := map[key]bool{}
			for range rapid.SampledFrom([]int{0, 1, 3, 500}).Draw(t, "rows") {
				batch[key{index.ID(id.Draw(t, "a")), index.ID(id.Draw(t, "b")), 0, 1}] = rapid.Bool().Draw(t, "del")
			}
			if rapid.IntRange(0, 5).Draw(t, "empty it") == 0 {
				batch = maps.Clone(now)
			}
			var rows []row
			for _, k := range slices.SortedFunc(maps.Keys(batch), index.CompareKeys) {
				if rows = append(rows, row{k, batch[k]}); hasKey(now, k) {
					delete(now, k)
				} else {
					now[k] = batch[k]
				}
			}
			g.toggle(&tr, rows)
			checkNodes(t, tr)
		}
		checkTree(t, tr, now)
		for i := range trees {
			checkTree(t, trees[i], states[i])
		}
	})
}

func hasKey(m map[key]bool, k key) bool {
	_, ok := m[k]
	return ok
}

// TestInOrder: rows that come in order, one by one, fill their leaves.
func TestInOrder(t *testing.T) {
	var tr tree
	for i := range 100 * leafRows {
		new(toggler).toggle(&tr, []row{{key: key{index.ID(i)}}})
	}
	leaves := 0
	var count func(n *node)
	count = func(n *node) {
		if n.kids == nil {
			leaves++
		}
		for _, kid := range n.kids {
			count(kid)
		}
	}
	if count(tr.root); leaves != 100 {
		t.Fatalf("%d leaves", leaves)
	}
}

// checkNodes verifies what nodes say of those below them, their sizes, and that all leaves are equally deep.
func checkNodes(t *rapid.T, tr tree) {
	var check func(n *node) (depth int)
	check = func(n *node) int {
		if n.kids == nil {
			if len(n.rows) == 0 || len(n.rows) > leafRows || n.n != len(n.rows) {
				t.Fatalf("a leaf has %d rows and counts %d", len(n.rows), n.n)
			}
			return 0
		}
		rows, dels, depth := 0, 0, -1
		for i, kid := range n.kids {
			if d := check(kid); depth >= 0 && d != depth {
				t.Fatal("leaves are not equally deep")
			} else {
				depth = d
			}
			rows, dels = rows+kid.n, dels+kid.dels
			if n.first[i] != kid.low() {
				t.Fatal("the first key of a kid is another")
			}
		}
		if rows != n.n || dels != n.dels || len(n.kids) > innerKids {
			t.Fatalf("a node of %d kids counts %d rows and %d removals; they are %d and %d", len(n.kids), n.n, n.dels, rows, dels)
		}
		return depth + 1
	}
	if tr.root != nil {
		check(tr.root)
	}
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
