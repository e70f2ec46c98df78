package turtle

import (
	"hash/maphash"
	"io"

	"w3id.org/concord/ontology/rdf"
)

// Batch is statements as indexes into the terms that they name: subject, predicate, object, graph. It makes the terms of
// a document without an allocation per term. A term is there once, unless the document spells it in several ways.
//
// The strings of Terms are views of the text that was read or of memory of the batch. They are valid until that text
// changes or Reset is called, whichever is first: who keeps a term longer copies its strings.
type Batch struct {
	Graph rdf.Term // of statements that name no graph; set it while the batch is empty
	Terms []rdf.Term
	Quads [][4]uint32

	copyText bool // the text does not stay: keys are copied
	written  []spelling
	seed     maphash.Seed
	slots    []uint64  // upper half: of the hash; lower half: number of the term + 1, 0 is empty
	arena    arena     // the strings of terms
	names    arena     // spellings that are no part of their terms
	plain    uint32    // number of Graph + 1, 0: not yet there
	lists    [3]uint32 // numbers of rdf:first, rdf:rest and rdf:nil + 1, 0: not yet there
	key      []byte

	era     uint32 // spellings of another era do not count: prefixes have changed since
	owner   *TurtleReader
	meaning uint32 // of the owner's prefixes
}

// spelling is how a term is written.
type spelling struct {
	text  string // "" is not looked up
	era   uint32
	after uint32 // the predicate that came after this one, the last time
}

const (
	firstSlots   = 1 << 12
	batchChunk   = 64 << 10
	maxBatchText = 8 << 20 // a prefix can make much of little
	noTerm       = ^uint32(0)
	eraStep      = 0x9E3779B97F4A7C15
)

// NewBatch gives an empty batch.
func NewBatch(graph rdf.Term) *Batch {
	return &Batch{Graph: graph, seed: maphash.MakeSeed(), slots: make([]uint64, firstSlots), arena: arena{size: batchChunk}, names: arena{size: batchChunk}}
}

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	b.forget()
	b.arena.rewind()
	b.owner = nil
}

// forget empties the batch, and the strings of its terms stay valid.
func (b *Batch) forget() {
	clear(b.slots)
	b.Terms, b.Quads, b.written = b.Terms[:0], b.Quads[:0], b.written[:0]
	b.plain, b.lists = 0, [3]uint32{}
	b.names.rewind()
}

// full reports whether the batch holds so many statements, or so much text.
func (b *Batch) full(most int) bool {
	return len(b.Quads) >= most || b.arena.total+b.names.total > maxBatchText
}

// ReadBatch appends statements until the batch holds most of them or is large (and then returns nil), or the text ends
// (io.EOF), or there is an error, which is the one that Read would have given; what came before it is in the batch. It may be mixed
// with Read. Of text that was given to Reset, the batch keeps views; from an io.Reader it copies.
func (l *LineReader) ReadBatch(b *Batch, most int) error {
	b.copyText = l.s.r != nil
	for l.err == nil && !b.full(most) {
		l.err = l.readInto(b)
	}
	return l.err
}

func (l *LineReader) readInto(b *Batch) error {
	s := l.s
	if _, ok := s.next(); !ok {
		return s.endOr(io.EOF)
	}
	var ids [4]uint32
	if n := len(b.Quads); n > 0 {
		ids = b.Quads[n-1]
		ids[1] = b.written[ids[1]].after
		b.guess(&l.st, &ids)
	} else {
		l.st.guess = [4]string{}
	}
	if l.st.scan(s.buf[:s.end], s.pos, l.quads, s.maxIRI) && !l.isLangString() {
		b.add(s.buf, &l.st, ids)
		s.pos, s.start = l.st.end, l.st.end
		return nil
	}
	q, err := l.statement()
	if err == nil {
		b.Add(q)
	}
	return err
}

// guess takes it that the next statement has the terms of ids.
func (b *Batch) guess(st *statement, ids *[4]uint32) {
	for _, c := range [3]int{0, 1, 3} {
		st.guess[c] = ""
		if ids[c] != noTerm && (c != 3 || ids[c]+1 != b.plain) {
			st.guess[c] = b.written[ids[c]].text
		}
	}
}

// add appends a statement that was scanned; ids are the terms that were guessed.
func (b *Batch) add(text []byte, st *statement, ids [4]uint32) {
	for c := range 3 {
		if !st.same[c] {
			ids[c] = b.term(text[st.from[c]:st.to[c]], st, c)
		}
	}
	if st.from[3] == 0 {
		ids[3] = b.defaultGraph()
	} else if !st.same[3] {
		ids[3] = b.term(text[st.from[3]:st.to[3]], st, 3)
	}
	b.push(ids)
}

func (b *Batch) push(ids [4]uint32) {
	if n := len(b.Quads); n > 0 {
		b.written[b.Quads[n-1][1]].after = ids[1]
	}
	b.Quads = append(b.Quads, ids)
}

