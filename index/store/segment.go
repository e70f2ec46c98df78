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
	excerpts [4]excerpt
	sought   sought
}

// piece is a stretch of a segment: rows of the block, or rows of the delta.
type piece struct {
	start int // its first row, in the segment
	row   int // the first row of the block in it or behind it
	key   int // the first of keys in it or behind it
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
	for i := range s.excerpts {
		s.excerpts[i].ids = s.excerpts[i].ids[:0]
	}
	s.sought.begin(len(c.sc.Prefix), row, row+s.n)
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

// splice puts the rows of the delta that belong among those of the segment between them, leaf by leaf. If they are too many, the
// segment ends sooner. graph is the lowest of the block.
func (c *cursor) splice(graph index.ID) error {
	s := &c.seg
	s.keys = s.keys[:0]
	w := weaver{s: s, start: c.next, next: c.next, end: c.next + uint64(s.n), graph: graph, column: c.graph}
	for {
		rows, places, err := c.delta.rest(c.base)
		if err != nil {
			return err
		}
		n := w.weave(rows, places)
		if c.delta.skip(n); n < len(rows) || len(rows) == 0 {
			break
		}
	}
	w.base(w.end)
	c.next, s.n = w.next, w.rows
	return nil
}

// weaver makes the pieces of a segment.
type weaver struct {
	s                *segment
	start, next, end uint64 // rows of the base: the segment's first, the first not yet in it, and its end
	rows             int    // of the segment so far
	graph            index.ID
	column           int // of the graph
}

// weave puts in the rows of the delta that belong before the end, as long as there is room, and says how many they were.
func (w *weaver) weave(rows []row, places []uint64) int {
	for i := range rows {
		place := places[i]
		if place >= w.end {
			return i
		}
		if len(w.s.keys) == batchRows {
			w.end = place
			return i
		}
		w.base(place)
		if rows[i].del { // the row of the base is left out
			w.next++
			continue
		}
		w.begin(true)
		w.s.put(&rows[i].key, w.graph, w.column)
		w.rows++
	}
	return len(rows)
}

// base puts in rows of the base up to a place.
func (w *weaver) base(place uint64) {
	if place > w.next {
		w.begin(false)
		w.rows, w.next = w.rows+int(place-w.next), place
	}
}

// begin starts a piece, unless the one before goes on.
func (w *weaver) begin(delta bool) {
	s := w.s
	if n := len(s.pieces); n > 0 && delta && s.pieces[n-1].delta {
		return
	}
	s.pieces = append(s.pieces, piece{w.rows, s.from + int(w.next-w.start), len(s.keys), delta})
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
	switch q := s.pieces[p]; {
	case !q.delta && row+len(dst) <= s.end(p):
		s.block.Decode(col, q.row+row-q.start, dst)
	case s.block.Constant(col):
		s.block.Decode(col, 0, dst)
		s.putDelta(col, row, p, dst)
	default:
		s.readPieces(col, row, p, dst)
	}
}

// putDelta puts the values of the delta's rows into a column from a row on, which lies in piece p.
func (s *segment) putDelta(col, row, p int, dst []index.ID) {
	for end := row + len(dst); p < len(s.pieces) && s.pieces[p].start < end; p++ {
		q := &s.pieces[p]
		if !q.delta {
			continue
		}
		from, to := max(row, q.start), min(end, s.end(p))
		keys := s.keys[q.key+from-q.start:]
		for i := range dst[from-row : to-row] {
			dst[from-row+i] = keys[i][col]
		}
	}
}

// readPieces copies the stretches of rows of the block and of the delta.
func (s *segment) readPieces(col, row, p int, dst []index.ID) {
	c := &s.excerpts[col]
	for ; len(dst) > 0; p++ {
		q, n := &s.pieces[p], min(len(dst), s.end(p)-row)
		if skip := row - q.start; q.delta {
			for i, k := range s.keys[q.key+skip : q.key+skip+n] {
				dst[i] = k[col]
			}
		} else if at := q.row + skip - c.from; at >= 0 && at+n <= len(c.ids) {
			copy(dst[:n], c.ids[at:at+n])
		} else {
			s.copyBlock(col, q.row+skip, dst[:n], len(dst))
		}
		dst, row = dst[n:], row+n
	}
}

// excerpt is a part of a column of the block, decoded.
type excerpt struct {
	from int
	ids  []index.ID
}

// copyBlock fills dst with a column of the block from a row on. What is decoded begins and ends where that is quickest, and is kept for
// the next call; about ahead rows will be asked for.
func (s *segment) copyBlock(col, row int, dst []index.ID, ahead int) {
	c := &s.excerpts[col]
	for {
		if at := row - c.from; at >= 0 && at < len(c.ids) {
			n := copy(dst, c.ids[at:])
			if dst, row = dst[n:], row+n; len(dst) == 0 {
				return
			}
		}
		c.from = row - row%run.Stretch
		end := min(s.block.N, (row+ahead+run.Stretch-1)/run.Stretch*run.Stretch)
		if n := end - c.from; n > cap(c.ids) {
			c.ids = make([]index.ID, n)
		} else {
			c.ids = c.ids[:n]
		}
		s.block.Decode(col, c.from, c.ids)
	}
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
		return s.keys[q.key+row-q.start][col]
	}
	return s.block.At(col, q.row+row-q.start)
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
		return s.sought.search(&s.block, k, s.from+s.at) - s.from
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

// searchPieces finds which rows of the block and of the delta are the first not below k. Which piece begins below k, their numbers
// tell.
func (s *segment) searchPieces(k *key) int {
	lo, hi := s.pieceOf(s.at), len(s.pieces)
	q := s.pieces[lo]
	if skip := s.at - q.start; q.delta {
		q.key += skip
	} else {
		q.row += skip
	}
	row, key := s.sought.search(&s.block, k, q.row), q.key+keysBelow(s.keys[q.key:], k)
	for step := 1; lo+step < hi; step *= 2 {
		if !s.pieces[lo+step].below(row, key) {
			hi = lo + step
			break
		}
		lo += step
	}
	for lo+1 < hi {
		if mid := int(uint(lo+hi) >> 1); s.pieces[mid].below(row, key) {
			lo = mid
		} else {
			hi = mid
		}
	}
	s.piece = lo
	if q := &s.pieces[lo]; q.delta {
		return min(s.end(lo), q.start+key-q.key)
	} else {
		return min(s.end(lo), q.start+row-q.row)
	}
}

// below reports whether a piece begins below a row of the block or one of the delta.
func (q *piece) below(row, key int) bool {
	if q.delta {
		return q.key < key
	}
	return q.row < row
}

// keysBelow counts the keys below k, by galloping.
func keysBelow(keys []key, k *key) int {
	lo, hi := 0, len(keys)
	for step := 1; lo+step <= hi; step *= 2 {
		if !run.Less(&keys[lo+step-1], k) {
			hi = lo + step - 1
			break
		}
		lo += step
	}
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); run.Less(&keys[mid], k) {
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
