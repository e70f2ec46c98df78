package store

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
)

// lateBit marks the IDs of terms that came after the base dictionary: their payload is lateBit plus the number in the
// table, whatever the kind.
const lateBit = 1 << 40

// lexicon is the dictionary of one generation: an immutable base and a table that commits add to.
type lexicon struct {
	mu   sync.RWMutex // guards late's hash table; views of it are read without
	late *dict.Table
}

// vocabulary is the dictionary as one state sees it. It is a value; states share what is below.
type vocabulary struct {
	lex    *lexicon
	late   dict.View  // terms after the base
	ords   []index.ID // literals after the base, by text ordinal
	blanks uint64     // blank nodes given out so far
}

// find gives the ID of a term, 0 if this state has none.
func (v *vocabulary) find(t rdf.Term, buf []byte) (index.ID, []byte, error) {
	switch t.Kind {
	case rdf.None:
		return 0, buf, nil
	case rdf.Blank:
		if n, ok := blankNumber(t.Value); ok && n < v.blanks {
			return index.MakeID(index.KindBlank, n), buf, nil
		}
		return 0, buf, nil
	}
	if id, ok := dict.Inline(t); ok {
		return id, buf, nil
	}
	k := dict.KindOf(t)
	buf = dict.AppendKey(buf[:0], k, t)
	return v.findLate(k, buf), buf, nil
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

// blankNumber reads a label that the store gives out: "b" and a number without leading zeros.
func blankNumber(label string) (uint64, bool) {
	if len(label) < 2 || label[0] != 'b' || label[1] == '0' && len(label) > 2 {
		return 0, false
	}
	n, err := strconv.ParseUint(label[1:], 10, index.PayloadBits)
	return n, err == nil && label[1] != '+'
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
	return false
}

// terms gives the terms of IDs.
func (v *vocabulary) terms(ctx context.Context, ids []index.ID, dst []rdf.Term) error {
	for i, id := range ids {
		if i&0xFFF == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		t, err := v.term(id)
		if err != nil {
			return err
		}
		dst[i] = t
	}
	return nil
}

func (v *vocabulary) term(id index.ID) (t rdf.Term, err error) {
	k, p := id.Kind(), id.Payload()
	ok := true
	switch {
	case id == 0:
	case !v.valid(id):
		ok = false
	case k == index.KindBlank:
		t = rdf.NewBlank("b" + strconv.FormatUint(p, 10))
	case dict.IsInline(k):
		t, ok = dict.Value(id)
	default:
		_, key := v.late.Key(int(p - lateBit))
		t, ok = dict.Term(k, string(key))
	}
	if !ok {
		return t, fmt.Errorf("term of ID %#x: %w", uint64(id), index.ErrForeign)
	}
	return t, nil
}

// ordinals turns text ordinals into IDs.
func (v *vocabulary) ordinals(ords []uint64, dst []index.ID) {
	for i, o := range ords {
		dst[i] = 0
		if o < uint64(len(v.ords)) {
			dst[i] = v.ords[o]
		}
	}
}