func (b *Batch) defaultGraph() uint32 {
	if b.plain == 0 {
		b.plain = b.append("", b.Graph) + 1
	}
	return b.plain - 1
}

// term gives the number of a term by how it is written.
func (b *Batch) term(written []byte, st *statement, c int) uint32 {
	at, i, hash := b.slot(written)
	if i != noTerm {
		return i
	}
	key := view(written)
	if b.copyText {
		key = b.arena.string(written)
	}
	i = b.append(key, b.make(key, st, st.from[c]))
	b.enter(at, hash, i)
	return i
}

// slot finds the slot of a key, or the empty one where it belongs and noTerm.
func (b *Batch) slot(key []byte) (at, i uint32, hash uint64) {
	hash = maphash.Bytes(b.seed, key) + uint64(b.era)*eraStep
	mask := uint32(len(b.slots) - 1)
	for at = uint32(hash) & mask; ; at = (at + 1) & mask {
		v := b.slots[at]
		if v == 0 {
			return at, noTerm, hash
		}
		if v>>32 == hash>>32 {
			i := uint32(v) - 1
			if w := &b.written[i]; w.text == string(key) && w.era == b.era {
				return at, i, hash
			}
		}
	}
}

func (b *Batch) enter(at uint32, hash uint64, i uint32) {
	b.slots[at] = hash&^0xFFFFFFFF | uint64(i+1)
	if 2*len(b.written) > len(b.slots) {
		b.grow()
	}
}

func (b *Batch) grow() {
	b.slots = make([]uint64, 2*len(b.slots))
	mask := uint32(len(b.slots) - 1)
	for i := range b.written {
		w := &b.written[i]
		if w.text == "" {
			continue
		}
		h := maphash.String(b.seed, w.text) + uint64(w.era)*eraStep
		at := uint32(h) & mask
		for b.slots[at] != 0 {
			at = (at + 1) & mask
		}
		b.slots[at] = h&^0xFFFFFFFF | uint64(i+1)
	}
}

func (b *Batch) append(written string, t rdf.Term) uint32 {
	b.written, b.Terms = append(b.written, spelling{written, b.era, noTerm}), append(b.Terms, t)
	return uint32(len(b.Terms) - 1)
}

// make is the term that is written so and begins at from.
func (b *Batch) make(written string, st *statement, from int) rdf.Term {
	switch written[0] {
	case '<':
		return rdf.NewIRI(written[1 : len(written)-1])
	case '_':
		return rdf.NewBlank(written[2:])
	}
	quote := st.quote - from
	lexical, suffix := written[1:quote], written[quote+1:]
	if st.escaped {
		lexical = b.arena.unescaped(lexical)
	}
	return literalOf(lexical, suffix)
}

// literalOf is the literal with what stands behind its closing quote.
func literalOf(lexical, suffix string) rdf.Term {
	switch {
	case suffix == "":
		return rdf.NewString(lexical)
	case suffix[0] == '@':
		return rdf.NewLang(lexical, suffix[1:])
	}
	return rdf.NewTyped(lexical, suffix[3:len(suffix)-1])
}

// Add appends a quad that was read in another way. Its strings must stay valid as long as those of the batch.
func (b *Batch) Add(q rdf.Quad) {
	var ids [4]uint32
	ids[0], ids[1], ids[2] = b.near(q.S, 0), b.verb(q.P), b.whole(q.O)
	if q.G.IsZero() {
		ids[3] = b.defaultGraph()
	} else {
		ids[3] = b.near(q.G, 3)
	}
	b.push(ids)
}

// near is whole for a term that may be that of the quad before.
func (b *Batch) near(t rdf.Term, c int) uint32 {
	if n := len(b.Quads); n > 0 {
		if last := b.Quads[n-1][c]; b.Terms[last] == t && b.written[last].text != "" {
			return last
		}
	}
	return b.whole(t)
}

// verb is whole for the predicate that may come after that of the quad before.
func (b *Batch) verb(t rdf.Term) uint32 {
	if n := len(b.Quads); n > 0 {
		if i := b.written[b.Quads[n-1][1]].after; i != noTerm && b.Terms[i] == t && b.written[i].era == b.era {
			return i
		}
	}
	return b.whole(t)
}

// whole gives the number of a term by how it would be written.
func (b *Batch) whole(t rdf.Term) uint32 {
	if t.Kind == rdf.IRI { // what an IRI may not hold cannot be written plainly either
		b.key = append(append(append(b.key[:0], '<'), t.Value...), '>')
	} else {
		b.key = t.Append(b.key[:0])
	}
	at, i, hash := b.slot(b.key)
	if i == noTerm {
		i = b.append(b.names.string(b.key), t)
		b.enter(at, hash, i)
	}
	return i
}
