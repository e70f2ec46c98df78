package bulk

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/index/vfs"
)

// tables draws vocabularies that share many keys: alike at the front, prefixes of each other, with zeros and long ones.
func tables(t *rapid.T) []*dict.Table {
	key := rapid.OneOf(rapid.StringMatching(`(http://e\.org/thing/)?[a-c\x00]{0,12}`), rapid.StringMatching(`a{0,40}\x00{0,9}`),
		rapid.Just(string(bytes.Repeat([]byte("long "), 60_000))), rapid.StringMatching(`(long ){0,3}`),
		rapid.Map(rapid.StringMatching(`[a-c ]{0,3}`), func(end string) string { return string(bytes.Repeat([]byte("long "), 900)) + end }))
	list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) *dict.Table {
		table := dict.NewTable()
		for _, k := range rapid.SliceOfN(key, 0, 80).Draw(t, "keys") {
			table.Add(index.Kind(rapid.IntRange(1, 4).Draw(t, "kind")), []byte(k))
		}
		return table
	}), 0, 5)
	return list.Draw(t, "tables")
}

// TestMerge: all keys of all tables come once, in order, with everyone who has them; from files as from memory.
func TestMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fs := vfs.NewMem()
		want := map[string][]Ref{}
		var sources []*Source
		for i, table := range tables(t) {
			for n := range table.Len() {
				want[string(table.Raw(n))] = append(want[string(table.Raw(n))], Ref{i, uint32(n)})
			}
			sources = append(sources, source(t, fs, i, table))
		}
		last := ""
		err := Merge(context.Background(), sources, func(k index.Kind, key []byte, from []Ref) error {
			raw := string(append([]byte{byte(k)}, key...))
			if raw <= last {
				t.Fatalf("%q comes after %q", raw, last)
			}
			last = raw
			slices.SortFunc(from, func(a, b Ref) int { return cmp.Compare(a.Source, b.Source) })
			if !slices.Equal(from, want[raw]) {
				t.Fatalf("%q is of %v, want %v", raw, from, want[raw])
			}
			delete(want, raw)
			return nil
		})
		if err != nil || len(want) > 0 {
			t.Fatalf("%d keys are missing: %v", len(want), err)
		}
	})
}

func source(t *rapid.T, fs vfs.FS, i int, table *dict.Table) *Source {
	if rapid.Bool().Draw(t, "in memory") {
		return MemoryKeys(table.View)
	}
	name := fmt.Sprint("keys-", i)
	if err := WriteKeys(fs, name, table.View); err != nil {
		t.Fatal(err)
	}
	s, err := OpenKeys(fs, name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func drawRows(t *rapid.T) []Row {
	n := rapid.OneOf(rapid.Uint32Range(0, 3), rapid.Uint32Range(0, 1<<12), rapid.Uint32())
	rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) (r Row) {
		for i := range r {
			r[i] = n.Draw(t, "number")
		}
		return r
	}), 0, 200).Draw(t, "rows")
	return append(rows, rows...)
}

func compareRows(a, b Row) int { return slices.Compare(a[:], b[:]) }

// TestSortColumns: sorting by one column after the other, the last the most significant, sorts rows, whoever does it.
func TestSortColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		want := slices.Clone(rows)
		slices.SortFunc(want, compareRows)
		spare := make([]Row, len(rows))
		for col := 3; col >= 0; col-- {
			rows, spare = SortColumn(rows, spare, col, 1)
		}
		if !slices.Equal(rows, want) {
			t.Fatalf("got %v, want %v", rows, want)
		}
		if got := Distinct(rows); !slices.Equal(got, slices.Compact(want)) {
			t.Fatalf("distinct: %v", got)
		}
	})
}

// many makes rows without a pattern.
func many(n int) []Row {
	rows := make([]Row, n)
	x := uint32(1)
	for i := range rows {
		for c := range rows[i] {
			x = x*1664525 + 1013904223
			rows[i][c] = x >> (8 + 2*c)
		}
	}
	return rows
}

