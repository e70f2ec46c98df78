package exec

import (
	"cmp"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// weightedRuns yields runs of the key of rows, each row as often as a weight says that belongs to its other column. Nothing is read before
// the first run is asked for: what it is joined with may be empty.
type weightedRuns struct {
	q       *Query
	n       *plan.Weighted
	e       *env
	kind    plan.JoinKind
	begun   bool
	sought  *listedRuns // if the rows were looked up by their weights
	src     pairSource
	weights *table // the values that have one
	times   []int64
	held    int64

	keys, overs []index.ID // read and not yet counted
	heads, buf  []uint32   // row + 1 of the weight of each
	key         index.ID   // whose run is open
	length      int64      // of it so far
	open        bool
	ended       bool
	values      []index.ID
	lengths     []int64
}

// pairSource yields two columns in pieces, sorted by the first.
type pairSource interface {
	// pairs gives the next rows, none at the end; those whose first column is below from may be left out.
	pairs(from index.ID) (keys, overs []index.ID, err error)
	close()
}

func (q *Query) openWeighted(n *plan.Weighted, e *env) *weightedRuns {
	return &weightedRuns{q: q, n: n, e: e, kind: n.Kind, weights: newTable(q, 1)}
}

// begin holds the weights, and looks the rows up where these are few; else all rows are read.
func (w *weightedRuns) begin() (err error) {
	w.begun = true
	if err := w.readWeights(w.n, w.e); err != nil {
		return err
	}
	if len(w.times) == 0 && (w.kind == plan.Inner || w.kind == plan.Semi) {
		w.ended = true
		return nil
	}
	if w.n.Seeks(float64(len(w.times))) {
		if w.sought, err = w.seekRows(w.n.Sought, w.e); w.sought != nil || err != nil {
			return err
		}
	}
	w.src, err = w.q.pairsOf(w.n.Rows, w.n.Key, w.n.Over, w.e)
	return err
}

// readWeights holds all runs of the other column.
func (w *weightedRuns) readWeights(n *plan.Weighted, e *env) error {
	runs, err := w.q.runsOf(n.Weights, n.Over, e)
	if err != nil {
		return err
	}
	defer runs.close()
	for {
		if err := w.q.check(); err != nil {
			return err
		}
		values, lengths, err := runs.read(0)
		if len(values) == 0 || err != nil {
			return err
		}
		w.held += int64(len(values)) * 8
		if err := w.q.grow(int64(len(values)) * 8); err != nil {
			return err
		}
		if err := w.weights.addIDs(values); err != nil { // each comes once: rows are numbered in their sequence
			return err
		}
		w.times = append(w.times, lengths...)
	}
}

func (w *weightedRuns) read(from index.ID) ([]index.ID, []int64, error) {
	if !w.begun {
		if err := w.begin(); err != nil {
			return nil, nil, err
		}
	}
	if w.sought != nil {
		return w.sought.read(from)
	}
	if w.values == nil {
		w.values, w.lengths = make([]index.ID, 0, BatchRows), make([]int64, 0, BatchRows)
	}
	w.values, w.lengths = w.values[:0], w.lengths[:0]
	w.skip(from)
	for len(w.values) < BatchRows && !w.ended {
		if len(w.keys) > 0 {
			if err := w.count(); err != nil {
				return nil, nil, err
			}
			continue
		}
		if from > 0 && len(w.values) > 0 {
			break
		}
		if err := w.more(from); err != nil {
			return nil, nil, err
		}
	}
	return w.values, w.lengths, nil
}

// skip leaves out what is held of keys below from.
func (w *weightedRuns) skip(from index.ID) {
	if w.open && w.key < from {
		w.open = false
	}
	n := index.Below(w.keys, from)
	w.keys, w.overs, w.heads = w.keys[n:], w.overs[n:], w.heads[n:]
}

// more reads the next rows and finds their weights; at the end the open run is complete.
func (w *weightedRuns) more(from index.ID) error {
	if err := w.q.check(); err != nil {
		return err
	}
	if w.open && w.key >= from {
		from = w.key
	}
	var err error
	if w.keys, w.overs, err = w.src.pairs(from); err != nil {
		return err
	}
	if len(w.keys) == 0 {
		w.ended = true
		w.flush()
		return nil
	}
	w.buf = resize(w.buf, len(w.keys))
	w.heads = w.buf
	w.weights.probe(len(w.keys), [][]index.ID{w.overs}, w.heads)
	w.skip(from)
	return nil
}

// count goes over the rows at hand until there are enough runs.
func (w *weightedRuns) count() error {
	i := 0
	for ; i < len(w.keys); i++ {
		if !w.open || w.keys[i] != w.key {
			w.flush()
			if len(w.values) == BatchRows {
				break
			}
			w.key, w.length, w.open = w.keys[i], 0, true
		}
		if w.length += w.weight(w.heads[i]); w.length < 0 {
			return errTooMany
		}
	}
	w.keys, w.overs, w.heads = w.keys[i:], w.overs[i:], w.heads[i:]
	return nil
}

// weight says how often a row counts: as its weight says, or once under EXISTS, and under OPTIONAL and MINUS where it meets nothing.
func (w *weightedRuns) weight(head uint32) int64 {
	met := head > 0
	switch w.kind {
	case plan.Semi, plan.Anti:
		if met == (w.kind == plan.Semi) {
			return 1
		}
	case plan.LeftOut:
		if !met {
			return 1
		}
		return w.times[head-1]
	case plan.Inner:
		if met {
			return w.times[head-1]
		}
	}
	return 0
}

// flush writes the open run, unless none of its rows counts.
func (w *weightedRuns) flush() {
	if w.open && w.length > 0 {
		w.values, w.lengths = append(w.values, w.key), append(w.lengths, w.length)
	}
	w.open = false
}

func (w *weightedRuns) close() {
	if w.src != nil {
		w.src.close()
	}
	if w.sought != nil {
		w.sought.close()
	}
	w.free()
}

func (w *weightedRuns) free() {
	w.weights.free()
	w.q.hold(-w.held)
	w.held = 0
}

// pairsOf opens a plan as two of its columns, sorted by the first.
func (q *Query) pairsOf(n plan.Node, key, over plan.Var, e *env) (pairSource, error) {
	if s, ok := n.(*plan.Scan); ok && !repeatedColumn(s) {
		cols := s.Pattern.Columns(s.Order, s.Bound)
		if cols[0] == key {
			return q.scanPairs(s, slices.Index(cols, over), e)
		}
	}
	op, err := q.open(n, e)
	if err != nil {
		return nil, err
	}
	p := &rowPairs{in: op, key: n.Out().Col(key), over: n.Out().Col(over)}
	wanted := make([]bool, len(n.Out().Vars))
	wanted[p.key], wanted[p.over] = true, true
	narrow(op, wanted)
	return p, nil
}

// scanPairs reads them from the store, which can pass over what is not wanted.
func (q *Query) scanPairs(n *plan.Scan, over int, e *env) (pairSource, error) {
	col, err := q.scanColumn(n.Request(e.graphs(n.Pattern.Graph)), n.Bound)
	if err != nil {
		return nil, err
	}
	c := q.stats.of(n)
	c.opens.Add(1)
	return &storedPairs{col, over, c}, nil
}

// storedPairs are two columns of a scan.
type storedPairs struct {
	*scanColumn
	over    int // of what is read
	counter *counter
}

func (p *storedPairs) pairs(from index.ID) (keys, overs []index.ID, err error) {
	keys, err = p.more(from, false)
	p.counter.rows.Add(int64(len(keys)))
	return keys, p.dst[p.over][:len(keys)], err
}

// rowPairs are two columns of an operator.
type rowPairs struct {
	in        operator
	key, over int
}

func (p *rowPairs) pairs(index.ID) (keys, overs []index.ID, err error) {
	b, err := p.in.next()
	if b == nil || err != nil {
		return nil, nil, err
	}
	return b.Cols[p.key][:b.N], b.Cols[p.over][:b.N], nil
}

func (p *rowPairs) close() { p.in.close() }

// pathRuns counts the solutions of a path for each node at its beginning, in the order of the nodes.
func (q *Query) pathRuns(n *plan.PathTally, e *env) (runSource, error) {
	t := &pathTally{q: q, n: n, e: e}
	if err := t.count(); err != nil {
		return nil, err
	}
	l := &listedRuns{q: q, runs: make([]run, len(t.ids)), held: int64(len(t.ids)) * 16}
	for i, id := range t.ids {
		l.runs[i] = run{id, t.runs[i]}
	}
	slices.SortFunc(l.runs, func(x, y run) int { return cmp.Compare(x.value, y.value) })
	if err := q.grow(l.held); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

type run struct {
	value  index.ID
	length int64
}

// listedRuns are runs in memory.
type listedRuns struct {
	q       *Query
	runs    []run
	values  [BatchRows]index.ID
	lengths [BatchRows]int64
	held    int64
}

func (l *listedRuns) read(from index.ID) ([]index.ID, []int64, error) {
	if len(l.runs) > 0 && l.runs[0].value < from {
		at, _ := slices.BinarySearchFunc(l.runs, from, func(r run, id index.ID) int { return cmp.Compare(r.value, id) })
		l.runs = l.runs[at:]
	}
	n := min(len(l.runs), BatchRows)
	for i, r := range l.runs[:n] {
		l.values[i], l.lengths[i] = r.value, r.length
	}
	l.runs = l.runs[n:]
	return l.values[:n], l.lengths[:n], nil
}

func (l *listedRuns) close() {
	l.q.hold(-l.held)
	l.held = 0
}
