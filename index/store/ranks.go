package store

import (
	"bytes"
	"sort"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
)

// The rank of a term of the base is its number in the dictionary; that of a late term is the number of the first term of the base
// after it, and its place among the late terms in order. The latter makes up the lower bits, all of which terms of the base have
// set: they come after the late terms before them.
const (
	rankBits = 24
	rankLow  = 1<<rankBits - 1
)

// ranks are the ranks of the late terms of a generation, made when they are first asked for. When there are more terms, those
// are sorted and put between the others.
type ranks struct {
	mu     sync.Mutex
	order  []dict.KeyRef // the late terms in order
	places []dict.Place  // in the base, by number of the late term
	late   []uint64      // the ranks, by number of the late term
}

// lateRanks gives the ranks of all late terms that this state sees, and perhaps of more; nil if there are too many.
func (v *vocabulary) lateRanks() ([]uint64, error) {
	r, n := &v.lex.ranks, v.late.Len()
	if n >= rankLow {
		return nil, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.late) >= n {
		return r.late, nil
	}
	var fresh []dict.KeyRef
	for i := len(r.late); i < n; i++ {
		fresh = append(fresh, dict.KeyRef{Number: uint32(i)})
	}
	v.late.Sort(fresh)
	places := append(r.places, make([]dict.Place, len(fresh))...)
	if v.base != nil {
		if err := v.base.FindSorted(v.late, fresh, places); err != nil {
			return nil, err
		}
	}
	r.places, r.order = places, mergeRefs(v.late, r.order, fresh)
	r.late = make([]uint64, n) // the slice before may be in use
	for i, ref := range r.order {
		r.late[ref.Number] = places[ref.Number].Number<<rankBits | uint64(i)
	}
	return r.late, nil
}

// mergeRefs puts the fresh keys between the old ones.
func mergeRefs(keys dict.View, old, fresh []dict.KeyRef) []dict.KeyRef {
	all := make([]dict.KeyRef, 0, len(old)+len(fresh))
	for _, f := range fresh {
		key := keys.Raw(int(f.Number))
		n := sort.Search(len(old), func(i int) bool { return bytes.Compare(keys.Raw(int(old[i].Number)), key) > 0 })
		all = append(append(all, old[:n]...), f)
		old = old[n:]
	}
	return append(all, old...)
}

// forgetRanks drops the ranks of terms that are taken back.
func (l *lexicon) forgetRanks() {
	l.ranks.mu.Lock()
	l.ranks.order, l.ranks.places, l.ranks.late = nil, nil, nil
	l.ranks.mu.Unlock()
}

// ranked are the kinds that have ranks: those of the dictionary whose keys are in the order of ORDER BY.
const ranked = 1<<index.KindIRI | 1<<index.KindString | 1<<index.KindLang | 1<<index.KindOrdered

// Ranks gives numbers in the order of ORDER BY for IDs of one kind of the dictionary, and 0 for 0.
func (s *snapshot) Ranks(ids []index.ID, dst []uint64) (ok bool, err error) {
	if err := s.enter(); err != nil {
		return false, err
	}
	defer s.leave()
	v := &s.st.vocabulary
	var late []uint64
	kind := index.KindNone
	for i, id := range ids {
		k, p := id.Kind(), id.Payload()
		switch {
		case id == 0:
			dst[i] = 0
			continue
		case k.Bit()&ranked == 0 || !v.valid(id) || kind != index.KindNone && k != kind:
			return false, nil
		case p&lateBit == 0:
			kind, dst[i] = k, (p<<rankBits|rankLow)+1
			continue
		case late == nil:
			if late, err = v.lateRanks(); late == nil || err != nil {
				return false, err
			}
		}
		kind, dst[i] = k, late[p-lateBit]+1
	}
	return true, nil
}
