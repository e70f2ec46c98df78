package run

import (
	"errors"
	"fmt"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// Writer writes a run. Rows come one by one (Append), by the column (AppendColumns) or as blocks that were encoded
// elsewhere (Put). The first mistake or failure is kept, and Finish returns it.
type Writer struct {
	file    vfs.File
	order   index.Order
	buf     []byte // not yet written
	at      uint64 // offset of the end of buf in the file
	dir     []byte
	encoder *Encoder
	encoded Encoded
	cols    Columns // rows not yet encoded
	block   int     // rows of every block but the last
	rows    uint64  // of the blocks so far
	total   meta    // last, distinct and unnamed are those of the blocks so far
	bad     error
}

const flushSize = 1 << 18

// Create starts a file for the rows of an order. The generation is checked when the file is opened.
func Create(fs vfs.FS, name string, o index.Order, generation uint64) (*Writer, error) {
	return create(fs, name, o, generation, BlockRows)
}

func create(fs vfs.FS, name string, o index.Order, generation uint64, block int) (*Writer, error) {
	f, err := fs.Create(name)
	if err != nil {
		return nil, err
	}
	w := &Writer{file: f, order: o, encoder: NewEncoder(o), block: block, buf: header(o, generation, block), at: headerSize}
	for i := range w.cols {
		w.cols[i] = make([]index.ID, 0, block)
	}
	return w, nil
}

// Append adds a row, which must be above the one before it.
func (w *Writer) Append(k *Key) {
	for i, id := range k {
		w.cols[i] = append(w.cols[i], id)
	}
	if len(w.cols[0]) == w.block {
		w.flush()
	}
}

// AppendColumns adds any number of rows, which must ascend. It does not keep cols.
func (w *Writer) AppendColumns(cols *Columns) {
	if !even(cols) {
		w.bad = errors.Join(w.bad, uneven(w.order, cols))
		return
	}
	for from, n := 0, len(cols[0]); from < n; {
		to := min(n, from+w.block-len(w.cols[0]))
		for i := range cols {
			w.cols[i] = append(w.cols[i], cols[i][from:to]...)
		}
		if from = to; len(w.cols[0]) == w.block {
			w.flush()
		}
	}
}

// flush encodes the rows collected.
func (w *Writer) flush() {
	if len(w.cols[0]) == 0 {
		return
	}
	if w.bad == nil {
		w.bad = w.encoder.Encode(&w.encoded, &w.cols)
	}
	w.put(&w.encoded)
	for i := range w.cols {
		w.cols[i] = w.cols[i][:0]
	}
}

// Put adds a block. All blocks of a file but the last have BlockRows rows.
func (w *Writer) Put(b *Encoded) {
	if w.flush(); w.bad == nil && w.rows%uint64(w.block) != 0 {
		w.bad = fmt.Errorf("write run %v: a block follows one that is not full", w.order)
	}
	w.put(b)
}

func (w *Writer) put(b *Encoded) {
	if w.bad != nil {
		return
	}
	m, t := b.meta, &w.total
	triples, unnamed := m.distinct, m.unnamed
	if w.rows > 0 {
		if !Less(&t.last, &m.first) {
			w.bad = outOfOrder(w.order, &t.last, &m.first)
			return
		}
		if !newTriple(&t.last, &m.first) {
			triples--
		}
	}
	m.offset, m.distinct, m.unnamed = w.at, t.distinct, t.unnamed
	w.dir = m.append(w.dir)
	t.last, t.distinct, t.unnamed = m.last, t.distinct+triples, t.unnamed+unnamed
	w.rows += uint64(b.rows)
	w.at += uint64(len(b.data))
	w.buf = append(w.buf, b.data...)
	if len(w.buf) >= flushSize {
		w.write()
	}
}

func (w *Writer) write() {
	if w.bad == nil {
		_, w.bad = w.file.Write(w.buf)
	}
	w.buf = w.buf[:0]
}

// Finish writes what is left, makes the file durable and closes it.
func (w *Writer) Finish() error {
	w.flush()
	dirAt := w.at
	w.buf = append(w.buf, w.dir...)
	w.buf = w.footer(w.buf, dirAt)
	w.write()
	if w.bad == nil {
		w.bad = w.file.Sync()
	}
	return errors.Join(w.bad, w.file.Close())
}

// footer ends the file: where the directory is, the totals, the checksums of both.
func (w *Writer) footer(b []byte, dirAt uint64) []byte {
	start := len(b)
	b = le.AppendUint64(b, dirAt)
	b = le.AppendUint64(b, uint64(len(w.dir)/metaSize))
	b = le.AppendUint64(b, w.rows)
	b = le.AppendUint64(b, w.total.distinct)
	b = le.AppendUint64(b, w.total.unnamed)
	b = le.AppendUint64(b, 0)
	b = le.AppendUint32(b, checksum(w.dir))
	b = append(b, magic...)
	return le.AppendUint32(b, checksum(b[start:]))
}

// Abort closes the file without finishing it.
func (w *Writer) Abort() { w.file.Close() }
