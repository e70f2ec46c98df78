package glossary

import (
	"context"
	"errors"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/query/harmonise"
)

// Concordance sets the terms of a few organisations beside each other, type by type.
type Concordance struct {
	Edition Edition           `json:"edition"`
	Matrix  *harmonise.Matrix `json:"matrix"`
}

// ErrFew says that a concordance was asked for of fewer than two organisations.
var ErrFew = errors.New("a concordance sets two organisations or more beside each other")

// MakeConcordance makes a concordance: rows in which no chosen organisation has a term are left out, except where types
// were chosen.
func MakeConcordance(ctx context.Context, snap index.Snapshot, q Query, e Edition) (*Concordance, error) {
	mq := q.matrixQuery()
	mq.Used = false // an organisation without terms keeps its column, which says so
	m, err := harmonise.NewMatrix(ctx, snap, mq)
	if err != nil {
		return nil, err
	}
	if len(m.Columns) < 2 {
		return nil, ErrFew
	}
	if len(q.Types) == 0 {
		kept := m.Rows[:0]
		for _, row := range m.Rows {
			if row.Terms > 0 {
				kept = append(kept, row)
			}
		}
		m.Rows = kept
		m.Counts = counts(m)
	}
	return &Concordance{Edition: e, Matrix: m}, nil
}

// counts counts the cells that are left.
func counts(m *harmonise.Matrix) (n harmonise.MatrixCounts) {
	for _, row := range m.Rows {
		for _, c := range row.Cells {
			n.Terms += len(c.Terms)
			switch {
			case len(c.Terms) > 0:
				n.Filled++
			case c.Empty == harmonise.HasNone:
				n.HasNone++
			case c.Empty == harmonise.Unclear:
				n.Unclear++
			default:
				n.NotResearched++
			}
		}
	}
	return n
}

// CellText is a cell in words: each term with its fit and legal nature.
func CellText(c harmonise.Cell) string {
	if len(c.Terms) == 0 {
		return c.Empty.String()
	}
	var out []string
	for _, t := range c.Terms {
		var about []string
		if t.Fit != "" {
			about = append(about, t.Fit)
		}
		if len(t.Nature) > 0 {
			about = append(about, strings.Join(t.Nature, ", "))
		}
		text := t.Label
		if len(about) > 0 {
			text += " (" + strings.Join(about, "; ") + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, " | ")
}
