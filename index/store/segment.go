package store

import (
	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
)

// segment is a part of a scan: rows at to n. They lie in a base block from row from on, with rows of the delta put between
// them if there are pieces, or cols holds them.
type segment struct {
	at, n    int
	inBlock  bool
	oneGraph bool // all rows are of one graph
	block    run.Block
	masks    [4]uint16 // kinds of the block's columns, and of the delta's rows among them
	from     int
	decoded  bool
	cols     [4][]index.ID
	pieces   []piece // how rows of the block and of the delta alternate; none if there are only those of the block
	keys     []key   // rows of the delta
	piece    int     // the one that row at is in, or one before
	scratch  []index.ID
}

// piece is a stretch of a segment: rows of the block, or rows of the delta.
type piece struct {
	start int // its first row, in the segment
	from  int // where that is in the block or in keys
	delta bool
}

// batchRows is about how many rows are handled at once.
const batchRows = 1024

// fill makes the next segment, which can be empty; more is false at the end of the range.
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
	s.pieces, s.piece = s.pieces[:0], 0
	low, high := c.base.Graphs(number)
	s.oneGraph = low == high
	for i := range s.masks {
		s.masks[i] = c.base.Kinds(number, i)
	}
	if c.delta.peek() == nil {
		c.next += uint64(s.n)
		return true, nil
	}
	return true, c.splice(low)
}

// splice puts the rows of the delta that belong among those of the segment between them. If they are too many, the segment
// ends sooner. graph is the lowest of the block.
func (c *cursor) splice(graph index.ID) error {
	s := &c.seg
	s.keys = s.keys[:0]
	rows, start, end := 0, c.next, c.next+uint64(s.n) // rows of the segment so far; rows of the base are start to end
	for r := c.delta.peek(); r != nil; r = c.delta.peek() {
		place, err := c.delta.place(c.base)
		if err != nil {
			return err
		}
		if place >= end {
			break
		}
		if len(s.keys) == batchRows {
			end = place
			break
		}
		if place > c.next {
			s.begin(rows, int(c.next-start), false)
			rows, c.next = rows+int(place-c.next), place
		}
		if r.del { // the row of the base is left out
			c.next++
		} else {
			s.begin(rows, len(s.keys), true)
			s.put(&r.key, graph, c.graph)
			rows++
		}
		c.delta.advance()
	}
	if end > c.next {
		s.begin(rows, int(c.next-start), false)
		rows, c.next = rows+int(end-c.next), end
	}
	s.n = rows
	return nil
}

// begin starts a piece, unless the one before goes on. from is relative to the segment's first row of the block.
func (s *segment) begin(start, from int, delta bool) {
	if !delta {
		from += s.from
	}
	if n := len(s.pieces); n > 0 && delta && s.pieces[n-1].delta {
		return
	}
	s.pieces = append(s.pieces, piece{start, from, delta})
}

// put notes a row of the delta.
func (s *segment) put(k *key, graph index.ID, column int) {
	s.keys = append(s.keys, *k)
	s.oneGraph = s.oneGraph && k[column] == graph
	for i, id := range k {
		s.masks[i] |= id.Kind().Bit()
	}
}

// end is where a piece ends.
func (s *segment) end(piece int) int {
	if piece+1 < len(s.pieces) {
		return s.pieces[piece+1].start
	}
	return s.n
}

// pieceOf gives the piece of a row; it looks at the current one first.
func (s *segment) pieceOf(row int) int {
	lo, hi := s.piece, len(s.pieces)
	if s.pieces[lo].start > row {
		lo = 0
	} else if row < s.end(lo) {
		return lo
	}
	for lo+1 < hi {
		if mid := int(uint(lo+hi) >> 1); s.pieces[mid].start > row {
			hi = mid
		} else {
			lo = mid
		}
	}
	return lo
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
			s.read(i, 0, s.cols[i])
		}
	}
}

// read fills dst with a column of a segment of a block, from a row on.
func (s *segment) read(col, row int, dst []index.ID) {
	if len(s.pieces) == 0 {
		s.block.Decode(col, s.from+row, dst)
		return
	}
	p := s.pieceOf(row)
	s.piece = p
	if q := s.pieces[p]; !q.delta && row+len(dst) <= s.end(p) {
		s.block.Decode(col, q.from+row-q.start, dst)
		return
	}
	low, high := s.inBlockOf(p, row, row+len(dst))
	s.scratch = grow(s.scratch[:0], high-low)
	s.block.Decode(col, low, s.scratch)
	for ; len(dst) > 0; p++ {
		q, n := s.pieces[p], min(len(dst), s.end(p)-row)
		from := q.from + row - q.start
		if q.delta {
			for i := range n {
				dst[i] = s.keys[from+i][col]
			}
		} else {
			copy(dst[:n], s.scratch[from-low:])
		}
		dst, row = dst[n:], row+n
	}
}

// inBlockOf gives the rows of the block that are among rows from to to of the segment, and those between that are left out.
// Row from is in piece p.
func (s *segment) inBlockOf(p, from, to int) (low, high int) {
	last := s.pieceOf(to - 1)
	if s.pieces[last].delta {
		last--
	}
	if s.pieces[p].delta {
		p++
	}
	if last < p {
		return 0, 0
	}
	first, end := s.pieces[p], s.pieces[last]
	return first.from + max(0, from-first.start), end.from + min(to, s.end(last)) - end.start
}

// id gives one value, of a column that the cursor looks at.
func (s *segment) id(col, row int) index.ID {
	switch {
	case !s.inBlock || s.decoded:
		return s.cols[col][row]
	case len(s.pieces) == 0:
		return s.block.At(col, s.from+row)
	}
	p := s.pieceOf(row)
	q := s.pieces[p]
	if q.delta {
		return s.keys[q.from+row-q.start][col]
	}
	return s.block.At(col, q.from+row-q.start)
}

// copy fills dst with a column from the current row on.
func (s *segment) copy(col int, dst []index.ID) {
	if s.inBlock {
		s.read(col, s.at, dst)
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
	switch {
	case s.inBlock && len(s.pieces) == 0:
		return min(s.n, s.block.Search(k, s.from+s.at)-s.from)
	case s.inBlock:
		return s.searchPieces(k)
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

// searchPieces finds the last piece that begins below k, and the row in it.
func (s *segment) searchPieces(k *key) int {
	p := s.pieceOf(s.at)
	s.piece = p
	for hi := len(s.pieces); p+1 < hi; {
		if mid := int(uint(p+hi) >> 1); s.beginsBelow(mid, k) {
			p = mid
		} else {
			hi = mid
		}
	}
	q, row := s.pieces[p], 0
	skip := max(0, s.at-q.start)
	if q.delta {
		for row = skip; row < s.end(p)-q.start && less(s.keys[q.from+row], *k); {
			row++
		}
	} else {
		row = s.block.Search(k, q.from+skip) - q.from
	}
	return min(q.start+row, s.end(p))
}

func (s *segment) beginsBelow(p int, k *key) bool {
	q := s.pieces[p]
	if q.delta {
		return less(s.keys[q.from], *k)
	}
	first := s.block.Key(q.from)
	return less(first, *k)
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
