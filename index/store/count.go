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

func (s *state) count(ctx context.Context, sc index.Scan) (n uint64, err error) {
	if err := checkScan(&sc); err != nil {
		return 0, err
	}
	if !filters(&sc) && !sc.Distinct {
		lo, hi := bounds(&sc)
		return s.between(sc.Order, lo, hi)
	}
	cur, err := newCursor(ctx, s, sc)
	if err != nil {
		return 0, err
	}
	err = cur.rows(func(key) { n++ })
	return n, err
}

// between counts the rows of all graphs in a key range.
func (s *state) between(o index.Order, lo, hi key) (uint64, error) {
	if !less(lo, hi) {
		return 0, nil
	}
	r0, d0 := s.trees[o].rank(lo)
	r1, d1 := s.trees[o].rank(hi)
	n := r1 - r0 - 2*(d1-d0)
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
	cuts, err := s.st.cuts(&sc, parts)
	if err != nil {
		return nil, err
	}
	for _, k := range cuts {
		cut := cutKey(&sc, k)
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
		n := from + i*(to-from)/parts
		if err := r.Load(int(n/run.BlockRows), &b); err != nil {
			return nil, err
		}
		keys = append(keys, b.Key(int(n%run.BlockRows)))
	}
	return keys, nil
}

// cutKey is what follows the prefix in a key, short enough that equal rows of a distinct scan stay together.
func cutKey(sc *index.Scan, k key) []index.ID {
	n := 4
	if sc.Distinct {
		for n = 4; n > 0 && sc.Cols&(1<<(n-1)) == 0; n-- {
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
