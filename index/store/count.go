package store

import (
	"context"

	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
)

// Count counts the rows of a scan; the number is exact.
func (s *snapshot) Count(ctx context.Context, sc index.Scan) (n uint64, exact bool, err error) {
	if err := s.enter(); err != nil {
		return 0, false, err
	}
	defer s.leave()
	if err := ctx.Err(); err != nil {
		return 0, false, err
	}
	if sc.Cols&index.AllCols == 0 {
		sc.Cols = index.AllCols
	}
	n, err = s.st.count(ctx, sc)
	return n, err == nil, err
}

// count finds the number in the directories of the base files and in the delta where it can, else by reading.
func (s *state) count(ctx context.Context, sc index.Scan) (n uint64, err error) {
	if err := checkScan(&sc); err != nil {
		return 0, err
	}
	lo, hi := bounds(&sc)
	if !less(lo, hi) {
		return 0, nil
	}
	ok := false
	switch {
	case !sc.Distinct || noRepeats(&sc):
		n, ok, err = s.countRows(&sc, lo, hi)
	case sc.Graphs.Mode == index.Union && newSeen(&sc).triples:
		n, ok, err = s.countTriples(sc.Order, lo, hi)
	}
	if ok || err != nil {
		return n, err
	}
	cur, err := newCursor(ctx, s, sc)
	if err != nil {
		return 0, err
	}
	err = cur.rows(func(key) { n++ })
	return n, err
}

// noRepeats reports whether no two rows of the scan can be equal in the columns that are wanted.
func noRepeats(sc *index.Scan) bool {
	known := sc.Cols | uint8(1<<len(sc.Prefix)-1)
	if sc.Graphs.Mode == index.Unnamed || sc.Graphs.Mode == index.Set && len(sc.Graphs.Graphs) == 1 {
		known |= 1 << run.GraphColumn(sc.Order)
	}
	return known&index.AllCols == index.AllCols
}

// countRows counts the rows of the chosen graphs.
func (s *state) countRows(sc *index.Scan, lo, hi key) (n uint64, ok bool, err error) {
	switch g := run.GraphColumn(sc.Order); {
	case !filters(sc):
		n, err = s.between(sc.Order, lo, hi)
	case g < len(sc.Prefix):
		if sc.Graphs.Has(sc.Prefix[g]) {
			n, err = s.between(sc.Order, lo, hi)
		}
	case sc.Graphs.Mode == index.Unnamed:
		n, err = s.unnamed(sc.Order, lo, hi)
	case sc.Graphs.Mode == index.EachNamed:
		var all uint64
		if all, err = s.between(sc.Order, lo, hi); err == nil {
			n, err = s.unnamed(sc.Order, lo, hi)
		}
		n = all - n
	default:
		return s.countGraphs(sc, lo, hi)
	}
	return n, true, err
}

// countGraphs counts the rows of each graph of a set in an order that begins with the graph.
func (s *state) countGraphs(sc *index.Scan, lo, hi key) (n uint64, ok bool, err error) {
	if sc.From != nil || sc.To != nil {
		return 0, false, nil
	}
	for _, g := range sc.Graphs.Graphs {
		var m uint64
		if g == 0 {
			m, err = s.unnamed(sc.Order, lo, hi)
		} else {
			var q key
			for i, id := range sc.Prefix {
				q[sc.Order.Columns()[i]] = id
			}
			named := index.Scan{Prefix: []index.ID{g}}
			o := namedOrder(sc.Order, len(sc.Prefix))
			cols := o.Columns()
			for _, c := range cols[1 : 1+len(sc.Prefix)] {
				named.Prefix = append(named.Prefix, q[c])
			}
			lo, hi := bounds(&named)
			m, err = s.between(o, lo, hi)
		}
		if err != nil {
			return 0, false, err
		}
		n += m
	}
	return n, true, nil
}

// namedOrder gives the order that begins with the graph and then has the first n columns of o, in any sequence.
func namedOrder(o index.Order, n int) index.Order {
	set := func(cols []index.Column) (mask int) {
		for _, c := range cols {
			mask |= 1 << c
		}
		return mask
	}
	cols := o.Columns()
	for _, named := range [...]index.Order{index.GSPO, index.GPOS} {
		with := named.Columns()
		if set(with[1:1+n]) == set(cols[:n]) {
			return named
		}
	}
	return index.GOSP
}

// allUnnamed reports whether no named graph holds a row: then rows, triples and rows of the unnamed graph are the same.
func (s *state) allUnnamed() bool {
	r := s.base.run(index.GSPO)
	return (r == nil || r.Rows() == 0) && s.trees[index.GSPO].len() == 0
}

// unnamed counts the rows of the unnamed graph in a key range.
func (s *state) unnamed(o index.Order, lo, hi key) (uint64, error) {
	if o >= index.GSPO {
		return 0, nil
	}
	if s.allUnnamed() {
		return s.between(o, lo, hi)
	}
	from, to, err := measure(s.base.run(o), lo, hi)
	n := int(to.Unnamed - from.Unnamed)
	s.inDelta(o, lo, hi, func(r *row) {
		switch {
		case r.key[3] != 0:
		case r.del:
			n--
		default:
			n++
		}
	})
	return uint64(n), err
}

// inDelta calls f for the rows of the delta in a key range.
func (s *state) inDelta(o index.Order, lo, hi key, f func(*row)) {
	var it treeIter
	it.seek(s.trees[o], lo)
	for r := it.peek(); r != nil && less(r.key, hi); r = it.peek() {
		f(r)
		it.advance()
	}
}

