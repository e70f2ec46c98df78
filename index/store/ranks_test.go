package store

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// TestRanks: ranks are in the order of ORDER BY for terms of the base and late ones, of several commits, and after one that was
// taken back.
func TestRanks(t *testing.T) {
	s, err := Open("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rng := rand.New(rand.NewPCG(1, 2))
	some := func(int) rdf.Term { return rankTerm(rng.IntN(1 << 30)) }
	load(t, s, 2000, some)
	for round := range 6 {
		w, err := s.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for range 100 {
			addObject(t, w, some(0))
		}
		sn, err := w.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		checkRanks(t, sn)
		sn.Close()
		if round%3 == 1 {
			w.Rollback()
		} else if _, err := w.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	sn, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer sn.Close()
	checkRanks(t, sn)
}

// rankTerm is a term of a kind that has ranks.
func rankTerm(n int) rdf.Term {
	switch n % 4 {
	case 0:
		return term(fmt.Sprint("thing/", n))
	case 1:
		return rdf.NewString(fmt.Sprint("text ", n))
	case 2:
		return rdf.NewLang(fmt.Sprint("text ", n/8), [2]string{"en", "fr"}[n/4%2])
	}
	return rdf.NewTyped(fmt.Sprintf("00%d", n%100_000), rdf.XSDInteger)
}

func addObject(t *testing.T, w index.Writer, o rdf.Term) {
	ids := make([]index.ID, 3)
	if err := w.Intern([]rdf.Term{term("s"), term("p"), o}, ids); err != nil {
		t.Fatal(err)
	}
	if err := w.Add([][4]index.ID{{ids[0], ids[1], ids[2], 0}}); err != nil {
		t.Fatal(err)
	}
}

func checkRanks(t *testing.T, sn index.Snapshot) {
	st := sn.(*snapshot).st
	for _, k := range []index.Kind{index.KindIRI, index.KindString, index.KindLang, index.KindOrdered} {
		ids := st.lateOf(k)
		for n := range st.base.terms().Len(k) {
			ids = append(ids, index.MakeID(k, n))
		}
		ranks, terms := make([]uint64, len(ids)), make([]rdf.Term, len(ids))
		if ok, err := sn.(index.Ranker).Ranks(ids, ranks); !ok || err != nil {
			t.Fatalf("no ranks of kind %d: %v", k, err)
		}
		if err := sn.Terms(ctx, ids, terms); err != nil {
			t.Fatal(err)
		}
		at := make([]int, len(ids))
		for i := range at {
			at[i] = i
		}
		slices.SortFunc(at, func(a, b int) int { return cmp.Compare(ranks[a], ranks[b]) })
		for i := range at[1:] {
			if a, b := at[i], at[i+1]; ranks[a] == ranks[b] || xsd.Order(terms[a], terms[b]) >= 0 {
				t.Fatalf("%v has rank %x, %v has rank %x", terms[a], ranks[a], terms[b], ranks[b])
			}
		}
	}
}

// BenchmarkRanks gives the ranks of a million IRIs of which one came late, and the first ranks of 100,000 late ones.
func BenchmarkRanks(b *testing.B) {
	const n, late = 1_000_000, 100_000
	s := loadSubjects(b, n)
	w, err := s.Begin(ctx)
	if err != nil {
		b.Fatal(err)
	}
	terms, ids := make([]rdf.Term, late), make([]index.ID, late)
	for i := range terms {
		terms[i] = subject(n + i)
	}
	if err := w.Intern(terms, ids); err != nil {
		b.Fatal(err)
	}
	if err := w.Add([][4]index.ID{{ids[0], ids[0], ids[0], 0}}); err != nil {
		b.Fatal(err)
	}
	if _, err := w.Commit(); err != nil {
		b.Fatal(err)
	}
	sn := newest(b, s)
	all := []index.ID{ids[0]}
	for i := range index.ID(n) {
		all = append(all, index.MakeID(index.KindIRI, uint64(i)))
	}
	ranks := make([]uint64, len(all))
	b.Run("First", func(b *testing.B) { benchRanks(b, sn, all[:1], ranks, true, late) })
	b.Run("Again", func(b *testing.B) { benchRanks(b, sn, all, ranks, false, len(all)) })
}

func benchRanks(b *testing.B, sn index.Snapshot, ids []index.ID, ranks []uint64, forget bool, n int) {
	start := indextest.ProcessorTime()
	for b.Loop() {
		if forget {
			sn.(*snapshot).st.lex.forgetRanks()
		}
		if ok, err := sn.(index.Ranker).Ranks(ids, ranks[:len(ids)]); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
	reportTerms(b, start, n)
}
