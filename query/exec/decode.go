package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// Decoder makes terms of batches. Each different ID of a batch is fetched once: results repeat subjects, types and
// numbers, and a fetch costs much more than finding a repetition.
type Decoder struct {
	q     *Query
	cols  []int // columns of the batch, -1 for one that is never bound
	ids   []index.ID
	at    []int32 // for each cell, the place of its ID in ids
	slots []int32 // place+1 in ids, by hash
	terms []rdf.Term
}

// Cols are the columns of the batches that are decoded, -1 for one that is never bound.
func (d *Decoder) Cols() []int { return d.cols }

// Hold accounts for memory that is needed to write the rows; a negative n gives it back.
func (d *Decoder) Hold(n int64) error { return d.q.grow(n) }

// Decoder gives the columns named of the batches of this query as terms.
func (q *Query) Decoder(cols []int) *Decoder { return &Decoder{q: q, cols: cols} }

// Rows gives the terms of a batch row by row; they stay valid.
func (d *Decoder) Rows(b *Batch) ([][]rdf.Term, error) {
	width := len(d.cols)
	d.collect(b, width)
	d.terms = resize(d.terms, len(d.ids))
	clear(d.terms)
	if err := d.q.Terms(d.ids, d.terms); err != nil {
		return nil, err
	}
	flat, rows := make([]rdf.Term, b.N*width), make([][]rdf.Term, b.N)
	for i, p := range d.at {
		flat[i] = d.terms[p]
	}
	for i := range rows {
		rows[i] = flat[i*width : (i+1)*width : (i+1)*width]
	}
	return rows, nil
}

// collect numbers the different IDs; number 0 is unbound.
func (d *Decoder) collect(b *Batch, width int) {
	size := 64
	for size < 2*(b.N*width+1) {
		size *= 2
	}
	d.slots, d.at = resize(d.slots, size), resize(d.at, b.N*width)
	clear(d.slots)
	d.ids = append(d.ids[:0], 0)
	mask := uint64(size - 1)
	for c, col := range d.cols {
		if col < 0 {
			for r := range b.N {
				d.at[r*width+c] = 0
			}
			continue
		}
		last, place := index.ID(0), int32(0)
		for r, id := range b.Cols[col][:b.N] {
			if id != last {
				last, place = id, d.place(id, mask)
			}
			d.at[r*width+c] = place
		}
	}
}

// place gives the number of an ID.
func (d *Decoder) place(id index.ID, mask uint64) int32 {
	if id == 0 {
		return 0
	}
	for p := mix(uint64(id)) & mask; ; p = (p + 1) & mask {
		switch s := d.slots[p]; {
		case s == 0:
			d.ids = append(d.ids, id)
			d.slots[p] = int32(len(d.ids))
			return int32(len(d.ids) - 1)
		case d.ids[s-1] == id:
			return s - 1
		}
	}
}
