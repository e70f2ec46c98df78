package main

import (
	"context"
	"encoding/csv"
	"os"
	"slices"
	"strings"
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

// goldCase is a crosswalk judged by a reader of the catalogue, without the program.
type goldCase struct {
	term, from, to string
	expected       []string // the terms that are right in the first place; none for "no counterpart"
	changes        []string // the features that change, of legal nature and duty
	reason         string
}

func readGold(t *testing.T) []goldCase {
	f, err := os.Open("../../query/harmonise/testdata/crosswalk-gold.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []goldCase
	for _, r := range rows[1:] {
		c := goldCase{term: r[0], from: r[1], to: r[2], changes: strings.Fields(r[5]), reason: r[6]}
		if r[3] != "" {
			c.expected = strings.Split(r[3], "|")
		}
		if c.reason == "" || (r[4] == "none") != (len(c.expected) == 0) {
			t.Errorf("%v is no complete case", r)
		}
		out = append(out, c)
	}
	return out
}

// goldTally counts what the crosswalk gets right.
type goldTally struct {
	answered, rightFirst, expected, none, rightNone int
	changes, warned                                 int
	organisations                                   map[string]bool
}

func (g *goldTally) judge(t *testing.T, c goldCase, got *harmonise.Crosswalk) {
	g.organisations[c.from], g.organisations[c.to] = true, true
	first := ""
	if len(got.Candidates) > 0 {
		g.answered++
		first = slug(got.Candidates[0].Term.IRI)
	}
	right := slices.Contains(c.expected, first)
	if right {
		g.rightFirst++
	}
	if len(c.expected) > 0 {
		g.expected++
	} else if g.none++; first == "" {
		g.rightNone++
		right = true
	}
	if !right {
		t.Logf("miss: %s to %s is %q (%s), a reader says %v: %s", c.term, c.to, first, got.Outcome, c.expected, c.reason)
	}
	if first == "" || !right || len(c.expected) == 0 {
		return
	}
	for _, feature := range c.changes {
		g.changes++
		at := slices.IndexFunc(got.Candidates[0].Changes, func(x harmonise.Change) bool { return x.Feature == feature })
		title := got.Candidates[0].Changes[at].Title
		if slices.ContainsFunc(got.Candidates[0].Warnings, func(w string) bool { return strings.HasPrefix(w, title+" changes") }) {
			g.warned++
		} else {
			t.Errorf("%s to %s: no warning that the %s changes, but %v", c.term, c.to, title, got.Candidates[0].Warnings)
		}
	}
}

func slug(iri string) string { return iri[strings.LastIndexByte(iri, '/')+1:] }

// TestCrosswalkGold measures the crosswalk against readers' judgement. The cases are not chosen so that it passes: those
// that it gets wrong are logged.
func TestCrosswalkGold(t *testing.T) {
	sn := catalogueSnapshot(t)
	g := goldTally{organisations: map[string]bool{}}
	cases := readGold(t)
	for _, c := range cases {
		got, err := harmonise.MakeCrosswalk(context.Background(), sn, harmonise.CrosswalkQuery{Term: c.term, From: c.from, To: c.to})
		if err != nil {
			t.Errorf("%s from %s to %s: %v", c.term, c.from, c.to, err)
			continue
		}
		g.judge(t, c, got)
	}
	precision := float64(g.rightFirst) / float64(g.answered)
	recall := float64(g.rightFirst) / float64(g.expected)
	t.Logf("%d cases over %d organisations, %d of them with no counterpart", len(cases), len(g.organisations), g.none)
	t.Logf("precision at 1: %d of %d, %.3f; recall: %d of %d, %.3f; no counterpart found right: %d of %d; warnings: %d of %d",
		g.rightFirst, g.answered, precision, g.rightFirst, g.expected, recall, g.rightNone, g.none, g.warned, g.changes)
	if len(cases) < 40 || len(g.organisations) < 20 || g.none < 15 || g.changes == 0 {
		t.Error("the gold set is too small")
	}
	if precision < 0.90 || recall < 0.80 {
		t.Error("promised are a precision at 1 of 0.90 and a recall of 0.80")
	}
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
