package dict

import (
	"math"
	"strconv"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// Numbers are stored with an offset, so that payloads are ordered as the values are.
const (
	// NumberZero is the upper 56 bits of the payload of an integer or decimal 0; four bits lie below.
	NumberZero = 1 << 55

	million   = 1_000_000
	doubleMax = 1_000_000_000_000_000 // of a double's value x 10^6: both are exact, so their quotient is the right double
)

// integerTypes are xsd:integer and the types derived from it. The place in the list is the code in the ID: never
// reorder.
var integerTypes = [...]struct {
	name     string
	min, max int64
}{
	{"integer", math.MinInt64, math.MaxInt64},
	{"nonPositiveInteger", math.MinInt64, 0},
	{"negativeInteger", math.MinInt64, -1},
	{"long", math.MinInt64, math.MaxInt64},
	{"int", math.MinInt32, math.MaxInt32},
	{"short", math.MinInt16, math.MaxInt16},
	{"byte", math.MinInt8, math.MaxInt8},
	{"nonNegativeInteger", 0, math.MaxInt64},
	{"unsignedLong", 0, math.MaxInt64},
	{"unsignedInt", 0, math.MaxUint32},
	{"unsignedShort", 0, math.MaxUint16},
	{"unsignedByte", 0, math.MaxUint8},
	{"positiveInteger", 1, math.MaxInt64},
}

// integerIRIs are the datatypes, whole, so that printing does not allocate.
var integerIRIs = func() (iris [len(integerTypes)]string) {
	for i, t := range integerTypes {
		iris[i] = rdf.XSD + t.name
	}
	return iris
}()

// number packs a signed value of 56 bits and four more bits.
func number(k index.Kind, v int64, low uint64) (index.ID, bool) {
	if v < -NumberZero || v >= NumberZero {
		return 0, false
	}
	return index.MakeID(k, uint64(v+NumberZero)<<4|low), true
}

// Number gives the value of an ID of kind integer, or the value x 10^6 of one of kind decimal or double.
func Number(id index.ID) int64 {
	if id.Kind() == index.KindDouble {
		return int64(id.Payload()>>DoubleLow) - DoubleZero
	}
	return int64(id.Payload()>>4) - NumberZero
}

// Integer gives the ID of an xsd:integer; ok is false where it has more than 56 bits.
func Integer(n int64) (id index.ID, ok bool) { return number(index.KindInteger, n, 0) }

func encodeInteger(s string, code int) (index.ID, bool) {
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v < integerTypes[code].min || v > integerTypes[code].max {
		return 0, false
	}
	return number(index.KindInteger, v, uint64(code))
}

func appendInteger(dst []byte, p uint64) ([]byte, string) {
	code := p & 15
	if code >= uint64(len(integerTypes)) {
		return dst, ""
	}
	return strconv.AppendInt(dst, int64(p>>4)-NumberZero, 10), integerIRIs[code]
}

// fixed reads "[-]digits[.digits]" with at most six decimals as value x 10^6, and how many decimals there were.
func fixed(s string) (v int64, decimals int, ok bool) {
	whole, frac, point := strings.Cut(s, ".")
	if len(frac) > 6 || point && frac == "" || strings.HasPrefix(frac, "-") || strings.HasPrefix(frac, "+") {
		return 0, 0, false
	}
	w, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || w > math.MaxInt64/million-1 || w < -(math.MaxInt64/million-1) {
		return 0, 0, false
	}
	f, err := strconv.ParseInt((frac + "000000")[:6], 10, 64)
	if err != nil {
		return 0, 0, false
	}
	if strings.HasPrefix(whole, "-") {
		f = -f
	}
	return w*million + f, len(frac), true
}

// appendFixed is the inverse of fixed.
func appendFixed(dst []byte, v int64, decimals int) []byte {
	if v < 0 {
		dst, v = append(dst, '-'), -v
	}
	dst = strconv.AppendInt(dst, v/million, 10)
	if decimals == 0 {
		return dst
	}
	dst = append(dst, '.')
	for i, unit := 0, int64(million/10); i < decimals; i, unit = i+1, unit/10 {
		dst = append(dst, byte('0'+v/unit%10))
	}
	return dst
}

func encodeDecimal(s string) (index.ID, bool) {
	v, decimals, ok := fixed(s)
	if !ok {
		return 0, false
	}
	return number(index.KindDecimal, v, uint64(decimals))
}

func appendDecimal(dst []byte, p uint64) ([]byte, string) {
	if p&15 > 6 {
		return dst, ""
	}
	return appendFixed(dst, int64(p>>4)-NumberZero, int(p&15)), rdf.XSDDecimal
}

// A double has value x 10^6 in the upper bits, below them the datatype and how it was written.
const (
	// DoubleLow is how many bits lie below the value of a double, DoubleZero the value bits of 0.
	DoubleLow  = 5
	DoubleZero = 1 << (index.PayloadBits - DoubleLow - 1)

	floatBit = 1 << 4
)

// The forms of a double: 0 to 6 are that many decimals without exponent; the others have the shortest mantissa.
const (
	formCanonical = 8 + iota // 1.5E3, 1.0E0: the canonical form of XSD
	formLower                // 1.5e3, 1.0e0
	formBare                 // 1E3: no ".0"
	formBareLower            // 1e3
)

func encodeDouble(s string) (index.ID, bool) { return encodeBinary(s, 0) }

// encodeFloat inlines floats whose decimal form is exact: others lie between doubles of the same digits, and the
// order of IDs would be wrong.
func encodeFloat(s string) (index.ID, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || float64(float32(f)) != f {
		return 0, false
	}
	id, ok := encodeBinary(s, floatBit)
	if !ok || float64(Number(id))/million != f {
		return 0, false
	}
	return id, true
}

func encodeBinary(s string, datatype uint64) (index.ID, bool) {
	at := strings.IndexAny(s, "eE")
	if at < 0 {
		v, decimals, ok := fixed(s)
		return makeDouble(v, uint64(decimals)|datatype, ok)
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.Abs(f) >= doubleMax/million {
		return 0, false
	}
	v := int64(math.Round(f * million))
	if float64(v)/million != f {
		return 0, false
	}
	form := uint64(formCanonical)
	if !strings.Contains(s[:at], ".") {
		form = formBare
	}
	if s[at] == 'e' {
		form++
	}
	return makeDouble(v, form|datatype, true)
}

func makeDouble(v int64, low uint64, ok bool) (index.ID, bool) {
	if !ok || v <= -doubleMax || v >= doubleMax {
		return 0, false
	}
	return index.MakeID(index.KindDouble, uint64(v+DoubleZero)<<DoubleLow|low), true
}

func appendDouble(dst []byte, p uint64) ([]byte, string) {
	datatype := rdf.XSDDouble
	if p&floatBit != 0 {
		datatype = rdf.XSDFloat
	}
	v, form := int64(p>>DoubleLow)-DoubleZero, p&15
	switch {
	case form <= 6:
		return appendFixed(dst, v, int(form)), datatype
	case form >= formCanonical && form <= formBareLower:
		return appendScientific(dst, v, form), datatype
	}
	return dst, ""
}

// appendScientific prints value x 10^6 as one digit, a point, the others without trailing zeros, and the exponent.
func appendScientific(dst []byte, v int64, form uint64) []byte {
	if v < 0 {
		dst, v = append(dst, '-'), -v
	}
	var digits [20]byte
	d := strconv.AppendInt(digits[:0], v, 10)
	exponent := len(d) - 7
	if v == 0 {
		exponent = 0
	}
	rest := strings.TrimRight(string(d[1:]), "0")
	dst = append(dst, d[0])
	switch {
	case rest != "":
		dst = append(append(dst, '.'), rest...)
	case form < formBare:
		dst = append(dst, '.', '0')
	}
	return strconv.AppendInt(append(dst, "EeEe"[form-formCanonical]), int64(exponent), 10)
}

// IsFloat reports whether an ID of kind double is an xsd:float.
func IsFloat(id index.ID) bool { return id.Payload()&floatBit != 0 }

// Boolean gives the value of an ID of kind boolean.
func Boolean(id index.ID) bool { return id.Payload() >= 2 }
