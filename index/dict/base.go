package dict

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"runtime/debug"
	"sort"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// Base is an immutable sorted dictionary in a mapped file. It is safe for concurrent use.
type Base struct {
	name    string
	file    vfs.Mapping
	data    []byte
	foot    footer
	offsets []uint64
	first   [kinds + 1]uint64 // number of the first block of each kind; of the ordinals
}

// OpenBase maps a dictionary file and checks header, footer and directory; blocks are checked when they are read.
func OpenBase(fs vfs.FS, name string, generation uint64) (*Base, error) {
	m, err := fs.Map(name)
	if err != nil {
		return nil, &index.CorruptError{File: name, Block: -1, Why: "the file cannot be read: " + err.Error()}
	}
	b := &Base{name: name, file: m, data: m.Bytes()}
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
func (b *Base) guard(block int64, err *error) func() {
	old := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(old)
		if p := recover(); p != nil {
			fault, ok := p.(interface{ Addr() uintptr })
			if !ok {
				panic(p)
			}
			*err = b.corrupt(block, "the file cannot be read at address %#x: %v", fault.Addr(), p)
		}
	}
}

func (b *Base) open(generation uint64) (err error) {
	defer b.guard(-1, &err)()
	if len(b.data) < headerSize+footerSize {
		return b.corrupt(-1, "the file has only %d bytes", len(b.data))
	}
	if string(b.data[:headerSize]) != string(baseHeader(generation)) {
		return b.corrupt(-1, "the header is not that of generation %d", generation)
	}
	end := uint64(len(b.data) - footerSize)
	if !b.foot.parse(b.data[end:]) {
		return b.corrupt(-1, "the checksum of the footer does not match")
	}
	n := uint64(0)
	for i, count := range b.foot.counts {
		b.first[i] = n
		n += blocksOf(count, blockKeys)
	}
	b.first[kinds] = n
	n += blocksOf(b.foot.ords, ordsPer)
	if b.foot.dirAt+8*n != end {
		return b.corrupt(-1, "the footer does not match the length of the file")
	}
	dir := b.data[b.foot.dirAt:end]
	if checksum(dir) != b.foot.dirCRC {
		return b.corrupt(-1, "the checksum of the directory does not match")
	}
	b.offsets = make([]uint64, n)
	for i := range b.offsets {
		b.offsets[i] = le.Uint64(dir[8*i:])
	}
	return nil
}

// Close releases the file.
func (b *Base) Close() error { return b.file.Close() }

// Len is the number of keys of a kind.
func (b *Base) Len(k index.Kind) uint64 { return b.foot.counts[k-firstKind] }

// Ordinals is the number of text ordinals.
func (b *Base) Ordinals() uint64 { return b.foot.ords }

// Blocks is the number of blocks, for those who check them all.
func (b *Base) Blocks() int { return len(b.offsets) }

// block gives the verified bytes of a block.
func (b *Base) block(n uint64) (data []byte, err error) {
	defer b.guard(int64(n), &err)()
	at := b.offsets[n]
	if at+8 > b.foot.dirAt {
		return nil, b.corrupt(int64(n), "it lies outside the file")
	}
	size := uint64(le.Uint32(b.data[at:]))
	if at+8+size > b.foot.dirAt {
		return nil, b.corrupt(int64(n), "it is longer than the file")
	}
	data = b.data[at+4 : at+4+size]
	if checksum(data) != le.Uint32(b.data[at+4+size:]) {
		return nil, b.corrupt(int64(n), "the checksum does not match")
	}
	return data, nil
}

// long gives the verified bytes of a key outside the blocks.
func (b *Base) long(n uint64, pointer []byte) (key []byte, err error) {
	defer b.guard(int64(n), &err)()
	at, size := le.Uint64(pointer), le.Uint64(pointer[8:])
	if at > b.foot.dirAt || size > b.foot.dirAt-at {
		return nil, b.corrupt(int64(n), "a long key lies outside the file")
	}
	key = b.data[at : at+size]
	if checksum(key) != le.Uint32(pointer[16:]) {
		return nil, b.corrupt(int64(n), "the checksum of a long key does not match")
	}
	return key, nil
}

// Page is the keys of one block, decoded as far as they were asked for. The zero value is ready for Load.
type Page struct {
	number uint64 // of the block, plus 1
	rest   []byte // not yet decoded
	buf    []byte
	ends   []int
}

// Key gives a key that was loaded; it is valid until the next Load.
func (p *Page) Key(i int) []byte {
	from := 0
	if i > 0 {
		from = p.ends[i-1]
	}
	return p.buf[from:p.ends[i]]
}

// turn makes p the page of a block.
func (b *Base) turn(n uint64, p *Page) (err error) {
	if p.number == n+1 {
		return nil
	}
	p.number, p.buf, p.ends = 0, p.buf[:0], p.ends[:0]
	if p.rest, err = b.block(n); err == nil {
		p.number = n + 1
	}
	return err
}

// decode makes sure that key i of the page's block is decoded; false if the block has no such key.
func (b *Base) decode(p *Page, i int) (ok bool, err error) {
	for len(p.ends) <= i && len(p.rest) > 0 {
		if p.rest, err = b.appendKey(p.number-1, p, p.rest); err != nil {
			p.number = 0
			return false, err
		}
	}
	return i < len(p.ends), nil
}

