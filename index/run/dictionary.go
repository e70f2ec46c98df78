package run

import (
	"math/bits"

	"w3id.org/concord/index"
)

// A dictionary has the distinct values of a column in whole bytes, and for each row the packed number of its value.
const maxEntries = 1024

func (c *column) parseDictionary() bool {
	if len(c.data) < 3 {
		return false
	}
	c.size, c.count, c.head = int(c.data[0]), int(le.Uint16(c.data[1:])), c.data[3:]
	n := c.size * c.count
	if c.count < 2 || c.size < 1 || c.size > 8 || len(c.head) < n {
		return false
	}
	c.width, c.data = bits.Len(uint(c.count-1)), c.head[n:]
	return len(c.data) == packedSize(c.rows, c.width)
}

// entry gives a value of the dictionary; a number too large means the last.
func (c *column) entry(code uint64) index.ID {
	at := c.size * min(int(code), c.count-1)
	return c.low + index.ID(le.Uint64(c.head[at:at+8])&(1<<(8*c.size)-1))
}

func (c *column) decodeDictionary(from int, dst []index.ID) {
	unpack(dst, c.data, c.width, from, 0)
	c.lookUp(dst)
}

// lookUp puts values in the place of their numbers; a number too large means the last.
func (c *column) lookUp(dst []index.ID) {
	size, last, low, mask := c.size, index.ID(c.count-1), c.low, uint64(1)<<(8*c.size)-1
	head := c.head[:size*c.count+slack]
	for i, code := range dst {
		at := size * int(min(code, last))
		dst[i] = low + index.ID(le.Uint64(head[at:])&mask)
	}
}

// entryBytes is how many bytes a value of the dictionary has.
func (s *shape) entryBytes() int { return (bits.Len64(uint64(s.high-s.low)) + 7) / 8 }

func (s *shape) dictionarySize(entries int) int {
	return 11 + entries*s.entryBytes() + packedSize(s.rows, bits.Len(uint(entries-1)))
}

// slot finds a value in the table of distinct values, or the place for it.
func (s *shape) slot(id index.ID) *uint16 {
	i := uint64(id) * 0x9E3779B97F4A7C15 >> 52
	for s.table[i] != 0 && s.values[s.table[i]-1] != id {
		i = (i + 1) & uint64(len(s.table)-1)
	}
	return &s.table[i]
}

// measureDictionary collects the distinct values and gives the size of the column; no size below limit if they are
// too many.
func (s *shape) measureDictionary(col []index.ID, limit int) int {
	clear(s.table[:])
	s.values = s.values[:0]
	last := ^col[0]
	for _, id := range col {
		if id == last {
			continue
		}
		last = id
		if at := s.slot(id); *at == 0 {
			s.values = append(s.values, id)
			*at = uint16(len(s.values))
			if n := len(s.values); n == maxEntries || n&31 == 0 && s.dictionarySize(n) >= limit {
				return limit
			}
		}
	}
	return s.dictionarySize(len(s.values))
}

func (s *shape) appendDictionary(b []byte, col []index.ID) []byte {
	size := s.entryBytes()
	b = append(le.AppendUint64(b, uint64(s.low)), byte(size))
	b = le.AppendUint16(b, uint16(len(s.values)))
	for _, id := range s.values {
		var v [8]byte
		le.PutUint64(v[:], uint64(id-s.low))
		b = append(b, v[:size]...)
	}
	p, w := packer{b: b}, bits.Len(uint(len(s.values)-1))
	for _, id := range col {
		p.put(uint64(*s.slot(id)-1), w)
	}
	return p.flush()
}
