package xsd

import (
	"cmp"
	"strings"
)

// Equal is the operator = of SPARQL 1.1 (17.3, RDFterm-equal). ok is false for a type error: two literals of which it is
// not known whether they stand for the same value.
func Equal(a, b Value) (equal, ok bool) {
	switch {
	case a.Kind == Integer && b.Kind == Integer && a.d == nil && b.d == nil:
		return a.n == b.n, true
	case a.Kind == Error || b.Kind == Error:
		return false, false
	case !a.Kind.Literal() || !b.Kind.Literal():
		return a.Kind == b.Kind && a.a == b.a, true
	case a.Kind == Lang || b.Kind == Lang:
		return a.Kind == b.Kind && a.a == b.a && strings.EqualFold(a.b, b.b), true
	case a.Kind == Other || b.Kind == Other:
		same := a.Kind == b.Kind && a.a == b.a && a.b == b.b
		return same, same
	case a.Kind.Numeric() && b.Kind.Numeric():
		c, ordered := compareNumbers(a, b)
		return c == 0 && ordered, true
	case a.Kind.IsDuration() && b.Kind.IsDuration():
		return a.n == b.n && a.d.Cmp(b.d) == 0, true
	case a.Kind.Temporal() && b.Kind.Temporal():
		return equalTimes(a, b)
	case a.Kind == b.Kind: // String, Boolean
		return a.n == b.n && a.a == b.a, true
	}
	return false, false
}

func equalTimes(a, b Value) (equal, ok bool) {
	if a.Kind != b.Kind { // of different value spaces, and so known to differ
		return false, true
	}
	c, ok := compareTimes(a, b)
	return c == 0, ok
}

// Compare is the order behind the operators < and > of SPARQL 1.1: negative, zero or positive. ordered is false for NaN,
// which is neither less nor greater nor equal. ok is false for a type error.
func Compare(a, b Value) (c int, ordered, ok bool) {
	switch {
	case a.Kind.Numeric() && b.Kind.Numeric():
		c, ordered = compareNumbers(a, b)
		return c, ordered, true
	case a.Kind.IsDuration() && b.Kind.IsDuration():
		c, ok = compareDurations(a, b)
	case a.Kind != b.Kind:
		return 0, false, false
	case a.Kind == String:
		c, ok = strings.Compare(a.a, b.a), true
	case a.Kind == Boolean:
		c, ok = cmp.Compare(a.n, b.n), true
	case a.Kind.Temporal():
		c, ok = compareTimes(a, b)
	}
	return c, ok, ok
}

// compareNumbers promotes as XPath does; ordered is false with NaN.
func compareNumbers(a, b Value) (c int, ordered bool) {
	switch promoted(a.Kind, b.Kind) {
	case Integer:
		if a.d == nil && b.d == nil {
			return cmp.Compare(a.n, b.n), true
		}
	case Decimal:
		if x, y, ok := millionths(a, b); ok {
			return cmp.Compare(x, y), true
		}
	default:
		x, _ := a.Float64()
		y, _ := b.Float64()
		if promoted(a.Kind, b.Kind) == Float {
			x, y = float64(float32(x)), float64(float32(y))
		}
		return cmp.Compare(x, y), x == x && y == y
	}
	return a.decimal().Cmp(b.decimal()), true
}

const zoneSpan = maxOffset * 60 // a time without zone stands for one within this many seconds to each side

// compareTimes is XSD's partial order: a time without zone may lie 14 hours to each side of one with a zone. ok is false
// where the order depends on the zone.
func compareTimes(a, b Value) (c int, ok bool) {
	if (a.zone == noZone) == (b.zone == noZone) {
		return compareInstants(a, b), true
	}
	early, late := a, a
	early.n -= zoneSpan
	late.n += zoneSpan
	switch {
	case compareInstants(late, b) < 0:
		return -1, true
	case compareInstants(early, b) > 0:
		return 1, true
	}
	return 0, false
}

func compareInstants(a, b Value) int {
	if c := cmp.Compare(a.n, b.n); c != 0 {
		return c
	}
	return cmp.Compare(a.m, b.m)
}

// exactOrder compares numbers without promotion, so that the order is transitive and has a key of bytes: NaN first, then by
// the nearest double; of those that have the same, floats and doubles first, then the others by exact value.
func exactOrder(a, b Value) int {
	floatA, floatB := a.Kind >= Float, b.Kind >= Float
	if !floatA && !floatB {
		c, _ := compareNumbers(a, b)
		return c
	}
	x, _ := a.Float64()
	y, _ := b.Float64()
	switch c := cmp.Compare(x, y); {
	case c != 0 || floatA == floatB:
		return c
	case floatA:
		return -1
	}
	return 1
}
