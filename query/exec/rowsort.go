package exec

// Operators that run out of memory leave the rows they have no room for to a sort by the columns that matter: equal rows then
// come together and are worked through in pieces that fit.

// crowded reports whether an operator that holds so many bytes, in so many rows, should hold no more: what it holds may
// double with the next batch.
func (q *Query) crowded(bytes int64, rows int) bool {
	if !q.spills() || rows == 0 {
		return false
	}
	return q.opts.SpillRows > 0 && rows >= q.opts.SpillRows || q.opts.Memory > 0 && 2*bytes > q.room()
}

// newRowSort sorts rows by some of their columns, as numbers, stably. It holds no more than a share of the memory that is left.
func (q *Query) newRowSort(width int, keys []int, shares int) *sorter {
	s := &sorter{q: q, in: nothing{}, at: keys, width: width, numbers: true, begun: true}
	s.desc, s.kinds = make([]bool, len(keys)), make([]keyKinds, len(keys))
	s.rows = newKeyedTable(q, width, nil)
	if q.opts.Memory > 0 {
		s.most = max(1, q.room()/int64(2*shares))
	}
	return s
}

// put adds the rows of a batch to a sort that has no input: no more at once than it may hold, though a whole batch comes.
func (s *sorter) put(b *Batch) error {
	for from := 0; from < b.N; {
		if err := s.q.check(); err != nil {
			return err
		}
		n := min(b.N-from, s.space())
		if err := s.append(b.piece(from, from+n)); err != nil {
			return err
		}
		if s.full() {
			if err := s.spill(); err != nil {
				return err
			}
		}
		from += n
	}
	return nil
}

// space is the number of rows to add at once: what is left of most, in whole blocks of the file.
func (s *sorter) space() int {
	if s.most == 0 {
		return BatchRows
	}
	return max(spillRows, int(s.most/int64(sortBytes+8*len(s.rows.cols)))-s.rows.n)
}

// piece is some rows of a batch, which stay where they are.
func (b *Batch) piece(from, to int) *Batch {
	out := &Batch{N: to - from}
	for _, c := range b.Cols {
		out.Cols = append(out.Cols, c[from:to])
	}
	return out
}

// columns is a range of numbers from 0.
func columns(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// split parts the rows of a batch: those marked stay, the others are copied out.
func (b *Batch) split(keep []bool) *Batch {
	out := b.without(keep)
	b.keep(keep)
	return out
}

// without copies the rows that are not marked.
func (b *Batch) without(marked []bool) *Batch {
	var at []int32
	for i, m := range marked[:b.N] {
		if !m {
			at = append(at, int32(i))
		}
	}
	out := sizedBatch(len(b.Cols), len(at))
	out.N = len(at)
	for i, c := range b.Cols {
		gather(out.Cols[i], c, at)
	}
	return out
}
