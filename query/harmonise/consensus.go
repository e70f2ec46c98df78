package harmonise

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/index"
)

// leastOrganisations must state a thing before any figure is made of it.
const leastOrganisations = 5

// Consensus says how far the organisations that have a term of a type agree on its coded features, and how far each stands
// from the others. CONSENSUS.md gives the formulas. It describes; being far from others is no fault.
type Consensus struct {
	Seq           uint64                 `json:"seq"` // of the commit it was read from
	Query         TypeQuery              `json:"query"`
	Type          Owner                  `json:"type"`
	N             int                    `json:"n"`                      // organisations
	Terms         int                    `json:"terms"`                  // their terms that count
	Aside         int                    `json:"aside"`                  // terms left aside: only near the type, or wider
	Insufficient  string                 `json:"insufficient,omitempty"` // why there are no figures
	Features      []FeatureConsensus     `json:"features"`
	LeftOut       []LeftOut              `json:"leftOut"`       // features that too few organisations state
	Organisations []OrganisationDistance `json:"organisations"` // the farthest from the others first
	Derived       bool                   `json:"derived"`       // always true
}

// FeatureConsensus is how far organisations agree on one feature.
type FeatureConsensus struct {
	Trait
	N         int          `json:"n"`         // organisations that state it
	Missing   int          `json:"missing"`   // organisations that do not
	Consensus float64      `json:"consensus"` // 1: all say the same; 0: evenly spread over the values seen
	Values    []ValueShare `json:"values"`    // the most frequent first
}

// LeftOut is a feature without a figure.
type LeftOut struct {
	Trait
	N int `json:"n"` // organisations that state it
}

// OrganisationDistance is how far an organisation stands from the others.
type OrganisationDistance struct {
	Organisation Owner    `json:"organisation"`
	Terms        []Owner  `json:"terms"`
	Distance     *float64 `json:"distance"` // mean to the others, 0 to 1; null if nothing can be compared
	Compared     int      `json:"compared"` // others with which something could be compared
	Stated       int      `json:"stated"`   // of the features used
	Missing      []string `json:"missing"`  // titles of the features used that it does not state
	Parts        []Part   `json:"parts"`    // what each feature adds; they sum to Distance, the largest first
	Apart        bool     `json:"apart"`    // farther than is usual here: beyond the upper fence of the distances
	Words        string   `json:"words"`
}

// Part is what a feature adds to a distance.
type Part struct {
	Trait
	Value float64 `json:"value"`
	Own   string  `json:"own"`             // what the organisation says
	Most  string  `json:"most"`            // what more than half say; "" if there is no such value
	Share float64 `json:"share,omitempty"` // of those that say it
}

// Drivers names the features that add most to the distance, up to three: `adoption 0.21, addressee 0.10`.
func (o *OrganisationDistance) Drivers() string {
	var out []string
	for _, p := range o.Parts {
		if p.Value >= 0.005 && len(out) < 3 {
			out = append(out, fmt.Sprintf("%s %.2f", strings.ToLower(p.Title), p.Value))
		}
	}
	return strings.Join(out, ", ")
}

// NewConsensus makes the figures of a type. Under five organisations it makes none and says so.
func NewConsensus(ctx context.Context, s index.Snapshot, q TypeQuery) (*Consensus, error) {
	p, err := readTypePanel(ctx, s, &q, false)
	if err != nil {
		return nil, fmt.Errorf("reckon the consensus on a type: %w", err)
	}
	c, err := p.counted.agree(ctx)
	if err != nil {
		return nil, err
	}
	c.Seq, c.Query, c.Type, c.Aside = s.Seq(), q, p.hub, len(p.all)-c.Terms
	return c, nil
}

// agree makes the figures of a panel.
func (p *panel) agree(ctx context.Context) (*Consensus, error) {
	c := &Consensus{N: len(p.members), Features: []FeatureConsensus{}, LeftOut: []LeftOut{}, Organisations: []OrganisationDistance{}, Derived: true}
	for _, m := range p.members {
		c.Terms += len(m.terms)
	}
	if c.N < leastOrganisations {
		c.Insufficient = fmt.Sprintf("insufficient data: %d of the %d organisations that are needed", c.N, leastOrganisations)
		return c, nil
	}
	tallies, used := make([]tally, len(p.traits)), []int{}
	for i, tr := range p.traits {
		tallies[i] = p.count(i)
		t := &tallies[i]
		if t.n < leastOrganisations {
			c.LeftOut = append(c.LeftOut, LeftOut{tr, t.n})
			continue
		}
		used = append(used, i)
		c.Features = append(c.Features, FeatureConsensus{Trait: tr, N: t.n, Missing: c.N - t.n, Consensus: t.consensus(), Values: t.values})
	}
	if len(used) == 0 {
		c.Insufficient = fmt.Sprintf("insufficient data: no feature is coded in %d organisations", leastOrganisations)
		return c, nil
	}
	return c, c.measure(ctx, newGower(p, used, tallies))
}

