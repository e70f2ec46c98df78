package dict

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// TestInlineTable pins which forms live inside the ID.
func TestInlineTable(t *testing.T) {
	for _, c := range []struct {
		form, datatype string
		kind           index.Kind // 0: must not be inlined
	}{
		{"12", "integer", index.KindInteger}, {"-7", "long", index.KindInteger}, {"01", "integer", 0}, {"+1", "integer", 0},
		{"-0", "integer", 0}, {"300", "byte", 0}, {"200", "unsignedByte", index.KindInteger}, {"0", "positiveInteger", 0},
		{"36028797018963967", "integer", index.KindInteger}, {"36028797018963968", "integer", 0}, {"", "integer", 0},
		{"12.50", "decimal", index.KindDecimal}, {"12", "decimal", index.KindDecimal}, {"12.", "decimal", 0}, {".5", "decimal", 0},
		{"-0.5", "decimal", index.KindDecimal}, {"-0.0", "decimal", 0}, {"0.1234567", "decimal", 0}, {"1.-5", "decimal", 0},
		{"1.5E0", "double", index.KindDouble}, {"1.5", "double", index.KindDouble}, {"1e3", "double", index.KindDouble},
		{"1.0e3", "double", index.KindDouble}, {"1.0E-6", "double", index.KindDouble}, {"INF", "double", 0}, {"NaN", "double", 0},
		{"-0.0E0", "double", 0}, {"0.0E0", "double", index.KindDouble}, {"1.50E0", "double", 0}, {"15E0", "double", 0}, {"1E21", "double", 0},
		{"0.5", "float", index.KindDouble}, {"0.1", "float", 0}, {"16777217", "float", 0},
		{"true", "boolean", index.KindBoolean}, {"0", "boolean", index.KindBoolean}, {"TRUE", "boolean", 0},
		{"2024-02-29T23:59:59Z", "dateTime", index.KindDateTimeZ}, {"2023-02-29T00:00:00Z", "dateTime", 0},
		{"2024-01-01T00:00:00.50+05:30", "dateTime", index.KindDateTimeZ}, {"2024-01-01T00:00:00-00:00", "dateTime", index.KindDateTimeZ},
		{"2024-01-01T00:00:00+00:00", "dateTime", index.KindDateTimeZ}, {"2024-01-01T24:00:00Z", "dateTime", 0},
		{"2024-01-01T12:00:00", "dateTime", index.KindDateTime}, {"2024-01-01T12:00:00.1234", "dateTime", 0},
		{"0001-01-01T00:00:00+14:00", "dateTime", 0}, {"9999-12-31T23:59:59.999", "dateTime", index.KindDateTime},
		{"2024-06-30", "date", index.KindDate}, {"2024-06-31", "date", 0}, {"2024-06-30Z", "date", 0}, {"-2024-06-30", "date", 0},
		{"1945", "gYear", index.KindDate}, {"0000", "gYear", 0}, {"1945-10", "gYearMonth", index.KindDate}, {"1945/10", "gYearMonth", 0},
		{"--10", "gMonth", index.KindDate}, {"--10-24", "gMonthDay", index.KindDate}, {"--02-30", "gMonthDay", 0}, {"---31", "gDay", index.KindDate},
		{"x", "string", 0}, {"P1D", "duration", 0},
	} {
		id, ok := Inline(rdf.NewTyped(c.form, rdf.XSD+c.datatype))
		if ok != (c.kind != 0) || ok && id.Kind() != c.kind {
			t.Errorf("%q^^%s: inlined %v as kind %d, want kind %d", c.form, c.datatype, ok, id.Kind(), c.kind)
		}
	}
}

// TestInlineLossless: whatever is inlined prints as it came in.
func TestInlineLossless(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := literal().Draw(t, "literal")
		id, ok := Inline(want)
		if !ok {
			return
		}
		if got, valid := Value(id); !valid || got != want {
			t.Fatalf("%v came back as %v (%v)", want, got, valid)
		}
	})
}

// TestInlineOrder: within a kind, IDs are ordered as values are.
func TestInlineOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64Range(-1e14, 1e14).Draw(t, "a"), rapid.Int64Range(-1e14, 1e14).Draw(t, "b")
		form := rapid.SampledFrom([]string{"decimal", "double", "integer"}).Draw(t, "type")
		print := func(v int64) string {
			if form == "integer" {
				return strconv.FormatInt(v, 10)
			}
			return string(appendFixed(nil, v, 6))
		}
		x, ok1 := Inline(rdf.NewTyped(print(a), rdf.XSD+form))
		y, ok2 := Inline(rdf.NewTyped(print(b), rdf.XSD+form))
		if !ok1 || !ok2 || (x < y) != (a < b) {
			t.Fatalf("%d, %d as %s: %x %v, %x %v", a, b, form, x, ok1, y, ok2)
		}
	})
}

