package store

import (
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/ontology/rdf"
)

// loadSample loads n quads of a catalogue-like shape: five predicates, IRIs, labels, numbers, some graphs.
func loadSample(b testing.TB, s index.Store, n int) {
	l, err := s.Bulk(ctx, index.BulkOptions{Quads: uint64(n)})
	if err != nil {
		b.Fatal(err)
	}
	p, err := l.Part()
	if err != nil {
		b.Fatal(err)
	}
	ns := "https://w3id.org/concord/id/thing/"
	for i := 0; i < n; i += 5 {
		terms := []rdf.Term{rdf.NewIRI(fmt.Sprint(ns, i/5)), term("type"), term(fmt.Sprint("Class", i%35)), term("label"),
			rdf.NewLang(fmt.Sprint("A thing with the number ", i/5), "en"), term("year"), rdf.NewTyped(fmt.Sprint(1900+i%120), rdf.XSDInteger),
			term("near"), rdf.NewIRI(fmt.Sprint(ns, i*7919%n/5)), term("code"), rdf.NewString(fmt.Sprint("code ", i%1000)), term(fmt.Sprint("graph", i%40/5))}
		if err := p.Add(terms, [][4]uint32{{0, 1, 2, 11}, {0, 3, 4, 11}, {0, 5, 6, 11}, {0, 7, 8, 11}, {0, 9, 10, 11}}); err != nil {
			b.Fatal(err)
		}
	}
	p.Close()
	if _, err := l.Commit(ctx); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkBulk(b *testing.B) {
	const n = 1_000_000
	for i := 0; i < b.N; i++ {
		s, err := Open(b.TempDir(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		loadSample(b, s, n)
		s.Close()
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "quads/s")
}

func sample(b *testing.B) (*Store, index.Snapshot) {
	s, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	loadSample(b, s, 1_000_000)
	return s, newest(b, s)
}

func newest(b *testing.B, s *Store) index.Snapshot {
	sn, err := s.Snapshot()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { sn.Close() })
	return sn
}

func idOf(b *testing.B, sn index.Snapshot, t rdf.Term) index.ID {
	var id [1]index.ID
	if err := sn.IDs(ctx, []rdf.Term{t}, id[:]); err != nil || id[0] == 0 {
		b.Fatal("no ID for ", t, err)
	}
	return id[0]
}

func benchScan(b *testing.B, sn index.Snapshot, sc index.Scan) {
	cols := 0
	for i := range 4 {
		cols += int(sc.Cols >> i & 1)
	}
	dst := make([][]index.ID, cols)
	for i := range dst {
		dst[i] = make([]index.ID, 1024)
	}
	rows := 0
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		cur, err := sn.Scan(ctx, sc)
		if err != nil {
			b.Fatal(err)
		}
		for {
			n, err := cur.Next(dst)
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			rows += n
		}
		cur.Close()
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

func BenchmarkScan(b *testing.B) {
	s, sn := sample(b)
	union := index.GraphSet{Mode: index.Union}
	g := idOf(b, sn, term("graph3"))
	scans := map[string]index.Scan{
		"All":      {Order: index.SPO, Cols: 7, Graphs: union},
		"Distinct": {Order: index.SPO, Cols: 7, Graphs: union, Distinct: true},
		"Named":    {Order: index.PSO, Cols: 7, Graphs: index.GraphSet{Mode: index.EachNamed}},
		"OneGraph": {Order: index.SPO, Cols: 7, Graphs: index.One(g)},
		"Label":    {Order: index.PSO, Cols: 6, Prefix: []index.ID{idOf(b, sn, term("label"))}, Graphs: union, Distinct: true},
	}
	for name, sc := range scans {
		b.Run(name, func(b *testing.B) { benchScan(b, sn, sc) })
	}
	for i := range 1000 {
		if _, err := tryPut(s, rdf.Quad{S: term(fmt.Sprint("new", i)), P: term("label"), O: rdf.NewString("x"), G: term("graph3")}); err != nil {
			b.Fatal(err)
		}
	}
	sn = newest(b, s)
	b.Run("WithDelta", func(b *testing.B) { benchScan(b, sn, scans["Distinct"]) })
}

func BenchmarkCount(b *testing.B) {
	_, sn := sample(b)
	p := idOf(b, sn, term("label"))
	for name, sc := range map[string]index.Scan{
		"Union":    {Order: index.PSO, Cols: 7, Prefix: []index.ID{p}, Graphs: index.GraphSet{Mode: index.Union}},
		"Distinct": {Order: index.PSO, Cols: 7, Prefix: []index.ID{p}, Graphs: index.GraphSet{Mode: index.Union}, Distinct: true},
		"Unnamed":  {Order: index.PSO, Cols: 7, Prefix: []index.ID{p}},
		"OneGraph": {Order: index.PSO, Cols: 7, Prefix: []index.ID{p}, Graphs: index.One(idOf(b, sn, term("graph3")))},
	} {
		b.Run(name, func(b *testing.B) {
			for i := 0; i < b.N; i++ {
				if _, _, err := sn.Count(ctx, sc); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSmallCommit(b *testing.B) {
	s, _ := sample(b)
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		if _, err := tryPut(s, rdf.Quad{S: term(fmt.Sprint("new", i)), P: term("label"), O: rdf.NewString("x")}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWriter adds many quads in one transaction.
func BenchmarkWriter(b *testing.B) {
	const n = 200_000
	for i := 0; i < b.N; i++ {
		s, err := Open("", Options{})
		if err != nil {
			b.Fatal(err)
		}
		s.rebuildRows = 1 << 30
		w, _ := s.Begin(ctx)
		ids := make([]index.ID, 4)
		for j := range n {
			if err := w.Intern([]rdf.Term{term(fmt.Sprint("s", j/5)), term(fmt.Sprint("p", j%5)), term(fmt.Sprint("o", j*7919%n)), term("g")}, ids); err != nil {
				b.Fatal(err)
			}
			if err := w.Add([][4]index.ID{[4]index.ID(ids)}); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := w.Commit(); err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "quads/s")
}

// BenchmarkTerms gives terms of a million: in the order of their IDs, and scattered, in batches of a query and all at once.
func BenchmarkTerms(b *testing.B) {
	const n = 1_000_000
	sn := newest(b, loadSubjects(b, n))
	first := idOf(b, sn, subject(0))
	rng := rand.New(rand.NewPCG(1, 2))
	for name, scatter := range map[string]func(i int) int{"InOrder": func(i int) int { return i }, "Scattered": func(int) int { return rng.IntN(n) }} {
		ids := make([]index.ID, 1<<16)
		for i := range ids {
			ids[i] = first + index.ID(scatter(i))
		}
		for _, batch := range []int{1024, 1 << 16} {
			b.Run(fmt.Sprint(name, "/", batch), func(b *testing.B) { benchTerms(b, sn, ids, batch) })
		}
	}
}

func benchTerms(b *testing.B, sn index.Snapshot, ids []index.ID, batch int) {
	terms := make([]rdf.Term, batch)
	b.ReportAllocs()
	start := indextest.ProcessorTime()
	for b.Loop() {
		for from := 0; from < len(ids); from += batch {
			if err := sn.Terms(ctx, ids[from:from+batch], terms); err != nil {
				b.Fatal(err)
			}
		}
	}
	reportTerms(b, start, len(ids))
}
