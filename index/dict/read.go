package dict

import "w3id.org/concord/index"

// Page is a place in a block: the key decoded last, and what follows it. The zero value is ready for Load.
type Page struct {
	number uint64 // of the block, plus 1
	rest   []byte // not yet decoded
	next   int    // the number in the block of the key at rest
	key    []byte // the one before

	text  arena  // of the strings given out by Decode
	marks []mark // of the block that it decodes
	ahead ahead  // blocks
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
		if err == nil {
			err = b.verify(n, &e)
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
