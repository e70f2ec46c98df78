package main

import (
	"context"
	"testing"

	"w3id.org/concord/query/decide"
)

// TestCandidatesOfTheCatalogue: the same proposals, whether hopeless pairs are put aside early or compared in full; each
// pair once, none within an organisation, none that would be asserted already.
func TestCandidatesOfTheCatalogue(t *testing.T) {
	snap := catalogueSnapshot(t)
	full, err := decide.Propose(context.Background(), snap, decide.ProposeQuery{Min: -1})
	if err != nil {
		t.Fatal(err)
	}
	want, seen := 0, map[[2]string]bool{}
	for _, p := range full.Proposals {
		if p.Score >= decide.DefaultMin {
			want++
		}
		if seen[[2]string{p.A.IRI, p.B.IRI}] || seen[[2]string{p.B.IRI, p.A.IRI}] || p.A.Organisation.IRI == p.B.Organisation.IRI {
			t.Errorf("%s and %s", p.A, p.B)
		}
		seen[[2]string{p.A.IRI, p.B.IRI}] = true
	}
	got, err := decide.Propose(context.Background(), snap, decide.ProposeQuery{Min: decide.DefaultMin})
	if err != nil || len(got.Proposals) != want || want < 1000 || len(full.Proposals) <= want {
		t.Errorf("%v: %d proposals, want %d of %d", err, len(got.Proposals), want, len(full.Proposals))
	}
}
