package xsd

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/cockroachdb/apd/v3"
)

// exact keeps every digit; only division needs a precision.
var exact = apd.BaseContext

// quotientDigits is how many decimals a quotient has that does not end, beyond those of the dividend.
const quotientDigits = 24

func fromBig(b *big.Int) Value {
	if b.IsInt64() {
		return NewInteger(b.Int64())
	}
	d := apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(new(big.Int).Abs(b)), 0)
	d.Negative = b.Sign() < 0
	return Value{Kind: Integer, d: d}
}

// fromDecimal takes d over; it makes the small form where the value has one.
func fromDecimal(d *apd.Decimal) Value {
	d.Reduce(d)
	if d.IsZero() {
		return NewMillionths(0)
	}
	if d.Exponent >= -6 && d.Exponent <= 12 && d.Coeff.IsInt64() {
		n, ok := d.Coeff.Int64(), true
		for e := d.Exponent; e > -6 && ok; e-- {
			n, ok = mulInt(n, 10)
		}
		if ok {
			if d.Negative {
				n = -n
			}
			return NewMillionths(n)
		}
	}
	return Value{Kind: Decimal, d: d}
}

// NewDecimal is the xsd:decimal digits x 10^-places.
func NewDecimal(digits int64, places int) Value {
	n, ok := digits, places <= 6
	for p := places; p < 6 && ok; p++ {
		n, ok = mulInt(n, 10)
	}
	if ok {
		return NewMillionths(n)
	}
	return fromDecimal(apd.New(digits, int32(-places)))
}

// decimal gives an Integer or Decimal as apd sees it. The result must not be changed.
func (v Value) decimal() *apd.Decimal {
	switch {
	case v.d != nil:
		return v.d
	case v.Kind == Integer:
		return apd.New(v.n, 0)
	}
	return apd.New(v.n, -6)
}

func scaledFloat(n int64) float64 {
	if n > -1<<53 && n < 1<<53 {
		return float64(n) / million // both are exact, so the quotient is rounded once
	}
	return decimalFloat(apd.New(n, -6))
}

func decimalFloat(d *apd.Decimal) float64 {
	f, err := d.Float64()
	if err != nil && !math.IsInf(f, 0) {
		return math.NaN()
	}
	return f
}

// truncated is the integer that is left when a decimal loses its fraction.
func truncated(d *apd.Decimal) Value {
	b := new(big.Int).Set(d.Coeff.MathBigInt())
	if d.Exponent < 0 {
		b.Quo(b, power10(int64(-d.Exponent)))
	} else {
		b.Mul(b, power10(int64(d.Exponent)))
	}
	if d.Negative {
		b.Neg(b)
	}
	return fromBig(b)
}

func power10(n int64) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil) }

