package exec

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/plan"
)

// route finds the shortest paths between the two ends of each row: a breadth-first search backward from the target gives
// each node its distance, then a walk forward follows the edges that come nearer by one. So every step of the walk is part
// of a shortest path, and the first paths come without the others being made.
type route struct {
	q    *Query
	n    *plan.Route
	e    *env
	in   operator
	from end
	to   end
	cols [5]int // columns of path, step, start, edge, end; -1 where nobody asks
	b    *Batch
	row  int
	walk *walk
	hops []hop // of the current path, still to be written
	step int
	path int
	out  *Batch
	nums []index.ID
}

// ErrUnbound says that a search for paths has no ends.
var ErrUnbound = errors.New("io:shortestPath: nothing surely binds an end before the search; name it, or bind it in the same group")

// hop is one edge, as it is walked.
type hop struct{ start, edge, end index.ID }

func (q *Query) openRoute(n *plan.Route, e *env) (operator, error) {
	if !n.Bound() {
		return nil, fmt.Errorf("%w: %s", ErrUnbound, strings.Join(n.Unbound(), " and "))
	}
	in, err := q.open(n.Input, e)
	if err != nil {
		return nil, err
	}
	r := &route{q: q, n: n, e: e, in: in, out: newBatch(len(n.Vars))}
	for _, x := range []struct {
		to   *end
		slot plan.Slot
	}{{&r.from, n.From}, {&r.to, n.To}} {
		*x.to = end{id: x.slot.ID, col: -1}
		if x.slot.Var != "" {
			x.to.col = n.Input.Out().Col(x.slot.Var)
		}
	}
	for i, v := range n.Algebra.Outputs() {
		if r.cols[i] = -1; v != "" {
			r.cols[i] = n.Col(v)
		}
	}
	return r, nil
}

func (r *route) next() (*Batch, error) {
	r.out.N = 0
	for r.out.N < BatchRows {
		switch {
		case len(r.hops) > 0:
			if err := r.emit(); err != nil {
				return nil, err
			}
		case r.walk != nil:
			if err := r.nextPath(); err != nil {
				return nil, err
			}
		case r.b == nil || r.row == r.b.N:
			if r.out.N > 0 {
				return r.out, nil
			}
			var err error
			if r.b, err = r.in.next(); r.b == nil || err != nil {
				return nil, err
			}
			r.row = 0
		default:
			if err := r.begin(); err != nil {
				return nil, err
			}
		}
	}
	return r.out, nil
}

// begin searches for the ends of the current row.
func (r *route) begin() error {
	w, err := r.q.newWalk(r, r.from.value(r.b, r.row), r.to.value(r.b, r.row))
	if err != nil {
		return err
	}
	r.path = 0
	if r.walk = w; w == nil {
		r.row++
	}
	return nil
}

func (r *route) nextPath() error {
	hops, err := r.walk.next()
	if err != nil {
		return err
	}
	if hops == nil || r.n.Algebra.Limit > 0 && r.path == r.n.Algebra.Limit {
		r.walk.close()
		r.walk = nil
		r.row++
		return nil
	}
	r.hops, r.step = hops, 0
	r.path++
	return nil
}

// emit writes edges of the current path. A variable that has a value already, by the input or twice among what is asked
// for, must have the same.
func (r *route) emit() error {
	for len(r.hops) > 0 && r.out.N < BatchRows {
		h, at := r.hops[0], r.out.N
		path, err := r.number(r.path - 1 + r.n.Algebra.Base)
		if err != nil {
			return err
		}
		step, err := r.number(r.step + r.n.Algebra.Base)
		if err != nil {
			return err
		}
		for c := range r.out.Cols {
			r.out.Cols[c][at] = 0
			if c < len(r.b.Cols) {
				r.out.Cols[c][at] = r.b.Cols[c][r.row]
			}
		}
		fits := true
		for i, v := range [5]index.ID{path, step, h.start, h.edge, h.end} {
			if c := r.cols[i]; c >= 0 {
				fits = fits && (r.out.Cols[c][at] == 0 || r.out.Cols[c][at] == v)
				r.out.Cols[c][at] = v
			}
		}
		if fits {
			r.out.N++
		}
		r.hops, r.step = r.hops[1:], r.step+1
	}
	return nil
}

// number is the ID of a small number.
func (r *route) number(n int) (index.ID, error) {
	for len(r.nums) <= n {
		var id [1]index.ID
		if err := r.q.Intern([]rdf.Term{rdf.NewTyped(strconv.Itoa(len(r.nums)), rdf.XSDInteger)}, id[:]); err != nil {
			return 0, err
		}
		if err := r.q.grow(8); err != nil {
			return 0, err
		}
		r.nums = append(r.nums, id[0])
	}
	return r.nums[n], nil
}

func (r *route) close() {
	if r.walk != nil {
		r.walk.close()
		r.walk = nil
	}
	r.in.close()
}

// walk goes over the shortest paths of one pair of ends, by depth first.
type walk struct {
	r      *route
	seen   *table // nodes that lead to the target, in order of their distance
	levels []int  // seen.cols[0][levels[d]:levels[d+1]] are at distance d
	stack  []stage
	held   int64
}

