package main

import (
	"context"
	"encoding/csv"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/query/harmonise"
)

// goldFiles are the readers' cases; testdata/README.md there says how they were chosen and judged.
var goldFiles = []struct{ reader, file string }{{"first", "crosswalk-gold.csv"}, {"second", "crosswalk-gold-2.csv"}, {"held back", "crosswalk-gold-3.csv"}}

// goldCase is a crosswalk judged by a reader of the catalogue, without the program.
type goldCase struct {
	reader, term, from, to string
	expected               []string            // the terms that are right in the first place; none for "no counterpart"
	outcome                string              // counterpart, broader, narrower, nearest, none
	changes                map[string][]string // for each expected term, what changes of legal nature and duty
	reason                 string
}

func readGold(t testing.TB) []goldCase {
	var out []goldCase
	seen := map[string]bool{}
	for _, g := range goldFiles {
		f, err := os.Open("../../query/harmonise/testdata/" + g.file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			if pair := r[0] + " to " + r[2]; seen[pair] {
				t.Errorf("%s is judged twice", pair)
			} else {
				seen[pair] = true
			}
			out = append(out, readGoldCase(t, g.reader, r))
		}
	}
	return out
}

func readGoldCase(t testing.TB, reader string, r []string) goldCase {
	c := goldCase{reader: reader, term: r[0], from: r[1], to: r[2], outcome: r[4], changes: map[string][]string{}, reason: r[6]}
	if r[3] != "" {
		c.expected = strings.Split(r[3], "|")
	}
	changes := strings.Split(r[5], "|")
	for i, term := range c.expected {
		c.changes[term] = strings.Fields(changes[min(i, len(changes)-1)])
	}
	if c.reason == "" || (c.outcome == "none") != (len(c.expected) == 0) {
		t.Errorf("%v is no complete case", r)
	}
	return c
}

// readersWord puts an outcome of the program into the readers' words.
var readersWord = map[harmonise.Outcome]string{
	harmonise.Counterpart: "counterpart", harmonise.NearOutcome: "counterpart", harmonise.BroadOutcome: "broader",
	harmonise.NarrowOutcome: "narrower", harmonise.NearestOutcome: "nearest", harmonise.NoCounterpart: "none",
}

// goldTally counts what the crosswalk gets right.
type goldTally struct {
	cases, answered, rightFirst, expected, none, rightNone, sameOutcome int
	changes, warned, missed                                             int
	organisations                                                       map[string]bool
}

func (g *goldTally) judge(t *testing.T, c goldCase, got *harmonise.Crosswalk) {
	g.cases++
	g.organisations[c.from], g.organisations[c.to] = true, true
	first := ""
	if len(got.Candidates) > 0 {
		g.answered++
		first = slug(got.Candidates[0].Term.IRI)
	}
	right := slices.Contains(c.expected, first) || first == "" && len(c.expected) == 0
	switch {
	case len(c.expected) == 0:
		g.none++
		g.rightNone += count(right)
	default:
		g.expected++
		g.rightFirst += count(right)
	}
	g.sameOutcome += count(right && readersWord[got.Outcome] == c.outcome)
	if !right {
		t.Logf("miss, %s: %s to %s is %q (%s), the reader says %s %v: %s", c.reader, c.term, c.to, first, got.Outcome, c.outcome, c.expected, c.reason)
	}
	g.judgeWarnings(t, c, got)
}

// judgeWarnings holds that each change that a reader sees is warned of, with whichever right candidate it comes. A duty
// that only one side states ("attached-duty?") must be said to be unknown.
func (g *goldTally) judgeWarnings(t *testing.T, c goldCase, got *harmonise.Crosswalk) {
	for _, term := range c.expected {
		at := slices.IndexFunc(got.Candidates, func(x harmonise.Candidate) bool { return slug(x.Term.IRI) == term })
		if at < 0 {
			g.missed += len(c.changes[term])
			continue
		}
		for _, change := range c.changes[term] {
			g.changes++
			if warnsOf(&got.Candidates[at], change) {
				g.warned++
			} else {
				t.Errorf("%s to %s: no warning of %s, but %v and %v", c.term, term, change, got.Candidates[at].Warnings, got.Candidates[at].Unknown)
			}
		}
	}
}

