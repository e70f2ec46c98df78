package plan

// way is how a plan is joined with a factor.
type way uint8

const (
	none  way = iota
	ready     // the operator is there: a factor alone, a path, a route, a feed
	byLookup
	byMerge
	byHash
)

// step is a way to join a plan with a factor and what it is expected to cost. The search for an order weighs many more steps than it
// takes, so operators are made only of those that it takes.
type step struct {
	how        way
	cur        Node
	f          *factor
	node       Node // where it is ready
	rows, cost float64
	start      float64 // the part of cost before the first row
}

func made(n Node) step {
	return step{how: ready, node: n, rows: n.Out().Rows, cost: n.Out().Cost, start: n.Out().Start}
}

// filtered is a factor alone, with the filters that see nothing else.
func (j *joinGroup) filtered(f *factor) Node {
	if f.filtered == nil {
		f.filtered = j.filterNow(nil, f.alone)
	}
	return f.filtered
}

// step chooses the cheapest way to join a plan with a factor.
func (j *joinGroup) step(cur Node, f *factor) (step, error) {
	if _, unit := cur.(*Unit); unit {
		return made(j.filtered(f)), nil
	}
	ways, err := j.ways(j.scratch[:0], cur, f)
	if err != nil {
		return step{}, err
	}
	j.scratch = ways
	if j.b.Method != Auto && j.b.Method != ForceTree {
		return j.b.forced(ways), nil
	}
	return j.cheapest(ways), nil
}

func (j *joinGroup) cheapest(ways []step) step {
	best := ways[0]
	for _, w := range ways[1:] {
		if j.price(&w) < j.price(&best) {
			best = w
		}
	}
	return best
}

// ways are the steps from a plan to a factor. The last is the hash join, which is always possible.
func (j *joinGroup) ways(out []step, cur Node, f *factor) ([]step, error) {
	if f.pattern != nil {
		if r := j.b.readBy(cur.Out(), f); r != nil {
			out = append(out, j.lookupStep(cur, f, r))
		}
	}
	for _, special := range [...]func(Node, *factor) (Node, error){j.pathStep, j.routeStep, j.feedStep} {
		n, err := special(cur, f)
		if err != nil {
			return nil, err
		}
		if n != nil {
			out = append(out, made(j.filterNow(cur, n)))
		}
		if n != nil && (f.route != nil || calledByVar(f.node)) {
			return out, nil // there is no other way
		}
	}
	return j.joinSteps(out, cur, f), nil
}

func (j *joinGroup) pathStep(cur Node, f *factor) (Node, error) {
	if f.path == nil {
		return nil, nil
	}
	return j.b.pathFrom(cur, f)
}

func (j *joinGroup) routeStep(cur Node, f *factor) (Node, error) {
	if f.route == nil {
		return nil, nil
	}
	return j.b.routeFrom(cur, f)
}

func (j *joinGroup) feedStep(cur Node, f *factor) (Node, error) {
	if !f.feeds {
		return nil, nil
	}
	return j.b.feedJoin(cur, f)
}

// lookupStep reads the pattern of a factor by the keys that the plan binds. The filters over the factor alone come after it.
func (j *joinGroup) lookupStep(cur Node, f *factor, r *reading) step {
	in, right := cur.Out(), f.alone.Out()
	s := step{how: byLookup, cur: cur, f: f, rows: pairRows(in, right, nil)}
	s.cost, s.start = in.Cost+lookupCost(in.Rows, right.Rows, j.b.leads(cur, r.key))+s.rows, in.Start
	j.weigh(&s, nil, nil)
	return s
}

// joinSteps join a plan with the rows of the factor alone.
func (j *joinGroup) joinSteps(out []step, cur Node, f *factor) []step {
	alone := j.filtered(f)
	equal := equalKeys(cur, alone, j.equal)
	l, r := cur.Out(), alone.Out()
	s := step{cur: cur, f: f, rows: pairRows(l, r, equal)}
	cost := l.Cost + r.Cost + s.rows
	if v, ok := mergeKey(l, r); ok && j.b.leads(cur, v) && j.b.leads(alone, v) {
		m := s
		m.how, m.cost, m.start = byMerge, cost+2*l.Rows, l.Start+r.Start
		j.weigh(&m, alone, nil)
		out = append(out, m)
	}
	if l.Rows < r.Rows { // the smaller side is hashed
		l, r = r, l
	}
	s.how, s.cost, s.start = byHash, cost+2*l.Rows+3*r.Rows, l.Start+r.Cost+3*r.Rows
	j.weigh(&s, alone, equal)
	return append(out, s)
}

// weigh adds what the filters cost and leave that a join makes possible: those that none of its sides could apply. alone is nil where
// the factor's own filters come after the join.
func (j *joinGroup) weigh(s *step, alone Node, equal []Key) {
	for _, p := range j.filters {
		if !p.readyAfter(s.cur.Out(), s.f.alone.Out()) || j.ready(p, s.cur) || alone != nil && j.ready(p, alone) {
			continue
		}
		s.cost += s.rows
		if !settledBy(equal, p.expr) {
			s.rows *= selectivity(p.expr)
		}
	}
}

// readyAfter reports whether the variables of a filter are bound by one side of a join or the other.
func (p *pending) readyAfter(l, r *Schema) bool {
	for v := range p.need {
		if !l.IsCertain(v) && !r.IsCertain(v) {
			return false
		}
	}
	return true
}

// take makes the operator of a step.
func (j *joinGroup) take(s *step) (Node, error) {
	if err := j.b.Ctx.Err(); err != nil {
		return nil, err
	}
	switch s.how {
	case byLookup:
		s.node = j.filterNow(s.cur, j.b.lookup(s.cur, s.f))
	case byMerge:
		alone := j.filtered(s.f)
		s.node = j.filterBoth(s.cur, alone, j.b.mergeJoin(s.cur, alone))
	case byHash:
		alone := j.filtered(s.f)
		s.node = j.filterBoth(s.cur, alone, j.b.hashJoin(s.cur, alone, j.equal...))
	}
	return s.node, nil
}

// forced picks the step a test asks for, else what there is.
func (b *Builder) forced(ways []step) step {
	for _, w := range ways {
		switch {
		case b.Method == ForceLookup && w.how == byLookup, b.Method == ForceMerge && w.how == byMerge, b.Method == ForceHash && w.how == byHash:
			return w
		case b.Method == ForceFeed && w.how == ready && fed(w.node):
			return w
		}
	}
	return ways[len(ways)-1]
}

// fed reports whether a plan is a join with a feed, under filters or not.
func fed(n Node) bool {
	if f, ok := n.(*Filter); ok {
		n = f.Input
	}
	j, ok := n.(*Join)
	return ok && j.Feed != nil
}
