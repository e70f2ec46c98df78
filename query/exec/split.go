package exec

import (
	"context"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// A pipeline over one scan is split into parts by key ranges of the scan where its work pays for that. How many parts depends on the
// plan and the store alone, so that rows come in one sequence whether there are workers or not.
const (
	splitCost = 1 << 18 // work from which a pipeline is split, in rows touched: some milliseconds
	sumCost   = 1 << 17 // and from which a count is, whose parts hand on one number each
	partCost  = 1 << 16 // work of a part
	partRows  = 1 << 12 // rows of the scan of a part: a lookup whose input is not sorted passes over its pattern in each part
	mostParts = 64
)

// part is what a worker reads: a part of the scan or of the arranged rows of a pipeline, or all scans of a count within a range of keys.
type part struct {
	leaf plan.Node
	scan index.Scan
	rows *Batch // where leaf is an Arrange
	keys *keyRange
}

// pipeline gives the scan that a plan runs over row by row, and the operators from the plan down to it; nil where there is none,
// or nothing but projections over it.
func pipeline(n plan.Node) (leaf *plan.Scan, chain []plan.Node) {
	works := false
	for {
		chain = append(chain, n)
		switch at := n.(type) {
		case *plan.Scan:
			if !works || len(at.Vars) == 0 {
				return nil, nil
			}
			return at, chain
		case *plan.Project:
			n = at.Input
			continue
		case *plan.Lookup:
			n = at.Input
		case *plan.Filter:
			if hasExists(at.Conds...) {
				return nil, nil
			}
			n = at.Input
		case *plan.Join:
			if at.Merge || at.Feed != nil || at.Cond != nil && hasExists(at.Cond) || !independent(at.Right) {
				return nil, nil
			}
			n = at.Left
		default:
			return nil, nil
		}
		works = true
	}
}

func hasExists(conds ...*plan.Expr) bool {
	for _, c := range conds {
		if len(c.Exists) > 0 {
			return true
		}
	}
	return false
}

// openSplit opens a plan in parts; nil where that does not pay or cannot be done.
func (q *Query) openSplit(n plan.Node, e *env) (operator, error) {
	if q.part != nil || e.few || !q.pays(n.Out().Cost) {
		return nil, nil
	}
	leaf, chain := pipeline(n)
	if leaf == nil {
		return nil, nil
	}
	parts := q.partsOf(n.Out().Cost, leaf.Rows)
	if parts < 2 {
		return nil, nil
	}
	scans, err := q.snap.Split(leaf.Request(e.graphs(leaf.Pattern.Graph)), parts)
	if err != nil || len(scans) < 2 {
		return nil, err
	}
	x := newExchange(q, n, e)
	x.chain = chain
	for _, s := range scans {
		x.pieces = append(x.pieces, part{leaf: leaf, scan: s})
	}
	if x.shared, err = q.buildAll(chain, e); x.shared == nil || err != nil {
		return nil, err
	}
	x.count()
	return x, nil
}

// pays reports whether work of a cost is worth splitting, and there are cores for it.
func (q *Query) pays(cost float64) bool { return q.paysFrom(splitCost, cost) }

func (q *Query) paysFrom(least, cost float64) bool {
	if q.opts.SplitCost > 0 {
		least = q.opts.SplitCost
	}
	return q.opts.Cores != nil && cost >= least
}

// partsOf is how many parts pay for work of a cost that reads a scan of so many rows.
func (q *Query) partsOf(cost, rows float64) int {
	if q.opts.SplitCost > 0 {
		return mostParts
	}
	return min(mostParts, int(cost/partCost), int(rows/partRows))
}

// buildAll hashes the build sides of a pipeline, which its workers share; nil if one does not fit into memory. The copies are not
// touched by what else the query does with them.
func (q *Query) buildAll(chain []plan.Node, e *env) (map[buildKey]table, error) {
	all := map[buildKey]table{}
	for _, n := range chain {
		j, ok := n.(*plan.Join)
		if !ok {
			continue
		}
		if ok, err := q.buildShared(j, e); !ok || err != nil {
			return nil, err
		}
		name := nameOf(j.Right, j.Keys)
		all[name] = *q.tables[name]
	}
	return all, nil
}

func (q *Query) buildShared(j *plan.Join, e *env) (bool, error) {
	c := counted{q: q, counter: q.stats.of(j)}
	defer c.leave(c.enter())
	t, op, err := q.beginBuild(j.Right, j.Keys, e.first(false))
	if op == nil || err != nil {
		return err == nil, err
	}
	defer op.close()
	more, err := t.fillSome(op)
	if more || err != nil {
		t.free()
		return false, err
	}
	q.keep(t, j.Right, j.Keys)
	return true, nil
}

// worker is a run of one part, beside others or in the place of the query. It probes the shared tables with scratch of its own.
func (q *Query) worker(ctx context.Context, p part, shared map[buildKey]table) *Query {
	w := &Query{ctx: ctx, snap: q.snap, opts: q.opts, dict: q.dict, budget: q.budget, stats: q.stats, part: &p, tables: make(map[buildKey]*table, len(shared))}
	for name, t := range shared {
		t.q, t.h, t.at, t.one = w, nil, nil, nil
		w.tables[name] = &t
	}
	return w
}