func warnsOf(c *harmonise.Candidate, change string) bool {
	feature, oneSided := strings.CutSuffix(change, "?")
	at := slices.IndexFunc(c.Changes, func(x harmonise.Change) bool { return x.Feature == feature })
	words, start := c.Warnings, c.Changes[at].Title+" changes"
	if oneSided {
		words, start = c.Unknown, c.Changes[at].Title+": "
	}
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, start) })
}

func (g *goldTally) precision() float64 { return float64(g.rightFirst) / float64(g.answered) }
func (g *goldTally) recall() float64    { return float64(g.rightFirst) / float64(g.expected) }

func (g *goldTally) log(t *testing.T, reader string) {
	t.Logf("%s: %d cases over %d organisations, %d of them with no counterpart", reader, g.cases, len(g.organisations), g.none)
	t.Logf("%s: precision at 1: %d of %d, %.3f; recall: %d of %d, %.3f; no counterpart found right: %d of %d; same outcome: %d of %d; warnings: %d of %d, %d without a candidate to stand at",
		reader, g.rightFirst, g.answered, g.precision(), g.rightFirst, g.expected, g.recall(), g.rightNone, g.none,
		g.sameOutcome, g.rightFirst+g.rightNone, g.warned, g.changes, g.missed)
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func slug(iri string) string { return iri[strings.LastIndexByte(iri, '/')+1:] }

// TestCrosswalkGold measures the crosswalk against readers' judgement. The cases are not chosen so that it passes: those
// that it gets wrong are logged.
func TestCrosswalkGold(t *testing.T) {
	sn := catalogueSnapshot(t)
	tallies := map[string]*goldTally{}
	cases := readGold(t)
	for _, c := range cases {
		got, err := harmonise.MakeCrosswalk(context.Background(), sn, harmonise.CrosswalkQuery{Term: c.term, From: c.from, To: c.to})
		if err != nil {
			t.Errorf("%s from %s to %s: %v", c.term, c.from, c.to, err)
			continue
		}
		for _, reader := range []string{c.reader, "together"} {
			if tallies[reader] == nil {
				tallies[reader] = &goldTally{organisations: map[string]bool{}}
			}
		}
		tallies[c.reader].judge(t, c, got)
	}
	all := tallies["together"]
	for _, reader := range []string{"first", "second", "held back"} {
		all.add(tallies[reader])
		tallies[reader].log(t, reader)
	}
	all.log(t, "together")
	if all.cases < 300 || len(all.organisations) < 50 || all.none < 150 || all.changes == 0 {
		t.Error("the gold set is too small")
	}
	if all.cases != len(cases) {
		t.Errorf("%d of %d cases were judged", all.cases, len(cases))
	}
	// Promised of the whole, and of the cases that no rule was tuned on.
	for reader, g := range tallies {
		if reader != "second" && (g.precision() < 0.90 || g.recall() < 0.80) {
			t.Errorf("%s: promised are a precision at 1 of 0.90 and a recall of 0.80", reader)
		}
	}
	// The second reader alone stands lower in precision: what is reached is held.
	if g := tallies["second"]; g.precision() < 0.87 || g.recall() < 0.90 {
		t.Error("second: the crosswalk has become worse")
	}
}

func (g *goldTally) add(o *goldTally) {
	g.cases, g.answered, g.rightFirst, g.expected = g.cases+o.cases, g.answered+o.answered, g.rightFirst+o.rightFirst, g.expected+o.expected
	g.none, g.rightNone, g.sameOutcome = g.none+o.none, g.rightNone+o.rightNone, g.sameOutcome+o.sameOutcome
	g.changes, g.warned, g.missed = g.changes+o.changes, g.warned+o.warned, g.missed+o.missed
	maps.Copy(g.organisations, o.organisations)
}
