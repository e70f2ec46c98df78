package dict

import (
	"encoding/binary"
	"errors"
	"fmt"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// Writer writes a base dictionary: the keys of each kind in ascending order, kinds in order, then the ordinals.
type Writer struct {
	file    vfs.File
	buf     []byte // not yet written
	at      uint64 // offset of the start of buf
	block   []byte
	inBlock int
	kind    index.Kind
	last    []byte // the key before
	offsets []byte // of the blocks
	foot    footer
	bad     error
}

// Create starts a dictionary file. The generation is checked when the file is opened.
func Create(fs vfs.FS, name string, generation uint64) (*Writer, error) {
	f, err := fs.Create(name)
	if err != nil {
		return nil, err
	}
	return &Writer{file: f, buf: baseHeader(generation), kind: firstKind}, nil
}

// Add writes the next key and returns its ID.
func (w *Writer) Add(k index.Kind, key []byte) index.ID {
	if k != w.kind {
		w.flush()
		w.last = w.last[:0]
	}
	n := &w.foot.counts[k-firstKind]
	if k < w.kind || *n > 0 && string(w.last) >= string(key) {
		w.bad = fmt.Errorf("write dictionary: key %q of kind %d does not come after %q of kind %d", key, k, w.last, w.kind)
	}
	w.kind = k
	w.append(key)
	w.last = append(w.last[:0], key...)
	*n++
	if w.inBlock++; w.inBlock == blockKeys {
		w.flush()
	}
	return index.MakeID(k, *n-1)
}

// append encodes a key: how many bytes it shares with the one before, how many follow (x 2, + 1 if they are a
// pointer to a long key), and these.
func (w *Writer) append(key []byte) {
	if len(key) > longKey {
		at := w.at + uint64(len(w.buf))
		w.buf = append(w.buf, key...)
		w.block = append(w.block, 0, longSize<<1|1)
		w.block = le.AppendUint64(w.block, at)
		w.block = le.AppendUint64(w.block, uint64(len(key)))
		w.block = le.AppendUint32(w.block, checksum(key))
		return
	}
	shared := 0
	if w.inBlock > 0 && len(w.last) <= longKey {
		shared = commonPrefix(w.last, key)
	}
	w.block = binary.AppendUvarint(w.block, uint64(shared))
	w.block = binary.AppendUvarint(w.block, uint64(len(key)-shared)<<1)
	w.block = append(w.block, key[shared:]...)
}

func commonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	for i := 0; i < n; i++ {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// flush ends the block.
func (w *Writer) flush() {
	if len(w.block) == 0 {
		return
	}
	w.offsets = le.AppendUint64(w.offsets, w.at+uint64(len(w.buf)))
	w.buf = le.AppendUint32(w.buf, uint32(len(w.block)))
	w.buf = append(w.buf, w.block...)
	w.buf = le.AppendUint32(w.buf, checksum(w.block))
	w.block, w.inBlock = w.block[:0], 0
	if len(w.buf) >= 1<<18 {
		w.write()
	}
}

func (w *Writer) write() {
	if w.bad == nil {
		_, w.bad = w.file.Write(w.buf)
	}
	w.at += uint64(len(w.buf))
	w.buf = w.buf[:0]
}

// Finish writes the table of text ordinals (0 for a literal that is gone), makes the file durable and closes it.
func (w *Writer) Finish(ords []index.ID) error {
	w.flush()
	w.foot.ords = uint64(len(ords))
	for len(ords) > 0 {
		n := min(len(ords), ordsPer)
		for _, id := range ords[:n] {
			w.block = le.AppendUint64(w.block, uint64(id))
		}
		ords = ords[n:]
		w.flush()
	}
	w.foot.dirAt, w.foot.dirCRC = w.at+uint64(len(w.buf)), checksum(w.offsets)
	w.buf = w.foot.append(append(w.buf, w.offsets...))
	w.write()
	if w.bad == nil {
		w.bad = w.file.Sync()
	}
	return errors.Join(w.bad, w.file.Close())
}

// Abort closes the file without finishing it.
func (w *Writer) Abort() { w.file.Close() }
