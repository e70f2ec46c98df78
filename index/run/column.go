package run

import "w3id.org/concord/index"

// codec says how a column of a block is written.
type codec uint8

// The codecs; the numbers are in files.
const (
	constant   codec = iota // one value
	frame                   // differences from the lowest value
	groups                  // per 128 rows: differences from the lowest value, or from the row before
	runs                    // values with the last row of each
	dictionary              // few values, and for each row which
	segments                // a few ranges of values put together: differences within the whole
	numCodecs
)

// column is a column as it lies in the file. data can be read slack bytes beyond its end.
type column struct {
	codec codec
	width int // of the numbers in data
	count int // of runs, values or segments
	rows  int
	low   index.ID
	data  []byte
	head  []byte // what lies before data: widths and lowest values of groups, values of runs or dictionary, segments
	size  int    // bits or bytes of the numbers in head
}

// parse reads a column of a number of rows; false if it contradicts itself, so that reading it could go astray.
func (c *column) parse(kind byte, data []byte, rows int) bool {
	*c = column{codec: codec(kind), rows: rows}
	if len(data) < 8 || rows == 0 {
		return false
	}
	c.low, c.data = index.ID(le.Uint64(data)), data[8:]
	switch c.codec {
	case constant:
		return len(c.data) == 0
	case frame:
		return c.parseFrame()
	case groups:
		return c.parseGroups()
	case runs:
		return c.parseRuns()
	case dictionary:
		return c.parseDictionary()
	case segments:
		return c.parseSegments()
	}
	return false
}

// decode writes the values from row from on to dst.
func (c *column) decode(from int, dst []index.ID) {
	switch c.codec {
	case constant:
		for i := range dst {
			dst[i] = c.low
		}
	case frame:
		unpack(dst, c.data, c.width, from, c.low)
	case groups:
		c.decodeGroups(from, dst)
	case runs:
		c.decodeRuns(from, dst)
	case dictionary:
		c.decodeDictionary(from, dst)
	case segments:
		c.decodeSegments(from, dst)
	}
}

// at gives the value of a row.
func (c *column) at(row int) index.ID {
	switch c.codec {
	case frame:
		if c.width == 0 {
			return c.low
		}
		return c.low + index.ID(packed(c.data, c.width, row))
	case groups:
		return c.groupAt(row)
	case runs:
		return c.runValue(c.runOf(row))
	case dictionary:
		return c.entry(packed(c.data, c.width, row))
	case segments:
		var v [1]index.ID
		c.decodeSegments(row, v[:])
		return v[0]
	}
	return c.low
}

// search gives the first row in lo to hi, where the column ascends, whose value is not below v; hi if there is none.
// It looks near lo first.
func (c *column) search(lo, hi int, v index.ID) int {
	switch c.codec {
	case constant:
		if c.low < v {
			return hi
		}
		return lo
	case groups:
		return c.searchGroups(lo, hi, v)
	}
	for step := 1; lo+step < hi; step *= 2 {
		if c.at(lo+step-1) >= v {
			hi = lo + step - 1
			break
		}
		lo += step
	}
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if c.at(mid) < v {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
