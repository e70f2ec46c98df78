package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/query/expr"
	"w3id.org/concord/query/plan"
)

// firstStarts is the number of nodes that are searched one by one before a path is condensed: whether there is a match, or what the
// first ones are, should not wait for that.
const firstStarts = 16

// componentWalk gives the solutions of a path component by component.
type componentWalk struct {
	r    *reaches
	past []bool     // rows of the closure's IDs that were searched before
	from []uint32   // members of the component that are still to be written
	list []index.ID // what each of them reaches
	held int64
	rest []index.ID // nodes without a step, which reach themselves by a path of length zero
	all  bool       // rest is filled
	loop bool       // the loops are through
}

// condensed finds the nodes for the next start by the closure of the path.
func (p *pathScan) condensed() error {
	c, err := p.q.closureOf(p.forward, p.n.Graph, p.e)
	if err != nil {
		return err
	}
	if p.walk == nil {
		if p.walk, err = c.walk(p.starts[:p.start]); err != nil {
			return err
		}
	}
	w := p.walk
	if p.s.out == p.o.out {
		return p.loops(w)
	}
	for {
		if len(w.from) > 0 {
			row := w.from[0]
			w.from = w.from[1:]
			if w.past[row] {
				continue
			}
			p.list, p.from, p.back = w.list, c.ids.cols[0][row], false
			return nil
		}
		more, err := w.component()
		if err != nil {
			return err
		}
		if !more {
			return p.restOf(w)
		}
	}
}

// walk begins with all components; nodes that were searched before are left out.
func (c *closure) walk(past []index.ID) (*componentWalk, error) {
	r, err := c.newReaches()
	if err != nil {
		return nil, err
	}
	w := &componentWalk{r: r, past: make([]bool, c.ids.n), held: int64(c.ids.n)}
	for _, id := range past {
		var head [1]uint32
		c.ids.probe(1, [][]index.ID{{id}}, head[:])
		if head[0] > 0 {
			w.past[head[0]-1] = true
		}
	}
	return w, c.q.grow(w.held)
}

// component takes the next component and lists what it reaches.
func (w *componentWalk) component() (bool, error) {
	from, set, ok, err := w.r.pass()
	if !ok || err != nil {
		return false, err
	}
	c := w.r.c
	before := cap(w.list)
	w.list = w.list[:0]
	w.r.each(set, func(t uint32) {
		for _, row := range c.nodesOf(t) {
			w.list = append(w.list, c.ids.cols[0][row])
		}
	})
	w.from = c.nodesOf(from)
	grown := int64(cap(w.list)-before) * 8
	w.held += grown
	return true, c.q.grow(grown)
}

// restOf goes on with the nodes that the closure does not hold.
func (p *pathScan) restOf(w *componentWalk) error {
	if err := p.findRest(w); err != nil {
		return err
	}
	if len(w.rest) == 0 {
		p.nextRow(p.row + 1)
		return nil
	}
	p.list, p.from, p.back = w.rest[:1], w.rest[0], false
	w.rest = w.rest[1:]
	return nil
}

// findRest collects the nodes of the graph that no step leads from or to, but those searched before.
func (p *pathScan) findRest(w *componentWalk) (err error) {
	if w.all || !w.r.c.reflexive {
		return nil
	}
	w.all = true
	w.rest, err = w.r.c.isolated(p.n.Graph, p.e, p.starts[:p.start])
	return err
}

// isolated are the nodes of the graph that no step leads from or to, without those given.
func (c *closure) isolated(g plan.GraphRef, e *env, without []index.ID) ([]index.ID, error) {
	all, err := c.q.findStarts(&plan.Path{Repeat: &plan.Path{}}, g, e, -1)
	if err != nil {
		return nil, err
	}
	var out []index.ID
	for _, id := range all {
		if !c.ids.has(id) && !contains(without, id) {
			out = append(out, id)
		}
	}
	return out, c.q.grow(int64(cap(out)) * 8)
}

