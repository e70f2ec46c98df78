package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/bits"

	"w3id.org/concord/index"
)

// segmentRows is how many rows a cursor prepares at once.
const segmentRows = 1024

// cursor implements index.Cursor: it prepares segments of rows in order and copies out the columns that are wanted,
// leaving out rows of other graphs and repetitions.
type cursor struct {
	ctx    context.Context
	sc     index.Scan
	hi     key      // end of the range, exclusive
	delta  treeIter // from the first row not yet prepared
	tree   tree
	seg    [4][]index.ID // prepared rows ...
	at     int           // ... of which this is the next
	wanted []int         // columns to copy out
	graph  int           // where the graph column is
	filter bool          // rows of some graphs are left out
	seen   *seen         // nil unless Distinct
	kinds  [4]uint16
	closed bool
}

func newCursor(ctx context.Context, st *state, sc index.Scan) (*cursor, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := checkScan(&sc); err != nil {
		return nil, err
	}
	lo, hi := bounds(&sc)
	c := &cursor{ctx: ctx, sc: sc, hi: hi, tree: st.trees[sc.Order], graph: 3}
	if sc.Order >= index.GSPO {
		c.graph = 0
	}
	for i := 0; i < 4; i++ {
		if sc.Cols&(1<<i) != 0 {
			c.wanted = append(c.wanted, i)
		}
	}
	c.filter = filters(&sc)
	if sc.Distinct {
		c.seen = newSeen(&sc)
	}
	c.delta.seek(c.tree, lo)
	return c, nil
}

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
		hi = key{index.MaxID, index.MaxID, index.MaxID, index.MaxID}
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
		if c.at == len(c.seg[0]) {
			if err := c.ctx.Err(); err != nil {
				return 0, err
			}
			if more, err := c.fill(); err != nil || !more {
				return c.end(n, err)
			}
		}
		n += c.drain(dst, n)
	}
	return n, nil
}

func (c *cursor) end(n int, err error) (int, error) {
	if err == nil && n == 0 {
		err = io.EOF
	}
	if err != nil {
		n = 0
	}
	return n, err
}

// fill prepares the next segment; more is false at the end of the range.
func (c *cursor) fill() (more bool, err error) {
	for i := range c.seg {
		c.seg[i] = c.seg[i][:0]
	}
	c.at = 0
	for len(c.seg[0]) < segmentRows {
		r := c.delta.peek()
		if r == nil || !less(r.key, c.hi) {
			break
		}
		for i, id := range r.key {
			c.seg[i] = append(c.seg[i], id)
		}
		c.delta.advance()
	}
	return len(c.seg[0]) > 0, nil
}

// drain copies rows of the segment to dst from row n on and returns how many.
func (c *cursor) drain(dst [][]index.ID, n int) int {
	if c.filter || c.seen != nil {
		return c.drainChosen(dst, n)
	}
	m := min(len(c.seg[0])-c.at, len(dst[0])-n)
	for i, col := range c.wanted {
		copy(dst[i][n:n+m], c.seg[col][c.at:c.at+m])
		c.note(i, dst[i][n:n+m])
	}
	c.at += m
	return m
}

func (c *cursor) note(i int, ids []index.ID) {
	mask := uint16(0)
	for _, id := range ids {
		mask |= id.Kind().Bit()
	}
	c.kinds[i] |= mask
}

func (c *cursor) drainChosen(dst [][]index.ID, n int) int {
	start := n
	for ; c.at < len(c.seg[0]) && n < len(dst[0]); c.at++ {
		if c.filter && !c.sc.Graphs.Has(c.seg[c.graph][c.at]) {
			continue
		}
		if c.seen != nil && !c.seen.first(&c.seg, c.at) {
			continue
		}
		for i, col := range c.wanted {
			dst[i][n] = c.seg[col][c.at]
		}
		n++
	}
	for i := range c.wanted {
		c.note(i, dst[i][start:n])
	}
	return n - start
}

// rows calls f for each row that is left, all columns whatever is wanted.
func (c *cursor) rows(f func(key)) error {
	dst := make([][]index.ID, len(c.wanted))
	for i := range dst {
		dst[i] = make([]index.ID, segmentRows)
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
	var k key
	n := copy(k[:], c.sc.Prefix)
	copy(k[n:], short)
	for c.at < len(c.seg[0]) && less(c.segKey(c.at), k) {
		c.at++
	}
	if c.at < len(c.seg[0]) {
		return nil
	}
	if r := c.delta.peek(); r != nil && less(r.key, k) {
		c.delta.seek(c.tree, k)
	}
	return nil
}

func (c *cursor) segKey(i int) key {
	return key{c.seg[0][i], c.seg[1][i], c.seg[2][i], c.seg[3][i]}
}

// Kinds is the mask of kinds of the last batch.
func (c *cursor) Kinds(i int) uint16 { return c.kinds[i] }

// Close ends the cursor.
func (c *cursor) Close() error { c.closed = true; return nil }

// seen tells first occurrences from repetitions, by the columns that are wanted.
type seen struct {
	cols     uint8
	adjacent bool // equal rows follow each other
	any      bool
	last     key
	set      map[key]struct{}
}

func newSeen(sc *index.Scan) *seen {
	s := &seen{cols: sc.Cols & index.AllCols}
	sorted := s.cols | uint8(1<<len(sc.Prefix)-1)
	if s.adjacent = sorted&(sorted+1) == 0; !s.adjacent {
		s.set = map[key]struct{}{}
	}
	return s
}

func (s *seen) first(seg *[4][]index.ID, at int) bool {
	var k key
	for i := range k {
		if s.cols&(1<<i) != 0 {
			k[i] = seg[i][at]
		}
	}
	if s.adjacent {
		if s.any && k == s.last {
			return false
		}
		s.any, s.last = true, k
		return true
	}
	if _, ok := s.set[k]; ok {
		return false
	}
	s.set[k] = struct{}{}
	return true
}