// TestWorkers: several workers sort as one does, and stably.
func TestWorkers(t *testing.T) {
	one, two := many(3*parallelRows+17), many(3*parallelRows+17)
	spare1, spare2 := make([]Row, len(one)), make([]Row, len(two))
	for _, col := range []int{3, 1} {
		one, spare1 = SortColumn(one, spare1, col, 1)
		two, spare2 = SortColumn(two, spare2, col, 3)
	}
	if !slices.Equal(one, two) {
		t.Fatal("three workers sort otherwise than one")
	}
	if !slices.IsSortedFunc(one, func(a, b Row) int { return cmp.Or(cmp.Compare(a[1], b[1]), cmp.Compare(a[3], b[3])) }) {
		t.Fatal("not sorted")
	}
}

// TestOnePass: up to OnePass values leave the rows as they are, which the named graphs rely on.
func TestOnePass(t *testing.T) {
	rows := many(5000)
	for i := range rows {
		rows[i][3] %= OnePass
	}
	before := slices.Clone(rows)
	sorted, free := SortColumn(rows, make([]Row, len(rows)), 3, 2)
	if &free[0] != &rows[0] || !slices.Equal(rows, before) || slices.Equal(sorted, rows) {
		t.Fatal("the rows were changed")
	}
}

// TestRowsSpill: rows come back in their order, from memory or from the file, and the file goes.
func TestRowsSpill(t *testing.T) {
	for _, pages := range []uint64{0, 1, 100} {
		fs := vfs.NewMem()
		room := NewRoom(pages * rowSize * RowPage)
		l := Rows{FS: fs, Name: "rows", Room: room}
		want := many(5*RowPage/2 + 3)
		for _, r := range want {
			if err := l.Add(r); err != nil {
				t.Fatal(err)
			}
		}
		var got []Row
		if err := l.Each(func(p []Row) error { got = append(got, p...); return nil }); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) || l.Len() != 0 || room.left.Load() != int64(pages) {
			t.Errorf("%d pages of room: %d rows of %d came back, %d pages are left", pages, len(got), len(want), room.left.Load())
		}
		if names, _ := fs.List(""); len(names) > 0 {
			t.Errorf("%v is left over", names)
		}
	}
}