// TestDoubleValue: value x 10^6 divided by 10^6 is the double that the lexical form names.
func TestDoubleValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := math.Round(rapid.Float64Range(-1e9, 1e9).Draw(t, "f")*1e6) / 1e6
		for _, form := range []string{strconv.FormatFloat(f, 'f', -1, 64), strconv.FormatFloat(f, 'E', -1, 64)} {
			id, ok := Inline(rdf.NewTyped(form, rdf.XSDDouble))
			if ok && float64(Number(id))/million != f {
				t.Fatalf("%s is %v, the ID says %v", form, f, float64(Number(id))/million)
			}
		}
	})
}

func literal() *rapid.Generator[rdf.Term] {
	return rapid.Custom(func(t *rapid.T) rdf.Term {
		names := []string{"string", "time", "duration", "boolean"}
		for name := range encoders {
			names = append(names, name)
		}
		form := rapid.OneOf(
			rapid.StringMatching(`[-+]?[0-9]{1,18}`), rapid.StringMatching(`[-+]?[0-9]{0,9}\.[0-9]{0,7}`),
			rapid.StringMatching(`-?[0-9](\.[0-9]{1,6})?[eE]-?[0-9]{1,2}`),
			rapid.StringMatching(`-?[0-9]{4}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,4})?)?(Z|[-+][01][0-9]:[0-5][0-9])?`),
			rapid.StringMatching(`[0-9]{4}(-[01][0-9])?`), rapid.StringMatching(`--(-[0-3][0-9]|[01][0-9](-[0-3][0-9])?)`),
			rapid.SampledFrom([]string{"true", "false", "1", "0", "INF", "NaN", "-INF"}), rapid.String(),
		).Draw(t, "form")
		slices.Sort(names)
		return rdf.NewTyped(form, rdf.XSD+rapid.SampledFrom(names).Draw(t, "type"))
	})
}

