package dict

import (
	"math"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// IDs of values in canonical form, made and taken apart without a term between. They are those that Inline gives for the canonical
// term.

// Boolean terms have two spellings each; True and False are the canonical ones.
const (
	False = index.ID(index.KindBoolean) << index.PayloadBits
	True  = False | 2
)

// Truth gives the ID of an xsd:boolean.
func Truth(b bool) index.ID {
	if b {
		return True
	}
	return False
}

// IntegerCode gives the code of xsd:integer or a type derived from it; ok is false for any other datatype.
func IntegerCode(datatype string) (code int, ok bool) {
	for i, iri := range integerIRIs {
		if iri == datatype {
			return i, true
		}
	}
	return 0, false
}

// IntegerAs gives the ID of a number as a type of integer: 0 where the type has no such number, ok is false where it has more than 56 bits.
func IntegerAs(n int64, code int) (id index.ID, ok bool) {
	if t := &integerTypes[code]; n < t.min || n > t.max {
		return 0, true
	}
	return number(index.KindInteger, n, uint64(code))
}

// Decimal gives the ID of the xsd:decimal n / 10^6; ok is false where n has more than 56 bits.
func Decimal(n int64) (id index.ID, ok bool) {
	decimals := uint64(0)
	if n%million != 0 {
		decimals = 6
		for m := n; m%10 == 0; m /= 10 {
			decimals--
		}
	}
	return number(index.KindDecimal, n, decimals)
}

// Double gives the ID of an xsd:double; ok is false where it has none.
func Double(f float64) (id index.ID, ok bool) {
	if !(math.Abs(f) < doubleMax/million) || f == 0 && math.Signbit(f) {
		return 0, false
	}
	v := int64(math.RoundToEven(f * million))
	if float64(v)/million != f {
		return 0, false
	}
	return makeDouble(v, formCanonical, true)
}

// DoubleMillionths gives the ID of the xsd:double next to n / 10^6; ok is false where it has none.
func DoubleMillionths(n int64) (id index.ID, ok bool) { return makeDouble(n, formCanonical, true) }

const dayMillis = daySeconds * 1000

// Local takes a dateTime, or a date without zone, apart as it was written: days since 1970 and milliseconds of the day, -1 for a
// date. ok is false for any other ID.
func Local(id index.ID) (days, ms int64, ok bool) {
	switch at := Millis(id); id.Kind() {
	case index.KindDateTimeZ:
		if code := int64(id >> 2 & (1<<zoneBits - 1)); code >= 2 {
			at += (code - zoneOffset) * 60_000
		}
		return at/dayMillis - epochShift/daySeconds, at % dayMillis, true
	case index.KindDateTime:
		return at/dayMillis - epochShift/daySeconds, at % dayMillis, true
	case index.KindDate:
		if IsDate(id) {
			return int64(id.Payload()) - epochShift/daySeconds, -1, true
		}
	}
	return 0, 0, false
}

// IsDate reports whether an ID of KindDate is an xsd:date, and no part of one.
func IsDate(id index.ID) bool { return id.Payload()>>DateTypeShift == typeDate }

// Day gives the xsd:date of a dateTime without zone.
func Day(id index.ID) index.ID { return index.MakeID(index.KindDate, uint64(Millis(id)/dayMillis)) }

// Midnight gives the xsd:dateTime with which a date without zone begins.
func Midnight(id index.ID) index.ID {
	return index.MakeID(index.KindDateTime, id.Payload()*dayMillis<<2)
}

// WholeSeconds reports whether an ID of kind DateTime was written without a fraction.
func WholeSeconds(id index.ID) bool { return id&3 == 0 }

// InlineDatatype gives the datatype of an ID that holds its value; "" for any other.
func InlineDatatype(id index.ID) string {
	switch k := id.Kind(); k {
	case index.KindInteger:
		return integerIRIs[id&15]
	case index.KindDecimal:
		return rdf.XSDDecimal
	case index.KindDouble:
		if IsFloat(id) {
			return rdf.XSDFloat
		}
		return rdf.XSDDouble
	case index.KindBoolean:
		return rdf.XSDBoolean
	case index.KindDateTime, index.KindDateTimeZ:
		return rdf.XSDDateTime
	case index.KindDate:
		return dateIRIs[id.Payload()>>DateTypeShift]
	}
	return ""
}
