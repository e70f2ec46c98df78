package run

import (
	"fmt"

	"w3id.org/concord/index"
)

// Columns are rows column by column, in the order's sequence: four slices of one length.
type Columns = [4][]index.ID

// Encoded is a block as an Encoder makes it, ready for Writer.Put. Its memory is used again by the next Encode.
type Encoded struct {
	data []byte
	rows int
	meta meta // without offset; distinct and unnamed are those of the block alone
}

// Rows is the number of rows in the block.
func (b *Encoded) Rows() int { return b.rows }

// Encoder makes blocks of one order. What it makes depends on the rows alone, so several, each used by one goroutine,
// can make blocks of one file side by side; Writer.Put puts them in sequence.
type Encoder struct {
	order index.Order
	graph int
	shape shape
}

// NewEncoder makes an encoder for blocks of an order.
func NewEncoder(o index.Order) *Encoder { return &Encoder{order: o, graph: GraphColumn(o)} }

// Encode makes a block of 1 to BlockRows rows, which must ascend without repetition. It does not keep cols.
func (e *Encoder) Encode(b *Encoded, cols *Columns) error {
	n := len(cols[0])
	if n == 0 || n > BlockRows || !even(cols) {
		return uneven(e.order, cols)
	}
	distinct, err := e.triples(cols)
	if err != nil {
		return err
	}
	b.rows, b.meta = n, meta{first: row(cols, 0), last: row(cols, n-1), distinct: distinct}
	b.data = append(b.data[:0], make([]byte, blockHead)...)
	for i, col := range cols {
		e.column(b, i, col)
	}
	if b.meta.minGraph == 0 {
		b.meta.unnamed = zeros(cols[e.graph])
	}
	b.data = append(b.data, 0, 0, 0, 0)
	b.data = le.AppendUint32(b.data, checksum(b.data))
	return nil
}

// column writes a column and its place in the block's head, and keeps what the directory says of it.
func (e *Encoder) column(b *Encoded, i int, col []index.ID) {
	s := &e.shape
	c, _ := s.choose(col)
	b.meta.kinds[i] = s.kinds
	if i == e.graph {
		b.meta.minGraph, b.meta.maxGraph = s.low, s.high
	}
	at := len(b.data)
	b.data = s.append(b.data, c, col)
	b.data[i*colHeader] = byte(c)
	le.PutUint32(b.data[i*colHeader+1:], uint32(len(b.data)-at))
}

// triples counts the rows that differ from the one before them in the first three columns, the first among them, and
// checks that all rows ascend.
func (e *Encoder) triples(cols *Columns) (n uint64, err error) {
	c0, c1, c2, c3 := cols[0], cols[1], cols[2], cols[3]
	n = 1
	for i := 1; i < len(c0); i++ {
		above := false
		switch {
		case c0[i] != c0[i-1]:
			above = c0[i] > c0[i-1]
		case c1[i] != c1[i-1]:
			above = c1[i] > c1[i-1]
		case c2[i] != c2[i-1]:
			above = c2[i] > c2[i-1]
		default:
			above = c3[i] > c3[i-1]
			n--
		}
		if !above {
			before, k := row(cols, i-1), row(cols, i)
			return 0, outOfOrder(e.order, &before, &k)
		}
		n++
	}
	return n, nil
}

func zeros(col []index.ID) (n uint64) {
	for _, id := range col {
		if id == 0 {
			n++
		}
	}
	return n
}

// even reports whether all columns are of one length.
func even(cols *Columns) bool {
	n := len(cols[0])
	return len(cols[1]) == n && len(cols[2]) == n && len(cols[3]) == n
}

func uneven(o index.Order, cols *Columns) error {
	return fmt.Errorf("write run %v: columns of %d, %d, %d and %d rows", o, len(cols[0]), len(cols[1]), len(cols[2]), len(cols[3]))
}

func row(cols *Columns, i int) Key { return Key{cols[0][i], cols[1][i], cols[2][i], cols[3][i]} }

// newTriple reports whether a row differs from the one before it in the first three columns.
func newTriple(before, k *Key) bool {
	return before[0] != k[0] || before[1] != k[1] || before[2] != k[2]
}

func outOfOrder(o index.Order, before, k *Key) error {
	return fmt.Errorf("write run %v: row %x does not come after %x", o, *k, *before)
}
