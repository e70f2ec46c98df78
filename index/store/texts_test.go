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
	sn, ids := withLate(t, 1000, 10, func(i int) []rdf.Term {
		return []rdf.Term{rdf.NewString(fmt.Sprint("text ", i)), rdf.NewLang(fmt.Sprint("text\x00", i), "en"), rdf.NewIRI(fmt.Sprint("http://x/", i))}
	})
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
