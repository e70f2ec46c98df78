package run

import (
	"errors"
	"fmt"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// Writer writes a run.
type Writer struct {
	file  vfs.File
	order index.Order
	buf   []byte // not yet written
	at    uint64 // offset of the end of buf in the file
	dir   []byte
	cols  [4][]index.ID
	now   totals // of all rows so far
	prev  totals // of the rows before the block being filled
	last  Key
	rows  uint64
	graph int
	bad   error
}

// totals are counts of rows: those that begin a new triple, those of the unnamed graph.
type totals struct{ distinct, unnamed uint64 }

const flushSize = 1 << 18

// Create starts a file for the rows of an order. The generation is checked when the file is opened.
func Create(fs vfs.FS, name string, o index.Order, generation uint64) (*Writer, error) {
	f, err := fs.Create(name)
	if err != nil {
		return nil, err
	}
	w := &Writer{file: f, order: o, graph: GraphColumn(o), buf: header(o, generation), at: headerSize}
	for i := range w.cols {
		w.cols[i] = make([]index.ID, 0, BlockRows)
	}
	return w, nil
}

// Append adds a row, which must be above the one before it.
func (w *Writer) Append(k *Key) {
	if w.rows > 0 && !Less(&w.last, k) {
		w.bad = fmt.Errorf("write run %v: row %x does not come after %x", w.order, *k, w.last)
		return
	}
	if len(w.cols[0]) == BlockRows {
		w.flush()
	}
	for i, id := range k {
		w.cols[i] = append(w.cols[i], id)
	}
	if w.rows == 0 || [3]index.ID(w.last[:3]) != [3]index.ID(k[:3]) {
		w.now.distinct++
	}
	if k[w.graph] == 0 {
		w.now.unnamed++
	}
	w.last = *k
	w.rows++
}

// flush encodes the block and its line in the directory.
func (w *Writer) flush() {
	n := len(w.cols[0])
	if n == 0 || w.bad != nil {
		return
	}
	start := len(w.buf)
	w.buf = encodeBlock(w.buf, &w.cols)
	m := meta{offset: w.at, size: uint32(len(w.buf) - start), rows: uint32(n), before: w.rows - uint64(n)}
	w.describe(&m)
	w.dir = m.append(w.dir)
	w.at += uint64(m.size)
	for i := range w.cols {
		w.cols[i] = w.cols[i][:0]
	}
	if len(w.buf) >= flushSize {
		w.write()
	}
}

// describe fills in what the directory says about the rows in cols.
func (w *Writer) describe(m *meta) {
	for i, col := range w.cols {
		m.first[i] = col[0]
		for _, id := range col {
			m.kinds[i] |= id.Kind().Bit()
		}
	}
	m.minGraph, m.maxGraph = index.MaxID, 0
	for _, g := range w.cols[w.graph] {
		m.minGraph, m.maxGraph = min(m.minGraph, g), max(m.maxGraph, g)
	}
	m.distinct, m.unnamed = w.prev.distinct, w.prev.unnamed
	w.prev = w.now
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
	b = le.AppendUint64(b, w.now.distinct)
	b = le.AppendUint64(b, w.now.unnamed)
	b = le.AppendUint64(b, 0)
	b = le.AppendUint32(b, checksum(w.dir))
	b = append(b, magic...)
	return le.AppendUint32(b, checksum(b[start:]))
}

// Abort closes the file without finishing it.
func (w *Writer) Abort() { w.file.Close() }

// encodeBlock appends a block: for each column its width and smallest value, then the columns, then a checksum.
func encodeBlock(b []byte, cols *[4][]index.ID) []byte {
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
