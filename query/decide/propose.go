package decide

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/query/harmonise"
)

// ProposeQuery chooses which matches are proposed.
type ProposeQuery struct {
	Org   string  `json:"org,omitempty"`  // address: only terms of this organisation
	With  string  `json:"with,omitempty"` // address: only with terms of this one
	Limit int     `json:"limit"`          // how many at most; 0 for all
	Min   float64 `json:"min"`            // the least score
}

// DefaultMin is the score below which a proposal wastes the time of those who review.
const DefaultMin = 0.5

// Proposals are matches that nobody decided on yet, the best first. They are derived and asserted by nobody.
type Proposals struct {
	Seq       uint64       `json:"seq"`
	Query     ProposeQuery `json:"query"`
	Total     int          `json:"total"`    // of proposals at or above Min, with those beyond Limit
	Rejected  int          `json:"rejected"` // pairs left out because they were rejected once
	Decided   int          `json:"decided"`  // pairs left out because they were accepted, or stand in the graph
	Proposals []Proposal   `json:"proposals"`
	Derived   bool         `json:"derived"` // always true
}

// Proposal is one proposed match.
type Proposal struct {
	A         Side      `json:"a"`
	B         Side      `json:"b"`
	Predicate string    `json:"predicate"` // the one to begin with; exactMatch is never proposed
	Because   string    `json:"because"`
	Score     float64   `json:"score"` // the sum of the points of Features
	Features  []Feature `json:"features"`
	Deferred  *Decision `json:"deferred,omitempty"` // it was put off before
}

// Side is a term, or a type if it has no organisation.
type Side struct {
	IRI          string          `json:"iri"`
	Label        string          `json:"label"`
	Lang         string          `json:"lang,omitempty"`
	Organisation harmonise.Owner `json:"organisation"`
	Type         harmonise.Owner `json:"type"`
}

// String is the term with its organisation.
func (s Side) String() string {
	if s.Organisation.IRI == "" {
		return "the type " + s.Label
	}
	return s.Label + " of " + s.Organisation.String()
}

// Propose compares the terms of all organisations, or of two, and unplaced terms with the types of the hub. Pairs that were
// ever rejected are never among the proposals, in whatever direction; nor are those accepted or asserted already.
func Propose(ctx context.Context, snap index.Snapshot, q ProposeQuery) (*Proposals, error) {
	p, err := newProposer(ctx, snap, q)
	if err != nil {
		return nil, fmt.Errorf("propose matches: %w", err)
	}
	if err := p.terms(); err != nil {
		return nil, fmt.Errorf("propose matches: %w", err)
	}
	if err := p.types(); err != nil {
		return nil, fmt.Errorf("propose matches: %w", err)
	}
	slices.SortFunc(p.out.Proposals, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.A.IRI, b.A.IRI), strings.Compare(a.B.IRI, b.B.IRI))
	})
	p.out.Total = len(p.out.Proposals)
	if q.Limit > 0 && p.out.Total > q.Limit {
		p.out.Proposals = p.out.Proposals[:q.Limit]
	}
	return p.out, nil
}

// proposer compares terms.
type proposer struct {
	ctx      context.Context
	snap     index.Snapshot
	q        ProposeQuery
	log      *Log
	asserted map[string]bool // pairs with a mapping in the graph
	rejected map[string]bool // pairs that were ever rejected
	spokes   *harmonise.Spokes
	byType   map[string][]*labelled
	byStems  map[string][]*labelled
	out      *Proposals
}

func newProposer(ctx context.Context, snap index.Snapshot, q ProposeQuery) (*proposer, error) {
	log, err := Read(ctx, snap)
	if err != nil {
		return nil, err
	}
	spokes, err := harmonise.ReadSpokes(ctx, snap, false)
	if err != nil {
		return nil, err
	}
	p := &proposer{ctx: ctx, snap: snap, q: q, log: log, spokes: spokes, asserted: map[string]bool{}, byType: map[string][]*labelled{}, byStems: map[string][]*labelled{},
		out: &Proposals{Seq: snap.Seq(), Query: q, Proposals: []Proposal{}, Derived: true}}
	v := newView(ctx, snap)
	if p.rejected, err = v.rejections(log); err != nil {
		return nil, err
	}
	for _, predicate := range Predicates {
		pairs, err := v.pairsOf(ontology.SKOS + predicate)
		if err != nil {
			return nil, err
		}
		for _, x := range pairs {
			p.asserted[pairKey(x[0], x[1])] = true
		}
	}
	return p, nil
}

