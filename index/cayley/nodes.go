package cayley

import (
	"context"
	"io"

	"github.com/cayleygraph/cayley/graph"

	"w3id.org/concord/index"
)

// nodesShape is the set of all nodes: the distinct IDs of the four columns, merged.
type nodesShape struct{ v *view }

// heads names, for each column, the orders that begin with it.
var heads = [4][]index.Order{{index.SPO, index.SOP}, {index.PSO, index.POS}, {index.OSP, index.OPS}, {index.GSPO, index.GPOS, index.GOSP}}

// String names the set for Cayley's descriptions.
func (s *nodesShape) String() string { return "ConcordNodes" }

// Stats estimates by the number of terms.
func (s *nodesShape) Stats(context.Context) (graph.IteratorCosts, error) {
	n := int64(s.v.snap.Stats().Terms)
	return graph.IteratorCosts{ContainsCost: 3, NextCost: 2, Size: graph.Size{Size: max(n, 1)}}, nil
}

// Optimize changes nothing.
func (s *nodesShape) Optimize(context.Context) (graph.IteratorShape, bool) { return s, false }

// SubIterators are none.
func (s *nodesShape) SubIterators() []graph.IteratorShape { return nil }

// Iterate yields each node once, by ID.
func (s *nodesShape) Iterate() graph.Scanner { return &nodesScanner{v: s.v} }

// Lookup checks nodes one by one.
func (s *nodesShape) Lookup() graph.Index { return &nodesLookup{v: s.v} }

func (v *view) countNodes() (n int64, err error) {
	it := &nodesScanner{v: v}
	defer it.Close()
	for it.Next(context.Background()) {
		n++
	}
	return n, it.err
}

// nodesScanner merges one distinct scan per column.
type nodesScanner struct {
	v       *view
	columns []*column
	id      index.ID
	err     error
	opened  bool
}

// column is a scan of the distinct IDs of one column and the ID it stands on; id is 0 at its end.
type column struct {
	cur   index.Cursor
	batch [1][]index.ID
	n, i  int
	id    index.ID
}

func (c *column) next() error {
	if c.i == c.n {
		n, err := c.cur.Next(c.batch[:])
		if err == io.EOF {
			c.id = 0
			return nil
		}
		if err != nil {
			return err
		}
		c.i, c.n = 0, n
	}
	c.id = c.batch[0][c.i]
	c.i++
	return nil
}

func (it *nodesScanner) open(ctx context.Context) error {
	it.opened = true
	for c, orders := range heads {
		if c == int(index.Graph) && it.v.opts.Merge {
			continue
		}
		sc := index.Scan{Order: orders[0], Cols: 1, Distinct: true, Graphs: index.GraphSet{Mode: index.Union}}
		cur, err := it.v.snap.Scan(ctx, sc)
		if err != nil {
			return err
		}
		col := &column{cur: cur, batch: [1][]index.ID{make([]index.ID, batchRows)}}
		it.columns = append(it.columns, col)
		if err := col.next(); err != nil {
			return err
		}
	}
	return nil
}

// Next moves to the smallest ID that any column stands on.
func (it *nodesScanner) Next(ctx context.Context) bool {
	if !it.opened {
		it.err = it.open(ctx)
	}
	if it.err != nil {
		return false
	}
	it.id = 0
	for _, c := range it.columns {
		if c.id != 0 && (it.id == 0 || c.id < it.id) {
			it.id = c.id
		}
	}
	for _, c := range it.columns {
		if c.id == it.id && it.id != 0 {
			if it.err = c.next(); it.err != nil {
				return false
			}
		}
	}
	return it.id != 0
}

// Result is the node.
func (it *nodesScanner) Result() graph.Ref {
	if it.id == 0 {
		return nil
	}
	return node{it.v, it.id}
}

func (it *nodesScanner) String() string                  { return "ConcordNodes" }
func (it *nodesScanner) Err() error                      { return it.err }
func (it *nodesScanner) TagResults(map[string]graph.Ref) {}
func (it *nodesScanner) NextPath(context.Context) bool   { return false }

// Close closes the four scans.
func (it *nodesScanner) Close() error {
	it.opened = true
	for _, c := range it.columns {
		if err := c.cur.Close(); err != nil && it.err == nil {
			it.err = err
		}
		c.id = 0
	}
	it.columns = nil
	return it.err
}

// nodesLookup asks each column for a node.
type nodesLookup struct {
	v   *view
	ref graph.Ref
	err error
}

// Contains reports whether a quad has the node in some place.
func (it *nodesLookup) Contains(ctx context.Context, r graph.Ref) bool {
	n, ok := r.(node)
	if !ok || it.err != nil {
		return false
	}
	it.ref = r
	id, err := it.v.translate(n)
	if it.err = err; err != nil || id == 0 {
		return false
	}
	for c, orders := range heads {
		if c == int(index.Graph) && it.v.opts.Merge {
			continue
		}
		count, _, err := it.v.snap.Count(ctx, index.Scan{Order: orders[0], Prefix: []index.ID{id}, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}})
		if it.err = err; err != nil {
			return false
		}
		if count > 0 {
			return true
		}
	}
	return false
}

func (it *nodesLookup) Result() graph.Ref               { return it.ref }
func (it *nodesLookup) String() string                  { return "ConcordNodes" }
func (it *nodesLookup) Err() error                      { return it.err }
func (it *nodesLookup) TagResults(map[string]graph.Ref) {}
func (it *nodesLookup) NextPath(context.Context) bool   { return false }
func (it *nodesLookup) Close() error                    { return nil }
