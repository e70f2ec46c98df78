//go:build unix

package store

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/ontology/rdf"
)

// benchQuads is the size of the base that changes are measured on: a million quads, or CONCORD_BENCH_QUADS.
func benchQuads() int {
	if n, err := strconv.Atoi(os.Getenv("CONCORD_BENCH_QUADS")); err == nil {
		return n
	}
	return 1_000_000
}

// large gives a store on disk of benchQuads quads.
func large(b *testing.B) *Store {
	s, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	loadSample(b, s, benchQuads())
	return s
}

// times are durations, whose percentiles are reported.
type times []time.Duration

func (t times) percentile(p float64) time.Duration {
	s := slices.Sorted(slices.Values(t))
	return s[min(len(s)-1, int(math.Ceil(p*float64(len(s)))))]
}

func (t times) report(b *testing.B, what string) {
	for _, p := range []float64{50, 99, 100} {
		b.ReportMetric(float64(t.percentile(p/100).Microseconds())/1000, fmt.Sprintf("%s-p%g-ms", what, p))
	}
}

// BenchmarkInsert commits one quad at a time.
func BenchmarkInsert(b *testing.B) {
	s := large(b)
	var took times
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		if _, err := tryPut(s, rdf.Quad{S: term(fmt.Sprint("new", i)), P: term("label"), O: rdf.NewString("x")}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	took.report(b, "commit")
}

// entity gives the five quads of an entity of n, as loadSample makes them.
func entity(i, n int) [][4]rdf.Term {
	ns, j := "https://w3id.org/concord/id/thing/", 5*i
	self, graph := rdf.NewIRI(fmt.Sprint(ns, i)), term(fmt.Sprint("graph", i%8))
	return [][4]rdf.Term{{self, term("type"), term(fmt.Sprint("Class", j%35)), graph},
		{self, term("label"), rdf.NewLang(fmt.Sprint("A thing with the number ", i), "en"), graph},
		{self, term("year"), rdf.NewTyped(fmt.Sprint(1900+j%120), rdf.XSDInteger), graph},
		{self, term("near"), rdf.NewIRI(fmt.Sprint(ns, j*7919%(5*n)/5)), graph},
		{self, term("code"), rdf.NewString(fmt.Sprint("code ", j%1000)), graph}}
}

// addEntities commits entities in one transaction, or removes them.
func addEntities(b *testing.B, s *Store, numbers []int, n int, remove bool) {
	var terms []rdf.Term
	for _, i := range numbers {
		for _, q := range entity(i, n) {
			terms = append(terms, q[:]...)
		}
	}
	addTerms(b, s, terms, remove)
}

// addTerms commits quads, four terms each, in one transaction, or removes them.
func addTerms(b *testing.B, s *Store, terms []rdf.Term, remove bool) {
	w, err := s.Begin(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer w.Rollback()
	ids := make([]index.ID, len(terms))
	if err := w.Intern(terms, ids); err != nil {
		b.Fatal(err)
	}
	quads := make([][4]index.ID, 0, len(ids)/4)
	for i := 0; i < len(ids); i += 4 {
		quads = append(quads, [4]index.ID(ids[i:]))
	}
	change := w.Add
	if remove {
		change = w.Remove
	}
	if err := change(quads); err != nil {
		b.Fatal(err)
	}
	if _, err := w.Commit(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkBatches commits batches of 100,000 quads; what compactions take is part of it. Time of the processor is that of all of it, too.
func BenchmarkBatches(b *testing.B) {
	const batch = 100_000
	s := large(b)
	n := benchQuads() / 5
	next, took, before := n, times(nil), indextest.ProcessorTime()
	for b.Loop() {
		numbers := make([]int, batch/5)
		for i := range numbers {
			numbers[i] = next
			next++
		}
		start := time.Now()
		addEntities(b, s, numbers, n, false)
		took = append(took, time.Since(start))
		now, err := s.Status()
		if err != nil {
			b.Fatal(err)
		}
		b.Logf("%v, %v in all; generation %d, compaction %v, delta of %d MiB", took[len(took)-1], b.Elapsed(), now.Generation, now.Compacting, now.DeltaBytes>>20)
	}
	b.ReportMetric(float64((indextest.ProcessorTime()-before).Nanoseconds())/float64(b.N*batch), "cpu-ns/quad")
	b.ReportMetric(float64(b.N)*batch/b.Elapsed().Seconds(), "quads/s")
	took.report(b, "commit")
}

// BenchmarkOpen opens a store with a million quads in its log, in commits of 100,000.
func BenchmarkOpen(b *testing.B) {
	const logged, batch = 1_000_000, 100_000
	s := large(b)
	s.rebuildRows, s.rebuildLog = 1<<40, 1<<40
	n := benchQuads() / 5
	for next := n; next < n+logged/5; next += batch / 5 {
		numbers := make([]int, batch/5)
		for i := range numbers {
			numbers[i] = next + i
		}
		addEntities(b, s, numbers, n, false)
	}
	var took times
	for b.Loop() {
		b.StopTimer()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		b.StartTimer()
		start := time.Now()
		again, err := Open(s.dir, Options{})
		if err != nil {
			b.Fatal(err)
		}
		took, s = append(took, time.Since(start)), again
	}
	b.StopTimer()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	took.report(b, "open")
}

// BenchmarkReadDelta reads with one per cent of the quads in the delta, and without a delta.
func BenchmarkReadDelta(b *testing.B) {
	s := large(b)
	clean := newest(b, s)
	n := benchQuads() / 5
	s.rebuildRows, s.rebuildLog = 1<<40, 1<<40
	random := rand.New(rand.NewPCG(1, 2))
	var added, removed []int
	for range n / 200 {
		added, removed = append(added, n+random.IntN(n)), append(removed, random.IntN(n))
	}
	addEntities(b, s, added, n, false)
	addEntities(b, s, removed, n, true)
	changed := newest(b, s)
	b.Logf("%d rows in the delta of %d", s.now.trees[index.SPO].len(), benchQuads())
	product, measured := 1.0, 0
	for _, r := range reads(b, clean, n) {
		without, with := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
		for range 7 {
			without, with = min(without, r.time(b, clean)), min(with, r.time(b, changed))
		}
		ratio := float64(with) / float64(without)
		product, measured = product*ratio, measured+1
		b.Logf("%-28s %12v %12v  %.2f", r.name, without, with, ratio)
	}
	for b.Loop() {
	}
	b.ReportMetric(math.Pow(product, 1/float64(measured)), "geomean-ratio")
}

// reading is a kind of reading that is timed.
type reading struct {
	name string
	run  func(sn index.Snapshot) error
}

// time is the processor's time: other work on the machine does not count.
func (r reading) time(b *testing.B, sn index.Snapshot) time.Duration {
	start := indextest.ProcessorTime()
	if err := r.run(sn); err != nil {
		b.Fatal(err)
	}
	return indextest.ProcessorTime() - start
}

func drain(sn index.Snapshot, sc index.Scan) error {
	cols := 0
	for i := range 4 {
		cols += int(sc.Cols >> i & 1)
	}
	var room [4][1024]index.ID
	dst := make([][]index.ID, cols)
	for i := range dst {
		dst[i] = room[i][:]
	}
	cur, err := sn.Scan(ctx, sc)
	if err != nil {
		return err
	}
	defer cur.Close()
	for {
		if _, err := cur.Next(dst); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// reads are full scans, scans of a predicate, lookups and counts.
func reads(b *testing.B, sn index.Snapshot, n int) (list []reading) {
	union := index.GraphSet{Mode: index.Union}
	scan := func(name string, sc index.Scan) {
		list = append(list, reading{name, func(sn index.Snapshot) error { return drain(sn, sc) }})
	}
	for _, o := range []index.Order{index.SPO, index.SOP, index.PSO, index.POS, index.OSP, index.OPS} {
		scan(fmt.Sprint("scan ", o), index.Scan{Order: o, Cols: 7, Graphs: union})
	}
	scan("scan SPO distinct", index.Scan{Order: index.SPO, Cols: 7, Graphs: union, Distinct: true})
	label := idOf(b, sn, term("label"))
	scan("scan ?s label ?o", index.Scan{Order: index.PSO, Prefix: []index.ID{label}, Cols: 6, Graphs: union})
	scan("scan ?s label ?o distinct", index.Scan{Order: index.PSO, Prefix: []index.ID{label}, Cols: 6, Graphs: union, Distinct: true})
	scan("scan ?s type Class5", index.Scan{Order: index.POS, Prefix: []index.ID{idOf(b, sn, term("type")), idOf(b, sn, term("Class5"))}, Cols: 4, Graphs: union})
	random := rand.New(rand.NewPCG(3, 4))
	terms, subjects := make([]rdf.Term, 10_000), make([]index.ID, 10_000)
	for i := range terms {
		terms[i] = rdf.NewIRI(fmt.Sprint("https://w3id.org/concord/id/thing/", random.IntN(n)))
	}
	if err := sn.IDs(ctx, terms, subjects); err != nil {
		b.Fatal(err)
	}
	each := func(name string, sc index.Scan, f func(index.Snapshot, index.Scan) error) {
		list = append(list, reading{name, func(sn index.Snapshot) error {
			for _, id := range subjects {
				sc.Prefix[len(sc.Prefix)-1] = id
				if err := f(sn, sc); err != nil {
					return err
				}
			}
			return nil
		}})
	}
	count := func(sn index.Snapshot, sc index.Scan) error {
		_, _, err := sn.Count(ctx, sc)
		return err
	}
	each("10,000 subjects", index.Scan{Order: index.SPO, Prefix: []index.ID{0}, Cols: 7, Graphs: union, Distinct: true}, drain)
	each("10,000 labels", index.Scan{Order: index.PSO, Prefix: []index.ID{label, 0}, Cols: 4, Graphs: union, Distinct: true}, drain)
	each("10,000 counts of subjects", index.Scan{Order: index.SPO, Prefix: []index.ID{0}, Cols: 7, Graphs: union}, count)
	each("10,000 counts, distinct", index.Scan{Order: index.SPO, Prefix: []index.ID{0}, Cols: 7, Graphs: union, Distinct: true}, count)
	list = append(list, seekEach(subjects, label))
	list = append(list, reading{"10,000 terms looked up", func(sn index.Snapshot) error { return sn.IDs(ctx, terms, make([]index.ID, len(terms))) }})
	list = append(list, reading{"10,000 terms decoded", func(sn index.Snapshot) error { return sn.Terms(ctx, subjects, make([]rdf.Term, len(subjects))) }})
	return list
}

// seekEach goes through a predicate by seeking, as a merge join with few rows on the other side does.
func seekEach(subjects []index.ID, p index.ID) reading {
	sorted := slices.Sorted(slices.Values(subjects))
	return reading{"10,000 seeks", func(sn index.Snapshot) error {
		cur, err := sn.Scan(ctx, index.Scan{Order: index.PSO, Prefix: []index.ID{p}, Cols: 6, Graphs: index.GraphSet{Mode: index.Union}})
		if err != nil {
			return err
		}
		defer cur.Close()
		dst := [][]index.ID{make([]index.ID, 1), make([]index.ID, 1)}
		for _, id := range sorted {
			if err := cur.Seek([]index.ID{id}); err != nil {
				return err
			}
			if _, err := cur.Next(dst); err != nil && err != io.EOF {
				return err
			}
		}
		return nil
	}}
}

// BenchmarkCompaction reads and commits one by one, first alone and then beside compactions.
func BenchmarkCompaction(b *testing.B) {
	s := large(b)
	n := benchQuads() / 5
	held := watchLocks(s)
	alone := beside(b, s, n, func() { time.Sleep(2 * time.Second) })
	heldAlone := map[string]int64{}
	for what, longest := range held {
		heldAlone[what] = longest.Swap(0)
	}
	var during waits
	for b.Loop() {
		during = beside(b, s, n, func() {
			if err := s.Compact(context.Background()); err != nil {
				b.Error(err)
			}
		})
	}
	for what, longest := range held {
		b.ReportMetric(float64(longest.Load())/1e6, what+"-held-beside-ms")
		b.ReportMetric(float64(heldAlone[what])/1e6, what+"-held-alone-ms")
	}
	alone.commits.report(b, "commit-alone")
	alone.reads.report(b, "read-alone")
	during.commits.report(b, "commit-beside")
	during.reads.report(b, "read-beside")
	alone.work.report(b, "work-alone")
	during.work.report(b, "work-beside")
	b.ReportMetric(float64(during.reads.percentile(0.99))/float64(alone.reads.percentile(0.99)), "read-p99-ratio")
}

// watchLocks notes the longest time that each of the locks is held which readers and writers wait for, whoever holds it. A lexicon has one
// too, but a compaction does not take that of the generation in use.
func watchLocks(s *Store) map[string]*atomic.Int64 {
	held := map[string]*atomic.Int64{}
	note := func(what string) func(time.Duration) {
		longest := new(atomic.Int64)
		held[what] = longest
		return func(d time.Duration) { longest.Store(max(longest.Load(), int64(d))) }
	}
	if err := s.writing.take(ctx); err != nil {
		return nil
	}
	s.replacing.Lock()
	s.mu.Lock()
	s.mu.tell, s.replacing.tell, s.writing.tell = note("state"), note("replacing"), note("writing")
	s.mu.since, s.replacing.since, s.writing.since = time.Now(), time.Now(), time.Now()
	s.mu.Unlock()
	s.replacing.Unlock()
	s.writing.give()
	return held
}

// waits are what a reader and a writer measured.
type waits struct {
	reads, commits times
	work           times // of the process's processors during each read: what it waited for others of the process, and its own
}

// beside lets a reader and a writer work while f runs. A read takes a snapshot and looks 100 subjects up.
func beside(b *testing.B, s *Store, n int, f func()) (r waits) {
	var stop atomic.Bool
	ended := make(chan struct{}, 2)
	go func() {
		defer func() { ended <- struct{}{} }()
		random := rand.New(rand.NewPCG(5, 6))
		for !stop.Load() {
			start, before := time.Now(), indextest.ProcessorTime()
			if err := lookAround(s, random, n); err != nil {
				b.Error(err)
				return
			}
			r.reads, r.work = append(r.reads, time.Since(start)), append(r.work, indextest.ProcessorTime()-before)
			time.Sleep(time.Millisecond)
		}
	}()
	go func() {
		defer func() { ended <- struct{}{} }()
		for i := 0; !stop.Load(); i++ {
			start := time.Now()
			if _, err := tryPut(s, rdf.Quad{S: term(fmt.Sprint("beside", start.UnixNano(), i)), P: term("label"), O: rdf.NewString("x")}); err != nil {
				b.Error(err)
				return
			}
			r.commits = append(r.commits, time.Since(start))
			time.Sleep(time.Millisecond)
		}
	}()
	f()
	stop.Store(true)
	<-ended
	<-ended
	return r
}

func lookAround(s *Store, random *rand.Rand, n int) error {
	sn, err := s.Snapshot()
	if err != nil {
		return err
	}
	defer sn.Close()
	terms, ids := make([]rdf.Term, 100), make([]index.ID, 100)
	for i := range terms {
		terms[i] = rdf.NewIRI(fmt.Sprint("https://w3id.org/concord/id/thing/", random.IntN(n)))
	}
	if err := sn.IDs(ctx, terms, ids); err != nil {
		return err
	}
	for _, id := range ids {
		if err := drain(sn, index.Scan{Order: index.SPO, Prefix: []index.ID{id}, Cols: 7, Graphs: index.GraphSet{Mode: index.Union}, Distinct: true}); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkBatchInsert puts batches of 100,000 quads of named graphs into a delta that grows to a million, without compactions. What is
// reported is time of the processor and memory allocated, a quad.
func BenchmarkBatchInsert(b *testing.B) {
	const batch, batches = 100_000, 10
	s := large(b)
	s.rebuildRows, s.rebuildLog = 1<<40, 1<<40
	n := benchQuads() / 5
	next := n
	var took time.Duration
	var before, after runtime.MemStats
	for b.Loop() {
		for range batches {
			var terms []rdf.Term
			for range batch / 5 {
				for _, q := range entity(next, n) {
					terms = append(terms, q[:]...)
				}
				next++
			}
			runtime.ReadMemStats(&before)
			start := indextest.ProcessorTime()
			addTerms(b, s, terms, false)
			took += indextest.ProcessorTime() - start
			runtime.ReadMemStats(&after)
			b.Logf("allocated %d bytes a quad in %d pieces of 1000 quads", (after.TotalAlloc-before.TotalAlloc)/batch, (after.Mallocs-before.Mallocs)/(batch/1000))
		}
	}
	b.ReportMetric(float64(took.Nanoseconds())/float64(b.N*batch*batches), "cpu-ns/quad")
}

// BenchmarkSmallLoad loads 100,000 quads of named graphs, which become a transaction. What is reported is time of the processor, a quad.
func BenchmarkSmallLoad(b *testing.B) {
	const rows = 100_000
	s := large(b)
	s.rebuildRows, s.rebuildLog = 1<<40, 1<<40
	n := benchQuads() / 5
	next, took := n, time.Duration(0)
	for b.Loop() {
		start := indextest.ProcessorTime()
		l, err := s.Bulk(ctx, index.BulkOptions{})
		if err != nil {
			b.Fatal(err)
		}
		p, err := l.Part()
		if err != nil {
			b.Fatal(err)
		}
		for range rows / 5 {
			for _, q := range entity(next, n) {
				if err := p.Add(q[:], [][4]uint32{{0, 1, 2, 3}}); err != nil {
					b.Fatal(err)
				}
			}
			next++
		}
		p.Close()
		if _, err := l.Commit(ctx); err != nil {
			b.Fatal(err)
		}
		took += indextest.ProcessorTime() - start
	}
	b.ReportMetric(float64(took.Nanoseconds())/float64(b.N*rows), "cpu-ns/quad")
}
