package run

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
)

// drawColumn draws columns of the kinds that the codecs are for.
func drawColumn(t *rapid.T) []index.ID {
	n := rapid.OneOf(rapid.IntRange(1, 300), rapid.IntRange(BlockRows-130, BlockRows)).Draw(t, "rows")
	seed := rapid.SliceOfN(rapid.Uint64(), 8, 8).Draw(t, "seed")
	state := seed[0]
	next := func(bits int) index.ID {
		state = state*6364136223846793005 + 1442695040888963407
		return index.ID((state ^ state>>33) >> (64 - bits))
	}
	bits := rapid.IntRange(1, 64).Draw(t, "bits")
	sort := rapid.Bool().Draw(t, "sorted")
	repeat := rapid.IntRange(1, 20).Draw(t, "repeat")
	pool := rapid.IntRange(0, 1100).Draw(t, "distinct")
	kinds := rapid.SliceOfN(rapid.IntRange(0, 15), 1, 4).Draw(t, "kinds")
	value := func() index.ID {
		v := next(bits)
		if bits < index.PayloadBits {
			v |= index.MakeID(index.Kind(kinds[int(next(8))%len(kinds)]), 0)
		}
		return v
	}
	values := make([]index.ID, pool)
	for i := range values {
		values[i] = value()
	}
	col := make([]index.ID, n)
	for i := range col {
		switch {
		case i%repeat != 0:
			col[i] = col[i-1]
		case pool > 0:
			col[i] = values[int(next(20))%pool]
		default:
			col[i] = value()
		}
	}
	if sort {
		slices.Sort(col)
	}
	return col
}

// written gives a column in every codec that can hold it.
func written(s *shape, col []index.ID) map[codec][]byte {
	out := map[codec][]byte{}
	s.look(col)
	if s.low == s.high {
		out[constant] = s.append(nil, constant, col)
	}
	const never = 1 << 30
	out[frame] = s.append(nil, frame, col)
	out[runs] = s.append(nil, runs, col)
	s.measureGroups(col)
	out[groups] = s.append(nil, groups, col)
	if s.measureSegments(never) < never {
		out[segments] = s.append(nil, segments, col)
	}
	if s.measureDictionary(col, never) < never && len(s.values) > 1 {
		out[dictionary] = s.append(nil, dictionary, col)
	}
	return out
}

// TestCodecs writes columns in each codec and reads them from any row on, one by one and by search.
func TestCodecs(t *testing.T) {
	var s shape
	seen := map[codec]bool{}
	rapid.Check(t, func(t *rapid.T) {
		col := drawColumn(t)
		best, size := s.choose(col)
		chosen := s.append(nil, best, col)
		if len(chosen) != size {
			t.Fatalf("codec %d takes %d bytes, measured as %d", best, len(chosen), size)
		}
		for kind, data := range written(&s, col) {
			seen[kind] = true
			if len(data) < size {
				t.Errorf("codec %d was chosen with %d bytes, %d takes %d", best, size, kind, len(data))
			}
			var c column
			if !c.parse(byte(kind), append(data, 1, 2, 3, 4, 5, 6, 7, 8)[:len(data)], len(col)) {
				t.Fatalf("codec %d does not read what it wrote", kind)
			}
			checkColumn(t, &c, col)
			checkParts(t, &c, col)
		}
	})
	if len(seen) != int(numCodecs) {
		t.Errorf("only the codecs %v were tried", seen)
	}
}

func checkColumn(t *rapid.T, c *column, col []index.ID) {
	from := rapid.IntRange(0, len(col)-1).Draw(t, "from")
	dst := make([]index.ID, rapid.IntRange(0, len(col)-from).Draw(t, "len"))
	c.decode(from, dst)
	if !slices.Equal(dst, col[from:from+len(dst)]) {
		t.Fatalf("codec %d: rows from %d on are %x, want %x", c.codec, from, dst, col[from:from+len(dst)])
	}
	all := make([]index.ID, len(col))
	c.decode(0, all)
	if !slices.Equal(all, col) {
		t.Fatalf("codec %d: the column comes back as another", c.codec)
	}
	if v := c.at(from); v != col[from] {
		t.Fatalf("codec %d: row %d is %x, want %x", c.codec, from, v, col[from])
	}
	to := from // the rows from which on the column ascends
	for to++; to < len(col) && col[to-1] <= col[to]; to++ {
	}
	v := col[rapid.IntRange(0, len(col)-1).Draw(t, "like")] + index.ID(rapid.IntRange(-1, 1).Draw(t, "off"))
	want := from
	for want < to && col[want] < v {
		want++
	}
	if got := c.search(from, to, v); got != want {
		t.Fatalf("codec %d: search of %x in rows %d to %d gives %d, want %d", c.codec, v, from, to, got, want)
	}
}

