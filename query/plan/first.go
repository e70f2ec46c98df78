package plan

import (
	"math"

	"w3id.org/concord/query/algebra"
)

// take is the number of rows that are wanted of what is planned now. It holds for that alone.
func (b *Builder) take() int64 {
	first := b.first
	b.first = 0
	return first
}

// streams reports whether the first rows of an operator come from the first rows of the input that is planned first.
func streams(n algebra.Node) bool {
	switch n.(type) {
	case *algebra.OrderBy, *algebra.Group, *algebra.Service, *algebra.Search, *algebra.Slice:
		return false
	}
	return true
}

const (
	slowStart = 1000 // work before the first row from which it is worth looking for another order
	dearest   = 4    // times the work for all rows that it may take to find the first where there are fewer than expected
	doubt     = 1000 // times fewer: as few as these have to be thought of
	surplus   = 8    // times the rows wanted that are expected to be made: the matches may lie anywhere, and filters take some
)

// hurry looks for an order that gives the first rows sooner where only these are wanted and the best order for all of them begins with
// much work, as a hash join does.
func (j *joinGroup) hurry(best Node) (Node, error) {
	s := best.Out()
	if j.first == 0 || j.b.Method != Auto || len(j.factors) < 2 || s.Start < slowStart {
		return best, nil
	}
	j.share = math.Min(1, surplus*float64(j.first)/math.Max(1, s.Rows))
	quick, err := j.order()
	if err != nil || j.priceOf(best) <= j.priceOf(quick) || j.late(quick) > dearest*s.Cost {
		j.share = 1
		return best, err
	}
	return quick, nil
}

// price is the work that a step is expected to cause: all of its start, and a share of the rest.
func (j *joinGroup) price(s *step) float64 {
	if j.share == 1 { // also where no cost is finite
		return s.cost
	}
	return s.start + j.share*(s.cost-s.start)
}

// late is the work up to the first rows where these come much later than expected; for all rows, where few are expected.
func (j *joinGroup) late(n Node) float64 {
	s := n.Out()
	return s.Start + math.Min(1, doubt*j.share)*(s.Cost-s.Start)
}

func (j *joinGroup) priceOf(n Node) float64 {
	return j.price(&step{cost: n.Out().Cost, start: n.Out().Start})
}
