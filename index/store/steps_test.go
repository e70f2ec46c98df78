package store

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
)

// TestPlant: trees planted from many steps hold what trees do to which the steps were applied one by one, and count it.
func TestPlant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkPlant(t, rapid.IntRange(0, 400).Draw(t, "steps"), func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "number") })
	})
}

// TestPlantMany: so many steps are sorted and planted on two cores.
func TestPlantMany(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	checkPlant(t, 5*manyRows, random.IntN)
}

// checkPlant makes steps from numbers that draw gives, each below what it is asked for.
func checkPlant(t rapid.TB, n int, draw func(n int) int) {
	stored := map[key]bool{} // what the base would hold
	var one, all state
	var steps []row
	for range n {
		q := key{index.ID(1 + draw(9)), 1 << 61, index.ID(1 + draw(max(300, n))), index.ID(draw(3))}
		del, known := stored[q], true
		if _, known = stored[q]; !known {
			del = draw(2) == 1
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
}

// step makes one step that is known to change something.
func (s *state) step(q key, del bool) {
	for o := range index.Order(index.NumOrders) {
		if inOrder(o, q[index.Graph]) {
			new(toggler).toggle(&s.trees[o], []row{{o.Key(q), del}})
		}
	}
}

// TestBatches: steps made together have the effect that they have one by one, on a base and on a delta, and snapshots taken before
// stay as they are.
func TestBatches(t *testing.T) {
	base := open(t, "", Options{})
	defer base.Close()
	loadSample(t, base, 500)
	known := rowsOfBase(t, base)
	rapid.Check(t, func(t *rapid.T) {
		one, all := *base.now, *base.now
		for range rapid.IntRange(1, 4).Draw(t, "batches") {
			steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) row {
				q := rapid.SampledFrom(known).Draw(t, "quad")
				if rapid.Bool().Draw(t, "another object") {
					q[index.Object] = rapid.SampledFrom(known).Draw(t, "object")[index.Object]
				}
				if rapid.IntRange(0, 3).Draw(t, "unnamed") == 0 {
					q[index.Graph] = 0
				}
				return row{q, rapid.Bool().Draw(t, "remove")}
			}), 1, 300).Draw(t, "steps")
			before, rows := all, rowsOf(all.trees[index.POS])
			net := map[key]int{}
			for _, step := range steps {
				changes, err := one.apply([]row{step})
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range changes {
					net[c.key] += 1 - 2*c.dels()
				}
			}
			changes, err := all.apply(steps)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range changes {
				if net[c.key] != 1-2*c.dels() {
					t.Fatalf("%v changes something only in a batch", c)
				}
				delete(net, c.key)
			}
			for q, n := range net {
				if n != 0 {
					t.Fatalf("%v changes nothing in a batch", q)
				}
			}
			if !slices.Equal(rows, rowsOf(before.trees[index.POS])) {
				t.Fatal("a snapshot changed")
			}
		}
		for o := range index.Order(index.NumOrders) {
			checkNodes(t, all.trees[o])
			if !slices.Equal(rowsOf(one.trees[o]), rowsOf(all.trees[o])) {
				t.Fatalf("%v: the trees differ", o)
			}
		}
	})
}

// rowsOfBase gives the quads of a store.
func rowsOfBase(t *testing.T, s *Store) (quads []key) {
	cur, err := newCursor(ctx, s.now, index.Scan{Order: index.SPO, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}})
	if err != nil {
		t.Fatal(err)
	}
	if err := cur.rows(func(k key) { quads = append(quads, k) }); err != nil {
		t.Fatal(err)
	}
	return quads
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
