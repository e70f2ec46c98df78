package store

import (
	"context"
	"hash/maphash"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
)

// A few terms are looked up one by one, many in batches of so many terms, whose keys stay in the caches, or of about so many
// bytes of keys.
const (
	fewTerms   = 4
	lookupRows = 1 << 13
	lookupKeys = 8 << 20
)

// lookup finds many terms: their keys are sorted, those of the base found in one pass over it, and the others in the table
// of late terms, one batch at a time. Nothing is allocated per term.
type lookup struct {
	v      *vocabulary
	keys   dict.Keys
	at     []int32 // of each key: its place among the terms of the batch
	order  []dict.KeyRef
	places []dict.Place
	late   []int
	hashes []uint64

	add    bool       // terms that are new are put into the table of late terms
	recent [512]int32 // places of terms in the batch, plus 1, by hash
	again  [][2]int32 // places of terms that the batch had before, and where
	made   []uint32
}

// spread seeds the hashes by which terms that come again are found.
var spread = maphash.MakeSeed()

// internTerms gives the IDs of terms. Those of the dictionary that are new get one; blank nodes and no term stay 0.
func (v *vocabulary) internTerms(ctx context.Context, terms []rdf.Term, dst []index.ID) error {
	l := lookup{v: v, add: true}
	return l.all(ctx, terms, dst)
}

// lookupTerms gives the IDs of terms, 0 for those this state does not have.
func (v *vocabulary) lookupTerms(ctx context.Context, terms []rdf.Term, dst []index.ID) error {
	if len(terms) <= fewTerms {
		return v.lookupFew(ctx, terms, dst)
	}
	l := lookup{v: v}
	return l.all(ctx, terms, dst)
}

func (l *lookup) all(ctx context.Context, terms []rdf.Term, dst []index.ID) error {
	for len(terms) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := l.batch(terms[:min(len(terms), lookupRows)], dst)
		if err != nil {
			return err
		}
		terms, dst = terms[n:], dst[n:]
	}
	return ctx.Err()
}

func (v *vocabulary) lookupFew(ctx context.Context, terms []rdf.Term, dst []index.ID) (err error) {
	f := finder{v: v}
	for i, t := range terms {
		if dst[i], err = f.find(t); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// batch looks terms up and returns how many: all, unless their keys are very long.
func (l *lookup) batch(terms []rdf.Term, dst []index.ID) (n int, err error) {
	l.keys.Reset()
	l.at, l.again = l.at[:0], l.again[:0]
	clear(l.recent[:])
	for ; n < len(terms) && l.keys.Bytes() < lookupKeys; n++ {
		dst[n] = 0
		if before := l.seen(terms, n); before >= 0 {
			l.again = append(l.again, [2]int32{int32(n), before})
		} else if id, ok := l.v.known(terms[n]); ok {
			dst[n] = id
		} else {
			l.keys.Add(dict.KindOf(terms[n]), terms[n])
			l.at = append(l.at, int32(n))
		}
	}
	l.order = l.keys.Sorted(l.order[:0])
	if err := l.inBase(dst); err != nil {
		return 0, err
	}
	if l.add {
		l.addLate(dst)
	} else {
		l.inLate(dst)
	}
	for _, a := range l.again {
		dst[a[0]] = dst[a[1]]
	}
	return n, nil
}

// seen gives the place of a term of the batch that is the same as term n, or -1. Not all are found, but those that come often:
// predicates, graphs, the subject of some quads.
func (l *lookup) seen(terms []rdf.Term, n int) int32 {
	t := &terms[n]
	at := &l.recent[maphash.String(spread, t.Value)%uint64(len(l.recent))]
	if before := *at - 1; before >= 0 && terms[before] == *t {
		return before
	}
	*at = int32(n) + 1
	return -1
}

// inBase gives IDs to the terms of the base, and leaves the others in l.order.
func (l *lookup) inBase(dst []index.ID) error {
	if l.v.base == nil {
		return nil
	}
	l.places = append(l.places[:0], make([]dict.Place, len(l.at))...)
	if err := l.v.base.FindSorted(l.keys.View, l.order, l.places); err != nil {
		return err
	}
	rest := l.order[:0]
	for _, r := range l.order {
		if p := l.places[r.Number]; p.There {
			k, _ := l.keys.Key(int(r.Number))
			dst[l.at[r.Number]] = index.MakeID(k, p.Number)
		} else {
			rest = append(rest, r)
		}
	}
	l.order = rest
	return nil
}

// inLate gives IDs to the late terms.
func (l *lookup) inLate(dst []index.ID) {
	v := l.v
	if v.late.Len() == 0 || len(l.order) == 0 {
		return
	}
	if cap(l.hashes) < len(l.order) {
		l.hashes = make([]uint64, 0, len(l.at))
	}
	v.lex.mu.RLock()
	l.late = v.lex.late.FindAll(l.keys.View, l.order, l.late[:0], l.hashes)
	v.lex.mu.RUnlock()
	for n, r := range l.order {
		if i := l.late[n]; i >= 0 && i < v.late.Len() {
			k, _ := l.keys.Key(int(r.Number))
			dst[l.at[r.Number]] = index.MakeID(k, lateBit|uint64(i))
		}
	}
}

// addLate gives IDs to the terms that the base does not have.
func (l *lookup) addLate(dst []index.ID) {
	if len(l.order) == 0 {
		return
	}
	l.made = l.v.addTerms(l.keys.View, l.order, l.made[:0])
	for n, r := range l.order {
		k, _ := l.keys.Key(int(r.Number))
		dst[l.at[r.Number]] = index.MakeID(k, lateBit|uint64(l.made[n]))
	}
}
