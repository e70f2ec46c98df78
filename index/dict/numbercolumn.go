package dict

import (
	"sync"
	"sync/atomic"

	"w3id.org/concord/index"
)

// A page of the number column is pageNumbers keys of KindOrdered that follow each other. It is kept in memory once enough of it was asked for:
// a sum over scattered IDs would otherwise verify a block for each.
const (
	pageNumbers = 4096
	earnest     = pageNumbers / 4 // numbers of a page that are read, block by block, before it is kept
	numberBytes = 10
	mostNumbers = 64 << 20 // bytes of a dictionary's pages: 6.7 million numbers
	hopeless    = -1 << 62 // what was read of a page that cannot be read whole: it is not tried again
)

// numberColumn is the numbers of KindOrdered that are kept in memory. Pages are made once and never change, so readers take no lock.
type numberColumn struct {
	once  sync.Once
	pages []numberSlot
	bytes atomic.Int64
}

type numberSlot struct {
	page atomic.Pointer[numberPage]
	read atomic.Int64
}

type numberPage struct {
	n    [pageNumbers]int64
	form [pageNumbers]numberForm
}

// numberForm is what an index.Number is besides its N: type and, above four bits, places.
type numberForm uint16

const typeBits = 4

func (p *numberPage) at(i uint64) index.Number {
	i %= pageNumbers
	f := p.form[i]
	return index.Number{N: p.n[i], Places: uint8(f >> typeBits), Type: index.NumberType(f & (1<<typeBits - 1))}
}

func (p *numberPage) numbers(ids []index.ID, dst []index.Number) {
	for i, id := range ids {
		dst[i] = p.at(id.Payload())
	}
}

// Kept gives numbers of the base that are in memory, to dst where ids has IDs of KindOrdered, and appends the places of those that are not to
// rest. IDs of other kinds, and those that are not of the base, are among them.
func (b *Base) Kept(ids []index.ID, dst []index.Number, rest []uint32) []uint32 {
	column, last := b.column(), ^uint64(0)
	var page *numberPage
	for i, id := range ids {
		n := id.Payload()
		if n >= b.Len(index.KindOrdered) || id.Kind() != index.KindOrdered {
			rest = append(rest, uint32(i))
			continue
		}
		if n/pageNumbers != last {
			last = n / pageNumbers
			page = column.pages[last].page.Load()
		}
		if page == nil {
			rest = append(rest, uint32(i))
			continue
		}
		dst[i] = page.at(n)
	}
	return rest
}

func (b *Base) column() *numberColumn {
	c := b.numbers
	c.once.Do(func() { c.pages = make([]numberSlot, (b.Len(index.KindOrdered)+pageNumbers-1)/pageNumbers) })
	return c
}

// keep notes that IDs are asked for, which ascend and are all of one page, and makes the page if that is worth it. The result is nil if not, and
// where a block of the page is damaged: who asks for others still gets them, and who asks for that one the error.
func (b *Base) keep(ids []index.ID, p *Page) *numberPage {
	first := ids[0].Payload() / pageNumbers
	column := b.column()
	slot := &column.pages[first]
	if page := slot.page.Load(); page != nil {
		return page
	}
	size := min(pageNumbers, b.Len(index.KindOrdered)-first*pageNumbers)
	if slot.read.Add(b.readFor(ids)) < int64(min(earnest, size)) || column.bytes.Load() >= mostNumbers {
		return nil
	}
	page, err := b.readPage(first*pageNumbers, size, p)
	if err != nil {
		slot.read.Store(hopeless)
		return nil
	}
	if slot.page.CompareAndSwap(nil, page) {
		column.bytes.Add(numberBytes * pageNumbers)
	}
	return page
}

// readFor is how many numbers are read where some are asked for, which ascend: all of their blocks.
func (b *Base) readFor(ids []index.ID) int64 {
	blocks, last := int64(0), index.ID(0)
	for _, id := range ids {
		if block := id >> b.foot.blockShift; block != last {
			blocks, last = blocks+1, block
		}
	}
	return blocks << b.foot.blockShift
}

// readPage reads so many numbers from one on.
func (b *Base) readPage(from, size uint64, p *Page) (page *numberPage, err error) {
	defer b.guard(&err)()
	ids, nums := [256]index.ID{}, [256]index.Number{}
	page = &numberPage{}
	for done := uint64(0); done < size; {
		n := min(uint64(len(ids)), size-done)
		for i := range ids[:n] {
			ids[i] = index.MakeID(index.KindOrdered, from+done+uint64(i))
		}
		if err := b.readNumbers(ids[:n], p, nums[:]); err != nil {
			return nil, err
		}
		for i, v := range nums[:n] {
			page.n[done+uint64(i)], page.form[done+uint64(i)] = v.N, numberForm(v.Type)|numberForm(v.Places)<<typeBits
		}
		done += n
	}
	return page, nil
}
