package xsd

import (
	"math"
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"w3id.org/concord/ontology/rdf"
)

// Datatype is the IRI of the value's datatype; "" for what is no literal. Only
// Cast makes integers of derived types.
func (v Value) Datatype() string {
	if v.Kind == Other {
		return v.b
	}
	if v.Kind == Integer && v.b != "" {
		return v.b
	}
	if v.Kind > Other {
		return datatypes[v.Kind]
	}
	return ""
}

// Term prints the value as a term in canonical form; an Error as the zero Term.
func (v Value) Term() rdf.Term {
	switch v.Kind {
	case Error:
		return rdf.Term{}
	case IRI:
		return rdf.NewIRI(v.a)
	case Blank:
		return rdf.NewBlank(v.a)
	case Lang:
		return rdf.NewLang(v.a, v.b)
	}
	return rdf.Term{Kind: rdf.Literal, Value: v.Canonical(), Datatype: v.Datatype()}
}

// Canonical is the canonical lexical form (XSD 1.1, part 2): 1.5E0 for a double. Times keep their zone.
func (v Value) Canonical() string {
	switch v.Kind {
	case Float:
		return canonicalFloat(v.float(), 32)
	case Double:
		return canonicalFloat(v.float(), 64)
	}
	return v.String()
}

// String is the value as a cast to xsd:string gives it (XPath F&O, 17.1.2): 1.5 for a double, an IRI as it is.
func (v Value) String() string {
	switch v.Kind {
	case Boolean:
		return strconv.FormatBool(v.n != 0)
	case Integer:
		if v.d == nil {
			return strconv.FormatInt(v.n, 10)
		}
		return v.d.Text('f')
	case Decimal:
		return decimalString(v)
	case Float:
		return floatString(v.float(), 32)
	case Double:
		return floatString(v.float(), 64)
	case Duration, YearMonthDuration, DayTimeDuration:
		return durationString(v)
	}
	if v.Kind.Temporal() {
		return temporalString(v)
	}
	return v.a
}

func decimalString(v Value) string {
	if v.d == nil && v.n%million == 0 {
		return strconv.FormatInt(v.n/million, 10)
	}
	s := v.decimal().Text('f')
	if strings.Contains(s, ".") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func special(f float64) (string, bool) {
	switch {
	case f != f:
		return "NaN", true
	case math.IsInf(f, 1):
		return "INF", true
	case math.IsInf(f, -1):
		return "-INF", true
	}
	return "", false
}

func canonicalFloat(f float64, bits int) string {
	if s, ok := special(f); ok {
		return s
	}
	mantissa, exp, _ := strings.Cut(strconv.FormatFloat(f, 'E', -1, bits), "E")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	e, _ := strconv.Atoi(exp)
	return mantissa + "E" + strconv.Itoa(e)
}

func floatString(f float64, bits int) string {
	if s, ok := special(f); ok {
		return s
	}
	if a := math.Abs(f); a == 0 || a >= 1e-6 && a < 1e6 {
		return strconv.FormatFloat(f, 'f', -1, bits)
	}
	return canonicalFloat(f, bits)
}

func temporalString(v Value) string {
	f, layout := v.fields(), layouts[v.Kind]
	dst := make([]byte, 0, 40)
	for i := 0; i < len(layout); i++ {
		switch layout[i] {
		case 'y':
			dst = appendYear(dst, f.year)
		case 'm':
			dst = appendTwo(dst, f.month)
		case 'd':
			dst = appendTwo(dst, f.day)
		case 't':
			dst = appendTwo(append(appendTwo(append(appendTwo(dst, f.hour), ':'), f.minute), ':'), f.secs)
			dst = appendFraction(dst, f.frac)
		default:
			dst = append(dst, layout[i])
		}
	}
	return string(appendZone(dst, v.zone))
}

func appendYear(dst []byte, y int64) []byte {
	if y < 0 {
		dst, y = append(dst, '-'), -y
	}
	s := strconv.FormatInt(y, 10)
	for i := len(s); i < 4; i++ {
		dst = append(dst, '0')
	}
	return append(dst, s...)
}

func appendTwo(dst []byte, n int64) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }

func appendFraction(dst []byte, frac int64) []byte {
	if frac == 0 {
		return dst
	}
	s := strconv.FormatInt(frac, 10)
	s = strings.Repeat("0", maxFraction-len(s)) + s
	return append(append(dst, '.'), strings.TrimRight(s, "0")...)
}

func appendZone(dst []byte, zone int16) []byte {
	switch {
	case zone == noZone:
		return dst
	case zone == 0:
		return append(dst, 'Z')
	case zone < 0:
		dst, zone = append(dst, '-'), -zone
	default:
		dst = append(dst, '+')
	}
	return appendTwo(append(appendTwo(dst, int64(zone/60)), ':'), int64(zone%60))
}

func durationString(v Value) string {
	var b strings.Builder
	if v.n < 0 || v.d.Sign() < 0 {
		b.WriteByte('-')
	}
	b.WriteByte('P')
	part := func(n int64, unit byte) {
		if n != 0 {
			b.WriteString(strconv.FormatInt(n, 10))
			b.WriteByte(unit)
		}
	}
	part(abs(v.n)/12, 'Y')
	part(abs(v.n)%12, 'M')
	appendDayTime(&b, v, part)
	if v.n == 0 && v.d.IsZero() {
		if v.Kind == YearMonthDuration {
			b.WriteString("0M")
		} else {
			b.WriteString("T0S")
		}
	}
	return b.String()
}

// appendDayTime writes the seconds as days, hours, minutes and seconds.
func appendDayTime(b *strings.Builder, v Value, part func(int64, byte)) {
	secs := Abs(fromDecimal(new(apd.Decimal).Set(v.d)))
	whole, ok := truncated(secs.decimal()).Int64()
	if !ok { // beyond 292 thousand million years: as seconds alone
		b.WriteString("T" + secs.String() + "S")
		return
	}
	part(whole/daySeconds, 'D')
	rest := Sub(secs, NewInteger(whole-whole%60))
	zero := exactOrder(rest, NewInteger(0)) == 0
	if whole%daySeconds/60 != 0 || !zero {
		b.WriteByte('T')
	}
	part(whole%daySeconds/3600, 'H')
	part(whole%3600/60, 'M')
	if !zero {
		b.WriteString(rest.String() + "S")
	}
}
