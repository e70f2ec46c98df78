package indextest

import (
	"context"
	"errors"
	"io"
	"math/bits"
	"reflect"
	"sort"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// Run checks a store against the contract. open gives a new, empty store and closes it by t.Cleanup. What Caps does
// not claim (sorted rows, exact counts) is not asked of it.
func Run(t *testing.T, open func(t *testing.T) index.Store) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, index.Store)
	}{
		{"Empty", testEmpty},
		{"Terms", testTerms},
		{"UnknownTerms", testUnknownTerms},
		{"Orders", testOrders},
		{"GraphModes", testGraphModes},
		{"Distinct", testDistinct},
		{"Bounds", testBounds},
		{"Seek", testSeek},
		{"Seeks", testSeeks},
		{"SmallBatches", testSmallBatches},
		{"Counts", testCounts},
		{"Split", testSplit},
		{"SnapshotIsolation", testIsolation},
		{"Rollback", testRollback},
		{"OwnChanges", testOwnChanges},
		{"LastWordCounts", testLastWord},
		{"ClearGraph", testClearGraph},
		{"BlankNodes", testBlankNodes},
		{"Bulk", testBulk},
		{"BulkAbort", testBulkAbort},
		{"OneWriter", testOneWriter},
		{"Closed", testClosed},
		{"Cancelled", testCancelled},
		{"Stats", testStats},
		{"TextOrdinals", testOrdinals},
		{"Compare", testCompare},
		{"Range", testRange},
		{"RandomTransactions", testRandom},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

var ctx = context.Background()

// Short names for terms in tests.
func iri(s string) rdf.Term { return rdf.NewIRI("http://example.org/" + s) }

func quad(s, p, o, g string) rdf.Quad {
	q := rdf.Quad{S: iri(s), P: iri(p), O: iri(o)}
	if g != "" {
		q.G = iri(g)
	}
	return q
}

// sample holds one triple in three graphs, and names that occur as subject, predicate and object.
var sample = []rdf.Quad{
	quad("a", "p", "b", ""), quad("a", "p", "b", "g1"), quad("a", "p", "b", "g2"),
	quad("a", "p", "c", "g1"), quad("a", "q", "b", ""), quad("b", "p", "a", "g2"),
	quad("c", "q", "p", "g1"), quad("p", "q", "c", "g2"), quad("c", "p", "c", ""),
}

func intern(t *testing.T, w index.Writer, quads []rdf.Quad) [][4]index.ID {
	t.Helper()
	var terms []rdf.Term
	for _, q := range quads {
		terms = append(terms, q.S, q.P, q.O, q.G)
	}
	ids := make([]index.ID, len(terms))
	must(t, w.Intern(terms, ids))
	rows := make([][4]index.ID, len(quads))
	for i := range rows {
		rows[i] = [4]index.ID(ids[4*i:])
	}
	return rows
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func begin(t *testing.T, s index.Store) index.Writer {
	t.Helper()
	w, err := s.Begin(ctx)
	must(t, err)
	return w
}

func commit(t *testing.T, w index.Writer) uint64 {
	t.Helper()
	seq, err := w.Commit()
	must(t, err)
	return seq
}

// add commits quads.
func add(t *testing.T, s index.Store, quads ...rdf.Quad) uint64 {
	t.Helper()
	w := begin(t, s)
	must(t, w.Add(intern(t, w, quads)))
	return commit(t, w)
}

func snap(t *testing.T, s index.Store) index.Snapshot {
	t.Helper()
	sn, err := s.Snapshot()
	must(t, err)
	t.Cleanup(func() { sn.Close() })
	return sn
}

func id(t *testing.T, sn index.Snapshot, term rdf.Term) index.ID {
	t.Helper()
	var ids [1]index.ID
	must(t, sn.IDs(ctx, []rdf.Term{term}, ids[:]))
	return ids[0]
}

// read runs a scan with batches of a size and checks what every cursor owes: full columns, kinds, io.EOF that stays.
func read(t *testing.T, sn index.Snapshot, sc index.Scan, batch int) [][]index.ID {
	t.Helper()
	cur, err := sn.Scan(ctx, sc)
	must(t, err)
	defer cur.Close()
	return drain(t, cur, bits.OnesCount8(sc.Cols), batch)
}

func drain(t *testing.T, cur index.Cursor, cols, batch int) [][]index.ID {
	t.Helper()
	dst := make([][]index.ID, cols)
	for i := range dst {
		dst[i] = make([]index.ID, batch)
	}
	var rows [][]index.ID
	for {
		n, err := cur.Next(dst)
		if err == io.EOF {
			if n != 0 {
				t.Fatalf("%d rows together with io.EOF", n)
			}
			return rows
		}
		must(t, err)
		if n <= 0 || n > batch {
			t.Fatalf("Next gave %d rows for a batch of %d", n, batch)
		}
		for r := 0; r < n; r++ {
			row := make([]index.ID, cols)
			for c := range row {
				row[c] = dst[c][r]
				if cur.Kinds(c)&row[c].Kind().Bit() == 0 {
					t.Fatalf("column %d holds a kind that Kinds does not name: %x", c, row[c])
				}
			}
			rows = append(rows, row)
		}
	}
}

// quads reads everything that a scan over all columns gives, as terms, sorted.
func quads(t *testing.T, sn index.Snapshot, sc index.Scan) []rdf.Quad {
	t.Helper()
	sc.Cols = index.AllCols
	rows := read(t, sn, sc, 7)
	if sn.Caps().Sorted {
		for i := 1; i < len(rows); i++ {
			if index.CompareKeys([4]index.ID(rows[i-1]), [4]index.ID(rows[i])) >= 0 {
				t.Fatalf("%v: row %d does not come after the row before it", sc.Order, i)
			}
		}
	}
	out := make([]rdf.Quad, len(rows))
	for i, r := range rows {
		q := sc.Order.Quad([4]index.ID(r))
		var terms [4]rdf.Term
		must(t, sn.Terms(ctx, q[:], terms[:]))
		out[i] = rdf.Quad{S: terms[0], P: terms[1], O: terms[2], G: terms[3]}
	}
	return sortQuads(out)
}

func sortQuads(q []rdf.Quad) []rdf.Quad {
	q = append([]rdf.Quad(nil), q...)
	sort.Slice(q, func(i, j int) bool { return rdf.CompareQuads(q[i], q[j]) < 0 })
	return q
}

func wantQuads(t *testing.T, what string, got, want []rdf.Quad) {
	t.Helper()
	want = sortQuads(want)
	if len(got) == 0 && len(want) == 0 {
		return
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s:\ngot  %v\nwant %v", what, got, want)
	}
}

// all reads the whole dataset.
func all(t *testing.T, sn index.Snapshot) []rdf.Quad {
	t.Helper()
	return quads(t, sn, index.Scan{Order: index.SPO, Graphs: index.GraphSet{Mode: index.Union}})
}

func testEmpty(t *testing.T, s index.Store) {
	sn := snap(t, s)
	wantQuads(t, "an empty store", all(t, sn), nil)
	n, _, err := sn.Count(ctx, index.Scan{Order: index.POS, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}})
	must(t, err)
	if n != 0 {
		t.Fatalf("an empty store counts %d rows", n)
	}
	if _, err := sn.Scan(ctx, index.Scan{Order: index.SPO}); err == nil {
		t.Fatal("a scan without columns is no error")
	}
	if _, err := sn.Scan(ctx, index.Scan{Order: index.NumOrders, Cols: 1}); !errors.Is(err, index.ErrNoOrder) {
		t.Fatalf("an order that does not exist gives %v", err)
	}
}

func testOneWriter(t *testing.T, s index.Store) {
	w := begin(t, s)
	short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	if _, err := s.Begin(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("a second writer gets %v", err)
	}
	if _, err := s.Bulk(short, index.BulkOptions{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("a bulk load beside a writer gets %v", err)
	}
	next := make(chan error, 1)
	go func() {
		w, err := s.Begin(ctx)
		if err == nil {
			err = w.Rollback()
		}
		next <- err
	}()
	commit(t, w)
	must(t, <-next)
}

func testClosed(t *testing.T, s index.Store) {
	add(t, s, sample...)
	w := begin(t, s)
	must(t, w.Rollback())
	must(t, w.Rollback())
	if err := w.Add(nil); !errors.Is(err, index.ErrClosed) {
		t.Fatalf("Add after Rollback gives %v", err)
	}
	if _, err := w.Commit(); !errors.Is(err, index.ErrClosed) {
		t.Fatalf("Commit after Rollback gives %v", err)
	}
	sn, err := s.Snapshot()
	must(t, err)
	must(t, s.Close())
	wantQuads(t, "a snapshot that outlives its store", all(t, sn), sample)
	must(t, sn.Close())
	if _, err := s.Begin(ctx); !errors.Is(err, index.ErrClosed) {
		t.Fatalf("Begin on a closed store gives %v", err)
	}
	if _, err := s.Snapshot(); !errors.Is(err, index.ErrClosed) {
		t.Fatalf("Snapshot of a closed store gives %v", err)
	}
}

func testCancelled(t *testing.T, s index.Store) {
	add(t, s, sample...)
	sn := snap(t, s)
	c, cancel := context.WithCancel(ctx)
	cur, err := sn.Scan(c, index.Scan{Order: index.SPO, Cols: 1, Graphs: index.GraphSet{Mode: index.Union}})
	must(t, err)
	cancel()
	if _, err := cur.Next([][]index.ID{make([]index.ID, 4)}); !errors.Is(err, context.Canceled) {
		t.Fatalf("Next after cancellation gives %v", err)
	}
	must(t, cur.Close())
	if _, err := sn.Scan(c, index.Scan{Order: index.SPO, Cols: 1}); !errors.Is(err, context.Canceled) {
		t.Fatalf("Scan after cancellation gives %v", err)
	}
}
