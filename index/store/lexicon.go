package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
)

// lateBit marks the IDs of terms that came after the base dictionary: their payload is lateBit plus the number in the
// table, whatever the kind.
const lateBit = 1 << 40

// lexicon is the table of terms that came after the base of one generation. All states of the generation share it.
type lexicon struct {
	mu   sync.RWMutex // guards the hash table; views are read without
	late *dict.Table
}

func newLexicon() *lexicon { return &lexicon{late: dict.NewTable()} }

// vocabulary is the dictionary as one state sees it.
type vocabulary struct {
	base   *dict.Base // nil if there is none
	lex    *lexicon
	late   dict.View  // terms after the base
	ords   []index.ID // literals after the base, by text ordinal
	blanks uint64     // blank nodes given out so far
}

// finder looks terms up and keeps what it needs for the next.
type finder struct {
	v    *vocabulary
	key  []byte // of the last term that was looked for in the dictionary
	page dict.Page
}

// find gives the ID of a term, 0 if this state has none.
func (f *finder) find(t rdf.Term) (index.ID, error) {
	switch t.Kind {
	case rdf.None:
		return 0, nil
	case rdf.Blank:
		if n, ok := blankNumber(t.Value); ok && n < f.v.blanks {
			return index.MakeID(index.KindBlank, n), nil
		}
		return 0, nil
	}
	if id, ok := dict.Inline(t); ok {
		return id, nil
	}
	k := dict.KindOf(t)
	f.key = dict.AppendKey(f.key[:0], k, t)
	return f.byKey(k, f.key)
}

// byKey gives the ID of a term of the dictionary.
func (f *finder) byKey(k index.Kind, key []byte) (index.ID, error) {
	if f.v.base != nil {
		n, ok, err := f.v.base.Find(k, key, &f.page)
		if ok || err != nil {
			return index.MakeID(k, n), err
		}
	}
	return f.v.findLate(k, key), nil
}

func (v *vocabulary) findLate(k index.Kind, key []byte) index.ID {
	if v.late.Len() == 0 {
		return 0
	}
	v.lex.mu.RLock()
	defer v.lex.mu.RUnlock()
	if i := v.lex.late.Find(k, key); i >= 0 && i < v.late.Len() {
		return index.MakeID(k, lateBit|uint64(i))
	}
	return 0
}

// addTerm puts a key that is not there into the table.
func (v *vocabulary) addTerm(k index.Kind, key []byte) index.ID {
	v.lex.mu.Lock()
	defer v.lex.mu.Unlock()
	i, _ := v.lex.late.Add(k, key)
	v.late = v.lex.late.View
	id := index.MakeID(k, lateBit|uint64(i))
	if k.IsLiteral() {
		v.ords = append(v.ords, id)
	}
	return id
}

// blankNumber reads a label that the store gives out: "b" and a number without leading zeros.
func blankNumber(label string) (uint64, bool) {
	if len(label) < 2 || label[0] != 'b' || label[1] == '+' || label[1] == '0' && len(label) > 2 {
		return 0, false
	}
	n, err := strconv.ParseUint(label[1:], 10, index.PayloadBits)
	return n, err == nil
}

// valid reports whether a quad of this state may hold the ID.
func (v *vocabulary) valid(id index.ID) bool {
	k, p := id.Kind(), id.Payload()
	switch {
	case k == index.KindBlank:
		return p < v.blanks
	case dict.IsInline(k):
		return true
	case k < index.KindIRI || k > index.KindOrdered:
		return false
	case p&lateBit != 0:
		return p-lateBit < uint64(v.late.Len())
	}
	return v.base != nil && p < v.base.Len(k)
}

// terms gives the terms of IDs. Those of the dictionary are fetched in ascending order, so that each block is decoded
// once, into one string of which the terms are parts.
func (v *vocabulary) terms(ctx context.Context, ids []index.ID, dst []rdf.Term) error {
	f := fetch{v: v, ids: ids}
	for i, id := range ids {
		k := id.Kind()
		switch {
		case id == 0:
			dst[i] = rdf.Term{}
		case !v.valid(id):
			return foreign(id)
		case k == index.KindBlank:
			dst[i] = rdf.NewBlank("b" + strconv.FormatUint(id.Payload(), 10))
		case dict.IsInline(k):
			t, ok := dict.Value(id)
			if !ok {
				return foreign(id)
			}
			dst[i] = t
		default:
			f.todo = append(f.todo, int32(i))
		}
	}
	if len(f.todo) == 0 {
		return ctx.Err()
	}
	return f.run(ctx, dst)
}

func foreign(id index.ID) error {
	return fmt.Errorf("term of ID %#x: %w", uint64(id), index.ErrForeign)
}

// fetch collects keys of the dictionary.
type fetch struct {
	v     *vocabulary
	ids   []index.ID
	todo  []int32 // places in ids
	ends  []int   // where in arena the key of todo[i] ends; it begins where starts[i] says
	start []int
	arena []byte
	page  dict.Page
}

func (f *fetch) run(ctx context.Context, dst []rdf.Term) error {
	byID := func(a, b int32) int {
		if f.ids[a] < f.ids[b] {
			return -1
		}
		return 1
	}
	if !slices.IsSortedFunc(f.todo, byID) {
		slices.SortFunc(f.todo, byID)
	}
	f.start, f.ends = make([]int, len(f.todo)), make([]int, len(f.todo))
	for i := range f.todo {
		if i&0x3FF == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := f.one(i); err != nil {
			return err
		}
	}
	text := string(f.arena)
	for i, at := range f.todo {
		t, ok := dict.Term(f.ids[at].Kind(), text[f.start[i]:f.ends[i]])
		if !ok {
			return foreign(f.ids[at])
		}
		dst[at] = t
	}
	return nil
}

// one appends the key of todo[i] to the arena.
func (f *fetch) one(i int) error {
	id := f.ids[f.todo[i]]
	if i > 0 && id == f.ids[f.todo[i-1]] {
		f.start[i], f.ends[i] = f.start[i-1], f.ends[i-1]
		return nil
	}
	f.start[i] = len(f.arena)
	if p := id.Payload(); p&lateBit != 0 {
		_, key := f.v.late.Key(int(p - lateBit))
		f.arena = append(f.arena, key...)
	} else {
		at, err := f.v.base.Load(id.Kind(), p, &f.page)
		if err != nil {
			return err
		}
		f.arena = append(f.arena, f.page.Key(at)...)
	}
	f.ends[i] = len(f.arena)
	return nil
}

// baseOrdinals is the number of text ordinals given before the late terms.
func (v *vocabulary) baseOrdinals() uint64 {
	if v.base == nil {
		return 0
	}
	return v.base.Ordinals()
}

// ordinals is the number of text ordinals given so far.
func (v *vocabulary) ordinals() uint64 { return v.baseOrdinals() + uint64(len(v.ords)) }

// ordinal gives the ID of a text ordinal, 0 if there is none.
func (v *vocabulary) ordinal(o uint64) (index.ID, error) {
	n := v.baseOrdinals()
	switch {
	case o < n:
		return v.base.Ordinal(o)
	case o-n < uint64(len(v.ords)):
		return v.ords[o-n], nil
	}
	return 0, nil
}

// count is the number of terms.
func (v *vocabulary) count() uint64 {
	n := uint64(v.late.Len())
	if v.base != nil {
		for k := index.KindIRI; k <= index.KindOrdered; k++ {
			n += v.base.Len(k)
		}
	}
	return n
}
