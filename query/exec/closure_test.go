package exec

import (
	"context"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
	"w3id.org/concord/index"
)

// closureOver condenses edges between n nodes whose IDs are their numbers plus one.
func closureOver(t testing.TB, q *Query, n int, from, to []uint32) *closure {
	c := &closure{q: q, ids: newTable(q, 1), layers: 1}
	for i := range n {
		if err := c.ids.addIDs([]index.ID{index.ID(i + 1)}); err != nil {
			t.Fatal(err)
		}
	}
	c.from, c.to = slices.Clone(from), slices.Clone(to)
	return c
}

// reachedFrom is what breadth-first search finds in at least one step.
func reachedFrom(v uint32, next [][]uint32) map[uint32]bool {
	seen, queue := map[uint32]bool{}, []uint32{v}
	for len(queue) > 0 {
		for _, w := range next[queue[0]] {
			if !seen[w] {
				seen[w] = true
				queue = append(queue, w)
			}
		}
		queue = queue[1:]
	}
	return seen
}

// The reach sets of components are those of a search from every node, on graphs of more nodes than are targets at a time: chains,
// cycles that hang together, self loops, isolated nodes, edges that repeat.
func TestReachSetsAreThoseOfASearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{1, 2, 5, 40, 700, 1300}).Draw(t, "nodes")
		var from, to []uint32
		next := make([][]uint32, n)
		for range rapid.IntRange(0, 2*n).Draw(t, "edges") {
			v := rapid.Uint32Range(0, uint32(n-1)).Draw(t, "v")
			w := min(v+rapid.Uint32Range(0, 3).Draw(t, "step"), uint32(n-1))
			if rapid.IntRange(0, 9).Draw(t, "back") == 0 {
				v, w = w, v
			}
			from, to = append(from, v), append(to, w)
			next[v] = append(next[v], w)
		}
		c := closureOver(nil, bare(), n, from, to)
		if err := c.condense(); err != nil {
			t.Fatal(err)
		}
		got := pairsOf(t, c)
		leads := c.leads()
		for v := range uint32(n) {
			want := reachedFrom(v, next)
			if len(got[v]) != len(want) {
				t.Fatalf("node %d reaches %d nodes, want %d", v, len(got[v]), len(want))
			}
			for w := range want {
				if got[v][w] != 1 {
					t.Fatalf("the pair %d %d comes %d times", v, w, got[v][w])
				}
			}
		}
		for of := range uint32(len(c.cyclic)) {
			for _, v := range c.nodesOf(of) {
				if leads[of] != (len(next[v]) > 0) {
					t.Fatalf("node %d with %d edges leads anywhere: %v", v, len(next[v]), leads[of])
				}
			}
		}
	})
}

func pairsOf(t *rapid.T, c *closure) []map[uint32]int {
	r, err := c.newReaches()
	if err != nil {
		t.Fatal(err)
	}
	defer r.free()
	got := make([]map[uint32]int, c.ids.n)
	for i := range got {
		got[i] = map[uint32]int{}
	}
	for {
		from, set, ok, err := r.pass()
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return got
		}
		sum := 0
		for _, v := range c.nodesOf(from) {
			r.each(set, func(target uint32) {
				for _, w := range c.nodesOf(target) {
					got[v][w]++
					sum++
				}
			})
		}
		if n := int(r.count(set)) * int(c.size(from)); n != sum {
			t.Fatalf("%d pairs counted, %d there", n, sum)
		}
	}
}

// chain is a path through n nodes, with an edge back now and then.
func chain(n int) (from, to []uint32) {
	for v := range uint32(n - 1) {
		from, to = append(from, v), append(to, v+1)
		if v%100 == 99 {
			from, to = append(from, v), append(to, v-50)
		}
	}
	return from, to
}

// ending is a context that ends when it has been looked at so many times.
type ending struct {
	context.Context
	left int
}

func (e *ending) Err() error {
	if e.left--; e.left < 0 {
		return context.Canceled
	}
	return nil
}

// Every stage of the condensation looks at the context, and at the memory limit.
func TestCondensationEnds(t *testing.T) {
	const n = 300_000
	from, to := chain(n)
	run := func(ctx context.Context, o Options) error {
		q := New(ctx, nil, o)
		c := closureOver(t, q, n, from, to)
		if err := c.condense(); err != nil {
			return err
		}
		r, err := c.newReaches()
		if err != nil {
			return err
		}
		for range 100_000 {
			if _, _, ok, err := r.pass(); !ok || err != nil {
				return err
			}
		}
		return nil
	}
	whole := &ending{context.Background(), 1 << 40}
	if err := run(whole, Options{}); err != nil {
		t.Fatal(err)
	}
	looks := 1<<40 - whole.left
	if looks < 100 {
		t.Errorf("looked at the context %d times", looks)
	}
	for left := 0; left < looks; left += 1 + looks/20 {
		if err := run(&ending{context.Background(), left}, Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled after %d looks: %v", left, err)
		}
	}
	q := New(context.Background(), nil, Options{Memory: 24 << 20})
	if err := closureOver(t, q, n, from, to).condense(); !errors.Is(err, ErrMemory) {
		t.Errorf("in 24 MiB: %v", err)
	}
}

func BenchmarkCondense(b *testing.B) {
	from, to := chain(200_000)
	for b.Loop() {
		if err := closureOver(b, bare(), 200_000, from, to).condense(); err != nil {
			b.Fatal(err)
		}
	}
}
