package xsd

import (
	"strings"
	"time"
)

const (
	daySeconds   = 86400
	attosecond   = 1
	second       = 1_000_000_000_000_000_000 * attosecond
	maxFraction  = 18 // digits of a second that are kept; more do not fit
	maxYearWidth = 9
	maxOffset    = 14 * 60
)

// fields are the parts of a point in time as written, before the zone is taken into account. A kind that lacks some
// has those of 1972-12-31T00:00:00 in their place, as XSD says.
type fields struct {
	year                           int64
	month, day, hour, minute, secs int64
	frac                           int64 // 10^-18 seconds
	zone                           int16
}

// daysFromCivil counts the days from 1970-01-01 in the proleptic Gregorian calendar with a year 0.
func daysFromCivil(y, m, d int64) int64 {
	if m <= 2 {
		y--
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*((m+9)%12)+2)/5 + d - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

// Civil gives the date that is so many days after 1970-01-01: the inverse of daysFromCivil.
func Civil(z int64) (y, m, d int64) {
	z += 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	m = (mp+2)%12 + 1
	y = yoe + era*400
	if m <= 2 {
		y++
	}
	return y, m, doy - (153*mp+2)/5 + 1
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func daysInMonth(y, m int64) int64 {
	switch m {
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// value puts the fields together: seconds since 1970 in UTC, or as written where there is no zone.
func (f fields) value(k Kind) Value {
	n := daysFromCivil(f.year, f.month, f.day)*daySeconds + f.hour*3600 + f.minute*60 + f.secs
	if k == Time { // 24:00:00 is 00:00:00
		n = daysFromCivil(f.year, f.month, f.day)*daySeconds + (f.hour*3600+f.minute*60+f.secs)%daySeconds
	}
	if f.zone != noZone {
		n -= int64(f.zone) * 60
	}
	return Value{Kind: k, zone: f.zone, n: n, m: f.frac}
}

// fields takes a Temporal value apart, in its own zone.
func (v Value) fields() fields {
	n := v.n
	if v.zone != noZone {
		n += int64(v.zone) * 60
	}
	day := floorDiv(n, daySeconds)
	in := n - day*daySeconds
	f := fields{hour: in / 3600, minute: in / 60 % 60, secs: in % 60, frac: v.m, zone: v.zone}
	f.year, f.month, f.day = Civil(day)
	return f
}

// temporalKinds are the datatypes by local name.
var temporalKinds = map[string]Kind{
	"dateTime": DateTime, "dateTimeStamp": DateTime, "date": Date, "time": Time, "gYear": GYear, "gYearMonth": GYearMonth,
	"gMonth": GMonth, "gMonthDay": GMonthDay, "gDay": GDay,
}

// layouts say how the kinds are written: y year, m month, d day, t time; all else stands for itself.
var layouts = [...]string{DateTime: "y-m-dTt", Date: "y-m-d", Time: "t", GYear: "y", GYearMonth: "y-m", GMonth: "--m",
	GMonthDay: "--m-d", GDay: "---d"}

// reference has the parts a kind is written without: the first day of the year or month, else 1972-12-31.
func reference(k Kind) fields {
	switch k {
	case GYear, GYearMonth:
		return fields{month: 1, day: 1, zone: noZone}
	case GMonth:
		return fields{year: 1972, day: 1, zone: noZone}
	}
	return fields{year: 1972, month: 12, day: 31, zone: noZone}
}

func parseTemporal(s, local string) Value {
	k, ok := temporalKinds[local]
	if !ok {
		return Value{}
	}
	f, layout := reference(k), layouts[k]
	for i := 0; i < len(layout) && ok; i++ {
		switch layout[i] {
		case 'y':
			f.year, s, ok = cutYear(s)
		case 'm':
			f.month, s, ok = cutDigits(s, 1, 12)
		case 'd':
			f.day, s, ok = cutDigits(s, 1, 31)
		case 't':
			s, ok = f.cutTime(s)
		default:
			ok = s != "" && s[0] == layout[i]
			if ok {
				s = s[1:]
			}
		}
	}
	if !ok || f.day > daysInMonth(f.year, f.month) {
		return Value{}
	}
	if f.zone, ok = parseZone(s); !ok || local == "dateTimeStamp" && f.zone == noZone {
		return Value{}
	}
	return f.value(k)
}

// cutYear reads a year: at least four digits, no more than needed, perhaps a minus.
func cutYear(s string) (year int64, rest string, ok bool) {
	body := strings.TrimPrefix(s, "-")
	n := 0
	for n < len(body) && body[n] >= '0' && body[n] <= '9' {
		n++
	}
	if n < 4 || n > maxYearWidth || n > 4 && body[0] == '0' {
		return 0, s, false
	}
	year, _ = smallInteger(body[:n])
	if len(body) < len(s) {
		year = -year
	}
	return year, body[n:], true
}

// cutDigits reads two digits.
func cutDigits(s string, lo, hi int64) (n int64, rest string, ok bool) {
	if len(s) < 2 || !allDigits(s[:2]) {
		return 0, s, false
	}
	n = int64(s[0]-'0')*10 + int64(s[1]-'0')
	return n, s[2:], n >= lo && n <= hi
}

// cutTime reads hh:mm:ss[.fff]; 24:00:00 is the end of the day.
func (f *fields) cutTime(s string) (rest string, ok bool) {
	if f.hour, s, ok = cutDigits(s, 0, 24); !ok || s == "" || s[0] != ':' {
		return s, false
	}
	if f.minute, s, ok = cutDigits(s[1:], 0, 59); !ok || s == "" || s[0] != ':' {
		return s, false
	}
	if f.secs, s, ok = cutDigits(s[1:], 0, 59); !ok {
		return s, false
	}
	if s != "" && s[0] == '.' {
		if f.frac, s, ok = cutFraction(s[1:]); !ok {
			return s, false
		}
	}
	return s, f.hour < 24 || f.minute == 0 && f.secs == 0 && f.frac == 0
}

func cutFraction(s string) (frac int64, rest string, ok bool) {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	digits := strings.TrimRight(s[:n], "0")
	if n == 0 || len(digits) > maxFraction {
		return 0, s, false
	}
	frac, _ = smallInteger((digits + "000000000000000000")[:maxFraction])
	return frac, s[n:], true
}

func parseZone(s string) (minutes int16, ok bool) {
	switch {
	case s == "":
		return noZone, true
	case s == "Z":
		return 0, true
	case len(s) != 6 || s[3] != ':' || s[0] != '+' && s[0] != '-':
		return 0, false
	}
	h, _, ok1 := cutDigits(s[1:], 0, 14)
	m, _, ok2 := cutDigits(s[4:], 0, 59)
	minutes = int16(h*60 + m)
	if s[0] == '-' {
		minutes = -minutes
	}
	return minutes, ok1 && ok2 && h*60+m <= maxOffset
}

// Part names a component of a point in time.
type Part uint8

// The components.
const (
	YearPart Part = iota
	MonthPart
	DayPart
	HoursPart
	MinutesPart
	SecondsPart
)

// Component gives a part of a DateTime as it was written, in its own zone: an Integer, the seconds a Decimal. Of a Date or
// a Time it gives the parts they have. Error for every other value.
func Component(v Value, p Part) Value {
	date, clock := v.Kind == DateTime || v.Kind == Date, v.Kind == DateTime || v.Kind == Time
	f := fields{}
	if date || clock {
		f = v.fields()
	}
	switch {
	case p == YearPart && date:
		return NewInteger(f.year)
	case p == MonthPart && date:
		return NewInteger(f.month)
	case p == DayPart && date:
		return NewInteger(f.day)
	case p == HoursPart && clock:
		return NewInteger(f.hour)
	case p == MinutesPart && clock:
		return NewInteger(f.minute)
	case p == SecondsPart && clock:
		return secondsValue(f.secs, f.frac)
	}
	return Value{}
}

// Zone gives the offset of a Temporal as a DayTimeDuration; Error where it has none.
func Zone(v Value) Value {
	if !v.Kind.Temporal() || v.zone == noZone {
		return Value{}
	}
	return newDayTime(secondsValue(int64(v.zone)*60, 0).decimal())
}

// ZoneText gives the offset as it is written, "Z" or "-05:00", and "" where there is none. ok is false for a value that is
// no point in time.
func ZoneText(v Value) (s string, ok bool) {
	if !v.Kind.Temporal() {
		return "", false
	}
	return string(appendZone(nil, v.zone)), true
}

// FromTime is an instant as a DateTime in the zone it carries, to the millisecond.
func FromTime(t time.Time) Value {
	_, offset := t.Zone()
	ms := t.UnixMilli()
	secs := floorDiv(ms, 1000)
	return Value{Kind: DateTime, zone: int16(offset / 60), n: secs, m: (ms - secs*1000) * (second / 1000)}
}
