package exec

import (
	"fmt"

	"w3id.org/concord/query/plan"
)

// open makes the operator of a node.
func (q *Query) open(n plan.Node, e *env) (operator, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	if g, err := q.openSplit(n, e); g != nil || err != nil {
		return g, err
	}
	if d, ok := n.(*plan.Distinct); ok && d.By != "" {
		if g, err := q.openArranged(d, e); g != nil || err != nil {
			return g, err
		}
	}
	c := q.stats.of(n)
	if q.part == nil {
		c.opens.Add(1)
	}
	out := &counted{q: q, counter: c}
	defer out.leave(out.enter())
	op, err := q.operator(n, e)
	if err != nil {
		return nil, err
	}
	out.operator = op
	return out, nil
}

func (q *Query) operator(n plan.Node, e *env) (operator, error) {
	switch n := n.(type) {
	case *plan.Unit:
		return &unit{}, nil
	case *plan.Empty:
		return &nothing{}, nil
	case *plan.Input:
		return &stored{q: q, rows: e.find(n)}, nil
	case *plan.Values:
		return &stored{q: q, rows: tableOf(n)}, nil
	case *plan.RangeScan:
		return q.openRanges(n, e)
	case *plan.Scan:
		return q.openScan(n, e)
	case *plan.Tally:
		return q.openTally(n, e)
	case *plan.JoinTally:
		return q.openJoinTally(n, e)
	case *plan.Arrange:
		if q.part != nil && q.part.leaf == n {
			return &stored{q: q, rows: q.part.rows}, nil
		}
		return q.open(n.Input, e)
	case *plan.Lookup:
		return q.openLookup(n, e)
	case *plan.Search:
		return q.openSearch(n, e)
	case *plan.Route:
		return q.openRoute(n, e)
	case *plan.PathScan:
		return q.openPath(n, e)
	case *plan.PathTally:
		return q.openPathTally(n, e)
	case *plan.Join:
		return q.openJoin(n, e)
	case *plan.Union:
		return &unionAll{q: q, n: n, e: e}, nil
	case *plan.GraphApply:
		return &graphApply{q: q, n: n, e: e}, nil
	case *plan.Service:
		return q.openService(n, e)
	}
	return q.openUnary(n, e)
}

// inputEnv is what the input of an operator sees: under a LIMIT the first rows may be all that are wanted, while groups and sorts
// read to the end.
func inputEnv(n plan.Node, e *env) *env {
	switch n := n.(type) {
	case *plan.Slice:
		return e.first(e.few || n.Limit >= 0)
	case *plan.Sort, *plan.Group:
		return e.first(false)
	}
	return e
}

// openUnary makes the operators with exactly one input.
func (q *Query) openUnary(n plan.Node, e *env) (operator, error) {
	if len(n.Kids()) != 1 {
		return nil, fmt.Errorf("exec: no operator for %T", n)
	}
	in, err := q.open(n.Kids()[0], inputEnv(n, e))
	if err != nil {
		return nil, err
	}
	switch n := n.(type) {
	case *plan.Filter:
		return q.newFilter(n, in, e)
	case *plan.Extend:
		return q.newExtend(n, in, e)
	case *plan.Group:
		return q.newGroup(n, in, e)
	case *plan.Sort:
		return q.newSort(n, in, e)
	case *plan.Project:
		return newProject(n, in), nil
	case *plan.Distinct:
		if n.Grouped() {
			return &runs{in: in}, nil
		}
		d := newDistinct(q, in, len(n.Vars))
		if q.part != nil && q.part.rows != nil {
			d.by = n.Out().Col(n.By)
		}
		return d, nil
	case *plan.Slice:
		return &slice{in: in, skip: n.Offset, left: n.Limit}, nil
	}
	in.close()
	return nil, fmt.Errorf("exec: no operator for %T", n)
}
