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
	b.rows, b.meta = n, meta{first: row(cols, 0), last: row(cols, n-1), minGraph: index.MaxID}
	if err := e.describe(&b.meta, cols); err != nil {
		return err
	}
	b.data = appendBlock(b.data[:0], &e.shape, cols)
	return nil
}

// even reports whether all columns are of one length.
func even(cols *Columns) bool {
	n := len(cols[0])
	return len(cols[1]) == n && len(cols[2]) == n && len(cols[3]) == n
}

func uneven(o index.Order, cols *Columns) error {
	return fmt.Errorf("write run %v: columns of %d, %d, %d and %d rows", o, len(cols[0]), len(cols[1]), len(cols[2]), len(cols[3]))
}

// describe fills in what the directory says about the rows of a block, and checks that they ascend.
func (e *Encoder) describe(m *meta, cols *Columns) error {
	m.distinct = 1
	for i := 1; i < len(cols[0]); i++ {
		a, b := row(cols, i-1), row(cols, i)
		if !Less(&a, &b) {
			return outOfOrder(e.order, &a, &b)
		}
		if newTriple(&a, &b) {
			m.distinct++
		}
	}
	for i, col := range cols {
		for _, id := range col {
			m.kinds[i] |= id.Kind().Bit()
		}
	}
	for _, g := range cols[e.graph] {
		m.minGraph, m.maxGraph = min(m.minGraph, g), max(m.maxGraph, g)
		if g == 0 {
			m.unnamed++
		}
	}
	return nil
}

func row(cols *Columns, i int) Key { return Key{cols[0][i], cols[1][i], cols[2][i], cols[3][i]} }

// newTriple reports whether a row differs from the one before it in the first three columns.
func newTriple(before, k *Key) bool {
	return before[0] != k[0] || before[1] != k[1] || before[2] != k[2]
}

func outOfOrder(o index.Order, before, k *Key) error {
	return fmt.Errorf("write run %v: row %x does not come after %x", o, *k, *before)
}
