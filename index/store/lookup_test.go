package store

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
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

// TestInternTogether: terms that are interned together get the IDs they have one by one, however often they come, and stand for themselves.
func TestInternTogether(t *testing.T) {
	s := open(t, "", Options{})
	defer s.Close()
	load(t, s, 4000, lookupTerm)
	rng := rand.New(rand.NewPCG(3, 4))
	for round := range 5 {
		var terms []rdf.Term
		for range 20_000 {
			switch rng.IntN(8) {
			case 0:
				terms = append(terms, rdf.Term{})
			case 1:
				terms = append(terms, rdf.NewBlank(fmt.Sprint("x", rng.IntN(9))))
			default:
				if t := lookupTerm(rng.IntN(9000)); t.Kind != rdf.Blank {
					terms = append(terms, t)
				}
			}
		}
		w, err := s.begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		together, single := make([]index.ID, len(terms)), make([]index.ID, 1)
		if err := w.Intern(terms, together); err != nil {
			t.Fatal(err)
		}
		known := w.st.late.Len()
		for i := range terms {
			if err := w.Intern(terms[i:i+1], single); err != nil || single[0] != together[i] {
				t.Fatalf("%v: %#x together, %#x alone, %v", terms[i], together[i], single[0], err)
			}
		}
		if w.st.late.Len() != known {
			t.Fatalf("%d terms are new when they come again", w.st.late.Len()-known)
		}
		checkInterned(t, w, terms, together)
		if round%2 == 0 {
			err = w.Rollback()
		} else {
			_, err = w.Commit()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// checkInterned compares terms with what their IDs stand for, and looks for a text ordinal of each new literal.
func checkInterned(t *testing.T, w *writer, terms []rdf.Term, ids []index.ID) {
	got := make([]rdf.Term, len(terms))
	if err := w.st.terms(ctx, ids, got); err != nil {
		t.Fatal(err)
	}
	literals := map[index.ID]bool{}
	for i, want := range terms {
		if want.Kind != rdf.Blank && got[i] != want {
			t.Fatalf("%v became %v", want, got[i])
		}
		if want.Kind == rdf.Literal && ids[i].Payload()&lateBit != 0 && !dict.IsInline(ids[i].Kind()) {
			literals[ids[i]] = true
		}
	}
	for o := w.st.baseOrdinals(); o < w.st.ordinals(); o++ {
		id, err := w.st.ordinal(o)
		if err != nil {
			t.Fatal(err)
		}
		delete(literals, id)
	}
	if len(literals) > 0 {
		t.Fatalf("%d literals have no text ordinal", len(literals))
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
