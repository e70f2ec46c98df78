package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/bits"

	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
)

// cursor implements index.Cursor. It walks segments of rows: a base block as it lies in the file, a block with the
// delta rows that belong into it merged, or delta rows alone. From each it copies out the columns that are wanted,
// leaving out rows of other graphs and repetitions.
type cursor struct {
	ctx    context.Context
	sc     index.Scan
	hi     key   // end of the range, exclusive
	wanted []int // columns to copy out
	graph  int   // where the graph column is
	filter bool  // rows of some graphs are left out
	seen   *seen // nil unless Distinct

	named   index.ID // the graph, if the scan was asked for in another order and is run in one that begins with it
	columns int      // how many columns after the prefix a key then has

	base       *run.Reader // nil if there is none
	next, last uint64      // rows of the base not yet in a segment
	tree       tree
	delta      treeIter // the first row of the delta not yet in a segment

	seg     segment
	kinds   [4]uint16
	closed  bool
	release func() error
}

func newCursor(ctx context.Context, st *state, sc index.Scan) (*cursor, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := checkScan(&sc); err != nil {
		return nil, err
	}
	c := &cursor{ctx: ctx}
	asked, at := sc.Cols, [4]int{0, 1, 2, 3}
	if named, places, ok := inNamed(&sc); ok {
		c.named, c.columns = sc.Graphs.Graphs[0], 3-len(sc.Prefix)
		sc, at = named, places
	}
	lo, hi := bounds(&sc)
	c.sc, c.hi, c.tree, c.graph, c.filter = sc, hi, st.trees[sc.Order], run.GraphColumn(sc.Order), filters(&sc)
	for i := range at {
		if asked&(1<<i) != 0 {
			c.wanted = append(c.wanted, at[i])
		}
	}
	if sc.Distinct {
		c.seen = newSeen(&sc)
	}
	c.seekDelta(lo)
	if c.base = st.base.run(sc.Order); c.base == nil || !less(lo, hi) {
		return c, nil
	}
	var err error
	c.next, c.last, err = span(c.base, lo, hi)
	return c, err
}

// seekDelta goes to the first row of the delta that is not below k. One behind the range is none: so nobody asks for its place.
func (c *cursor) seekDelta(k key) {
	c.delta.seek(c.tree, k)
	if r := c.delta.peek(); r != nil && !less(r.key, c.hi) {
		c.delta.leaf = nil
	}
}

// span gives the numbers of the rows between two keys.
func span(r *run.Reader, lo, hi key) (from, to uint64, err error) {
	if lo != (key{}) {
		p, err := r.Find(&lo)
		if err != nil {
			return 0, 0, err
		}
		from = p.Rows
	}
	if hi == maxKey {
		return from, r.Rows(), nil
	}
	p, err := r.Find(&hi)
	return from, p.Rows, err
}

var maxKey = key{index.MaxID, index.MaxID, index.MaxID, index.MaxID}

func checkScan(sc *index.Scan) error {
	switch {
	case sc.Order >= index.NumOrders:
		return fmt.Errorf("scan order %d: %w", sc.Order, index.ErrNoOrder)
	case len(sc.Prefix) > 4:
		return fmt.Errorf("scan %v: a prefix of %d columns", sc.Order, len(sc.Prefix))
	case sc.Cols&index.AllCols == 0:
		return errors.New("scan: no columns asked for")
	}
	return nil
}

// filters reports whether rows of the order must be chosen by their graph.
func filters(sc *index.Scan) bool {
	switch sc.Graphs.Mode {
	case index.Union:
		return false
	case index.EachNamed:
		return sc.Order < index.GSPO
	}
	return true
}

// bounds gives the key range of a scan, lo inclusive and hi exclusive.
func bounds(sc *index.Scan) (lo, hi key) {
	n := copy(lo[:], sc.Prefix)
	hi = lo
	copy(lo[n:], sc.From)
	switch {
	case sc.To != nil:
		copy(hi[n:], sc.To)
	case n > 0:
		hi[n-1]++
	default:
		hi = maxKey
	}
	return lo, hi
}

