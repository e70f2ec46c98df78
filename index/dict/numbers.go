package dict

import (
	"math"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/xsd"
)

// numberHead is how many bytes of a key of KindOrdered tell its number: family and nearest double (9), tag, exponent, 9 pairs of digits, their
// end, the datatype and the first character of the form.
const numberHead = 32

// NumberOf gives the number of a key of KindOrdered, of which no more than the first numberHead bytes are looked at.
func NumberOf(key []byte) index.Number {
	if !xsd.SortKeyNumeric(key) {
		return index.Number{}
	}
	if f, n, ok := xsd.SortKeyFloat(key); ok {
		return binaryNumber(f, key[n:])
	}
	digits, places, n, ok := xsd.SortKeyDigits(key)
	if !ok || n >= len(key) {
		return index.Number{Type: index.Large}
	}
	if key[n] == decimalCode {
		return exactNumber(digits, places, index.Decimal)
	}
	return exactNumber(digits, places, index.Integer)
}

// binaryNumber is a double or float; rest are datatype and form.
func binaryNumber(f float64, rest []byte) index.Number {
	switch {
	case len(rest) < 2:
		return index.Number{}
	case f == 0 && rest[1] == '-':
		f = math.Copysign(0, -1)
	}
	t := index.Double
	if rest[0] == floatCode {
		t = index.Float
	}
	return index.Number{N: int64(math.Float64bits(f)), Type: t}
}

var (
	floatCode   = byte(slices.Index(orderedTypes[:], "float"))
	decimalCode = byte(slices.Index(orderedTypes[:], "decimal"))
)

const mostPlaces = 18

// exactNumber is digits x 10^-places. Keys end with a pair of digits, so there may be a zero too many, and large numbers have lost theirs.
func exactNumber(digits int64, places int, t index.NumberType) index.Number {
	for ; digits != 0 && places < 0; places++ {
		if digits > math.MaxInt64/10 || digits < -math.MaxInt64/10 {
			return index.Number{Type: index.Large}
		}
		digits *= 10
	}
	if places > 0 && digits%10 == 0 {
		digits, places = digits/10, places-1
	}
	switch {
	case digits == 0:
		places = 0
	case places > mostPlaces, places > 0 && t == index.Integer:
		return index.Number{Type: index.Large}
	}
	return index.Number{N: digits, Places: uint8(places), Type: t}
}

// NumberValue is a number as a value; ok is false where its term must tell.
func NumberValue(n index.Number) (v xsd.Value, ok bool) {
	switch n.Type {
	case index.Integer:
		return xsd.NewInteger(n.N), true
	case index.Decimal:
		return xsd.NewDecimal(n.N, int(n.Places)), true
	case index.Float:
		return xsd.NewFloat(math.Float64frombits(uint64(n.N))), true
	case index.Double:
		return xsd.NewDouble(math.Float64frombits(uint64(n.N))), true
	}
	return xsd.Value{}, false
}

// Numbers gives the numbers of IDs of KindOrdered of the base, which must ascend (equal ones may follow each other) and exist. Pages that many are of
// stay in memory.
func (b *Base) Numbers(ids []index.ID, p *Page, dst []index.Number) (err error) {
	defer b.guard(&err)()
	from := 0 // what is not in memory is read from here
	for at := 0; at < len(ids); {
		n := ofOnePage(ids[at:])
		if page := b.keep(ids[at:at+n], p); page != nil {
			if err := b.readNumbers(ids[from:at], p, dst[from:]); err != nil {
				return err
			}
			page.numbers(ids[at:at+n], dst[at:])
			from = at + n
		}
		at += n
	}
	return b.readNumbers(ids[from:], p, dst[from:])
}

// ofOnePage counts the IDs that lie in the page of the first.
func ofOnePage(ids []index.ID) (n int) {
	for n < len(ids) && ids[n].Payload()/pageNumbers == ids[0].Payload()/pageNumbers {
		n++
	}
	return n
}

// readNumbers reads numbers from the keys. Each block is verified once; of its keys only the heads are put together.
func (b *Base) readNumbers(ids []index.ID, p *Page, dst []index.Number) error {
	for done := 0; done < len(ids); {
		p.ahead.plan(b, ids[done:])
		for _, w := range p.ahead.blocks[:p.ahead.n] {
			if err := b.numbersOf(w, ids[done:done+w.ids], dst[done:]); err != nil {
				return err
			}
			done += w.ids
		}
	}
	return nil
}

// numbersOf gives the numbers of IDs of one block.
func (b *Base) numbersOf(w work, ids []index.ID, dst []index.Number) error {
	data, err := b.block(w.block)
	if err != nil {
		return err
	}
	h := heads{data: data, wide: data[:min(len(data)+chunk, cap(data))]}
	mask := index.ID(1)<<b.foot.blockShift - 1
	for k := 0; k < len(ids); h.number++ {
		if !h.next() {
			return b.corrupt(int64(w.block), "key %d cannot be read", h.number)
		}
		if int(ids[k]&mask) != h.number {
			continue
		}
		if h.long {
			key, err := b.longString(w.block, h.pointer)
			if err != nil {
				return err
			}
			h.known = copy(h.head[:numberHead], key)
		}
		v := NumberOf(h.head[:min(h.known, numberHead)])
		for ; k < len(ids) && int(ids[k]&mask) == h.number; k++ {
			dst[k] = v
		}
		if h.long {
			h.known = 0
		}
	}
	return nil
}

// heads reads the heads of the keys of a block, one after the other.
type heads struct {
	data, wide []byte // wide may be read a chunk beyond the end
	at, number int
	known      int // how long the key is of which head is the beginning
	long       bool
	pointer    []byte // to the key, if it is a long one: head then has nothing of it
	head       [numberHead + chunk]byte
}

// next goes to the next key; false if it cannot be read.
func (h *heads) next() bool {
	if h.at+2 > len(h.data) {
		return false
	}
	shared, size, n := uint64(h.data[h.at]), uint64(h.data[h.at+1]), 2
	if shared|size >= 0x80 {
		shared, size, n = twoNumbers(h.data[h.at:])
	}
	h.long = size&1 != 0
	size >>= 1
	at := h.at + n
	if n == 0 || shared > uint64(h.known) || size > uint64(len(h.data)-at) {
		return false
	}
	h.at = at + int(size)
	switch {
	case h.long:
		h.known, h.pointer = 0, h.data[at:h.at]
		return shared == 0 && size == longSize
	case shared < numberHead:
		copyOver(h.head[shared:], h.wide[at:], min(int(size), numberHead-int(shared)))
	}
	h.known = int(shared + size)
	return true
}
