package dict

import (
	"hash/maphash"

	"w3id.org/concord/index"
)

// Table is a growing dictionary in memory: keys numbered from 0 in the order in which they came. It holds bytes and
// numbers and no pointers, so the garbage collector has nothing to follow. It is not safe for concurrent use; a View
// is, while the table grows.
type Table struct {
	View
	seed  maphash.Seed
	slots []uint64 // upper half of the hash, then number + 1; 0 is empty. Open addressing, a power of two

	hashes []uint64 // of AddAll
}

// View is the first so many keys of a table. It stays valid when the table grows.
type View struct {
	arena []byte
	ends  []uint64 // where each key ends in arena; its first byte is the kind
}

// NewTable returns an empty table.
func NewTable() *Table {
	return &Table{seed: maphash.MakeSeed(), slots: make([]uint64, 64)}
}

// Len is the number of keys.
func (v View) Len() int { return len(v.ends) }

// Bytes is the size of all keys.
func (v View) Bytes() int { return len(v.arena) }

// Key gives the kind and the bytes of a key.
func (v View) Key(i int) (index.Kind, []byte) {
	b := v.Raw(i)
	return index.Kind(b[0]), b[1:]
}

// Raw gives a byte of kind and the bytes of a key as one: the order of keys is the order of these.
func (v View) Raw(i int) []byte {
	from := uint64(0)
	if i > 0 {
		from = v.ends[i-1]
	}
	return v.arena[from:v.ends[i]:v.ends[i]]
}

// Memory is how many bytes the table would hold on to with n more keys, the bytes of those keys not counted.
func (t *Table) Memory(n int) int { return cap(t.arena) + 8*(cap(t.ends)+t.slotsFor(n)) }

// Find gives the number of a key, -1 if it is not there.
func (t *Table) Find(k index.Kind, key []byte) int {
	_, i := t.slot(t.hash(k, key), k, key)
	return i
}

// FindAll is Find for the keys of a list that which names; it appends their numbers, -1 for those that are not there, to
// dst. hashes is memory it may use. Calls beside each other are safe while no key is added.
func (t *Table) FindAll(keys View, which []KeyRef, dst []int, hashes []uint64) []int {
	hashes = hashes[:0]
	for _, r := range which {
		hashes = append(hashes, t.hash(keys.Key(int(r.Number))))
	}
	t.touch(hashes)
	for n, r := range which {
		k, key := keys.Key(int(r.Number))
		_, i := t.slot(hashes[n], k, key)
		dst = append(dst, i)
	}
	return dst
}

func (t *Table) hash(k index.Kind, key []byte) uint64 {
	return maphash.Bytes(t.seed, key) + uint64(k)*0x9E3779B97F4A7C15
}

const tagMask = 0xFFFFFFFF << 32

// slot finds the place of a key and its number, or the empty place where it belongs and -1. Keys are only looked at
// where half of the hash agrees.
func (t *Table) slot(hash uint64, k index.Kind, key []byte) (at uint64, i int) {
	mask := uint64(len(t.slots) - 1)
	for at = hash & mask; ; at = (at + 1) & mask {
		s := t.slots[at]
		if s == 0 {
			return at, -1
		}
		if (s^hash)&tagMask != 0 {
			continue
		}
		i = int(uint32(s)) - 1
		if b := t.Raw(i); index.Kind(b[0]) == k && string(b[1:]) == string(key) {
			return at, i
		}
	}
}

// Add gives the number of a key, which it puts in if it is new.
func (t *Table) Add(k index.Kind, key []byte) (i int, isNew bool) {
	t.reserve(1)
	return t.add(t.hash(k, key), k, key)
}

func (t *Table) add(hash uint64, k index.Kind, key []byte) (i int, isNew bool) {
	at, i := t.slot(hash, k, key)
	if i >= 0 {
		return i, false
	}
	t.arena = append(append(t.arena, byte(k)), key...)
	t.ends = append(t.ends, uint64(len(t.arena)))
	t.slots[at] = hash&tagMask | uint64(len(t.ends))
	return len(t.ends) - 1, true
}

// AddAll is Add for many keys, each a byte of kind and its bytes, one after the other in raw; ends says where each ends.
// It appends their numbers to dst. Memory is touched for all keys before any is looked at, so that the processor waits
// for many places at a time and not for one after the other.
func (t *Table) AddAll(raw []byte, ends []int, dst []uint32) []uint32 {
	t.reserve(len(ends))
	t.hashes = t.hashes[:0]
	from := 0
	for _, end := range ends {
		t.hashes = append(t.hashes, t.hash(index.Kind(raw[from]), raw[from+1:end]))
		from = end
	}
	t.touch(t.hashes)
	from = 0
	for n, end := range ends {
		i, _ := t.add(t.hashes[n], index.Kind(raw[from]), raw[from+1:end])
		dst = append(dst, uint32(i))
		from = end
	}
	return dst
}

// AddListed is Add for the keys of a list that which names; it appends their numbers to dst.
func (t *Table) AddListed(keys View, which []KeyRef, dst []uint32) []uint32 {
	t.reserve(len(which))
	t.hashes = t.hashes[:0]
	for _, r := range which {
		t.hashes = append(t.hashes, t.hash(keys.Key(int(r.Number))))
	}
	t.touch(t.hashes)
	for n, r := range which {
		k, key := keys.Key(int(r.Number))
		i, _ := t.add(t.hashes[n], k, key)
		dst = append(dst, uint32(i))
	}
	return dst
}

// touch reads what slot will: the slots, and for likely hits where their keys lie, and these.
func (t *Table) touch(hashes []uint64) (sum uint64) {
	mask := uint64(len(t.slots) - 1)
	for _, h := range hashes {
		sum += t.slots[h&mask]
	}
	for _, h := range hashes {
		if s := t.slots[h&mask]; s != 0 && (s^h)&tagMask == 0 {
			sum += uint64(t.arena[t.ends[uint32(s)-1]-1])
		}
	}
	return sum
}

// reserve makes room for n more keys.
func (t *Table) reserve(n int) {
	if size := t.slotsFor(n); size > len(t.slots) {
		t.rehash(size)
	}
}

// slotsFor is how many slots there are with n more keys. A quarter of them stays empty.
func (t *Table) slotsFor(n int) int {
	size := len(t.slots)
	for 4*(len(t.ends)+n) > 3*size {
		size *= 2
	}
	return size
}

// rehash spreads the keys over size slots. Of a hash only the upper half is kept, so the lower is made anew.
func (t *Table) rehash(size int) {
	t.slots = make([]uint64, size)
	mask := uint64(size - 1)
	for i := range t.ends {
		k, key := t.Key(i)
		hash := t.hash(k, key)
		at := hash & mask
		for t.slots[at] != 0 {
			at = (at + 1) & mask
		}
		t.slots[at] = hash&tagMask | uint64(i+1)
	}
}

// Truncate forgets all but the first n keys. Views of more than n keys are then no longer valid.
func (t *Table) Truncate(n int) {
	if n >= len(t.ends) {
		return
	}
	end := uint64(0)
	if n > 0 {
		end = t.ends[n-1]
	}
	t.arena, t.ends = t.arena[:end], t.ends[:n]
	t.rehash(len(t.slots))
}
