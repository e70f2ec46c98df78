package store

import (
	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
)

// segment is a piece of a scan: rows at to n. Either they lie in a base block from row from on, or cols holds them.
type segment struct {
	at, n    int
	inBlock  bool
	oneGraph bool // all rows are of one graph
	block    run.Block
	masks    [4]uint16 // kinds of the block's columns
	from     int
	decoded  bool
	cols     [4][]index.ID
	raw      [4][]index.ID // rows of the block, while those of the delta are put between them
}

// batchRows is about how many rows are handled at once.
const batchRows = 1024

// fill makes the next segment; more is false at the end of the range.
func (c *cursor) fill() (more bool, err error) {
	c.seg.at, c.seg.n, c.seg.decoded = 0, 0, false
	if c.next == c.last {
		return c.fillDelta(), nil
	}
	number, row := c.base.Locate(c.next)
	s := &c.seg
	if err := c.base.Load(number, &s.block); err != nil {
		return false, err
	}
	s.from, s.n, s.inBlock = row, int(min(uint64(s.block.N-row), c.last-c.next)), true
	low, high := c.base.Graphs(number)
	s.oneGraph = low == high
	for i := range s.masks {
		s.masks[i] = c.base.Kinds(number, i)
	}
	c.next += uint64(s.n)
	limit := c.hi
	if number+1 < c.base.Blocks() {
		if first := c.base.First(number + 1); less(first, limit) {
			limit = first
		}
	}
	if r := c.delta.peek(); r != nil && less(r.key, limit) {
		c.merge(limit)
	}
	return true, nil
}

// fillDelta makes a segment of rows of the delta.
func (c *cursor) fillDelta() bool {
	s := &c.seg
	s.reset()
	for len(s.cols[0]) < batchRows {
		r := c.delta.peek()
		if r == nil || !less(r.key, c.hi) {
			break
		}
		s.append(&r.key)
		c.delta.advance()
	}
	s.n = len(s.cols[0])
	return s.n > 0
}

func (s *segment) reset() {
	for i := range s.cols {
		s.cols[i] = s.cols[i][:0]
	}
	s.inBlock, s.oneGraph, s.decoded = false, false, true
}

func (s *segment) append(k *key) {
	for i, id := range k {
		s.cols[i] = append(s.cols[i], id)
	}
}

// merge puts the rows of the delta below limit into those of the block. The segment can end up empty.
func (c *cursor) merge(limit key) {
	s := &c.seg
	from, to, start := s.from, s.from+s.n, s.from
	s.reset()
	for i := range s.raw {
		s.raw[i] = grow(s.raw[i][:0], to-from)
		s.block.Decode(i, from, s.raw[i])
	}
	for r := c.delta.peek(); r != nil && less(r.key, limit); r = c.delta.peek() {
		at := min(to, s.block.Search(&r.key, from))
		s.appendRaw(from-start, at-start)
		if from = at; !r.del {
			s.append(&r.key)
		} else if from < to { // the row that is removed
			from++
		}
		c.delta.advance()
	}
	s.appendRaw(from-start, to-start)
	s.n = len(s.cols[0])
}

// appendRaw copies rows of the block.
func (s *segment) appendRaw(from, to int) {
	for i := range s.cols {
		s.cols[i] = append(s.cols[i], s.raw[i][from:to]...)
	}
}

func grow(ids []index.ID, n int) []index.ID {
	if len(ids)+n <= cap(ids) {
		return ids[:len(ids)+n]
	}
	bigger := make([]index.ID, len(ids)+n, 2*(len(ids)+n)+batchRows)
	copy(bigger, ids)
	return bigger
}

// decode fills cols with what the cursor looks at, if they are not there yet.
func (s *segment) decode(c *cursor) {
	if s.decoded {
		return
	}
	s.decoded = true
	for i := range s.cols {
		if c.sc.Cols&(1<<i) != 0 || i == c.graph && c.filter {
			s.cols[i] = grow(s.cols[i][:0], s.n)
			s.block.Decode(i, s.from, s.cols[i])
		}
	}
}

// id gives one value, of a column that the cursor looks at.
func (s *segment) id(col, row int) index.ID {
	if s.inBlock && !s.decoded {
		return s.block.At(col, s.from+row)
	}
	return s.cols[col][row]
}

// copy fills dst with a column from the current row on.
func (s *segment) copy(col int, dst []index.ID) {
	if s.inBlock {
		s.block.Decode(col, s.from+s.at, dst)
		return
	}
	copy(dst, s.cols[col][s.at:])
}

// kinds is a mask of the kinds in a part of a column.
func (s *segment) kinds(col int, ids []index.ID) uint16 {
	if s.inBlock {
		return s.masks[col]
	}
	return kindsOf(ids)
}

// search finds the first row from the current one on that is not below k.
func (s *segment) search(k *key) int {
	if s.inBlock {
		return min(s.n, s.block.Search(k, s.from+s.at)-s.from)
	}
	lo, hi := s.at, s.n
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if less(key{s.cols[0][mid], s.cols[1][mid], s.cols[2][mid], s.cols[3][mid]}, *k) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// seen tells first occurrences from repetitions, by the columns that are wanted.
type seen struct {
	cols     uint8
	adjacent bool // equal rows follow each other
	triples  bool // within one graph no two rows are equal
	any      bool
	last     key
	set      map[key]struct{}
}

func newSeen(sc *index.Scan) *seen {
	s := &seen{cols: sc.Cols & index.AllCols}
	sorted := s.cols | uint8(1<<len(sc.Prefix)-1)
	s.triples = sc.Order < index.GSPO && sorted&7 == 7
	if s.adjacent = sorted&(sorted+1) == 0; !s.adjacent {
		s.set = map[key]struct{}{}
	}
	return s
}

// first reports whether a row is the first of its kind, and remembers it.
func (s *seen) first(seg *segment, at int) bool {
	var k key
	for i := range k {
		if s.cols&(1<<i) != 0 {
			k[i] = seg.id(i, at)
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

// freeOf reports whether a segment can repeat only the row before it: its rows are distinct triples.
func (s *seen) freeOf(seg *segment) bool { return s.adjacent && s.triples && seg.oneGraph }
