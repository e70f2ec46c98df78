package run

import (
	"fmt"
	"runtime/debug"
	"sort"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// Reader reads a run. It is safe for concurrent use.
type Reader struct {
	name  string
	order index.Order
	file  vfs.Mapping
	data  []byte
	dir   []meta
	total meta // before, distinct and unnamed are those of all rows
}

// Open maps a file and checks its header, footer and directory; blocks are checked when they are loaded.
func Open(fs vfs.FS, name string, o index.Order, generation uint64) (*Reader, error) {
	m, err := fs.Map(name)
	if err != nil {
		return nil, &index.CorruptError{File: name, Block: -1, Why: "the file cannot be read: " + err.Error()}
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
	if string(r.data[:headerSize]) != string(header(r.order, generation)) {
		return r.corrupt(-1, "the header is not that of order %v, generation %d", r.order, generation)
	}
	f := r.data[len(r.data)-footerSize:]
	if le.Uint32(f[60:]) != checksum(f[:60]) || string(f[52:60]) != magic {
		return r.corrupt(-1, "the checksum of the footer does not match")
	}
	at, n := le.Uint64(f), le.Uint64(f[8:])
	r.total.before, r.total.distinct, r.total.unnamed = le.Uint64(f[16:]), le.Uint64(f[24:]), le.Uint64(f[32:])
	r.total.offset = at
	if n > uint64(len(r.data)) || at+n*metaSize != uint64(len(r.data)-footerSize) {
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

// Close releases the file.
func (r *Reader) Close() error { return r.file.Close() }

// Rows is the number of rows.
func (r *Reader) Rows() uint64 { return r.total.before }

// Triples is the number of rows that differ from the one before them in the first three columns.
func (r *Reader) Triples() uint64 { return r.total.distinct }

// Unnamed is the number of rows of the unnamed graph.
func (r *Reader) Unnamed() uint64 { return r.total.unnamed }

// Blocks is the number of blocks.
func (r *Reader) Blocks() int { return len(r.dir) }

// Locate gives the block in which the row of a number lies, and its place there.
func (r *Reader) Locate(number uint64) (block, row int) {
	return int(number / BlockRows), int(number % BlockRows)
}

// First is the first row of a block.
func (r *Reader) First(block int) Key { return r.dir[block].first }

// Before is the number of rows of the blocks before one.
func (r *Reader) Before(block int) uint64 { return r.dir[block].before }

// Kinds is a mask of the kinds in a column of a block.
func (r *Reader) Kinds(block, col int) uint16 { return r.dir[block].kinds[col] }

// Graphs gives the lowest and the highest graph of a block.
func (r *Reader) Graphs(block int) (low, high index.ID) {
	return r.dir[block].minGraph, r.dir[block].maxGraph
}

// Load verifies the checksum of a block and opens it.
func (r *Reader) Load(block int, b *Block) (err error) {
	defer r.guard(block, &err)()
	m := &r.dir[block]
	if end := r.total.offset; m.offset > end || uint64(m.size) > end-m.offset || m.size < blockHead+blockTail || m.rows > BlockRows {
		return r.corrupt(block, "the directory does not say where it lies")
	}
	data := r.data[m.offset : m.offset+uint64(m.size)]
	end := len(data) - blockTail
	if checksum(data[:end]) != le.Uint32(data[end:]) {
		return r.corrupt(block, "the checksum does not match")
	}
	if !b.parse(data, int(m.rows)) {
		return r.corrupt(block, "the columns do not fill the block")
	}
	return nil
}

// BlockOf gives the block in which a row k would lie: the last that does not begin above it; 0 if all do.
func (r *Reader) BlockOf(k *Key) int {
	i := sort.Search(len(r.dir), func(i int) bool { return Less(k, &r.dir[i].first) })
	return max(0, i-1)
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
	var b Block
	if err := r.Load(p.Block, &b); err != nil {
		return p, err
	}
	p.Row = b.Search(k, 0)
	p.Rows = r.dir[p.Block].before + uint64(p.Row)
	return p, nil
}

// Measure is Find with all counts.
func (r *Reader) Measure(k *Key) (p Place, err error) {
	if p, err = r.Find(k); err != nil || len(r.dir) == 0 {
		return p, err
	}
	m, next := &r.dir[p.Block], &r.total
	if p.Block+1 < len(r.dir) {
		next = &r.dir[p.Block+1]
	}
	triples, unnamed := next.distinct-m.distinct, next.unnamed-m.unnamed // of the whole block
	p.Triples, p.Unnamed = m.distinct, m.unnamed
	switch repeats := uint64(m.rows) - triples; {
	case p.Row == 0:
	case p.Row == int(m.rows):
		p.Triples, p.Unnamed = next.distinct, next.unnamed
	case m.minGraph == m.maxGraph && r.order < index.GSPO: // only the first row can repeat a triple
		p.Triples += uint64(p.Row) - repeats
		p.Unnamed += min(unnamed, uint64(p.Row))
	default:
		return p, r.measure(&p)
	}
	return p, nil
}

// measure adds the counts of the rows of the block below the place.
func (r *Reader) measure(p *Place) error {
	var b Block
	if err := r.Load(p.Block, &b); err != nil {
		return err
	}
	var last Key
	if p.Block > 0 {
		var before Block
		if err := r.Load(p.Block-1, &before); err != nil {
			return err
		}
		last = before.Key(before.N - 1)
	}
	graph := GraphColumn(r.order)
	for i := 0; i < p.Row; i++ {
		k := b.Key(i)
		if p.Block+i == 0 || [3]index.ID(k[:3]) != [3]index.ID(last[:3]) {
			p.Triples++
		}
		if k[graph] == 0 {
			p.Unnamed++
		}
		last = k
	}
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