// measure gives every organisation its distance, and sorts them.
func (c *Consensus) measure(ctx context.Context, g *gower) error {
	for i := range g.members {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.Organisations = append(c.Organisations, g.describe(i))
	}
	fence := upperFence(c.Organisations)
	for i := range c.Organisations {
		o := &c.Organisations[i]
		o.Apart = o.Distance != nil && *o.Distance > fence+tiny
	}
	slices.SortStableFunc(c.Organisations, func(a, b OrganisationDistance) int {
		return cmp.Or(cmp.Compare(b.sortKey(), a.sortKey()), strings.Compare(a.Organisation.IRI, b.Organisation.IRI))
	})
	return nil
}

// sortKey puts those without a distance last, and does not mind the last bits of a sum.
func (o *OrganisationDistance) sortKey() float64 {
	if o.Distance == nil {
		return -1
	}
	return float64(int64(*o.Distance*1e9 + 0.5))
}

// describe measures an organisation and finds words for it.
func (g *gower) describe(i int) OrganisationDistance {
	m := &g.members[i]
	d := g.from(i)
	o := OrganisationDistance{Organisation: m.owner, Terms: []Owner{}, Compared: d.compared, Missing: []string{}, Parts: []Part{}}
	for _, t := range m.terms {
		o.Terms = append(o.Terms, Owner{IRI: t.IRI, Name: t.Label})
	}
	var whole, partly []string
	led := 0 // stated features with a value of most
	for _, f := range g.used {
		if m.stating(f) == 0 {
			o.Missing = append(o.Missing, g.traits[f].Title)
			continue
		}
		o.Stated++
		part := Part{Trait: g.traits[f], Value: d.parts[f], Own: m.says(f)}
		if most := g.tallies[f].majority(); most != nil {
			led++
			part.Most, part.Share = most.String(), most.Share
			switch vote := g.tallies[f].of(i, 0); { // the value that leads comes first
			case vote == 0:
				whole = append(whole, strings.ToLower(part.Title))
			case vote < 1-tiny:
				partly = append(partly, strings.ToLower(part.Title))
			}
		}
		o.Parts = append(o.Parts, part)
	}
	slices.SortStableFunc(o.Parts, func(a, b Part) int { return cmp.Compare(b.Value, a.Value) })
	if d.compared > 0 {
		o.Distance = &d.mean
	}
	o.Words = words(o.Stated, led, whole, partly)
	return o
}

// words describe; they do not judge.
func words(stated, led int, whole, partly []string) string {
	var out []string
	if len(whole) > 0 {
		out = append(out, "differs from most on: "+strings.Join(whole, "; "))
	}
	if len(partly) > 0 {
		out = append(out, "in some of its terms on: "+strings.Join(partly, "; "))
	}
	switch {
	case stated == 0:
		return "states none of the features used"
	case led == 0:
		return "no feature that it states has a value of most"
	case len(out) == 0:
		return "agrees with most wherever most agree"
	}
	return strings.Join(out, "; ")
}

// says lists the values that the terms of an organisation state on a trait.
func (m *member) says(trait int) string {
	var out []string
	for _, t := range m.terms {
		if v := &t.values[trait]; v.Stated() && !slices.Contains(out, v.String()) {
			out = append(out, v.String())
		}
	}
	return strings.Join(out, " / ")
}

// upperFence is Tukey's: the third quartile and one and a half times the distance between the quartiles.
func upperFence(all []OrganisationDistance) float64 {
	var d []float64
	for _, o := range all {
		if o.Distance != nil {
			d = append(d, *o.Distance)
		}
	}
	if len(d) < leastOrganisations {
		return 1
	}
	slices.Sort(d)
	q1, q3 := quantile(d, 0.25), quantile(d, 0.75)
	return q3 + 1.5*(q3-q1)
}

// quantile lies between the two nearest of sorted values.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