// appendKey decodes the key at the start of data and returns what follows.
func (b *Base) appendKey(n uint64, p *Page, data []byte) ([]byte, error) {
	shared, s1 := binary.Uvarint(data)
	if s1 <= 0 {
		return nil, b.corrupt(int64(n), "a key cannot be read")
	}
	size, s2 := binary.Uvarint(data[s1:])
	rest := data[s1+max(0, s2):]
	if s2 <= 0 || size>>1 > uint64(len(rest)) {
		return nil, b.corrupt(int64(n), "a key cannot be read")
	}
	suffix, rest := rest[:size>>1], rest[size>>1:]
	if size&1 != 0 {
		if len(suffix) != longSize {
			return nil, b.corrupt(int64(n), "a pointer to a long key cannot be read")
		}
		var err error
		if suffix, err = b.long(n, suffix); err != nil {
			return nil, err
		}
	}
	if shared > 0 {
		if len(p.ends) == 0 || shared > uint64(len(p.Key(len(p.ends)-1))) {
			return nil, b.corrupt(int64(n), "a key shares more than there is")
		}
		p.buf = append(p.buf, p.Key(len(p.ends) - 1)[:shared]...)
	}
	p.buf = append(p.buf, suffix...)
	p.ends = append(p.ends, len(p.buf))
	return rest, nil
}

// Load decodes a key, given by kind and number, and returns its place in the page.
func (b *Base) Load(k index.Kind, number uint64, p *Page) (int, error) {
	n := b.first[k-firstKind] + number/blockKeys
	if err := b.turn(n, p); err != nil {
		return 0, err
	}
	i := int(number % blockKeys)
	ok, err := b.decode(p, i)
	if !ok && err == nil {
		err = b.corrupt(int64(n), "it has %d keys, key %d is missing", len(p.ends), i)
	}
	return i, err
}

// Find gives the number of a key of a kind.
func (b *Base) Find(k index.Kind, key []byte, p *Page) (number uint64, ok bool, err error) {
	return b.Place(k, key, p)
}

// Place gives the number of the first key of a kind that is not below key, and whether it is key.
func (b *Base) Place(k index.Kind, key []byte, p *Page) (number uint64, there bool, err error) {
	from, to := b.first[k-firstKind], b.first[k-firstKind+1]
	above := sort.Search(int(to-from), func(i int) bool {
		if err != nil {
			return true
		}
		var low []byte
		low, err = b.lowest(from + uint64(i))
		return string(low) > string(key)
	})
	if err != nil || above == 0 {
		return 0, false, err
	}
	n := from + uint64(above-1)
	if err := b.turn(n, p); err != nil {
		return 0, false, err
	}
	number = uint64(above-1) * blockKeys
	for i := 0; ; i++ {
		more, err := b.decode(p, i)
		if !more || err != nil {
			return number + uint64(i), false, err
		}
		if c := bytes.Compare(p.Key(i), key); c >= 0 {
			return number + uint64(i), c == 0, nil
		}
	}
}

// lowest gives the first key of a block without decoding the others.
func (b *Base) lowest(n uint64) ([]byte, error) {
	data, err := b.block(n)
	if err != nil {
		return nil, err
	}
	shared, s1 := binary.Uvarint(data)
	if s1 <= 0 || shared != 0 {
		return nil, b.corrupt(int64(n), "its first key cannot be read")
	}
	size, s2 := binary.Uvarint(data[s1:])
	at := uint64(s1 + s2)
	if s2 <= 0 || at+size>>1 > uint64(len(data)) {
		return nil, b.corrupt(int64(n), "its first key cannot be read")
	}
	key := data[at : at+size>>1]
	if size&1 != 0 && len(key) == longSize {
		return b.long(n, key)
	}
	return key, nil
}

// Ordinal gives the ID of a text ordinal.
func (b *Base) Ordinal(o uint64) (index.ID, error) {
	n := b.first[kinds] + o/ordsPer
	data, err := b.block(n)
	if err != nil {
		return 0, err
	}
	at := 8 * (o % ordsPer)
	if at+8 > uint64(len(data)) {
		return 0, b.corrupt(int64(n), "ordinal %d is missing", o)
	}
	return index.ID(le.Uint64(data[at:])), nil
}

// OrdinalBlock calls f for the ordinals from o on that lie in one block and returns the ordinal after them.
func (b *Base) OrdinalBlock(o uint64, f func(o uint64, id index.ID)) (next uint64, err error) {
	n := b.first[kinds] + o/ordsPer
	data, err := b.block(n)
	if err != nil {
		return 0, err
	}
	next = min((o/ordsPer+1)*ordsPer, b.foot.ords)
	if uint64(len(data)) != 8*(next-o/ordsPer*ordsPer) {
		return 0, b.corrupt(int64(n), "it has the wrong number of ordinals")
	}
	for ; o < next; o++ {
		f(o, index.ID(le.Uint64(data[8*(o%ordsPer):])))
	}
	return next, nil
}

// Walk calls f for every key in order, kind by kind, until f returns an error.
func (b *Base) Walk(f func(k index.Kind, number uint64, key []byte) error) error {
	var p Page
	for k := firstKind; k <= lastKind; k++ {
		for n := uint64(0); n < b.Len(k); n++ {
			i, err := b.Load(k, n, &p)
			if err != nil {
				return err
			}
			if err := f(k, n, p.Key(i)); err != nil {
				return err
			}
		}
	}
	return nil
}
