package main

import (
	"context"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ingest/catalogue"
	"w3id.org/concord/query/harmonise"
)

func catalogueSnapshot(t testing.TB) index.Snapshot {
	t.Helper()
	st, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if _, err := catalogue.Load(context.Background(), st, nil); err != nil {
		t.Fatal(err)
	}
	sn := snapshotOf(t, st)
	t.Cleanup(func() { sn.Close() })
	return sn
}

// TestCrosswalksAreSound runs many terms against organisations of several kinds: sums hold, nothing is asserted, the
// best is first, and every change of a coded feature is warned of.
func TestCrosswalksAreSound(t *testing.T) {
	sn := catalogueSnapshot(t)
	for _, c := range readGold(t) {
		for _, to := range []string{"un", "who"} {
			got, err := harmonise.MakeCrosswalk(context.Background(), sn, harmonise.CrosswalkQuery{Term: c.term, From: c.from, To: to})
			if err != nil {
				t.Fatal(err)
			}
			checkCrosswalk(t, got)
		}
	}
}

func checkCrosswalk(t *testing.T, got *harmonise.Crosswalk) {
	t.Helper()
	if !got.Derived || got.Reason == "" || (got.Outcome == harmonise.NoCounterpart) != (len(got.Candidates) == 0) {
		t.Errorf("%s to %s: derived %v, %q for %d candidates, reason %q", got.Term.IRI, got.To, got.Derived, got.Outcome, len(got.Candidates), got.Reason)
	}
	last := 1e9
	for _, c := range got.Candidates {
		sum, changed, unknown := 0.0, 0, 0
		for _, p := range c.Parts {
			sum += p.Value
		}
		for _, x := range c.Changes {
			switch {
			case x.State == harmonise.Changed:
				changed++
			case x.State == harmonise.Unknown:
				unknown++
			}
			if x.State == harmonise.Changed && (x.From == x.To || x.From == "not stated" || x.To == "not stated") {
				t.Errorf("%s: %+v is no change", c.Term.IRI, x)
			}
		}
		if sum != c.Score || c.Score > last || changed != len(c.Warnings) || unknown != len(c.Unknown) || len(c.Term.Evidence) == 0 {
			t.Errorf("%s to %s: score %v of parts %v after %v, %d changes and warnings %v", got.Term.IRI, c.Term.IRI, c.Score, c.Parts, last, changed, c.Warnings)
		}
		last = c.Score
	}
}
