package store

import (
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

	ranks ranks
}

func newLexicon() *lexicon { return &lexicon{late: dict.NewTable()} }

// vocabulary is the dictionary as one state sees it.
type vocabulary struct {
	base   *dict.Base // nil if there is none
	lex    *lexicon
	late   dict.View  // terms after the base
	ords   []index.ID // literals after the base, by text ordinal
	blanks uint64     // blank nodes given out so far

	lateKinds uint16 // bits of the kinds that late has
}

// finder looks terms up and keeps what it needs for the next.
type finder struct {
	v   *vocabulary
	key []byte // of the last term that was looked for in the dictionary
}

// find gives the ID of a term, 0 if this state has none.
func (f *finder) find(t rdf.Term) (index.ID, error) {
	if id, ok := f.v.known(t); ok {
		return id, nil
	}
	k := dict.KindOf(t)
	f.key = dict.AppendKey(f.key[:0], k, t)
	return f.byKey(k, f.key)
}

// known gives the ID of a term that the dictionary does not hold; ok is false for the others.
func (v *vocabulary) known(t rdf.Term) (id index.ID, ok bool) {
	switch t.Kind {
	case rdf.None:
		return 0, true
	case rdf.Blank:
		if n, ok := blankNumber(t.Value); ok && n < v.blanks {
			return index.MakeID(index.KindBlank, n), true
		}
		return 0, true
	}
	return dict.Inline(t)
}

// byKey gives the ID of a term of the dictionary.
func (f *finder) byKey(k index.Kind, key []byte) (index.ID, error) {
	if f.v.base != nil {
		place, err := f.v.base.Find(k, key)
		if place.There || err != nil {
			return index.MakeID(k, place.Number), err
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

// addTerm puts a key into the table, if it is not there.
func (v *vocabulary) addTerm(k index.Kind, key []byte) index.ID {
	v.lex.mu.Lock()
	defer v.lex.mu.Unlock()
	i, isNew := v.lex.late.Add(k, key)
	v.late = v.lex.late.View
	v.lateKinds |= k.Bit()
	id := index.MakeID(k, lateBit|uint64(i))
	if isNew && k.IsLiteral() {
		v.ords = append(v.ords, id)
	}
	return id
}

// addTerms puts the keys of a list that which names into the table, those that are not there, and appends their numbers to dst.
func (v *vocabulary) addTerms(keys dict.View, which []dict.KeyRef, dst []uint32) []uint32 {
	v.lex.mu.Lock()
	defer v.lex.mu.Unlock()
	known := v.lex.late.Len()
	dst = v.lex.late.AddListed(keys, which, dst)
	v.late = v.lex.late.View
	for i := known; i < v.late.Len(); i++ {
		k, _ := v.late.Key(i)
		v.lateKinds |= k.Bit()
		if k.IsLiteral() {
			v.ords = append(v.ords, index.MakeID(k, lateBit|uint64(i)))
		}
	}
	return dst
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

// isLate reports whether a quad names a term that came after the base, so that the base cannot hold it.
func (v *vocabulary) isLate(q *key) bool {
	for _, id := range q {
		if k := id.Kind(); k >= index.KindIRI && k <= index.KindOrdered && id.Payload()&lateBit != 0 {
			return true
		}
	}
	return v.base == nil
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
