package store

import (
	"bytes"
	"context"
	"math"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// Range answers for inlined numbers, dates and times, and for strings, late ones one by one. Of numbers and
// times of the dictionary (the integer "01", say) the sort keys tell, but for those that came late or are so near to v that
// zones or conversions decide: these are looked at one by one, and where there are many it cannot say.
func (s *snapshot) Range(op index.Op, v rdf.Term) ([]index.IDRange, bool, error) {
	if err := s.enter(); err != nil {
		return nil, false, err
	}
	defer s.leave()
	if v.Kind != rdf.Literal {
		return nil, false, nil
	}
	if v.Datatype == rdf.XSDString {
		return s.st.stringRange(op, v)
	}
	id, ok := dict.Inline(v)
	if !ok {
		return nil, false, nil
	}
	var ranges []index.IDRange
	switch id.Kind() {
	case index.KindInteger, index.KindDecimal, index.KindDouble:
		if v.Datatype == rdf.XSDFloat || !sameAsFloat(id) {
			return nil, false, nil
		}
		ranges = numberRange(op, id)
	case index.KindDateTime, index.KindDateTimeZ:
		ranges = timeRange(op, id)
	case index.KindDate:
		ranges = dateRange(op, id)
	default:
		return nil, false, nil
	}
	return s.st.addOrdered(ranges, op, v)
}

// manyOrdered is how many values are looked at one by one.
const manyOrdered = 1 << 14

// addOrdered adds the values of the dictionary for which "x op t" holds.
func (v *vocabulary) addOrdered(ranges []index.IDRange, op index.Op, t rdf.Term) ([]index.IDRange, bool, error) {
	value := xsd.Parse(t)
	one := v.lateOf(index.KindOrdered)
	if v.base != nil && v.base.Len(index.KindOrdered) > 0 {
		less, near, greater, err := v.around(value)
		if err != nil || near.To-near.From > manyOrdered {
			return nil, false, err
		}
		if op == index.Less || op == index.LessEqual {
			ranges = appendRange(ranges, less)
		} else if op != index.Equal {
			ranges = appendRange(ranges, greater)
		}
		for id := near.From; id < near.To; id++ {
			one = append(one, id)
		}
	}
	if len(one) > manyOrdered {
		return nil, false, nil
	}
	terms := make([]rdf.Term, len(one))
	if err := v.terms(context.Background(), one, terms); err != nil {
		return nil, false, err
	}
	for i, id := range one {
		if holds(op, xsd.Parse(terms[i]), value) {
			ranges = appendRange(ranges, index.IDRange{From: id, To: id + 1})
		}
	}
	return ranges, true, nil
}

// around gives the IDs of the base whose values are less than one, those that are so near that they must be compared, and those
// that are greater.
func (v *vocabulary) around(value xsd.Value) (less, near, greater index.IDRange, err error) {
	start, low, high, end, _ := xsd.SortWindow(value)
	var ids [4]index.ID
	for i, key := range [][]byte{start, low, high, end} {
		place, err := v.base.Find(index.KindOrdered, key)
		if err != nil {
			return less, near, greater, err
		}
		ids[i] = index.MakeID(index.KindOrdered, place.Number)
	}
	return index.IDRange{From: ids[0], To: ids[1]}, index.IDRange{From: ids[1], To: ids[2]}, index.IDRange{From: ids[2], To: ids[3]}, nil
}

// appendRange adds a range, to the last one where they meet; one that is empty is left out.
func appendRange(ranges []index.IDRange, r index.IDRange) []index.IDRange {
	last := len(ranges) - 1
	switch {
	case r.From >= r.To:
	case last >= 0 && ranges[last].To == r.From:
		ranges[last].To = r.To
	default:
		ranges = append(ranges, r)
	}
	return ranges
}

// holds reports whether "x op v" is true; an error is not.
func holds(op index.Op, x, v xsd.Value) bool {
	if op == index.Equal {
		equal, ok := xsd.Equal(x, v)
		return equal && ok
	}
	c, ordered, ok := xsd.Compare(x, v)
	return ok && ordered && holdsFrom(op, c)
}

// holdsFrom reports whether "x op v" is true where c compares x with v.
func holdsFrom(op index.Op, c int) bool {
	switch op {
	case index.Less:
		return c < 0
	case index.LessEqual:
		return c <= 0
	case index.Equal:
		return c == 0
	case index.GreaterEqual:
		return c >= 0
	}
	return c > 0
}

// lateOf lists the late terms of a kind.
func (v *vocabulary) lateOf(k index.Kind) (ids []index.ID) {
	if v.lateKinds&k.Bit() == 0 {
		return nil
	}
	for i := range v.late.Len() {
		if kind, _ := v.late.Key(i); kind == k {
			ids = append(ids, index.MakeID(k, lateBit|uint64(i)))
		}
	}
	return ids
}

// units are whole numbers of some size, and a point among them: at, or between at and at+1.
type units struct {
	at    int64
	exact bool
}

// bounds gives the x with low <= x < high for which "x op u" holds.
func (u units) bounds(op index.Op) (low, high int64) {
	ceil := u.at
	if !u.exact {
		ceil++
	}
	low, high = math.MinInt64, math.MaxInt64
	switch op {
	case index.Less:
		high = ceil
	case index.LessEqual:
		high = u.at + 1
	case index.Equal:
		low, high = ceil, u.at+1
	case index.GreaterEqual:
		low = ceil
	case index.Greater:
		low = u.at + 1
	}
	return low, high
}

// ids gives the IDs of a kind whose payload is a whole number with an offset, above so many low bits.
func (u units) ids(op index.Op, k index.Kind, offset int64, lowBits int) index.IDRange {
	low, high := u.bounds(op)
	most := int64(1) << (index.PayloadBits - lowBits)
	return index.IDRange{From: placed(k, low, offset, most, lowBits), To: placed(k, high, offset, most, lowBits)}
}

// placed gives the lowest ID with a number of at least n.
func placed(k index.Kind, n, offset, most int64, lowBits int) index.ID {
	switch {
	case n < -offset:
		n = 0
	case n >= most-offset:
		return index.MakeID(k+1, 0)
	default:
		n += offset
	}
	return index.MakeID(k, uint64(n)<<lowBits)
}

const million = 1_000_000

// numberRange compares with integers, decimals and doubles: all are whole numbers or millionths, and where a
// comparison converts to double both are so small that they convert exactly, or so far apart that it does not matter.
func numberRange(op index.Op, id index.ID) (ranges []index.IDRange) {
	n := dict.Number(id)
	whole, millionths := units{n, true}, units{n, true}
	if id.Kind() == index.KindInteger {
		const limit = math.MaxInt64 / million
		millionths.at = max(-limit, min(limit, n)) * million // beyond the limit there are only integers
	} else {
		whole.at = n / million
		if whole.exact = n%million == 0; n%million < 0 {
			whole.at--
		}
	}
	for _, r := range []index.IDRange{
		whole.ids(op, index.KindInteger, dict.NumberZero, 4),
		millionths.ids(op, index.KindDecimal, dict.NumberZero, 4),
		millionths.ids(op, index.KindDouble, dict.DoubleZero, dict.DoubleLow),
	} {
		if r.From < r.To {
			ranges = append(ranges, r)
		}
	}
	return ranges
}

// sameAsFloat reports whether comparing the number with inlined floats gives what comparing values gives. To compare
// an integer or decimal with a float it is converted to float, and could then meet one that it is not.
func sameAsFloat(id index.ID) bool {
	if id.Kind() == index.KindDouble {
		return true
	}
	n, scale := dict.Number(id), 1.0
	if id.Kind() == index.KindDecimal {
		scale = million
	}
	f := float64(float32(float64(n)/scale)) * million
	return f != math.Trunc(f) || math.Abs(f) > 1e15 || f/million*scale == float64(n)
}

// timeRange compares with times with and without a zone: those of the other sort by the 14 hours that a zone can make.
func timeRange(op index.Op, id index.ID) (ranges []index.IDRange) {
	const most = 14 * 3_600_000
	at := dict.Millis(id)
	for _, k := range []index.Kind{index.KindDateTimeZ, index.KindDateTime} {
		u, lowBits := units{at, true}, dict.MillisLow(k)
		if k != id.Kind() {
			switch op {
			case index.Equal:
				continue
			case index.Less, index.LessEqual:
				u.at -= most
			default:
				u.at += most
			}
			r := u.ids(strict(op), k, 0, lowBits)
			ranges = append(ranges, r)
			continue
		}
		ranges = append(ranges, u.ids(op, k, 0, lowBits))
	}
	return ranges
}

// dateRange compares with dates, years and the like of the same datatype, which is in the top bits.
func dateRange(op index.Op, id index.ID) []index.IDRange {
	first := id &^ (1<<dict.DateTypeShift - 1)
	low, high := units{int64(id - first), true}.bounds(op)
	low, high = max(low, 0), min(high, 1<<dict.DateTypeShift)
	if low >= high {
		return nil
	}
	return []index.IDRange{{From: first + index.ID(low), To: first + index.ID(high)}}
}

func strict(op index.Op) index.Op {
	switch op {
	case index.LessEqual:
		return index.Less
	case index.GreaterEqual:
		return index.Greater
	}
	return op
}

// stringRange compares with strings: those of the base by rank, late ones one by one.
func (v *vocabulary) stringRange(op index.Op, t rdf.Term) (ranges []index.IDRange, ok bool, err error) {
	const k = index.KindString
	key := dict.AppendKey(nil, k, t)
	if v.base != nil {
		place, err := v.base.Find(k, key)
		if err != nil {
			return nil, false, err
		}
		u := units{int64(place.Number), true}
		if !place.There { // between the one before and this
			u = units{int64(place.Number) - 1, false}
		}
		low, high := u.bounds(op)
		low, high = max(low, 0), min(high, int64(v.base.Len(k)))
		if low < high {
			ranges = append(ranges, index.IDRange{From: index.MakeID(k, uint64(low)), To: index.MakeID(k, uint64(high))})
		}
	}
	late := v.lateOf(k)
	for _, id := range late {
		_, other := v.late.Key(int(id.Payload() - lateBit))
		if holdsFrom(op, bytes.Compare(other, key)) {
			ranges = appendRange(ranges, index.IDRange{From: id, To: id + 1})
		}
	}
	return ranges, len(ranges) <= manyOrdered, nil
}
