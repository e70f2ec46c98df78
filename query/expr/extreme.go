package expr

import (
	"math"

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
	nums  []index.Number
	top   []float64 // about the number of each group's best, while numbers are compared
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
	if err := a.settle(c, groups, col); err != nil {
		return err
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

// settle decides by numbers, where the context has them, the open rows of which the numbers are clearly apart. Numbers that are next to each
// other, and all else, stay open.
func (a *extreme) settle(c Context, groups []uint32, col []index.ID) error {
	source, ok := c.(numberSource)
	if !ok || len(a.open) == 0 || a.compared(groups, col) {
		return nil
	}
	a.nums = grown(a.nums, len(a.ids))
	if ok, err := source.Numbers(a.ids, a.nums); !ok || err != nil {
		return err
	}
	a.top = perGroup(a.top, uint32(len(a.best)-1))
	for n, i := range a.open[:len(a.ids)-len(a.open)] {
		a.top[groupOf(groups, i)] = nearly(&a.nums[len(a.open)+n])
	}
	sign, left := float64(a.sign), a.open[:0]
	for n, i := range a.open {
		g, f := groupOf(groups, i), nearly(&a.nums[n])
		ahead, margin := sign*(f-a.top[g]), nearness*max(math.Abs(f), math.Abs(a.top[g]))
		switch {
		case ahead > margin:
			a.best[g], a.top[g] = col[i], f
		case !(ahead < -margin): // NaN is no number, or has a place of its own in the order
			left = append(left, i)
		}
	}
	a.open = left
	return nil
}

// compared collects the IDs of the open rows, then those of the best of their groups: one where there is one group. It reports whether some are
// of terms that the query made.
func (a *extreme) compared(groups []uint32, col []index.ID) (made bool) {
	a.ids = a.ids[:0]
	for _, i := range a.open {
		a.ids = append(a.ids, col[i])
	}
	for _, i := range a.open {
		a.ids = append(a.ids, a.best[groupOf(groups, i)])
		if groups == nil {
			break
		}
	}
	for _, id := range a.ids {
		made = made || id.Kind() == index.KindQuery
	}
	return made
}

// nearness is more than the part of a number by which nearly is off.
const nearness = 1.0 / (1 << 50)

// nearly is a number as a double: its digits are rounded, and once more when they are divided. It is NaN for what is no number.
func nearly(n *index.Number) float64 {
	switch n.Type {
	case index.Integer:
		return float64(n.N)
	case index.Decimal:
		return float64(n.N) / float64(powers[n.Places])
	case index.Float, index.Double:
		return math.Float64frombits(uint64(n.N))
	}
	return math.NaN()
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
func (a *extreme) Bytes() int64                                  { return 8 * int64(cap(a.best)+cap(a.top)) }
