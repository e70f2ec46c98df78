package dict

import (
	"unsafe"

	"w3id.org/concord/index"
)

// Page is a place in a block: the key decoded last, and what follows it. The zero value is ready for Load.
type Page struct {
	number uint64 // of the block, plus 1
	rest   []byte // not yet decoded
	next   int    // the number in the block of the key at rest
	key    []byte // the one before
	text   arena  // of the strings given out
}

// turn makes p stand before the first key of a block. Callers hold a guard.
func (b *Base) turn(n uint64, p *Page) (err error) {
	p.number, p.next, p.key = 0, 0, p.key[:0]
	if p.rest, err = b.block(n); err == nil {
		p.number = n + 1
	}
	return err
}

// advance decodes keys until key i of the block is in p.key. Callers hold a guard.
func (b *Base) advance(p *Page, i int) error {
	n := p.number - 1
	for p.next <= i {
		if len(p.rest) == 0 {
			p.number = 0
			return b.corrupt(int64(n), "it has %d keys, key %d is missing", p.next, i)
		}
		e, rest, err := b.entry(n, p.rest)
		if err == nil && e.shared > len(p.key) {
			err = b.corrupt(int64(n), "a key shares more than there is")
		}
		if err != nil {
			p.number = 0
			return err
		}
		p.key = append(p.key[:e.shared], e.suffix...)
		p.rest = rest
		p.next++
	}
	return nil
}

// load brings a key into p.key. Callers hold a guard.
func (b *Base) load(k index.Kind, number uint64, p *Page) error {
	n, i := b.first[k-firstKind]+number>>b.foot.blockShift, int(number&(1<<b.foot.blockShift-1))
	if p.number != n+1 || p.next > i+1 {
		if err := b.turn(n, p); err != nil {
			return err
		}
	}
	return b.advance(p, i)
}

// Load gives a key by kind and number, which must be below Len. It is valid until the next use of p. Numbers that ascend
// are decoded as they come.
func (b *Base) Load(k index.Kind, number uint64, p *Page) (key []byte, err error) {
	defer b.guard(&err)()
	err = b.load(k, number, p)
	return p.key, err
}

// Decode gives the keys of IDs of the dictionary, which must ascend (equal ones may follow each other) and exist. Each
// block is verified and decoded once, as far as it is needed. The strings are parts of a few pieces of memory and stay
// valid for ever.
func (b *Base) Decode(ids []index.ID, p *Page, dst []string) (err error) {
	defer b.guard(&err)()
	for i := 0; i < len(ids); {
		if i > 0 && ids[i] == ids[i-1] {
			dst[i] = dst[i-1]
			i++
			continue
		}
		if err := b.load(ids[i].Kind(), ids[i].Payload(), p); err != nil {
			return err
		}
		dst[i] = p.text.add(p.key, len(ids)-i)
		i += 1 + b.more(ids[i:], p, dst[i:])
	}
	return nil
}

// more decodes the keys of ids[1:] as long as they lie in the block of ids[0], whose key was decoded last, are short and
// fit into the piece of memory, and returns how many: what Decode does for one key at a time, without calls and copies.
func (b *Base) more(ids []index.ID, p *Page, dst []string) (n int) {
	mask := index.ID(1)<<b.foot.blockShift - 1
	block, free, rest, prev := ids[0]&^mask, p.text.free, p.rest, p.key
	next := p.next
	for n+1 < len(ids) && ids[n+1]&^mask == block {
		if ids[n+1] == ids[n] {
			n++
			dst[n] = dst[n-1]
			continue
		}
		i := int(ids[n+1] & mask)
		for next <= i && len(rest) >= 2 && rest[0]|rest[1] < 0x80 && rest[1]&1 == 0 {
			shared, size := int(rest[0]), int(rest[1]>>1)
			if shared > len(prev) || size > len(rest)-2 || shared+size > cap(free)-len(free) {
				break
			}
			out := free[len(free) : len(free)+shared+size]
			copy(out, prev[:shared])
			copy(out[shared:], rest[2:2+size])
			prev, rest, next = out, rest[2+size:], next+1
		}
		if next != i+1 || len(prev) == 0 {
			break
		}
		free = free[:len(free)+len(prev)]
		n++
		dst[n] = unsafe.String(&prev[0], len(prev))
	}
	if n > 0 || next != p.next {
		p.key = append(p.key[:0], prev...)
	}
	p.text.count += n
	p.text.free, p.rest, p.next = free, rest, next
	return n
}

// OrderKeys gives the order keys of IDs of KindOrdered, which must ascend.
func (b *Base) OrderKeys(ids []index.ID, p *Page, dst []uint64) (err error) {
	defer b.guard(&err)()
	for i, id := range ids {
		if err := b.load(index.KindOrdered, id.Payload(), p); err != nil {
			return err
		}
		dst[i] = OrderKey(p.key)
	}
	return nil
}

// arena makes strings in pieces of memory that never move.
type arena struct {
	free  []byte // its length is what is taken
	used  int    // in pieces before
	count int    // strings
}

const (
	piece = 1 << 16 // the largest; one string that is kept keeps its piece
	usual = 48      // bytes of a key, as long as nothing is known
)

// add copies a key; so many keys are expected, it included.
func (a *arena) add(key []byte, expected int) string {
	switch n := len(key); {
	case n == 0:
		return ""
	case n > piece/16:
		return string(key)
	case n > cap(a.free)-len(a.free):
		a.used += len(a.free)
		each := usual
		if a.count > 0 {
			each = a.used/a.count + 4
		}
		a.free = make([]byte, 0, max(n, min(piece, expected*each)))
	}
	at := len(a.free)
	a.free = append(a.free, key...)
	a.count++
	return unsafe.String(&a.free[at], len(key)) // these bytes are never written again
}

// Walk calls f for every key in order, kind by kind, until f returns an error. The key is valid during the call.
func (b *Base) Walk(f func(k index.Kind, number uint64, key []byte) error) error {
	var p Page
	for k := firstKind; k <= lastKind; k++ {
		for n := uint64(0); n < b.Len(k); n++ {
			key, err := b.Load(k, n, &p)
			if err != nil {
				return err
			}
			if err := f(k, n, key); err != nil {
				return err
			}
		}
	}
	return nil
}
