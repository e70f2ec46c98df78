package harmonise

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
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

// TestTwinBlocks draws terms with codes and checks that the blocks hold each pair of twins once, and no other pair.
func TestTwinBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"", "x", "y"})
		var all []twinTerm
		for i := range rapid.IntRange(2, 12).Draw(t, "terms") {
			term := &TermEntry{IRI: fmt.Sprint("urn:", i), Organisation: Owner{IRI: rapid.SampledFrom([]string{"urn:a", "urn:b", "urn:c"}).Draw(t, "org")}}
			for _, w := range FeatureWeights {
				f := Feature{Name: w.Feature, Title: w.Title}
				if c := code.Draw(t, "code"); c != "" {
					f.Codes = []Owner{{IRI: c, Name: c}}
				}
				term.Features = append(term.Features, f)
			}
			all = append(all, newTwinTerm(term, fmt.Sprint("word", i)))
		}
		var pairs []twin
		want := map[[2]string]bool{}
		for i := range all {
			for k := i + 1; k < len(all); k++ {
				p, ok := all[i].twin(&all[k], 2)
				if _, mirrored := all[k].twin(&all[i], 2); mirrored != ok {
					t.Fatalf("%d is the twin of %d, but not the other way round", i, k)
				}
				if ok {
					pairs, want[[2]string{all[i].term.IRI, all[k].term.IRI}] = append(pairs, p), true
				}
			}
		}
		for _, b := range blocks(pairs) {
			for _, x := range b.A {
				for _, y := range b.B {
					if !want[[2]string{x.IRI, y.IRI}] {
						t.Fatalf("%s and %s are no twins, or stand twice", x.IRI, y.IRI)
					}
					delete(want, [2]string{x.IRI, y.IRI})
				}
			}
		}
		if len(want) > 0 {
			t.Fatalf("the blocks lack %v", want)
		}
	})
}
