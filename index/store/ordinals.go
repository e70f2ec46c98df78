package store

import (
	"errors"
	"fmt"
	"io"

	"w3id.org/concord/index"
)

// ordinalCursor yields text ordinals and the IDs of their literals.
type ordinalCursor struct {
	sn        *snapshot
	next, end uint64
	kinds     uint16
	closed    bool
}

// Next fills two columns; literals that no longer exist are left out.
func (c *ordinalCursor) Next(dst [][]index.ID) (n int, err error) {
	switch {
	case c.closed:
		return 0, index.ErrClosed
	case len(dst) != 2:
		return 0, fmt.Errorf("read literals: %d columns given, there are 2", len(dst))
	}
	c.kinds = 0
	for ; c.next < c.end && n < len(dst[0]); c.next++ {
		id, err := c.sn.st.ordinal(c.next)
		if err != nil {
			return 0, err
		}
		if id == 0 {
			continue
		}
		dst[0][n], dst[1][n] = index.ID(c.next), id
		c.kinds |= id.Kind().Bit()
		n++
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// Seek goes to an ordinal.
func (c *ordinalCursor) Seek(key []index.ID) error {
	if len(key) == 0 {
		return errors.New("seek: no ordinal given")
	}
	c.next = max(c.next, uint64(key[0]))
	return nil
}

// Kinds is exact for the literals; ordinals have no kind.
func (c *ordinalCursor) Kinds(i int) uint16 {
	if i == 1 {
		return c.kinds
	}
	return index.KindNone.Bit()
}

// Close lets go of the snapshot.
func (c *ordinalCursor) Close() error {
	if c.closed {
		return nil
	}
	c.closed = true
	return c.sn.leave()
}
