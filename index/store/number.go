package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/index/bulk"
	"w3id.org/concord/index/dict"
)

// numbering says what became of the terms of the sources of a build. Terms of new rows have a rank: a dense number,
// ascending as their IDs do.
type numbering struct {
	oldNumbers [index.KindOrdered + 1][]uint32 // of each key of the old dictionary
	lateIDs    []index.ID                      // of the late terms
	ids        []index.ID                      // by rank; rank 0 is no term
	ords       []index.ID                      // text ordinals: the old ones, not yet renumbered, then literals that had none

	preds, graphs       []index.ID // the values of these columns, which have dense numbers of their own
	denseOf, denseGraph map[uint32]uint32
}

// The first sources of the merge of keys; chunks follow.
const (
	fromBase = iota
	fromLate
	fromChunks
)

// writeTerms merges the old dictionary, the late terms and those of the chunks, and gives all their IDs.
func (b *builder) writeTerms() error {
	sources, err := b.keySources()
	defer func() {
		for _, s := range sources {
			s.Close()
		}
	}()
	if err != nil {
		return err
	}
	if err := b.oldOrdinals(); err != nil {
		return err
	}
	w, err := dict.Create(b.s.fs, b.s.file(dictName(b.m.generation)), b.m.generation)
	if err != nil {
		return err
	}
	b.m.blanks, b.ids = b.old.blanks, make([]index.ID, 1)
	keys := 0
	err = bulk.Merge(b.ctx, sources, func(k index.Kind, key []byte, from []bulk.Ref) error {
		if keys++; keys%breath == 0 {
			b.pace.giveWay()
		}
		return b.settleKey(b.newID(w, k, key), from)
	})
	if err != nil {
		w.Abort()
		return err
	}
	for _, c := range b.chunks {
		c.keys = nil
	}
	return w.Finish(b.ordinals())
}

// keySources opens what is merged, in the sequence of the constants above.
func (b *builder) keySources() ([]*bulk.Source, error) {
	sources := []*bulk.Source{bulk.BaseKeys(b.old.vocabulary.base), bulk.MemoryKeys(b.old.late)}
	if base := b.old.vocabulary.base; base != nil {
		for k := index.KindIRI; k <= index.KindOrdered; k++ {
			b.oldNumbers[k] = make([]uint32, base.Len(k))
		}
	}
	b.lateIDs = make([]index.ID, b.old.late.Len())
	for _, c := range b.chunks {
		s, err := c.source()
		if err != nil {
			return sources, err
		}
		c.ranks = make([]uint32, c.size)
		sources = append(sources, s)
	}
	return sources, nil
}

// newID gives a key its ID in the new generation.
func (b *builder) newID(w *dict.Writer, k index.Kind, key []byte) index.ID {
	switch {
	case dict.IsInline(k):
		return index.ID(binary.BigEndian.Uint64(key))
	case k != index.KindBlank:
		return w.Add(k, key)
	case key[0] == oldBlank:
		return index.MakeID(k, binary.BigEndian.Uint64(key[1:]))
	}
	b.m.blanks++
	return index.MakeID(k, b.m.blanks-1)
}

// settleKey notes the ID of a key for all sources that have it.
func (b *builder) settleKey(id index.ID, from []bulk.Ref) error {
	isNew, ranked := id.Kind().IsLiteral() && !dict.IsInline(id.Kind()), false
	for _, r := range from {
		switch r.Source {
		case fromBase:
			b.oldNumbers[id.Kind()][r.Number] = uint32(id.Payload())
			isNew = false
		case fromLate:
			b.lateIDs[r.Number] = id
			isNew = false
		default:
			if !ranked {
				b.ids, ranked = append(b.ids, id), true
			}
			b.chunks[r.Source-fromChunks].ranks[r.Number] = uint32(len(b.ids) - 1)
		}
	}
	if isNew {
		b.ords = append(b.ords, id)
	}
	if len(b.ids) > math.MaxUint32 || id.Payload() > math.MaxUint32 && !dict.IsInline(id.Kind()) {
		return errors.New("more than 4,294,967,295 terms; one store cannot hold so many")
	}
	return nil
}

// oldOrdinals begins the table of text ordinals with those there are, as the old state numbers them.
func (b *builder) oldOrdinals() error {
	b.ords = make([]index.ID, 0, b.old.vocabulary.ordinals())
	old := b.old.vocabulary.base
	for o := uint64(0); o < b.old.baseOrdinals(); {
		var err error
		if o, err = old.OrdinalBlock(o, func(_ uint64, id index.ID) { b.ords = append(b.ords, id) }); err != nil {
			return err
		}
	}
	b.ords = append(b.ords, b.old.ords...)
	return nil
}

