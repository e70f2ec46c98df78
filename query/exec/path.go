package exec

import (
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// pathScan joins its input with a property path: breadth-first search from the end that is known. Where none is, a repeated path is
// condensed into components, and every other one is searched from every node that can begin a match.
// The solutions of a path are a set, so each pair comes once.
type pathScan struct {
	q        *Query
	n        *plan.PathScan
	e        *env
	in       operator
	s, o     end
	forward  *plan.Path
	backward *plan.Path
	reached  map[reachKey]*table
	kept     int64

	starts []index.ID     // where neither end is known
	all    bool           // starts is filled
	walk   *componentWalk // over a closure, which follows the first starts
	found  int            // nodes reached from the starts of the row
	b      *Batch
	row    int
	start  int
	list   []index.ID // nodes still to be written for the current row
	from   index.ID   // where they were reached from
	back   bool       // from is the object

	out *Batch
	sel []int32
}

// end is one end of a path: a constant, a column of the input, or free.
type end struct {
	id  index.ID
	col int // of the input, -1 if not bound there
	out int // of the output, -1 for a constant
	// sure says that a path of length zero leads from the end to itself: it is written in the query, or surely a node of the graph.
	sure bool
}

func (e end) known() bool { return e.id != 0 || e.col >= 0 }

func (e end) value(b *Batch, row int) index.ID {
	if e.id != 0 {
		return e.id
	}
	return b.Cols[e.col][row]
}

type reachKey struct {
	from index.ID
	back bool
}

func (q *Query) openPath(n *plan.PathScan, e *env) (operator, error) {
	in, err := q.open(n.Input, e)
	if err != nil {
		return nil, err
	}
	p := &pathScan{q: q, n: n, e: e, in: in, forward: n.Path, backward: plan.Invert(n.Path), reached: map[reachKey]*table{}}
	ends := [2]*end{&p.s, &p.o}
	for i, s := range [2]plan.Slot{n.S, n.O} {
		*ends[i] = end{id: s.ID, col: -1, out: -1, sure: s.ID != 0 || n.Nodes[i]}
		if s.Var != "" {
			ends[i].col, ends[i].out = n.Input.Out().Col(s.Var), n.Col(s.Var)
		}
	}
	p.out, p.sel = newBatch(len(n.Vars)), make([]int32, BatchRows)
	return p, nil
}

func (p *pathScan) next() (*Batch, error) {
	p.out.N = 0
	for p.out.N < BatchRows {
		if len(p.list) > 0 {
			p.emit()
			continue
		}
		if p.b == nil || p.row == p.b.N {
			if p.out.N > 0 {
				break
			}
			var err error
			if p.b, err = p.in.next(); p.b == nil || err != nil {
				return nil, err
			}
			p.nextRow(0)
			continue
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	for i := range p.n.Input.Out().Vars {
		gather(p.out.Cols[i], p.b.Cols[i], p.sel[:p.out.N])
	}
	return p.out, nil
}

// advance finds the nodes for the current row, or for its next start.
func (p *pathScan) advance() error {
	row := p.row
	if err := p.q.check(); err != nil {
		return err
	}
	switch {
	case p.s.known() && p.o.known():
		p.row++
		return p.between(p.s.value(p.b, row), p.o.value(p.b, row), row)
	case p.s.known():
		p.row++
		return p.reachAll(p.s.value(p.b, row), false, p.s.sure)
	case p.o.known():
		p.row++
		return p.reachAll(p.o.value(p.b, row), true, p.o.sure)
	}
	return p.everywhere()
}

// nextRow begins with a row of the input.
func (p *pathScan) nextRow(row int) {
	p.row, p.start, p.found = row, 0, 0
	if p.walk != nil {
		p.walk.free()
		p.walk = nil
	}
}

// everywhere searches from the next node at which a match can begin. A path that condenses is searched so only until there are some
// rows, for whoever wants no more.
func (p *pathScan) everywhere() error {
	if p.forward.Condenses() && p.s.out == p.o.out { // loops are seldom found by searching here and there
		return p.condensed()
	}
	if !p.all {
		limit := -1
		if p.forward.Condenses() {
			limit = firstStarts
		}
		var err error
		if p.starts, err = p.q.findStarts(p.forward, p.n.Graph, p.e, limit); err != nil {
			return err
		}
		p.all = true
	}
	if p.forward.Condenses() && (p.start == len(p.starts) || p.found >= firstRows) {
		return p.condensed()
	}
	if p.start == len(p.starts) {
		p.nextRow(p.row + 1)
		return nil
	}
	p.start++
	from := p.starts[p.start-1]
	if p.s.out == p.o.out {
		return p.loop(from)
	}
	return p.reachAll(from, false, false)
}

// between asks whether the path leads from s to o; it searches from a constant end, so that one search serves all rows.
func (p *pathScan) between(s, o index.ID, row int) error {
	from, to, back, start := s, o, false, p.s
	if p.o.id != 0 && p.s.id == 0 {
		from, to, back, start = o, s, true, p.o
	}
	set, err := p.reach(from, back, start.sure)
	if err != nil || !set.has(to) {
		return err
	}
	p.sel[p.out.N] = int32(row)
	p.out.N++
	return nil
}

// reachAll makes every node reached from a known end a solution of the row just passed.
func (p *pathScan) reachAll(from index.ID, back, sure bool) error {
	set, err := p.reach(from, back, sure)
	if err == nil {
		p.list, p.from, p.back = set.cols[0], from, back
		p.found += set.n
	}
	return err
}

// loop asks whether a node reaches itself.
func (p *pathScan) loop(from index.ID) error {
	set, err := p.reach(from, false, false)
	if err == nil && set.has(from) {
		p.list, p.from, p.back = []index.ID{from}, from, false
	}
	return err
}

// emit writes nodes of list.
func (p *pathScan) emit() {
	n := min(len(p.list), BatchRows-p.out.N)
	row := p.row - 1
	known, free := p.s, p.o
	if p.back {
		known, free = p.o, p.s
	}
	if !known.known() { // both ends were free: the row is still the current one
		row = p.row
	}
	for i, id := range p.list[:n] {
		w := p.out.N + i
		p.sel[w] = int32(row)
		if known.out >= 0 {
			p.out.Cols[known.out][w] = p.from
		}
		p.out.Cols[free.out][w] = id
	}
	p.list = p.list[n:]
	p.out.N += n
}

const keptNodes = 1 << 20 // reached nodes that are remembered for later rows

// reach is the set of nodes the path leads to. A node that no triple of the graph holds relates to itself by a
// zero-length path only where it is written in the query; sure says that this need not be asked.
func (p *pathScan) reach(from index.ID, back, sure bool) (*table, error) {
	key := reachKey{from, back}
	if t := p.reached[key]; t != nil {
		return t, nil
	}
	path := p.forward
	if back {
		path = p.backward
	}
	t := newTable(p.q, 1)
	if err := p.image(path, []index.ID{from}, t); err != nil {
		return nil, err
	}
	if !sure && t.n == 1 && t.cols[0][0] == from {
		in, err := p.inGraph(from)
		if err != nil {
			return nil, err
		}
		if !in {
			t.free()
			t = newTable(p.q, 1)
		}
	}
	if p.kept += int64(t.n) + 8; p.kept > keptNodes {
		p.forget()
	}
	p.reached[key] = t
	return t, nil
}

func (p *pathScan) forget() {
	for k, t := range p.reached {
		t.free()
		delete(p.reached, k)
	}
	p.kept = 0
}

// image adds to out every node that a path leads to from one of in.
func (p *pathScan) image(path *plan.Path, in []index.ID, out *table) error {
	if err := p.q.check(); err != nil {
		return err
	}
	switch {
	case path.Repeat != nil:
		return p.repeat(path, in, out)
	case path.Seq != nil:
		return p.sequence(path.Seq, in, out)
	case path.Alt != nil:
		for _, x := range path.Alt {
			if err := p.image(x, in, out); err != nil {
				return err
			}
		}
		return nil
	case path.Negated != nil:
		return p.others(path.Negated, in, out)
	}
	a, err := p.q.adjacency(path, p.n, p.e)
	if err != nil {
		return err
	}
	return a.each(in, out)
}

func (p *pathScan) sequence(seq []*plan.Path, in []index.ID, out *table) error {
	for i, x := range seq {
		if i == len(seq)-1 {
			return p.image(x, in, out)
		}
		mid := newTable(p.q, 1)
		defer mid.free()
		if err := p.image(x, in, mid); err != nil {
			return err
		}
		in = mid.cols[0]
	}
	return nil
}

// repeat is breadth-first search: the set of visited nodes is also the queue.
func (p *pathScan) repeat(path *plan.Path, in []index.ID, out *table) error {
	visited := out
	if out.n > 0 {
		visited = newTable(p.q, 1)
		defer visited.free()
	}
	if path.Min == 0 {
		if err := visited.addIDs(in); err != nil {
			return err
		}
	}
	if !path.Many || path.Min > 0 {
		if err := p.image(path.Repeat, in, visited); err != nil {
			return err
		}
	}
	for done := 0; path.Many && done < visited.n; {
		front := visited.cols[0][done:visited.n:visited.n]
		done = visited.n
		if err := p.image(path.Repeat, front, visited); err != nil {
			return err
		}
	}
	if visited == out || visited.n == 0 {
		return nil
	}
	return out.addIDs(visited.cols[0])
}

// others follows every predicate that is not excluded.
func (p *pathScan) others(n *plan.Negated, in []index.ID, out *table) error {
	walk := func(o index.Order, not []index.ID) error {
		req := index.Scan{Order: o, Cols: 0b111, Graphs: p.e.graphs(p.n.Graph)}
		return p.q.seekEach(req, in, func(dst [][]index.ID, n int) error {
			for i := range n {
				if !contains(not, dst[1][i]) {
					if err := out.addIDs(dst[2][i : i+1]); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	if n.AnyForward {
		if err := walk(index.SPO, n.Forward); err != nil {
			return err
		}
	}
	if n.AnyBackward {
		return walk(index.OPS, n.Backward)
	}
	return nil
}

func contains(list []index.ID, id index.ID) bool {
	for _, x := range list {
		if x == id {
			return true
		}
	}
	return false
}

// inGraph reports whether a node is subject or object of a triple.
func (p *pathScan) inGraph(id index.ID) (bool, error) {
	if id.Kind() == index.KindQuery || id == 0 {
		return false, nil
	}
	for _, o := range [2]index.Order{index.SPO, index.OSP} {
		c, err := p.q.snap.Scan(p.q.ctx, index.Scan{Order: o, Prefix: []index.ID{id}, Cols: 1, Graphs: p.e.graphs(p.n.Graph), Limit: 1})
		if err != nil {
			return false, err
		}
		n, err := c.Next([][]index.ID{make([]index.ID, 1)})
		c.Close()
		if err != nil && err != io.EOF {
			return false, err
		}
		if n > 0 {
			return true, nil
		}
	}
	return false, nil
}

func (p *pathScan) close() {
	p.in.close()
	p.nextRow(0)
	p.forget()
}

// has reports whether a table of one column holds an ID.
func (t *table) has(id index.ID) bool {
	var head [1]uint32
	t.probe(1, [][]index.ID{{id}}, head[:])
	return head[0] != 0
}
