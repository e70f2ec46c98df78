package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// EachTerm shows, once for each place that is not 0, the terms of Terms: of the base, of later commits, inlined, blank.
func TestEachTermIsTerms(t *testing.T) {
	sn, ids := withLate(t, 500, 20, func(i int) []rdf.Term {
		long := ""
		if i%500 == 0 {
			long = strings.Repeat("long ", 1000)
		}
		return []rdf.Term{rdf.NewString(fmt.Sprint("text ", long, i)), rdf.NewLang(fmt.Sprint("text\x00", i), "en"), rdf.NewIRI(fmt.Sprint("http://x/", i)),
			rdf.NewTyped(fmt.Sprint(i), rdf.XSDInteger), rdf.NewTyped(fmt.Sprint(i, "e200"), rdf.XSDDouble), rdf.NewTyped(fmt.Sprint(i), "http://x/type"), rdf.NewBlank(fmt.Sprint("n", i))}
	})
	ids = append(ids, 0, 0, ids[3], ids[3])
	mixed := slices.Clone(ids)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	base := slices.DeleteFunc(slices.Clone(ids), func(id index.ID) bool {
		return id.Payload()&lateBit != 0 || id.Kind() < index.KindIRI || id.Kind() > index.KindOrdered
	})
	slices.Sort(base)
	for _, list := range [][]index.ID{ids, mixed, base, nil, {0}} {
		holdsEachTerm(t, sn, list)
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if err := sn.(index.TermReader).EachTerm(stopped, base, func(int, *rdf.Term) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of its context: %v", err)
	}
	if err := sn.(index.TermReader).EachTerm(ctx, []index.ID{index.MakeID(index.KindIRI, 1<<39)}, func(int, *rdf.Term) {}); !errors.Is(err, index.ErrForeign) {
		t.Errorf("of another store: %v", err)
	}
}

func holdsEachTerm(t *testing.T, sn index.Snapshot, list []index.ID) {
	t.Helper()
	terms, seen := make([]rdf.Term, len(list)), make([]int, len(list))
	if err := sn.Terms(ctx, list, terms); err != nil {
		t.Fatal(err)
	}
	err := sn.(index.TermReader).EachTerm(ctx, list, func(at int, x *rdf.Term) {
		if seen[at]++; *x != terms[at] {
			t.Fatalf("%v, not %v", *x, terms[at])
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range seen {
		if (n == 1) != (list[i] != 0) || n > 1 {
			t.Fatalf("ID %x is shown %d times", uint64(list[i]), n)
		}
	}
}