// ordinals is the table of text ordinals: the old ones stay, new literals follow.
func (b *builder) ordinals() []index.ID {
	ords := b.ords
	for i := range b.old.vocabulary.ordinals() {
		ords[i] = b.renumber(ords[i])
	}
	b.ords = nil
	return ords
}

// renumber gives the new ID for one of the old state.
func (n *numbering) renumber(id index.ID) index.ID {
	k, p := id.Kind(), id.Payload()
	switch {
	case k < index.KindIRI || k > index.KindOrdered:
		return id
	case p&lateBit == 0:
		return index.MakeID(k, uint64(n.oldNumbers[k][p]))
	case p-lateBit < uint64(len(n.lateIDs)):
		return n.lateIDs[p-lateBit]
	}
	return index.MakeID(k, p-uint64(len(n.lateIDs))) // of a commit that came after the build began
}

// denseColumns gives the predicates and the graphs, which are few, numbers of their own: sorting by them then takes
// one pass instead of three.
func (b *builder) denseColumns() {
	b.preds, b.denseOf = b.dense(func(c *chunk) columnSet { return c.preds })
	b.graphs, b.denseGraph = b.dense(func(c *chunk) columnSet { return c.graphs })
}

// dense lists the values of a column in all chunks, in order, and numbers them by rank. The first is that of rank 0.
func (b *builder) dense(set func(*chunk) columnSet) (ids []index.ID, numbers map[uint32]uint32) {
	numbers = map[uint32]uint32{0: 0}
	for _, c := range b.chunks {
		for n := range set(c).all {
			numbers[c.rank(n)] = 0
		}
	}
	for i, rank := range slices.Sorted(maps.Keys(numbers)) {
		ids = append(ids, b.ids[rank])
		numbers[rank] = uint32(i)
	}
	return ids, numbers
}

// rank gives the rank of a term of the chunk.
func (c *chunk) rank(n uint32) uint32 {
	if n == 0 {
		return 0
	}
	return c.ranks[n-1]
}

// appendRanks appends rows of a chunk as ranks, predicates and graphs as dense numbers.
func (b *builder) appendRanks(dst []bulk.Row, c *chunk, page []bulk.Row) []bulk.Row {
	var last, now bulk.Row
	now[index.Predicate], now[index.Graph] = 0, 0
	for _, r := range page {
		if r[index.Predicate] != last[index.Predicate] {
			now[index.Predicate] = b.denseOf[c.rank(r[index.Predicate])]
		}
		if r[index.Graph] != last[index.Graph] {
			now[index.Graph] = b.denseGraph[c.rank(r[index.Graph])]
		}
		now[index.Subject], now[index.Object] = c.ranks[r[index.Subject]-1], c.ranks[r[index.Object]-1]
		last = r
		dst = append(dst, now)
	}
	return dst
}

// transfer puts rows of a state into a chunk.
type transfer struct {
	from  *vocabulary
	to    *chunk
	known map[index.ID]uint32 // what terms of the dictionary are called in the chunk
	page  dict.Page
}

func (t *transfer) add(k key) (err error) {
	var r bulk.Row
	for c, id := range k {
		if r[c], err = t.number(id); err != nil {
			return err
		}
	}
	return t.to.add(r)
}

func (t *transfer) number(id index.ID) (uint32, error) {
	k, p := id.Kind(), id.Payload()
	switch {
	case id == 0:
		return 0, nil
	case k == index.KindBlank:
		t.to.raw = binary.BigEndian.AppendUint64(append(t.to.raw[:0], oldBlank), p)
		return t.to.number(k, t.to.raw), nil
	case dict.IsInline(k):
		return t.to.inline(id), nil
	case k < index.KindIRI || k > index.KindOrdered:
		return 0, fmt.Errorf("rebuild: a row holds ID %#x: %w", uint64(id), index.ErrForeign)
	case p&lateBit != 0:
		_, key := t.from.late.Key(int(p - lateBit))
		return t.to.number(k, key), nil
	}
	if n, ok := t.known[id]; ok {
		return n, nil
	}
	key, err := t.from.base.Load(k, p, &t.page)
	if err != nil {
		return 0, err
	}
	n := t.to.number(k, key)
	t.known[id] = n
	return n, nil
}
