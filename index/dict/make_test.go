package dict

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// numbers draws whole numbers of all sizes, many of them round.
func numbers() *rapid.Generator[int64] {
	return rapid.Custom(func(t *rapid.T) int64 {
		n := rapid.Int64().Draw(t, "n") >> rapid.IntRange(0, 63).Draw(t, "shift")
		for range rapid.IntRange(0, 7).Draw(t, "zeros") {
			n *= 10
		}
		return n
	})
}

// What is made without a term is what the canonical term has.
func TestMadeValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := numbers().Draw(t, "n")
		f := rapid.SampledFrom([]float64{float64(n) / million, float64(n), math.Float64frombits(uint64(n)), 0.1 * float64(n%1000), 0, math.Copysign(0, -1), math.NaN(), math.Inf(1)}).Draw(t, "f")
		check := func(what string, id index.ID, ok bool, v xsd.Value) {
			want, inline := Inline(v.Term())
			if ok != inline || ok && id != want {
				t.Fatalf("%s of %d, %v: %x %v; the term %v has %x %v", what, n, f, uint64(id), ok, v.Term(), uint64(want), inline)
			}
		}
		id, ok := Decimal(n)
		check("Decimal", id, ok, xsd.NewMillionths(n))
		id, ok = Double(f)
		check("Double", id, ok, xsd.NewDouble(f))
		check("Truth", Truth(n > 0), true, xsd.NewBoolean(n > 0))
		if id, ok = DoubleMillionths(n); ok {
			check("DoubleMillionths", id, ok, xsd.NewDouble(float64(n)/million))
		}
		iri := rapid.SampledFrom(integerIRIs[:]).Draw(t, "type")
		code, _ := IntegerCode(iri)
		if id, ok = IntegerAs(n, code); id != 0 {
			check(iri, id, ok, xsd.Cast(xsd.NewInteger(n), iri))
		} else if v := xsd.Cast(xsd.NewInteger(n), iri); ok != v.IsError() {
			t.Fatalf("%d as %s: %v, the value %v", n, iri, ok, v)
		}
	})
}

// The parts of times, and their datatypes, are those of the terms.
func TestLocal(t *testing.T) {
	for _, s := range []string{"2024-02-29T23:59:59Z", "2024-02-29T00:30:00.5+02:00", "2024-02-29T23:30:00-05:30", "0001-01-01T00:00:00-00:00", "1969-12-31T23:59:59.999", "2024-02-29T12:00:00", "9999-12-31", "0001-01-01", "2024"} {
		datatype := rdf.XSDDateTime
		switch len(s) {
		case 10:
			datatype = rdf.XSDDate
		case 4:
			datatype = rdf.XSDGYear
		}
		term := rdf.NewTyped(s, datatype)
		id, ok := Inline(term)
		if !ok || InlineDatatype(id) != datatype {
			t.Fatalf("%s: %v %s", s, ok, InlineDatatype(id))
		}
		v := xsd.Parse(term)
		days, ms, ok := Local(id)
		year := xsd.Component(v, xsd.YearPart)
		if ok == year.IsError() {
			t.Fatalf("%s: %v", s, ok)
		}
		if !ok {
			continue
		}
		y, m, d := xsd.Civil(days)
		for part, n := range map[xsd.Part]int64{xsd.YearPart: y, xsd.MonthPart: m, xsd.DayPart: d, xsd.HoursPart: ms / 3_600_000, xsd.MinutesPart: ms / 60_000 % 60} {
			if want := xsd.Component(v, part); !want.IsError() && want.Canonical() != xsd.NewInteger(n).Canonical() || want.IsError() != (ms < 0 && part >= xsd.HoursPart) {
				t.Errorf("%s: part %d is %d, not %v", s, part, n, want)
			}
		}
	}
}
