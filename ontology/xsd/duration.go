package xsd

import (
	"math/big"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

var zeroSeconds = apd.New(0, 0)

func newDayTime(seconds *apd.Decimal) Value { return Value{Kind: DayTimeDuration, d: seconds} }

// secondsValue is whole seconds and a fraction in 10^-18 as a Decimal.
func secondsValue(secs, frac int64) Value {
	if frac%1_000_000_000_000 == 0 {
		return NewMillionths(secs*million + frac/1_000_000_000_000)
	}
	b := new(big.Int).Mul(big.NewInt(secs), big.NewInt(second))
	b.Add(b, big.NewInt(frac))
	d := apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(new(big.Int).Abs(b)), -maxFraction)
	d.Negative = b.Sign() < 0
	return fromDecimal(d)
}

// parseDuration reads -PnYnMnDTnHnMnS; the kind says which parts may be there.
func parseDuration(s string, k Kind) Value {
	body, neg := strings.CutPrefix(s, "-")
	body, ok := strings.CutPrefix(body, "P")
	date, clock, hasTime := strings.Cut(body, "T")
	if !ok || body == "" || hasTime && clock == "" {
		return Value{}
	}
	v := Value{Kind: k, d: zeroSeconds}
	units := map[Kind]string{Duration: "YMD", YearMonthDuration: "YM", DayTimeDuration: "D"}[k]
	if !v.addParts(date, units, map[byte]int64{'Y': 12, 'M': 1}, map[byte]int64{'D': daySeconds}) {
		return Value{}
	}
	if hasTime && (k == YearMonthDuration || !v.addParts(clock, "HMS", nil, map[byte]int64{'H': 3600, 'M': 60, 'S': 1})) {
		return Value{}
	}
	if neg {
		v.n = -v.n
		v.d = Neg(Value{Kind: Decimal, d: v.d}).decimal()
	}
	return v
}

// addParts adds numbers with units, which must come in the sequence of units.
func (v *Value) addParts(s, units string, months, seconds map[byte]int64) bool {
	for s != "" {
		at := strings.IndexFunc(s, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
		if at <= 0 {
			return false
		}
		number, unit := s[:at], s[at]
		place := strings.IndexByte(units, unit)
		if place < 0 || unit != 'S' && strings.Contains(number, ".") || strings.HasPrefix(number, ".") || strings.HasSuffix(number, ".") {
			return false
		}
		n := parseDecimal(number)
		units, s = units[place+1:], s[at+1:]
		if size := months[unit]; size != 0 {
			sum, ok := Add(Value{Kind: Integer, n: v.n}, Mul(truncated(n.decimal()), NewInteger(size))).Int64()
			if !ok {
				return false
			}
			v.n = sum
			continue
		}
		sum := Add(Value{Kind: Decimal, d: v.d}, Mul(n, NewInteger(seconds[unit])))
		if sum.IsError() {
			return false
		}
		v.d = sum.decimal()
	}
	return true
}

// compareDurations is XSD's partial order: a duration is less only if it is from each of four points in time.
func compareDurations(a, b Value) (int, bool) {
	s := a.d.Cmp(b.d)
	if a.n == b.n {
		return s, true
	}
	first := 0
	for i, start := range [...][2]int64{{1696, 9}, {1697, 2}, {1903, 3}, {1903, 7}} {
		c := durationFrom(a, start).Cmp(durationFrom(b, start))
		if i > 0 && c != first {
			return 0, false
		}
		first = c
	}
	return first, first != 0
}

// durationFrom is the length in seconds of a duration that begins on the first of a month.
func durationFrom(v Value, start [2]int64) *apd.Decimal {
	month := start[1] - 1 + v.n
	year := start[0] + floorDiv(month, 12)
	days := daysFromCivil(year, month-floorDiv(month, 12)*12+1, 1) - daysFromCivil(start[0], start[1], 1)
	return sumDecimal(v.d, days*daySeconds)
}

func sumDecimal(d *apd.Decimal, n int64) *apd.Decimal {
	var z apd.Decimal
	if _, err := exact.Add(&z, d, apd.New(n, 0)); err != nil {
		return d
	}
	return &z
}

// meanMonth is the seconds of a month in the mean over 400 years: it makes the partial order of durations total.
const meanMonth = 146097 * daySeconds / 4800

// meanSeconds is the length of a duration by the mean month.
func meanSeconds(v Value) *apd.Decimal {
	n, ok := mulInt(v.n, meanMonth)
	if !ok {
		n = v.n
	}
	return sumDecimal(v.d, n)
}

// temporalArithmetic adds and subtracts times and durations (XPath F&O, section 10), beyond what SPARQL 1.1 asks for.
func temporalArithmetic(a, b Value, op byte) Value {
	switch {
	case op == '-' && a.Kind == b.Kind && (a.Kind == DateTime || a.Kind == Date || a.Kind == Time):
		if (a.zone == noZone) != (b.zone == noZone) {
			return Value{}
		}
		d := Sub(secondsValue(a.n, a.m), secondsValue(b.n, b.m))
		return newDayTime(d.decimal())
	case a.Kind.IsDuration() && b.Kind.IsDuration() && (op == '+' || op == '-'):
		return addDurations(a, b, op)
	case a.Kind == DateTime && b.Kind.IsDuration() && (op == '+' || op == '-'):
		return addToTime(a, b, op)
	case a.Kind.IsDuration() && b.Kind == DateTime && op == '+':
		return addToTime(b, a, op)
	}
	return Value{}
}

func addDurations(a, b Value, op byte) Value {
	k := Duration
	if a.Kind == b.Kind {
		k = a.Kind
	}
	months, ok := arithmetic(NewInteger(a.n), NewInteger(b.n), op).Int64()
	secs := arithmetic(Value{Kind: Decimal, d: a.d}, Value{Kind: Decimal, d: b.d}, op)
	if !ok || secs.IsError() {
		return Value{}
	}
	return Value{Kind: k, n: months, d: secs.decimal()}
}

// addToTime moves a dateTime by months, the day kept within the month, and then by seconds.
func addToTime(t, dur Value, op byte) Value {
	months, secs := dur.n, Value{Kind: Decimal, d: dur.d}
	if op == '-' {
		months, secs = -months, Neg(secs)
	}
	if months < -maxMonths || months > maxMonths {
		return Value{}
	}
	f := t.fields()
	month := f.month - 1 + months
	f.year += floorDiv(month, 12)
	f.month = month - floorDiv(month, 12)*12 + 1
	f.day = min(f.day, daysInMonth(f.year, f.month))
	moved := f.value(DateTime)
	total := Add(secondsValue(moved.n, moved.m), secs)
	return fromSeconds(total, t.zone)
}

const maxMonths = 12 * 999_999_999

// fromSeconds makes a dateTime of seconds since 1970.
func fromSeconds(total Value, zone int16) Value {
	secs, ok := truncated(Floor(total).decimal()).Int64()
	if !ok || abs(secs) > 999_999_999*366*daySeconds {
		return Value{}
	}
	frac, ok := truncated(Mul(Sub(total, NewInteger(secs)), NewInteger(second)).decimal()).Int64()
	if !ok {
		return Value{}
	}
	return Value{Kind: DateTime, zone: zone, n: secs, m: frac}
}
