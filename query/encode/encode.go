// Package encode writes blocks of rows of IDs as bytes: each different term of a block is fetched once, in the sequence that the
// store likes best, escaped straight from where it was decoded, and then copied to where its rows want it. Blocks of large
// results are encoded beside each other and beside the work of whoever makes them.
//
// It knows no format (that is a results.Layout) and no query.
//
// The main path: NewPipe, then Pipe.Block and Pipe.Put for each block, Pipe.Flush at the end; Pipe.Stop in any case.
package encode

import (
	"context"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/results"
)

// Block is rows as columns of IDs, one for each variable of the layout: of Rows IDs each, or nil for a variable that is never bound.
type Block struct {
	Rows int
	Cols [][]index.ID
}

// Reset makes the block empty, with so many columns.
func (b *Block) Reset(cols int) {
	b.Rows = 0
	b.Cols = slices.Grow(b.Cols[:0], cols)[:cols]
	for i := range b.Cols {
		b.Cols[i] = b.Cols[i][:0]
	}
}

// cell is where the bytes of a cell are in the text of the encoder. The first is that of what is unbound.
type cell struct{ from, to int }

// encoder turns one block after the other into bytes.
type encoder struct {
	layout *results.Layout
	at     [][]uint32 // by column, for each row the number of its cell; nil for a column that is never bound
	cells  []cell
	text   []byte     // of the cells
	ids    []index.ID // the different ones of a column; the first has the cell with number base
	base   int
	slots  []uint32 // number of an ID in ids, from 1, by hash
}

// read fetches and escapes the different terms of a block.
func (e *encoder) read(ctx context.Context, terms index.TermReader, b *Block) error {
	e.cells, e.text = append(e.cells[:0], cell{}), e.text[:0]
	e.at = slices.Grow(e.at[:0], len(b.Cols))[:len(b.Cols)]
	for i, col := range b.Cols {
		if len(col) == 0 {
			e.at[i] = e.at[i][:0]
			continue
		}
		e.at[i] = slices.Grow(e.at[i][:0], b.Rows)[:b.Rows]
		if err := e.column(ctx, terms, col[:b.Rows], e.at[i]); err != nil {
			return err
		}
	}
	return nil
}

func (e *encoder) column(ctx context.Context, terms index.TermReader, col []index.ID, at []uint32) error {
	e.ids, e.base = e.ids[:0], len(e.cells)
	if slices.IsSorted(col) {
		e.runs(col, at)
	} else {
		e.hashed(col, at)
	}
	e.cells = slices.Grow(e.cells, len(e.ids))[:e.base+len(e.ids)]
	cells, write := e.cells[e.base:], e.layout.Cell
	return terms.EachTerm(ctx, e.ids, func(at int, t *rdf.Term) {
		from := len(e.text)
		e.text = write(e.text, *t)
		cells[at] = cell{from, len(e.text)}
	})
}

// runs numbers the IDs of a column that ascends.
func (e *encoder) runs(col []index.ID, at []uint32) {
	last, number := index.ID(0), uint32(0)
	for r, id := range col {
		if id != last {
			last, number = id, uint32(e.base+len(e.ids))
			e.ids = append(e.ids, id)
		}
		at[r] = number
	}
}

// hashed numbers the IDs of any column.
func (e *encoder) hashed(col []index.ID, at []uint32) {
	size := 64
	for size < 2*len(col) {
		size *= 2
	}
	e.slots = slices.Grow(e.slots[:0], size)[:size]
	clear(e.slots)
	last, number := index.ID(0), uint32(0)
	for r, id := range col {
		if id != last {
			last, number = id, 0
			if id != 0 {
				number = uint32(e.base) + e.number(id)
			}
		}
		at[r] = number
	}
}

// number is the place of an ID in ids.
func (e *encoder) number(id index.ID) uint32 {
	mask := uint64(len(e.slots) - 1)
	for p := mix(uint64(id)) & mask; ; p = (p + 1) & mask {
		switch s := e.slots[p]; {
		case s == 0:
			e.ids = append(e.ids, id)
			e.slots[p] = uint32(len(e.ids))
			return uint32(len(e.ids) - 1)
		case e.ids[s-1] == id:
			return s - 1
		}
	}
}

func mix(x uint64) uint64 {
	x *= 0x9E3779B97F4A7C15
	return x ^ x>>32
}

// rows appends rows from one on to dst, until that has limit bytes, and returns the first row that is not among them.
func (e *encoder) rows(dst []byte, from, rows, limit int) (_ []byte, next int) {
	l := e.layout
	for r := from; r < rows; r++ {
		if len(dst) >= limit {
			return dst, r
		}
		if r > from {
			dst = append(dst, l.Rows...)
		}
		dst = append(e.row(append(dst, l.Open...), r), l.Close...)
	}
	return dst, rows
}

func (e *encoder) row(dst []byte, r int) []byte {
	l := e.layout
	first := true
	for i, at := range e.at {
		var number uint32
		if len(at) > 0 {
			number = at[r]
		}
		if number == 0 && l.Skip {
			continue
		}
		if !first {
			dst = append(dst, l.Between...)
		}
		first = false
		if number == 0 {
			continue
		}
		if l.Before != nil {
			dst = append(dst, l.Before[i]...)
		}
		c := e.cells[number]
		dst = append(append(dst, e.text[c.from:c.to]...), l.After...)
	}
	return dst
}

// bytes is the memory that the encoder holds.
func (e *encoder) bytes() int {
	n := cap(e.text) + 16*cap(e.cells) + 8*cap(e.ids) + 4*cap(e.slots)
	for _, at := range e.at {
		n += 4 * cap(at)
	}
	return n
}
