package dict

import (
	"strconv"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// Times are milliseconds since the year 1, proleptic Gregorian calendar. Years are 0001 to 9999 without a zone, to
// 4400 with one (47 bits of milliseconds).
const (
	zoneBits   = 11
	zoneUTC    = 0 // written "Z"
	zoneMinus  = 1 // written "-00:00"
	zoneOffset = 2 + 14*60
	maxZoned   = 1 << (index.PayloadBits - zoneBits - 2)
)

var yearOne = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)

const daySeconds = 86400

// epochShift is the number of seconds from the year 1 to 1970.
var epochShift = -yearOne.Unix()

// digits reads n decimal digits.
func digits(s string, n int) (int, bool) {
	if len(s) < n {
		return 0, false
	}
	v := 0
	for i := 0; i < n; i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		v = v*10 + int(s[i]-'0')
	}
	return v, true
}

// date reads "YYYY-MM-DD" at the start of s as days since the year 1.
func date(s string) (days int64, ok bool) {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y, ok1 := digits(s, 4)
	m, ok2 := digits(s[5:], 2)
	d, ok3 := digits(s[8:], 2)
	if !ok1 || !ok2 || !ok3 || y < 1 || m < 1 || m > 12 || d < 1 || d > 31 {
		return 0, false
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return (t.Unix() + epochShift) / daySeconds, t.Day() == d
}

// clock reads "hh:mm:ss[.f[f[f]]]" as milliseconds and gives the rest of s.
func clock(s string) (ms int64, decimals int, rest string, ok bool) {
	if len(s) < 8 || s[2] != ':' || s[5] != ':' {
		return 0, 0, "", false
	}
	h, ok1 := digits(s, 2)
	m, ok2 := digits(s[3:], 2)
	sec, ok3 := digits(s[6:], 2)
	if !ok1 || !ok2 || !ok3 || h > 23 || m > 59 || sec > 59 {
		return 0, 0, "", false
	}
	ms, rest = int64((h*60+m)*60+sec)*1000, s[8:]
	if rest == "" || rest[0] != '.' {
		return ms, 0, rest, true
	}
	rest = rest[1:]
	for unit := int64(100); unit > 0 && rest != "" && rest[0] >= '0' && rest[0] <= '9'; unit /= 10 {
		ms += unit * int64(rest[0]-'0')
		rest, decimals = rest[1:], decimals+1
	}
	return ms, decimals, rest, decimals > 0
}

// zone reads "Z" or "+hh:mm" as a code and as minutes.
func zone(s string) (code, minutes int, ok bool) {
	if s == "Z" {
		return zoneUTC, 0, true
	}
	if len(s) != 6 || s[3] != ':' || s[0] != '+' && s[0] != '-' {
		return 0, 0, false
	}
	h, ok1 := digits(s[1:], 2)
	m, ok2 := digits(s[4:], 2)
	minutes = h*60 + m
	if !ok1 || !ok2 || m > 59 || minutes > 14*60 {
		return 0, 0, false
	}
	if s[0] == '-' {
		if minutes == 0 {
			return zoneMinus, 0, true
		}
		minutes = -minutes
	}
	return minutes + zoneOffset, minutes, true
}

func encodeDateTime(s string) (index.ID, bool) {
	days, ok := date(s)
	if !ok || len(s) < 19 || s[10] != 'T' {
		return 0, false
	}
	ms, decimals, rest, ok := clock(s[11:])
	if !ok {
		return 0, false
	}
	ms += days * daySeconds * 1000
	if rest == "" {
		return index.MakeID(index.KindDateTime, uint64(ms)<<2|uint64(decimals)), true
	}
	code, minutes, ok := zone(rest)
	ms -= int64(minutes) * 60_000
	if !ok || ms < 0 || ms >= maxZoned {
		return 0, false
	}
	return index.MakeID(index.KindDateTimeZ, (uint64(ms)<<zoneBits|uint64(code))<<2|uint64(decimals)), true
}

// MillisLow is how many bits lie below the milliseconds in the payload of a kind of dateTime.
func MillisLow(k index.Kind) int {
	if k == index.KindDateTimeZ {
		return zoneBits + 2
	}
	return 2
}

// Millis gives the milliseconds since the year 1 (in UTC) of an ID of kind DateTime or DateTimeZ.
func Millis(id index.ID) int64 {
	if id.Kind() == index.KindDateTimeZ {
		return int64(id.Payload() >> (zoneBits + 2))
	}
	return int64(id.Payload() >> 2)
}

func appendDateTime(dst []byte, p uint64) ([]byte, string) {
	return appendMillis(dst, int64(p>>2), int(p&3)), rdf.XSDDateTime
}

func appendDateTimeZ(dst []byte, p uint64) ([]byte, string) {
	code := int(p >> 2 & (1<<zoneBits - 1))
	minutes := 0
	if code >= 2 {
		minutes = code - zoneOffset
	}
	dst = appendMillis(dst, int64(p>>(zoneBits+2))+int64(minutes)*60_000, int(p&3))
	if code == zoneUTC {
		return append(dst, 'Z'), rdf.XSDDateTime
	}
	sign := byte('+')
	if code == zoneMinus || minutes < 0 {
		sign, minutes = '-', -minutes
	}
	dst = appendPadded(append(dst, sign), minutes/60, 2)
	return appendPadded(append(dst, ':'), minutes%60, 2), rdf.XSDDateTime
}

func appendMillis(dst []byte, ms int64, decimals int) []byte {
	dst = appendDays(dst, ms/(daySeconds*1000))
	in := int(ms % (daySeconds * 1000))
	dst = appendPadded(append(dst, 'T'), in/3_600_000, 2)
	dst = appendPadded(append(dst, ':'), in/60_000%60, 2)
	dst = appendPadded(append(dst, ':'), in/1000%60, 2)
	if decimals == 0 {
		return dst
	}
	dst = appendPadded(append(dst, '.'), in%1000, 3)
	return dst[:len(dst)-3+decimals]
}

func appendDays(dst []byte, days int64) []byte {
	y, m, d := time.Unix(days*daySeconds-epochShift, 0).UTC().Date()
	dst = appendPadded(append(appendPadded(dst, y, 4), '-'), int(m), 2)
	return appendPadded(append(dst, '-'), d, 2)
}

func appendPadded(dst []byte, v, width int) []byte {
	for unit := 10; width > 1; unit, width = unit*10, width-1 {
		if v < unit {
			for ; width > 1; width-- {
				dst = append(dst, '0')
			}
			break
		}
	}
	return strconv.AppendInt(dst, int64(v), 10)
}

// The datatypes of KindDate, in the top bits; the place is part of the ID: never reorder.
const (
	typeDate = iota
	typeGYear
	typeGYearMonth
	typeGMonth
	typeGMonthDay
	typeGDay
)

// DateTypeShift is where the datatype begins in the payload of a KindDate; below it, dates of one datatype are ordered.
const DateTypeShift = index.PayloadBits - 4

var dateIRIs = [...]string{
	typeDate: rdf.XSDDate, typeGYear: rdf.XSDGYear, typeGYearMonth: rdf.XSD + "gYearMonth",
	typeGMonth: rdf.XSD + "gMonth", typeGMonthDay: rdf.XSD + "gMonthDay", typeGDay: rdf.XSD + "gDay",
}

func makeDate(typ, v int, ok bool) (index.ID, bool) {
	return index.MakeID(index.KindDate, uint64(typ)<<DateTypeShift|uint64(v)), ok
}

func encodeDate(s string) (index.ID, bool) {
	days, ok := date(s)
	return makeDate(typeDate, int(days), ok)
}

func encodeGYear(s string) (index.ID, bool) {
	y, ok := digits(s, 4)
	return makeDate(typeGYear, y, ok && y > 0)
}

func encodeGYearMonth(s string) (index.ID, bool) {
	y, ok1 := digits(s, 4)
	if !ok1 || len(s) != 7 {
		return 0, false
	}
	m, ok2 := digits(s[5:], 2)
	return makeDate(typeGYearMonth, y*16+m, ok2 && y > 0 && m >= 1 && m <= 12)
}

func encodeGMonth(s string) (index.ID, bool) {
	if len(s) != 4 {
		return 0, false
	}
	m, ok := digits(s[2:], 2)
	return makeDate(typeGMonth, m, ok && m >= 1 && m <= 12)
}

func encodeGMonthDay(s string) (index.ID, bool) {
	if len(s) != 7 {
		return 0, false
	}
	days, ok := date("2000" + s[1:]) // a leap year
	m, d := int(s[2]-'0')*10+int(s[3]-'0'), int(s[5]-'0')*10+int(s[6]-'0')
	return makeDate(typeGMonthDay, m*32+d, ok && days > 0)
}

func encodeGDay(s string) (index.ID, bool) {
	if len(s) != 5 {
		return 0, false
	}
	d, ok := digits(s[3:], 2)
	return makeDate(typeGDay, d, ok && d >= 1 && d <= 31)
}

func appendDate(dst []byte, p uint64) ([]byte, string) {
	typ, v := int(p>>DateTypeShift), int(p&(1<<DateTypeShift-1))
	switch typ {
	case typeDate:
		dst = appendDays(dst, int64(v))
	case typeGYear:
		dst = appendPadded(dst, v, 4)
	case typeGYearMonth:
		dst = appendPadded(append(appendPadded(dst, v/16, 4), '-'), v%16, 2)
	case typeGMonth:
		dst = appendPadded(append(dst, "--"...), v, 2)
	case typeGMonthDay:
		dst = appendPadded(append(appendPadded(append(dst, "--"...), v/32, 2), '-'), v%32, 2)
	case typeGDay:
		dst = appendPadded(append(dst, "---"...), v, 2)
	default:
		return dst, ""
	}
	return dst, dateIRIs[typ]
}
