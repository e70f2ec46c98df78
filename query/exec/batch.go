package exec

import (
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// BatchRows is the number of rows in a full batch.
const BatchRows = 1024

// Batch is a set of rows as columns of IDs; 0 is unbound. A batch that an operator returns belongs to the caller until
// it calls again: it may compact it in place, but not keep it.
type Batch struct {
	N    int
	Cols [][]index.ID
}

// newBatch has room for BatchRows rows.
func newBatch(cols int) *Batch { return sizedBatch(cols, BatchRows) }

// firstRows is the number of rows in the first batch of an operator. Most queries need no more; those that do get batches
// that are growth times as large as the one before, until they are full ones.
const (
	firstRows = 64
	growth    = 4
)

// room gives a batch for the rows that come next: b itself, or a larger one if b has been filled.
func (b *Batch) room(size int) (*Batch, int) {
	if b.N < size || size >= BatchRows {
		return b, size
	}
	size = min(growth*size, BatchRows)
	return sizedBatch(len(b.Cols), size), size
}

func sizedBatch(cols, rows int) *Batch {
	b := &Batch{Cols: make([][]index.ID, cols)}
	flat := make([]index.ID, cols*rows)
	for i := range b.Cols {
		b.Cols[i] = flat[i*rows : (i+1)*rows : (i+1)*rows]
	}
	return b
}

// reserve makes room for n rows; what the batch held is gone.
func (b *Batch) reserve(n int) {
	if len(b.Cols) > 0 && len(b.Cols[0]) < n {
		b.Cols = sizedBatch(len(b.Cols), max(n, min(growth*len(b.Cols[0]), BatchRows))).Cols
	}
}

// keep compacts the batch to the rows marked.
func (b *Batch) keep(mark []bool) {
	n := 0
	for _, m := range mark[:b.N] {
		n += bit(m)
	}
	if n == b.N {
		return
	}
	for _, c := range b.Cols {
		if len(c) == 0 || &c[0] == &zeros[0] {
			continue
		}
		w := 0
		for i, m := range mark[:b.N] { // without a branch: which rows pass is hard to foretell
			c[w] = c[i]
			w += bit(m)
		}
	}
	b.N = n
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// gather copies the rows named by at from src into dst.
func gather(dst, src []index.ID, at []int32) {
	for i, r := range at {
		dst[i] = src[r]
	}
}

// zeros is an unbound column. It is shared: whoever compacts it writes zeros over zeros.
var zeros = make([]index.ID, BatchRows)

// operator yields batches. next returns nil at the end, and never an empty batch.
type operator interface {
	next() (*Batch, error)
	close()
}

// narrow tells an operator which of its columns are looked at; it may leave anything in the others.
func narrow(op operator, wanted []bool) {
	switch op := op.(type) {
	case *counted:
		narrow(op.operator, wanted)
	case *scan:
		op.narrow(wanted)
	case *join:
		op.narrow(wanted)
	case *exchange:
		op.wanted = slices.Clone(wanted)
	case *filter:
		wanted = slices.Clone(wanted)
		for _, c := range op.conds {
			if !c.reads(wanted) {
				return
			}
		}
		narrow(op.in, wanted)
	case *project:
		below := make([]bool, op.width)
		for i, c := range op.from {
			if c >= 0 && wanted[i] {
				below[c] = true
			}
		}
		narrow(op.in, below)
	}
}

// env is what a sub-plan sees of the operators around it.
type env struct {
	up    *env
	feed  *plan.Input
	rows  *Batch
	graph index.ID
	set   bool // graph is set
	few   bool // the first rows may be all that are wanted
}

// withFeed is e with the rows of a feed.
func (e *env) withFeed(in *plan.Input, rows *Batch) *env {
	return &env{up: e, feed: in, rows: rows, graph: e.graph, set: e.set, few: e.few}
}

// withGraph is e with another active graph.
func (e *env) withGraph(g index.ID) *env {
	return &env{up: e, graph: g, set: true, few: e.few}
}

// first is e for an operator of which the first rows may be all that are wanted, or for one that is read to its end.
func (e *env) first(few bool) *env {
	if e.few == few {
		return e
	}
	return &env{up: e, graph: e.graph, set: e.set, few: few}
}

// find gives the rows of a feed.
func (e *env) find(in *plan.Input) *Batch {
	for ; e != nil; e = e.up {
		if e.feed == in {
			return e.rows
		}
	}
	return &Batch{Cols: make([][]index.ID, len(in.Vars))}
}

// graphs is the set a leaf reads.
func (e *env) graphs(g plan.GraphRef) index.GraphSet {
	if g.Active {
		return index.One(e.graph)
	}
	return g.Set
}
