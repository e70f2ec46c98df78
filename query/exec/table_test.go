package exec

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"
	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

func bare() *Query { return New(context.Background(), nil, Options{}) }

// A table numbers rows as a map does.
func TestUpsertNumbersRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := bare()
		table, known := newTable(q, 2), map[[2]index.ID]uint32{}
		for range rapid.IntRange(1, 6).Draw(t, "batches") {
			n := rapid.IntRange(1, 200).Draw(t, "rows")
			span := rapid.Uint64Range(1, 300).Draw(t, "span")
			b := sizedBatch(2, n)
			for i := range n {
				b.Cols[0][i] = index.ID(rapid.Uint64Range(0, span).Draw(t, "x"))
				b.Cols[1][i] = index.ID(rapid.Uint64Range(0, 3).Draw(t, "y"))
			}
			at := make([]uint32, n)
			if err := table.upsert(n, b.Cols, at); err != nil {
				t.Fatal(err)
			}
			for i, got := range at {
				k := [2]index.ID{b.Cols[0][i], b.Cols[1][i]}
				want, ok := known[k]
				if !ok {
					want = uint32(len(known))
					known[k] = want
				}
				if got != want || table.cols[0][got] != k[0] || table.cols[1][got] != k[1] {
					t.Fatalf("row %v has number %d, want %d", k, got, want)
				}
			}
		}
		if table.free(); q.Held() != 0 {
			t.Fatalf("%d bytes are not given back", q.Held())
		}
	})
}

// A matcher finds exactly the compatible pairs, each once, unbound keys and all.
func TestMatcherFindsCompatiblePairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := []plan.Key{{Left: 0, Right: 1}, {Left: 1, Right: 0}}
		lowest := uint64(0)
		if rapid.Bool().Draw(t, "certain") {
			keys[0].Certain, lowest = true, 1
		}
		draw := func(n int, certain int) *Batch {
			b := sizedBatch(2, n)
			b.N = n
			for c := range b.Cols {
				from := uint64(0)
				if c == certain {
					from = lowest
				}
				for i := range n {
					b.Cols[c][i] = index.ID(rapid.Uint64Range(from, 4).Draw(t, "id"))
				}
			}
			return b
		}
		left, right := draw(rapid.IntRange(0, 30).Draw(t, "left"), 0), draw(rapid.IntRange(0, 30).Draw(t, "right"), 1)
		table := newKeyedTable(bare(), 2, rightColumns(keys, 2))
		if err := table.add(right); err != nil {
			t.Fatal(err)
		}
		overlap := rapid.Bool().Draw(t, "overlap")
		m := matcher{q: bare(), table: table, keys: keys, overlap: overlap}
		got := map[[2]int]int{}
		if err := m.start(left); err != nil {
			t.Fatal(err)
		}
		for {
			n, err := m.more()
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				break
			}
			for i := range n {
				got[[2]int{int(m.left[i]), int(m.right[i])}]++
			}
		}
		for l := range left.N {
			for r := range right.N {
				want := 0
				if pairs(left, right, l, r, keys, overlap) {
					want = 1
				}
				if got[[2]int{l, r}] != want {
					t.Fatalf("pair %d %d comes %d times, want %d", l, r, got[[2]int{l, r}], want)
				}
			}
		}
	})
}

func pairs(left, right *Batch, l, r int, keys []plan.Key, overlap bool) bool {
	shared := false
	for _, k := range keys {
		x, y := left.Cols[k.Left][l], right.Cols[k.Right][r]
		if x != 0 && y != 0 && x != y {
			return false
		}
		shared = shared || x != 0 && y != 0
	}
	return shared || !overlap
}

func TestSortStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfN(rapid.IntRange(0, 50), 0, 2000).Draw(t, "keys")
		at := make([]uint32, len(keys))
		for i := range at {
			at[i] = uint32(i)
		}
		if err := sortStable(bare(), at, func(a, b uint32) int { return keys[a] - keys[b] }); err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(at); i++ {
			if a, b := at[i-1], at[i]; keys[a] > keys[b] || keys[a] == keys[b] && a > b {
				t.Fatalf("rows %d and %d are in the wrong order", a, b)
			}
		}
	})
}

