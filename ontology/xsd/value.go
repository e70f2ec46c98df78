package xsd

import (
	"math"

	"github.com/cockroachdb/apd/v3"

	"w3id.org/concord/ontology/rdf"
)

// Kind is the value space a Value lies in.
type Kind uint8

// The kinds. IRI and Blank are no XSD values; they are here so that a Value can stand for any RDF term.
const (
	Error             Kind = iota // no value: unbound, or the result of an operation that failed
	IRI                           // an IRI
	Blank                         // a blank node
	Other                         // a literal of an unknown datatype, or one whose lexical form does not fit its datatype
	String                        // xsd:string
	Lang                          // rdf:langString
	Boolean                       // xsd:boolean
	Integer                       // xsd:integer and the types derived from it
	Decimal                       // xsd:decimal
	Float                         // xsd:float
	Double                        // xsd:double
	DateTime                      // xsd:dateTime
	Date                          // xsd:date
	Time                          // xsd:time
	GYear                         // xsd:gYear
	GYearMonth                    // xsd:gYearMonth
	GMonth                        // xsd:gMonth
	GMonthDay                     // xsd:gMonthDay
	GDay                          // xsd:gDay
	Duration                      // xsd:duration
	YearMonthDuration             // xsd:yearMonthDuration
	DayTimeDuration               // xsd:dayTimeDuration
)

// Datatype IRIs this package needs that package rdf does not name.
const (
	dtTime              = rdf.XSD + "time"
	dtGYearMonth        = rdf.XSD + "gYearMonth"
	dtGMonth            = rdf.XSD + "gMonth"
	dtGMonthDay         = rdf.XSD + "gMonthDay"
	dtGDay              = rdf.XSD + "gDay"
	dtDuration          = rdf.XSD + "duration"
	dtYearMonthDuration = rdf.XSD + "yearMonthDuration"
	dtDayTimeDuration   = rdf.XSD + "dayTimeDuration"
)

var datatypes = [...]string{
	String: rdf.XSDString, Lang: rdf.RDFLangString, Boolean: rdf.XSDBoolean, Integer: rdf.XSDInteger, Decimal: rdf.XSDDecimal,
	Float: rdf.XSDFloat, Double: rdf.XSDDouble, DateTime: rdf.XSDDateTime, Date: rdf.XSDDate, Time: dtTime, GYear: rdf.XSDGYear,
	GYearMonth: dtGYearMonth, GMonth: dtGMonth, GMonthDay: dtGMonthDay, GDay: dtGDay, Duration: dtDuration,
	YearMonthDuration: dtYearMonthDuration, DayTimeDuration: dtDayTimeDuration,
}

// Numeric reports whether values of the kind are numbers.
func (k Kind) Numeric() bool { return k >= Integer && k <= Double }

// Temporal reports whether values of the kind are points or recurring points in time.
func (k Kind) Temporal() bool { return k >= DateTime && k <= GDay }

// IsDuration reports whether values of the kind are durations.
func (k Kind) IsDuration() bool { return k >= Duration }

// Literal reports whether values of the kind are literals.
func (k Kind) Literal() bool { return k >= Other }

// Value is the value of a term. The zero Value is an Error. Small numbers need no allocation. Values are immutable;
// use Equal and Compare, not ==.
type Value struct {
	Kind Kind
	zone int16        // Temporal: minutes east of UTC, or noZone
	n    int64        // Integer; Decimal x 10^6; bits of Float and Double; Boolean 0/1; Temporal seconds; Duration months
	m    int64        // Temporal: fraction of the second in 10^-18
	d    *apd.Decimal // Integer and Decimal that do not fit n; Duration: seconds
	a, b string       // String, Lang, Other: lexical form and tag or datatype; IRI; Blank label
}

const (
	noZone  = math.MinInt16
	million = 1_000_000
)

// NewString, NewLang, NewIRI and NewBlank wrap what they are given.
func NewString(s string) Value    { return Value{Kind: String, a: s} }
func NewLang(s, tag string) Value { return Value{Kind: Lang, a: s, b: tag} }
func NewIRI(iri string) Value     { return Value{Kind: IRI, a: iri} }
func NewBlank(label string) Value { return Value{Kind: Blank, a: label} }

// NewInteger is an xsd:integer.
func NewInteger(n int64) Value { return Value{Kind: Integer, n: n} }

// NewBoolean is an xsd:boolean.
func NewBoolean(b bool) Value {
	if b {
		return Value{Kind: Boolean, n: 1}
	}
	return Value{Kind: Boolean}
}

// NewDouble is an xsd:double.
func NewDouble(f float64) Value { return Value{Kind: Double, n: int64(math.Float64bits(f))} }

// NewFloat is an xsd:float.
func NewFloat(f float64) Value {
	return Value{Kind: Float, n: int64(math.Float64bits(float64(float32(f))))}
}

// NewMillionths is the xsd:decimal n / 10^6.
func NewMillionths(n int64) Value { return Value{Kind: Decimal, n: n} }

// IsError reports whether there is no value.
func (v Value) IsError() bool { return v.Kind == Error }

// Text is the lexical form of a String or Lang, an IRI, or a blank node's label.
func (v Value) Text() string { return v.a }

// Tag is the language tag of a Lang, else "".
func (v Value) Tag() string {
	if v.Kind == Lang {
		return v.b
	}
	return ""
}

// IsText reports whether v is a string literal, with or without a language tag.
func (v Value) IsText() bool { return v.Kind == String || v.Kind == Lang }

// Bool is the value of a Boolean.
func (v Value) Bool() bool { return v.n != 0 }

// Int64 gives an Integer that fits; ok is false for every other value.
func (v Value) Int64() (n int64, ok bool) { return v.n, v.Kind == Integer && v.d == nil }

// Millionths gives a Decimal that is n / 10^6; ok is false for every other value.
func (v Value) Millionths() (n int64, ok bool) { return v.n, v.Kind == Decimal && v.d == nil }

// Size is roughly the memory the value holds, in bytes.
func (v Value) Size() int64 {
	size := int64(80 + len(v.a) + len(v.b))
	if v.d != nil {
		size += int64(v.d.Size())
	}
	return size
}

func (v Value) float() float64 { return math.Float64frombits(uint64(v.n)) }

// Float64 is a number as a double, rounded if need be; ok is false for what is no number.
func (v Value) Float64() (f float64, ok bool) {
	switch v.Kind {
	case Float, Double:
		return v.float(), true
	case Integer:
		if v.d == nil {
			return float64(v.n), true
		}
	case Decimal:
		if v.d == nil {
			return scaledFloat(v.n), true
		}
	default:
		return 0, false
	}
	return decimalFloat(v.d), true
}

// Boolean is the effective boolean value (SPARQL 1.1, 17.2.2); ok is false where there is none, a type error.
func (v Value) Boolean() (b, ok bool) {
	switch v.Kind {
	case Boolean:
		return v.n != 0, true
	case String, Lang:
		return v.a != "", true
	case Integer, Decimal:
		return v.d != nil && v.d.Sign() != 0 || v.d == nil && v.n != 0, true
	case Float, Double:
		f := v.float()
		return f != 0 && f == f, true
	case Other: // an ill-formed number or boolean is false, any other ill-formed literal an error
		return false, v.b == rdf.XSDBoolean || numericType(v.b)
	}
	return false, false
}
