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
	if err := sn.Terms(ctx, list, terms); err != nil {
		t.Fatal(err)
	}
	if err := sn.(index.NumberReader).Numbers(ctx, list, nums); err != nil {
		t.Fatal(err)
	}
	for i, n := range nums {
		want := xsd.Parse(terms[i])
		got, ok := dict.NumberValue(n)
		switch {
		case n.Type == index.NoNumber && !want.Kind.Numeric():
		case n.Type == index.Large && want.Kind == xsd.Integer && len(terms[i].Value) > 18:
		case !ok || got.Kind != want.Kind || got.Canonical() != want.Canonical():
			t.Fatalf("%v has the number %+v", terms[i], n)
		}
	}
}
