package xsd

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"w3id.org/concord/ontology/rdf"
)

// TestSortKeyForm pins the bytes: files hold them.
func TestSortKeyForm(t *testing.T) {
	for in, want := range map[string]string{
		"NaN^^double": "020000000000000000" + "00", "-INF^^float": "02000fffffffffffff" + "00", "-0.0^^double": "028000000000000000" + "00",
		"0^^integer": "028000000000000000" + "02", "1^^integer": "02bff0000000000000" + "03" + "81" + "0b" + "00", "-12.5^^decimal": "023fd6ffffffffffff" + "01" + "7d" + "f2" + "cc" + "ff",
		"1e-200^^decimal": "0d", "1970-01-01^^date": "0580000000000000" + "00",
		"1970-01-01T00:00:00.5Z^^dateTime": "0480000000000000" + "01" + "06f05b59d3b20000", "P1M^^duration": "0cc144103900000000" + "03" + "87" + "1b1e4b3d" + "00", "true^^boolean": "0101", "x^^integer": "0d",
	} {
		if got := hex.EncodeToString(AppendSortKey(nil, val(in))); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// oddNumber draws numbers that are near each other, or far from all others.
func oddNumber() *rapid.Generator[rdf.Term] {
	return rapid.Map(rapid.SampledFrom([]string{
		"9007199254740993^^integer", "9007199254740992^^double", "9007199254740993.5^^decimal", "9007199254740993.25^^decimal", "9007199254740993.0000000^^decimal", "-9223372036854775808^^long",
		"9223372036854775808^^integer", "9.3e18^^double", "0.1^^float", "0.1^^double", "0.1^^decimal", "0.1000000000000000055511151231257827^^decimal", "0.10000000000000001^^decimal",
		"1" + strings.Repeat("0", 120) + "^^integer", "1" + strings.Repeat("0", 400) + "^^integer", "2" + strings.Repeat("0", 400) + "^^decimal", "-1" + strings.Repeat("0", 400) + "^^integer",
		"0." + strings.Repeat("0", 150) + "1^^decimal", "-0." + strings.Repeat("0", 150) + "12^^decimal", "INF^^double", "-INF^^float", "NaN^^float", "NaN^^double", "-0^^double", "0^^double", "-0^^integer",
		"P1M^^duration", "P30D^^dayTimeDuration", "P30DT10H29M6S^^duration", "P1M^^yearMonthDuration", "-P1M^^duration", "P0D^^duration", "PT0.000001S^^dayTimeDuration", "P30DT10H29M6.5S^^duration",
		"2000-01-01T00:00:00^^dateTime", "2000-01-01T00:00:00.000Z^^dateTime", "1999-12-31T24:00:00^^dateTime", "-0044-03-15T00:00:00.25^^dateTime", "999999999-12-31T23:59:59-14:00^^dateTime",
		"-999999999-01-01T00:00:00+14:00^^dateTime", "2000-01-01T00:00:00Z^^dateTimeStamp", "2000-01-01^^date", "2000-01-01-05:00^^date", "24:00:00^^time", "00:00:00.5Z^^time", "2000Z^^gYear",
		"x^^integer", "x^^dateTime", "12:00^^time", "1^^boolean", "false^^boolean"}), lit)
}

// TestSortKey: keys are ordered as values are, say where they end, and none is the beginning of another.
func TestSortKey(t *testing.T) {
	text := map[string]bool{rdf.XSDString: true}
	terms := rapid.OneOf(forms(), oddNumber()).Filter(func(t rdf.Term) bool { return !text[t.Datatype] })
	rapid.Check(t, func(t *rapid.T) {
		a, b := terms.Draw(t, "a"), terms.Draw(t, "b")
		x, y := AppendSortKey(nil, Parse(a)), AppendSortKey(nil, Parse(b))
		if got, want := bytes.Compare(x, y), orderLiterals(Parse(a), Parse(b)); sign(got) != sign(want) {
			t.Fatalf("%v %x and %v %x: %d, want %d", a, x, b, y, got, want)
		}
		if got := bytes.HasPrefix(x, y); got != bytes.Equal(x, y) {
			t.Fatalf("%x begins with %x", x, y)
		}
		if n, ok := SortKeyLen(string(x) + rapid.String().Draw(t, "rest")); !ok || n != len(x) {
			t.Fatalf("%v: length %d %v of key %x", a, n, ok, x)
		}
		for i := range x {
			if n, ok := SortKeyLen(string(x[:i])); ok {
				t.Fatalf("%x, cut to %d bytes, is a key of %d", x, i, n)
			}
		}
	})
}

// TestLongNumbers: a number of many digits is read and keyed in time that grows with its length.
func TestLongNumbers(t *testing.T) {
	start := time.Now()
	for _, form := range []string{"1" + strings.Repeat("0", 60_000), strings.Repeat("7", 60_000), "0." + strings.Repeat("0", 60_000) + "1"} {
		if v := ParseLexical(form, rdf.XSDDecimal); v.IsError() || len(AppendSortKey(nil, v)) == 0 {
			t.Errorf("%.5s...: no value", form)
		}
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("three numbers of 60,000 digits took %v", took)
	}
}

// TestSortWindow: what keys outside of the window tell is what Compare says, and values that cannot be compared lie outside of
// start and end.
func TestSortWindow(t *testing.T) {
	terms := rapid.OneOf(forms(), oddNumber())
	told := 0
	rapid.Check(t, func(t *rapid.T) {
		x, v := Parse(terms.Draw(t, "x")), Parse(terms.Draw(t, "v"))
		start, low, high, end, ok := SortWindow(v)
		if !ok {
			if v.Kind.Numeric() || v.Kind.Temporal() {
				t.Fatalf("no window of %v", v)
			}
			return
		}
		key := AppendSortKey(nil, x)
		c, ordered, comparable := Compare(x, v)
		comparable = comparable && ordered
		switch {
		case bytes.Compare(key, start) < 0 || bytes.Compare(key, end) >= 0:
			if comparable {
				t.Fatalf("%v and %v compare as %d, but the key %x is not from %x to %x", x, v, c, key, start, end)
			}
		case bytes.Compare(key, low) >= 0 && bytes.Compare(key, high) < 0:
		case !comparable || (c < 0) != (bytes.Compare(key, low) < 0) || c == 0:
			t.Fatalf("%v and %v compare as %d (%v), the key is %x, the window from %x to %x", x, v, c, comparable, key, low, high)
		default:
			told++
		}
	})
	if told == 0 {
		t.Error("no pair of values was outside of the window")
	}
}

func FuzzSortKeyLen(f *testing.F) {
	f.Add(string(AppendSortKey(nil, NewInteger(-12))))
	f.Fuzz(func(t *testing.T, key string) {
		if n, ok := SortKeyLen(key); ok && (n < 1 || n > len(key)) {
			t.Fatalf("length %d of %d", n, len(key))
		}
	})
}

func BenchmarkSortKey(b *testing.B) {
	for name, t := range map[string]rdf.Term{"Decimal": lit("48.85837009999^^decimal"), "Double": lit("48.85837009999^^double"), "Time": lit("2024-01-01T00:00:00.1234Z^^dateTime")} {
		b.Run(name, func(b *testing.B) {
			var key []byte
			for i := 0; i < b.N; i++ {
				key = AppendSortKey(key[:0], Parse(t))
			}
		})
	}
}
