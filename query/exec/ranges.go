package exec

import (
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// rangeCursor is the cursors of the ranges of a scan, one after the other.
type rangeCursor struct {
	index.Cursor // of the current range; nil before the first and after the last
	q            *Query
	n            *plan.RangeScan
	req          index.Scan
	at           int
}

func (c *rangeCursor) Next(dst [][]index.ID) (int, error) {
	for {
		if c.Cursor == nil {
			if c.at == len(c.n.Ranges) {
				return 0, io.EOF
			}
			cur, err := c.q.snap.Scan(c.q.ctx, c.n.Part(c.at, c.req))
			if err != nil {
				return 0, err
			}
			c.Cursor = cur
			c.at++
		}
		n, err := c.Cursor.Next(dst)
		if err != io.EOF {
			return n, err
		}
		if err := c.Close(); err != nil {
			return 0, err
		}
	}
}

func (c *rangeCursor) Close() (err error) {
	if c.Cursor != nil {
		err = c.Cursor.Close()
		c.Cursor = nil
	}
	return err
}
