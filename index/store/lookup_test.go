package store

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/ontology/rdf"
)

// lookupTerm is one of so many terms of all kinds, some long.
func lookupTerm(i int) rdf.Term {
	switch i % 8 {
	case 0:
		return term(fmt.Sprint("thing/", i))
	case 1:
		return rdf.NewString(fmt.Sprint("text ", i))
	case 2:
		return rdf.NewLang(fmt.Sprint("text ", i), "en")
	case 3:
		return rdf.NewTyped(fmt.Sprint(i), "http://example.org/type")
	case 4:
		return rdf.NewTyped(fmt.Sprintf("00%d", i), rdf.XSDInteger)
	case 5:
		return rdf.NewTyped(fmt.Sprint(i), rdf.XSDInteger)
	case 6:
		return rdf.NewBlank(fmt.Sprint("b", i))
	}
	return rdf.NewString(fmt.Sprint(strings.Repeat("long ", i%1000), i))
}

// TestLookup: terms looked up together have the IDs they have one by one, in the base, in the delta and in neither, for
// the newest state and for those before.
func TestLookup(t *testing.T) {
	s, err := Open("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	load(t, s, 4000, lookupTerm)
	var old []index.Snapshot
	for round := range 4 {
		sn, err := s.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		defer sn.Close()
		old = append(old, sn)
		internTerms(t, s, 3000+1000*round, 5000+1000*round)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, sn := range old {
		terms := []rdf.Term{{}}
		for range 5000 {
			terms = append(terms, lookupTerm(rng.IntN(10000)))
		}
		checkLookup(t, sn.(*snapshot), terms)
	}
}

func checkLookup(t *testing.T, sn *snapshot, terms []rdf.Term) {
	got, want := make([]index.ID, len(terms)), make([]index.ID, len(terms))
	for i := range got {
		got[i] = 1 << 20 // left over from a call before
	}
	if err := sn.IDs(ctx, terms, got); err != nil {
		t.Fatal(err)
	}
	if err := sn.st.lookupFew(ctx, terms, want); err != nil {
		t.Fatal(err)
	}
	found := 0
	for i := range terms {
		if got[i] != want[i] {
			t.Fatalf("%v is %x, looked up alone %x", terms[i], got[i], want[i])
		}
		if got[i] != 0 {
			found++
		}
	}
	if found < len(terms)/4 || found == len(terms) {
		t.Fatalf("%d of %d terms found", found, len(terms))
	}
}

// load loads n quads, each with an object of its own.
func load(t testing.TB, s *Store, n int, object func(i int) rdf.Term) {
	l, err := s.Bulk(ctx, index.BulkOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.Part()
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := p.Add([]rdf.Term{term("s"), term("p"), object(i), {}}, [][4]uint32{{0, 1, 2, 3}}); err != nil {
			t.Fatal(err)
		}
	}
	p.Close()
	if _, err := l.Commit(ctx); err != nil {
		t.Fatal(err)
	}
}

// internTerms adds quads in one transaction, all terms in one call and each twice.
func internTerms(t testing.TB, s *Store, from, to int) {
	w, err := s.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	terms := []rdf.Term{term("s"), term("p")}
	for range 2 {
		for i := from; i < to; i++ {
			terms = append(terms, lookupTerm(i))
		}
	}
	ids := make([]index.ID, len(terms))
	if err := w.Intern(terms, ids); err != nil {
		t.Fatal(err)
	}
	for i, n := 2, to-from; i < 2+n; i++ {
		if ids[i] != ids[i+n] {
			t.Fatalf("%v has two IDs, %x and %x", terms[i], ids[i], ids[i+n])
		}
	}
	for _, id := range ids[2:] {
		if err := w.Add([][4]index.ID{{ids[0], ids[1], id, 0}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Commit(); err != nil {
		t.Fatal(err)
	}
}

// reportTerms reports terms per second of the clock and of the processors: on a shared machine only the latter tells.
func reportTerms(b *testing.B, start time.Duration, n int) {
	terms := float64(b.N) * float64(n) / 1e6
	b.ReportMetric(terms/b.Elapsed().Seconds(), "Mterms/s")
	b.ReportMetric(terms/(indextest.ProcessorTime()-start).Seconds(), "Mterms/cpu-s")
}

// BenchmarkIDs looks 65,536 scattered terms up, of which a quarter is unknown: all in the base, and beside as many late ones.
func BenchmarkIDs(b *testing.B) {
	const n = 1_000_000
	s := loadSubjects(b, n)
	sn := newest(b, s)
	rng := rand.New(rand.NewPCG(1, 2))
	terms := make([]rdf.Term, 1<<16)
	for i := range terms {
		terms[i] = subject(rng.IntN(n) + i%4/3*n)
	}
	b.Run("Base", func(b *testing.B) { benchIDs(b, sn, terms) })
	var late []rdf.Term
	for i, t := range terms {
		if i%4 == 3 {
			late = append(late, t)
		}
	}
	w, err := s.Begin(ctx)
	if err != nil {
		b.Fatal(err)
	}
	ids := make([]index.ID, len(late))
	if err := w.Intern(late, ids); err != nil {
		b.Fatal(err)
	}
	if err := w.Add([][4]index.ID{{ids[0], ids[0], ids[0], 0}}); err != nil {
		b.Fatal(err)
	}
	if _, err := w.Commit(); err != nil {
		b.Fatal(err)
	}
	b.Run("Late", func(b *testing.B) { benchIDs(b, newest(b, s), terms) })
}

func subject(i int) rdf.Term {
	return rdf.NewIRI(fmt.Sprintf("https://w3id.org/concord/id/thing/%d/part/%d", i/1000, i))
}

// loadSubjects loads n quads, each with a subject of its own.
func loadSubjects(b *testing.B, n int) *Store {
	s, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	l, err := s.Bulk(ctx, index.BulkOptions{Quads: uint64(n)})
	if err != nil {
		b.Fatal(err)
	}
	p, err := l.Part()
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		if err := p.Add([]rdf.Term{subject(i), term("type"), term("Part"), {}}, [][4]uint32{{0, 1, 2, 3}}); err != nil {
			b.Fatal(err)
		}
	}
	p.Close()
	if _, err := l.Commit(ctx); err != nil {
		b.Fatal(err)
	}
	return s
}

func benchIDs(b *testing.B, sn index.Snapshot, terms []rdf.Term) {
	ids := make([]index.ID, len(terms))
	b.ReportAllocs()
	start := indextest.ProcessorTime()
	for b.Loop() {
		if err := sn.IDs(ctx, terms, ids); err != nil {
			b.Fatal(err)
		}
	}
	reportTerms(b, start, len(terms))
}