// measure gives the places of both ends of a range, with counts.
func measure(r *run.Reader, lo, hi key) (from, to run.Place, err error) {
	if r == nil {
		return from, to, nil
	}
	if from, err = r.Measure(&lo); err == nil {
		to, err = r.Measure(&hi)
	}
	return from, to, err
}

// countTriples counts distinct triples over all graphs: those of the base, corrected for each triple of the delta. ok
// is false where reading the rows is as quick, or the range cuts through the graphs of a triple.
func (s *state) countTriples(o index.Order, lo, hi key) (n uint64, ok bool, err error) {
	if s.allUnnamed() {
		n, err = s.between(o, lo, hi)
		return n, err == nil, err
	}
	from, to, err := measure(s.base.run(o), lo, hi)
	r0, _ := s.trees[o].rank(lo)
	r1, _ := s.trees[o].rank(hi)
	if err != nil || lo[3] != 0 || hi != maxKey && hi[3] != 0 || uint64(r1-r0)*32 > to.Rows-from.Rows {
		return 0, false, err
	}
	n = to.Triples - from.Triples
	for i := r0; i < r1 && err == nil; {
		var change int
		change, i, err = s.tripleChange(o, i)
		n += uint64(change)
	}
	return n, err == nil, err
}

// tripleChange says what the delta does to the triple of its i-th row, 1, 0 or -1, and where the next one begins.
func (s *state) tripleChange(o index.Order, i int) (change, next int, err error) {
	t := s.trees[o]
	k := t.at(i).key
	lo, hi := k, k
	lo[3], hi[3] = 0, index.MaxID
	from, to := uint64(0), uint64(0)
	if r := s.base.run(o); r != nil {
		if from, to, err = span(r, lo, hi); err != nil {
			return 0, 0, err
		}
	}
	r0, d0 := t.rank(lo)
	r1, d1 := t.rank(hi)
	before := int(to - from)
	after := before + (r1 - r0) - 2*(d1-d0)
	return min(after, 1) - min(before, 1), r1, nil
}

// between counts the rows of all graphs in a key range.
func (s *state) between(o index.Order, lo, hi key) (uint64, error) {
	if !less(lo, hi) {
		return 0, nil
	}
	rows, dels := s.trees[o].between(&lo, &hi)
	n := rows - 2*dels
	if r := s.base.run(o); r != nil {
		from, to, err := span(r, lo, hi)
		if err != nil {
			return 0, err
		}
		n += int(to - from)
	}
	return uint64(n), nil
}

// Split cuts a scan at rows that lie at equal distances.
func (s *snapshot) Split(sc index.Scan, parts int) ([]index.Scan, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	if err := checkScan(&sc); err != nil {
		return nil, err
	}
	if sc.Distinct && !newSeen(&sc).adjacent {
		return []index.Scan{sc}, nil
	}
	var out []index.Scan
	rest := sc
	walked, most := sc, 4
	if named, _, ok := inNamed(&sc); ok {
		walked, most = named, 3 // a cut at a graph would spoil it
	}
	cuts, err := s.st.cuts(&walked, parts)
	if err != nil {
		return nil, err
	}
	for _, k := range cuts {
		cut := cutKey(&sc, sc.Order.Key(walked.Order.Quad(k)), most)
		if len(cut) == 0 || !between(&rest, cut) {
			continue
		}
		piece := rest
		piece.To, rest.From = cut, cut
		out = append(out, piece)
	}
	return append(out, rest), nil
}

// cuts gives up to parts-1 keys of the range, at equal distances in the base or the delta, whichever has more rows.
func (s *state) cuts(sc *index.Scan, parts int) (keys []key, err error) {
	lo, hi := bounds(sc)
	t := s.trees[sc.Order]
	low, _ := t.rank(lo)
	high, _ := t.rank(hi)
	if r := s.base.run(sc.Order); r != nil && less(lo, hi) {
		from, to, err := span(r, lo, hi)
		if err != nil {
			return nil, err
		}
		if to-from >= uint64(high-low) {
			return baseCuts(r, from, to, uint64(parts))
		}
	}
	for i := 1; i < parts && high > low; i++ {
		keys = append(keys, t.at(low+i*(high-low)/parts).key)
	}
	return keys, nil
}

func baseCuts(r *run.Reader, from, to, parts uint64) (keys []key, err error) {
	var b run.Block
	for i := uint64(1); i < parts && to > from; i++ {
		block, row := r.Locate(from + i*(to-from)/parts)
		if err := r.Load(block, &b); err != nil {
			return nil, err
		}
		keys = append(keys, b.Key(row))
	}
	return keys, nil
}

// cutKey is what follows the prefix in a key, short enough that equal rows of a distinct scan stay together.
func cutKey(sc *index.Scan, k key, n int) []index.ID {
	if sc.Distinct {
		for ; n > 0 && sc.Cols&(1<<(n-1)) == 0; n-- {
		}
	}
	if n <= len(sc.Prefix) {
		return nil
	}
	return append([]index.ID(nil), k[len(sc.Prefix):n]...)
}

// between reports whether a cut leaves rows possible on both sides.
func between(sc *index.Scan, cut []index.ID) bool {
	lo, hi := bounds(sc)
	at := lo
	clear(at[len(sc.Prefix):])
	copy(at[len(sc.Prefix):], cut)
	return less(lo, at) && less(at, hi)
}
