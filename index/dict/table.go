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
	slots []uint32 // number + 1, 0 is empty; open addressing, a power of two
}

// View is the first so many keys of a table. It stays valid when the table grows.
type View struct {
	arena []byte
	ends  []uint64 // where each key ends in arena; its first byte is the kind
}

// NewTable returns an empty table.
func NewTable() *Table {
	return &Table{seed: maphash.MakeSeed(), slots: make([]uint32, 64)}
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

// Find gives the number of a key, -1 if it is not there.
func (t *Table) Find(k index.Kind, key []byte) int {
	_, i := t.slot(k, key)
	return i
}

func (t *Table) hash(k index.Kind, key []byte) uint64 {
	return maphash.Bytes(t.seed, key) + uint64(k)*0x9E3779B97F4A7C15
}

// slot finds the place of a key and its number, or the empty place where it belongs and -1.
func (t *Table) slot(k index.Kind, key []byte) (at uint64, i int) {
	mask := uint64(len(t.slots) - 1)
	for at = t.hash(k, key) & mask; ; at = (at + 1) & mask {
		if t.slots[at] == 0 {
			return at, -1
		}
		i = int(t.slots[at] - 1)
		if b := t.Raw(i); index.Kind(b[0]) == k && string(b[1:]) == string(key) {
			return at, i
		}
	}
}

// Add gives the number of a key, which it puts in if it is new.
func (t *Table) Add(k index.Kind, key []byte) (i int, isNew bool) {
	at, i := t.slot(k, key)
	if i >= 0 {
		return i, false
	}
	t.arena = append(append(t.arena, byte(k)), key...)
	t.ends = append(t.ends, uint64(len(t.arena)))
	t.slots[at] = uint32(len(t.ends))
	if 2*len(t.ends) > len(t.slots) {
		t.rehash(2 * len(t.slots))
	}
	return len(t.ends) - 1, true
}

func (t *Table) rehash(size int) {
	t.slots = make([]uint32, size)
	for i := range t.ends {
		k, key := t.Key(i)
		mask := uint64(size - 1)
		at := t.hash(k, key) & mask
		for t.slots[at] != 0 {
			at = (at + 1) & mask
		}
		t.slots[at] = uint32(i + 1)
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
