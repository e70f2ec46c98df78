package run

import (
	"fmt"
	"runtime/debug"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// Reader reads a run. It is safe for concurrent use.
type Reader struct {
	name  string
	order index.Order
	file  vfs.Mapping
	data  []byte
	rows  uint64
	block uint64 // rows of every block but the last
	dir   []meta
	total meta // offset is that of the directory, distinct and unnamed are those of all rows
}

// Open maps a file and checks its header, footer and directory; blocks are checked when they are loaded.
func Open(fs vfs.FS, name string, o index.Order, generation uint64) (*Reader, error) {
	m, err := fs.Map(name)
	if err != nil {
		return nil, index.FileError(name, err)
	}
	r := &Reader{name: name, order: o, file: m, data: m.Bytes()}
	if err := r.open(generation); err != nil {
		m.Close()
		return nil, err
	}
	return r, nil
}

func (r *Reader) corrupt(block int, format string, args ...any) error {
	return &index.CorruptError{File: r.name, Block: int64(block), Why: fmt.Sprintf(format, args...)}
}

// guard turns a fault on a mapped page, as when the file was cut short behind our back, into an error.
func (r *Reader) guard(block int, err *error) func() {
	old := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(old)
		if p := recover(); p != nil {
			fault, ok := p.(interface{ Addr() uintptr })
			if !ok {
				panic(p)
			}
			*err = r.corrupt(block, "the file cannot be read at address %#x: %v", fault.Addr(), p)
		}
	}
}

func (r *Reader) open(generation uint64) (err error) {
	defer r.guard(-1, &err)()
	if len(r.data) < headerSize+footerSize {
		return r.corrupt(-1, "the file has only %d bytes", len(r.data))
	}
	if err := r.checkHeader(generation); err != nil {
		return err
	}
	f := r.data[len(r.data)-footerSize:]
	if le.Uint32(f[60:]) != checksum(f[:60]) || string(f[52:60]) != magic {
		return r.corrupt(-1, "the checksum of the footer does not match")
	}
	at, n := le.Uint64(f), le.Uint64(f[8:])
	r.rows, r.total.offset, r.total.distinct, r.total.unnamed = le.Uint64(f[16:]), at, le.Uint64(f[24:]), le.Uint64(f[32:])
	if n > uint64(len(r.data)) || at > uint64(len(r.data)) || at+n*metaSize != uint64(len(r.data)-footerSize) || r.rows > n*r.block || r.rows+r.block <= n*r.block {
		return r.corrupt(-1, "the footer does not match the length of the file")
	}
	raw := r.data[at : at+n*metaSize]
	if checksum(raw) != le.Uint32(f[48:]) {
		return r.corrupt(-1, "the checksum of the directory does not match")
	}
	r.dir = make([]meta, n)
	for i := range r.dir {
		r.dir[i].decode(raw[i*metaSize:])
	}
	return nil
}

// checkHeader refuses files of other versions, orders and generations.
func (r *Reader) checkHeader(generation uint64) error {
	h := r.data[:headerSize]
	if string(h[:8]) != magic || checksum(h[:28]) != le.Uint32(h[28:]) {
		return r.corrupt(-1, "the checksum of the header does not match")
	}
	if v := le.Uint32(h[8:]); v != version {
		return fmt.Errorf("%s: %w: run of format %d, this program knows %d; export with the version that wrote it and load again",
			r.name, index.ErrVersion, v, version)
	}
	if le.Uint32(h[12:]) != uint32(r.order) || le.Uint64(h[16:]) != generation {
		return r.corrupt(-1, "the header is not that of order %v, generation %d", r.order, generation)
	}
	if r.block = uint64(le.Uint32(h[24:])); r.block == 0 || r.block > maxBlockRows {
		return r.corrupt(-1, "blocks have %d rows", r.block)
	}
	return nil
}

// Close releases the file.
func (r *Reader) Close() error { return r.file.Close() }

// Order is the order of the rows.
func (r *Reader) Order() index.Order { return r.order }

// Bytes is the size of the file.
func (r *Reader) Bytes() int { return len(r.data) }

// Rows is the number of rows.
func (r *Reader) Rows() uint64 { return r.rows }

// Triples is the number of rows that differ from the one before them in the first three columns.
func (r *Reader) Triples() uint64 { return r.total.distinct }

// Unnamed is the number of rows of the unnamed graph.
func (r *Reader) Unnamed() uint64 { return r.total.unnamed }

// Blocks is the number of blocks.
func (r *Reader) Blocks() int { return len(r.dir) }

// Locate gives the block in which the row of a number lies, and its place there.
func (r *Reader) Locate(number uint64) (block, row int) {
	return int(number / r.block), int(number % r.block)
}

// First is the first row of a block.
func (r *Reader) First(block int) Key { return r.dir[block].first }

// Last is the last row of a block.
func (r *Reader) Last(block int) Key { return r.dir[block].last }

// Before is the number of rows of the blocks before one.
func (r *Reader) Before(block int) uint64 { return uint64(block) * r.block }

