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
	block   Encoded
	cols    Columns // rows not yet encoded
	total   meta    // before, distinct and unnamed are those of the blocks so far
	last    Key     // of the last block
	bad     error
}

const flushSize = 1 << 18

// Create starts a file for the rows of an order. The generation is checked when the file is opened.
func Create(fs vfs.FS, name string, o index.Order, generation uint64) (*Writer, error) {
	f, err := fs.Create(name)
	if err != nil {
		return nil, err
	}
	w := &Writer{file: f, order: o, encoder: NewEncoder(o), buf: header(o, generation), at: headerSize}
	for i := range w.cols {
		w.cols[i] = make([]index.ID, 0, BlockRows)
	}
	return w, nil
}

// Append adds a row, which must be above the one before it.
func (w *Writer) Append(k *Key) {
	for i, id := range k {
		w.cols[i] = append(w.cols[i], id)
	}
	if len(w.cols[0]) == BlockRows {
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
		to := min(n, from+BlockRows-len(w.cols[0]))
		for i := range cols {
			w.cols[i] = append(w.cols[i], cols[i][from:to]...)
		}
		if from = to; len(w.cols[0]) == BlockRows {
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
		w.bad = w.encoder.Encode(&w.block, &w.cols)
	}
	w.put(&w.block)
	for i := range w.cols {
		w.cols[i] = w.cols[i][:0]
	}
}

// Put adds a block. All blocks of a file but the last have BlockRows rows.
func (w *Writer) Put(b *Encoded) {
	if w.flush(); w.bad == nil && w.total.before%BlockRows != 0 {
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
	if t.before > 0 {
		if !Less(&w.last, &m.first) {
			w.bad = outOfOrder(w.order, &w.last, &m.first)
			return
		}
		if !newTriple(&w.last, &m.first) {
			triples--
		}
	}
	m.offset, m.before, m.distinct, m.unnamed = w.at, t.before, t.distinct, t.unnamed
	w.dir = m.append(w.dir)
	t.before, t.distinct, t.unnamed = t.before+uint64(m.rows), t.distinct+triples, t.unnamed+unnamed
	w.last = b.last
	w.at += uint64(m.size)
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
	b = le.AppendUint64(b, w.total.before)
	b = le.AppendUint64(b, w.total.distinct)
	b = le.AppendUint64(b, w.total.unnamed)
	b = le.AppendUint64(b, 0)
	b = le.AppendUint32(b, checksum(w.dir))
	b = append(b, magic...)
	return le.AppendUint32(b, checksum(b[start:]))
}

// Abort closes the file without finishing it.
func (w *Writer) Abort() { w.file.Close() }

// encodeBlock appends a block: for each column its width and smallest value, then the columns, then a checksum.
func encodeBlock(b []byte, cols *Columns) []byte {
	start := len(b)
	var low [4]index.ID
	var width [4]int
	for i, col := range cols {
		low[i], width[i] = frame(col)
		b = append(b, byte(width[i]))
		b = le.AppendUint64(b, uint64(low[i]))
	}
	for i, col := range cols {
		b = encodeColumn(b, col, low[i], width[i])
	}
	return le.AppendUint32(b, checksum(b[start:]))
}

// frame gives the smallest value and the bytes that the differences from it need: 0, 1, 2, 4 or 8.
func frame(col []index.ID) (low index.ID, width int) {
	low, high := col[0], col[0]
	for _, id := range col {
		low, high = min(low, id), max(high, id)
	}
	switch d := high - low; {
	case d == 0:
		return low, 0
	case d < 1<<8:
		return low, 1
	case d < 1<<16:
		return low, 2
	case d < 1<<32:
		return low, 4
	}
	return low, 8
}

func encodeColumn(b []byte, col []index.ID, low index.ID, width int) []byte {
	switch width {
	case 1:
		for _, id := range col {
			b = append(b, byte(id-low))
		}
	case 2:
		for _, id := range col {
			b = le.AppendUint16(b, uint16(id-low))
		}
	case 4:
		for _, id := range col {
			b = le.AppendUint32(b, uint32(id-low))
		}
	case 8:
		for _, id := range col {
			b = le.AppendUint64(b, uint64(id-low))
		}
	}
	return b
}
