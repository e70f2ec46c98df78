package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// topFilter drops rows whose first key comes after the keys of all the rows that are wanted. For each kind of ID it
// remembers a value that does: whatever lies beyond that does too.
type topFilter struct {
	q     *Query
	desc  bool
	kinds uint16     // kinds of which IDs are in the order of their values
	worst index.ID   // first key of the last row wanted so far; 0 before there is one
	term  rdf.Term   // of worst
	bound [16]uint64 // values at which a kind is known to be out
	known uint16     // kinds that have a bound
	limit int
	mark  []bool
	some  []uint64 // scratch
}

// boolLow is how many bits lie below the value of a boolean.
const boolLow = 1

// lowBits are the bits below the value in IDs that hold one; equal values may differ in them.
var lowBits = [16]uint8{index.KindInteger: 4, index.KindDecimal: 4, index.KindDouble: dict.DoubleLow, index.KindBoolean: boolLow,
	index.KindDateTimeZ: uint8(dict.MillisLow(index.KindDateTimeZ)), index.KindDateTime: uint8(dict.MillisLow(index.KindDateTime))}

func newTopFilter(q *Query, desc bool, limit int) *topFilter {
	const inline = 1<<index.KindDouble | 1<<index.KindBoolean
	return &topFilter{q: q, desc: desc, limit: limit, kinds: q.snap.Caps().OrderedIDs & (valueKinds | inline)}
}

// place is an ID's value so that lower ones come first.
func (t *topFilter) place(id index.ID) uint64 {
	v := uint64(id >> lowBits[id.Kind()])
	if t.desc {
		return ^v
	}
	return v
}

// passed notes the first key of the last row that is wanted so far.
func (t *topFilter) passed(worst index.ID) {
	if worst == t.worst {
		return
	}
	t.worst, t.term = worst, rdf.Term{}
	if k := worst.Kind(); t.kinds&k.Bit() != 0 {
		t.bound[k], t.known = t.place(worst), t.known|k.Bit()
	}
}

// drop takes out the rows that are known not to be wanted.
func (t *topFilter) drop(b *Batch, key int) error {
	if t.worst == 0 {
		return nil
	}
	col := b.Cols[key][:b.N]
	t.mark = resize(t.mark, b.N)
	left := t.test(col)
	if open := left & t.kinds &^ t.worst.Kind().Bit(); open != 0 {
		found, err := t.learn(col, open)
		if err != nil {
			return err
		}
		if found {
			left = t.test(col)
		}
	}
	if left&(left-1) == 0 && left&^t.kinds == 0 && t.limit < BatchRows/8 {
		t.first(col)
	}
	b.keep(t.mark)
	return nil
}

// first leaves of a column of one ordered kind no more than the rows that may be among the first of it: where the input comes in
// the opposite order, every row is better than all before.
func (t *topFilter) first(col []index.ID) {
	t.some = t.some[:0]
	for i, id := range col {
		if t.mark[i] {
			t.some = append(t.some, t.place(id))
		}
	}
	if len(t.some) < 4*t.limit {
		return
	}
	last := nth(t.some, t.limit-1)
	for i, id := range col {
		t.mark[i] = t.mark[i] && t.place(id) <= last
	}
}

// nth gives the number that would be at place n if they were sorted; their sequence changes.
func nth(a []uint64, n int) uint64 {
	for lo, hi := 0, len(a)-1; lo < hi; {
		pivot, l, h := a[lo+(hi-lo)/2], lo, hi
		for l <= h {
			for a[l] < pivot {
				l++
			}
			for a[h] > pivot {
				h--
			}
			if l <= h {
				a[l], a[h] = a[h], a[l]
				l++
				h--
			}
		}
		switch {
		case n <= h:
			hi = h
		case n >= l:
			lo = l
		default:
			return a[n]
		}
	}
	return a[n]
}

// test marks what no bound excludes and tells of which kinds it is.
func (t *topFilter) test(col []index.ID) (left uint16) {
	for i, id := range col {
		k := id.Kind()
		v := uint64(id >> (lowBits[k] & 63))
		if t.desc {
			v = ^v
		}
		t.mark[i] = t.known&(1<<k) == 0 || v <= t.bound[k]
		if t.mark[i] {
			left |= 1 << k
		}
	}
	return left
}

// learn looks at the first value of each kind in the column, as far as it is not excluded: if even that comes after the
// last row wanted, all of its kind do.
func (t *topFilter) learn(col []index.ID, kinds uint16) (found bool, err error) {
	var best [16]index.ID
	for i, id := range col {
		if k := id.Kind(); t.mark[i] && kinds&k.Bit() != 0 && (best[k] == 0 || t.place(id) < t.place(best[k])) {
			best[k] = id
		}
	}
	ids := []index.ID{t.worst}
	for _, id := range best {
		if id != 0 {
			ids = append(ids, id)
		}
	}
	terms := make([]rdf.Term, len(ids))
	if err := t.q.Terms(ids, terms); err != nil {
		return false, err
	}
	for i, id := range ids[1:] {
		c := xsd.Order(terms[i+1], terms[0])
		if t.desc {
			c = -c
		}
		k, v := id.Kind(), t.place(id)
		if c <= 0 {
			continue
		}
		if lowBits[k] == 0 && v > 0 { // the same term is out too
			v--
		}
		t.bound[k], t.known, found = v, t.known|k.Bit(), true
	}
	return found, nil
}
