package run

import (
	"math/bits"

	"w3id.org/concord/index"
)

// Runs are rows of one value that follow each other: the packed values, and the packed numbers of their last rows.

func (c *column) parseRuns() bool {
	if len(c.data) < 3 {
		return false
	}
	c.size, c.count, c.head = int(c.data[0]), int(le.Uint16(c.data[1:])), c.data[3:]
	n := packedSize(c.count, c.size)
	if c.count == 0 || !goodWidth(c.size) || len(c.head) < n {
		return false
	}
	c.width, c.data = bits.Len(uint(c.rows-1)), c.head[n:]
	return len(c.data) == packedSize(c.count, c.width)
}

// lastRow gives the last row of a run.
func (c *column) lastRow(run int) int {
	if c.width == 0 {
		return 0
	}
	return int(packed(c.data, c.width, run))
}

func (c *column) runValue(run int) index.ID {
	if c.size == 0 {
		return c.low
	}
	return c.low + index.ID(packed(c.head, c.size, run))
}

// runOf gives the run in which a row lies.
func (c *column) runOf(row int) int {
	lo, hi := 0, c.count-1
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if c.lastRow(mid) < row {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func (c *column) decodeRuns(from int, dst []index.ID) {
	i := 0
	for run := c.runOf(from); run < c.count && i < len(dst); run++ {
		v, end := c.runValue(run), min(len(dst), c.lastRow(run)+1-from)
		for ; i < end; i++ {
			dst[i] = v
		}
	}
}

func (s *shape) runsSize() int {
	return 11 + packedSize(s.runs, widthOf(uint64(s.high-s.low))) + packedSize(s.runs, bits.Len(uint(s.rows-1)))
}

func (s *shape) appendRuns(b []byte, col []index.ID) []byte {
	w := widthOf(uint64(s.high - s.low))
	b = append(le.AppendUint64(b, uint64(s.low)), byte(w))
	b = le.AppendUint16(b, uint16(s.runs))
	p := packer{b: b}
	for i, id := range col {
		if i+1 == len(col) || col[i+1] != id {
			p.put(uint64(id-s.low), w)
		}
	}
	p.flush()
	w = bits.Len(uint(len(col) - 1))
	for i, id := range col {
		if i+1 == len(col) || col[i+1] != id {
			p.put(uint64(i), w)
		}
	}
	return p.flush()
}
