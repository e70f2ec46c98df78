package dict

import (
	"encoding/binary"
	"fmt"
	"runtime/debug"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// Base is an immutable sorted dictionary in a mapped file. It keeps nothing of the file in memory of its own but numbers that were asked for
// in numbers, and is safe for concurrent use.
type Base struct {
	name  string
	file  vfs.Mapping
	data  []byte
	foot  footer
	dir   []byte            // offsets of the blocks
	first [kinds + 1]uint64 // number of the first block of each kind; of the ordinals
	n     uint64            // blocks

	version uint32

	entries [kinds + 1]uint64 // number of the first entry of each kind in the index
	ends    []byte            // where the entries of the index end
	seps    []byte            // the entries

	numbers *numberColumn
}

// OpenBase maps a dictionary file and checks header, footer, directory and index; blocks are checked when they are read.
// A file of another version gives an error that is index.ErrVersion.
func OpenBase(fs vfs.FS, name string, generation uint64) (*Base, error) {
	m, err := fs.Map(name)
	if err != nil {
		return nil, index.FileError(name, err)
	}
	b := &Base{name: name, file: m, data: m.Bytes(), numbers: &numberColumn{}}
	if err := b.open(generation); err != nil {
		m.Close()
		return nil, err
	}
	return b, nil
}

func (b *Base) corrupt(block int64, format string, args ...any) error {
	return &index.CorruptError{File: b.name, Block: block, Why: fmt.Sprintf(format, args...)}
}

// guard turns a fault on a mapped page into an error.
func (b *Base) guard(err *error) func() {
	old := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(old)
		if p := recover(); p != nil {
			fault, ok := p.(interface{ Addr() uintptr })
			if !ok {
				panic(p)
			}
			*err = b.corrupt(-1, "the file cannot be read at address %#x: %v", fault.Addr(), p)
		}
	}
}

func (b *Base) open(generation uint64) (err error) {
	defer b.guard(&err)()
	if len(b.data) < headerSize+footerSize {
		return b.corrupt(-1, "the file has only %d bytes", len(b.data))
	}
	if err := b.checkHeader(generation); err != nil {
		return err
	}
	end := uint64(len(b.data) - footerSize)
	if !b.foot.parse(b.data[end:]) {
		return b.corrupt(-1, "the checksum of the footer does not match")
	}
	for i, count := range b.foot.counts {
		blocks := shifted(count, b.foot.blockShift)
		b.first[i+1] = b.first[i] + blocks
		b.entries[i+1] = b.entries[i] + shifted(blocks, b.foot.indexShift)
	}
	b.n = b.first[kinds] + (b.foot.ords+ordsPer-1)/ordsPer
	dirAt, indexAt, entries := b.foot.dirAt, b.foot.indexAt, b.entries[kinds]
	if dirAt > end || dirAt+dirEntry*b.n != indexAt || indexAt+4*entries > end {
		return b.corrupt(-1, "the footer does not match the length of the file")
	}
	if checksum(b.data[dirAt:end]) != b.foot.dirCRC {
		return b.corrupt(-1, "the checksum of the directory does not match")
	}
	b.dir, b.ends, b.seps = b.data[dirAt:indexAt], b.data[indexAt:indexAt+4*entries], b.data[indexAt+4*entries:end]
	if entries > 0 && le.Uint32(b.ends[4*entries-4:]) != uint32(len(b.seps)) {
		return b.corrupt(-1, "the index does not match the length of the file")
	}
	return nil
}

// Close releases the file.
func (b *Base) Close() error { return b.file.Close() }

// Bytes is the size of the file.
func (b *Base) Bytes() int { return len(b.data) }

// Len is the number of keys of a kind.
func (b *Base) Len(k index.Kind) uint64 { return b.foot.counts[k-firstKind] }

// Blocks is the number of blocks, for those who check them all.
func (b *Base) Blocks() int { return int(b.n) }

// offset is where a block begins, unverified.
func (b *Base) offset(n uint64) uint64 {
	e := b.dir[dirEntry*n : dirEntry*n+dirEntry]
	return uint64(le.Uint32(e)) | uint64(e[4])<<32
}

// where gives the bytes of a block and its checksum, unverified. Callers hold a guard.
func (b *Base) where(n uint64) (data []byte, sum uint32, err error) {
	at := b.offset(n)
	if at >= b.foot.dirAt {
		return nil, 0, b.corrupt(int64(n), "it lies outside the file")
	}
	size, s := binary.Uvarint(b.data[at:b.foot.dirAt])
	at += uint64(max(s, 0))
	if s <= 0 || size > b.foot.dirAt-at || b.foot.dirAt-at-size < 4 {
		return nil, 0, b.corrupt(int64(n), "it is longer than the file")
	}
	return b.data[at : at+size], le.Uint32(b.data[at+size:]), nil
}

// block gives the verified bytes of a block. Callers hold a guard.
func (b *Base) block(n uint64) ([]byte, error) {
	data, sum, err := b.where(n)
	if err == nil && blockChecksum(n, data) != sum {
		err = b.corrupt(int64(n), "the checksum does not match")
	}
	return data, err
}

// entry is one key as it stands in a block.
type entry struct {
	shared int
	suffix []byte // of a long key: the whole, not verified
	long   bool
	sum    uint32 // of a long key
}

// entry reads what stands at the start of data and returns what follows. Callers hold a guard.
func (b *Base) entry(n uint64, data []byte) (e entry, rest []byte, err error) {
	var shared, size uint64
	if len(data) >= 2 && data[0]|data[1] < 0x80 {
		shared, size, rest = uint64(data[0]), uint64(data[1]), data[2:]
	} else {
		var s1, s2 int
		shared, s1 = binary.Uvarint(data)
		size, s2 = binary.Uvarint(data[max(0, s1):])
		if s1 <= 0 || s2 <= 0 {
			return e, nil, b.corrupt(int64(n), "a key cannot be read")
		}
		rest = data[s1+s2:]
	}
	if size>>1 > uint64(len(rest)) || shared > longKey {
		return e, nil, b.corrupt(int64(n), "a key cannot be read")
	}
	e = entry{shared: int(shared), suffix: rest[:size>>1], long: size&1 != 0}
	rest = rest[size>>1:]
	if e.long {
		if e.suffix, e.sum, err = b.locate(n, e.suffix); shared != 0 && err == nil {
			err = b.corrupt(int64(n), "a long key shares bytes with the one before")
		}
	}
	return e, rest, err
}

// locate gives the bytes of a key outside the blocks and their checksum, unverified.
func (b *Base) locate(n uint64, pointer []byte) (key []byte, sum uint32, err error) {
	if len(pointer) != longSize {
		return nil, 0, b.corrupt(int64(n), "a pointer to a long key cannot be read")
	}
	at, size := le.Uint64(pointer), le.Uint64(pointer[8:])
	if at > b.foot.dirAt || size > b.foot.dirAt-at {
		return nil, 0, b.corrupt(int64(n), "a long key lies outside the file")
	}
	return b.data[at : at+size : at+size], le.Uint32(pointer[16:]), nil
}

// verify looks at the checksum of a key if it is a long one.
func (b *Base) verify(n uint64, e *entry) error {
	if e.long && checksum(e.suffix) != e.sum {
		return b.corrupt(int64(n), "the checksum of a long key does not match")
	}
	return nil
}
