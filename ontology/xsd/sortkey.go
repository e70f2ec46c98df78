package xsd

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/cockroachdb/apd/v3"
)

// Sort keys are bytes in the order of Order: first the family, then the value. Files hold them, so their form must not
// change:
//
//	number, duration: family, nearest double (8 bytes, order-preserving), then 0 for a double or float, else exact digits
//	point in time:    family, seconds since 1970 (7 bytes), then 0 for a whole second, else 1 and the fraction (8 bytes)
//	boolean:          family, 0 or 1
//	anything else:    family
//
// Exact digits are 2 for zero; else 1 (below zero) or 3, the exponent and the digits in pairs, each plus one, and a zero at
// the end, all complemented below zero.
const (
	binaryValue = iota // a double or float
	belowZero
	zeroValue
	aboveZero
)

const (
	secondsZero  = 1 << 55 // of 7 bytes
	nearExponent = 100     // exponents up to this are one byte
	exponentZero = 128
)

// AppendSortKey appends the bytes by which values of literals are ordered: of two keys the lower is that of the value
// which comes first in Order, equal values have equal keys, and none is the beginning of another. Where keys are equal,
// Order goes by datatype and lexical form. The key of a string is its family alone.
func AppendSortKey(dst []byte, v Value) []byte {
	dst = append(dst, byte(families[v.Kind]))
	switch {
	case v.Kind.Numeric():
		return appendNumber(dst, v)
	case v.Kind.Temporal():
		return appendInstant(dst, v)
	case v.Kind.IsDuration():
		d := meanSeconds(v)
		return appendDigits(appendFloat(dst, decimalFloat(d)), d)
	case v.Kind == Boolean:
		return append(dst, byte(v.n))
	}
	return dst
}

func appendNumber(dst []byte, v Value) []byte {
	f, _ := v.Float64()
	dst = appendFloat(dst, f)
	switch {
	case v.Kind >= Float:
		return append(dst, binaryValue)
	case v.d != nil:
		return appendDigits(dst, v.d)
	}
	exponent := 0
	if v.Kind == Decimal {
		exponent = -6
	}
	var buf [20]byte
	digits := strconv.AppendUint(buf[:0], uint64(abs(v.n)), 10)
	return appendExact(dst, v.n < 0, digits, exponent)
}

// appendFloat appends a double so that bytes are ordered as numbers are, NaN first.
func appendFloat(dst []byte, f float64) []byte {
	bits := math.Float64bits(f + 0) // -0 is 0
	switch {
	case f != f:
		bits = 0
	case bits>>63 != 0:
		bits = ^bits
	default:
		bits |= 1 << 63
	}
	return binary.BigEndian.AppendUint64(dst, bits)
}

func appendDigits(dst []byte, d *apd.Decimal) []byte {
	return appendExact(dst, d.Negative, d.Coeff.Append(nil, 10), int(d.Exponent))
}

// appendExact appends digits x 10^exponent.
func appendExact(dst []byte, negative bool, digits []byte, exponent int) []byte {
	exponent += len(digits) // of 0.digits
	for len(digits) > 0 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	if len(digits) == 0 {
		return append(dst, zeroValue)
	}
	sign := byte(aboveZero)
	if negative {
		sign = belowZero
	}
	dst = append(dst, sign)
	start := len(dst)
	dst = appendExponent(dst, exponent)
	for ; len(digits) > 1; digits = digits[2:] {
		dst = append(dst, (digits[0]-'0')*10+digits[1]-'0'+1)
	}
	if len(digits) == 1 {
		dst = append(dst, (digits[0]-'0')*10+1)
	}
	dst = append(dst, 0)
	if negative {
		for i := start; i < len(dst); i++ {
			dst[i] = ^dst[i]
		}
	}
	return dst
}

// appendExponent appends one byte, or for those far from zero one of the outermost bytes and four more.
func appendExponent(dst []byte, e int) []byte {
	switch {
	case e < -nearExponent:
		dst = append(dst, 0)
	case e > nearExponent:
		dst = append(dst, 255)
	default:
		return append(dst, byte(e+exponentZero))
	}
	return binary.BigEndian.AppendUint32(dst, uint32(int64(e)+1<<31))
}

func appendInstant(dst []byte, v Value) []byte {
	s := uint64(v.n + secondsZero)
	dst = append(dst, byte(s>>48), byte(s>>40), byte(s>>32), byte(s>>24), byte(s>>16), byte(s>>8), byte(s))
	if v.m == 0 {
		return append(dst, 0)
	}
	return binary.BigEndian.AppendUint64(append(dst, 1), uint64(v.m))
}