// Sorting by columns of numbers, and taking the first of them, is what comparing gives.
func TestSortBy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3000).Draw(t, "rows")
		keys := make([][]uint64, rapid.IntRange(1, 3).Draw(t, "keys"))
		seed := rapid.Uint64().Draw(t, "seed")
		for i := range keys {
			mask := rapid.SampledFrom([]uint64{0, 1, 0xff, 0xf00f0, 1 << 63, 1<<64 - 1}).Draw(t, "mask")
			for r := range n {
				keys[i] = append(keys[i], mix(seed+uint64(r*3+i))&mask)
			}
		}
		want, at := make([]uint32, n), make([]uint32, n)
		for i := range at {
			want[i], at[i] = uint32(i), uint32(i)
		}
		slices.SortStableFunc(want, func(a, b uint32) int { return compareRows(keys, a, b) })
		first := rapid.IntRange(1, n).Draw(t, "first")
		some := slices.Clone(at)
		selectFirst(keys, some, first)
		if some[first-1] != want[first-1] {
			t.Fatalf("row %d is the last of the first %d, want %d", some[first-1], first, want[first-1])
		}
		slices.SortFunc(some[:first], func(a, b uint32) int { return cmp.Or(compareRows(keys, a, b), cmp.Compare(a, b)) })
		r := newRadix(bare(), n)
		for i := range keys {
			if err := r.sort(keys[len(keys)-1-i]); err != nil {
				t.Fatal(err)
			}
		}
		if at = r.at; !slices.Equal(at, want) || !slices.Equal(some[:first], want[:first]) {
			t.Fatalf("sorted as %v, want %v", at, want)
		}
	})
}

func BenchmarkSort(b *testing.B) {
	key := make([]uint64, 1<<20)
	for i := range key {
		key[i] = mix(uint64(i)) >> 40
	}
	for b.Loop() {
		if err := newRadix(bare(), len(key)).sort(key); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(key))/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

// values makes a batch of n rows with about n/fan different values, in no order.
func values(n, fan int) *Batch {
	b := sizedBatch(2, n)
	b.N = n
	for i := range n {
		h := mix(uint64(i))
		b.Cols[0][i] = index.MakeID(index.KindIRI, h%uint64(max(1, n/fan)))
		b.Cols[1][i] = index.ID(h)
	}
	return b
}

// The build side of a hash join: rows per second into a table of a million rows.
func BenchmarkTableAdd(b *testing.B) {
	in := values(BatchRows*1000, 4)
	b.SetBytes(int64(in.N))
	for b.Loop() {
		t := newKeyedTable(bare(), 2, []int{0})
		for from := 0; from < in.N; from += BatchRows {
			part := &Batch{N: BatchRows, Cols: [][]index.ID{in.Cols[0][from:], in.Cols[1][from:]}}
			if err := t.add(part); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// The probe side: a million probes into a table of 100,000 rows, one match each.
func BenchmarkTableProbe(b *testing.B) {
	in := values(100000, 1)
	t := newKeyedTable(bare(), 2, []int{0})
	for from := 0; from+BatchRows <= in.N; from += BatchRows {
		part := &Batch{N: BatchRows, Cols: [][]index.ID{in.Cols[0][from:], in.Cols[1][from:]}}
		if err := t.add(part); err != nil {
			b.Fatal(err)
		}
	}
	heads := make([]uint32, BatchRows)
	b.SetBytes(int64(in.N / BatchRows * BatchRows))
	for b.Loop() {
		for from := 0; from+BatchRows <= in.N; from += BatchRows {
			t.probe(BatchRows, [][]index.ID{in.Cols[0][from:]}, heads)
		}
	}
}

// GROUP BY and DISTINCT: a million rows of 1,000 groups.
func BenchmarkTableUpsert(b *testing.B) {
	in := values(BatchRows*1000, 1024)
	at := make([]uint32, BatchRows)
	b.SetBytes(int64(in.N))
	for b.Loop() {
		t := newTable(bare(), 1)
		for from := 0; from < in.N; from += BatchRows {
			if err := t.upsert(BatchRows, [][]index.ID{in.Cols[0][from:]}, at); err != nil {
				b.Fatal(err)
			}
		}
	}
}
