package oracle

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

func init() {
	for name, f := range map[string]func([]rdf.Term) rdf.Term{
		"SUBSTR": substring, "REPLACE": replaced, "ENCODE_FOR_URI": textual(encoded),
		"MD5":    hashed(func(b []byte) []byte { s := md5.Sum(b); return s[:] }),
		"SHA1":   hashed(func(b []byte) []byte { s := sha1.Sum(b); return s[:] }),
		"SHA256": hashed(func(b []byte) []byte { s := sha256.Sum256(b); return s[:] }),
		"SHA384": hashed(func(b []byte) []byte { s := sha512.Sum384(b); return s[:] }),
		"SHA512": hashed(func(b []byte) []byte { s := sha512.Sum512(b); return s[:] }),
		"YEAR":   dated(1, false), "MONTH": dated(2, false), "DAY": dated(3, false), "HOURS": dated(4, false), "MINUTES": dated(5, false),
		"SECONDS": dated(6, true), "TZ": zone, "TIMEZONE": zoneDuration,
	} {
		functions[name] = f
	}
}

// substring takes characters from a place on, counted from 1; places outside the text hold nothing (XPath fn:substring).
func substring(a []rdf.Term) rdf.Term {
	from, ok := wholeNumber(a[1])
	until := 1 << 30
	if len(a) > 2 {
		n, good := wholeNumber(a[2])
		until, ok = from+n, ok && good
	}
	if !isText(a[0]) || !ok {
		return rdf.Term{}
	}
	var b strings.Builder
	for i, r := range []rune(a[0].Value) {
		if at := i + 1; at >= from && at < until {
			b.WriteRune(r)
		}
	}
	out := a[0]
	out.Value = b.String()
	return out
}

func wholeNumber(t rdf.Term) (int, bool) {
	n, ok := numberOf(t)
	if !ok || n.rank != 0 {
		return 0, false
	}
	i, err := strconv.Atoi(n.exact.Num().String())
	return i, err == nil
}

// replaced knows patterns that mean the same to XPath and to Go.
func replaced(a []rdf.Term) rdf.Term {
	if !isText(a[0]) || a[1].Datatype != rdf.XSDString || a[2].Datatype != rdf.XSDString {
		return rdf.Term{}
	}
	re, err := regexp.Compile(a[1].Value)
	if err != nil {
		return rdf.Term{}
	}
	out := a[0]
	out.Value = re.ReplaceAllString(out.Value, strings.ReplaceAll(a[2].Value, "$1", "${1}"))
	return out
}

func encoded(s string) rdf.Term {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return rdf.NewString(b.String())
}

// hashed takes plain strings only.
func hashed(sum func([]byte) []byte) func([]rdf.Term) rdf.Term {
	return func(a []rdf.Term) rdf.Term {
		if a[0].Datatype != rdf.XSDString {
			return rdf.Term{}
		}
		return rdf.NewString(fmt.Sprintf("%x", sum([]byte(a[0].Value))))
	}
}

var dateTime = regexp.MustCompile(`^(-?\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)?$`)

// dated gives a part of a dateTime, which the data has only well formed.
func dated(part int, decimal bool) func([]rdf.Term) rdf.Term {
	return func(a []rdf.Term) rdf.Term {
		m := dateTime.FindStringSubmatch(a[0].Value)
		if a[0].Datatype != rdf.XSDDateTime || m == nil {
			return rdf.Term{}
		}
		if decimal {
			text := strings.TrimLeft(m[part], "0")
			if strings.Contains(text, ".") {
				text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
			}
			if text == "" || text[0] == '.' {
				text = "0" + text
			}
			return rdf.NewTyped(text, rdf.XSDDecimal)
		}
		n, err := strconv.Atoi(m[part])
		if err != nil {
			return rdf.Term{}
		}
		return integer(n)
	}
}

func zone(a []rdf.Term) rdf.Term {
	m := dateTime.FindStringSubmatch(a[0].Value)
	if a[0].Datatype != rdf.XSDDateTime || m == nil {
		return rdf.Term{}
	}
	return rdf.NewString(m[7])
}

// zoneDuration is an error without a zone.
func zoneDuration(a []rdf.Term) rdf.Term {
	z := zone(a).Value
	if z == "" {
		return rdf.Term{}
	}
	if z == "Z" {
		return rdf.NewTyped("PT0S", rdf.XSD+"dayTimeDuration")
	}
	hours, _ := strconv.Atoi(z[1:3])
	minutes, _ := strconv.Atoi(z[4:])
	text := strings.TrimPrefix(z[:1], "+") + "PT"
	if hours > 0 {
		text += fmt.Sprintf("%dH", hours)
	}
	if minutes > 0 {
		text += fmt.Sprintf("%dM", minutes)
	}
	return rdf.NewTyped(text, rdf.XSD+"dayTimeDuration")
}
