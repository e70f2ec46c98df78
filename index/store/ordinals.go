package store

import (
	"errors"
	"fmt"
	"io"

	"w3id.org/concord/index"
)

// ordinalCursor yields text ordinals and the IDs of their literals.
type ordinalCursor struct {
	st        *state
	next, end uint64
	kinds     uint16
	ords      []uint64
}

// Next fills two columns; literals that no longer exist are left out.
func (c *ordinalCursor) Next(dst [][]index.ID) (n int, err error) {
	if len(dst) != 2 {
		return 0, fmt.Errorf("read literals: %d columns given, there are 2", len(dst))
	}
	c.kinds = 0
	for ; c.next < c.end && n < len(dst[0]); c.next++ {
		var id [1]index.ID
		c.st.ordinals([]uint64{c.next}, id[:])
		if id[0] == 0 {
			continue
		}
		dst[0][n], dst[1][n] = index.ID(c.next), id[0]
		c.kinds |= id[0].Kind().Bit()
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
	return index.KindNone.Bit() | index.KindBlank.Bit()
}

// Close has nothing to release.
func (c *ordinalCursor) Close() error { return nil }
