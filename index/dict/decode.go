package dict

import (
	"encoding/binary"
	"unsafe"

	"w3id.org/concord/index"
)

// Decode gives the keys of IDs of the dictionary, which must ascend (equal ones may follow each other) and exist. Each
// block is verified once, and of its keys only those asked for are put together. The strings are parts of a few pieces of
// memory and stay valid for ever.
func (b *Base) Decode(ids []index.ID, p *Page, dst []string) (err error) {
	defer b.guard(&err)()
	p.text.expected = max(p.text.expected, len(ids))
	for done := 0; done < len(ids); {
		p.ahead.plan(b, ids[done:])
		for _, w := range p.ahead.blocks[:p.ahead.n] {
			if err := b.decodeBlock(w, ids[done:done+w.ids], p, dst[done:]); err != nil {
				return err
			}
			done += w.ids
		}
	}
	return nil
}

// ahead is the blocks that are decoded next. Their first bytes are touched for all before any is looked at, so that the
// processor waits for many places of memory at a time and not for one after the other.
type ahead struct {
	blocks [aheadBlocks]work
	n      int
	sum    uint64 // keeps the touching from being left out
}

// work is a block and how many of the next IDs lie in it.
type work struct {
	block uint64
	ids   int
}

const (
	aheadBlocks = 32
	line        = 64 // bytes of a line of the caches
)

// plan collects the blocks of the first IDs, and touches them.
func (a *ahead) plan(b *Base, ids []index.ID) {
	shift := b.foot.blockShift
	a.n = 0
	for from := 0; from < len(ids) && a.n < len(a.blocks); a.n++ {
		page := ids[from] >> shift
		to := from + 1
		for to < len(ids) && ids[to]>>shift == page {
			to++
		}
		a.blocks[a.n] = work{b.first[ids[from].Kind()-firstKind] + ids[from].Payload()>>shift, to - from}
		from = to
	}
	if a.n < 2 {
		return
	}
	last := b.foot.dirAt - 1
	for _, w := range a.blocks[:a.n] {
		at := b.offset(w.block)
		a.sum += uint64(b.data[min(at, last)]) + uint64(b.data[min(at+line, last)]) + uint64(b.data[min(at+2*line, last)])
	}
}

// mark is one key of a block: where the bytes begin that it does not share with the key before.
type mark struct {
	at     uint32
	shared uint16
	size   uint16 // longMark: the bytes are a pointer to a long key
}

const longMark = 1<<16 - 1

// decodeBlock gives the keys of IDs of one block.
func (b *Base) decodeBlock(w work, ids []index.ID, p *Page, dst []string) error {
	data, err := b.block(w.block)
	if err != nil {
		return err
	}
	mask := index.ID(1)<<b.foot.blockShift - 1
	last := int(ids[len(ids)-1] & mask)
	if err := b.mark(w.block, data, p, last); err != nil {
		return err
	}
	return b.collect(w.block, data, ids, p, dst)
}

// mark notes where the keys of a block are, up to key last.
func (b *Base) mark(n uint64, data []byte, p *Page, last int) error {
	if cap(p.marks) <= last {
		p.marks = make([]mark, 1<<b.foot.blockShift)
	}
	marks := p.marks[:last+1]
	at, before := 0, uint64(0) // before is how long the key before is, as far as it can be shared
	for i := range marks {
		if at+2 > len(data) {
			return b.corrupt(int64(n), "it has %d keys, key %d is missing", i, last)
		}
		shared, size, head := uint64(data[at]), uint64(data[at+1]), 2
		if shared|size >= 0x80 {
			shared, size, head = twoNumbers(data[at:])
		}
		long := size&1 != 0
		size >>= 1
		at += head
		if head == 0 || shared > before || shared+size > longKey || size > uint64(len(data)-at) {
			return b.corrupt(int64(n), "a key cannot be read")
		}
		marks[i], before = mark{uint32(at), uint16(shared), uint16(size)}, shared+size
		at += int(size)
		if long {
			if size != longSize || shared != 0 {
				return b.corrupt(int64(n), "a pointer to a long key cannot be read")
			}
			marks[i].size, before = longMark, 0
		}
	}
	return nil
}

// twoNumbers reads two varints and gives how many bytes they have, 0 if they cannot be read.
func twoNumbers(data []byte) (x, y uint64, n int) {
	x, n = binary.Uvarint(data)
	if n <= 0 {
		return 0, 0, 0
	}
	y, m := binary.Uvarint(data[n:])
	if m <= 0 {
		return 0, 0, 0
	}
	return x, y, n + m
}

