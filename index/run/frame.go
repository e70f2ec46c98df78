package run

import "w3id.org/concord/index"

// A frame is a width and the differences from the lowest value in so many bits.

func (c *column) parseFrame() bool {
	if len(c.data) == 0 {
		return false
	}
	c.width, c.data = int(c.data[0]), c.data[1:]
	return goodWidth(c.width) && len(c.data) == packedSize(c.rows, c.width)
}

func (s *shape) frameSize() int { return 9 + packedSize(s.rows, widthOf(uint64(s.high-s.low))) }

func (s *shape) appendFrame(b []byte, col []index.ID) []byte {
	w := widthOf(uint64(s.high - s.low))
	b = append(le.AppendUint64(b, uint64(s.low)), byte(w))
	return appendPacked(b, col, s.low, w)
}

// appendPacked packs the differences of values from low.
func appendPacked(b []byte, col []index.ID, low index.ID, w int) []byte {
	if w == 0 {
		return b
	}
	p := packer{b: b}
	for _, id := range col {
		p.put(uint64(id-low), w)
	}
	return p.flush()
}
