package dict

import (
	"math/bits"

	"w3id.org/concord/index"
)

// A block of text ordinals is the IDs of ordsPer literals, ordinal by ordinal. Since format 3 it begins with the bytes of a number (1) and
// what is to be added to it (8); number 0 is a literal that is gone. Literals that a load brought lie in the order of their IDs, so two
// bytes are enough for most. Format 2 has the IDs as they are.
const ordsHead = 9

// idBlock is a block of text ordinals whose checksum was verified.
type idBlock struct {
	numbers []byte
	width   int
	low     uint64
}

// appendIDs appends a block of text ordinals.
func appendIDs(dst []byte, ids []index.ID) []byte {
	lowest, highest := ^uint64(0), uint64(0)
	for _, id := range ids {
		if id != 0 {
			lowest, highest = min(lowest, uint64(id)), max(highest, uint64(id))
		}
	}
	low := lowest - 1 // so that the lowest is 1; without any, none is read
	width := 1
	if highest > 0 {
		width = (bits.Len64(highest-low) + 7) / 8
	}
	dst = le.AppendUint64(append(dst, byte(width)), low)
	for _, id := range ids {
		n := uint64(0)
		if id != 0 {
			n = uint64(id) - low
		}
		for range width {
			dst = append(dst, byte(n))
			n >>= 8
		}
	}
	return dst
}

// id is the ID of an ordinal by its place in the block.
func (t *idBlock) id(i uint64) index.ID {
	n := uint64(0)
	for k, c := range t.numbers[int(i)*t.width:][:t.width] {
		n |= uint64(c) << (8 * k)
	}
	if n == 0 {
		return 0
	}
	return index.ID(n + t.low)
}

// Ordinals is the number of text ordinals.
func (b *Base) Ordinals() uint64 { return b.foot.ords }

// ordinals gives the block that holds an ordinal.
func (b *Base) ordinals(o uint64) (t idBlock, err error) {
	defer b.guard(&err)()
	n := b.first[kinds] + o/ordsPer
	data, err := b.block(n)
	if err != nil {
		return t, err
	}
	t = idBlock{numbers: data, width: 8}
	if b.version > 2 {
		if len(data) < ordsHead {
			return t, b.corrupt(int64(n), "it is too short for ordinals")
		}
		t = idBlock{numbers: data[ordsHead:], width: int(data[0]), low: le.Uint64(data[1:])}
	}
	if t.width < 1 || t.width > 8 || uint64(len(t.numbers)) != uint64(t.width)*min(ordsPer, b.foot.ords-o/ordsPer*ordsPer) {
		return t, b.corrupt(int64(n), "it has the wrong number of ordinals")
	}
	return t, nil
}

// Ordinal gives the ID of a text ordinal; 0 for a literal that is gone.
func (b *Base) Ordinal(o uint64) (index.ID, error) {
	t, err := b.ordinals(o)
	if err != nil {
		return 0, err
	}
	return t.id(o % ordsPer), nil
}

// OrdinalBlock calls f for the ordinals from o on that lie in one block and returns the ordinal after them.
func (b *Base) OrdinalBlock(o uint64, f func(o uint64, id index.ID)) (next uint64, err error) {
	t, err := b.ordinals(o)
	if err != nil {
		return 0, err
	}
	next = min((o/ordsPer+1)*ordsPer, b.foot.ords)
	for ; o < next; o++ {
		f(o, t.id(o%ordsPer))
	}
	return next, nil
}
