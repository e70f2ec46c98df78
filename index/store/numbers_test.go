package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// Numbers are those of the terms: of the base, of later commits, inlined; IRIs, texts and times have none.
func TestNumbersAreThoseOfTerms(t *testing.T) {
	sn, ids := withLate(t, 500, 20, func(i int) []rdf.Term {
		zeros := ""
		if i%500 == 0 {
			zeros = strings.Repeat("0", 5000)
		}
		return []rdf.Term{rdf.NewIRI(fmt.Sprint("http://x/", i)), rdf.NewLang(fmt.Sprint("text", i), "en"), rdf.NewTyped(fmt.Sprint(i), rdf.XSDInteger), rdf.NewTyped(fmt.Sprint(i, ".25"), rdf.XSDFloat),
			rdf.NewTyped(fmt.Sprint("-", i, "e-200"), rdf.XSDDouble), rdf.NewTyped(fmt.Sprint("+", i, zeros), rdf.XSDInteger), rdf.NewTyped(fmt.Sprint(i, ".123456789"), rdf.XSDDecimal),
			rdf.NewTyped(fmt.Sprint("x", i), rdf.XSDDecimal), rdf.NewTyped(fmt.Sprintf("2%03d-01-01T00:00:00.1234Z", i), rdf.XSDDateTime), rdf.NewTyped(fmt.Sprint(i), "http://x/type"), rdf.NewBlank(fmt.Sprint("n", i))}
	})
	ids = append(ids, 0, ids[3], ids[3])
	mixed := slices.Clone(ids)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	base := slices.DeleteFunc(slices.Clone(ids), func(id index.ID) bool { return id.Kind() != index.KindOrdered || id.Payload()&lateBit != 0 })
	slices.Sort(base)
	for _, list := range [][]index.ID{ids, mixed, base, nil, {0}} {
		holdsNumbers(t, sn, list)
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if err := sn.(index.NumberReader).Numbers(stopped, base, make([]index.Number, len(base))); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of its context: %v", err)
	}
	if err := sn.(index.NumberReader).Numbers(ctx, []index.ID{index.MakeID(index.KindOrdered, 1<<39)}, make([]index.Number, 1)); !errors.Is(err, index.ErrForeign) {
		t.Errorf("of another store: %v", err)
	}
}

func holdsNumbers(t *testing.T, sn index.Snapshot, list []index.ID) {
	t.Helper()
	terms, nums := make([]rdf.Term, len(list)), make([]index.Number, len(list))
	if err := errors.Join(sn.Terms(ctx, list, terms), sn.(index.NumberReader).Numbers(ctx, list, nums)); err != nil {
		t.Error(err)
		return
	}
	for i, n := range nums {
		want := xsd.Parse(terms[i])
		got, ok := dict.NumberValue(n)
		switch {
		case n.Type == index.NoNumber && !want.Kind.Numeric():
		case n.Type == index.Large && want.Kind == xsd.Integer && len(terms[i].Value) > 18:
		case !ok || got.Kind != want.Kind || got.Canonical() != want.Canonical():
			t.Errorf("%v has the number %+v", terms[i], n)
		}
	}
}

// Readers at once get the numbers that the terms have, before pages are in memory and after, of the base and of later commits, of a store that
// was opened again.
func TestNumbersOfReaders(t *testing.T) {
	dir, r := t.TempDir(), rand.New(rand.NewPCG(3, 4))
	s := open(t, dir, Options{})
	var objects []rdf.Term
	for i := range 6000 {
		datatype := []string{rdf.XSDDouble, rdf.XSDDecimal, rdf.XSDFloat, rdf.XSDInteger, rdf.XSDDateTime}[r.IntN(5)]
		form := fmt.Sprintf("%d.%0*d", r.IntN(2000)-1000, 1+r.IntN(12), i)
		switch datatype {
		case rdf.XSDInteger:
			form = fmt.Sprintf("+%d", i)
		case rdf.XSDDateTime:
			form = fmt.Sprintf("2%03d-01-01T00:00:00.1234Z", i%1000)
		}
		objects = append(objects, rdf.NewTyped(form, datatype))
	}
	commit := func(list []rdf.Term) {
		quads := make([]rdf.Quad, len(list))
		for i, o := range list {
			quads[i] = rdf.Quad{S: term("s"), P: term("p"), O: o}
		}
		put(t, s, quads...)
	}
	commit(objects[:5500])
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	commit(objects[5500:])
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir, Options{})
	sn := newestOf(t, s)
	defer sn.Close()
	ids, late := make([]index.ID, len(objects)), 0
	if err := sn.IDs(ctx, objects, ids); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if id.Kind() == index.KindOrdered && id.Payload()&lateBit != 0 {
			late++
		}
	}
	if late == 0 {
		t.Fatal("no number came late")
	}
	readNumbers(t, sn, ids)
}

// readNumbers reads numbers in several goroutines, in sequences that they draw.
func readNumbers(t *testing.T, sn index.Snapshot, ids []index.ID) {
	t.Helper()
	var readers sync.WaitGroup
	for i := range 4 {
		readers.Go(func() {
			r := rand.New(rand.NewPCG(5, uint64(i)))
			for range 30 {
				list := make([]index.ID, 1+r.IntN(1000))
				for k := range list {
					list[k] = ids[r.IntN(len(ids))]
				}
				if r.IntN(2) == 0 {
					slices.Sort(list)
				}
				holdsNumbers(t, sn, list)
			}
		})
	}
	readers.Wait()
}
