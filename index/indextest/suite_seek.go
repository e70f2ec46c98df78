package indextest

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// testSeeks seeks many keys in one scan, in every order: near each other and far, there and not, with rows read between them.
func testSeeks(t *testing.T, s index.Store) {
	r := rand.New(rand.NewPCG(5, 5))
	loadSeeks(t, s, r)
	sn := snap(t, s)
	if !sn.Caps().Sorted {
		t.Skip("the store does not claim sorted scans")
	}
	for o := index.Order(0); o < index.NumOrders; o++ {
		if !sn.Caps().Has(o) {
			continue
		}
		all := read(t, sn, index.Scan{Order: o, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}}, 1000)
		for range 40 {
			seekOften(t, sn, drawSeekScan(r, sn, o, all), r)
		}
	}
}

// loadSeeks makes a store of a bulk load and transactions after it.
func loadSeeks(t *testing.T, s index.Store, r *rand.Rand) {
	t.Helper()
	draw := func() rdf.Quad {
		q := rdf.Quad{S: iri(fmt.Sprint("s", r.IntN(3000))), P: iri(fmt.Sprint("p", r.IntN(3))), O: iri(fmt.Sprint("o", r.IntN(900)))}
		if r.IntN(3) == 0 {
			q.G = iri(fmt.Sprint("g", r.IntN(3)))
		}
		return q
	}
	l, err := s.Bulk(ctx, index.BulkOptions{})
	must(t, err)
	p, err := l.Part()
	must(t, err)
	var base []rdf.Quad
	for range 9000 {
		q := draw()
		base = append(base, q)
		must(t, p.Add([]rdf.Term{q.S, q.P, q.O, q.G}, [][4]uint32{{0, 1, 2, 3}}))
	}
	must(t, p.Close())
	_, err = l.Commit(ctx)
	must(t, err)
	w := begin(t, s)
	must(t, w.Remove(intern(t, w, base[:400])))
	var more []rdf.Quad
	for range 400 {
		more = append(more, draw())
	}
	must(t, w.Add(intern(t, w, more)))
	_, err = w.Commit()
	must(t, err)
}

// drawSeekScan draws a scan of an order of which all are the rows.
func drawSeekScan(r *rand.Rand, sn index.Snapshot, o index.Order, all [][]index.ID) index.Scan {
	some := func() []index.ID { return all[r.IntN(len(all))] }
	sc := index.Scan{Order: o, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.GraphMode(r.IntN(2))}}
	if r.IntN(3) == 0 {
		columns := o.Columns()
		sc.Graphs = index.GraphSet{Mode: index.Set, Graphs: []index.ID{some()[slices.Index(columns[:], index.Graph)]}}
	}
	if o >= index.GSPO {
		sc.Graphs = index.GraphSet{Mode: index.EachNamed}
	}
	n := r.IntN(3)
	row := some()
	sc.Prefix = row[:n:n]
	if n == 0 && r.IntN(3) == 0 {
		from, to := some(), some()
		if compareShort(from, to) > 0 {
			from, to = to, from
		}
		sc.From, sc.To = from[:2:2], to[:2:2]
	}
	if r.IntN(3) == 0 {
		sc.Distinct, sc.Cols = true, uint8(1<<(n+1)-1)
	}
	return sc
}

// seekOften compares with the rows that the scan yields without seeking.
func seekOften(t *testing.T, sn index.Snapshot, sc index.Scan, r *rand.Rand) {
	t.Helper()
	rows := read(t, sn, sc, 1000)
	cur, err := sn.Scan(ctx, sc)
	must(t, err)
	defer cur.Close()
	n := len(sc.Prefix)
	for at := 0; at < len(rows); {
		target := min(len(rows)-1, at+[]int{0, 1, 3, 20, 300}[r.IntN(5)])
		key := slices.Clone(rows[target][n : n+1+r.IntN(len(rows[target])-n)])
		key[len(key)-1] += index.ID(r.IntN(3) / 2)
		must(t, cur.Seek(key))
		for at < len(rows) && compareShort(rows[at][n:], key) < 0 {
			at++
		}
		dst, size := make([][]index.ID, len(rows[0])), []int{1, 3, 40}[r.IntN(3)]
		for i := range dst {
			dst[i] = make([]index.ID, size)
		}
		got, err := cur.Next(dst)
		if err == io.EOF && at == len(rows) {
			return
		}
		if err != nil || got == 0 || got > len(rows)-at {
			t.Fatalf("%+v, seek %x: %d rows, %v; %d are left", sc, key, got, err, len(rows)-at)
		}
		for i := range got {
			for c := range dst {
				if dst[c][i] != rows[at+i][c] {
					t.Fatalf("%+v, seek %x: column %d of row %d is %x, want %x", sc, key, c, i, dst[c][i], rows[at+i][c])
				}
			}
		}
		at += got
	}
}
