package xsd

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"w3id.org/concord/ontology/rdf"
)

// Parse gives a term its value. It never fails: a literal without a known value is of kind Other, the zero Term Error.
func Parse(t rdf.Term) Value {
	switch t.Kind {
	case rdf.IRI:
		return NewIRI(t.Value)
	case rdf.Blank:
		return NewBlank(t.Value)
	case rdf.None:
		return Value{}
	}
	switch t.Datatype {
	case rdf.XSDString:
		return NewString(t.Value)
	case rdf.RDFLangString:
		if t.Lang != "" {
			return NewLang(t.Value, t.Lang)
		}
	}
	if v := ParseLexical(t.Value, t.Datatype); v.Kind != Error {
		return v
	}
	return Value{Kind: Other, a: t.Value, b: t.Datatype}
}

// ParseLexical gives the value of a lexical form of a datatype: Error if the form does not fit or the datatype is not
// known. Whitespace around the form does not fit.
func ParseLexical(s, datatype string) Value {
	local, ok := strings.CutPrefix(datatype, rdf.XSD)
	if !ok {
		return Value{}
	}
	if r, ok := integerTypes[local]; ok {
		return parseInteger(s, r)
	}
	switch local {
	case "string":
		return NewString(s)
	case "boolean":
		return parseBoolean(s)
	case "decimal":
		return parseDecimal(s)
	case "double":
		return parseFloat(s, 64)
	case "float":
		return parseFloat(s, 32)
	case "duration":
		return parseDuration(s, Duration)
	case "yearMonthDuration":
		return parseDuration(s, YearMonthDuration)
	case "dayTimeDuration":
		return parseDuration(s, DayTimeDuration)
	}
	return parseTemporal(s, local)
}

// interval bounds an integer type; big types have no bound on a side where the flag is false.
type interval struct {
	min, max       int64
	hasMin, hasMax bool
	unsignedLong   bool
}

var integerTypes = map[string]interval{
	"integer":            {},
	"nonPositiveInteger": {hasMax: true},
	"negativeInteger":    {hasMax: true, max: -1},
	"nonNegativeInteger": {hasMin: true},
	"positiveInteger":    {hasMin: true, min: 1},
	"long":               {math.MinInt64, math.MaxInt64, true, true, false},
	"int":                {math.MinInt32, math.MaxInt32, true, true, false},
	"short":              {math.MinInt16, math.MaxInt16, true, true, false},
	"byte":               {math.MinInt8, math.MaxInt8, true, true, false},
	"unsignedLong":       {0, 0, true, false, true},
	"unsignedInt":        {0, math.MaxUint32, true, true, false},
	"unsignedShort":      {0, math.MaxUint16, true, true, false},
	"unsignedByte":       {0, math.MaxUint8, true, true, false},
}

var maxUint64 = new(big.Int).SetUint64(math.MaxUint64)

// numericType reports whether a datatype is one of the numeric ones.
func numericType(datatype string) bool {
	local, ok := strings.CutPrefix(datatype, rdf.XSD)
	if !ok {
		return false
	}
	_, isInt := integerTypes[local]
	return isInt || local == "decimal" || local == "double" || local == "float"
}

// IsIntegerType reports whether a datatype is xsd:integer or derived from it.
func IsIntegerType(datatype string) bool {
	local, ok := strings.CutPrefix(datatype, rdf.XSD)
	_, isInt := integerTypes[local]
	return ok && isInt
}

func parseInteger(s string, r interval) Value {
	if len(s) > 0 && len(s) < 19 {
		n, ok := smallInteger(s)
		if !ok || r.hasMin && n < r.min || r.hasMax && n > r.max {
			return Value{}
		}
		return NewInteger(n)
	}
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || !allDigits(digits) {
		return Value{}
	}
	b, ok := new(big.Int).SetString(s, 10)
	if !ok {
		return Value{}
	}
	v := fromBig(b)
	if r.hasMin && (v.d == nil && v.n < r.min || v.d != nil && b.Sign() < 0) || r.hasMax && (v.d == nil && v.n > r.max || v.d != nil && b.Sign() > 0) {
		return Value{}
	}
	if r.unsignedLong && b.Cmp(maxUint64) > 0 {
		return Value{}
	}
	return v
}

// smallInteger reads an optional sign and at most 18 digits.
func smallInteger(s string) (n int64, ok bool) {
	i, neg := 0, false
	if s[0] == '-' || s[0] == '+' {
		i, neg = 1, s[0] == '-'
	}
	if i == len(s) {
		return 0, false
	}
	for ; i < len(s); i++ {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + int64(c)
	}
	if neg {
		n = -n
	}
	return n, true
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func parseBoolean(s string) Value {
	switch s {
	case "true", "1":
		return NewBoolean(true)
	case "false", "0":
		return NewBoolean(false)
	}
	return Value{}
}

func parseDecimal(s string) Value {
	body := s
	if s != "" && (s[0] == '-' || s[0] == '+') {
		body = s[1:]
	}
	whole, frac, _ := strings.Cut(body, ".")
	if whole == "" && frac == "" || whole != "" && !allDigits(whole) || frac != "" && !allDigits(frac) {
		return Value{}
	}
	frac = strings.TrimRight(frac, "0")
	if len(frac) <= 6 && len(whole) <= 12 {
		n := int64(0)
		if whole != "" {
			n, _ = smallInteger(whole)
		}
		f, _ := smallInteger((frac + "000000")[:6])
		n = n*million + f
		if s[0] == '-' {
			n = -n
		}
		return NewMillionths(n)
	}
	digits, exponent := whole+frac, -len(frac)
	if frac == "" { // taking zeros off a big number takes long
		digits = strings.TrimRight(whole, "0")
		exponent = len(whole) - len(digits)
	}
	coeff, ok := new(apd.BigInt).SetString("0"+digits, 10)
	if !ok {
		return Value{}
	}
	d := apd.NewWithBigInt(coeff, int32(exponent))
	d.Negative = s[0] == '-' && coeff.Sign() != 0
	return fromDecimal(d)
}

func parseFloat(s string, bits int) Value {
	f, ok := float(s, bits)
	if !ok {
		return Value{}
	}
	if bits == 32 {
		return NewFloat(f)
	}
	return NewDouble(f)
}

func float(s string, bits int) (float64, bool) {
	switch s {
	case "INF", "+INF":
		return math.Inf(1), true
	case "-INF":
		return math.Inf(-1), true
	case "NaN":
		return math.NaN(), true
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c == '+', c == '-', c == '.', c == 'e', c == 'E':
		default:
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(s, bits)
	if err != nil && !math.IsInf(f, 0) { // out of range is infinity, as XSD rounds
		return 0, false
	}
	return f, true
}