// loops gives the nodes that reach themselves, all at once.
func (p *pathScan) loops(w *componentWalk) error {
	if w.loop {
		p.nextRow(p.row + 1)
		return nil
	}
	w.loop = true
	c := w.r.c
	for t := range uint32(len(c.cyclic)) {
		if !c.cyclic[t] && !c.reflexive {
			continue
		}
		for _, row := range c.nodesOf(t) {
			w.list = append(w.list, c.ids.cols[0][row])
		}
	}
	if err := p.findRest(w); err != nil {
		return err
	}
	p.list, p.back = append(w.list, w.rest...), false
	return nil
}

func (w *componentWalk) free() {
	w.r.free()
	w.r.c.q.hold(-w.held)
	w.held = 0
}

// openPathTally counts the solutions of a path by components.
func (q *Query) openPathTally(n *plan.PathTally, e *env) (operator, error) {
	t := &pathTally{q: q, n: n, e: e}
	if err := t.run(); err != nil {
		return nil, err
	}
	return &t.out, nil
}

// pathTally computes the rows of a plan.PathTally.
type pathTally struct {
	q    *Query
	n    *plan.PathTally
	e    *env
	c    *closure
	rest []index.ID
	ids  []index.ID
	runs []int64
	out  stored
}

func (t *pathTally) run() error {
	if err := t.count(); err != nil {
		return err
	}
	return t.rows()
}

// count finds the nodes and counts.
func (t *pathTally) count() (err error) {
	if t.c, err = t.q.closureOf(t.n.Path, t.n.Graph, t.e); err != nil {
		return err
	}
	if t.c.reflexive {
		if t.rest, err = t.c.isolated(t.n.Graph, t.e, nil); err != nil {
			return err
		}
	}
	switch {
	case !t.n.Ends:
		err = t.countAll()
	case len(t.n.Vars) > 1:
		err = t.countEach()
	default:
		err = t.nodes()
	}
	return err
}

// countAll counts all pairs.
func (t *pathTally) countAll() error {
	sum := int64(len(t.rest))
	err := t.pass(func(from uint32, pairs int64) { sum += int64(t.c.size(from)) * pairs })
	t.runs = []int64{sum}
	return err
}

// pass gives the number of nodes that the nodes of a component reach, for some targets at a time.
func (t *pathTally) pass(use func(from uint32, pairs int64)) error {
	r, err := t.c.newReaches()
	if err != nil {
		return err
	}
	defer r.free()
	for {
		from, set, ok, err := r.pass()
		if !ok || err != nil {
			return err
		}
		use(from, r.count(set))
	}
}

// countEach counts the pairs of each node.
func (t *pathTally) countEach() error {
	counts := make([]int64, len(t.c.cyclic))
	if err := t.pass(func(from uint32, pairs int64) { counts[from] += pairs }); err != nil {
		return err
	}
	for from, n := range counts {
		if n > 0 {
			t.take(uint32(from), n)
		}
	}
	for _, id := range t.rest {
		t.ids, t.runs = append(t.ids, id), append(t.runs, 1)
	}
	return nil
}

// take makes a row of each node of a component.
func (t *pathTally) take(from uint32, count int64) {
	for _, row := range t.c.nodesOf(from) {
		t.ids, t.runs = append(t.ids, t.c.ids.cols[0][row]), append(t.runs, count)
	}
}

// nodes lists the nodes from which a path leads anywhere.
func (t *pathTally) nodes() error {
	for from, leads := range t.c.leads() {
		if leads || t.c.reflexive {
			t.take(uint32(from), 0)
		}
	}
	t.ids = append(t.ids, t.rest...)
	return nil
}

// rows makes the columns.
func (t *pathTally) rows() error {
	b := &Batch{N: len(t.runs)}
	if t.n.Ends {
		b.N = len(t.ids)
		b.Cols = append(b.Cols, t.ids)
	}
	if err := t.q.grow(int64(b.N) * int64(8*len(t.n.Vars)+8)); err != nil {
		return err
	}
	for len(b.Cols) < len(t.n.Vars) {
		col := make([]index.ID, b.N)
		if err := expr.Integers(t.q, t.runs, col); err != nil {
			return err
		}
		b.Cols = append(b.Cols, col)
	}
	t.out = stored{q: t.q, rows: b}
	return nil
}
