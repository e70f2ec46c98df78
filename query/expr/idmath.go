package expr

import (
	"math"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
)

// Arithmetic on IDs that hold numbers. Every function gives the ID of what package xsd gives for the values, or Taken where that has no such
// ID or the operands are others than integers, decimals and doubles (a float is rounded at each step, and left to the values).

const million = 1_000_000

// known gives an ID, or Taken where there is none.
func known(id index.ID, ok bool) index.ID {
	if !ok {
		return Taken
	}
	return id
}

// noNumber is the result for an operand that is no inlined number: an error if it surely is no number.
func noNumber(id index.ID) index.ID {
	switch id.Kind() {
	case index.KindOrdered, index.KindDouble, index.KindQuery:
		return Taken
	}
	return 0
}

// isDouble reports whether an ID holds a double, and no float.
func isDouble(id index.ID) bool { return id.Kind() == index.KindDouble && !dict.IsFloat(id) }

// onNumbers is a function of a number: of integers, of millionths that are exact, and of the millionths of a double.
func onNumbers(integer, decimal func(int64) int64, double func(n int64) (int64, bool)) func(index.ID) index.ID {
	return func(id index.ID) index.ID {
		n := dict.Number(id)
		switch id.Kind() {
		case index.KindInteger:
			return known(dict.Integer(integer(n)))
		case index.KindDecimal:
			return known(dict.Decimal(decimal(n)))
		case index.KindDouble:
			if n, ok := double(n); ok && !dict.IsFloat(id) {
				return known(dict.DoubleMillionths(n))
			}
			return Taken
		}
		return noNumber(id)
	}
}

func same(n int64) int64 { return n }

func positive(n int64) int64 { return max(n, -n) }

func floorMillionths(n int64) int64 {
	r := n % million
	if r < 0 {
		r += million
	}
	return n - r
}

func ceilMillionths(n int64) int64 { return -floorMillionths(-n) }

// roundMillionths goes to the nearest whole number, halves towards +infinity.
func roundMillionths(n int64) int64 { return floorMillionths(n + million/2) }

// doubled is a function of millionths for doubles: they are less than 2^50, so that the double next to them has a fraction, and one of a
// half, just where they have. What goes to zero from below is -0, which no ID holds.
func doubled(f func(int64) int64) func(int64) (int64, bool) {
	return func(n int64) (int64, bool) {
		m := f(n)
		return m, m != 0 || n >= 0
	}
}

func rounding(f func(int64) int64) func(index.ID) index.ID { return onNumbers(same, f, doubled(f)) }

// numberFunctions are those of one number.
var numberFunctions = map[string]func(index.ID) index.ID{
	"ABS":   onNumbers(positive, positive, doubled(positive)),
	"CEIL":  rounding(ceilMillionths),
	"FLOOR": rounding(floorMillionths),
	"ROUND": rounding(roundMillionths),
	"-":     onNumbers(negative, negative, func(n int64) (int64, bool) { return -n, n != 0 }),
	"+":     onNumbers(same, same, func(n int64) (int64, bool) { return n, true }),
}

func negative(n int64) int64 { return -n }

// arithmeticIDs adds the way by IDs to an operator.
func arithmeticIDs(n node, op string, args []node) node {
	if len(args) == 1 {
		if f := numberFunctions[op]; f != nil {
			return mapIDs(n, args[0], f)
		}
		return n
	}
	if f := numberOperators[op]; f != nil && len(args) == 2 {
		return joinIDs(n, args, f)
	}
	return n
}

// numberOperators are those of two numbers.
var numberOperators = map[string]func(a, b index.ID) index.ID{
	"+": operator{func(a, b float64) float64 { return a + b }, addExact, addExact}.apply,
	"-": operator{func(a, b float64) float64 { return a - b }, subExact, subExact}.apply,
	"*": operator{func(a, b float64) float64 { return a * b }, mulExact, mulMillionths}.apply,
	"/": operator{func(a, b float64) float64 { return a / b }, nil, divMillionths}.apply,
}

// operator computes with doubles, integers and millionths; ok is false where the result does not fit.
type operator struct {
	double     func(a, b float64) float64
	integer    func(a, b int64) (int64, bool) // nil: millionths takes integers too, and gives millionths
	millionths func(a, b int64) (int64, bool)
}

func (o operator) apply(a, b index.ID) index.ID {
	j, k := a.Kind(), b.Kind()
	if !isNumber(j) || !isNumber(k) {
		return noNumbers(a, b)
	}
	if j == index.KindDouble || k == index.KindDouble {
		x, ok1 := asDouble(a)
		y, ok2 := asDouble(b)
		if !ok1 || !ok2 {
			return Taken
		}
		return known(dict.Double(o.double(x, y)))
	}
	x, y := dict.Number(a), dict.Number(b)
	if j == index.KindInteger && k == index.KindInteger && o.integer != nil {
		if n, ok := o.integer(x, y); ok {
			return known(dict.Integer(n))
		}
		return Taken
	}
	ok1, ok2 := true, true
	if j != k {
		x, ok1 = asMillionths(x, j)
		y, ok2 = asMillionths(y, k)
	}
	if n, ok := o.millionths(x, y); ok && ok1 && ok2 {
		return known(dict.Decimal(n))
	}
	return Taken
}

func isNumber(k index.Kind) bool { return k >= index.KindInteger && k <= index.KindDouble }

// noNumbers is the result where one of the operands is no inlined number. Times and durations have an arithmetic of their own.
func noNumbers(a, b index.ID) index.ID {
	if a == 0 || b == 0 {
		return 0
	}
	return Taken
}

const exactDouble = 1 << 53 // below it a whole number is a double

// asDouble promotes a number; ok is false for a float and where it would have to be rounded twice.
func asDouble(id index.ID) (f float64, ok bool) {
	n := dict.Number(id)
	if n <= -exactDouble || n >= exactDouble {
		return 0, false
	}
	if id.Kind() == index.KindInteger {
		return float64(n), true
	}
	return float64(n) / million, id.Kind() == index.KindDecimal || isDouble(id)
}

// asMillionths is an integer or a decimal as a decimal.
func asMillionths(n int64, k index.Kind) (int64, bool) {
	if k == index.KindDecimal {
		return n, true
	}
	n, ok := mulExact(n, million)
	return n, ok && positive(n) < dict.NumberZero
}

// addExact and subExact take numbers of 56 bits.
func addExact(a, b int64) (int64, bool) { return a + b, true }
func subExact(a, b int64) (int64, bool) { return a - b, true }

const halfWord = 1 << 31 // the product of two numbers below it fits

func mulExact(a, b int64) (int64, bool) {
	if positive(a) < halfWord && positive(b) < halfWord {
		return a * b, true
	}
	c := a * b
	return c, a == 0 || c/a == b && !(a == -1 && b == math.MinInt64)
}

func mulMillionths(a, b int64) (int64, bool) {
	c, ok := mulExact(a, b)
	return c / million, ok && c%million == 0
}

// divMillionths is a quotient that ends within six decimals.
func divMillionths(a, b int64) (int64, bool) {
	c, ok := mulExact(a, million)
	if !ok || b == 0 || c%b != 0 {
		return 0, false
	}
	return c / b, true
}