// TestKeys: a key gives its term back, and keys are ordered as values, then tags.
func TestKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		term := func(name string) rdf.Term {
			v := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a\x00\x01]{0,4}`)).Draw(t, name)
			switch rapid.IntRange(0, 3).Draw(t, name+" kind") {
			case 0:
				return rdf.NewIRI(v)
			case 1:
				return rdf.NewString(v)
			case 2:
				return rdf.NewLang(v, rapid.SampledFrom([]string{"en", "fr", "EN"}).Draw(t, "lang"))
			}
			return rdf.NewTyped(v, "http://example.org/"+rapid.SampledFrom([]string{"a", "b"}).Draw(t, "datatype"))
		}
		a, b := term("a"), term("b")
		ka, kb := string(AppendKey(nil, KindOf(a), a)), string(AppendKey(nil, KindOf(b), b))
		if got, ok := Term(KindOf(a), ka); !ok || got != a {
			t.Fatalf("%v came back as %v", a, got)
		}
		if KindOf(a) == index.KindLang && KindOf(b) == index.KindLang && (ka < kb) != (rdf.Compare(a, b) < 0) {
			t.Fatalf("keys of %v and %v are in the wrong order", a, b)
		}
	})
}

func TestTable(t *testing.T) {
	tab := NewTable()
	for i := range 1000 {
		if n, isNew := tab.Add(index.KindIRI, []byte(fmt.Sprint("k", i))); n != i || !isNew {
			t.Fatalf("key %d got number %d, new %v", i, n, isNew)
		}
	}
	view := tab.View
	tab.Add(index.KindString, []byte("k1"))
	if view.Len() != 1000 || tab.Len() != 1001 || tab.Find(index.KindString, []byte("k1")) != 1000 {
		t.Error("kinds are not kept apart, or the view grew")
	}
	tab.Truncate(500)
	if tab.Find(index.KindIRI, []byte("k499")) != 499 || tab.Find(index.KindIRI, []byte("k500")) != -1 {
		t.Error("truncate does not forget exactly the later keys")
	}
}

// oddNumbers are numbers and times that must go to the dictionary, near each other and far away.
var oddNumbers = []rdf.Term{
	rdf.NewTyped("01", rdf.XSDInteger), rdf.NewTyped("+1", rdf.XSD+"byte"), rdf.NewTyped("1.0000000", rdf.XSDDecimal), rdf.NewTyped("1e00", rdf.XSDDouble),
	rdf.NewTyped("0.1", rdf.XSDFloat), rdf.NewTyped("0.10000000000000001", rdf.XSDDecimal), rdf.NewTyped("0.10000000149011612", rdf.XSDDouble),
	rdf.NewTyped("NaN", rdf.XSDDouble), rdf.NewTyped("NaN", rdf.XSDFloat), rdf.NewTyped("INF", rdf.XSDFloat), rdf.NewTyped("-INF", rdf.XSDDouble), rdf.NewTyped("-0", rdf.XSDInteger),
	rdf.NewTyped("-0.0", rdf.XSDDouble), rdf.NewTyped("123456789012345678901234567890", rdf.XSDInteger), rdf.NewTyped("123456789012345678901234567891", rdf.XSDInteger),
	rdf.NewTyped("12x", rdf.XSDInteger), rdf.NewTyped("", rdf.XSDInteger), rdf.NewTyped("\x00", rdf.XSDDecimal), rdf.NewTyped("2024-01-01T24:00:00", rdf.XSDDateTime),
	rdf.NewTyped("2024-01-02T00:00:00.0000", rdf.XSDDateTime), rdf.NewTyped("2024-01-01Z", rdf.XSDDate), rdf.NewTyped("12:00:00", rdf.XSD+"time"), rdf.NewTyped("12:00:00.5Z", rdf.XSD+"time"),
	rdf.NewTyped("P1M", rdf.XSD+"duration"), rdf.NewTyped("P30D", rdf.XSD+"duration"), rdf.NewTyped("P1M", rdf.XSD+"yearMonthDuration"), rdf.NewTyped("2024-01-01T00:00:00Z", rdf.XSD+"dateTimeStamp"),
}

// TestOrderedKeys: keys of numbers and times are ordered as ORDER BY orders the terms, and so are order keys.
func TestOrderedKeys(t *testing.T) {
	odd := rapid.OneOf(literal(), rapid.SampledFrom(oddNumbers)).Filter(func(t rdf.Term) bool {
		_, ok := Inline(t)
		return !ok && KindOf(t) == index.KindOrdered
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := odd.Draw(t, "a"), odd.Draw(t, "b")
		x, y := AppendKey(nil, index.KindOrdered, a), AppendKey(nil, index.KindOrdered, b)
		if got, want := bytes.Compare(x, y), xsd.Order(a, b); cmp.Compare(got, 0) != cmp.Compare(want, 0) {
			t.Fatalf("%v %x and %v %x: %d, want %d", a, x, b, y, got, want)
		}
		if p, q := OrderKey(x), OrderKey(y); p > q && bytes.Compare(x, y) < 0 || p < q && bytes.Compare(x, y) > 0 {
			t.Fatalf("order keys %x and %x of %v and %v", p, q, a, b)
		}
		if got, ok := Term(index.KindOrdered, string(x)); !ok || got != a || !IsKey(index.KindOrdered, x) {
			t.Fatalf("%v came back as %v", a, got)
		}
		if x[0]++; IsKey(index.KindOrdered, x) {
			t.Fatalf("%x is the key of %v", x, a)
		}
	})
}

// TestNoReservedKinds: no term gets an ID of the kinds that are reserved for triple terms and for queries.
func TestNoReservedKinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.OneOf(literal(), rapid.SampledFrom(oddNumbers)).Draw(t, "term")
		k := KindOf(x)
		if id, ok := Inline(x); ok {
			k = id.Kind()
			if !IsInline(k) {
				t.Fatalf("%v is inlined as kind %d", x, k)
			}
		} else if k < index.KindString || k > index.KindOrdered {
			t.Fatalf("%v has kind %d", x, k)
		}
	})
	if KindOf(rdf.NewIRI("http://example.org/")) != index.KindIRI || IsInline(index.KindTripleTerm) || IsInline(index.KindQuery) {
		t.Error("a reserved kind is in use")
	}
	for code, name := range orderedTypes {
		if code > 0 && orderedTypes[code-1] >= name {
			t.Errorf("%s is not in its place: keys of equal values are ordered by datatype", name)
		}
		if _, ok := encoders[name]; !ok && !strings.HasPrefix(name, "time") && !strings.HasSuffix(name, "Stamp") && !strings.HasSuffix(strings.ToLower(name), "duration") {
			t.Errorf("%s is not known", name)
		}
	}
}