// TestRowsSettle: rows of lists that are settled come back, those of one page too; no list keeps a page without room.
func TestRowsSettle(t *testing.T) {
	fs := vfs.NewMem()
	room := NewRoom(3 * rowSize * RowPage)
	lists, want := make([]Rows, 9), many(5*RowPage/2)
	for i := range lists {
		l := &lists[i]
		*l = Rows{FS: fs, Name: fmt.Sprint("rows-", i), Room: room}
		for _, r := range want[:i*(i%3)*RowPage/7] {
			if err := l.Add(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Settle(); err != nil {
			t.Fatal(err)
		}
	}
	held := 0
	for i := range lists {
		held += len(lists[i].pages)
	}
	if got := room.Taken(); held > 3 || got != uint64(held)*rowSize*RowPage {
		t.Errorf("%d pages are held, %d bytes of room taken", held, got)
	}
	for i := range lists {
		var got []Row
		if err := lists[i].Each(func(p []Row) error { got = append(got, p...); return nil }); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want[:i*(i%3)*RowPage/7]) {
			t.Errorf("list %d: %d rows came back", i, len(got))
		}
	}
	if names, _ := fs.List(""); len(names) > 0 || room.Taken() != 0 {
		t.Errorf("%v is left over, %d bytes of room are taken", names, room.Taken())
	}
}

// TestMergeRows: files of rows in any order come back as one, each row once.
func TestMergeRows(t *testing.T) {
	fs := vfs.NewMem()
	cols := [4]int{2, 0, 3, 1}
	inOrder := func(a, b Row) int {
		for _, c := range cols {
			if a[c] != b[c] {
				return cmp.Compare(a[c], b[c])
			}
		}
		return 0
	}
	var names []string
	var all []Row
	for i := range 3 {
		rows := many((i + 1) * 50_000)[i*1000:]
		slices.SortFunc(rows, inOrder)
		names = append(names, fmt.Sprint("batch-", i))
		if err := WriteRows(fs, names[i], rows); err != nil {
			t.Fatal(err)
		}
		all = append(all, rows...)
	}
	slices.SortFunc(all, inOrder)
	all = slices.Compact(all)
	src, err := MergeRows(fs, names, cols)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	for {
		page, err := src.Next()
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		if len(page) > len(all) || !slices.Equal(page, all[:len(page)]) {
			t.Fatal("wrong rows")
		}
		all = all[len(page):]
	}
	if len(all) > 0 {
		t.Fatalf("%d rows are missing", len(all))
	}
}

// TestDamage: every byte of both kinds of files that is changed, and every length, is found.
func TestDamage(t *testing.T) {
	table := dict.NewTable()
	for i := range 20 {
		table.Add(index.KindIRI, fmt.Append(nil, "http://e.org/", i))
	}
	fs := vfs.NewMem()
	if err := WriteKeys(fs, "keys", table.View); err != nil {
		t.Fatal(err)
	}
	if err := WriteRows(fs, "rows", many(10)); err != nil {
		t.Fatal(err)
	}
	damaged(t, fs, "keys", func(name string) error {
		s, err := OpenKeys(fs, name)
		if err != nil {
			return err
		}
		return Merge(context.Background(), []*Source{s}, func(index.Kind, []byte, []Ref) error { return nil })
	})
	damaged(t, fs, "rows", func(name string) error {
		s, err := MergeRows(fs, []string{name}, [4]int{0, 1, 2, 3})
		if err != nil {
			return err
		}
		_, err = s.Next()
		return err
	})
}

func damaged(t *testing.T, fs vfs.FS, name string, read func(string) error) {
	m, err := fs.Map(name)
	if err != nil {
		t.Fatal(err)
	}
	whole := m.Bytes()
	if err := read(name); err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		flipped := slices.Clone(whole)
		flipped[i] ^= 0x10
		for _, data := range [][]byte{flipped, whole[:i]} {
			f, _ := fs.Create("damaged")
			f.Write(data)
			f.Close()
			if err := read("damaged"); !index.IsCorrupt(err) && len(data) > 0 {
				t.Fatalf("%s, byte %d: %v", name, i, err)
			}
		}
	}
}

func BenchmarkSortColumn(b *testing.B) {
	const n = 4 << 20
	rows, spare := many(n), make([]Row, n)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprint(workers), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				rows, spare = SortColumn(rows, spare, i%3, workers)
			}
			b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}

func BenchmarkSortKeys(b *testing.B) {
	const n = 1 << 20
	table := dict.NewTable()
	for i, r := range many(n) {
		table.Add(index.Kind(2+i%3), fmt.Appendf(nil, "http://data.example.org/resource/thing/%d", r[0]))
	}
	for b.Loop() {
		table.Sorted(nil)
	}
	b.ReportMetric(float64(b.N)*float64(table.Len())/b.Elapsed().Seconds()/1e6, "Mkeys/s")
}

func BenchmarkMerge(b *testing.B) {
	fs := vfs.NewMem()
	keys := 0
	for part := range 8 {
		table := dict.NewTable()
		for i, r := range many(1 << 18) {
			table.Add(index.KindIRI, fmt.Appendf(nil, "http://data.example.org/resource/thing/%d", r[i%4]+uint32(part)))
		}
		keys += table.Len()
		if err := WriteKeys(fs, fmt.Sprint(part), table.View); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		var sources []*Source
		for part := range 8 {
			s, err := OpenKeys(fs, fmt.Sprint(part))
			if err != nil {
				b.Fatal(err)
			}
			sources = append(sources, s)
		}
		if err := Merge(context.Background(), sources, func(index.Kind, []byte, []Ref) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*float64(keys)/b.Elapsed().Seconds()/1e6, "Mkeys/s")
}
