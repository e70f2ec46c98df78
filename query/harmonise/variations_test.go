package harmonise

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestVariationsOfAForeignGraph counts words that are only labels, and types placed by plain mappings.
func TestVariationsOfAForeignGraph(t *testing.T) {
	sn := foreignSnapshot(t)
	r, err := Variations(context.Background(), sn, VariationQuery{Least: 1})
	if err != nil {
		t.Fatal(err)
	}
	v := r.Words[0]
	if v.Name != "Rule" || v.IRI != "" || v.Terms != 2 || v.Organisations != 2 || !v.Few {
		t.Errorf("the first word is %+v", v)
	}
	ty := v.Tally("type")
	if !ty.Tie || ty.Majority || ty.Count != 1 || ty.Sentence() != "stated for 2 only: Act / Order" || len(v.Members[0].Differences) != 0 {
		t.Errorf("the types of two terms: %q %+v", ty.Sentence(), ty)
	}
	if duty := v.Tally("attached-duty"); duty.Stated != 0 || duty.NotStated != 2 || duty.Sentence() != "not stated for any of 2" {
		t.Errorf("a duty that nobody states: %+v", duty)
	}
	r, err = Variations(context.Background(), sn, VariationQuery{Name: "law"})
	if err != nil || len(r.Types) != 1 || r.Types[0].Terms != 0 || len(r.Types[0].NotKinds) != 1 {
		t.Errorf("a type to which a term is only close: %v %+v", err, r)
	}
	_, err = Variations(context.Background(), sn, VariationQuery{Name: "nought"})
	if missing := new(NotFoundError); !errors.As(err, &missing) || len(missing.Known) == 0 {
		t.Errorf("an unknown word: %v", err)
	}
	if _, err = Variations(context.Background(), sn, VariationQuery{Of: "thing"}); err == nil {
		t.Error("variations of a thing")
	}
}

func TestTally(t *testing.T) {
	f := counted{"x", "X", func(t *TermEntry) (string, string) { return t.Label, t.Label }}
	for labels, want := range map[string]string{"aab": "majority: a, 2 of 3 (67 %)", "aaa": "a, all 3", "aabb": "tie: a / b, 2 of 4 each (50 %)",
		"aabc": "most often a, 2 of 4 (50 %), no majority", "abc": "no value occurs twice among 3", "aa": "stated for 2 only: a"} {
		var terms []*TermEntry
		for _, l := range labels {
			terms = append(terms, &TermEntry{Label: string(l)})
		}
		if got := f.tally(terms); got.Sentence() != want {
			t.Errorf("%s: %q, want %q", labels, got.Sentence(), want)
		}
	}
}

// TestTallyHolds counts drawn values: nothing is lost, and no more is called a majority than is one.
func TestTallyHolds(t *testing.T) {
	f := counted{"x", "X", func(t *TermEntry) (string, string) { return t.Label, t.Label }}
	rapid.Check(t, func(t *rapid.T) {
		labels := rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "b", "c"}), 0, 12).Draw(t, "labels")
		n := map[string]int{}
		var terms []*TermEntry
		for _, l := range labels {
			terms = append(terms, &TermEntry{Label: l})
			n[l]++
		}
		got := f.tally(terms)
		sum := 0
		for _, v := range got.Values {
			sum += v.N
			if v.N != n[v.Key] || v.N > got.Count || (v.N == got.Count) != slices.Contains(got.Plurality, v.Key) {
				t.Fatalf("%+v of %v", got, labels)
			}
		}
		if sum != got.Stated || got.Stated+got.NotStated != len(labels) || got.NotStated != n[""] || got.Tie != (len(got.Plurality) > 1) || got.Tie && got.Majority {
			t.Fatalf("%+v of %v", got, labels)
		}
		if got.Majority != (got.Stated >= FewestTerms && 2*got.Count > got.Stated) || strings.Contains(got.Sentence(), "majority:") && !got.Majority {
			t.Fatalf("%q: %+v of %v", got.Sentence(), got, labels)
		}
		for l := range n {
			d, differs := got.difference(l, l)
			if differs && (l == "" || d.Tied != slices.Contains(got.Plurality, l)) {
				t.Fatalf("%q differs as %+v in %+v", l, d, got)
			}
		}
	})
}
