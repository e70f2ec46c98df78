package store

import (
	"context"

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
}

// lookupTerms gives the IDs of terms, 0 for those this state does not have.
func (v *vocabulary) lookupTerms(ctx context.Context, terms []rdf.Term, dst []index.ID) error {
	if len(terms) <= fewTerms {
		return v.lookupFew(ctx, terms, dst)
	}
	l := lookup{v: v}
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
	l.at = l.at[:0]
	for ; n < len(terms) && l.keys.Bytes() < lookupKeys; n++ {
		dst[n] = 0
		if id, ok := l.v.known(terms[n]); ok {
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
	l.inLate(dst)
	return n, nil
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
