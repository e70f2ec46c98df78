package expr

import (
	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// ordering is what a Context may add: the kinds of which IDs are in the order of ORDER BY.
type ordering interface{ OrderedKinds() uint16 }

// exactKinds are those of which every value has one ID, so that the IDs tell all of the order.
const exactKinds = 1<<index.KindIRI | 1<<index.KindString | 1<<index.KindLang | 1<<index.KindOrdered | 1<<index.KindDate

func orderedKinds(c Context) uint16 {
	if o, ok := c.(ordering); ok {
		return o.OrderedKinds() & exactKinds
	}
	return 0
}

// extreme is MIN and MAX by the order of ORDER BY.
type extreme struct {
	sign  int8
	best  []index.ID
	other []int      // scratch: rows that IDs may not decide
	open  []int      // scratch: rows left for contest
	ids   []index.ID // scratch
}

func (a *extreme) Add(c Context, groups []uint32, col []index.ID) error {
	ordered := orderedKinds(c)
	a.open, a.other = a.open[:0], a.other[:0]
	if groups == nil {
		a.best = perGroup(a.best, 0)
		a.scan(col, ordered)
		for _, i := range a.other {
			a.row(0, i, col[i], ordered)
		}
	} else {
		for i, g := range groups {
			if int(g) >= len(a.best) {
				a.best = perGroup(a.best, g)
			}
			a.row(g, i, col[i], ordered)
		}
	}
	return a.contest(c, groups, col)
}

// valueBits are how many bits lie below the value of an inlined number.
var valueBits = [16]uint8{index.KindInteger: numberLow, index.KindDecimal: numberLow, index.KindDouble: dict.DoubleLow,
	index.KindDateTimeZ: uint8(dict.MillisLow(index.KindDateTimeZ)), index.KindDateTime: uint8(dict.MillisLow(index.KindDateTime))}

// scan finds the best of a column of one group, as far as it is of the kind of the best so far and the values alone tell. All
// other rows are noted.
func (a *extreme) scan(col []index.ID, ordered uint16) {
	best, from := a.best[0], 0
	if best == 0 && len(col) > 0 {
		best, from = col[0], 1
	}
	k := best.Kind()
	low := valueBits[k]
	if low == 0 && ordered&k.Bit() == 0 { // nothing to tell by
		for i := range col {
			a.other = append(a.other, i)
		}
		return
	}
	most := a.sign > 0
	value := best >> low
	for i, id := range col[from:] {
		v := id >> low
		switch {
		case id.Kind() != k:
			a.other = append(a.other, from+i)
		case v == value:
			if id != best {
				a.other = append(a.other, from+i)
			}
		case (v > value) == most:
			best, value = id, v
		}
	}
	a.best[0] = best
}

// row compares one value with the best of its group.
func (a *extreme) row(g uint32, i int, id index.ID, ordered uint16) {
	best := a.best[g]
	switch {
	case id == 0 || id == best:
	case best == 0:
		a.best[g] = id
	default:
		n, ok := orderIDs(id, best)
		if k := id.Kind(); !ok && k == best.Kind() && ordered&k.Bit() != 0 {
			if n, ok = 1, true; id < best {
				n = -1
			}
		}
		if !ok {
			a.open = append(a.open, i)
		} else if n == a.sign {
			a.best[g] = id
		}
	}
}

// contest decides by terms what the IDs do not tell; each term is fetched once per batch.
func (a *extreme) contest(c Context, groups []uint32, col []index.ID) error {
	if len(a.open) == 0 {
		return nil
	}
	a.ids = a.ids[:0]
	champion := map[uint32]int{} // place of the group's best in ids
	for _, i := range a.open {
		a.ids = append(a.ids, col[i])
	}
	for _, i := range a.open {
		if g := groupOf(groups, i); champion[g] == 0 {
			champion[g] = len(a.ids)
			a.ids = append(a.ids, a.best[g])
		}
	}
	terms := make([]rdf.Term, len(a.ids))
	if err := c.Terms(a.ids, terms); err != nil {
		return err
	}
	for n, i := range a.open {
		g := groupOf(groups, i)
		if signOf(xsd.Order(terms[n], terms[champion[g]])) == a.sign {
			champion[g] = n
		}
	}
	for g, n := range champion {
		a.best[g] = a.ids[n]
	}
	return nil
}

func (a *extreme) Result(_ Context, n int, dst []index.ID) error { return copyIDs(a.best, n, dst) }
func (a *extreme) Bytes() int64                                  { return 8 * int64(cap(a.best)) }
