package exec

import "w3id.org/concord/index"

// distinct lets each row pass once, in the sequence in which they come. When there is no room for more of them, those that are
// not known yet are set aside: sorted, each once, and then in their sequence again.
type distinct struct {
	q     *Query
	in    operator
	set   *table
	at    []uint32
	new   []bool
	by    int        // the column whose equal values come together; -1 for none
	value index.ID   // of it, in the last row
	rest  *sorter    // rows and their numbers; nil while there is room
	seq   []index.ID // numbers of rows set aside
	aside index.ID   // how many those are
	late  *sorter    // what is left of rest, by number
}

func newDistinct(q *Query, in operator, width int) *distinct {
	return &distinct{q: q, in: in, set: newTable(q, width), by: -1}
}

func (d *distinct) next() (*Batch, error) {
	for d.late == nil {
		b, err := d.in.next()
		if err != nil {
			return nil, err
		}
		if b == nil {
			if d.rest == nil {
				return nil, nil
			}
			if err := d.again(); err != nil {
				return nil, err
			}
			break
		}
		if d.rest != nil {
			if err := d.setAside(b); err != nil {
				return nil, err
			}
			continue
		}
		if err := d.pass(b); err != nil || b.N > 0 {
			return b, err
		}
	}
	return d.lateRows()
}

// pass keeps the rows that are new.
func (d *distinct) pass(b *Batch) error {
	d.at, d.new = resize(d.at, b.N), resize(d.new, b.N)
	from := 0
	if d.by >= 0 && d.set.n >= mostKnown {
		from = d.runEnd(b)
		if err := d.mark(b, 0, from); err != nil {
			return err
		}
		if from < b.N {
			d.set.empty()
		}
	}
	if err := d.mark(b, from, b.N); err != nil {
		return err
	}
	if d.by >= 0 {
		d.value = b.Cols[d.by][b.N-1]
	}
	b.keep(d.new)
	if width := len(d.set.cols); width > 0 && d.q.crowded(d.set.held, d.set.n) {
		d.rest = d.q.newRowSort(width+1, columns(width), 2)
	}
	return nil
}

const mostKnown = 1 << 13 // rows that are known before they are forgotten where a run of values ends: they stay near the processor

// runEnd is where the run of values ends that the batch before was in.
func (d *distinct) runEnd(b *Batch) int {
	for i, v := range b.Cols[d.by][:b.N] {
		if v != d.value {
			return i
		}
	}
	return b.N
}

// mark notes which of some rows are new.
func (d *distinct) mark(b *Batch, from, to int) error {
	if from == to {
		return nil
	}
	known, rows := uint32(d.set.n), b
	if from > 0 { // else its columns do as they are: no memory for each batch
		rows = b.piece(from, to)
	}
	if err := d.set.upsert(to-from, rows.Cols, d.at[from:to]); err != nil {
		return err
	}
	for i, r := range d.at[from:to] {
		if d.new[from+i] = r >= known; r >= known {
			known++
		}
	}
	return nil
}

// setAside leaves the rows that the set does not hold for later.
func (d *distinct) setAside(b *Batch) error {
	d.at, d.new = resize(d.at, b.N), resize(d.new, b.N)
	d.set.probe(b.N, b.Cols, d.at)
	for i, r := range d.at {
		d.new[i] = r == 0
	}
	if b.keep(d.new); b.N == 0 {
		return nil
	}
	d.seq = resize(d.seq, b.N)
	for i := range d.seq {
		d.seq[i] = d.aside + index.ID(i)
	}
	d.aside += index.ID(b.N)
	return d.rest.put(&Batch{N: b.N, Cols: append(append([][]index.ID(nil), b.Cols...), d.seq)})
}

// again puts the different ones of the rows set aside in their sequence.
func (d *distinct) again() error {
	d.set.free()
	d.set.slots, d.set.cols = nil, nil
	if err := d.rest.arrange(); err != nil {
		return err
	}
	width := d.rest.width
	d.late = d.q.newRowSort(width, []int{width - 1}, 1)
	once := runs{in: d.rest, cols: width - 1}
	for {
		b, err := once.next()
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
		if err := d.late.put(b); err != nil {
			return err
		}
	}
	d.rest.close()
	d.rest = nil
	return d.late.arrange()
}

func (d *distinct) lateRows() (*Batch, error) {
	b, err := d.late.next()
	if b == nil || err != nil {
		return nil, err
	}
	return &Batch{N: b.N, Cols: b.Cols[:len(b.Cols)-1]}, nil
}

func (d *distinct) close() {
	d.in.close()
	d.set.free()
	if d.rest != nil {
		d.rest.close()
	}
	if d.late != nil {
		d.late.close()
	}
}