// terms compares the terms with each other.
func (p *proposer) terms() error {
	all := make([]*labelled, len(p.spokes.Terms))
	for i, t := range p.spokes.Terms {
		all[i] = newLabelled(t, i)
		p.byType[t.Type.IRI] = append(p.byType[t.Type.IRI], all[i])
		for _, s := range all[i].stems {
			p.byStems[s] = append(p.byStems[s], all[i])
		}
	}
	met := make([]int, len(all)) // the term that each was last compared with, by number from 1
	for _, a := range all {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		if p.chosen(a) {
			p.meet(a, met)
		}
	}
	return nil
}

// meet compares a term with those of the same or a neighbouring type, and with those that share a name.
func (p *proposer) meet(a *labelled, met []int) {
	once := func(list []*labelled, rel harmonise.Relation) {
		for _, b := range list {
			if met[b.number] != a.number+1 {
				met[b.number] = a.number + 1
				p.compare(a, b, rel)
			}
		}
	}
	for iri, list := range p.byType {
		if rel := p.spokes.CrosswalkRelation(a.Type.IRI, iri); rel != harmonise.Apart {
			once(list, rel)
		}
	}
	for _, s := range a.stems {
		once(p.byStems[s], harmonise.Apart) // those of a related type were met above
	}
}

// chosen reports whether a term may stand on the first side.
func (p *proposer) chosen(a *labelled) bool {
	return p.q.Org == "" || a.Organisation.IRI == p.q.Org
}

// compare proposes a pair if nothing speaks against it. Without an organisation on the first side each pair comes once.
func (p *proposer) compare(a, b *labelled, rel harmonise.Relation) {
	if a.Organisation.IRI == b.Organisation.IRI || p.q.With != "" && b.Organisation.IRI != p.q.With || p.q.Org == "" && a.number > b.number {
		return
	}
	row := harmonise.Decide(a.Fit, b.Fit, rel)
	if hopeless(a, b, row.Points, p.q.Min) {
		return
	}
	x := Proposal{A: a.side(), B: b.side(), Predicate: predicateFor(row.Outcome), Because: row.Because, Features: termFeatures(a, b, rel, row)}
	p.keep(x)
}

// keep takes a proposal if its score is high enough and nobody decided on it.
func (p *proposer) keep(x Proposal) {
	for _, f := range x.Features {
		x.Score += f.Points
	}
	if x.Score < p.q.Min {
		return
	}
	last := p.log.OnPair(x.A.IRI, x.B.IRI)
	switch {
	case p.rejected[pairKey(x.A.IRI, x.B.IRI)]:
		p.out.Rejected++
		return
	case last != nil && last.Outcome == Accepted, p.asserted[pairKey(x.A.IRI, x.B.IRI)]:
		p.out.Decided++
		return
	}
	x.Deferred = last
	p.out.Proposals = append(p.out.Proposals, x)
}

// predicateFor is the predicate that an outcome of the crosswalk's table suggests.
func predicateFor(o harmonise.Outcome) string {
	switch o {
	case harmonise.NarrowOutcome:
		return NarrowMatch
	case harmonise.BroadOutcome:
		return BroadMatch
	}
	return CloseMatch
}

// types proposes places in the hub for terms that have none.
func (p *proposer) types() error {
	if p.q.With != "" {
		return nil
	}
	unplaced, err := harmonise.ReadUnplaced(p.ctx, p.snap)
	if err != nil {
		return err
	}
	for _, t := range unplaced {
		a := newLabelled(t, -1)
		if !p.chosen(a) {
			continue
		}
		for _, iri := range sortedKeys(p.spokes.Types) {
			h := p.spokes.Types[iri]
			x := Proposal{A: a.side(), B: Side{IRI: iri, Label: h.Name}, Predicate: BroadMatch, Because: "the term has no place in the hub yet", Features: p.typeFeatures(a, h)}
			if x.Features[0].Points > 0 || x.Features[1].Points > 0 {
				p.keep(x)
			}
		}
	}
	return nil
}
