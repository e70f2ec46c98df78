package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/index/bulk"
	"w3id.org/concord/index/run"
)

// writeRuns writes all orders: from the rows in memory, or by merging batches of them.
func (b *builder) writeRuns() error {
	b.counter = newTally()
	if b.batches == 0 {
		err := b.eachOrder(func(o index.Order, rows []bulk.Row) error { return b.writeOrder(o, bulk.SliceRows(rows)) })
		b.rows, b.spare = nil, nil
		return err
	}
	if err := b.writeBatch(); err != nil {
		return err
	}
	b.rows, b.spare = nil, nil
	for o := index.Order(0); o < index.NumOrders; o++ { // PSO before POS, as the counting of predicates needs it
		if err := b.mergeOrder(o); err != nil {
			return err
		}
	}
	return nil
}

// writeBatch writes the rows collected so far to temporary files, one per order.
func (b *builder) writeBatch() error {
	err := b.eachOrder(func(o index.Order, rows []bulk.Row) error {
		return bulk.WriteRows(b.s.fs, b.tmpName(b.batches, o), rows)
	})
	b.batches++
	b.rows = b.rows[:0]
	return err
}

func (b *builder) tmpName(batch int, o index.Order) string {
	return b.s.file(fmt.Sprintf("%s%d-%v", tmpOf(b.m.generation), batch, o))
}

// mergeOrder writes an order from the batches, whose files it removes.
func (b *builder) mergeOrder(o index.Order) error {
	var names []string
	for i := range b.batches {
		names = append(names, b.tmpName(i, o))
	}
	rows, err := bulk.MergeRows(b.s.fs, names, columnsOf(o))
	if err != nil {
		return err
	}
	err = b.writeOrder(o, rows)
	errs := []error{err, rows.Close()}
	for _, name := range names {
		errs = append(errs, b.s.fs.Remove(name))
	}
	return errors.Join(errs...)
}

func columnsOf(o index.Order) (cols [4]int) {
	for i, c := range o.Columns() {
		cols[i] = int(c)
	}
	return cols
}

// writeOrder writes the file of an order: the new rows merged with those of the old base. Rows are prepared by one
// goroutine and encoded by another.
func (b *builder) writeOrder(o index.Order, rows *bulk.RowSource) error {
	w, err := run.Create(b.s.fs, b.s.file(runName(o, b.m.generation)), o, b.m.generation)
	if err != nil {
		return err
	}
	old, err := b.oldRows(o)
	if err != nil {
		w.Abort()
		return err
	}
	ctx, cancel := context.WithCancel(b.ctx)
	m := &orderMerge{ctx: ctx, new: &newRows{b: b, pace: pace{beside: b.pace.beside}, cols: columnsOf(o), source: rows}, old: old, full: make(chan *columns, 2), free: make(chan *columns, 4),
		rows: int(min(bulk.RowPage, b.total+b.old.base.rows()+1))}
	go m.run()
	bw := &blockWriter{w: w, order: o, b: b}
	for c := range m.full {
		b.count(o, c)
		if err == nil {
			err = bw.write(c)
		}
		if err != nil {
			cancel()
		}
		m.free <- c
	}
	cancel()
	if err = errors.Join(err, m.err); err != nil {
		w.Abort()
		return err
	}
	return w.Finish()
}

// blockWriter encodes the blocks of a batch side by side and writes them in sequence.
type blockWriter struct {
	b      *builder
	w      *run.Writer
	order  index.Order
	blocks []run.Encoded
}

