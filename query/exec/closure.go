package exec

import (
	"io"
	"math/bits"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// closure holds what a repeated path leads to from everywhere: the relation of its steps as a graph of numbered nodes, condensed
// into strongly connected components. Components are numbered so that edges lead to lower numbers (Tarjan 1972), and their
// reach sets are found for some targets at a time, all in one pass from the targets upward. So the members of a component
// share one set, memory does not grow with the pairs, and to count them none is made.
//
// A sequence within the repeat is walked through layers: a node of the graph is an ID in a layer, and layer 0 is where steps begin
// and end.
type closure struct {
	q         *Query
	graphs    index.GraphSet
	reflexive bool // the path may be of length zero
	ids       *table
	layers    uint32 // node = row of ids * layers + layer

	from, to []uint32 // edges, until they are condensed

	component []uint32 // of each node
	cyclic    []bool   // of each component: it reaches itself
	first     []uint32 // component c has members[first[c]:first[c+1]]
	members   []uint32 // rows of ids, for nodes of layer 0
	above     []uint32 // component c is reached in one step from sources[above[c]:above[c+1]]
	sources   []uint32
	held      int64
}

// closureKey names the closure of a path in the graphs that it reads.
type closureKey struct {
	path  *plan.Path
	graph index.ID
}

// closureOf condenses the steps of a path that Condenses.
func (q *Query) closureOf(path *plan.Path, g plan.GraphRef, e *env) (*closure, error) {
	key := closureKey{path, 0}
	if g.Active {
		key.graph = e.graph
	}
	if c := q.closures[key]; c != nil {
		return c, nil
	}
	c := &closure{q: q, graphs: e.graphs(g), reflexive: path.Min == 0, ids: newTable(q, 1), layers: layersOf(path.Repeat)}
	spare := uint32(1)
	if err := c.connect(path.Repeat, 0, 0, &spare); err != nil {
		return nil, err
	}
	if err := c.condense(); err != nil {
		return nil, err
	}
	q.closures[key] = c // held until the end of the query, like the adjacencies
	return c, nil
}

// layersOf counts the layers that a step needs: one, and one more between the parts of each sequence.
func layersOf(p *plan.Path) uint32 { return 1 + between(p) }

func between(p *plan.Path) (n uint32) {
	for _, x := range p.Alt {
		n += between(x)
	}
	for i, x := range p.Seq {
		n += between(x)
		if i > 0 {
			n++
		}
	}
	return n
}

// connect adds the edges of a path from one layer to another; spare is the next layer that nothing uses.
func (c *closure) connect(p *plan.Path, from, to uint32, spare *uint32) error {
	switch {
	case p.Alt != nil:
		for _, x := range p.Alt {
			if err := c.connect(x, from, to, spare); err != nil {
				return err
			}
		}
		return nil
	case p.Seq != nil:
		for i, x := range p.Seq {
			next := to
			if i < len(p.Seq)-1 {
				next = *spare
				*spare++
			}
			if err := c.connect(x, from, next, spare); err != nil {
				return err
			}
			from = next
		}
		return nil
	case p.Negated != nil:
		return c.connectOthers(p.Negated, from, to)
	}
	order := index.PSO
	if p.Inverse {
		order = index.POS
	}
	if p.Link.Kind() == index.KindQuery { // the store does not have it
		return nil
	}
	return c.read(index.Scan{Order: order, Prefix: []index.ID{p.Link}, Cols: 1<<1 | 1<<2}, func(dst [][]index.ID, n int) (subjects, objects []index.ID) {
		return dst[0][:n], dst[1][:n]
	}, from, to)
}

// connectOthers adds the triples of every predicate that is not excluded.
func (c *closure) connectOthers(n *plan.Negated, from, to uint32) error {
	walk := func(o index.Order, not []index.ID) error {
		return c.read(index.Scan{Order: o, Cols: 0b111}, func(dst [][]index.ID, n int) (subjects, objects []index.ID) {
			w := 0
			for i, p := range dst[1][:n] {
				dst[0][w], dst[2][w] = dst[0][i], dst[2][i]
				if !contains(not, p) {
					w++
				}
			}
			return dst[0][:w], dst[2][:w]
		}, from, to)
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

// read adds an edge for each pair that ends finds in the rows of a scan.
func (c *closure) read(req index.Scan, ends func(dst [][]index.ID, n int) (from, to []index.ID), from, to uint32) error {
	req.Graphs = c.graphs
	cur, err := c.q.snap.Scan(c.q.ctx, req)
	if err != nil {
		return err
	}
	defer cur.Close()
	dst := sizedBatch(bitsOf(req.Cols), BatchRows).Cols
	at := make([]uint32, 2*BatchRows)
	for {
		if err := c.q.check(); err != nil {
			return err
		}
		n, err := cur.Next(dst)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		s, o := ends(dst, n)
		if err := c.add(s, o, from, to, at); err != nil {
			return err
		}
	}
}

// add numbers the ends of edges and keeps them.
func (c *closure) add(s, o []index.ID, from, to uint32, at []uint32) error {
	n := len(s)
	if err := c.grow(int64(n) * 8); err != nil {
		return err
	}
	for i, ids := range [2][]index.ID{s, o} {
		if err := c.ids.upsert(n, [][]index.ID{ids}, at[i*n:(i+1)*n]); err != nil {
			return err
		}
	}
	for i := range n {
		c.from = append(c.from, at[i]*c.layers+from)
		c.to = append(c.to, at[n+i]*c.layers+to)
	}
	return nil
}

func (c *closure) grow(n int64) error {
	c.held += n
	return c.q.grow(n)
}

// nodes is the number of nodes of the graph of steps.
func (c *closure) nodes() int { return c.ids.n * int(c.layers) }

// condense finds the components, their members and the edges between them, and lets the edges between nodes go.
func (c *closure) condense() error {
	n, m := int64(c.nodes()), int64(len(c.from))
	if err := c.grow(4*(n+m) + 5*4*n); err != nil { // adjacency; component, stack and marks of the search
		return err
	}
	first, next, err := c.adjacent(c.from, c.to, c.nodes())
	if err != nil {
		return err
	}
	count, err := c.components(first, next)
	if err != nil {
		return err
	}
	if err := c.grow(4*(2*int64(count)+int64(c.ids.n)+m) + int64(count)); err != nil {
		return err
	}
	c.collect(count)
	if err := c.link(count); err != nil {
		return err
	}
	c.from, c.to = nil, nil
	c.component = nil
	return c.grow(-(8*m + 4*(n+m) + 5*4*n) - 4*(m-int64(cap(c.sources))))
}

// adjacent sorts edges by their first end: node v leads to next[first[v]:first[v+1]].
func (c *closure) adjacent(from, to []uint32, nodes int) (first, next []uint32, err error) {
	first, next = make([]uint32, nodes+1), make([]uint32, len(to))
	for i, v := range from {
		if i&0xfffff == 0 {
			if err := c.q.check(); err != nil {
				return nil, nil, err
			}
		}
		first[v+1]++
	}
	for v := range nodes {
		first[v+1] += first[v]
	}
	for i, v := range from { // first[v] moves to the end of its edges, where first[v+1] begins
		if i&0xfffff == 0 {
			if err := c.q.check(); err != nil {
				return nil, nil, err
			}
		}
		next[first[v]] = to[i]
		first[v]++
	}
	copy(first[1:], first[:nodes])
	first[0] = 0
	return first, next, nil
}

// components numbers the strongly connected components so that edges lead to equal or lower numbers: Tarjan's search without
// recursion.
func (c *closure) components(first, next []uint32) (count uint32, err error) {
	t := &tarjan{c: c, first: first, next: next}
	n := c.nodes()
	t.low, t.at = make([]uint32, n), make([]uint32, n)
	c.component = make([]uint32, n)
	for v := range n {
		if t.low[v] == 0 {
			if err := t.search(uint32(v)); err != nil {
				return 0, err
			}
		}
	}
	return t.count, nil
}

// tarjan is the state of the search for components.
type tarjan struct {
	c           *closure
	first, next []uint32
	low         []uint32 // 0: not seen; the lowest number in the order of the search that is reached; done once it has a component
	at          []uint32 // the next edge to follow
	path        []uint32 // from the root of the search to the node it stands at
	open        []uint32 // nodes that have no component yet
	number      uint32
	count       uint32
	steps       uint32
}

const done = ^uint32(0)

func (t *tarjan) search(root uint32) error {
	t.visit(root)
	for len(t.path) > 0 {
		if t.steps++; t.steps&0xffff == 0 {
			if err := t.c.q.check(); err != nil {
				return err
			}
		}
		v := t.path[len(t.path)-1]
		if t.at[v] < t.first[v+1] {
			w := t.next[t.at[v]]
			t.at[v]++
			if t.low[w] == 0 {
				t.visit(w)
			} else if t.low[w] != done {
				t.low[v] = min(t.low[v], t.low[w])
			}
			continue
		}
		t.leave(v)
	}
	return nil
}

func (t *tarjan) visit(v uint32) {
	t.number++
	t.low[v], t.at[v] = t.number, t.first[v]
	t.c.component[v] = t.number // until it has a component: when it was seen
	t.path, t.open = append(t.path, v), append(t.open, v)
}

// leave goes back from a node all of whose edges were followed; one that reaches nothing seen before it closes a component.
func (t *tarjan) leave(v uint32) {
	t.path = t.path[:len(t.path)-1]
	if t.low[v] == t.c.component[v] {
		for w := v + 1; w != v; {
			w = t.open[len(t.open)-1]
			t.open = t.open[:len(t.open)-1]
			t.low[w], t.c.component[w] = done, t.count
		}
		t.count++
		return
	}
	up := t.path[len(t.path)-1]
	t.low[up] = min(t.low[up], t.low[v])
}

// collect lists the members of the components that are ends of steps.
func (c *closure) collect(count uint32) {
	c.first, c.members, c.cyclic = make([]uint32, count+1), make([]uint32, c.ids.n), make([]bool, count)
	for r := range c.ids.n {
		c.first[c.component[r*int(c.layers)]+1]++
	}
	for i := range count {
		c.first[i+1] += c.first[i]
	}
	for r := range c.ids.n {
		at := &c.first[c.component[r*int(c.layers)]]
		c.members[*at] = uint32(r)
		*at++
	}
	copy(c.first[1:], c.first[:count])
	c.first[0] = 0
}

// link turns the edges between nodes into those between components, each once, and marks the components that reach themselves.
func (c *closure) link(count uint32) error {
	w := 0
	for i, v := range c.from {
		from, to := c.component[v], c.component[c.to[i]]
		if from == to {
			c.cyclic[to] = true
			continue
		}
		c.from[w], c.to[w] = from, to
		w++
	}
	var err error
	if c.above, c.sources, err = c.adjacent(c.to[:w], c.from[:w], int(count)); err != nil {
		return err
	}
	seen := make([]uint32, count) // +1: the component that the source was last listed for
	at, begin := uint32(0), uint32(0)
	for t := range count {
		end := c.above[t+1]
		for _, s := range c.sources[begin:end] {
			if seen[s] != t+1 {
				seen[s] = t + 1
				c.sources[at] = s
				at++
			}
		}
		begin, c.above[t+1] = end, at
	}
	c.sources = c.sources[:at]
	return nil
}

// size is the number of ends of steps in a component.
func (c *closure) size(of uint32) uint32 { return c.first[of+1] - c.first[of] }

// leads marks the components from which some end of a step is reached.
func (c *closure) leads() []bool {
	out := make([]bool, len(c.cyclic))
	for t := range uint32(len(out)) {
		out[t] = out[t] || c.cyclic[t] // by a cycle, which goes through layer 0
		if !out[t] && c.size(t) == 0 {
			continue
		}
		for _, s := range c.sources[c.above[t]:c.above[t+1]] {
			out[s] = true
		}
	}
	return out
}

// nodesOf are the ends of steps in a component.
func (c *closure) nodesOf(of uint32) []uint32 { return c.members[c.first[of]:c.first[of+1]] }

// reaches goes over the reach sets of a closure, for some targets at a time.
type reaches struct {
	c       *closure
	words   int      // of 64 targets each
	targets []uint32 // components, ascending
	sets    []uint64 // words for each component
	active  []uint64 // the components that reach a target and were not yet passed, as bits
	place   []uint32 // +1: which of the targets a component is
	next    uint32   // the first component that has not been a target
	at      uint32   // the next component to pass
	held    int64
	steps   int
}

const (
	mostWords = 8
	setBytes  = 32 << 20 // that sets may take before fewer targets are looked at at a time
)

// newReaches begins with the first targets.
func (c *closure) newReaches() (*reaches, error) {
	n := len(c.cyclic)
	r := &reaches{c: c, words: max(1, min(mostWords, setBytes/(8*max(n, 1))))}
	r.held = int64(n) * int64(8*r.words+5)
	if err := c.q.grow(r.held); err != nil {
		return nil, err
	}
	r.sets, r.active, r.place = make([]uint64, n*r.words), make([]uint64, (n+63)/64), make([]uint32, n)
	r.at = uint32(n)
	return r, nil
}

// pass goes on to the next component that reaches some of the targets: set has a bit for each of them. ok is false at the end.
func (r *reaches) pass() (from uint32, set []uint64, ok bool, err error) {
	for {
		if r.steps++; r.steps&0xff == 0 {
			if err := r.c.q.check(); err != nil {
				return 0, nil, false, err
			}
		}
		if from, ok = r.nextActive(); !ok {
			if ok = r.nextTargets(); !ok {
				return 0, nil, false, nil
			}
			continue
		}
		set = r.sets[int(from)*r.words : (int(from)+1)*r.words]
		if r.spread(from, set) && r.c.size(from) > 0 {
			return from, set, true, nil
		}
	}
}

// nextActive finds the lowest component that has a set.
func (r *reaches) nextActive() (uint32, bool) {
	for w := int(r.at >> 6); w < len(r.active); w++ {
		word := r.active[w]
		if w == int(r.at>>6) {
			word &= ^uint64(0) << (r.at & 63)
		}
		if word != 0 {
			c := uint32(w<<6 + bits.TrailingZeros64(word))
			r.active[w] &^= 1 << (c & 63)
			r.at = c + 1
			return c, true
		}
	}
	return 0, false
}

// nextTargets begins with the next components that have members.
func (r *reaches) nextTargets() bool {
	for _, t := range r.targets {
		r.place[t] = 0
	}
	r.targets = r.targets[:0]
	n := uint32(len(r.c.cyclic))
	for ; r.next < n && len(r.targets) < 64*r.words; r.next++ {
		if r.c.size(r.next) == 0 {
			continue
		}
		r.targets = append(r.targets, r.next)
		r.place[r.next] = uint32(len(r.targets))
		r.active[r.next>>6] |= 1 << (r.next & 63)
	}
	if len(r.targets) == 0 {
		return false
	}
	for _, t := range r.targets {
		clear(r.sets[int(t)*r.words : (int(t)+1)*r.words])
	}
	r.at = r.targets[0]
	return true
}

// spread adds the set of a component, and the component itself, to the sets of those that lead to it. It reports whether it reaches
// any target. A set is complete when its component is passed: what it leads to has lower numbers.
func (r *reaches) spread(from uint32, set []uint64) bool {
	own := r.place[from]
	if own > 0 {
		set[(own-1)>>6] |= 1 << ((own - 1) & 63)
	}
	for _, s := range r.c.sources[r.c.above[from]:r.c.above[from+1]] {
		up := r.sets[int(s)*r.words : (int(s)+1)*r.words]
		if word, bit := s>>6, uint64(1)<<(s&63); r.active[word]&bit == 0 {
			r.active[word] |= bit
			copy(up, set)
			continue
		}
		for i, x := range set {
			up[i] |= x
		}
	}
	r.steps += int(r.c.above[from+1]-r.c.above[from]) >> 4
	if own > 0 && !r.c.cyclic[from] && !r.c.reflexive {
		set[(own-1)>>6] &^= 1 << ((own - 1) & 63)
	}
	for _, x := range set {
		if x != 0 {
			return true
		}
	}
	return false
}

// count is the number of nodes in the components of a set.
func (r *reaches) count(set []uint64) (n int64) {
	r.each(set, func(t uint32) { n += int64(r.c.size(t)) })
	return n
}

// each calls use for the components of a set.
func (r *reaches) each(set []uint64, use func(uint32)) {
	for w, x := range set {
		for ; x != 0; x &= x - 1 {
			use(r.targets[w<<6+bits.TrailingZeros64(x)])
		}
	}
}

func (r *reaches) free() {
	r.c.q.hold(-r.held)
	r.held = 0
}
