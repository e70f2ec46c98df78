package cayley

import (
	"context"
	"fmt"
	"io"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// node is a reference to a node, link one to a quad (subject, predicate, object, graph); both carry the view whose IDs
// they hold, because a rebuild of the store gives other IDs.
type (
	node struct {
		v  *view
		id index.ID
	}
	link struct {
		v   *view
		ids [4]index.ID
	}
)

// Key makes both comparable for Cayley.
func (n node) Key() interface{} { return n }

// Key makes both comparable for Cayley.
func (l link) Key() interface{} { return l }

// columns gives the column of a direction.
var columns = map[quad.Direction]index.Column{
	quad.Subject: index.Subject, quad.Predicate: index.Predicate, quad.Object: index.Object, quad.Label: index.Graph,
}

func (l link) node(d quad.Direction) graph.Ref {
	c, ok := columns[d]
	if !ok || l.ids[c] == 0 {
		return nil
	}
	return node{l.v, l.ids[c]}
}

// translate gives the ID in this view of a node of any view; 0 if this one does not hold it.
func (v *view) translate(n node) (index.ID, error) {
	if n.v == v || n.id == 0 {
		return n.id, nil
	}
	var term [1]rdf.Term
	var id [1]index.ID
	if err := n.v.snap.Terms(context.Background(), []index.ID{n.id}, term[:]); err != nil {
		return 0, err
	}
	return id[0], v.snap.IDs(context.Background(), term[:], id[:])
}

// scanShape is a set of quads with constants in some columns, read in one pass: the quads themselves (result quad.Any),
// or the nodes of one direction, with further directions saved under tags.
type scanShape struct {
	v      *view
	bound  [4]index.ID // 0: any
	empty  bool        // a constant is not in the store
	err    error       // of looking a constant up
	result quad.Direction
	save   map[quad.Direction][]string
}

// quadsWith is the set of the quads that have a node in a direction.
func (v *view) quadsWith(d quad.Direction, r graph.Ref) *scanShape {
	s := &scanShape{v: v, result: quad.Any}
	s.bind(d, r)
	return s
}

func (s *scanShape) bind(d quad.Direction, r graph.Ref) {
	c, ok := columns[d]
	n, isNode := r.(node)
	if !ok || !isNode {
		s.empty = true
		return
	}
	id, err := s.v.translate(n)
	if err != nil || id == 0 || s.bound[c] != 0 && s.bound[c] != id {
		s.empty, s.err = true, err
		return
	}
	s.bound[c] = id
}

// scan chooses the order whose first columns are the bound ones.
func (s *scanShape) scan() index.Scan {
	sc := index.Scan{Cols: index.AllCols, Graphs: s.graphs()}
	for o := index.SPO; o <= index.OPS; o++ {
		cols, n := o.Columns(), 0
		for n < 3 && s.bound[cols[n]] != 0 {
			n++
		}
		if n > len(sc.Prefix) && s.v.snap.Caps().Has(o) {
			key := o.Key(s.bound)
			sc.Order, sc.Prefix = o, append([]index.ID(nil), key[:n]...)
		}
	}
	if s.v.opts.Merge {
		sc.Cols, sc.Distinct = 0b0111, true
	}
	return sc
}

// graphs leaves the unnamed graph out where a label is asked for: it has none.
func (s *scanShape) graphs() index.GraphSet {
	_, saved := s.save[quad.Label]
	switch {
	case s.bound[index.Graph] != 0:
		return index.One(s.bound[index.Graph])
	case saved || s.result == quad.Label:
		return index.GraphSet{Mode: index.EachNamed}
	}
	return index.GraphSet{Mode: index.Union}
}

func (s *scanShape) size(ctx context.Context) (graph.Size, error) {
	if s.empty {
		return graph.Size{Exact: true}, s.err
	}
	n, exact, err := s.v.snap.Count(ctx, s.scan())
	return graph.Size{Size: int64(n), Exact: exact}, err
}

// String names the scan for Cayley's descriptions.
func (s *scanShape) String() string { return fmt.Sprintf("ConcordScan(%v %x)", s.result, s.bound) }

// Stats counts exactly; a look-up costs a descent.
func (s *scanShape) Stats(ctx context.Context) (graph.IteratorCosts, error) {
	n, err := s.size(ctx)
	return graph.IteratorCosts{ContainsCost: 3, NextCost: 1, Size: n}, err
}

// Optimize changes nothing: the scan is already one pass.
func (s *scanShape) Optimize(context.Context) (graph.IteratorShape, bool) { return s, false }

// SubIterators are none.
func (s *scanShape) SubIterators() []graph.IteratorShape { return nil }

// Iterate yields the quads or nodes in the order of the index.
func (s *scanShape) Iterate() graph.Scanner { return &scanner{s: s} }

// Lookup checks quads or nodes one by one.
func (s *scanShape) Lookup() graph.Index { return &lookup{s: s} }

const batchRows = 256

// scanner walks one cursor.
type scanner struct {
	s     *scanShape
	cur   index.Cursor
	order index.Order
	batch [][]index.ID
	n, i  int
	row   [4]index.ID
	err   error
	done  bool
}

func (it *scanner) open(ctx context.Context) bool {
	if it.s.empty {
		it.err = it.s.err
		return false
	}
	sc := it.s.scan()
	it.order = sc.Order
	if it.cur, it.err = it.s.v.snap.Scan(ctx, sc); it.err != nil {
		return false
	}
	width := 4
	if it.s.v.opts.Merge {
		width = 3
	}
	it.batch = make([][]index.ID, width)
	for c := range it.batch {
		it.batch[c] = make([]index.ID, batchRows)
	}
	return true
}

// Next moves to the next row; false at the end and on error.
func (it *scanner) Next(ctx context.Context) bool {
	if it.done || it.err != nil || it.cur == nil && !it.open(ctx) {
		it.done = true
		return false
	}
	if it.i == it.n {
		it.i, it.n = 0, 0
		n, err := it.cur.Next(it.batch)
		if err != nil {
			it.done = true
			if err != io.EOF {
				it.err = err
			}
			return false
		}
		it.n = n
	}
	var key [4]index.ID
	for c := range it.batch {
		key[c] = it.batch[c][it.i]
	}
	it.row = it.order.Quad(key)
	it.i++
	return true
}

// Result is the quad or the node that Next moved to.
func (it *scanner) Result() graph.Ref {
	if it.row == ([4]index.ID{}) {
		return nil
	}
	l := link{it.s.v, it.row}
	if it.s.result == quad.Any {
		return l
	}
	return l.node(it.s.result)
}

// TagResults gives the saved directions.
func (it *scanner) TagResults(m map[string]graph.Ref) { it.s.tag(it.row, m) }

func (s *scanShape) tag(row [4]index.ID, m map[string]graph.Ref) {
	for d, tags := range s.save {
		for _, t := range tags {
			m[t] = link{s.v, row}.node(d)
		}
	}
}

// NextPath is false: every row is a result of its own.
func (it *scanner) NextPath(context.Context) bool { return false }

func (it *scanner) String() string { return it.s.String() }
func (it *scanner) Err() error     { return it.err }

// Close closes the cursor.
func (it *scanner) Close() error {
	it.done = true
	if it.cur == nil {
		return nil
	}
	err := it.cur.Close()
	it.cur = nil
	return err
}

// lookup answers Contains. For nodes it scans the rows that have the node in the result's direction: the first is the
// result, the others, where something is saved, are further paths to it.
type lookup struct {
	s    *scanShape
	rows *scanner
	row  [4]index.ID
	ref  graph.Ref
	err  error
}

// Contains reports whether a quad or node is in the set.
func (it *lookup) Contains(ctx context.Context, r graph.Ref) bool {
	if it.Close(); it.err != nil || it.s.empty {
		return false
	}
	it.ref = r
	if it.s.result == quad.Any {
		return it.holds(ctx, r)
	}
	one := *it.s
	one.bind(it.s.result, r)
	it.rows = &scanner{s: &one}
	return it.next(ctx)
}

// holds compares the constants. A quad of this view exists; one of another view is looked for.
func (it *lookup) holds(ctx context.Context, r graph.Ref) bool {
	l, ok := r.(link)
	if !ok {
		return false
	}
	for c, id := range l.ids {
		if it.row[c], it.err = it.s.v.translate(node{l.v, id}); it.err != nil || it.row[c] == 0 && id != 0 {
			return false
		}
		if b := it.s.bound[c]; b != 0 && it.row[c] != b {
			return false
		}
	}
	if l.v == it.s.v {
		return true
	}
	one := scanShape{v: it.s.v, bound: it.row}
	n, err := one.size(ctx)
	it.err = err
	return n.Size > 0
}

func (it *lookup) next(ctx context.Context) bool {
	if !it.rows.Next(ctx) {
		it.err = it.rows.err
		return false
	}
	it.row = it.rows.row
	return true
}

// NextPath moves to another quad that leads to the same node, where tags tell them apart.
func (it *lookup) NextPath(ctx context.Context) bool {
	return it.rows != nil && len(it.s.save) > 0 && it.next(ctx)
}

// Result is the node or quad that was looked up.
func (it *lookup) Result() graph.Ref { return it.ref }

// TagResults gives the saved directions.
func (it *lookup) TagResults(m map[string]graph.Ref) { it.s.tag(it.row, m) }

func (it *lookup) String() string { return it.s.String() }
func (it *lookup) Err() error     { return it.err }

// Close closes the cursor of the last look-up.
func (it *lookup) Close() error {
	if it.rows == nil {
		return nil
	}
	err := it.rows.Close()
	it.rows = nil
	return err
}