// blockLen is the number of rows of a block.
func (r *Reader) blockLen(block int) int { return int(min(r.block, r.rows-r.Before(block))) }

// next is the line after a block's, or the totals.
func (r *Reader) next(block int) *meta {
	if block+1 < len(r.dir) {
		return &r.dir[block+1]
	}
	return &r.total
}

// Kinds is a mask of the kinds in a column of a block.
func (r *Reader) Kinds(block, col int) uint16 { return r.dir[block].kinds[col] }

// Graphs gives the lowest and the highest graph of a block.
func (r *Reader) Graphs(block int) (low, high index.ID) {
	return r.dir[block].minGraph, r.dir[block].maxGraph
}

// Load verifies the checksum of a block and opens it.
func (r *Reader) Load(block int, b *Block) (err error) {
	defer r.guard(block, &err)()
	from, to := r.dir[block].offset, r.next(block).offset
	if to > uint64(len(r.data)) || from > to || to-from < blockHead+blockTail {
		return r.corrupt(block, "the directory does not say where it lies")
	}
	data := r.data[from:to:to]
	end := len(data) - 4
	if checksum(data[:end]) != le.Uint32(data[end:]) {
		return r.corrupt(block, "the checksum does not match")
	}
	if !b.parse(data, r.blockLen(block)) {
		return r.corrupt(block, "its columns contradict themselves")
	}
	return nil
}

// BlockOf gives the block in which a row k would lie: the last that does not begin above it; 0 if all do.
func (r *Reader) BlockOf(k *Key) int { return r.BlockFrom(k, 0) }

// BlockFrom is BlockOf for a row that lies in a block or a later one. It looks near that first.
func (r *Reader) BlockFrom(k *Key, lo int) int {
	hi := len(r.dir)
	for step := 1; lo+step < hi; step *= 2 {
		if Less(k, &r.dir[lo+step].first) {
			hi = lo + step
			break
		}
		lo += step
	}
	for lo+1 < hi {
		mid := int(uint(lo+hi) >> 1)
		if Less(k, &r.dir[mid].first) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return lo
}

// Place is where a row lies, or would lie: its block, the row in it, and counts of the rows below it.
type Place struct {
	Block, Row int
	Rows       uint64 // rows below
	Triples    uint64 // of those, rows that begin a triple
	Unnamed    uint64 // of those, rows of the unnamed graph
}

// Find gives the place of the first row that is not below k; Triples and Unnamed are not filled in.
func (r *Reader) Find(k *Key) (p Place, err error) {
	if len(r.dir) == 0 {
		return p, nil
	}
	p.Block = r.BlockOf(k)
	switch m := &r.dir[p.Block]; {
	case !Less(&m.first, k):
	case Less(&m.last, k):
		p.Row = r.blockLen(p.Block)
	default:
		var b Block
		if err := r.Load(p.Block, &b); err != nil {
			return p, err
		}
		p.Row = b.Search(k, 0)
	}
	p.Rows = r.Before(p.Block) + uint64(p.Row)
	return p, nil
}

// Measure is Find with all counts.
func (r *Reader) Measure(k *Key) (p Place, err error) {
	if p, err = r.Find(k); err != nil || len(r.dir) == 0 {
		return p, err
	}
	m, next, rows := &r.dir[p.Block], r.next(p.Block), r.blockLen(p.Block)
	triples, unnamed := next.distinct-m.distinct, next.unnamed-m.unnamed // of the whole block
	p.Triples, p.Unnamed = m.distinct, m.unnamed
	switch repeats := uint64(rows) - triples; {
	case p.Row == 0:
	case p.Row == rows:
		p.Triples, p.Unnamed = next.distinct, next.unnamed
	case m.minGraph == m.maxGraph && r.order < index.GSPO: // only the first row can repeat a triple
		p.Triples += uint64(p.Row) - repeats
		p.Unnamed += min(unnamed, uint64(p.Row))
	default:
		return p, r.measure(&p)
	}
	return p, nil
}

// measure corrects the counts by the rows of the block below the place, or by those not below it if they are fewer.
func (r *Reader) measure(p *Place) error {
	var b Block
	if err := r.Load(p.Block, &b); err != nil {
		return err
	}
	graph := GraphColumn(r.order)
	if p.Row > b.N/2 {
		next, before := r.next(p.Block), b.Key(p.Row-1)
		triples, unnamed := b.count(p.Row, b.N, &before, graph)
		p.Triples, p.Unnamed = next.distinct-triples, next.unnamed-unnamed
		return nil
	}
	var before *Key
	if p.Block > 0 {
		before = &r.dir[p.Block-1].last
	}
	triples, unnamed := b.count(0, p.Row, before, graph)
	p.Triples, p.Unnamed = p.Triples+triples, p.Unnamed+unnamed
	return nil
}

// Has reports whether a row is there.
func (r *Reader) Has(k *Key) (bool, error) {
	if len(r.dir) == 0 {
		return false, nil
	}
	block := r.BlockOf(k)
	var b Block
	if err := r.Load(block, &b); err != nil {
		return false, err
	}
	i := b.Search(k, 0)
	return i < b.N && b.Key(i) == *k, nil
}
