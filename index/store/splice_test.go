package store

import (
	"fmt"
	"io"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
	"w3id.org/concord/ontology/rdf"
)

// TestSplice reads a base of several blocks with rows of a delta between, in all orders, ranges and graphs, in batches of
// any size and with seeks between them, and compares with the rows that should be there.
func TestSplice(t *testing.T) {
	varied, plain := open(t, "", Options{}), open(t, "", Options{})
	defer varied.Close()
	defer plain.Close()
	loadSample(t, varied, 9000)
	loadPlain(t, plain, 9000)
	rows := map[*Store][]key{varied: rowsOfBase(t, varied), plain: rowsOfBase(t, plain)}
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.SampledFrom([]*Store{varied, plain}).Draw(t, "base")
		known := rows[base]
		st, quads := *base.now, known
		for range rapid.IntRange(0, 3).Draw(t, "commits") {
			steps := drawSteps(t, known)
			if _, err := st.apply(slices.Clone(steps)); err != nil {
				t.Fatal(err)
			}
			quads = stepped(quads, steps)
		}
		for range 4 {
			o := index.Order(rapid.IntRange(0, int(index.NumOrders)-1).Draw(t, "order"))
			sc := drawScan(t, o, quads)
			sc.Prefix, sc.From, sc.To = drawRange(t, sc)
			checkSplice(t, &st, quads, sc)
		}
	})
}

// loadPlain loads quads of one predicate in the unnamed graph, so that columns of blocks have one value.
func loadPlain(t *testing.T, s *Store, n int) {
	l, err := s.Bulk(ctx, index.BulkOptions{Quads: uint64(n)})
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.Part()
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		terms := []rdf.Term{term(fmt.Sprint("s", i/2)), term("p"), rdf.NewString(fmt.Sprint("text ", i%300)), {}}
		if err := p.Add(terms, [][4]uint32{{0, 1, 2, 3}}); err != nil {
			t.Fatal(err)
		}
	}
	p.Close()
	if _, err := l.Commit(ctx); err != nil {
		t.Fatal(err)
	}
}

// drawRange keeps the range of a scan, or widens it: most that are drawn from rows have few.
func drawRange(t *rapid.T, sc index.Scan) (prefix, from, to []index.ID) {
	switch rapid.IntRange(0, 2).Draw(t, "range") {
	case 0:
		return nil, nil, nil
	case 1:
		return sc.Prefix[:min(1, len(sc.Prefix))], nil, nil
	}
	return sc.Prefix, sc.From, sc.To
}

// drawSteps gives steps in one of the ways that deltas come in: scattered, rows that lie together in an order and all go, or many
// new rows in one place, more than a segment takes at once.
func drawSteps(t *rapid.T, known []key) (steps []row) {
	some := func() key { return known[rapid.IntRange(0, len(known)-1).Draw(t, "row")] }
	switch rapid.IntRange(0, 2).Draw(t, "way") {
	case 0:
		for range rapid.IntRange(1, 200).Draw(t, "scattered") {
			q := some()
			if rapid.Bool().Draw(t, "another object") {
				q[index.Object] = some()[index.Object]
			}
			switch rapid.IntRange(0, 5).Draw(t, "other") {
			case 0:
				q[index.Graph] = 0
			case 1:
				q[index.Graph] = some()[index.Subject]
			case 2:
				q[index.Predicate] = some()[index.Subject]
			}
			steps = append(steps, row{q, rapid.Bool().Draw(t, "remove")})
		}
	case 1:
		o := index.Order(rapid.IntRange(0, int(index.NumOrders)-1).Draw(t, "order of those together"))
		sorted := slices.Clone(known)
		slices.SortFunc(sorted, func(a, b key) int { return index.CompareKeys(o.Key(a), o.Key(b)) })
		from := rapid.IntRange(0, len(sorted)-1).Draw(t, "from")
		for _, q := range sorted[from:min(len(sorted), from+rapid.SampledFrom([]int{2, 100, 5000}).Draw(t, "together"))] {
			steps = append(steps, row{q, true})
		}
	case 2:
		q, g := some(), some()[index.Graph]
		for i := range rapid.SampledFrom([]int{10, 1500}).Draw(t, "new rows") {
			q[index.Object], q[index.Graph] = known[i*5%len(known)][index.Object], g
			if i%3 == 0 {
				q[index.Graph] = known[i%len(known)][index.Subject]
			}
			steps = append(steps, row{key: q})
		}
	}
	return steps
}

// stepped gives the quads after steps.
func stepped(quads []key, steps []row) (after []key) {
	last := map[key]bool{}
	for _, s := range steps {
		last[s.key] = s.del
	}
	for _, q := range quads {
		if _, ok := last[q]; !ok {
			after = append(after, q)
		}
	}
	for q, del := range last {
		if !del {
			after = append(after, q)
		}
	}
	return after
}

