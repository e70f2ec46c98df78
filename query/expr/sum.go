package expr

import (
	"math"
	"math/bits"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// wide is a whole number of 128 bits.
type wide struct {
	hi int64
	lo uint64
}

func (w *wide) add(n int64) {
	var carry uint64
	w.lo, carry = bits.Add64(w.lo, uint64(n), 0)
	w.hi += n>>63 + int64(carry)
}

// value is the number times a unit.
func (w wide) value(unit xsd.Value) xsd.Value {
	if w.hi == int64(w.lo)>>63 {
		return xsd.Mul(xsd.NewInteger(int64(w.lo)), unit)
	}
	half := xsd.NewInteger(1 << 32)
	v := xsd.Add(xsd.Mul(xsd.NewInteger(w.hi), half), xsd.NewInteger(int64(w.lo>>32)))
	return xsd.Mul(xsd.Add(xsd.Mul(v, half), xsd.NewInteger(int64(w.lo&(1<<32-1)))), unit)
}

// total is the sum of the numbers of a group, each kind by itself: whole numbers and millionths are exact, doubles are
// added in their sequence. The kinds are added up at the end; the standard leaves the sequence of a sum open.
type total struct {
	n       int64 // rows
	integer wide
	decimal wide // in millionths
	double  float64
	fine    *fine      // of decimals of up to 18 places
	others  *xsd.Value // the sum of floats and of numbers that are too large for the columns
	has     uint8      // kinds there were
	failed  bool       // a row was no number
}

// fine is a whole number of 192 bits, in 10^-18: there is room for 2^71 decimals of 18 digits.
type fine struct{ hi, mid, lo uint64 }

// add takes digits x 10^-places, of 18 digits and places at most.
func (f *fine) add(digits int64, places uint8) {
	sign := uint64(digits >> 63)
	mid, lo := bits.Mul64(uint64(digits)^sign-sign, powers[finePlaces-places])
	var carry uint64 // of the negative the complement is added, and one
	f.lo, carry = bits.Add64(f.lo, lo^sign, sign&1)
	f.mid, carry = bits.Add64(f.mid, mid^sign, carry)
	f.hi, _ = bits.Add64(f.hi, sign, carry)
}

const finePlaces = 18

var powers = func() (p [finePlaces + 1]uint64) {
	p[0] = 1
	for i := range finePlaces {
		p[i+1] = 10 * p[i]
	}
	return p
}()

// value is the number as a decimal.
func (f *fine) value() xsd.Value {
	unit := xsd.NewDecimal(1, finePlaces)
	v := xsd.NewInteger(int64(f.hi))
	for _, word := range []uint64{f.mid, f.lo} {
		for _, half := range []uint64{word >> 32, word & (1<<32 - 1)} {
			v = xsd.Add(xsd.Mul(v, xsd.NewInteger(1<<32)), xsd.NewInteger(int64(half)))
		}
	}
	return xsd.Mul(v, unit)
}

const (
	hasInteger = 1 << iota
	hasDecimal
	hasDouble
)

// value is the sum, Error if a row was no number.
func (t *total) value() xsd.Value {
	if t.failed {
		return xsd.Value{}
	}
	sum := xsd.NewInteger(0)
	if t.has&hasInteger != 0 {
		sum = t.integer.value(xsd.NewInteger(1))
	}
	if t.has&hasDecimal != 0 {
		sum = xsd.Add(sum, t.decimal.value(xsd.NewMillionths(1)))
	}
	if t.fine != nil {
		sum = xsd.Add(sum, t.fine.value())
	}
	if t.others != nil {
		sum = xsd.Add(sum, *t.others)
	}
	if t.has&hasDouble != 0 {
		sum = xsd.Add(sum, xsd.NewDouble(t.double))
	}
	return sum
}

// add takes one value.
func (t *total) add(v *xsd.Value) {
	t.n++
	if n, ok := v.Int64(); ok {
		t.integer.add(n)
		t.has |= hasInteger
	} else if n, ok := v.Millionths(); ok {
		t.decimal.add(n)
		t.has |= hasDecimal
	} else if f, ok := v.Float64(); ok && v.Kind == xsd.Double {
		t.double += f
		t.has |= hasDouble
	} else {
		t.addOther(v)
	}
}

func (t *total) addOther(v *xsd.Value) {
	switch {
	case !v.Kind.Numeric():
		t.failed = true
	case t.others == nil:
		first := *v
		if first.Kind < xsd.Float { // of the type that the sum has
			first = xsd.Add(xsd.NewInteger(0), first)
		}
		t.others = &first
	default:
		*t.others = xsd.Add(*t.others, *v)
	}
}

// addNumber takes a number of the dictionary; false if it must be taken as a Value.
func (t *total) addNumber(n *index.Number) bool {
	switch n.Type {
	case index.Double:
		t.double += math.Float64frombits(uint64(n.N))
		t.has |= hasDouble
	case index.Decimal:
		if t.fine == nil {
			t.fine = new(fine)
		}
		t.fine.add(n.N, n.Places)
	case index.Integer:
		t.integer.add(n.N)
		t.has |= hasInteger
	case index.Float:
		v := xsd.NewFloat(math.Float64frombits(uint64(n.N)))
		t.addOther(&v)
	case index.NoNumber:
		t.failed = true
	default:
		return false
	}
	t.n++
	return true
}

// addInline takes the value of an ID that holds a number; false if it must be taken as a Value.
func (t *total) addInline(id index.ID) bool {
	switch id.Kind() {
	case index.KindInteger:
		t.integer.add(dict.Number(id))
		t.has |= hasInteger
	case index.KindDecimal:
		t.decimal.add(dict.Number(id))
		t.has |= hasDecimal
	case index.KindDouble:
		if dict.IsFloat(id) {
			return false
		}
		t.double += float64(dict.Number(id)) / 1e6
		t.has |= hasDouble
	default:
		return false
	}
	t.n++
	return true
}

const (
	lane      = 128 // numbers of 56 bits that can be added in 63
	kindShift = index.PayloadBits
	numberLow = 4 // bits below the value of an integer or decimal
	numberTop = 1<<(index.PayloadBits-numberLow) - 1
)

// addColumn takes inlined numbers as long as they follow each other and returns how many; it stops at an ID whose number
// must be taken as a Value.
func (t *total) addColumn(ids []index.ID) (n int) {
	for n < len(ids) {
		taken := 0
		switch ids[n].Kind() {
		case index.KindInteger:
			var sum int64
			sum, taken = addRun(ids[n:], index.KindInteger)
			t.integer.add(sum)
			t.has |= hasInteger
		case index.KindDecimal:
			var sum int64
			sum, taken = addRun(ids[n:], index.KindDecimal)
			t.decimal.add(sum)
			t.has |= hasDecimal
		case index.KindDouble:
			taken = t.addDoubles(ids[n:])
		}
		if taken == 0 {
			break
		}
		n += taken
	}
	t.n += int64(n)
	return n
}

// addRun adds the numbers of one kind that the column begins with, at most as many as fit. Each is stored with an offset,
// which is taken off once.
func addRun(ids []index.ID, k index.Kind) (sum int64, n int) {
	ids = ids[:min(lane, len(ids))]
	want := index.ID(k)
	var raw uint64
	for _, id := range ids {
		if id>>kindShift != want {
			break
		}
		raw += uint64(id>>numberLow) & numberTop
		n++
	}
	return int64(raw) - int64(n)*dict.NumberZero, n
}

// addDoubles adds the doubles that the column begins with, one after the other.
func (t *total) addDoubles(ids []index.ID) (n int) {
	sum := t.double
	for _, id := range ids {
		if id.Kind() != index.KindDouble || dict.IsFloat(id) {
			break
		}
		sum += float64(dict.Number(id)) / 1e6
		n++
	}
	if n > 0 {
		t.double, t.has = sum, t.has|hasDouble
	}
	return n
}

// numberSource is what a Context may add: the numbers of stored IDs without their terms (index.NumberReader). ok is false where it cannot.
type numberSource interface {
	Numbers(ids []index.ID, dst []index.Number) (ok bool, err error)
}

// summer is SUM and AVG.
type summer struct {
	mean bool
	sums []total
	late []int // scratch: rows whose values are fetched
	ids  []index.ID
	nums []index.Number
	term []rdf.Term
	vals []xsd.Value
}

func (a *summer) Add(c Context, groups []uint32, col []index.ID) error {
	a.late = a.late[:0]
	if groups == nil {
		a.addOne(col)
	} else {
		a.addMany(groups, col)
	}
	if len(a.late) == 0 {
		return nil
	}
	return a.addLate(c, groups, col)
}

// addLate takes the rows whose numbers are in the dictionary, or are none: as numbers where the context has them, the others by their terms.
func (a *summer) addLate(c Context, groups []uint32, col []index.ID) error {
	made := a.wanted(col)
	if source, ok := c.(numberSource); ok && !made {
		if err := a.addNumbers(source, groups, col); err != nil || len(a.late) == 0 {
			return err
		}
		a.wanted(col)
	}
	if err := a.fetch(c, made); err != nil {
		return err
	}
	at := -1
	for _, i := range a.late {
		if at < 0 || a.ids[at] != col[i] {
			at++
		}
		a.sums[groupOf(groups, i)].add(&a.vals[at])
	}
	return nil
}

// wanted collects the IDs of the late rows, equal ones that follow each other once, and reports whether some are of terms that the query made.
func (a *summer) wanted(col []index.ID) (made bool) {
	a.ids = a.ids[:0]
	last := Taken
	for _, i := range a.late {
		if id := col[i]; id != last {
			a.ids, last = append(a.ids, id), id
			made = made || id.Kind() == index.KindQuery
		}
	}
	return made
}

// addNumbers takes the late rows whose numbers fit, and leaves the others.
func (a *summer) addNumbers(source numberSource, groups []uint32, col []index.ID) error {
	a.nums = grown(a.nums, len(a.ids))
	if ok, err := source.Numbers(a.ids, a.nums); !ok || err != nil {
		return err
	}
	at, left := -1, a.late[:0]
	for _, i := range a.late {
		if at < 0 || a.ids[at] != col[i] {
			at++
		}
		if !a.sums[groupOf(groups, i)].addNumber(&a.nums[at]) {
			left = append(left, i)
		}
	}
	a.late = left
	return nil
}

// fetch gives the IDs collected their values, without keeping terms where the context shows them. What is kept of a value that is no
// number is only that it is none: its texts may be gone.
func (a *summer) fetch(c Context, made bool) error {
	a.vals = grown(a.vals, len(a.ids))
	for i := range a.ids {
		a.vals[i] = xsd.Value{} // of an unbound row, which is not shown
	}
	if source, ok := c.(termSource); ok && !made {
		shown, err := source.Show(a.ids, func(at int, t *rdf.Term) { a.vals[at] = xsd.Parse(*t) })
		if shown || err != nil {
			return err
		}
	}
	a.term = grown(a.term, len(a.ids))
	if err := c.Terms(a.ids, a.term[:len(a.ids)]); err != nil {
		return err
	}
	for i := range a.ids {
		a.vals[i] = xsd.Parse(a.term[i])
	}
	return nil
}

func groupOf(groups []uint32, i int) uint32 {
	if groups == nil {
		return 0
	}
	return groups[i]
}

func (a *summer) addOne(col []index.ID) {
	a.sums = perGroup(a.sums, 0)
	for n := 0; n < len(col); n++ {
		if n += a.sums[0].addColumn(col[n:]); n < len(col) && col[n] != Taken {
			a.late = append(a.late, n)
		}
	}
}

func (a *summer) addMany(groups []uint32, col []index.ID) {
	for i, g := range groups {
		if int(g) >= len(a.sums) {
			a.sums = perGroup(a.sums, g)
		}
		if !a.sums[g].addInline(col[i]) && col[i] != Taken {
			a.late = append(a.late, i)
		}
	}
}

// AddValue is Add for a value that has no ID.
func (a *summer) AddValue(group uint32, v *xsd.Value) {
	if int(group) >= len(a.sums) {
		a.sums = perGroup(a.sums, group)
	}
	a.sums[group].add(v)
}

func (a *summer) Result(c Context, n int, dst []index.ID) error {
	return internValues(c, n, dst, func(g int) xsd.Value {
		if g >= len(a.sums) || a.sums[g].n == 0 {
			return xsd.NewInteger(0)
		}
		sum := a.sums[g].value()
		if a.mean {
			return xsd.Div(sum, xsd.NewInteger(a.sums[g].n))
		}
		return sum
	})
}

func (a *summer) Bytes() int64 { return 96 * int64(cap(a.sums)) }
