package bulk

import (
	"encoding/binary"
	"errors"

	"w3id.org/concord/index/dict"
	"w3id.org/concord/index/vfs"
)

// A key file is a sequence of blocks: length of the payload and its checksum, four bytes each, then the payload. A
// payload is a sequence of keys: how many bytes it shares with the key before in the block, how many follow, these,
// and the key's number, four bytes.
const (
	blockHead    = 8
	keyBlockSize = 1 << 17
	longKey      = 1 << 12 // bytes; a key above is written whole, so that reading it takes no memory
)

// WriteKeys writes the keys of a table, sorted, to a file.
func WriteKeys(fs vfs.FS, name string, keys dict.View) error {
	f, err := fs.Create(name)
	if err != nil {
		return err
	}
	w := keyWriter{file: f}
	for _, r := range keys.Sorted(nil) {
		w.add(keys.Raw(int(r.Number)), r.Number)
	}
	w.flush()
	return errors.Join(w.bad, f.Close())
}

type keyWriter struct {
	file  vfs.File
	block []byte // begins with room for the head
	last  []byte // the key before in the block
	bad   error
}

func (w *keyWriter) add(key []byte, number uint32) {
	if len(w.block) == 0 {
		w.block, w.last = append(w.block, make([]byte, blockHead)...), w.last[:0]
	}
	shared := sharedPrefix(w.last, key)
	if len(key) > longKey {
		shared = 0
	}
	w.block = binary.AppendUvarint(w.block, uint64(shared))
	w.block = binary.AppendUvarint(w.block, uint64(len(key)-shared))
	w.block = append(w.block, key[shared:]...)
	w.block = le.AppendUint32(w.block, number)
	w.last = append(w.last[:shared], key[shared:]...)
	if len(w.block) >= keyBlockSize {
		w.flush()
	}
}

func (w *keyWriter) flush() {
	if len(w.block) > 0 && w.bad == nil {
		w.bad = writeBlock(w.file, w.block)
	}
	w.block = w.block[:0]
}

// writeBlock fills in the head of a block and writes it.
func writeBlock(f vfs.File, b []byte) error {
	le.PutUint32(b, uint32(len(b)-blockHead))
	le.PutUint32(b[4:], checksum(b[blockHead:]))
	_, err := f.Write(b)
	return err
}

// sharedPrefix gives the length of what two keys begin with.
func sharedPrefix(a, b []byte) int {
	n, i := min(len(a), len(b)), 0
	for i+8 <= n && le.Uint64(a[i:]) == le.Uint64(b[i:]) {
		i += 8
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}

// blocks reads the blocks of a mapped file.
type blocks struct {
	name   string
	file   vfs.Mapping
	rest   []byte
	number int64
}

func openBlocks(fs vfs.FS, name string) (*blocks, error) {
	m, err := fs.Map(name)
	if err != nil {
		return nil, err
	}
	return &blocks{name: name, file: m, rest: m.Bytes()}, nil
}

// next gives the payload of the next block, nil at the end.
func (b *blocks) next() ([]byte, error) {
	if len(b.rest) == 0 {
		return nil, nil
	}
	if len(b.rest) < blockHead {
		return nil, corrupt(b.name, b.number, "a block is cut short")
	}
	size := int(le.Uint32(b.rest))
	if size > len(b.rest)-blockHead {
		return nil, corrupt(b.name, b.number, "a block is cut short")
	}
	payload := b.rest[blockHead : blockHead+size]
	if checksum(payload) != le.Uint32(b.rest[4:]) {
		return nil, corrupt(b.name, b.number, "the checksum does not match")
	}
	b.rest = b.rest[blockHead+size:]
	b.number++
	return payload, nil
}

func (b *blocks) close() error { return b.file.Close() }
