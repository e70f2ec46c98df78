package run

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

func drawRows(t *rapid.T) []Key {
	id := rapid.OneOf(rapid.Uint64Range(0, 3), rapid.Uint64Range(0, 300), rapid.Uint64Range(0, 1<<62), rapid.Uint64Range(1<<20, 1<<20+70000))
	spread := rapid.IntRange(1, 4).Draw(t, "free columns")
	seed := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Key {
		var k Key
		for i := 4 - spread; i < 4; i++ {
			k[i] = index.ID(id.Draw(t, "id"))
		}
		return k
	}), 1, 60).Draw(t, "rows")
	var rows []Key
	for step := range rapid.IntRange(1, 60).Draw(t, "copies") { // enough for several blocks
		for _, k := range seed {
			k[2] += index.ID(step * 1000)
			rows = append(rows, k)
		}
	}
	slices.SortFunc(rows, index.CompareKeys)
	return slices.Compact(rows)
}

func write(t interface{ Fatal(...any) }, fs vfs.FS, rows []Key, block int) *Reader {
	w, err := create(fs, "run", index.SPO, 7, block)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		w.Append(&rows[i])
	}
	if err := w.Finish(); err != nil {
		t.Fatal(err)
	}
	r, err := Open(fs, "run", index.SPO, 7)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRun writes rows and reads them back by block, by place and by count.
func TestRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		r := write(t, vfs.NewMem(), rows, rapid.SampledFrom([]int{1, 7, 130, 1000, BlockRows}).Draw(t, "block"))
		if err := r.Check(func(*Key) error { return nil }); err != nil {
			t.Fatal(err)
		}
		var got []Key
		for b := range r.Blocks() {
			var blk Block
			if err := r.Load(b, &blk); err != nil {
				t.Fatal(err)
			}
			cols := [4][]index.ID{}
			for c := range cols {
				cols[c] = make([]index.ID, blk.N)
				blk.Decode(c, 0, cols[c])
			}
			for i := range blk.N {
				k := Key{cols[0][i], cols[1][i], cols[2][i], cols[3][i]}
				if k != blk.Key(i) {
					t.Fatalf("block %d row %d decodes as %x and as %x", b, i, k, blk.Key(i))
				}
				got = append(got, k)
			}
		}
		if !slices.Equal(got, rows) {
			t.Fatalf("%d rows came back as %d others", len(rows), len(got))
		}
		checkPlaces(t, r, rows)
	})
}

func checkPlaces(t *rapid.T, r *Reader, rows []Key) {
	for range 20 {
		k := rows[rapid.IntRange(0, len(rows)-1).Draw(t, "row")]
		k[rapid.IntRange(0, 3).Draw(t, "column")] += index.ID(rapid.IntRange(0, 1).Draw(t, "more"))
		want := Place{}
		for i, x := range rows {
			if index.CompareKeys(x, k) >= 0 {
				break
			}
			want.Rows++
			if i == 0 || [3]index.ID(rows[i-1][:3]) != [3]index.ID(x[:3]) {
				want.Triples++
			}
			if x[3] == 0 {
				want.Unnamed++
			}
		}
		got, err := r.Measure(&k)
		from, _ := r.Locate(uint64(rapid.IntRange(0, int(got.Rows)).Draw(t, "from")))
		if b := r.BlockFrom(&k, from); b != max(from, r.BlockOf(&k)) {
			t.Fatalf("block of %x from %d: %d, want %d", k, from, b, r.BlockOf(&k))
		}
		if err != nil || got.Rows != want.Rows || got.Triples != want.Triples || got.Unnamed != want.Unnamed {
			t.Fatalf("place of %x: %+v, want %+v, %v", k, got, want, err)
		}
		has, err := r.Has(&k)
		if _, ok := slices.BinarySearchFunc(rows, k, index.CompareKeys); err != nil || has != ok {
			t.Fatalf("has %x: %v, want %v, %v", k, has, ok, err)
		}
	}
}