func mulInt(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(uint64(abs(a)), uint64(abs(b)))
	if hi != 0 || lo > math.MaxInt64 || a == math.MinInt64 || b == math.MinInt64 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// promoted is the kind an operation on two numbers is done in (XPath 2.0, appendix B.1).
func promoted(a, b Kind) Kind { return max(a, b) }

// Add is a + b; Error if one is no number.
func Add(a, b Value) Value {
	if a.Kind == Integer && b.Kind == Integer && a.d == nil && b.d == nil {
		if c := a.n + b.n; (c > a.n) == (b.n > 0) {
			return NewInteger(c)
		}
	}
	return arithmetic(a, b, '+')
}

// Sub is a - b; Error if one is no number.
func Sub(a, b Value) Value {
	if a.Kind == Integer && b.Kind == Integer && a.d == nil && b.d == nil {
		if c := a.n - b.n; (c < a.n) == (b.n > 0) {
			return NewInteger(c)
		}
	}
	return arithmetic(a, b, '-')
}

// Mul is a * b; Error if one is no number.
func Mul(a, b Value) Value {
	if a.Kind == Integer && b.Kind == Integer && a.d == nil && b.d == nil {
		if c, ok := mulInt(a.n, b.n); ok {
			return NewInteger(c)
		}
	}
	return arithmetic(a, b, '*')
}

// Div is a / b: of integers a decimal. Error if one is no number, and for integers and decimals divided by zero.
func Div(a, b Value) Value { return arithmetic(a, b, '/') }

func arithmetic(a, b Value, op byte) Value {
	if !a.Kind.Numeric() || !b.Kind.Numeric() {
		return temporalArithmetic(a, b, op)
	}
	switch k := promoted(a.Kind, b.Kind); k {
	case Double, Float:
		x, _ := a.Float64()
		y, _ := b.Float64()
		if k == Float {
			return NewFloat(float64(float32op(float32(x), float32(y), op)))
		}
		return NewDouble(float64op(x, y, op))
	default:
		if op == '/' {
			return divide(a, b)
		}
		return exactly(a, b, op, k)
	}
}

func float64op(x, y float64, op byte) float64 {
	switch op {
	case '+':
		return x + y
	case '-':
		return x - y
	case '*':
		return x * y
	}
	return x / y
}

func float32op(x, y float32, op byte) float32 {
	switch op {
	case '+':
		return x + y
	case '-':
		return x - y
	case '*':
		return x * y
	}
	return x / y
}

// exactly adds, subtracts or multiplies integers and decimals.
func exactly(a, b Value, op byte, k Kind) Value {
	if op != '*' && k == Decimal {
		if x, y, ok := millionths(a, b); ok {
			if op == '-' {
				y = -y
			}
			if c := x + y; (c > x) == (y > 0) {
				return NewMillionths(c)
			}
		}
	}
	var z apd.Decimal
	var err error
	switch op {
	case '+':
		_, err = exact.Add(&z, a.decimal(), b.decimal())
	case '-':
		_, err = exact.Sub(&z, a.decimal(), b.decimal())
	default:
		_, err = exact.Mul(&z, a.decimal(), b.decimal())
	}
	if err != nil {
		return Value{}
	}
	if k == Integer {
		return truncated(&z)
	}
	return fromDecimal(&z)
}

// millionths gives two small numbers in the same unit.
func millionths(a, b Value) (x, y int64, ok bool) {
	if a.d != nil || b.d != nil {
		return 0, 0, false
	}
	x, y, ok = a.n, b.n, true
	if a.Kind == Integer {
		x, ok = mulInt(x, million)
	}
	if b.Kind == Integer && ok {
		y, ok = mulInt(y, million)
	}
	return x, y, ok
}

// divide rounds a quotient that does not end, half away from zero.
func divide(a, b Value) Value {
	x, y := a.decimal(), b.decimal()
	if y.IsZero() {
		return Value{}
	}
	places := int64(quotientDigits + max(0, -x.Exponent))
	num, den := new(big.Int).Set(x.Coeff.MathBigInt()), new(big.Int).Set(y.Coeff.MathBigInt())
	if shift := int64(x.Exponent) - int64(y.Exponent) + places; shift >= 0 {
		num.Mul(num, power10(shift))
	} else {
		den.Mul(den, power10(-shift))
	}
	q, r := num.QuoRem(num, den, new(big.Int))
	if r.Lsh(r, 1).Cmp(den) >= 0 {
		q.Add(q, big.NewInt(1))
	}
	z := apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(q), int32(-places))
	z.Negative = x.Negative != y.Negative && q.Sign() != 0
	return fromDecimal(z)
}

// Neg is -v; Error if v is no number.
func Neg(v Value) Value {
	switch v.Kind {
	case Double, Float:
		v.n = int64(math.Float64bits(-v.float()))
		return v
	case Integer, Decimal:
		return Sub(Value{Kind: v.Kind}, v)
	}
	return Value{}
}

// Abs is the absolute value; Error if v is no number.
func Abs(v Value) Value {
	switch v.Kind {
	case Double, Float:
		v.n = int64(math.Float64bits(math.Abs(v.float())))
		return v
	case Integer, Decimal:
		if v.d != nil && v.d.Negative || v.d == nil && v.n < 0 {
			return Neg(v)
		}
		if v.Kind == Integer {
			v.b = ""
		}
		return v
	}
	return Value{}
}

// Ceil, Floor and Round go to a whole number of the same kind; Round goes to the nearest, halves towards +infinity.
// Error if v is no number.
func Ceil(v Value) Value  { return whole(v, math.Ceil, exact.Ceil) }
func Floor(v Value) Value { return whole(v, math.Floor, exact.Floor) }
func Round(v Value) Value { return whole(v, roundFloat, roundDecimal) }

func whole(v Value, f func(float64) float64, d func(z, x *apd.Decimal) (apd.Condition, error)) Value {
	switch v.Kind {
	case Integer:
		v.b = ""
		return v
	case Double, Float:
		v.n = int64(math.Float64bits(f(v.float())))
		return v
	case Decimal:
		x := v.decimal()
		if x.Exponent >= 0 {
			return v
		}
		var z apd.Decimal
		if _, err := d(&z, x); err != nil {
			return Value{}
		}
		return fromDecimal(&z)
	}
	return Value{}
}

func roundFloat(x float64) float64 {
	f := math.Floor(x)
	if x-f >= 0.5 {
		f++
	}
	return math.Copysign(f, x)
}

var half = apd.New(5, -1)

func roundDecimal(z, x *apd.Decimal) (apd.Condition, error) {
	var sum apd.Decimal // Floor may not have its operand for its result
	if c, err := exact.Add(&sum, x, half); err != nil {
		return c, err
	}
	return exact.Floor(z, &sum)
}
