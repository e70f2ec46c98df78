package store

import (
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
)

// segment is a part of a scan: rows at to n. They lie in a base block from row from on, or there with rows of the delta put between
// them if it is spliced, or cols holds them.
type segment struct {
	at, n    int
	inBlock  bool
	oneGraph bool // all rows are of one graph
	block    run.Block
	masks    [4]uint16 // kinds of the block's columns, and of the delta's rows among them
	from     int
	decoded  bool
	cols     [4][]index.ID

	spliced bool
	pieces  []run.Part // rows of the block, and where in the segment they are
	keys    []*key     // rows of the delta
	places  []int      // where in the segment they are
	piece   int        // the one that row at is in, or one near it
	some    cut
	sought  sought
}

// cut is what of a spliced segment lies in some rows of it.
type cut struct {
	parts    []run.Part // rows of the block
	from, to int        // rows of the delta
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
	s.spliced = false
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
	s.pieces, s.keys, s.places, s.piece, s.some.to = s.pieces[:0], s.keys[:0], s.places[:0], 0, 0
	w := weaver{s: s, start: c.next, next: c.next, end: c.next + uint64(s.n)}
	for {
		leaf, from, at, err := c.delta.rest(c.base)
		if err != nil {
			return err
		}
		if leaf == nil {
			break
		}
		n := w.weave(leaf.rows[from:], at.places[from:])
		if n > 0 {
			s.note(at, graph)
		}
		if c.delta.skip(n); from+n < len(leaf.rows) {
			break
		}
	}
	w.base(w.end)
	c.next, s.n = w.next, w.rows
	return nil
}

// note says that rows of a leaf are among those of the block, whose lowest graph is graph.
func (s *segment) note(at *inBase, graph index.ID) {
	s.spliced = true
	s.oneGraph = s.oneGraph && at.low == graph && at.high == graph
	for i, kinds := range at.kinds {
		s.masks[i] |= kinds
	}
}

// weaver makes the pieces of a segment.
type weaver struct {
	s                *segment
	start, next, end uint64 // rows of the base: the segment's first, the first not yet in it, and its end
	rows             int    // of the segment so far
}

// weave puts in the rows of the delta that belong before the end, as long as there is room, and says how many they were.
func (w *weaver) weave(rows []row, places []spot) int {
	s := w.s
	for i, place := range places {
		below := place.below()
		if below >= w.end {
			return i
		}
		if len(s.keys) == batchRows {
			w.end = below
			return i
		}
		w.base(below)
		if place.removes() { // the row of the base is left out
			w.next++
			continue
		}
		s.keys, s.places = append(s.keys, &rows[i].key), append(s.places, w.rows)
		w.rows++
	}
	return len(places)
}

// base puts in rows of the base up to a place.
func (w *weaver) base(place uint64) {
	if n := int(place - w.next); n > 0 {
		w.s.pieces = append(w.s.pieces, run.Part{At: w.rows, Row: w.s.from + int(w.next-w.start), N: n})
		w.rows, w.next = w.rows+n, place
	}
}

// pieceOf gives the first piece that ends behind a row of the segment. It looks near the current one first.
func (s *segment) pieceOf(row int) int {
	lo := s.piece
	for lo > 0 && s.pieces[lo-1].At+s.pieces[lo-1].N > row {
		lo--
	}
	return firstBehind(s.pieces, lo, func(p *run.Part) bool { return p.At+p.N > row })
}

// firstBehind gives the first piece from lo on that is behind something, by galloping.
func firstBehind(pieces []run.Part, lo int, behind func(p *run.Part) bool) int {
	hi := len(pieces)
	for step := 1; lo+step <= hi; step *= 2 {
		if behind(&pieces[lo+step-1]) {
			hi = lo + step - 1
			break
		}
		lo += step
	}
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); behind(&pieces[mid]) {
			hi = mid
		} else {
			lo = mid + 1
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
	s.inBlock, s.oneGraph, s.spliced, s.decoded = false, false, false, true
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
	if s.spliced {
		s.cut(0, s.n)
	}
	for i := range s.cols {
		if c.sc.Cols&(1<<i) != 0 || i == c.graph && c.filter {
			s.cols[i] = grow(s.cols[i][:0], s.n)
			s.read(i, 0, s.cols[i])
		}
	}
}

// portion notes which rows are given next, at most room, and says how many they are. If more are left, the rows of a batch of a size
// end where the block's columns are decoded from most quickly, so that the next begin there. Small batches are filled: who grows them
// looks at that.
func (s *segment) portion(room, size int) int {
	left := s.n - s.at
	n := min(left, room)
	ends := s.inBlock && n < left && size >= batchRows && n >= 4*run.Stretch
	if s.spliced {
		if s.cut(s.at, n); ends {
			return s.some.shorten(n, s.places, s.at)
		}
	} else if ends {
		return n - (s.from+s.at+n)%run.Stretch
	}
	return n
}

