package run

import (
	"errors"
	"slices"
	"testing"

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

func write(t interface{ Fatal(...any) }, fs vfs.FS, rows []Key) *Reader {
	w, err := Create(fs, "run", index.SPO, 7)
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
		r := write(t, vfs.NewMem(), rows)
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
	write(t, fs, rows)
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

func TestSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		for i := len(rows) - 1; i > 0; i-- {
			j := rapid.IntRange(0, i).Draw(t, "swap")
			rows[i], rows[j] = rows[j], rows[i]
		}
		want := slices.Clone(rows)
		slices.SortFunc(want, index.CompareKeys)
		got, _ := Sort(rows, make([]Key, len(rows)), 0, 1, 2, 3)
		if !slices.Equal(got, want) {
			t.Fatal("radix sort and comparison sort differ")
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	var rows []Key
	for i := range 1 << 20 {
		rows = append(rows, Key{index.MakeID(index.KindIRI, uint64(i/5)), index.MakeID(index.KindIRI, uint64(i%5)), index.ID(uint64(i) * 0x9E3779B97F4A7C15 >> 20), 0})
	}
	r := write(b, vfs.NewMem(), rows)
	dst := make([]index.ID, BlockRows)
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		for n := range r.Blocks() {
			var blk Block
			if err := r.Load(n, &blk); err != nil {
				b.Fatal(err)
			}
			for c := range 3 {
				blk.Decode(c, 0, dst[:blk.N])
			}
		}
	}
	b.ReportMetric(float64(b.N)*float64(len(rows))/b.Elapsed().Seconds()/1e6, "Mrows/s")
}
