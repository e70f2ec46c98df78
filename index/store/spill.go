package store

import (
	"errors"
	"fmt"
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
	"w3id.org/concord/index/vfs"
)

// Rows that do not fit into memory go to temporary files: those that a part collects as they come, those of a
// rebuild as sorted runs, one per order and batch, which are then merged. What a crash leaves of them is removed at the next
// opening.

const tmpPrefix = "tmp-"

// rowBytes is what a row takes during a rebuild: itself, its place while sorting, and both again for named graphs.
const rowBytes = 4 * 32

// defaultMemory is what a bulk load uses for rows unless it is told otherwise.
const defaultMemory = 2 << 30

// rowList is a list of rows in chunks, so that it grows without copying. Chunks beyond a limit are written to a file.
type rowList struct {
	chunks [][]key
	n      uint64
	limit  int // chunks kept in memory
	fs     vfs.FS
	name   string
	file   vfs.File
	buf    []byte
}

const chunkRows = 1 << 14

func (l *rowList) add(k *key) error {
	last := len(l.chunks) - 1
	if last < 0 || len(l.chunks[last]) == chunkRows {
		if last+1 >= l.limit {
			if err := l.spill(); err != nil {
				return err
			}
		}
		l.chunks = append(l.chunks, make([]key, 0, chunkRows))
		last = len(l.chunks) - 1
	}
	l.chunks[last] = append(l.chunks[last], *k)
	l.n++
	return nil
}

// spill writes the chunks to the file: for each its rows and a checksum.
func (l *rowList) spill() (err error) {
	if l.file == nil {
		if l.file, err = l.fs.Create(l.name); err != nil {
			return err
		}
	}
	for _, c := range l.chunks {
		l.buf = l.buf[:0]
		for i := range c {
			for _, id := range c[i] {
				l.buf = le.AppendUint64(l.buf, uint64(id))
			}
		}
		l.buf = le.AppendUint32(l.buf, checksum(l.buf))
		if _, err := l.file.Write(l.buf); err != nil {
			return fmt.Errorf("write rows that do not fit into memory: %w", err)
		}
	}
	l.chunks = l.chunks[:0]
	return nil
}

// each calls f for every row until it returns an error.
func (l *rowList) each(f func(*key) error) error {
	if err := l.eachSpilled(f); err != nil {
		return err
	}
	for _, c := range l.chunks {
		for i := range c {
			if err := f(&c[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *rowList) eachSpilled(f func(*key) error) error {
	if l.file == nil {
		return nil
	}
	m, err := l.fs.Map(l.name)
	if err != nil {
		return err
	}
	defer m.Close()
	const size = 32*chunkRows + 4
	for data, n := m.Bytes(), int64(0); len(data) > 0; data, n = data[size:], n+1 {
		if len(data) < size || checksum(data[:size-4]) != le.Uint32(data[size-4:]) {
			return &index.CorruptError{File: l.name, Block: n, Why: "the checksum of spilled rows does not match"}
		}
		for i := 0; i < size-4; i += 32 {
			var k key
			for c := range k {
				k[c] = index.ID(le.Uint64(data[i+8*c:]))
			}
			if err := f(&k); err != nil {
				return err
			}
		}
	}
	return nil
}

// drop forgets the rows.
func (l *rowList) drop() error {
	l.chunks = nil
	if l.file == nil {
		return nil
	}
	err := errors.Join(l.file.Close(), l.fs.Remove(l.name))
	l.file = nil
	return err
}

// merger reads sorted runs as one.
type merger struct {
	inputs []*runRows
}

// runRows walks the rows of a run.
type runRows struct {
	r     *run.Reader
	block run.Block
	next  int // block
	row   int
	now   key
}

// advance goes to the next row; io.EOF after the last.
func (r *runRows) advance() error {
	for r.row == r.block.N {
		if r.next == r.r.Blocks() {
			return io.EOF
		}
		if err := r.r.Load(r.next, &r.block); err != nil {
			return err
		}
		r.next, r.row = r.next+1, 0
	}
	r.now = r.block.Key(r.row)
	r.row++
	return nil
}

// openMerger opens the temporary runs of an order.
func (b *builder) openMerger(o index.Order) (*merger, error) {
	m := &merger{}
	for i := range b.batches {
		r, err := run.Open(b.s.fs, b.s.file(b.tmpName(i, o)), o, b.m.generation)
		if err != nil {
			return nil, errors.Join(err, m.close())
		}
		in := &runRows{r: r}
		m.inputs = append(m.inputs, in)
		if err := m.settle(len(m.inputs)-1, in.advance()); err != nil {
			return nil, errors.Join(err, m.close())
		}
	}
	return m, nil
}

// settle drops an input that is at its end.
func (m *merger) settle(i int, err error) error {
	if err != io.EOF {
		return err
	}
	err = m.inputs[i].r.Close()
	m.inputs = append(m.inputs[:i], m.inputs[i+1:]...)
	return err
}

// next gives the lowest row of all inputs; each row comes once. more is false at the end.
func (m *merger) next() (k key, more bool, err error) {
	if len(m.inputs) == 0 {
		return k, false, nil
	}
	k = m.inputs[0].now
	for _, in := range m.inputs[1:] {
		if less(in.now, k) {
			k = in.now
		}
	}
	for i := len(m.inputs) - 1; i >= 0; i-- {
		if in := m.inputs[i]; in.now == k {
			if err := m.settle(i, in.advance()); err != nil {
				return k, false, err
			}
		}
	}
	return k, true, nil
}

func (m *merger) close() error {
	var errs []error
	for _, in := range m.inputs {
		errs = append(errs, in.r.Close())
	}
	return errors.Join(errs...)
}

func (b *builder) tmpName(batch int, o index.Order) string {
	return fmt.Sprintf("%s%d-%d-%v", tmpPrefix, b.m.generation, batch, o)
}

// mergeBatches writes each order from the temporary runs.
func (b *builder) mergeBatches() error {
	b.rows, b.spare = nil, nil
	for _, step := range orderOfOrders {
		orders := []index.Order{step.order}
		if step.named != 0 {
			orders = append(orders, step.named)
		}
		for _, o := range orders {
			if err := b.mergeOrder(o); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *builder) mergeOrder(o index.Order) error {
	m, err := b.openMerger(o)
	if err != nil {
		return err
	}
	defer m.close()
	w, err := run.Create(b.s.fs, b.s.file(runName(o, b.m.generation)), o, b.m.generation)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		k, more, err := m.next()
		if err == nil && n&0xFFFF == 0 {
			err = b.ctx.Err()
		}
		if err != nil {
			w.Abort()
			return err
		}
		if !more {
			break
		}
		w.Append(&k)
		b.tally(o, k)
	}
	if err := w.Finish(); err != nil {
		return err
	}
	for i := range b.batches {
		if err := b.s.fs.Remove(b.s.file(b.tmpName(i, o))); err != nil {
			return err
		}
	}
	return nil
}