// write adds a batch. All batches but the last hold whole blocks.
func (w *blockWriter) write(c *columns) error {
	whole := c.n / run.BlockRows
	for len(w.blocks) < whole {
		w.blocks = append(w.blocks, run.Encoded{})
	}
	workers := min(w.b.workers(), max(1, whole))
	failed := make([]error, workers)
	var done sync.WaitGroup
	for i := range workers {
		done.Go(func() { failed[i] = w.encode(c, i*whole/workers, (i+1)*whole/workers) })
	}
	if done.Wait(); errors.Join(failed...) != nil {
		return errors.Join(failed...)
	}
	for i := range whole {
		w.w.Put(&w.blocks[i])
	}
	rest := c.part(whole*run.BlockRows, c.n)
	w.w.AppendColumns(&rest)
	return nil
}

// encode makes some of the blocks of a batch.
func (w *blockWriter) encode(c *columns, from, to int) error {
	e, pace := run.NewEncoder(w.order), pace{beside: w.b.pace.beside}
	for i := from; i < to; i++ {
		rows := c.part(i*run.BlockRows, (i+1)*run.BlockRows)
		if err := e.Encode(&w.blocks[i], &rows); err != nil {
			return err
		}
		pace.giveWay()
	}
	return nil
}

// count notes rows for the statistics.
func (b *builder) count(o index.Order, c *columns) {
	for from := 0; from < c.n; from += breath {
		b.countRows(o, c, from, min(c.n, from+breath))
		b.pace.giveWay()
	}
}

func (b *builder) countRows(o index.Order, c *columns, from, to int) {
	switch o {
	case index.SPO:
		for i := from; i < to; i++ {
			b.counter.spo(c.row(i))
		}
	case index.OSP:
		for _, id := range c.cols[0][from:to] {
			b.counter.objects.add(id)
		}
	case index.PSO:
		for i := from; i < to; i++ {
			b.counter.pso(c.row(i))
		}
	case index.POS:
		for i := from; i < to; i++ {
			b.counter.pos(c.row(i))
		}
	}
}

// columns is a batch of rows in the sequence of an order; rows at to n are not used yet.
type columns struct {
	cols  [4][]index.ID
	at, n int
}

func newColumns(rows int) *columns {
	c := &columns{}
	for i := range c.cols {
		c.cols[i] = make([]index.ID, rows)
	}
	return c
}

func (c *columns) room() int { return len(c.cols[0]) - c.n }

// part gives some of the rows.
func (c *columns) part(from, to int) (rows run.Columns) {
	for i := range c.cols {
		rows[i] = c.cols[i][from:to]
	}
	return rows
}

func (c *columns) row(i int) key { return key{c.cols[0][i], c.cols[1][i], c.cols[2][i], c.cols[3][i]} }

// take moves up to n rows of src to the end of c.
func (c *columns) take(src *columns, n int) {
	for i := range c.cols {
		copy(c.cols[i][c.n:], src.cols[i][src.at:src.at+n])
	}
	c.n, src.at = c.n+n, src.at+n
}

// supply gives rows in order, batch by batch.
type supply interface {
	fill(c *columns) error // c.n is 0 at the end
}

// orderMerge merges new rows and old ones into batches.
type orderMerge struct {
	ctx        context.Context
	new, old   supply // old may be nil
	rows       int    // to a batch
	full, free chan *columns
	err        error // to be read when full is closed
}

func (m *orderMerge) run() {
	defer close(m.full)
	for range cap(m.free) {
		m.free <- newColumns(m.rows)
	}
	if m.old == nil {
		m.err = m.copyAll()
	} else {
		m.err = m.mergeAll()
	}
}

// send passes a batch on and gives an empty one.
func (m *orderMerge) send(c *columns) (*columns, error) {
	m.full <- c
	c = <-m.free
	c.at, c.n = 0, 0
	return c, m.ctx.Err()
}

func (m *orderMerge) copyAll() error {
	c, err := <-m.free, error(nil)
	for err == nil {
		if err = m.new.fill(c); c.n == 0 {
			break
		}
		c, err = m.send(c)
	}
	return err
}