// Next copies the next rows out.
func (c *cursor) Next(dst [][]index.ID) (n int, err error) {
	switch {
	case c.closed:
		return 0, index.ErrClosed
	case len(dst) != len(c.wanted):
		return 0, fmt.Errorf("next: %d columns given for the %d asked for", len(dst), bits.OnesCount8(c.sc.Cols&index.AllCols))
	}
	c.kinds = [4]uint16{}
	for n < len(dst[0]) {
		if c.seg.at == c.seg.n {
			if err := c.ctx.Err(); err != nil {
				return 0, err
			}
			if more, err := c.fill(); err != nil {
				return 0, err
			} else if !more {
				break
			}
		}
		if n += c.drain(dst, n); n > 0 && c.seg.at < c.seg.n {
			break
		}
	}
	if n == 0 && len(dst[0]) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// drain copies rows of the segment to dst from row n on and returns how many.
func (c *cursor) drain(dst [][]index.ID, n int) int {
	s := &c.seg
	if s.at == s.n {
		return 0 // the delta removes all rows
	}
	if c.filter && !s.oneGraph || c.seen != nil && !c.seen.freeOf(s) {
		return c.drainChosen(dst, n)
	}
	if c.filter && !c.sc.Graphs.Has(s.id(c.graph, s.at)) { // all rows are of one graph, which is not wanted
		s.at = s.n
		return 0
	}
	if c.seen != nil && !c.seen.first(s, s.at) {
		s.at++
	}
	m := s.portion(len(dst[0])-n, len(dst[0]))
	for i, col := range c.wanted {
		s.copy(col, dst[i][n:n+m])
		c.kinds[i] |= s.kinds(col, dst[i][n:n+m])
	}
	s.at += m
	if c.seen != nil && m > 0 {
		c.seen.first(s, s.at-1)
	}
	return m
}

func (c *cursor) drainChosen(dst [][]index.ID, n int) int {
	s, start := &c.seg, n
	s.decode(c)
	graphs := s.cols[c.graph]
	for ; s.at < s.n && n < len(dst[0]); s.at++ {
		if c.filter && !c.sc.Graphs.Has(graphs[s.at]) {
			continue
		}
		if c.seen != nil && !c.seen.first(s, s.at) {
			continue
		}
		for i, col := range c.wanted {
			dst[i][n] = s.cols[col][s.at]
		}
		n++
	}
	for i := range c.wanted {
		c.kinds[i] |= kindsOf(dst[i][start:n])
	}
	return n - start
}

func kindsOf(ids []index.ID) (mask uint16) {
	for _, id := range ids {
		mask |= id.Kind().Bit()
	}
	return mask
}

// rows calls f for each row that is left, in the sequence of the order that is run; columns not wanted are 0.
func (c *cursor) rows(f func(key)) error {
	dst := make([][]index.ID, len(c.wanted))
	for i := range dst {
		dst[i] = make([]index.ID, batchRows)
	}
	for {
		n, err := c.Next(dst)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		for r := 0; r < n; r++ {
			var k key
			for i, col := range c.wanted {
				k[col] = dst[i][r]
			}
			f(k)
		}
	}
}

// Seek moves forward to the first row whose columns after the prefix are not below short.
func (c *cursor) Seek(short []index.ID) error {
	if c.closed {
		return index.ErrClosed
	}
	if c.named != 0 {
		short = c.seekNamed(short)
	}
	var k key
	n := copy(k[:], c.sc.Prefix)
	copy(k[n:], short)
	if s := &c.seg; s.at < s.n {
		if s.at = s.search(&k); s.at < s.n {
			return nil
		}
	}
	if r := c.delta.peek(); r != nil && less(r.key, k) {
		c.seekDelta(k)
	}
	if c.next == c.last {
		return nil
	}
	return c.seekBlock(&k)
}

// seekBlock goes to the block of the base in which k would lie. If that must be searched, it becomes the next segment: so it is loaded once.
func (c *cursor) seekBlock(k *key) error {
	block, _ := c.base.Locate(c.next)
	block = c.base.BlockFrom(k, block)
	first, last := c.base.First(block), c.base.Last(block)
	end := min(c.last, c.base.Before(block+1))
	if less(last, *k) {
		c.next = max(c.next, end)
		return nil
	}
	c.next = min(c.last, max(c.next, c.base.Before(block)))
	for less(first, *k) && c.next < end { // rows of the delta may be too many for one segment
		if _, err := c.fill(); err != nil {
			return err
		}
		if c.seg.at = c.seg.search(k); c.seg.at < c.seg.n {
			break
		}
	}
	return nil
}

// Kinds is a mask of the kinds of the last batch.
func (c *cursor) Kinds(i int) uint16 { return c.kinds[i] }

// Close ends the cursor.
func (c *cursor) Close() error {
	if c.closed || c.release == nil {
		c.closed = true
		return nil
	}
	c.closed = true
	return c.release()
}
