package store

import (
	"w3id.org/concord/index"
)

// plant fills the empty trees of a state with the effect of many steps, each of which changed something when it was
// made. It sorts instead of searching, and does not look at the base: of an added quad whose first step was an
// addition the base knows nothing, of one whose first step was a removal it has the row. ok is false if two steps that
// follow each other on a quad do not take turns.
func (s *state) plant(steps []row) (ok bool) {
	rows, spare := steps, make([]row, len(steps))
	for _, c := range []index.Column{index.Graph, index.Object, index.Predicate, index.Subject} {
		rows, spare = sortColumn(rows, spare, c)
	}
	if rows, ok = net(rows); !ok {
		return false
	}
	spare = spare[:len(rows)]
	for i, step := range orderOfOrders {
		if i > 0 {
			rows, spare = sortColumn(rows, spare, step.column)
		}
		s.trees[step.order].grow(step.order, rows)
		if step.named != 0 {
			named := namedOf(rows)
			named, _ = sortColumn(named, make([]row, len(named)), index.Graph)
			s.trees[step.named].grow(step.named, named)
		}
	}
	return true
}

// net leaves the last step of each quad, and none of a quad that is as it was. Steps on one quad follow each other.
func net(rows []row) (left []row, ok bool) {
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

func namedOf(rows []row) (named []row) {
	for i := range rows {
		if rows[i].key[index.Graph] != 0 {
			named = append(named, rows[i])
		}
	}
	return named
}

// grow makes the tree of rows, which are quads in the sequence of an order.
func (t *tree) grow(o index.Order, rows []row) {
	keyed := make([]row, len(rows))
	for i := range rows {
		keyed[i] = row{o.Key(rows[i].key), rows[i].del}
	}
	var level []*node
	for len(keyed) > 0 {
		n := min(len(keyed), leafRows)
		leaf := &node{rows: keyed[:n:n]}
		leaf.recount()
		level, keyed = append(level, leaf), keyed[n:]
	}
	for len(level) > 1 {
		level = above(level)
	}
	if len(level) == 1 {
		t.root = level[0]
	}
}

// above makes the nodes that have those of a level as kids.
func above(level []*node) (upper []*node) {
	for len(level) > 0 {
		n := min(len(level), innerKids)
		inner := &node{kids: level[:n:n]}
		for _, kid := range inner.kids {
			inner.first = append(inner.first, kid.low())
		}
		inner.recount()
		upper, level = append(upper, inner), level[n:]
	}
	return upper
}

// sortColumn sorts rows by one column and keeps the order of rows that are equal in it. It needs a second slice of the
// same length and returns the two, sorted rows first. It is a radix sort over the bytes in which values differ.
func sortColumn(rows, spare []row, col index.Column) (sorted, free []row) {
	if len(rows) < 2 {
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
