// Package xsd gives literals their values: parsing, comparing, arithmetic and printing for the datatypes of XML Schema
// that SPARQL 1.1 knows, and the total order of ORDER BY over all terms.
//
// It does not evaluate expressions (package expr does) and never changes a term: values come from terms and make new
// ones. Limits: years have at most 9 digits, seconds at most 18 decimals; beyond them a literal is ill-formed.
//
// The main path: Parse a term into a Value, use Equal, Compare, Add ..., and print with Value.Term.
package xsd

import (
	"cmp"
	"math/big"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"w3id.org/concord/ontology/rdf"
)

// Order is the total order of ORDER BY (SPARQL 1.1, 15.1) over all terms: the zero Term, blank nodes, IRIs, literals. Among
// literals: booleans, numbers by value across datatypes with NaN first, strings with and without language by code points,
// times by value, durations, all others by datatype. Equal values are ordered by datatype, lexical form and tag, so that 0
// means the same term.
func Order(a, b rdf.Term) int {
	if a == b {
		return 0
	}
	if a.Kind == rdf.Blank && b.Kind == rdf.Blank {
		return orderBlanks(a.Value, b.Value)
	}
	if a.Kind != b.Kind || a.Kind != rdf.Literal {
		return rdf.Compare(a, b)
	}
	if isText(a) && isText(b) {
		return rdf.Compare(a, b)
	}
	return OrderValues(a, b, Parse(a), Parse(b))
}

// orderBlanks puts shorter labels first: so those that end in numbers without leading zeros, as a store gives them out, come in the order of
// these. The standard leaves the order of blank nodes open.
func orderBlanks(a, b string) int {
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}

func isText(t rdf.Term) bool { return t.Datatype == rdf.XSDString || t.Datatype == rdf.RDFLangString }

// OrderValues is Order for terms of which the values are known already.
func OrderValues(a, b rdf.Term, x, y Value) int {
	if c := orderLiterals(x, y); c != 0 && a.Kind == rdf.Literal && b.Kind == rdf.Literal {
		return c
	}
	if a.Kind != rdf.Literal || b.Kind != rdf.Literal {
		return Order(a, b)
	}
	if x.Kind != String && x.Kind != Lang {
		if c := strings.Compare(a.Datatype, b.Datatype); c != 0 {
			return c
		}
	}
	return rdf.Compare(a, b)
}

// families is the sequence of the kinds of literal.
var families = [...]int8{Boolean: 1, Integer: 2, Decimal: 2, Float: 2, Double: 2, String: 3, Lang: 3, DateTime: 4, Date: 5,
	GYear: 6, GYearMonth: 7, Time: 8, GMonth: 9, GMonthDay: 10, GDay: 11, Duration: 12, YearMonthDuration: 12, DayTimeDuration: 12, Other: 13}

// orderLiterals is 0 for equal values and where the terms decide.
func orderLiterals(x, y Value) int {
	if c := int(families[x.Kind]) - int(families[y.Kind]); c != 0 {
		return c
	}
	switch {
	case x.Kind.Numeric():
		return exactOrder(x, y)
	case x.Kind == Boolean:
		return int(x.n - y.n)
	case x.Kind.Temporal(): // a time without zone stands where it would in UTC
		return compareInstants(x, y)
	case x.Kind.IsDuration():
		return meanSeconds(x).Cmp(meanSeconds(y))
	}
	return 0
}

// wide is any finite number as a decimal, exactly.
func (v Value) wide() *apd.Decimal {
	if v.Kind < Float {
		return v.decimal()
	}
	mantissa, exp := new(big.Float).SetFloat64(v.float()), 0
	exp = mantissa.MantExp(mantissa) - 53
	n, _ := mantissa.SetMantExp(mantissa, 53).Int(nil)
	scale := int32(0)
	if exp >= 0 {
		n.Lsh(n, uint(exp))
	} else { // n / 2^k = n * 5^k / 10^k
		n.Mul(n, new(big.Int).Exp(big.NewInt(5), big.NewInt(int64(-exp)), nil))
		scale = int32(exp)
	}
	d := apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(new(big.Int).Abs(n)), scale)
	d.Negative = n.Sign() < 0
	return d
}
