package store

import (
	"slices"
	"sync"

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

// chains are two sequences of links, each the one before sorted by one more column, stably; the first of both is rows in the order of
// quads. They take about as long.
var chains = [...][]link{
	{{orders: []index.Order{index.SPO}}, {index.Object, []index.Order{index.OSP, index.GOSP}}, {index.Predicate, []index.Order{index.POS, index.GPOS}}},
	{{orders: []index.Order{index.GSPO}}, {index.Predicate, []index.Order{index.PSO}}, {index.Object, []index.Order{index.OPS}}, {index.Subject, []index.Order{index.SOP}}},
}

// link is a column and the orders that follow when rows have been sorted by it: with the graph last, or first.
type link struct {
	column index.Column
	orders []index.Order
}

// manyRows is how many rows are worth a second goroutine.
const manyRows = 4096

// toggle changes the tree of each order: a quad that is in the delta goes back to what the base says. rows are in the order of
// quads; they and spare, a slice as long, are used up.
func (s *state) toggle(rows, spare []row) {
	spare = spare[:len(rows)]
	copied := slices.Clone(rows)
	atOnce(len(rows) >= manyRows,
		func() { s.toggleChain(chains[0], rows, spare) },
		func() { s.toggleChain(chains[1], copied, make([]row, len(copied))) })
}

// atOnce calls two functions, on two cores if they are large.
func atOnce(large bool, f, g func()) {
	if !large {
		f()
		g()
		return
	}
	var other sync.WaitGroup
	other.Go(g)
	f()
	other.Wait()
}

func (s *state) toggleChain(chain []link, rows, spare []row) {
	var g toggler
	keyed, named := make([]row, len(rows)), []row(nil)
	for i, l := range chain {
		if i > 0 {
			rows, spare = sortColumn(rows, spare, l.column)
		}
		for _, o := range l.orders {
			sorted := rows
			if o >= index.GSPO {
				named = appendNamed(named[:0], rows)
				sorted, _ = sortColumn(named, spare[:len(named)], index.Graph)
			}
			g.toggle(&s.trees[o], keysOf(keyed, sorted, o))
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
	if len(steps) < manyRows {
		return sortColumns(rows, spare)
	}
	half := len(rows) / 2
	atOnce(true,
		func() { sortInPlace(rows[:half], spare[:half]) },
		func() { sortInPlace(rows[half:], spare[half:]) })
	mergeRows(spare, rows[:half], rows[half:])
	return spare, rows
}

// sortColumns sorts rows by all columns, as sortColumn does by one.
func sortColumns(rows, spare []row) (sorted, free []row) {
	for _, c := range []index.Column{index.Graph, index.Object, index.Predicate, index.Subject} {
		rows, spare = sortColumn(rows, spare, c)
	}
	return rows, spare
}

func sortInPlace(rows, spare []row) {
	if sorted, _ := sortColumns(rows, spare); &sorted[0] != &rows[0] {
		copy(rows, sorted)
	}
}

// mergeRows writes the rows of two sorted slices to dst; of equal ones those of a come first.
func mergeRows(dst, a, b []row) {
	for i := range dst {
		if len(b) == 0 || len(a) > 0 && !run.Less(&b[0].key, &a[0].key) {
			dst[i], a = a[0], a[1:]
		} else {
			dst[i], b = b[0], b[1:]
		}
	}
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