// SortWindow says what sort keys tell of Compare with a number or point in time v: the values that can be compared with v
// have keys from start on and below end. Those below low are less than v, those from high on are greater, and those between
// must be compared one by one: numbers that a conversion to float makes equal to v, times that a zone may move to the
// other side. ok is false for values of other kinds.
func SortWindow(v Value) (start, low, high, end []byte, ok bool) {
	f := byte(families[v.Kind])
	start, end = []byte{f}, []byte{f + 1}
	switch {
	case v.Kind.Numeric():
		x, _ := v.Float64()
		if x != x {
			return start, start, start, start, true
		}
		below, above := float64(math.Nextafter32(float32(x), float32(math.Inf(-1)))), float64(math.Nextafter32(float32(x), float32(math.Inf(1))))
		start = append(start, 0, 0, 0, 0, 0, 0, 0, 1) // NaN is before
		low, high = appendFloat([]byte{f}, below), end
		if !math.IsInf(above, 1) {
			high = appendFloat([]byte{f}, math.Nextafter(above, math.Inf(1)))
		}
		return start, low, high, end, true
	case v.Kind.Temporal():
		early, late := v, v
		early.n, early.m = v.n-zoneSpan, 0
		late.n, late.m = v.n+zoneSpan+1, 0
		return start, appendInstant([]byte{f}, early), appendInstant([]byte{f}, late), end, true
	}
	return nil, nil, nil, nil, false
}

// SortKeyLen is the length of the sort key that key begins with; ok is false if there is none.
func SortKeyLen(key string) (n int, ok bool) {
	if key == "" {
		return 0, false
	}
	switch f := int8(key[0]); {
	case f == families[Integer] || f == families[Duration]:
		return exactLen(key)
	case f >= families[DateTime] && f <= families[GDay]:
		n = 9
		if len(key) >= n && key[n-1] == 1 {
			n += 8
		}
	case f == families[Boolean]:
		n = 2
	default:
		n = 1
	}
	return n, n <= len(key)
}

const (
	nearestEnd = 9  // of the nearest double
	mostDigits = 18 // decimal digits that an int64 holds whatever they are
)

// SortKeyNumeric reports whether a sort key is that of a number.
func SortKeyNumeric(key []byte) bool {
	return len(key) > nearestEnd && int8(key[0]) == families[Integer]
}

// SortKeyFloat gives the double or float of the sort key that a numeric key begins with, and where that ends; ok is false for integers and
// decimals. A zero has lost its sign.
func SortKeyFloat(key []byte) (f float64, n int, ok bool) {
	bits := binary.BigEndian.Uint64(key[1:nearestEnd])
	switch {
	case bits == 0:
		f = math.NaN()
	case bits>>63 == 0:
		f = math.Float64frombits(^bits)
	default:
		f = math.Float64frombits(bits &^ (1 << 63))
	}
	return f, nearestEnd + 1, key[nearestEnd] == binaryValue
}

// SortKeyDigits gives the integer or decimal digits x 10^-places of the sort key that a numeric key begins with, and where that ends; ok is
// false for doubles and floats, for more than 18 digits and for the lowest exponents.
func SortKeyDigits(key []byte) (digits int64, places, n int, ok bool) {
	tag, n := key[nearestEnd], nearestEnd+1
	if tag == zeroValue {
		return 0, 0, n, true
	}
	if tag == binaryValue || n == len(key) {
		return 0, 0, 0, false
	}
	flip := byte(0)
	if tag == belowZero {
		flip = 255
	}
	exponent := key[n] ^ flip
	if exponent == 0 || exponent == 255 {
		return 0, 0, 0, false
	}
	places = exponentZero - int(exponent)
	n++
	for last := n + mostDigits/2; n < len(key); n++ {
		pair := key[n] ^ flip
		switch {
		case pair == 0 && flip != 0:
			return -digits, places, n + 1, true
		case pair == 0:
			return digits, places, n + 1, true
		case n == last:
			return 0, 0, 0, false
		}
		digits = digits*100 + int64(pair-1)
		places += 2
	}
	return 0, 0, 0, false
}

// exactLen is SortKeyLen of a number or duration.
func exactLen(key string) (n int, ok bool) {
	n = 10
	if len(key) < n {
		return 0, false
	}
	var end byte // of the digits
	switch key[9] {
	case belowZero:
		end = 255
	case aboveZero:
	default:
		return n, key[9] <= aboveZero
	}
	if len(key) > n && (key[n] == 0 || key[n] == 255) {
		n += 4
	}
	for n++; n < len(key); n++ {
		if key[n] == end {
			return n + 1, true
		}
	}
	return 0, false
}
