package run

import "w3id.org/concord/index"

// Block is a block whose checksum was verified. It points into the file's bytes and is valid while the Reader is open.
type Block struct {
	N    int
	cols [4]column
}

// column is a column as it lies in the file.
type column struct {
	width int
	low   index.ID
	data  []byte
}

// parse cuts a block's bytes into columns; false if its header contradicts its length.
func (b *Block) parse(data []byte, rows int) bool {
	if len(data) < blockHead+blockTail {
		return false
	}
	b.N = rows
	rest := data[blockHead : len(data)-blockTail]
	for i := range b.cols {
		c := &b.cols[i]
		head := data[i*colHeader:]
		c.width, c.low = int(head[0]), index.ID(le.Uint64(head[1:]))
		n := c.width * rows
		if c.width > 8 || c.width&(c.width-1) != 0 || n > len(rest) {
			return false
		}
		c.data, rest = rest[:n], rest[n:]
	}
	return len(rest) == 0
}

// At gives one value.
func (b *Block) At(col, row int) index.ID {
	c := &b.cols[col]
	switch c.width {
	case 1:
		return c.low + index.ID(c.data[row])
	case 2:
		return c.low + index.ID(le.Uint16(c.data[2*row:]))
	case 4:
		return c.low + index.ID(le.Uint32(c.data[4*row:]))
	case 8:
		return c.low + index.ID(le.Uint64(c.data[8*row:]))
	}
	return c.low
}

// Key gives one row.
func (b *Block) Key(row int) (k Key) {
	for i := range k {
		k[i] = b.At(i, row)
	}
	return k
}

// Constant reports whether a column has one value in the whole block.
func (b *Block) Constant(col int) bool { return b.cols[col].width == 0 }

// Search gives the first row from row from on that is not below k.
func (b *Block) Search(k *Key, from int) int {
	lo, hi := from, b.N
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if b.below(mid, k) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func (b *Block) below(row int, k *Key) bool {
	for i, id := range k {
		if x := b.At(i, row); x != id {
			return x < id
		}
	}
	return false
}

// Decode writes the values of rows from to from+len(dst) of a column.
func (b *Block) Decode(col, from int, dst []index.ID) {
	c := &b.cols[col]
	low := c.low
	switch c.width {
	case 0:
		for i := range dst {
			dst[i] = low
		}
	case 1:
		src := c.data[from:]
		for i, v := range src[:len(dst)] {
			dst[i] = low + index.ID(v)
		}
	case 2:
		src := c.data[2*from:]
		for i := range dst {
			dst[i] = low + index.ID(le.Uint16(src[2*i:]))
		}
	case 4:
		src := c.data[4*from:]
		for i := range dst {
			dst[i] = low + index.ID(le.Uint32(src[4*i:]))
		}
	case 8:
		src := c.data[8*from:]
		for i := range dst {
			dst[i] = low + index.ID(le.Uint64(src[8*i:]))
		}
	}
}
