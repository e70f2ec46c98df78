package harmonise

import (
	"context"
	"errors"
	"testing"
)

// TestTwinsOfAForeignGraph plants a pair, and pairs that each lack one thing.
func TestTwinsOfAForeignGraph(t *testing.T) {
	coded := " io:legalNature :yes ; io:addressee :all ; io:adoption :vote"
	sn := turtleSnapshot(t, foreignHub+`
:all skos:prefLabel "all"@en . :vote skos:prefLabel "vote"@en . :talk skos:prefLabel "talk"@en .
:t1 skos:inScheme :sa ; skos:prefLabel "Ruling"@en ; skos:broadMatch :order ;`+coded+` .
:t2 skos:inScheme :sb ; skos:prefLabel "Ukase"@en ; skos:broadMatch :order ;`+coded+` ; io:consentRoute :talk .
:same skos:inScheme :sb ; skos:prefLabel "Bylaw"@en ; skos:altLabel "ruling"@en ; skos:broadMatch :order ;`+coded+` .
:within skos:inScheme :sb ; skos:prefLabel "General Rulings"@en ; skos:broadMatch :order ;`+coded+` .
:near skos:inScheme :sb ; skos:prefLabel "Fiat"@en ; skos:closeMatch :order ;`+coded+` .
:differs skos:inScheme :sb ; skos:prefLabel "Writ"@en ; skos:broadMatch :order ; io:legalNature :yes ; io:addressee :all ; io:adoption :talk ; io:consentRoute :talk .
:silent skos:inScheme :sb ; skos:prefLabel "Motu proprio"@en ; skos:broadMatch :order ; io:legalNature :yes ; io:addressee :all .
`)
	r, err := HiddenTwins(context.Background(), sn, TwinQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Pairs != 1 || len(r.Types) != 1 || r.Types[0].Type.Name != "Order" {
		t.Fatalf("the report is %+v", r)
	}
	w := r.Types[0].Words[0]
	b := w.Blocks[0]
	if w.A != "Ruling" || w.B != "Ukase" || len(b.A) != 1 || len(b.Agree) != 3 || b.Agree[0].Value != "binding" || len(b.Unstated) != 2 {
		t.Errorf("the twins are %+v", w)
	}
	if r, err = HiddenTwins(context.Background(), sn, TwinQuery{Least: 4}); err != nil || r.Pairs != 0 || r.Types == nil {
		t.Errorf("with four: %v %+v", err, r)
	}
	if r, err = HiddenTwins(context.Background(), sn, TwinQuery{Org: "Gamma"}); err != nil || r.Pairs != 0 {
		t.Errorf("of Gamma: %v %+v", err, r)
	}
	missing := new(NotFoundError)
	if _, err = HiddenTwins(context.Background(), sn, TwinQuery{Type: "nought"}); !errors.As(err, &missing) || len(missing.Known) == 0 {
		t.Errorf("an unknown type: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = HiddenTwins(ctx, sn, TwinQuery{}); err == nil {
		t.Error("a cancelled reading ends well")
	}
}
