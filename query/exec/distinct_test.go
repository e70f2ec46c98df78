package exec

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
)

// batches yields rows in batches of many sizes.
type batches struct {
	rows   [][2]index.ID
	random *rand.Rand
}

func (b *batches) next() (*Batch, error) {
	n := min(len(b.rows), 1+b.random.IntN(BatchRows))
	if n == 0 {
		return nil, nil
	}
	out := sizedBatch(2, n)
	out.N = n
	for i, r := range b.rows[:n] {
		out.Cols[0][i], out.Cols[1][i] = r[0], r[1]
	}
	b.rows = b.rows[n:]
	return out, nil
}

func (b *batches) close() {}

// What comes in runs of a value passes once, in its sequence, however long the runs are, and what is forgotten takes no memory.
func TestDistinctByRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
		longest := rapid.SampledFrom([]int{1, 10, 1000, 3 * mostKnown, 20 * mostKnown}).Draw(t, "longest")
		span := rapid.SampledFrom([]int{1, 100, 10 * mostKnown}).Draw(t, "span")
		var rows, want [][2]index.ID
		seen := map[[2]index.ID]bool{}
		for v := 1; len(rows) < 5*mostKnown; v++ {
			value := index.ID(v * 7919 & (1<<20 - 1)) // in no order, each once
			for range 1 + random.IntN(longest) {
				r := [2]index.ID{value, index.ID(random.IntN(span))}
				if rows = append(rows, r); !seen[r] {
					seen[r] = true
					want = append(want, r)
				}
			}
		}
		q := bare()
		d := newDistinct(q, &batches{rows: rows, random: random}, 2)
		d.by = 0
		var got [][2]index.ID
		for {
			b, err := d.next()
			if err != nil {
				t.Fatal(err)
			}
			if b == nil {
				break
			}
			for i := range b.N {
				got = append(got, [2]index.ID{b.Cols[0][i], b.Cols[1][i]})
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%d rows, want %d", len(got), len(want))
		}
		if held := int64(len(d.set.slots))*slotBytes + int64(d.set.n)*24; q.Held() != held {
			t.Fatalf("%d bytes are held, %d in truth", q.Held(), held)
		}
		if d.close(); q.Held() != 0 {
			t.Fatalf("%d bytes are not given back", q.Held())
		}
	})
}
