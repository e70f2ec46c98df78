package plan

// Arrange is where the rows of Input are to be brought into a sequence in which equal values of By come together, so that they still do
// in what hash joins make of the rows. Values whose rows begin with the same value of Near, which is joined next, follow each other: they
// meet the same rows, which are then at hand, and so are their terms. Where the DISTINCT above cannot use that, the rows may pass as they come.
type Arrange struct {
	Schema
	Input    Node
	By, Near Var
}

// Kids is the input.
func (n *Arrange) Kids() []Node { return []Node{n.Input} }

const (
	manyDifferent = 1 << 20 // different rows from which a hash table of them is far larger than what a processor keeps near
	multiplied    = 4       // times the rows that are arranged that joins make of them at least
)

// distinctOf plans DISTINCT over kid. Where it is expected to keep many rows that joins make of far fewer, those few are arranged by a
// variable that stays: the rows with one value of it then come together, and no more need be known at once than the rows of some values.
func (b *Builder) distinctOf(kid Node, streamed bool) Node {
	n := newDistinct(kid)
	d, ok := n.(*Distinct)
	if !ok || d.Grouped() || len(d.Vars) < 2 {
		return n
	}
	forced := b.Method == ForceHash
	if !forced && (b.Method != Auto || streamed || d.Rows < manyDifferent) {
		return n
	}
	j, by := joinToArrange(d)
	if j == nil || !forced && j.Left.Out().Rows*multiplied > kid.Out().Rows {
		return n
	}
	d.By, d.Input = by, arranged(kid, j, by)
	return d
}

// joinToArrange finds the join with the fewest rows on its left side from which hash joins, filters and projections alone lead to a
// DISTINCT, and the variable of those rows that has the most values of those it keeps; nil where there is none.
func joinToArrange(d *Distinct) (best *Join, by Var) {
	for n := d.Input; n != nil; n = inSequence(n) {
		j, ok := n.(*Join)
		if !ok || inSequence(j) == nil || len(j.Keys) == 0 || best != nil && j.Left.Out().Rows >= best.Left.Out().Rows {
			continue
		}
		if v := mostValues(j.Left.Out(), d.Vars); v != "" {
			best, by = j, v
		}
	}
	return best, by
}

// inSequence is the input of an operator that keeps the sequence of its rows; nil where it may not.
func inSequence(n Node) Node {
	switch n := n.(type) {
	case *Project:
		return n.Input
	case *Filter:
		for _, c := range n.Conds {
			if len(c.Exists) > 0 {
				return nil
			}
		}
		return n.Input
	case *Join:
		if n.Kind == Inner && !n.Merge && n.Feed == nil && n.Cond == nil {
			return n.Left
		}
	}
	return nil
}

// mostValues is the variable with the most values among some; "" where none is surely bound.
func mostValues(s *Schema, among []Var) (best Var) {
	for _, v := range among {
		if s.IsCertain(v) && (best == "" || s.distinct(v) > s.distinct(best)) {
			best = v
		}
	}
	return best
}

// arranged copies a plan down to a join whose left side is arranged: plans may be parts of several others.
func arranged(n Node, at *Join, by Var) Node {
	switch n := n.(type) {
	case *Project:
		c := *n
		c.Input = arranged(n.Input, at, by)
		return &c
	case *Filter:
		c := *n
		c.Input = arranged(n.Input, at, by)
		return &c
	case *Join:
		c := *n
		if n == at {
			c.Left = newArrange(n.Left, by, n.Keys[0].Var)
		} else {
			c.Left = arranged(n.Left, at, by)
		}
		return &c
	}
	return n
}

func newArrange(kid Node, by, near Var) *Arrange {
	a := &Arrange{Schema: kid.Out().clone(), Input: kid, By: by, Near: near}
	a.Sorted = nil
	a.Cost += 2 * a.Rows
	return a
}
