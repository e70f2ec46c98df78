package groups

import (
	"cmp"
	"slices"

	"w3id.org/concord/ontology/rdf"
)

// The marks of cells in a pivot of what could be.
const (
	Gap   = "gap"   // it could be, and none is recorded
	Does  = "does"  // it could be, and is
	Extra = "extra" // it is, although it is not listed as possible
)

// pivot counts things by two variables.
func (m *Maker) pivot(a *Answer, r *rows) {
	s := r.section
	a.Coverage = []Coverage{r.coverage(s.Rows), r.coverage(s.Cols)}
	down, across := m.axis(r, s.Rows, s.GroupBy), m.axis(r, s.Cols, "")
	for _, c := range across {
		a.Heads = append(a.Heads, Head{Value: c.value, Code: code(c.term), N: c.n})
		a.Totals = append(a.Totals, c.n)
	}
	if s.Possible != "" {
		a.Gaps = make([]int, len(across))
	}
	for _, d := range down {
		line := Line{Key: d.value, Code: code(d.term), N: d.n, Group: d.group}
		byColumn := map[rdf.Term][][]rdf.Term{}
		for _, row := range d.rows {
			k := r.get(row, s.Cols.Var)
			byColumn[k] = append(byColumn[k], row)
		}
		for j, c := range across {
			cell := m.count(r, byColumn[c.term])
			if cell.Mark == Gap {
				line.Gaps++
				a.Gaps[j]++
			}
			line.Cells = append(line.Cells, cell)
		}
		a.Lines = append(a.Lines, line)
	}
}

// heading is one of a pivot: a value, or that there is none, with its rows and how many things they hold.
type heading struct {
	term  rdf.Term
	value Value
	group *Value
	rows  [][]rdf.Term
	n     int
}

// axis lists the headings of one side: in their own order where they have one, else the fullest first; codes that state
// nothing and the missing value come last.
func (m *Maker) axis(r *rows, c Column, groupBy string) []heading {
	var out []heading
	at := map[rdf.Term]int{}
	for _, row := range r.rows {
		t := r.get(row, c.Var)
		i, ok := at[t]
		if !ok {
			i = len(out)
			at[t] = i
			out = append(out, heading{term: t, value: m.head(t, c)})
		}
		out[i].rows = append(out[i].rows, row)
	}
	for i := range out {
		h := &out[i]
		h.n = len(r.distinct(h.rows, r.section.Key))
		if g := r.distinct(h.rows, groupBy); len(g) > 0 {
			v := m.value(g[0])
			h.group = &v
		}
	}
	slices.SortFunc(out, func(a, b heading) int {
		return cmp.Or(byGroup(a.group, b.group), cmp.Compare(last(a.term), last(b.term)), byOrder(a.value, b.value), cmp.Compare(b.n, a.n), compare(a.value, b.value))
	})
	return out
}

func byOrder(a, b Value) int {
	if a.order == "" || b.order == "" {
		return 0
	}
	return cmp.Compare(a.order, b.order)
}

func last(t rdf.Term) int {
	switch {
	case t == rdf.Term{}:
		return 2
	case silent(t):
		return 1
	}
	return 0
}

func (m *Maker) head(t rdf.Term, c Column) Value {
	if t == (rdf.Term{}) {
		return Value{Text: c.empty()}
	}
	if word := c.Words[t.Value]; word != "" {
		return Value{Text: word}
	}
	return m.value(t)
}

// count is the cell of some rows.
func (m *Maker) count(r *rows, some [][]rdf.Term) Cell {
	s := r.section
	c := Cell{N: len(r.distinct(some, s.Key))}
	if s.List != "" && c.N > 0 {
		c.Values = m.values(r.distinct(some, s.List))
	}
	if s.Possible == "" {
		return c
	}
	could := slices.ContainsFunc(some, func(row []rdf.Term) bool { return r.get(row, s.Possible).Value == "true" })
	switch {
	case could && c.N == 0:
		c.Mark = Gap
	case could:
		c.Mark = Does
	case c.N > 0:
		c.Mark = Extra
	}
	return c
}
