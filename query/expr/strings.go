package expr

import (
	"math"
	"strings"
	"unicode/utf8"

	"w3id.org/concord/ontology/xsd"
)

// Functions on strings (SPARQL 1.1, 17.4.3).

// like gives a string the language of another.
func like(s string, v xsd.Value) xsd.Value {
	if v.Kind == xsd.Lang {
		return xsd.NewLang(s, v.Tag())
	}
	return xsd.NewString(s)
}

// compatible is the argument rule of 17.4.3.1.2.
func compatible(a, b xsd.Value) bool {
	switch {
	case !a.IsText() || !b.IsText():
		return false
	case b.Kind == xsd.String:
		return true
	}
	return a.Kind == xsd.Lang && strings.EqualFold(a.Tag(), b.Tag())
}

func strLen(_ *env, a []xsd.Value) xsd.Value {
	if !a[0].IsText() {
		return xsd.Value{}
	}
	return xsd.NewInteger(int64(utf8.RuneCountInString(a[0].Text())))
}

// substr counts characters from 1 and rounds its numbers, as fn:substring does.
func substr(_ *env, a []xsd.Value) xsd.Value {
	from, ok := xsd.Round(a[1]).Float64()
	if !ok || !a[0].IsText() {
		return xsd.Value{}
	}
	to := math.Inf(1)
	if len(a) == 3 {
		n, ok := xsd.Round(a[2]).Float64()
		if !ok {
			return xsd.Value{}
		}
		to = from + n
	}
	s, begin, end, at := a[0].Text(), -1, 0, 1.0
	for i, r := range s {
		if at >= from && at < to {
			if begin < 0 {
				begin = i
			}
			end = i + runeLen(s, i, r)
		}
		at++
	}
	if begin < 0 {
		return like("", a[0])
	}
	return like(s[begin:end], a[0])
}

// runeLen is how many bytes the character at i takes; a broken byte is one.
func runeLen(s string, i int, r rune) int {
	if r == utf8.RuneError {
		_, n := utf8.DecodeRuneInString(s[i:])
		return n
	}
	return utf8.RuneLen(r)
}

func ucase(_ *env, a []xsd.Value) xsd.Value {
	if !a[0].IsText() {
		return xsd.Value{}
	}
	return like(strings.ToUpper(a[0].Text()), a[0])
}

func lcase(_ *env, a []xsd.Value) xsd.Value {
	if !a[0].IsText() {
		return xsd.Value{}
	}
	return like(strings.ToLower(a[0].Text()), a[0])
}

var (
	hasPrefix = strings.HasPrefix
	hasSuffix = strings.HasSuffix
	contains  = strings.Contains
)

// textTest is a predicate on two compatible strings.
func textTest(f func(s, t string) bool) function {
	return function{min: 2, max: 2, of: func(_ *env, a []xsd.Value) xsd.Value {
		if !compatible(a[0], a[1]) {
			return xsd.Value{}
		}
		return xsd.NewBoolean(f(a[0].Text(), a[1].Text()))
	}}
}

func strBefore(_ *env, a []xsd.Value) xsd.Value {
	if !compatible(a[0], a[1]) {
		return xsd.Value{}
	}
	before, _, found := strings.Cut(a[0].Text(), a[1].Text())
	if !found {
		return xsd.NewString("")
	}
	return like(before, a[0])
}

func strAfter(_ *env, a []xsd.Value) xsd.Value {
	if !compatible(a[0], a[1]) {
		return xsd.Value{}
	}
	_, after, found := strings.Cut(a[0].Text(), a[1].Text())
	if !found {
		return xsd.NewString("")
	}
	return like(after, a[0])
}

const upperHex = "0123456789ABCDEF"

func encodeForURI(_ *env, a []xsd.Value) xsd.Value {
	if !a[0].IsText() {
		return xsd.Value{}
	}
	s := a[0].Text()
	out := make([]byte, 0, len(s)+8)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0 {
			out = append(out, c)
		} else {
			out = append(out, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return xsd.NewString(string(out))
}

// concat keeps a language that all arguments share.
func concat(_ *env, a []xsd.Value) xsd.Value {
	if len(a) == 0 {
		return xsd.NewString("")
	}
	var b strings.Builder
	same := true
	for _, v := range a {
		if !v.IsText() {
			return xsd.Value{}
		}
		same = same && v.Kind == a[0].Kind && strings.EqualFold(v.Tag(), a[0].Tag())
		b.WriteString(v.Text())
	}
	if same {
		return like(b.String(), a[0])
	}
	return xsd.NewString(b.String())
}

func langMatches(_ *env, a []xsd.Value) xsd.Value {
	if a[0].Kind != xsd.String || a[1].Kind != xsd.String {
		return xsd.Value{}
	}
	return xsd.NewBoolean(matchesRange(a[0].Text(), a[1].Text()))
}