// stage is a node of the path so far with the edges that come nearer from it.
type stage struct {
	edges []hop
	at    int
}

// newWalk searches backward from the target until it meets the start; nil where it does not.
func (q *Query) newWalk(r *route, from, to index.ID) (*walk, error) {
	if from == to || !stored64(from) || !stored64(to) {
		return nil, nil
	}
	w := &walk{r: r, seen: newTable(q, 1), levels: []int{0}}
	if err := w.seen.addIDs([]index.ID{to}); err != nil {
		return nil, err
	}
	for !w.seen.has(from) {
		d, begin := len(w.levels), w.levels[len(w.levels)-1]
		frontier := slices.Clone(w.seen.cols[0][begin:])
		if most := r.n.Algebra.MaxLength; len(frontier) == 0 || most > 0 && d > most {
			w.close()
			return nil, nil
		}
		w.levels = append(w.levels, w.seen.n)
		err := w.edges(frontier, true, func(found []hop) error {
			ids := make([]index.ID, len(found))
			for i, h := range found {
				ids[i] = h.start
			}
			return w.seen.addIDs(ids)
		})
		if err != nil {
			w.close()
			return nil, err
		}
	}
	if err := w.push(from); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

func stored64(id index.ID) bool { return id != 0 && id.Kind() != index.KindQuery }

// distance of a node from the target, -1 where it is beyond what was searched.
func (w *walk) distance(id index.ID) int {
	var head [1]uint32
	w.seen.probe(1, [][]index.ID{{id}}, head[:])
	if head[0] == 0 {
		return -1
	}
	d, ok := slices.BinarySearch(w.levels, int(head[0]-1))
	if !ok {
		d--
	}
	return d
}

// push adds a node to the path: its edges to nodes that are nearer by one.
func (w *walk) push(id index.ID) error {
	want := w.distance(id) - 1
	var next []hop
	err := w.edges([]index.ID{id}, false, func(found []hop) error {
		for _, h := range found {
			if w.distance(h.end) == want {
				next = append(next, h)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(next, func(a, b hop) int {
		return cmp.Or(cmp.Compare(a.edge, b.edge), cmp.Compare(a.end, b.end))
	})
	next = slices.Compact(next)
	w.held += int64(len(next)) * 24
	w.stack = append(w.stack, stage{edges: next})
	return w.r.q.grow(int64(len(next)) * 24)
}

// next gives the next path, nil at the end.
func (w *walk) next() ([]hop, error) {
	for len(w.stack) > 0 {
		if err := w.r.q.check(); err != nil {
			return nil, err
		}
		top := &w.stack[len(w.stack)-1]
		if top.at == len(top.edges) {
			w.drop(int64(len(top.edges)) * 24)
			w.stack = w.stack[:len(w.stack)-1]
			continue
		}
		h := top.edges[top.at]
		top.at++
		if w.distance(h.end) > 0 {
			if err := w.push(h.end); err != nil {
				return nil, err
			}
			continue
		}
		path := make([]hop, len(w.stack))
		for i, s := range w.stack {
			path[i] = s.edges[s.at-1]
		}
		return path, nil
	}
	return nil, nil
}

func (w *walk) drop(n int64) {
	w.held -= n
	w.r.q.hold(-n)
}

func (w *walk) close() {
	w.drop(w.held)
	w.seen.free()
}

// edges hands over the edges that lead to nodes (back) or away from them, in the sense in which they are walked.
func (w *walk) edges(nodes []index.ID, back bool, use func([]hop) error) error {
	a := w.r.n.Algebra
	if a.Forward {
		if err := w.scan(nodes, back, back, use); err != nil {
			return err
		}
	}
	if a.Backward {
		return w.scan(nodes, !back, back, use)
	}
	return nil
}

// scan reads the triples that have one of the nodes as object, or as subject.
func (w *walk) scan(nodes []index.ID, asObject, back bool, use func([]hop) error) error {
	emit := func(edge index.ID, near, far []index.ID, edges []index.ID) error {
		out := make([]hop, len(near))
		for i := range near {
			if edges != nil {
				edge = edges[i]
			}
			if out[i] = (hop{near[i], edge, far[i]}); back {
				out[i] = hop{far[i], edge, near[i]}
			}
		}
		return use(out)
	}
	graphs := w.r.e.graphs(w.r.n.Graph)
	if w.r.n.Along == nil {
		req := index.Scan{Order: index.SPO, Cols: 0b111, Graphs: graphs, Distinct: true}
		far, edge := 2, 1
		if asObject {
			req.Order, far, edge = index.OPS, 2, 1
		}
		return w.r.q.seekEach(req, nodes, func(dst [][]index.ID, n int) error { return emit(0, dst[0][:n], dst[far][:n], dst[edge][:n]) })
	}
	for _, p := range w.r.n.Along {
		if !stored64(p) {
			continue
		}
		req := index.Scan{Order: index.PSO, Prefix: []index.ID{p}, Cols: 0b110, Graphs: graphs, Distinct: true}
		if asObject {
			req.Order = index.POS
		}
		err := w.r.q.seekEach(req, nodes, func(dst [][]index.ID, n int) error { return emit(p, dst[0][:n], dst[1][:n], nil) })
		if err != nil {
			return err
		}
	}
	return nil
}
