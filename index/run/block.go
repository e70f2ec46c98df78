package run

import "w3id.org/concord/index"

// A block begins with codec and size of its columns and ends with zeros, so that numbers can be read eight bytes at a
// time, and the checksum.
const (
	colHeader = 1 + 4
	blockHead = 4 * colHeader

	maxBlockRows = 1 << 15 // that a file may have; numbers of rows and of runs have two bytes
	blockTail    = 4 + 4
)

// Stretch is a number of rows at multiples of which decoding begins and ends most quickly.
const Stretch = groupRows

// Block is a block whose checksum was verified. It points into the file's bytes and is valid while the Reader is open.
type Block struct {
	N    int
	cols [4]column
}

// parse cuts a block's bytes into columns; false if they contradict themselves.
func (b *Block) parse(data []byte, rows int) bool {
	if len(data) < blockHead+blockTail {
		return false
	}
	b.N = rows
	rest := data[blockHead : len(data)-blockTail]
	for i := range b.cols {
		head := data[i*colHeader:]
		n := le.Uint32(head[1:])
		if uint64(n) > uint64(len(rest)) || !b.cols[i].parse(head[0], rest[:n], rows) {
			return false
		}
		rest = rest[n:]
	}
	return len(rest) == 0
}

// At gives one value.
func (b *Block) At(col, row int) index.ID { return b.cols[col].at(row) }

// Key gives one row.
func (b *Block) Key(row int) (k Key) {
	for i := range k {
		k[i] = b.cols[i].at(row)
	}
	return k
}

// Constant reports whether a column has one value in the whole block.
func (b *Block) Constant(col int) bool { return b.cols[col].codec == constant }

// Search gives the first row from row from on that is not below k.
func (b *Block) Search(k *Key, from int) int { return b.SearchIn(k, 0, from, b.N) }

// SearchIn gives the first row in lo to hi that is not below k, hi if there is none; the rows begin as k does up to a column.
// Column by column it narrows the rows that begin as k does, as far as zeros do not say that the first of them is it.
func (b *Block) SearchIn(k *Key, col, lo, hi int) int {
	last := len(k) - 1
	for last > col && k[last] == 0 {
		last--
	}
	for i := col; i <= last; i++ {
		c, id := &b.cols[i], k[i]
		lo = c.search(lo, hi, id)
		if lo == hi || i == last {
			break
		}
		if id < index.MaxID {
			hi = c.search(lo, hi, id+1)
		}
		if lo == hi {
			break
		}
	}
	return lo
}

// Decode writes the values of rows from to from+len(dst) of a column.
func (b *Block) Decode(col, from int, dst []index.ID) { b.cols[col].decode(from, dst) }

// each calls f for every row, until it fails. The row is good for the call only.
func (b *Block) each(f func(row int, k *Key) error) error {
	var cols [4][groupRows]index.ID
	var k Key
	for from := 0; from < b.N; from += groupRows {
		n := min(groupRows, b.N-from)
		for i := range cols {
			b.cols[i].decode(from, cols[i][:n])
		}
		for i := range n {
			k = Key{cols[0][i], cols[1][i], cols[2][i], cols[3][i]}
			if err := f(from+i, &k); err != nil {
				return err
			}
		}
	}
	return nil
}

// count counts among the rows from to to those that begin a triple and those of the unnamed graph. before is the row
// before the first, nil if there is none.
func (b *Block) count(from, to int, before *Key, graph int) (triples, unnamed uint64) {
	var cols [4][groupRows + 1]index.ID // each with the row before
	for i := range cols {
		cols[i][0] = index.MaxID // in no row
		if before != nil {
			cols[i][0] = before[i]
		}
	}
	for ; from < to; from += groupRows {
		n := min(groupRows, to-from)
		for i := range cols {
			b.cols[i].decode(from, cols[i][1:n+1])
		}
		for i := range n {
			if cols[2][i] != cols[2][i+1] || cols[1][i] != cols[1][i+1] || cols[0][i] != cols[0][i+1] {
				triples++
			}
			if cols[graph][i+1] == 0 {
				unnamed++
			}
		}
		for i := range cols {
			cols[i][0] = cols[i][n]
		}
	}
	return triples, unnamed
}
