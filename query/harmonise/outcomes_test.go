package harmonise

import "testing"

// TestOutcomesCoverEverything holds that each combination of fits and relation is decided by exactly one row.
func TestOutcomesCoverEverything(t *testing.T) {
	used := map[int]bool{}
	for _, a := range Fits {
		for _, b := range Fits {
			for _, rel := range Relations {
				n := 0
				for i, r := range Outcomes {
					if r.Relation == rel && holds(r.A, a) && holds(r.B, b) {
						n++
						used[i] = true
					}
				}
				if n != 1 {
					t.Errorf("%s and %s with %s are in %d rows, want 1", a, b, rel, n)
				}
			}
		}
	}
	if len(used) != len(Outcomes) {
		t.Errorf("%d of %d rows are ever used", len(used), len(Outcomes))
	}
}

// TestOutcomesOutrankFeatures holds that features never lift a looser relation over a kind of the same type.
func TestOutcomesOutrankFeatures(t *testing.T) {
	swing := fitPoints[FitTypical]
	for _, w := range FeatureWeights {
		swing += w.Weight * 1.5
	}
	same := Decide(FitTypical, FitTypical, SameType).Points
	for _, r := range Outcomes {
		if (r.Outcome == NoCounterpart) != (r.Points == 0) || r.Because == "" {
			t.Errorf("%+v: points and outcome disagree", r)
		}
		if (r.Relation == Neighbour || r.Relation == UnsortedSibling) && r.Points+swing >= same {
			t.Errorf("features can lift %q over a counterpart", r.Because)
		}
	}
}

func TestDecideUnknownFit(t *testing.T) {
	if got := Decide("", FitTypical, SameType).Outcome; got != NearOutcome {
		t.Errorf("without a fit: %q, want the outcome of near", got)
	}
	if got := Decide(FitTypical, FitTypical, "nothing known").Outcome; got != NoCounterpart {
		t.Errorf("without a relation: %q", got)
	}
}
