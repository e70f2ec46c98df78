package store

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
)

// TestPlant: trees planted from many steps hold what trees do to which the steps were applied one by one, and count it.
func TestPlant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stored := map[key]bool{} // what the base would hold
		var one, all state
		for i := range one.trees {
			one.trees[i].fork()
		}
		var steps []row
		for range rapid.IntRange(0, 400).Draw(t, "steps") {
			q := key{index.ID(rapid.IntRange(1, 9).Draw(t, "s")), 1 << 61, index.ID(rapid.IntRange(1, 300).Draw(t, "o")), index.ID(rapid.IntRange(0, 2).Draw(t, "g"))}
			del, known := stored[q], true
			if _, known = stored[q]; !known {
				del = rapid.Bool().Draw(t, "in the base")
			}
			stored[q] = !del
			steps = append(steps, row{q, del})
			one.step(q, del)
		}
		if !all.plant(slices.Clone(steps)) {
			t.Fatal("the steps take turns, but were refused")
		}
		for o := range index.Order(index.NumOrders) {
			a, b := rowsOf(one.trees[o]), rowsOf(all.trees[o])
			if !slices.Equal(a, b) || one.trees[o].len() != all.trees[o].len() {
				t.Fatalf("%v: %v, planted %v", o, a, b)
			}
			for _, r := range a {
				r1, d1 := one.trees[o].rank(r.key)
				r2, d2 := all.trees[o].rank(r.key)
				if r1 != r2 || d1 != d2 {
					t.Fatalf("%v: the ranks differ", o)
				}
			}
		}
	})
}

// step does what change does where the step is known to change something.
func (s *state) step(q key, del bool) {
	_, inDelta := s.trees[index.SPO].get(q)
	for o := range index.Order(index.NumOrders) {
		switch t := &s.trees[o]; {
		case !inOrder(o, q[index.Graph]):
		case inDelta:
			t.remove(o.Key(q))
		default:
			t.put(row{o.Key(q), del})
		}
	}
}

func rowsOf(t tree) (rows []row) {
	var it treeIter
	for it.seek(t, key{}); it.peek() != nil; it.advance() {
		rows = append(rows, *it.peek())
	}
	return rows
}

// TestPlantRefuses: a quad that is added twice is no history.
func TestPlantRefuses(t *testing.T) {
	var st state
	q := key{1, 2, 3, 0}
	if st.plant([]row{{q, false}, {key{1, 2, 4, 0}, true}, {q, false}}) {
		t.Fatal("it was accepted")
	}
}
