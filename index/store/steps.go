package store

import (
	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
)

// apply makes steps, in which the last on each quad counts. It gives those that changed something, in the order of quads.
func (s *state) apply(steps []row) (changes []row, err error) {
	rows, spare := sortQuads(steps)
	if changes, err = s.effective(lastSteps(rows)); err != nil {
		return nil, err
	}
	s.toggle(append(rows[:0], changes...), spare)
	return changes, nil
}

// repeat makes steps of which each changed something when it was first made; ok is false if one does not now.
func (s *state) repeat(steps []row) (ok bool, err error) {
	rows, spare := sortQuads(steps)
	if rows, ok = net(rows); !ok {
		return false, nil
	}
	changes, err := s.effective(rows)
	if err != nil || len(changes) != len(rows) {
		return false, err
	}
	s.toggle(rows, spare)
	return true, nil
}

// plant fills the empty trees of a state with the effect of many steps, each of which changed something when it was
// made. It does not look at the base: of an added quad whose first step was an addition the base knows nothing, of one whose
// first step was a removal it has the row. ok is false if two steps that follow each other on a quad do not take turns.
func (s *state) plant(steps []row) (ok bool) {
	rows, spare := sortQuads(steps)
	if rows, ok = net(rows); ok {
		s.toggle(rows, spare)
	}
	return ok
}

// effective gives the steps, one a quad and in the order of quads, that change something.
func (s *state) effective(rows []row) (changes []row, err error) {
	changes = make([]row, 0, len(rows))
	base, delta := run.NewLookup(s.base.run(index.SPO)), treeIter{}
	for i := range rows {
		q := &rows[i].key
		delta.forward(s.trees[index.SPO], q)
		there := false
		if r := delta.peek(); r != nil && r.key == *q {
			there = !r.del
		} else if !s.isLate(q) {
			if _, there, err = base.Find(q); err != nil {
				return nil, err
			}
		}
		if there == rows[i].del {
			changes = append(changes, rows[i])
		}
	}
	return changes, nil
}

// toggle changes the tree of each order: a quad that is in the delta goes back to what the base says. rows are in the order of
// quads; they and spare, a slice as long, are used up.
func (s *state) toggle(rows, spare []row) {
	spare = spare[:len(rows)]
	var g toggler
	keyed, named := make([]row, len(rows)), []row(nil)
	for i, step := range orderOfOrders {
		if i > 0 {
			rows, spare = sortColumn(rows, spare, step.column)
		}
		g.toggle(&s.trees[step.order], keysOf(keyed, rows, step.order))
		if step.named != 0 {
			if named = appendNamed(named[:0], rows); len(named) > 0 {
				sorted, _ := sortColumn(named, spare[:len(named)], index.Graph)
				g.toggle(&s.trees[step.named], keysOf(keyed, sorted, step.named))
			}
		}
	}
}

// keysOf writes rows, which are quads, to dst as an order has their columns.
func keysOf(dst, rows []row, o index.Order) []row {
	cols := o.Columns()
	dst = dst[:len(rows)]
	for i := range rows {
		q := &rows[i].key
		dst[i] = row{key{q[cols[0]], q[cols[1]], q[cols[2]], q[cols[3]]}, rows[i].del}
	}
	return dst
}

// sortQuads sorts steps by subject, predicate, object and graph; those on one quad stay in sequence. It gives a second slice
// of the same length with them.
func sortQuads(steps []row) (rows, spare []row) {
	rows, spare = steps, make([]row, len(steps))
	for _, c := range []index.Column{index.Graph, index.Object, index.Predicate, index.Subject} {
		rows, spare = sortColumn(rows, spare, c)
	}
	return rows, spare
}

// lastSteps leaves the last step of each quad. Steps on one quad follow each other.
func lastSteps(rows []row) []row {
	left := rows[:0]
	for i := range rows {
		if i+1 == len(rows) || rows[i].key != rows[i+1].key {
			left = append(left, rows[i])
		}
	}
	return left
}

// net leaves the last step of each quad, and none of a quad that is as it was. Steps on one quad follow each other.
func net(rows []row) (left []row, ok bool) {
	left = rows[:0]
	for i := 0; i < len(rows); {
		n := 1
		for i+n < len(rows) && rows[i+n].key == rows[i].key {
			if rows[i+n].del == rows[i+n-1].del {
				return nil, false
			}
			n++
		}
		if n%2 == 1 {
			left = append(left, rows[i])
		}
		i += n
	}
	return left, true
}

func appendNamed(dst, rows []row) []row {
	for i := range rows {
		if rows[i].key[index.Graph] != 0 {
			dst = append(dst, rows[i])
		}
	}
	return dst
}

// sortColumn sorts rows by one column and keeps the order of rows that are equal in it. It needs a second slice of the
// same length and returns the two, sorted rows first. It is a radix sort over the bytes in which values differ.
func sortColumn(rows, spare []row, col index.Column) (sorted, free []row) {
	if len(rows) <= fewRows {
		insertByColumn(rows, col)
		return rows, spare
	}
	first, differ := rows[0].key[col], index.ID(0)
	for i := range rows {
		differ |= rows[i].key[col] ^ first
	}
	for shift := 0; shift < 64; shift += 8 {
		if differ>>shift&0xFF != 0 {
			sortByte(rows, spare, col, shift)
			rows, spare = spare, rows
		}
	}
	return rows, spare
}

// fewRows is how many rows are sorted by insertion.
const fewRows = 24

func insertByColumn(rows []row, col index.Column) {
	for i := 1; i < len(rows); i++ {
		r, j := rows[i], i
		for ; j > 0 && rows[j-1].key[col] > r.key[col]; j-- {
			rows[j] = rows[j-1]
		}
		rows[j] = r
	}
}

func sortByte(from, to []row, col index.Column, shift int) {
	var at [256]int
	for i := range from {
		at[byte(from[i].key[col]>>shift)]++
	}
	sum := 0
	for i, n := range at {
		at[i] = sum
		sum += n
	}
	for i := range from {
		b := byte(from[i].key[col] >> shift)
		to[at[b]] = from[i]
		at[b]++
	}
}