func (m *orderMerge) mergeAll() (err error) {
	a, b, out := <-m.free, <-m.free, <-m.free
	for {
		if a.at == a.n {
			a.at, a.n = 0, 0
			if err = m.new.fill(a); err != nil {
				return err
			}
		}
		if b.at == b.n {
			b.at, b.n = 0, 0
			if err = m.old.fill(b); err != nil {
				return err
			}
		}
		if a.at == a.n && b.at == b.n {
			break
		}
		if out.room() == 0 {
			if out, err = m.send(out); err != nil {
				return err
			}
		}
		mergeInto(out, a, b)
	}
	if out.n > 0 {
		m.full <- out
	}
	return nil
}

// mergeInto moves rows of a and b to out until one of the three is used up. Stretches of one side move at once.
func mergeInto(out, a, b *columns) {
	for room := out.room(); room > 0; room = out.room() {
		switch {
		case a.at == a.n || b.at == b.n:
			if a.at < a.n && b.n == 0 {
				out.take(a, min(room, a.n-a.at))
			} else if b.at < b.n && a.n == 0 {
				out.take(b, min(room, b.n-b.at))
			}
			return
		default:
			x, y := a.row(a.at), b.row(b.at)
			switch {
			case x == y:
				a.at++
			case less(x, y):
				out.take(a, min(room, a.stretch(y)))
			default:
				out.take(b, min(room, b.stretch(x)))
			}
		}
	}
}

// stretch counts the rows below k, of which there is at least one: by galloping, then by halving.
func (c *columns) stretch(k key) int {
	low, step := c.at, 1
	for low+step < c.n && less(c.row(low+step), k) {
		low, step = low+step, 2*step
	}
	high := min(c.n, low+step)
	for low+1 < high {
		if mid := (low + high) / 2; less(c.row(mid), k) {
			low = mid
		} else {
			high = mid
		}
	}
	return low + 1 - c.at
}

// newRows turns rows of ranks into rows of IDs.
type newRows struct {
	b      *builder
	cols   [4]int
	source *bulk.RowSource
	pace   pace
}

func (r *newRows) fill(c *columns) error {
	rows, err := r.source.Next()
	if err != nil {
		return err
	}
	tables := [4][]index.ID{index.Subject: r.b.ids, index.Predicate: r.b.preds, index.Object: r.b.ids, index.Graph: r.b.graphs}
	for from := 0; from < len(rows); from += breath {
		some := rows[from:min(from+breath, len(rows))]
		for i, col := range r.cols {
			dst, table := c.cols[i][from:from+len(some)], tables[col]
			for j := range some {
				dst[j] = table[some[j][col]]
			}
		}
		r.pace.giveWay()
	}
	c.n = len(rows)
	return nil
}

// oldRows walks the old base in an order and renumbers it. Rows that the delta removes are left out.
type oldRows struct {
	b    *builder
	cur  *cursor
	pace pace
}

func (b *builder) oldRows(o index.Order) (supply, error) {
	if b.old.base.rows() == 0 {
		return nil, nil
	}
	st := &state{base: b.old.base}
	st.trees[o] = b.old.trees[o].removals()
	cur, err := newCursor(b.ctx, st, index.Scan{Order: o, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}})
	if err != nil {
		return nil, err
	}
	return &oldRows{b, cur, pace{beside: b.pace.beside}}, nil
}

func (r *oldRows) fill(c *columns) error {
	for c.n < len(c.cols[0]) {
		some := c.part(c.n, min(len(c.cols[0]), c.n+run.BlockRows))
		n, err := r.cur.Next(some[:])
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		for _, col := range some {
			for i := range n {
				col[i] = r.b.renumber(col[i])
			}
		}
		c.n += n
		r.pace.giveWay()
	}
	return nil
}

func (b *builder) writeStats() error {
	st := b.counter.stats()
	f, err := b.s.fs.Create(b.s.file(statsName(b.m.generation)))
	if err != nil {
		return err
	}
	_, err = f.Write(encodeStats(&st))
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