// checkParts decodes stretches with other places between, as a scan does that puts rows there.
func checkParts(t *rapid.T, c *column, col []index.ID) {
	var parts []Part
	room, most := rapid.IntRange(0, 20).Draw(t, "room"), rapid.SampledFrom([]int{3, 40, 700}).Draw(t, "most")
	for row := rapid.IntRange(0, len(col)-1).Draw(t, "first row"); row < len(col) && len(parts) < 100; {
		n := rapid.IntRange(1, min(most, len(col)-row)).Draw(t, "rows of a part")
		parts = append(parts, Part{room, row, n})
		row += n + rapid.SampledFrom([]int{0, 0, 1, 2, 9, 300}).Draw(t, "left out")
		room += n + rapid.IntRange(0, 3).Draw(t, "put in")
	}
	dst := make([]index.ID, room)
	for i := range dst {
		dst[i] = index.MaxID - index.ID(i)
	}
	c.decodeParts(parts, dst)
	for _, p := range parts {
		if got, want := dst[p.At:p.At+p.N], col[p.Row:p.Row+p.N]; !slices.Equal(got, want) {
			t.Fatalf("codec %d: %+v of %v gives %x, want %x", c.codec, p, parts, got, want)
		}
	}
}

// TestWidths packs numbers of every width.
func TestWidths(t *testing.T) {
	for w := 0; w <= 64; w++ {
		if !goodWidth(w) {
			continue
		}
		var in []index.ID
		for i := range 77 {
			in = append(in, index.ID(uint64(i+1)*0x9E3779B97F4A7C15>>(64-w)))
		}
		b := appendPacked(nil, in, 0, w)
		if len(b) != packedSize(len(in), w) {
			t.Fatalf("width %d: %d bytes", w, len(b))
		}
		b = append(b, 255, 255, 255, 255, 255, 255, 255, 255)[:len(b)]
		for from := range in {
			out := make([]index.ID, len(in)-from)
			unpack(out, b, w, from, 0)
			if !slices.Equal(out, in[from:]) {
				t.Fatalf("width %d from %d: %x, want %x", w, from, out, in[from:])
			}
		}
		sums, acc := make([]index.ID, len(in)), index.ID(3)
		sum(sums, b, w, 3)
		for i, v := range in {
			if acc += v; sums[i] != acc {
				t.Fatalf("width %d: sum %d is %x, want %x", w, i, sums[i], acc)
			}
		}
	}
}

// TestAllocations: neither decoding nor searching allocates.
func TestAllocations(t *testing.T) {
	var cols Columns
	for i := range BlockRows {
		for c, id := range (Key{index.ID(i / 9), index.MakeID(index.KindIRI, uint64(i%9*1000)), index.MakeID(index.Kind(2+i%3), uint64(i*7919%100000)), 0}) {
			cols[c] = append(cols[c], id)
		}
	}
	var enc Encoded
	if err := NewEncoder(index.SPO).Encode(&enc, &cols); err != nil {
		t.Fatal(err)
	}
	data := enc.data
	dst, parts := make([]index.ID, 1024), []Part{{0, 3, 100}, {101, 103, 200}, {301, 304, 650}}
	k := Key{100, 5, 3, 0}
	if n := testing.AllocsPerRun(10, func() {
		var b Block
		if !b.parse(data, BlockRows) {
			t.Fatal("it is not read")
		}
		for c := range 4 {
			b.Decode(c, 700, dst)
			b.DecodeParts(c, parts, dst)
		}
		b.Search(&k, 10)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzBlock: any bytes are a block or refused; reading them ends and touches nothing else.
func FuzzBlock(f *testing.F) {
	var s shape
	for _, seed := range [][]index.ID{{5}, {1, 2, 3, 700}, {1, 1 << 61, 2, 1<<61 + 3}, {9, 9, 9, 4, 4, 4, 4, 70000}} {
		for kind, data := range written(&s, seed) {
			f.Add(byte(kind), data, uint16(len(seed)))
		}
	}
	f.Fuzz(func(t *testing.T, kind byte, data []byte, rows uint16) {
		n := int(rows)%maxBlockRows + 1
		data = append(data, make([]byte, 8)...)
		data = data[: len(data)-8 : len(data)]
		var c column
		if !c.parse(kind, data, n) {
			return
		}
		all := make([]index.ID, n)
		c.decode(0, all)
		for _, row := range []int{0, n / 2, n - 1} {
			c.at(row)
			c.decode(row, all[:n-row])
			c.search(row, n, index.ID(len(data))<<40)
			c.search(0, row, c.low+1)
		}
		third := n / 3
		c.decodeParts([]Part{{0, 0, third}, {third + 1, third, third}, {2*third + 1, n - third, third}}, append(all, 0))
	})
}
