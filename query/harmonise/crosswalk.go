package harmonise

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// CrosswalkQuery asks what comes closest, in organisation To, to what organisation From calls Term.
type CrosswalkQuery struct {
	Term     string // a name, the end of the address, or the address
	From, To string // address, end of the address, acronym or name
}

// Crosswalk is the answer. Everything in it is derived: candidates for a person to judge, never asserted.
type Crosswalk struct {
	Term       TermEntry     `json:"term"`
	To         Owner         `json:"to"`
	Outcome    Outcome       `json:"outcome"` // that of the first candidate, or NoCounterpart
	Reason     string        `json:"reason"`
	Candidates []Candidate   `json:"candidates"`          // the best first
	SameWord   []Candidate   `json:"sameWord"`            // terms of B with A's word that are no candidates
	SameFamily []Candidate   `json:"sameFamily"`          // others of B whose types are siblings or neighbours, and no candidates
	Ambiguous  []Owner       `json:"ambiguous,omitempty"` // other terms of A that the name may mean
	Derived    bool          `json:"derived"`             // always true: not a mapping that anybody asserts
	relations  *hubRelations // of A's type
}

// Candidate is a term of B with what the table and the features say of it.
type Candidate struct {
	Term     TermEntry         `json:"term"`
	Relation Relation          `json:"relation"`
	Outcome  Outcome           `json:"outcome"`
	Because  string            `json:"because"`
	Score    float64           `json:"score"` // the sum of Parts
	Parts    []index.ScorePart `json:"parts"`
	Changes  []Change          `json:"changes"`
	Warnings []string          `json:"warnings"`
	Unknown  []string          `json:"unknown"`           // what cannot be compared, and why
	Decided  *Ruling           `json:"decided,omitempty"` // what a reviewer decided on the two; filled by package decide
}

// Ruling is what a reviewer decided on two terms.
type Ruling struct {
	Decision  string `json:"decision"` // its address
	Outcome   string `json:"outcome"`
	Predicate string `json:"predicate,omitempty"` // what holds because of it
	Reviewer  string `json:"reviewer"`
	Date      string `json:"date"`
	Reason    string `json:"reason"`
}

// String is the decision in a line.
func (r *Ruling) String() string {
	line := r.Outcome
	if r.Predicate != "" {
		line += " as " + r.Predicate
	}
	return line + " by " + r.Reviewer + ", " + r.Date + ": " + r.Reason
}

// MakeCrosswalk answers a crosswalk on a snapshot. It reads the hub type of the term, then those of all terms of To, and
// decides by the table Outcomes; it never follows mappings from term to term.
func MakeCrosswalk(ctx context.Context, s index.Snapshot, q CrosswalkQuery) (*Crosswalk, error) {
	e, err := newEntries(ctx, s)
	if err != nil {
		return nil, err
	}
	from, err := e.organisation(q.From)
	if err != nil {
		return nil, err
	}
	to, err := e.organisation(q.To)
	if err != nil {
		return nil, err
	}
	term, others, err := e.find(q.Term, from)
	if err != nil {
		return nil, err
	}
	c := &Crosswalk{Term: *term, To: to, Derived: true, Candidates: []Candidate{}, SameWord: []Candidate{}, SameFamily: []Candidate{}, Ambiguous: others}
	if c.relations, err = e.hubRelations(term.Type.IRI); err != nil {
		return nil, err
	}
	n, err := e.compareAll(c)
	if err != nil {
		return nil, err
	}
	return c, e.conclude(c, n)
}

func newEntries(ctx context.Context, s index.Snapshot) (*entries, error) {
	r, err := newReader(ctx, s)
	return &entries{reader: r, nodes: map[string]map[string][]rdf.Term{}}, err
}

// compareAll puts every term of B among the candidates, the same words, the family, or nowhere, and tells their number.
func (e *entries) compareAll(c *Crosswalk) (int, error) {
	terms, err := e.termsOf(c.To.IRI)
	if err != nil {
		return 0, err
	}
	for _, iri := range terms {
		if iri == c.Term.IRI {
			continue
		}
		b, err := e.entry(iri)
		if err != nil {
			return 0, err
		}
		rel, err := c.relations.to(e, b.Type.IRI)
		if err != nil {
			return 0, err
		}
		cand := candidate(&c.Term, b, rel)
		if why := e.sharedNote(c.Term.Type.IRI, b.Type.IRI); rel == Neighbour && why != "" {
			cand.Because += " (" + strings.TrimSuffix(why, ".") + ")"
		}
		switch {
		case cand.Outcome != NoCounterpart:
			c.Candidates = append(c.Candidates, cand)
		case c.Term.sharesWord(b):
			c.SameWord = append(c.SameWord, cand)
		case rel != Apart:
			c.SameFamily = append(c.SameFamily, cand)
		}
	}
	sort.SliceStable(c.Candidates, func(i, j int) bool {
		a, b := &c.Candidates[i], &c.Candidates[j]
		if a.Score != b.Score {
			return a.Score > b.Score
		}
		return a.Term.IRI < b.Term.IRI
	})
	return len(terms), nil
}

func candidate(a, b *TermEntry, rel Relation) Candidate {
	row := Decide(a.Fit, b.Fit, rel)
	c := Candidate{Term: *b, Relation: rel, Outcome: row.Outcome, Because: row.Because, Changes: changes(a, b)}
	c.Parts = []index.ScorePart{{Name: "hub type", Value: row.Points}, {Name: "fit", Value: fitPoints[b.Fit]}}
	for i, w := range FeatureWeights {
		c.Parts = append(c.Parts, index.ScorePart{Name: w.Feature, Value: c.Changes[i].points(w.Weight)})
	}
	for _, p := range c.Parts {
		c.Score += p.Value
	}
	c.Warnings, c.Unknown = warnings(a, b, c.Changes)
	return c
}

// sharesWord reports whether two terms have a head word or a preferred label in common.
func (t *TermEntry) sharesWord(b *TermEntry) bool {
	if t.headWord != "" && t.headWord == b.headWord {
		return true
	}
	for _, x := range t.prefs {
		for _, y := range b.prefs {
			if x.Lang == y.Lang && fold(x.Value) == fold(y.Value) {
				return true
			}
		}
	}
	return false
}

// conclude gives the outcome and says why.
func (e *entries) conclude(c *Crosswalk, terms int) error {
	if len(c.Candidates) > 0 {
		c.Outcome, c.Reason = c.Candidates[0].Outcome, c.Candidates[0].Because
		return nil
	}
	c.Outcome = NoCounterpart
	org, err := e.node(c.To.IRI)
	if err != nil {
		return err
	}
	coverage := org[ontology.IOCoverage]
	researched := len(coverage) > 0 && lastSegment(coverage[0].Value) == "researched"
	switch {
	case terms == 0 && len(coverage) > 0 && !researched:
		c.Reason = fmt.Sprintf("%s was not researched: nothing is known of its terms", c.To)
	case terms == 0:
		c.Reason = fmt.Sprintf("%s has no term recorded", c.To)
	case c.Term.Type.IRI == "":
		c.Reason = fmt.Sprintf("the term of %s has no place in the hub", c.Term.Organisation)
	default:
		c.Reason = fmt.Sprintf("none of the %d terms recorded for %s is of the type %s, of a narrower or broader one, or near enough to a neighbour of it", terms, c.To, c.Term.Type.Name)
	}
	return nil
}

// fold makes names comparable: case and outer space do not count.
func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
