package decide

import (
	"errors"
	"io"

	"w3id.org/concord/index"
)

// pastCursor yields the rows of a Past. Rows are held with the wanted columns alone, the rest 0.
type pastCursor struct {
	past    *Past
	scan    index.Scan
	wanted  []int // columns of the order that the caller asked for
	read    []int // columns that are read below
	widened bool  // more is read than was asked for
	first   [][4]index.ID
	held    map[[4]index.ID]bool // rows that were given out, as far as they may come again
	below   index.Cursor
	room    [][]index.ID
}

func (c *pastCursor) pick(key [4]index.ID) (row [4]index.ID) {
	for _, i := range c.wanted {
		row[i] = key[i]
	}
	return row
}

// Next gives the rows of the day first.
func (c *pastCursor) Next(dst [][]index.ID) (int, error) {
	if len(c.first) > 0 {
		n := min(len(c.first), len(dst[0]))
		for r, row := range c.first[:n] {
			c.put(dst, r, row)
		}
		c.first = c.first[n:]
		return n, nil
	}
	for c.below != nil {
		n, err := c.fill(dst)
		if n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.EOF
}

func (c *pastCursor) put(dst [][]index.ID, r int, row [4]index.ID) {
	for k, i := range c.wanted {
		dst[k][r] = row[i]
	}
}

// fill reads one batch below and keeps what is not hidden; 0 rows do not mean the end.
func (c *pastCursor) fill(dst [][]index.ID) (int, error) {
	for i := range c.room {
		if len(c.room[i]) < len(dst[0]) {
			c.room[i] = make([]index.ID, len(dst[0]))
		}
		c.room[i] = c.room[i][:len(dst[0])]
	}
	n, err := c.below.Next(c.room)
	if errors.Is(err, io.EOF) {
		return 0, io.EOF
	}
	if err != nil {
		return 0, err
	}
	kept := 0
	for r := range n {
		var key [4]index.ID
		for k, i := range c.read {
			key[i] = c.room[k][r]
		}
		quad := c.scan.Order.Quad(key)
		if c.past.hidden[quad[0]] || c.past.hidden[quad[2]] {
			continue
		}
		row := c.pick(key)
		if c.scan.Distinct && c.held[row] {
			continue
		}
		if c.scan.Distinct && c.widened {
			c.held[row] = true
		}
		c.put(dst, kept, row)
		kept++
	}
	return kept, nil
}

// Seek is not to be had: the rows are not sorted.
func (c *pastCursor) Seek([]index.ID) error { return index.ErrNoOrder }

// Kinds claims every kind.
func (c *pastCursor) Kinds(int) uint16 { return 0xFFFF }

// Close ends the scan below.
func (c *pastCursor) Close() error {
	if c.below == nil {
		return nil
	}
	return c.below.Close()
}