// chunk is how many bytes are copied at a time; that many may be written after the end of a key.
const chunk = 16

// collect puts the keys of ids together from the marks of their block.
func (b *Base) collect(n uint64, data []byte, ids []index.ID, p *Page, dst []string) (err error) {
	mask := index.ID(1)<<b.foot.blockShift - 1
	var prev []byte // the key before among those asked for,
	before := -1    // and its number
	wide := data[:min(len(data)+chunk, cap(data))]
	text, at := p.text.piece, p.text.at
	for k, id := range ids {
		i := int(id & mask)
		m := p.marks[i]
		size := int(m.shared) + int(m.size)
		switch {
		case i == before:
			dst[k] = dst[k-1]
			continue
		case m.size == longMark:
			if dst[k], err = b.longString(n, data[m.at:m.at+longSize]); err != nil {
				return err
			}
			prev, before = nil, i
			continue
		case at+size+chunk > len(text):
			p.text.at = at
			text, at = p.text.turn(size), 0
		}
		out := text[at:]
		if i == before+1 {
			copyOver(out, prev, int(m.shared))
			copyOver(out[m.shared:], wide[m.at:], int(m.size))
		} else {
			p.assemble(out[:size], prev, data, i, before)
		}
		dst[k] = unsafe.String(&out[0], size) // never written again, unless Reuse allows it
		prev, before, at = out, i, at+size
	}
	p.text.at = at
	p.text.given(len(ids))
	return nil
}

// longString gives a key outside the blocks.
func (b *Base) longString(n uint64, pointer []byte) (string, error) {
	key, sum, err := b.locate(n, pointer)
	if err == nil {
		err = b.verify(n, &entry{suffix: key, long: true, sum: sum})
	}
	if err != nil {
		return "", err
	}
	return string(key), nil
}

// assemble puts key i of a block together from back to front: of each key before, down to that which is in prev, what no later
// one replaces.
func (p *Page) assemble(out, prev, data []byte, i, before int) {
	rest := len(out)
	for j := i; rest > 0 && j > before; j-- {
		if m := p.marks[j]; int(m.shared) < rest {
			copy(out[m.shared:rest], data[m.at:])
			rest = int(m.shared)
		}
	}
	copy(out[:rest], prev)
}

// copyOver copies n bytes, by chunks where there is room for the last one.
func copyOver(dst, src []byte, n int) {
	if len(dst) < n+chunk || len(src) < n+chunk {
		copy(dst, src[:n])
		return
	}
	for i := 0; i < n; i += chunk {
		*(*[chunk]byte)(dst[i:]) = *(*[chunk]byte)(src[i:])
	}
}

// arena is memory for strings, in pieces that never move.
type arena struct {
	piece    []byte
	at       int // so much of the piece is taken
	used     int // bytes of the pieces before
	count    int // strings so far
	expected int // strings that are still to come
	again    bool
}

const (
	piece = 1 << 16 // the largest; one string that is kept keeps its piece
	usual = 48      // bytes of a key, as long as nothing is known
)

// turn goes to the next piece, which has room for a key of some size and a chunk. Where pieces are used again they grow, until
// one is enough.
func (a *arena) turn(size int) []byte {
	a.used += a.at
	want := min(piece-chunk, max(0, a.expected)*a.each())
	if a.again {
		want = max(piece, 2*len(a.piece))
	}
	a.piece, a.at = make([]byte, max(size, want)+chunk), 0
	return a.piece
}

// Copy gives a string of some bytes, made as those of Decode are.
func (p *Page) Copy(key []byte) string {
	a := &p.text
	switch {
	case len(key) == 0:
		return ""
	case len(key) > piece/16:
		return string(key)
	case a.at+len(key) > len(a.piece):
		a.turn(len(key))
	}
	out := a.piece[a.at:]
	copy(out, key)
	a.at += len(key)
	a.given(1)
	return unsafe.String(&out[0], len(key))
}

// Expect says how many strings will be wanted of the next calls of Decode or Copy, all together: so pieces of memory are neither
// too large nor too many.
func (p *Page) Expect(n int) { p.text.expected = n }

// each is how many bytes a key is likely to have.
func (a *arena) each() int {
	if a.count == 0 {
		return usual
	}
	return a.used/a.count + 4
}

// given notes that so many strings were made.
func (a *arena) given(n int) {
	a.count += n
	a.expected -= n
}

// Reuse allows the next Decode to write over the strings that those before gave out: so their memory stays in the caches. Whoever
// calls it has done with these strings.
func (p *Page) Reuse() { p.text.at, p.text.again = 0, true }
