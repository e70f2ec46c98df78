package store

import (
	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
)

// sought finds keys that ascend among the rows from to to of a block, which have the prefix of a scan. The first are looked for in the
// block as it lies in the file. Where more come, the first column after the prefix is decoded as a whole.
type sought struct {
	col      int // the first column after the prefix
	from, to int
	searches int
	ids      []index.ID // the column of rows from to to, once it is decoded
}

// fewSearches are those before the column is decoded: that takes about as long.
const fewSearches = 3

func (s *sought) begin(col, from, to int) {
	s.col, s.from, s.to, s.searches, s.ids = col, from, to, 0, s.ids[:0]
}

// search finds the first row, from a row on, that is not below k.
func (s *sought) search(b *run.Block, k *key, row int) int {
	s.searches++
	if s.searches <= fewSearches || s.col == len(k) || b.Constant(s.col) {
		return b.SearchIn(k, min(s.col, len(k)-1), row, s.to)
	}
	if len(s.ids) == 0 {
		s.from = row
		s.ids = grow(s.ids, s.to-row)
		b.Decode(s.col, row, s.ids)
	}
	ids, id := s.ids[row-s.from:], k[s.col]
	n := index.Below(ids, id)
	row += n
	if row == s.to || ids[n] > id || !isAbove(k[s.col+1:]) {
		return row
	}
	return b.SearchIn(k, s.col+1, row, row+index.Below(ids[n:], id+1))
}

// column gives so many rows of a column from a row on, if they are decoded; else nil.
func (s *sought) column(col, row, n int) []index.ID {
	if col != s.col || row < s.from || row-s.from+n > len(s.ids) {
		return nil
	}
	return s.ids[row-s.from:][:n]
}

// isAbove reports whether a rest of a key is more than the lowest.
func isAbove(rest []index.ID) bool {
	for _, id := range rest {
		if id != 0 {
			return true
		}
	}
	return false
}
