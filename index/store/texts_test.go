package store

import (
	"fmt"
	"slices"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// Texts are the values of terms, in whatever sequence, of the base and of later commits.
func TestTextsAreThoseOfTerms(t *testing.T) {
	s, err := Open("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	put := func(from, to int) {
		var quads []rdf.Quad
		for i := from; i < to; i++ {
			for _, o := range []rdf.Term{rdf.NewString(fmt.Sprint("text ", i)), rdf.NewLang(fmt.Sprint("text\x00", i), "en"), rdf.NewIRI(fmt.Sprint("http://x/", i))} {
				quads = append(quads, rdf.Quad{S: term("s"), P: term("p"), O: o})
			}
		}
		if _, err := tryPut(s, quads...); err != nil {
			t.Fatal(err)
		}
	}
	put(0, 1000)
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	put(1000, 1010)
	sn, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer sn.Close()
	cur, err := sn.Scan(ctx, index.Scan{Order: index.POS, Cols: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer cur.Close()
	ids := make([]index.ID, 5000)
	n, err := cur.Next([][]index.ID{ids})
	if err != nil || n != 3030 {
		t.Fatal(n, err)
	}
	ids = ids[:n]
	late := func(id index.ID) bool { return id.Payload()&lateBit != 0 }
	base := slices.DeleteFunc(slices.Clone(ids), late)
	back := slices.Clone(ids)
	slices.Reverse(back)
	for _, list := range [][]index.ID{ids, base, back, base[5:6], nil, {base[3], base[3], base[9]}} {
		terms := make([]rdf.Term, len(list))
		if err := sn.Terms(ctx, list, terms); err != nil {
			t.Fatal(err)
		}
		seen := 0
		err := sn.(index.Texts).Texts(ctx, list, func(from int, texts []string) {
			for i, s := range texts {
				if seen++; s != terms[from+i].Value {
					t.Errorf("text %d is %q, want %q", from+i, s, terms[from+i].Value)
				}
			}
		})
		if err != nil || seen != len(list) {
			t.Fatalf("%d texts of %d: %v", seen, len(list), err)
		}
	}
}