// checkSplice counts a scan, and reads it while seeking now and then.
func checkSplice(t *rapid.T, st *state, quads []key, sc index.Scan) {
	full := sc
	full.Distinct, full.Cols = false, index.AllCols
	rows, seeks := want(quads, &full), true
	if sc.Distinct {
		rows, seeks = want(quads, &sc), false
	}
	if n, err := st.count(ctx, sc); err != nil || n != uint64(len(rows)) {
		t.Fatalf("%+v: counts %d, %v; want %d", sc, n, err, len(rows))
	}
	cur, err := newCursor(ctx, st, sc)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; ; {
		if seeks && len(rows) > 0 && rapid.IntRange(0, 2).Draw(t, "seek") == 0 {
			to := min(len(rows)-1, at+rapid.SampledFrom([]int{-1, 0, 1, 10, 150, 3000}).Draw(t, "ahead"))
			k := rows[max(0, to)]
			if err := cur.Seek(k[len(sc.Prefix):]); err != nil {
				t.Fatal(err)
			}
			at = max(at, to)
		}
		n := checkBatch(t, cur, rows[at:], sc.Cols)
		if at += n; n == 0 {
			return
		}
	}
}

// checkBatch reads a batch, of which the rows are known, and says how many they were; 0 at the end.
func checkBatch(t *rapid.T, cur *cursor, rows []key, cols uint8) int {
	size := rapid.SampledFrom([]int{1, 2, 100, 1024, 1500, 20_000}).Draw(t, "batch")
	var dst [][]index.ID
	var at []int
	for i := range 4 {
		if cols&(1<<i) != 0 {
			dst, at = append(dst, make([]index.ID, size)), append(at, i)
		}
	}
	n, err := cur.Next(dst)
	if err == io.EOF && len(rows) == 0 {
		return 0
	}
	if err != nil || n == 0 || n > len(rows) {
		t.Fatalf("%+v: %d rows, %v; %d are left", cur.sc, n, err, len(rows))
	}
	for i, col := range at {
		for r, id := range dst[i][:n] {
			if id != rows[r][col] {
				t.Fatalf("%+v: row %d of the batch has %x in column %d, want %x", cur.sc, r, id, col, rows[r])
			}
			if cur.Kinds(i)&id.Kind().Bit() == 0 {
				t.Fatalf("%+v: Kinds of column %d does not name the kind of %x", cur.sc, i, id)
			}
		}
	}
	return n
}

// TestBatchesEndAtStretches: large batches of a long scan begin and end where columns are decoded from quickly, with and without rows of
// a delta between, whatever row the scan begins at; and no batch is short for it by much.
func TestBatchesEndAtStretches(t *testing.T) {
	s := open(t, "", Options{})
	loadPlain(t, s, 20_000)
	clean := *s.now
	known := rowsOfBase(t, s)
	spliced := clean
	var steps []row
	for i := 50; i < len(known); i += 100 {
		added := known[i]
		added[index.Object] = known[i+1][index.Object]
		steps = append(steps, row{known[i], true}, row{key: added})
	}
	if _, err := spliced.apply(steps); err != nil {
		t.Fatal(err)
	}
	for name, st := range map[string]*state{"clean": &clean, "spliced": &spliced} {
		cur, err := newCursor(ctx, st, index.Scan{Order: index.SPO, Cols: 7, From: known[777][:1]})
		if err != nil {
			t.Fatal(err)
		}
		dst := [][]index.ID{make([]index.ID, batchRows), make([]index.ID, batchRows), make([]index.ID, batchRows)}
		for {
			n, err := cur.Next(dst)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if cur.seg.at == cur.seg.n {
				continue
			}
			if last := lastOfBlock(&cur.seg); (last+1)%run.Stretch != 0 || n < batchRows-2*run.Stretch {
				t.Errorf("%s: a batch of %d rows ends with row %d of a block", name, n, last)
			}
		}
	}
}

// lastOfBlock is the last row of the block among those that a segment has given; the next is one more, or is removed.
func lastOfBlock(s *segment) int {
	if !s.spliced {
		return s.from + s.at - 1
	}
	p := s.some.parts[len(s.some.parts)-1]
	return p.Row + p.N - 1
}

// TestBetween: rows between two keys are those below the second less those below the first.
func TestBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tr tree
		id := rapid.Uint64Range(0, rapid.SampledFrom([]uint64{5, 5000}).Draw(t, "width"))
		rows := make([]row, 0, 5000)
		for i := range rapid.SampledFrom([]int{0, 1, 60, 5000}).Draw(t, "rows") {
			rows = append(rows, row{key{index.ID(i / 3), index.ID(i)}, i%7 < 3})
		}
		new(toggler).toggle(&tr, rows)
		for range 20 {
			lo, hi := key{index.ID(id.Draw(t, "a")), index.ID(id.Draw(t, "b"))}, key{index.ID(id.Draw(t, "c")), index.ID(id.Draw(t, "d"))}
			if less(hi, lo) {
				lo, hi = hi, lo
			}
			r0, d0 := tr.rank(lo)
			r1, d1 := tr.rank(hi)
			if n, dels := tr.between(&lo, &hi); n != r1-r0 || dels != d1-d0 {
				t.Fatalf("between %x and %x: %d rows and %d removals, want %d and %d", lo, hi, n, dels, r1-r0, d1-d0)
			}
		}
	})
}
