package dict

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// Writer writes a base dictionary: the keys of each kind in ascending order, kinds in order, then the ordinals. It holds
// the directory and the index, some seven bytes for each sixteen keys and one key of 64, and no more keys than one block.
type Writer struct {
	file    vfs.File
	buf     []byte // not yet written
	at      uint64 // offset of the start of buf
	block   []byte
	inBlock int
	blocks  uint64
	ofKind  uint64 // blocks of the kind so far
	kind    index.Kind
	last    []byte // the key before
	dir     []byte // offsets of the blocks
	ends    []byte // of the entries of the index
	seps    []byte // the entries
	foot    footer
	bad     error
}

// Create starts a dictionary file. The generation is checked when the file is opened.
func Create(fs vfs.FS, name string, generation uint64) (*Writer, error) {
	return create(fs, name, generation, blockShift, indexShift)
}

func create(fs vfs.FS, name string, generation uint64, blockShift, indexShift uint8) (*Writer, error) {
	f, err := fs.Create(name)
	if err != nil {
		return nil, err
	}
	return &Writer{file: f, buf: baseHeader(baseVersion, generation), kind: firstKind, foot: footer{blockShift: blockShift, indexShift: indexShift}}, nil
}

// Add writes the next key and returns its ID. A key that does not come after the one before is an error of Finish.
func (w *Writer) Add(k index.Kind, key []byte) index.ID {
	if k != w.kind {
		w.turn(k)
	}
	n := &w.foot.counts[k-firstKind]
	shared := commonPrefix(w.last, key)
	if *n > 0 && bytes.Compare(w.last[shared:], key[shared:]) >= 0 {
		w.fail(k, key)
	}
	if w.inBlock == 0 {
		w.begin(key, shared)
	}
	w.append(key, shared)
	w.last = append(w.last[:shared], key[shared:]...)
	*n++
	if w.inBlock++; w.inBlock == 1<<w.foot.blockShift {
		w.flush()
	}
	return index.MakeID(k, *n-1)
}

// turn goes to another kind.
func (w *Writer) turn(k index.Kind) {
	if k < w.kind {
		w.fail(k, nil)
	}
	w.flush()
	w.kind, w.last, w.ofKind = k, w.last[:0], 0
}

func (w *Writer) fail(k index.Kind, key []byte) {
	w.bad = fmt.Errorf("write dictionary: key %.100q of kind %d does not come after %.100q of kind %d", key, k, w.last, w.kind)
}

// begin puts the start of a block that begins with key into the index, if it is its turn: of the key as much as tells it
// from the one before. Of a key that is long only a part: search looks back if need be.
func (w *Writer) begin(key []byte, shared int) {
	if w.ofKind&(1<<w.foot.indexShift-1) == 0 {
		w.seps = append(w.seps, key[:min(len(key), shared+1, longKey)]...)
		w.ends = le.AppendUint32(w.ends, uint32(len(w.seps)))
		if len(w.seps) > 1<<32-1 {
			w.bad = errors.New("write dictionary: too many keys for the index")
		}
	}
	w.ofKind++
}

// append encodes a key: how many bytes it shares with the one before, how many follow (x 2, + 1 if they are a
// pointer to a long key), and these.
func (w *Writer) append(key []byte, shared int) {
	if len(key) > longKey {
		at := w.at + uint64(len(w.buf))
		w.buf = append(w.buf, key...)
		w.block = append(w.block, 0, longSize<<1|1)
		w.block = le.AppendUint64(w.block, at)
		w.block = le.AppendUint64(w.block, uint64(len(key)))
		w.block = le.AppendUint32(w.block, checksum(key))
		w.writeIfMuch()
		return
	}
	if w.inBlock == 0 || len(w.last) > longKey {
		shared = 0
	}
	w.block = binary.AppendUvarint(w.block, uint64(shared))
	w.block = binary.AppendUvarint(w.block, uint64(len(key)-shared)<<1)
	w.block = append(w.block, key[shared:]...)
}

// flush ends the block.
func (w *Writer) flush() {
	if len(w.block) == 0 {
		return
	}
	at := w.at + uint64(len(w.buf))
	w.dir = append(le.AppendUint32(w.dir, uint32(at)), byte(at>>32))
	if at>>40 != 0 {
		w.bad = errors.New("write dictionary: it is larger than 1 TiB")
	}
	w.buf = binary.AppendUvarint(w.buf, uint64(len(w.block)))
	w.buf = append(w.buf, w.block...)
	w.buf = le.AppendUint32(w.buf, blockChecksum(w.blocks, w.block))
	w.block, w.inBlock = w.block[:0], 0
	w.blocks++
	w.writeIfMuch()
}

func (w *Writer) writeIfMuch() {
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
		w.block = appendIDs(w.block, ords[:n])
		ords = ords[n:]
		w.flush()
	}
	w.foot.dirAt = w.at + uint64(len(w.buf))
	w.foot.indexAt = w.foot.dirAt + uint64(len(w.dir))
	tail := append(append(w.dir, w.ends...), w.seps...)
	w.foot.dirCRC = checksum(tail)
	w.buf = w.foot.append(append(w.buf, tail...))
	w.write()
	if w.bad == nil {
		w.bad = w.file.Sync()
	}
	return errors.Join(w.bad, w.file.Close())
}

// Abort closes the file without finishing it.
func (w *Writer) Abort() { w.file.Close() }
