package exec

import (
	"io"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// linkKey names an adjacency: a predicate and a direction in the graphs that a path reads.
type linkKey struct {
	link    index.ID
	inverse bool
	graph   index.ID
	active  bool
	node    *plan.PathScan
}

// adjacency gives the neighbours of nodes by one predicate. It looks them up in the store until so many have been asked
// for that reading the whole predicate is cheaper; then it holds all of them.
type adjacency struct {
	q      *Query
	req    index.Scan
	asked  uint64
	count  uint64
	loaded bool
	nodes  *table // distinct sources; row i has targets[first[i]:first[i+1]]
	first  []uint32
	to     []index.ID
	last   index.ID     // the source read last
	heads  []uint32     // scratch
	one    [][]index.ID // scratch
	buf    []index.ID   // neighbours on their way into a set
}

const (
	loadAlways = 1024 // predicates with no more triples are read at once
	loadFactor = 4    // one lookup costs about so many rows of a scan
)

func (q *Query) adjacency(p *plan.Path, n *plan.PathScan, e *env) (*adjacency, error) {
	key := linkKey{p.Link, p.Inverse, e.graph, n.Graph.Active, n}
	if a := q.links[key]; a != nil {
		return a, nil
	}
	o := index.PSO
	if p.Inverse {
		o = index.POS
	}
	a := &adjacency{q: q, req: index.Scan{Order: o, Prefix: []index.ID{p.Link}, Cols: 1<<1 | 1<<2, Graphs: e.graphs(n.Graph)}}
	if p.Link.Kind() == index.KindQuery {
		a.loaded = true
		a.nodes = newTable(q, 1)
	} else {
		var err error
		if a.count, _, err = q.snap.Count(q.ctx, a.req); err != nil {
			return nil, err
		}
	}
	q.links[key] = a
	return a, nil
}

// each adds the neighbours of nodes to a set.
func (a *adjacency) each(nodes []index.ID, out *table) error {
	a.asked += uint64(len(nodes))
	if !a.loaded && a.q.snap.Caps().Sorted && (a.count <= loadAlways || a.asked*loadFactor > a.count) {
		if err := a.load(); err != nil {
			return err
		}
	}
	if !a.loaded {
		return a.lookUp(nodes, out)
	}
	return a.fromMemory(nodes, out)
}

func (a *adjacency) fromMemory(nodes []index.ID, out *table) error {
	if a.heads == nil {
		a.heads, a.one = make([]uint32, BatchRows), make([][]index.ID, 1)
	}
	heads := a.heads
	for len(nodes) > 0 {
		if err := a.q.check(); err != nil {
			return err
		}
		n := min(BatchRows, len(nodes))
		a.one[0] = nodes[:n]
		a.nodes.probe(n, a.one, heads)
		for _, h := range heads[:n] {
			if h == 0 {
				continue
			}
			a.buf = append(a.buf, a.to[a.first[h-1]:a.first[h]]...)
			if len(a.buf) < BatchRows {
				continue
			}
			if err := a.flush(out); err != nil {
				return err
			}
		}
		nodes = nodes[n:]
	}
	return a.flush(out)
}

// flush adds the neighbours that were collected.
func (a *adjacency) flush(out *table) error {
	err := out.addIDs(a.buf)
	a.buf = a.buf[:0]
	return err
}

// load reads the whole predicate.
func (a *adjacency) load() error {
	c, err := a.q.snap.Scan(a.q.ctx, a.req)
	if err != nil {
		return err
	}
	defer c.Close()
	a.nodes = newTable(a.q, 1)
	dst := sizedBatch(2, BatchRows).Cols
	rows := make([]uint32, BatchRows)
	for {
		n, err := c.Next(dst)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if err := a.loadBatch(dst, n, rows); err != nil {
			return err
		}
	}
	a.first = append(a.first, uint32(len(a.to)))
	a.loaded = true
	return nil
}

func (a *adjacency) loadBatch(dst [][]index.ID, n int, rows []uint32) error {
	if err := a.q.check(); err != nil {
		return err
	}
	if err := a.q.grow(int64(n) * 12); err != nil {
		return err
	}
	starts := rows[:0:len(rows)]
	keys := a.buf[:0]
	for i, id := range dst[0][:n] { // sorted: a source is new where it differs from the one before
		if id != a.last {
			a.last = id
			keys, starts = append(keys, id), append(starts, uint32(len(a.to)+i))
		}
	}
	a.first = append(a.first, starts...)
	a.to = append(a.to, dst[1][:n]...)
	a.buf = keys[:0]
	return a.nodes.addIDs(keys)
}

// lookUp seeks each node with one cursor that moves forward.
func (a *adjacency) lookUp(nodes []index.ID, out *table) error {
	return a.q.seekEach(a.req, nodes, func(dst [][]index.ID, n int) error { return out.addIDs(dst[1][:n]) })
}

// seekEach hands over the rows whose first column after the prefix is one of the nodes, in batches.
func (q *Query) seekEach(req index.Scan, nodes []index.ID, use func(dst [][]index.ID, n int) error) error {
	sorted := slices.Clone(nodes)
	slices.Sort(sorted)
	if !q.snap.Caps().Sorted {
		return q.scanEach(req, sorted, use)
	}
	c, err := q.snap.Scan(q.ctx, req)
	if err != nil {
		return err
	}
	defer c.Close()
	w := &seeker{q: q, c: c, dst: sizedBatch(bitsOf(req.Cols), 64).Cols}
	w.part = make([][]index.ID, len(w.dst))
	for i, id := range sorted {
		if id == 0 || id.Kind() == index.KindQuery || i > 0 && sorted[i-1] == id {
			continue
		}
		if err := w.rows(id, use); err != nil {
			return err
		}
	}
	return nil
}

// seeker hands over rows by ascending key; what was read beyond a key serves the next ones.
type seeker struct {
	q     *Query
	c     index.Cursor
	dst   [][]index.ID
	part  [][]index.ID // the rows of dst handed over
	key   [1]index.ID
	n     int // rows in dst
	at    int // first of them not yet passed
	ended bool
}

func (w *seeker) rows(id index.ID, use func(dst [][]index.ID, n int) error) error {
	if err := w.to(id); err != nil {
		return err
	}
	part := w.part
	for w.at < w.n && w.dst[0][w.at] == id {
		from := w.at
		for w.at < w.n && w.dst[0][w.at] == id {
			w.at++
		}
		for i := range part {
			part[i] = w.dst[i][from:w.at]
		}
		if err := use(part, w.at-from); err != nil {
			return err
		}
		if w.at == w.n {
			if err := w.read(); err != nil {
				return err
			}
		}
	}
	return nil
}

// to moves to the first row of a key or beyond it.
func (w *seeker) to(id index.ID) error {
	for w.at < w.n && w.dst[0][w.at] < id {
		w.at++
	}
	if w.at < w.n || w.ended {
		return nil
	}
	w.key[0] = id
	if err := w.c.Seek(w.key[:]); err != nil {
		return err
	}
	return w.read()
}

func (w *seeker) read() (err error) {
	if err := w.q.check(); err != nil {
		return err
	}
	w.at = 0
	w.n, err = w.c.Next(w.dst)
	if err == io.EOF {
		w.n, w.ended, err = 0, true, nil
	}
	return err
}

// scanEach reads everything and picks, for stores that cannot seek.
func (q *Query) scanEach(req index.Scan, sorted []index.ID, use func(dst [][]index.ID, n int) error) error {
	c, err := q.snap.Scan(q.ctx, req)
	if err != nil {
		return err
	}
	defer c.Close()
	dst := sizedBatch(bitsOf(req.Cols), BatchRows).Cols
	for {
		n, err := c.Next(dst)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		mark := make([]bool, n)
		for i := range mark {
			_, mark[i] = slices.BinarySearch(sorted, dst[0][i])
		}
		b := &Batch{N: n, Cols: dst}
		b.keep(mark)
		if err := use(dst, b.N); err != nil {
			return err
		}
	}
}

func bitsOf(cols uint8) int {
	n := 0
	for ; cols != 0; cols &= cols - 1 {
		n++
	}
	return n
}

// addIDs adds IDs to a table of one column that is a set.
func (t *table) addIDs(ids []index.ID) error {
	if t.one == nil {
		t.one = make([][]index.ID, 1)
	}
	for len(ids) > 0 {
		n := min(BatchRows, len(ids))
		if cap(t.at) < n {
			t.at = make([]uint32, n)
		}
		t.one[0] = ids[:n]
		if err := t.upsert(n, t.one, t.at[:n]); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}
