package xsd

import (
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// Cast converts a value to a datatype as XPath's constructor functions do (SPARQL 1.1, 17.5; XPath F&O, 17). Error where
// the table does not allow it or the value does not fit.
func Cast(v Value, datatype string) Value {
	if datatype == rdf.XSDString {
		if v.Kind == Error || v.Kind == Blank || v.Kind == Lang {
			return Value{}
		}
		return NewString(v.String())
	}
	switch v.Kind {
	case String:
		return named(FromLexical(v.a, datatype), datatype)
	case Error, IRI, Blank, Lang, Other:
		return Value{}
	}
	if IsIntegerType(datatype) {
		return castInteger(v, datatype)
	}
	switch datatype {
	case rdf.XSDBoolean:
		if v.Kind == Boolean || v.Kind.Numeric() {
			b, _ := v.Boolean()
			return NewBoolean(b)
		}
		return Value{}
	case rdf.XSDDecimal:
		return castDecimal(v)
	case rdf.XSDDouble, rdf.XSDFloat:
		return castFloat(v, datatype)
	}
	return castTime(v, datatype)
}

// named makes an Integer remember that it is of a derived type.
func named(v Value, datatype string) Value {
	if v.Kind == Integer && datatype != rdf.XSDInteger {
		v.b = datatype
	}
	return v
}

// FromLexical is ParseLexical with whitespace around the form allowed, as casts have it.
func FromLexical(s, datatype string) Value { return ParseLexical(strings.Trim(s, " \t\r\n"), datatype) }

func castInteger(v Value, datatype string) Value {
	switch v.Kind {
	case Boolean:
		v = NewInteger(v.n)
	case Decimal:
		v = truncated(v.decimal())
	case Float, Double:
		if f := v.float(); f-f != 0 { // NaN and the infinities
			return Value{}
		}
		v = truncated(v.wide())
	case Integer:
	default:
		return Value{}
	}
	return named(ParseLexical(v.String(), datatype), datatype)
}

func castDecimal(v Value) Value {
	switch v.Kind {
	case Boolean:
		return NewMillionths(v.n * million)
	case Integer:
		return fromDecimal(sumDecimal(v.decimal(), 0))
	case Decimal:
		return v
	case Float:
		return parseDecimal(strconv.FormatFloat(v.float(), 'f', -1, 32))
	case Double:
		return parseDecimal(strconv.FormatFloat(v.float(), 'f', -1, 64))
	}
	return Value{}
}

func castFloat(v Value, datatype string) Value {
	if v.Kind == Boolean {
		v = NewInteger(v.n)
	}
	f, ok := v.Float64()
	switch {
	case !ok:
		return Value{}
	case datatype == rdf.XSDFloat:
		return NewFloat(f)
	}
	return NewDouble(f)
}

// castTime goes from a time to one with fewer parts, and from a date to a dateTime; and between durations.
func castTime(v Value, datatype string) Value {
	local := strings.TrimPrefix(datatype, rdf.XSD)
	to, ok := temporalKinds[local]
	switch {
	case ok && v.Kind == to:
		return v
	case ok && (v.Kind == DateTime && to > DateTime || v.Kind == Date && to != Time && to.Temporal()):
		return v.fields().as(to)
	case v.Kind.IsDuration():
		return castDuration(v, datatype)
	}
	return Value{}
}

// as keeps the parts that a kind has.
func (f fields) as(k Kind) Value {
	keep, layout := reference(k), layouts[k]
	if strings.Contains(layout, "y") {
		keep.year = f.year
	}
	if strings.Contains(layout, "m") {
		keep.month = f.month
	}
	if strings.Contains(layout, "d") {
		keep.day = f.day
	}
	if strings.Contains(layout, "t") {
		keep.hour, keep.minute, keep.secs, keep.frac = f.hour, f.minute, f.secs, f.frac
	}
	keep.zone = f.zone
	return keep.value(k)
}

func castDuration(v Value, datatype string) Value {
	switch datatype {
	case dtDuration:
		v.Kind = Duration
	case dtYearMonthDuration:
		v = Value{Kind: YearMonthDuration, n: v.n, d: zeroSeconds}
	case dtDayTimeDuration:
		v = newDayTime(v.d)
	default:
		return Value{}
	}
	return v
}
