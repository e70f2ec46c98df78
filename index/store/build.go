package store

import (
	"context"
	"errors"
	"runtime"

	"w3id.org/concord/index"
	"w3id.org/concord/index/bulk"
)

// builder makes the base of a new generation out of a state and, for a bulk load, of chunks: all terms in one sorted
// dictionary, all rows in each order. Rows of the old base come in order and stay so when they are renumbered: they
// are merged with the new ones. New rows, and those of the delta, are sorted as rows of ranks: four numbers of 32 bits.
type builder struct {
	s      *Store
	ctx    context.Context
	old    *state
	chunks []*chunk
	m      manifest
	memory uint64
	pace   pace

	numbering
	rows    []bulk.Row
	spare   []bulk.Row
	batches int    // that were written, because not all rows fit into memory
	total   uint64 // rows of the chunks
	counter *tally
}

// build writes the files of the next generation; they count once the manifest names them.
func (b *builder) build() (err error) {
	if err = b.addDelta(); err == nil {
		err = b.writeTerms()
	}
	if err == nil {
		err = b.collectRows()
	}
	if err == nil {
		err = b.writeRuns()
	}
	if err == nil {
		err = b.writeStats()
	}
	return err
}

// workers is how many goroutines sort or encode.
func (b *builder) workers() int {
	if b.pace.beside {
		return 1
	}
	return runtime.GOMAXPROCS(0)
}

// addDelta makes the rows that were added since the base a chunk of their own: their terms came later, so renumbering
// does not leave them in order.
func (b *builder) addDelta() error {
	room := bulk.NewRoom(b.memory / rowsShare)
	if len(b.chunks) > 0 {
		room = b.chunks[0].rows.Room
	}
	c := newChunk(b.s, room)
	b.chunks = append(b.chunks, c)
	t := transfer{from: &b.old.vocabulary, to: c, known: map[index.ID]uint32{}}
	var it treeIter
	it.seek(b.old.trees[index.SPO], key{})
	for n := 0; it.peek() != nil; it.advance() {
		if n++; n%breath == 0 {
			b.pace.giveWay()
		}
		if r := it.peek(); !r.del {
			if err := t.add(r.key); err != nil {
				return err
			}
		}
	}
	return b.ctx.Err()
}

// collectRows brings the new rows together, as ranks. Where they are too many it writes batches of them.
func (b *builder) collectRows() error {
	for _, c := range b.chunks {
		b.total += c.rows.Len()
	}
	b.denseColumns()
	most := b.mostRows()
	b.rows = make([]bulk.Row, 0, min(b.total, uint64(most)))
	for _, c := range b.chunks {
		err := c.rows.Each(func(page []bulk.Row) error {
			for len(page) > 0 {
				if len(b.rows) == most {
					if err := b.writeBatch(); err != nil {
						return err
					}
				}
				n := min(len(page), most-len(b.rows), 4*breath)
				b.rows = b.appendRanks(b.rows, c, page[:n])
				b.pace.giveWay()
				page = page[n:]
			}
			return b.ctx.Err()
		})
		if err = errors.Join(err, c.drop()); err != nil {
			return err
		}
		c.ranks = nil
	}
	return b.ctx.Err()
}

// mostRows is how many rows are sorted in memory, where they are twice while they are sorted. If that is not all of them, those of the
// chunks that wait are in memory too; an eighth of it is for the rest (pages that are encoded, directories, statistics).
func (b *builder) mostRows() int {
	each := uint64(2 * rankedRow)
	if len(b.graphs) > bulk.OnePass {
		each = 3 * rankedRow // see namedRows
	}
	left := b.memory / 8 * 7
	left -= min(left, b.fixed())
	if b.total > left/each {
		left -= min(left, b.waiting())
	}
	return int(max(minBatch, left/each))
}

const rankedRow = 16 // bytes of a row of ranks: subject, predicate, object, graph

// fixed is how many bytes the numbers of terms take.
func (b *builder) fixed() uint64 {
	n := 8 * (len(b.ids) + len(b.lateIDs))
	for _, numbers := range b.oldNumbers {
		n += 4 * len(numbers)
	}
	for _, c := range b.chunks {
		n += 4 * len(c.ranks)
	}
	return uint64(n)
}

// waiting is how many bytes of memory rows of the chunks take.
func (b *builder) waiting() uint64 {
	return b.chunks[0].rows.Room.Taken()
}

// minBatch is how many rows are sorted in memory whatever is allowed.
const minBatch = 1 << 14

// sortRows sorts the rows by subject, predicate, object, graph and drops repetitions.
func (b *builder) sortRows() {
	if cap(b.spare) < len(b.rows) {
		b.spare = make([]bulk.Row, len(b.rows))
	}
	b.spare = b.spare[:len(b.rows)]
	for _, c := range []index.Column{index.Graph, index.Object, index.Predicate, index.Subject} {
		b.sortColumn(c)
	}
	b.rows = bulk.Distinct(b.rows)
	b.spare = b.spare[:len(b.rows)]
}

func (b *builder) sortColumn(c index.Column) {
	b.rows, b.spare = bulk.SortColumn(b.rows, b.spare, int(c), b.workers())
}

// orderOfOrders is the sequence in which each order is the one before sorted by one more column, stably.
var orderOfOrders = [...]struct {
	order  index.Order
	column index.Column
	named  index.Order // the order with the graph first that follows from it
}{
	{index.SPO, index.Graph, index.GSPO}, // sortRows sorted it
	{index.PSO, index.Predicate, 0},
	{index.OPS, index.Object, 0},
	{index.SOP, index.Subject, 0},
	{index.OSP, index.Object, index.GOSP},
	{index.POS, index.Predicate, index.GPOS},
}

// eachOrder brings the rows into each order and calls f with them.
func (b *builder) eachOrder(f func(o index.Order, rows []bulk.Row) error) error {
	b.sortRows()
	for i, step := range orderOfOrders {
		if i > 0 {
			b.sortColumn(step.column)
		}
		if err := f(step.order, b.rows); err != nil {
			return err
		}
		if step.named != 0 {
			if err := f(step.named, b.namedRows()); err != nil {
				return err
			}
		}
	}
	return nil
}

// namedRows gives the rows of named graphs, by graph and then as they are. Graphs are numbered densely, so that they are
// most often sorted in one pass from the rows to spare, which leaves the rows as they are.
func (b *builder) namedRows() []bulk.Row {
	rows, spare := b.rows, b.spare
	if len(b.graphs) > bulk.OnePass {
		rows = append([]bulk.Row(nil), rows...)
	}
	named, _ := bulk.SortColumn(rows, spare, int(index.Graph), b.workers())
	n := 0
	for n < len(named) && named[n][index.Graph] == 0 {
		n++
	}
	return named[n:]
}
