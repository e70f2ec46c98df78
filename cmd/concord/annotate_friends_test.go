package main

import (
	"context"
	"fmt"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/query/annotate"
	"w3id.org/concord/query/harmonise"
)

// TestDraftCheckFindsFalseFriends writes, for every false friend that the catalogue records, a clause with the word of one
// side for each organisation that has the same word for the type which the false friend is not, and the other way round:
// each is flagged. Of the organisations that have the word the first two are asked; with all of them it is 360 clauses.
func TestDraftCheckFindsFalseFriends(t *testing.T) {
	sn := catalogueSnapshot(t)
	ctx := context.Background()
	g, err := annotate.Compile(ctx, sn)
	if err != nil {
		t.Fatal(err)
	}
	spokes, err := harmonise.ReadSpokes(ctx, sn, false)
	if err != nil {
		t.Fatal(err)
	}
	clauses, flagged, recorded := 0, 0, 0
	for _, deceptive := range spokes.Terms {
		suggests := g.Thing(deceptive.IRI).FalseFriend
		if len(suggests) > 0 {
			recorded++
		}
		asked := 0
		for _, other := range spokes.Terms {
			if asked == 2 {
				break
			}
			if len(suggests) == 0 || other.Label != deceptive.Label || other.Type.IRI != suggests[0].IRI {
				continue
			}
			asked++
			for _, pair := range [][2]*harmonise.TermEntry{{deceptive, other}, {other, deceptive}} {
				clauses++
				if verdict := verdictOn(t, g, sn, pair[0], pair[1].Organisation.IRI); verdict == annotate.FalseFriend {
					flagged++
				} else {
					t.Errorf("%s of %s, read at %s: %q", pair[0].Label, pair[0].Organisation, pair[1].Organisation, verdict)
				}
			}
		}
	}
	t.Logf("%d false friends are recorded; of %d clauses, %d are flagged", recorded, clauses, flagged)
	if recorded < 50 || clauses < 50 {
		t.Error("there is too little to look at")
	}
}

// verdictOn is the verdict on a clause that uses a word of an organisation, read at another.
func verdictOn(t *testing.T, g *annotate.Gazetteer, sn index.Snapshot, term *harmonise.TermEntry, target string) annotate.Verdict {
	t.Helper()
	d, err := annotate.Plain(fmt.Appendf(nil, "Under a %s of %s the matter is closed.", term.Label, term.Organisation.Name))
	if err != nil {
		t.Fatal(err)
	}
	r, err := g.Annotate(context.Background(), d)
	if err == nil {
		err = g.CheckDraft(context.Background(), sn, r, target)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Draft.Findings {
		for _, p := range f.Places {
			if r.Annotations[p].Means[0] == term.IRI {
				return f.Verdict
			}
		}
	}
	return "not recognised"
}