// cut notes what lies in n rows of a spliced segment from a row on. It goes on from where it ended before.
func (s *segment) cut(row, n int) {
	c := &s.some
	i := s.pieceOf(row)
	s.piece, c.parts = i, c.parts[:0]
	for ; i < len(s.pieces) && s.pieces[i].At < row+n; i++ {
		p := &s.pieces[i]
		from, to := max(row, p.At), min(row+n, p.At+p.N)
		c.parts = append(c.parts, run.Part{At: from - row, Row: p.Row + from - p.At, N: to - from})
	}
	s.piece = max(s.piece, i-1)
	if c.to > len(s.places) || c.to > 0 && s.places[c.to-1] >= row {
		c.to = 0
	}
	for c.from = c.to; c.from < len(s.places) && s.places[c.from] < row; c.from++ {
	}
	for c.to = c.from; c.to < len(s.places) && s.places[c.to] < row+n; c.to++ {
	}
}

// shorten ends the n rows from a row on at a row of the block that is a multiple of run.Stretch, if that leaves most of them.
func (c *cut) shorten(n int, places []int, row int) int {
	last := len(c.parts) - 1
	if last < 0 {
		return n
	}
	end := c.parts[last].Row + c.parts[last].N
	end -= end % run.Stretch
	for last >= 0 && c.parts[last].Row >= end {
		last--
	}
	if last < 0 || c.parts[last].At < n/2 {
		return n
	}
	p := &c.parts[last]
	p.N = min(p.N, end-p.Row)
	c.parts, n = c.parts[:last+1], p.At+p.N
	for c.to > c.from && places[c.to-1] >= row+n {
		c.to--
	}
	return n
}

// read fills dst with a column of a segment of a block, from a row on. The rows were cut.
func (s *segment) read(col, row int, dst []index.ID) {
	c := &s.some
	switch {
	case !s.spliced:
		s.decodeRows(col, s.from+row, dst)
		return
	case len(c.parts) == 1 && c.parts[0].N == len(dst):
		s.decodeRows(col, c.parts[0].Row, dst)
		return
	}
	s.block.DecodeParts(col, c.parts, dst)
	keys := s.keys[c.from:c.to]
	for i, place := range s.places[c.from:c.to] {
		dst[place-row] = keys[i][col]
	}
}

// decodeRows fills dst with rows of the block from one on.
func (s *segment) decodeRows(col, row int, dst []index.ID) {
	if ids := s.sought.column(col, row, len(dst)); ids != nil {
		copy(dst, ids)
		return
	}
	s.block.Decode(col, row, dst)
}

// id gives one value, of a column that the cursor looks at.
func (s *segment) id(col, row int) index.ID {
	switch {
	case !s.inBlock || s.decoded:
		return s.cols[col][row]
	case !s.spliced:
		return s.block.At(col, s.from+row)
	}
	if i := s.pieceOf(row); i < len(s.pieces) && s.pieces[i].At <= row {
		return s.block.At(col, s.pieces[i].Row+row-s.pieces[i].At)
	}
	i, _ := slices.BinarySearch(s.places, row)
	return s.keys[i][col]
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
	case s.inBlock && !s.spliced:
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

// searchPieces finds the first row of the block and the first of the delta that are not below k, and gives the one that comes first.
func (s *segment) searchPieces(k *key) int {
	s.piece = s.pieceOf(s.at)
	key, _ := slices.BinarySearch(s.places, s.at)
	key += keysBelow(s.keys[key:], k)
	found := s.n
	if key < len(s.keys) {
		found = s.places[key]
	}
	if s.piece == len(s.pieces) {
		return found
	}
	p := s.pieces[s.piece]
	row := s.sought.search(&s.block, k, p.Row+max(0, s.at-p.At))
	s.piece = firstBehind(s.pieces, s.piece, func(p *run.Part) bool { return p.Row+p.N > row })
	if s.piece < len(s.pieces) {
		p = s.pieces[s.piece]
		found = min(found, p.At+max(0, row-p.Row))
	}
	return found
}

// keysBelow counts the keys below k, by galloping.
func keysBelow(keys []*key, k *key) int {
	lo, hi := 0, len(keys)
	for step := 1; lo+step <= hi; step *= 2 {
		if !run.Less(keys[lo+step-1], k) {
			hi = lo + step - 1
			break
		}
		lo += step
	}
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); run.Less(keys[mid], k) {
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
