package run

import "w3id.org/concord/index"

// Segments are the ranges of values of each kind, put one after the other: a value is packed as its distance from the
// lowest one, without the gaps between segments. A gap is written as the value after the segment below it, and how
// much it leaves out. The sequence of values is kept.
const gapSize = 16

func (c *column) parseSegments() bool {
	if len(c.data) < 2 {
		return false
	}
	c.width, c.count, c.head = int(c.data[0]), int(c.data[1]), c.data[2:]
	n := gapSize * c.count
	if c.width < 1 || c.width > widest || c.count > 15 || len(c.head) < n {
		return false
	}
	c.head, c.data = c.head[:n], c.head[n:]
	return len(c.data) == packedSize(c.rows, c.width)
}

func (c *column) decodeSegments(from int, dst []index.ID) {
	unpack(dst, c.data, c.width, from, c.low)
	c.addGaps(dst)
}

// addGaps turns distances without gaps into values.
func (c *column) addGaps(dst []index.ID) {
	for g := range c.count {
		b := c.head[gapSize*g:]
		begin, gap := index.ID(le.Uint64(b)), index.ID(le.Uint64(b[8:]))
		for i, v := range dst {
			d := index.ID(0)
			if v >= begin {
				d = gap
			}
			dst[i] = v + d
		}
	}
}

// measureSegments finds the range of each kind and gives the size of the column; no size below limit if it cannot be
// written so.
func (s *shape) measureSegments(limit int) int {
	s.span, s.gaps = s.high-s.low, 0
	last := index.Kind(0)
	for k := range s.lows {
		if s.kinds&(1<<k) == 0 {
			continue
		}
		if s.lows[k] != s.low {
			s.gapAt[s.gaps] = s.highs[last] + 1
			s.gapLen[s.gaps] = s.lows[k] - s.highs[last] - 1
			s.span -= s.gapLen[s.gaps]
			s.gaps++
		}
		last = index.Kind(k)
	}
	w := widthOf(uint64(s.span))
	if s.gaps == 0 || w > widest {
		return limit
	}
	return 10 + gapSize*s.gaps + packedSize(s.rows, w)
}

func (s *shape) appendSegments(b []byte, col []index.ID) []byte {
	w := widthOf(uint64(s.span))
	b = append(le.AppendUint64(b, uint64(s.low)), byte(w), byte(s.gaps))
	for g := range s.gaps {
		b = le.AppendUint64(le.AppendUint64(b, uint64(s.gapAt[g])), uint64(s.gapLen[g]))
	}
	var base [16]index.ID // what a value of a kind is above what is packed
	sum, g := s.low, 0
	for k := range base {
		if s.kinds&(1<<k) != 0 && s.lows[k] != s.low {
			sum += s.gapLen[g]
			g++
		}
		base[k] = sum
	}
	p := packer{b: b}
	for _, id := range col {
		p.put(uint64(id-base[id.Kind()]), w)
	}
	return p.flush()
}