// TestFlips damages every byte of a file in turn: opening it or loading some block must say so.
func TestFlips(t *testing.T) {
	var rows []Key
	for i := range 2500 {
		rows = append(rows, Key{index.ID(i / 50), 7, index.ID(i * 1000), index.ID(i % 2)})
	}
	fs := vfs.NewMem()
	write(t, fs, rows, 1000)
	good := fs.Bytes("run")
	for i := range good {
		bad := slices.Clone(good)
		bad[i] ^= 1 << (i % 8)
		if err := readAll(bad); !errors.Is(err, index.ErrCorrupt) {
			t.Fatalf("byte %d of %d flipped: %v", i, len(good), err)
		}
	}
	for _, n := range []int{0, 10, len(good) / 2, len(good) - 1} {
		if err := readAll(good[:n]); !errors.Is(err, index.ErrCorrupt) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
}

func readAll(data []byte) error {
	fs := vfs.NewMem()
	fs.Put("run", data)
	r, err := Open(fs, "run", index.SPO, 7)
	if err != nil {
		return err
	}
	for b := range r.Blocks() {
		var blk Block
		if err := r.Load(b, &blk); err != nil {
			return err
		}
	}
	return nil
}

// sampleRows are a million rows: subjects with about ten rows each, forty predicates, objects of three kinds.
func sampleRows(o index.Order) []Key {
	pick := func(i, n int) uint64 { return uint64(i+1) * 0x9E3779B97F4A7C15 >> 20 % uint64(n) }
	var rows []Key
	for i := range 1 << 20 {
		p := pick(i, 40)
		obj := index.MakeID(index.Kind(2+p%3), pick(i*7, 1<<22))
		rows = append(rows, o.Key(Key{index.MakeID(index.KindIRI, uint64(i/10*3)), index.MakeID(index.KindIRI, p*10_000), obj, 0}))
	}
	slices.SortFunc(rows, index.CompareKeys)
	return slices.Compact(rows)
}

func benchDecode(b *testing.B, o index.Order, cols ...int) {
	rows := sampleRows(o)
	r := write(b, vfs.NewMem(), rows, BlockRows)
	dst := make([]index.ID, 1024)
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		for n := range r.Blocks() {
			var blk Block
			if err := r.Load(n, &blk); err != nil {
				b.Fatal(err)
			}
			for from := 0; from < blk.N; from += len(dst) {
				for _, c := range cols {
					blk.Decode(c, from, dst[:min(len(dst), blk.N-from)])
				}
			}
		}
	}
	b.ReportMetric(float64(b.N)*float64(len(rows))/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

func BenchmarkDecodePSO(b *testing.B) { benchDecode(b, index.PSO, 1, 2) }

func BenchmarkDecodeSPO(b *testing.B) { benchDecode(b, index.SPO, 0, 1, 2, 3) }

func BenchmarkEncode(b *testing.B) {
	cols := columnsOf(sampleRows(index.SPO))
	e, n := NewEncoder(index.SPO), len(cols[0])
	var enc Encoded
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		for from := 0; from < n; from += BlockRows {
			part := slice(&cols, from, min(n, from+BlockRows))
			if err := e.Encode(&enc, &part); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
}

// BenchmarkCount counts the rows, triples and unnamed rows of prefixes of one and of two columns; p99 is the slowest
// but one in a hundred.
func BenchmarkCount(b *testing.B) {
	for name, graphs := range map[string]int{"one graph": 1, "64 graphs": 64} {
		b.Run(name, func(b *testing.B) {
			rows := sampleRows(index.POS)
			for i := range rows {
				rows[i][3] = index.ID(i % graphs)
			}
			r := write(b, vfs.NewMem(), rows, BlockRows)
			var took []time.Duration
			b.ResetTimer()
			for i := 0; i < b.N; i++ {
				k := rows[i*7919%len(rows)]
				lo, hi := Key{k[0], k[1]}, Key{k[0], k[1] + 1}
				if i%2 == 0 {
					lo, hi = Key{k[0]}, Key{k[0] + 1}
				}
				start := time.Now()
				if _, err := r.Measure(&lo); err != nil {
					b.Fatal(err)
				}
				if _, err := r.Measure(&hi); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99-µs")
		})
	}
}

func BenchmarkFind(b *testing.B) {
	rows := sampleRows(index.SPO)
	r := write(b, vfs.NewMem(), rows, BlockRows)
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		k := rows[i*7919%len(rows)]
		if _, err := r.Find(&k); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSearch seeks forward within a block.
func BenchmarkSearch(b *testing.B) {
	rows := sampleRows(index.SPO)
	r := write(b, vfs.NewMem(), rows, BlockRows)
	var blk Block
	if err := r.Load(1, &blk); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for i, at := 0, 0; i < b.N; i, at = i+1, (at+17)%(BlockRows-40) {
		k := Key{rows[BlockRows+at+17][0]}
		blk.Search(&k, at)
	}
}
