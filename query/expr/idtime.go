package expr

import (
	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// Parts of times and casts on IDs that hold values.

const (
	secondMillis = 1000
	minuteMillis = 60 * secondMillis
	hourMillis   = 60 * minuteMillis
)

// ofDate is a part of a date or dateTime, ofClock one of the time of a dateTime.
func ofDate(part func(y, m, d int64) int64) func(index.ID) index.ID {
	return func(id index.ID) index.ID {
		days, _, ok := dict.Local(id)
		if !ok {
			return noTime(id)
		}
		return known(dict.Integer(part(xsd.Civil(days))))
	}
}

func ofClock(part func(ms int64) (index.ID, bool)) func(index.ID) index.ID {
	return func(id index.ID) index.ID {
		_, ms, ok := dict.Local(id)
		switch {
		case !ok:
			return noTime(id)
		case ms < 0:
			return 0
		}
		return known(part(ms))
	}
}

// noTime is the result for an operand that holds no time: an error if it surely is none.
func noTime(id index.ID) index.ID {
	if k := id.Kind(); k == index.KindOrdered || k == index.KindQuery {
		return Taken
	}
	return 0
}

var timeFunctions = map[string]func(index.ID) index.ID{
	"YEAR":    ofDate(func(y, _, _ int64) int64 { return y }),
	"MONTH":   ofDate(func(_, m, _ int64) int64 { return m }),
	"DAY":     ofDate(func(_, _, d int64) int64 { return d }),
	"HOURS":   ofClock(func(ms int64) (index.ID, bool) { return dict.Integer(ms / hourMillis) }),
	"MINUTES": ofClock(func(ms int64) (index.ID, bool) { return dict.Integer(ms / minuteMillis % 60) }),
	"SECONDS": ofClock(func(ms int64) (index.ID, bool) { return dict.Decimal(ms % minuteMillis * (million / secondMillis)) }),
}

// functionIDs adds the way by IDs to a function.
func functionIDs(n node, name string, args []node) node {
	if len(args) == 1 {
		if f := numberFunctions[name]; f != nil {
			return mapIDs(n, args[0], f)
		}
		if f := timeFunctions[name]; f != nil {
			return mapIDs(n, args[0], f)
		}
		if tag := tagOf(n, name, args[0]); tag != nil {
			return tag
		}
	}
	if name == "LANGMATCHES" {
		if match := tagMatch(n, args); match != nil {
			return match
		}
	}
	return textIDs(n, name, args)
}

// castIDs adds the way by IDs to a cast.
func castIDs(n, arg node, datatype string) node {
	f := casts[datatype]
	if code, ok := dict.IntegerCode(datatype); ok {
		f = func(id index.ID) index.ID { return toInteger(id, code) }
	}
	if f == nil {
		return n
	}
	if cast := castText(n, arg, datatype, f); cast != nil {
		return cast
	}
	return mapIDs(n, arg, f)
}

// casts are those that give values which IDs may hold; those to string make terms.
var casts = map[string]func(index.ID) index.ID{
	rdf.XSDDecimal: toDecimal, rdf.XSDDouble: toDouble, rdf.XSDBoolean: toBoolean, rdf.XSDDate: toDate, rdf.XSDDateTime: toDateTime,
}

// noCast is the result for an operand that holds none of the values that a cast takes: left open for a string, which may be one of them written
// down, and where a store that inlines nothing may have them.
func noCast(id index.ID) index.ID {
	switch id.Kind() {
	case index.KindString, index.KindOther, index.KindOrdered, index.KindDouble, index.KindQuery:
		return Taken
	}
	return 0
}

func toInteger(id index.ID, code int) index.ID {
	switch n := dict.Number(id); id.Kind() {
	case index.KindInteger:
		return known(dict.IntegerAs(n, code))
	case index.KindDecimal, index.KindDouble: // floats are whole numbers of millionths too
		return known(dict.IntegerAs(n/million, code))
	case index.KindBoolean:
		return known(dict.IntegerAs(int64(bit(dict.Boolean(id))), code))
	}
	return noCast(id)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func toDecimal(id index.ID) index.ID {
	n := dict.Number(id)
	switch k := id.Kind(); k {
	case index.KindInteger, index.KindDecimal:
		n, ok := asMillionths(n, k)
		if !ok {
			return Taken
		}
		return known(dict.Decimal(n))
	case index.KindDouble:
		if isDouble(id) { // fifteen digits at most: they are those that the double is printed with
			return known(dict.Decimal(n))
		}
	case index.KindBoolean:
		return known(dict.Decimal(int64(bit(dict.Boolean(id))) * million))
	}
	return noCast(id)
}

func toDouble(id index.ID) index.ID {
	switch id.Kind() {
	case index.KindInteger, index.KindDecimal:
		f, ok := asDouble(id)
		if !ok {
			return Taken
		}
		return known(dict.Double(f))
	case index.KindDouble:
		if isDouble(id) {
			return known(dict.DoubleMillionths(dict.Number(id)))
		}
	case index.KindBoolean:
		return known(dict.Double(float64(bit(dict.Boolean(id)))))
	}
	return noCast(id)
}

func toBoolean(id index.ID) index.ID {
	switch id.Kind() {
	case index.KindInteger, index.KindDecimal, index.KindDouble:
		return dict.Truth(dict.Number(id) != 0)
	case index.KindBoolean:
		return dict.Truth(dict.Boolean(id))
	}
	return noCast(id)
}

// toDate keeps the day of a dateTime. With a zone, the date has no ID that holds it.
func toDate(id index.ID) index.ID {
	switch id.Kind() {
	case index.KindDateTime:
		return dict.Day(id)
	case index.KindDateTimeZ:
		return Taken
	case index.KindDate:
		if dict.IsDate(id) {
			return id
		}
	}
	return noCast(id)
}

func toDateTime(id index.ID) index.ID {
	switch id.Kind() {
	case index.KindDateTime:
		if dict.WholeSeconds(id) {
			return id
		}
		return Taken
	case index.KindDateTimeZ:
		return Taken
	case index.KindDate:
		if dict.IsDate(id) {
			return dict.Midnight(id)
		}
	}
	return noCast(id)
}
