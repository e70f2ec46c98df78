package exec

import (
	"w3id.org/concord/query/plan"
)

// openArranged opens a DISTINCT whose rows are made of arranged ones by hash joins: these are sorted and parted where their value changes,
// so that each part is told apart for itself. nil where they or the tables of the joins do not fit into memory, or the first rows may be all
// that are wanted.
func (q *Query) openArranged(d *plan.Distinct, e *env) (operator, error) {
	if q.part != nil || e.few {
		return nil, nil
	}
	leaf, chain := arrangement(d)
	if leaf == nil {
		return nil, nil
	}
	x := newExchange(q, d, e)
	x.chain = chain
	var err error
	if x.shared, err = q.buildAll(chain, e); x.shared == nil || err != nil {
		return nil, err
	}
	if x.rows, err = q.arrange(leaf, e); x.rows == nil || err != nil {
		return nil, err
	}
	x.pieces = q.runParts(leaf, x.rows)
	x.count()
	return x, nil
}

// arrangement gives the Arrange below a DISTINCT, and the operators from the DISTINCT down to it; nil where one between may depend on
// what is around.
func arrangement(d *plan.Distinct) (leaf *plan.Arrange, chain []plan.Node) {
	chain = []plan.Node{d}
	for n := d.Input; ; {
		chain = append(chain, n)
		switch at := n.(type) {
		case *plan.Arrange:
			return at, chain
		case *plan.Project:
			n = at.Input
		case *plan.Filter:
			n = at.Input
		case *plan.Join:
			if !independent(at.Right) {
				return nil, nil
			}
			n = at.Left
		default:
			return nil, nil
		}
	}
}

// arrange brings the rows below an Arrange into their sequence; nil if they do not fit into memory.
func (q *Query) arrange(n *plan.Arrange, e *env) (*sorter, error) {
	c := counted{q: q, counter: q.stats.of(n)}
	defer c.leave(c.enter())
	op, err := q.open(n.Input, e.first(false))
	if err != nil {
		return nil, err
	}
	defer op.close()
	readWhole(op)
	s := q.newRowSort(len(n.Vars)+1, []int{n.Col(n.By), n.Col(n.Near)}, 1)
	fits, err := s.takeAll(op)
	if fits && err == nil {
		err = s.order()
	}
	if fits && err == nil {
		s.firstOfRuns(n.Col(n.By), n.Col(n.Near))
		err = s.order()
	}
	if !fits || err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// takeAll takes the rows of an operator, and leaves the last column of its own empty; fits is false if there is no room for them.
func (s *sorter) takeAll(op operator) (fits bool, err error) {
	for {
		b, err := op.next()
		if b == nil || err != nil {
			return true, err
		}
		for from := 0; from < b.N; from += BatchRows {
			piece := b.piece(from, min(from+BatchRows, b.N))
			piece.Cols = append(piece.Cols, zeros)
			if err := s.append(piece); err != nil {
				return true, err
			}
		}
		if s.q.crowded(s.rows.held, s.rows.n) {
			return false, nil
		}
	}
}

// firstOfRuns makes the value of a column in the first row of each run of another one the last column, by which the rows sort then.
func (s *sorter) firstOfRuns(runs, of int) {
	last := len(s.rows.cols) - 1
	by, first := s.rows.cols[runs], s.rows.cols[last]
	for r := range s.rows.n {
		if r > 0 && by[r] == by[r-1] {
			first[r] = first[r-1]
		} else {
			first[r] = s.rows.cols[of][r]
		}
	}
	s.at = []int{last}
}

// runParts parts arranged rows where the value that they are arranged by changes.
func (q *Query) runParts(n *plan.Arrange, s *sorter) (parts []part) {
	values, all := s.rows.cols[n.Col(n.By)], &Batch{N: s.rows.n, Cols: s.rows.cols[:len(n.Vars)]}
	each := max(1, all.N/mostParts)
	for from := 0; from < all.N; {
		to := min(all.N, from+each)
		for to < all.N && values[to] == values[to-1] {
			to++
		}
		parts = append(parts, part{leaf: n, rows: all.piece(from, to)})
		from = to
	}
	return parts
}
