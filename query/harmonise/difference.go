package harmonise

import (
	"context"
	"fmt"

	"w3id.org/concord/index"
)

// Differences is the table of the terms of a type by coded features: who says what, and where that differs from what most
// organisations of the table say.
type Differences struct {
	Seq        uint64             `json:"seq"` // of the commit it was read from
	Query      TypeQuery          `json:"query"`
	Type       Owner              `json:"type"`
	Definition string             `json:"definition,omitempty"`
	N          int                `json:"n"` // organisations with a term that counts
	Columns    []DifferenceColumn `json:"columns"`
	Rows       []DifferenceRow    `json:"rows"`
	Derived    bool               `json:"derived"` // always true: what differs is reckoned, nobody asserts it
}

// DifferenceColumn is a feature, with how the organisations that state it are spread over its values.
type DifferenceColumn struct {
	Trait
	N         int          `json:"n"`         // organisations that state it
	Values    []ValueShare `json:"values"`    // the most frequent first
	Plurality *ValueShare  `json:"plurality"` // what more organisations say than anything else; null in a tie and under five
}

// column is how the organisations of a panel are spread over the values of a trait.
func column(p *panel, trait int) DifferenceColumn {
	t := p.count(trait)
	return DifferenceColumn{Trait: p.traits[trait], N: t.n, Values: append([]ValueShare{}, t.values...), Plurality: t.plurality()}
}

// Summary is the spread in words: `binding (20 of 23, 87 %)`.
func (c *DifferenceColumn) Summary() string {
	switch {
	case c.N == 0:
		return "stated by none"
	case c.N < leastOrganisations:
		return fmt.Sprintf("stated by %d: insufficient data", c.N)
	case c.Plurality == nil:
		return fmt.Sprintf("no value leads, of %d", c.N)
	}
	return fmt.Sprintf("%s (%.3g of %d, %.0f %%)", c.Plurality, c.Plurality.Votes, c.N, 100*c.Plurality.Share)
}

// DifferenceRow is a term with its values in the order of the columns.
type DifferenceRow struct {
	Term         Owner        `json:"term"`
	Organisation Owner        `json:"organisation"`
	Type         Owner        `json:"type"` // the type asked for, or a narrower one
	Fit          Fit          `json:"fit,omitempty"`
	Counted      bool         `json:"counted"` // false: only near the type, or wider than it
	Cells        []TraitValue `json:"cells"`
	Evidence     []TermProof  `json:"evidence"`
}

// NewDifferences reads the table of a type. It works on any graph in hub-and-spoke form; without coded features all cells are
// not stated.
func NewDifferences(ctx context.Context, s index.Snapshot, q TypeQuery) (*Differences, error) {
	p, err := readTypePanel(ctx, s, &q, true)
	if err != nil {
		return nil, fmt.Errorf("read the differences of a type: %w", err)
	}
	d := &Differences{Seq: s.Seq(), Query: q, Type: p.hub, Definition: p.definition, N: len(p.counted.members), Rows: []DifferenceRow{}, Derived: true}
	for i := range p.counted.traits {
		d.Columns = append(d.Columns, column(p.counted, i))
	}
	for _, m := range newPanel(p.all).members {
		for _, t := range m.terms {
			d.Rows = append(d.Rows, d.row(t))
		}
	}
	return d, nil
}

// row takes over a term and marks what differs.
func (d *Differences) row(t *panelTerm) DifferenceRow {
	r := DifferenceRow{Term: Owner{IRI: t.IRI, Name: t.Label}, Organisation: t.Organisation, Type: t.Type, Fit: t.Fit,
		Counted: d.Query.Near || holds(kindOfType, knownFit(t.Fit)), Cells: t.values, Evidence: t.Evidence}
	for i := range r.Cells {
		lead := d.Columns[i].Plurality
		r.Cells[i].Differs = lead != nil && r.Cells[i].Stated() && r.Cells[i].key() != lead.key()
	}
	return r
}
