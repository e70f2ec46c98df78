package exec

import (
	"fmt"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// join is the hash join in its three kinds. The build side is hashed once; with a feed it is run anew for each window
// of the left side.
type join struct {
	q       *Query
	n       *plan.Join
	e       *env
	in      operator
	window  *window // with a feed
	direct  *direct // what the right side yields is the answer as it is
	table   *table
	pairs   matcher
	cond    *eval
	b       *Batch // current rows of the left side
	matched []bool
	out     *Batch
	both    []plan.Key // keys whose left side may be unbound
	extra   [][2]int   // column of the table, column of the output
	mark    []bool
	sel     []int32
	parts   *joinParts // nil where the build side is in memory
	wanted  []bool     // columns of the output that are looked at; nil: all
}

// buildKey names a hashed build side.
type buildKey struct {
	n    plan.Node
	keys string
}

// build runs a plan into a table hashed on the right side of the keys given. A plan that depends on nothing around it is built once.
func (q *Query) build(n plan.Node, keys []plan.Key, e *env) (*table, error) {
	t, op, err := q.beginBuild(n, keys, e)
	if op == nil || err != nil {
		return t, err
	}
	if err := t.fill(op); err != nil {
		return nil, err
	}
	q.keep(t, n, keys)
	return t, nil
}

// beginBuild gives the table of a build side that is known; or an empty one, and the rows to be filled in.
func (q *Query) beginBuild(n plan.Node, keys []plan.Key, e *env) (*table, operator, error) {
	if t := q.tables[nameOf(n, keys)]; t != nil {
		return t, nil, nil
	}
	op, err := q.open(n, e)
	if err != nil {
		return nil, nil, err
	}
	readWhole(op)
	width := len(n.Out().Vars)
	return newKeyedTable(q, width+equalities(keys), rightColumns(keys, width)), q.withKeys(op, keys), nil
}

func nameOf(n plan.Node, keys []plan.Key) buildKey {
	return buildKey{n, fmt.Sprint(rightColumns(keys, len(n.Out().Vars)), keys)}
}

// keep keeps a build side that is the same whenever the plan is opened.
func (q *Query) keep(t *table, n plan.Node, keys []plan.Key) {
	if t.kept = independent(n); t.kept {
		q.tables[nameOf(n, keys)] = t
	}
}

// independent reports whether a plan reads neither a feed nor an active graph.
func independent(n plan.Node) bool {
	switch n := n.(type) {
	case *plan.Input, *plan.GraphApply, *plan.Service:
		return false
	case *plan.RangeScan:
		return true
	case *plan.Scan:
		return !n.Pattern.Graph.Active
	case *plan.Lookup:
		if n.Pattern.Graph.Active {
			return false
		}
	case *plan.PathScan:
		if n.Graph.Active {
			return false
		}
	case *plan.PathTally:
		return !n.Graph.Active
	case *plan.Filter:
		for _, c := range n.Conds {
			if len(c.Exists) > 0 {
				return false
			}
		}
	case *plan.Extend: // a function may give another value each time
		return false
	}
	for _, k := range n.Kids() {
		if !independent(k) {
			return false
		}
	}
	return true
}

func (q *Query) openJoin(n *plan.Join, e *env) (operator, error) {
	if n.Merge {
		return q.openMerge(n, e)
	}
	j := &join{q: q, n: n, e: e, out: sizedBatch(len(n.Vars), firstRows)}
	j.pairs = matcher{q: q, keys: n.Keys, first: n.Kind == plan.Anti, overlap: n.Kind == plan.Anti}
	if n.Kind != plan.Anti {
		j.layout()
	}
	var err error
	if n.Cond != nil {
		if j.cond, err = q.newEval(n.Cond, e); err != nil {
			return nil, err
		}
	}
	if n.Feed == nil {
		if err = j.build(); err != nil {
			j.close()
			return nil, err
		}
		j.pairs.table = j.table
		if j.table.n == 0 && n.Kind == plan.Inner {
			j.close()
			return nothing{}, nil
		}
	}
	if j.in, err = q.open(n.Left, e); err != nil {
		j.close()
		return nil, err
	}
	if n.Feed != nil {
		j.window, j.direct = newWindow(q, n, j.in), newDirect(n)
	}
	return j, nil
}

// layout finds where the columns of the output come from.
func (j *join) layout() {
	for _, k := range j.n.Keys {
		if !j.n.Left.Out().Certain[k.Left] {
			j.both = append(j.both, k)
		}
	}
	left := j.n.Left.Out()
	for i, v := range j.n.Right.Out().Vars {
		if left.Col(v) < 0 {
			j.extra = append(j.extra, [2]int{i, j.n.Col(v)})
		}
	}
}

func (j *join) next() (*Batch, error) {
	for {
		if j.direct.running() {
			if out, err := j.direct.next(); out != nil || err != nil {
				return out, err
			}
			j.window.skip()
		}
		if j.b == nil {
			if ok, err := j.nextLeft(); !ok || err != nil {
				return nil, err
			}
			if j.direct.running() {
				continue
			}
		}
		n, err := j.pairs.more()
		if err != nil {
			return nil, err
		}
		if n == 0 {
			if out := j.leftover(); out != nil {
				return out, nil
			}
			continue
		}
		if j.n.Kind == plan.Anti {
			j.note(j.pairs.left[:n])
			continue
		}
		if err := j.merge(n); err != nil {
			return nil, err
		}
		if j.out.N > 0 {
			return j.out, nil
		}
	}
}

// nextLeft takes the next rows of the left side.
func (j *join) nextLeft() (bool, error) {
	if err := j.q.check(); err != nil {
		return false, err
	}
	var err error
	if j.parts != nil {
		j.b, err = j.nextPart()
	} else if j.window == nil {
		j.b, err = j.in.next()
	} else if j.b, err = j.window.next(); err == nil && j.b != nil && j.window.fresh {
		err = j.refeed()
	}
	if j.b == nil || err != nil {
		return false, err
	}
	if j.direct.running() {
		j.b = nil
		return true, nil
	}
	j.matched = resize(j.matched, j.b.N)
	clear(j.matched)
	return true, j.pairs.start(j.b)
}

// refeed runs the right side with the bindings of a new window.
func (j *join) refeed() error {
	if j.table != nil {
		j.table.free()
		j.table = nil
	}
	feed, err := j.window.feed()
	if err != nil {
		return err
	}
	if j.direct != nil && feed.N == j.window.rows.N {
		return j.direct.open(j.q, j.e.withFeed(j.n.Feed, feed))
	}
	j.table, err = j.q.build(j.n.Right, j.n.Keys, j.e.withFeed(j.n.Feed, feed))
	j.pairs.table = j.table
	return err
}

func (j *join) note(rows []int32) {
	for _, r := range rows {
		j.matched[r] = true
	}
}

// merge writes n pairs to the output and applies the condition.
func (j *join) merge(n int) error {
	left, right := j.pairs.left[:n], j.pairs.right[:n]
	j.out.reserve(n)
	for i := range j.b.Cols {
		if j.isWanted(i) {
			gather(j.out.Cols[i], j.b.Cols[i], left)
		}
	}
	for _, k := range j.both {
		dst, src := j.out.Cols[k.Left], j.table.cols[k.Right]
		for i, r := range right {
			if dst[i] == 0 {
				dst[i] = src[r]
			}
		}
	}
	for _, x := range j.extra {
		if !j.isWanted(x[1]) {
			continue
		}
		dst, src := j.out.Cols[x[1]], j.table.cols[x[0]]
		for i, r := range right {
			dst[i] = src[r]
		}
	}
	j.out.N = n
	if j.cond == nil {
		j.note(left)
		return nil
	}
	j.mark = resize(j.mark, n)
	if err := j.cond.test(j.out, j.mark); err != nil {
		return err
	}
	for i, ok := range j.mark {
		if ok {
			j.matched[left[i]] = true
		}
	}
	j.out.keep(j.mark)
	return nil
}

// leftover ends a batch of the left side: OPTIONAL keeps the rows without a match, and MINUS keeps only those.
func (j *join) leftover() *Batch {
	b := j.b
	j.b = nil
	if j.n.Kind == plan.Inner || j.parts != nil && !j.parts.decide(j.matched[:b.N]) {
		return nil
	}
	j.sel = j.sel[:0]
	for i, m := range j.matched[:b.N] {
		if !m {
			j.sel = append(j.sel, int32(i))
		}
	}
	if len(j.sel) == 0 {
		return nil
	}
	j.out.reserve(len(j.sel))
	for i := range b.Cols {
		gather(j.out.Cols[i], b.Cols[i], j.sel)
	}
	for i := len(b.Cols); i < len(j.out.Cols); i++ {
		clear(j.out.Cols[i][:len(j.sel)])
	}
	j.out.N = len(j.sel)
	return j.out
}

func (j *join) isWanted(col int) bool { return j.wanted == nil || j.wanted[col] }

// narrow leaves out columns that nobody looks at, and those of the left side that it does not look at itself either.
func (j *join) narrow(wanted []bool) {
	if j.cond != nil || j.n.Feed != nil || j.parts != nil {
		return
	}
	j.wanted = slices.Clone(wanted)
	for _, k := range j.both {
		j.wanted[k.Left] = true
	}
	left := slices.Clone(j.wanted[:len(j.n.Left.Out().Vars)])
	for _, k := range j.n.Keys {
		left[k.Left] = true
	}
	narrow(j.in, left)
}

func (j *join) close() {
	if j.in != nil {
		j.in.close()
	}
	if j.window != nil {
		j.window.free()
	}
	j.direct.close()
	if j.cond != nil {
		j.cond.close()
	}
	if j.table != nil {
		j.table.free()
	}
	if j.parts != nil {
		j.parts.close()
	}
}

// window holds rows of the left side of a fed join: few at first, so that a first answer comes soon, then many, so that
// the right side runs rarely.
type window struct {
	q     *Query
	in    operator
	cols  []int // of the left side that the feed takes
	width int
	size  int
	rows  Batch
	at    int
	fresh bool // next has just begun a new window
	held  int64
	out   Batch
	ended bool
}

const (
	firstWindow  = BatchRows
	largeWindow  = 64 * BatchRows
	windowGrowth = 4
)

func newWindow(q *Query, n *plan.Join, in operator) *window {
	w := &window{q: q, in: in, size: firstWindow, width: len(n.Left.Out().Vars)}
	for _, v := range n.Feed.Vars {
		w.cols = append(w.cols, n.Left.Out().Col(v))
	}
	w.rows.Cols = make([][]index.ID, w.width)
	w.out.Cols = make([][]index.ID, w.width)
	return w
}

func (w *window) next() (*Batch, error) {
	w.fresh = false
	if w.at == w.rows.N {
		if err := w.fill(); err != nil || w.rows.N == 0 {
			return nil, err
		}
		w.fresh = true
	}
	w.out.N = min(BatchRows, w.rows.N-w.at)
	for i := range w.out.Cols {
		w.out.Cols[i] = w.rows.Cols[i][w.at : w.at+w.out.N]
	}
	w.at += w.out.N
	return &w.out, nil
}

func (w *window) fill() error {
	for i := range w.rows.Cols {
		w.rows.Cols[i] = w.rows.Cols[i][:0]
	}
	w.rows.N, w.at = 0, 0
	for !w.ended && w.rows.N < w.size {
		b, err := w.in.next()
		if err != nil {
			return err
		}
		if b == nil {
			w.ended = true
			break
		}
		for i, c := range b.Cols {
			w.rows.Cols[i] = append(w.rows.Cols[i], c[:b.N]...)
		}
		w.rows.N += b.N
	}
	w.size = min(windowGrowth*w.size, largeWindow)
	need := int64(w.rows.N) * int64(8*w.width)
	grown := need - w.held
	w.held = need
	return w.q.grow(grown)
}

// skip passes over the rest of the window.
func (w *window) skip() { w.at = w.rows.N }

// feed is the distinct bindings of the window, sorted.
func (w *window) feed() (*Batch, error) {
	t := newTable(w.q, len(w.cols))
	defer t.free()
	cols := make([][]index.ID, len(w.cols))
	for i, c := range w.cols {
		cols[i] = w.rows.Cols[c]
	}
	if err := t.upsert(w.rows.N, cols, make([]uint32, w.rows.N)); err != nil {
		return nil, err
	}
	b := &Batch{N: t.n, Cols: t.cols}
	sortRows(b)
	return b, nil
}

func (w *window) free() {
	w.q.hold(-w.held)
	w.held = 0
}
