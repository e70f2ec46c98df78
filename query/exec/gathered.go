package exec

import (
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// gathered are the rows of an operator in ever larger batches: the first as they come, so that the first rows are not kept waiting.
type gathered struct {
	q     *Query
	in    operator
	most  int // rows to gather at most; 0: batches pass as they are
	want  int
	rows  Batch
	ended bool
	held  int64
}

const gatherShare = 32 // the part of the memory of a query that gathered rows may take

// newGathered gathers the input of a lookup, unless it comes sorted by the key.
func newGathered(q *Query, n *plan.Lookup, in operator) *gathered {
	g := &gathered{q: q, in: in}
	if !n.InOrder() {
		g.most = largeWindow
		if width := int64(8*len(n.Input.Out().Vars) + 16); q.opts.Memory > 0 {
			g.most = min(g.most, int(q.opts.Memory/gatherShare/width))
		}
	}
	return g
}

func (g *gathered) next() (*Batch, error) {
	if g.ended {
		return nil, nil
	}
	b, err := g.in.next()
	if b == nil || err != nil {
		return nil, err
	}
	if g.want <= b.N || g.most <= b.N {
		g.want = growth * b.N
		return b, nil
	}
	if err := g.gather(b); err != nil {
		return nil, err
	}
	g.want = min(growth*g.rows.N, g.most)
	return &g.rows, nil
}

// gather copies batches until they are as many rows as are wanted.
func (g *gathered) gather(b *Batch) (err error) {
	g.rows.N = 0
	if g.rows.Cols == nil {
		g.rows.Cols = make([][]index.ID, len(b.Cols))
	}
	for b != nil && err == nil {
		for i, c := range b.Cols {
			g.rows.Cols[i] = append(g.rows.Cols[i][:g.rows.N], c[:b.N]...)
		}
		if g.rows.N += b.N; g.rows.N >= g.want {
			break
		}
		b, err = g.in.next()
	}
	g.ended = b == nil
	if err != nil {
		return err
	}
	need := int64(g.rows.N) * int64(8*len(g.rows.Cols)+16)
	grown := max(0, need-g.held)
	g.held += grown
	return g.q.grow(grown)
}

func (g *gathered) free() {
	g.q.hold(-g.held)
	g.held = 0
}

const radixRows = 4 * BatchRows // rows from which sorting by digits is quicker than comparing keys

// sortRows sorts the rows of a batch by key.
func (l *lookup) sortRows() error {
	if slices.IsSortedFunc(l.rows, l.compareRows) {
		return nil
	}
	if len(l.rows) < radixRows {
		slices.SortFunc(l.rows, l.compareRows)
		return nil
	}
	r := newRadix(l.q, len(l.rows))
	for i, row := range l.rows {
		r.at[i] = uint32(row)
	}
	numbers := make([]uint64, l.batch.N)
	for _, k := range slices.Backward(l.keys) {
		for i, id := range l.batch.Cols[k][:l.batch.N] {
			numbers[i] = uint64(id)
		}
		if err := r.sort(numbers); err != nil {
			return err
		}
	}
	for i, row := range r.at {
		l.rows[i] = int32(row)
	}
	return nil
}
