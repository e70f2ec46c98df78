package expr

import (
	"math/rand/v2"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/sparql"
)

// aggregate computes one over a single group, in batches of size.
func aggregate(t *testing.T, inline bool, spec sparql.Aggregate, values []rdf.Term, size int) rdf.Term {
	t.Helper()
	c := newMemory(inline)
	a, err := NewAggregator(spec)
	if err != nil {
		t.Fatal(err)
	}
	for from := 0; from < len(values); from += size {
		to := min(len(values), from+size)
		col := make([]index.ID, to-from)
		if err := c.Intern(values[from:to], col); err != nil {
			t.Fatal(err)
		}
		if err := a.Add(c, make([]uint32, len(col)), col); err != nil {
			t.Fatal(err)
		}
	}
	ids, terms := make([]index.ID, 2), make([]rdf.Term, 2)
	if err := a.Result(c, 2, ids); err != nil {
		t.Fatal(err)
	}
	if err := c.Terms(ids, terms); err != nil {
		t.Fatal(err)
	}
	return terms[0]
}

func TestAggregates(t *testing.T) {
	for _, c := range []struct {
		name, separator string
		distinct        bool
		values          []string
		want            string
	}{
		{"COUNT", "", false, nil, "0"}, {"COUNT", "", false, []string{"1", "", "1"}, "2"}, {"COUNT", "", true, []string{"1", "", "1", "1.0"}, "2"},
		{"SUM", "", false, nil, "0"}, {"SUM", "", false, []string{"1", "2.5"}, "3.5"}, {"SUM", "", false, []string{"1", "2", "3"}, "6"}, {"SUM", "", false, []string{"1", "\"x\""}, "error"}, {"SUM", "", false, []string{"1", ""}, "error"},
		{"SUM", "", true, []string{"1", "1", "2"}, "3"}, {"SUM", "", false, []string{"1", "1.5e0"}, "2.5E0"}, {"SUM", "", false, []string{"\"1\"^^xsd:byte"}, "1"}, {"SUM", "", false, []string{"\"x\""}, "error"},
		{"SUM", "", false, []string{"9223372036854775807", "1"}, "9223372036854775808"}, {"SUM", "", false, []string{"\"2024-01-01\"^^xsd:date", "\"P1D\"^^xsd:duration"}, "error"},
		{"AVG", "", false, nil, "0"}, {"AVG", "", false, []string{"1", "2"}, "1.5"}, {"AVG", "", false, []string{"1", "2", "\"x\""}, "error"}, {"AVG", "", false, []string{"1e0", "2"}, "1.5E0"}, {"AVG", "", true, []string{"1", "1", "2"}, "1.5"}, {"AVG", "", false, []string{"2.0", "4.0"}, "\"3\"^^xsd:decimal"},
		{"MIN", "", false, nil, "error"}, {"MAX", "", false, nil, "error"}, {"MIN", "", false, []string{"", ""}, "error"}, {"MIN", "", false, []string{"2", "1.5", "3e0"}, "1.5"}, {"MAX", "", false, []string{"2", "1.5", "3e0"}, "3e0"},
		{"MIN", "", false, []string{"2", "<http://x/>", "\"a\""}, "<http://x/>"}, {"MAX", "", false, []string{"\"a\"", "\"c\"@en", "\"b\""}, "\"c\"@en"}, {"MAX", "", false, []string{"", "1", ""}, "1"},
		{"MIN", "", false, []string{"\"2024-01-01T00:00:00Z\"^^xsd:dateTime", "\"2023-01-01T00:00:00Z\"^^xsd:dateTime"}, "\"2023-01-01T00:00:00Z\"^^xsd:dateTime"}, {"MIN", "", false, []string{"\"b\"", "\"a\"", "\"c\""}, "\"a\""},
		{"SAMPLE", "", false, nil, "error"}, {"SAMPLE", "", false, []string{"", "2"}, "2"}, {"SAMPLE", "", true, []string{"2", "2"}, "2"},
		{"GROUP_CONCAT", " ", false, nil, "\"\""}, {"GROUP_CONCAT", ", ", false, []string{"1", "\"x\"@en", "<http://x/>", ""}, "\"1, x, http://x/\""}, {"GROUP_CONCAT", "", true, []string{"\"a\"", "\"a\"", "\"b\""}, "\"ab\""}, {"GROUP_CONCAT", " ", false, []string{"\"\"", "\"\""}, "\" \""},
	} {
		want := rdf.Term{}
		if c.want != "error" {
			want = term(t, c.want)
		}
		values := make([]rdf.Term, len(c.values))
		for i, v := range c.values {
			values[i] = term(t, v)
		}
		spec := sparql.Aggregate{Name: c.name, Distinct: c.distinct, Separator: c.separator, X: &sparql.ExprVar{Var: "x"}}
		for _, size := range []int{1, 2, 100} {
			for _, inline := range []bool{true, false} {
				if got := aggregate(t, inline, spec, values, size); got != want {
					t.Errorf("%s %v %v in batches of %d: got %v, want %v", c.name, c.distinct, c.values, size, got, want)
				}
			}
		}
	}
}

func TestAggregateBlank(t *testing.T) {
	values := []rdf.Term{rdf.NewBlank("b"), rdf.NewString("x")}
	if got := aggregate(t, true, sparql.Aggregate{Name: "MIN"}, values, 9); got != values[0] {
		t.Errorf("MIN is %v", got)
	}
	if got := aggregate(t, true, sparql.Aggregate{Name: "GROUP_CONCAT"}, values, 9); !got.IsZero() {
		t.Errorf("GROUP_CONCAT is %v", got)
	}
}

// Groups do not mix, and COUNT(*) counts rows.
func TestGroups(t *testing.T) {
	c := newMemory(true)
	one, two := c.id(rdf.NewTyped("1", rdf.XSDInteger)), c.id(rdf.NewString("two"))
	for name, want := range map[string][4]string{
		"COUNT": {"2", "0", "1", "0"}, "MAX": {"two", "", "1", ""}, "GROUP_CONCAT": {"1-two", "", "1", ""}, "SAMPLE": {"1", "", "1", ""}, "SUM": {"", "0", "1", "0"},
	} {
		a, err := NewAggregator(sparql.Aggregate{Name: name, Separator: "-", X: &sparql.ExprVar{Var: "x"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Add(c, []uint32{0, 2, 0}, []index.ID{one, one, two}); err != nil {
			t.Fatal(err)
		}
		ids, terms := make([]index.ID, 4), make([]rdf.Term, 4)
		if a.Result(c, 4, ids) != nil || c.Terms(ids, terms) != nil {
			t.Fatal("no result")
		}
		if got := [4]string{terms[0].Value, terms[1].Value, terms[2].Value, terms[3].Value}; got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
		if a.Bytes() <= 0 {
			t.Errorf("%s holds no memory", name)
		}
	}
	star, _ := NewAggregator(sparql.Aggregate{Name: "COUNT"})
	ids := make([]index.ID, 1)
	if star.Add(c, []uint32{0, 0, 0}, nil) != nil || star.Result(c, 1, ids) != nil || c.terms[ids[0]].Value != "3" {
		t.Error("COUNT(*) does not count rows")
	}
	for _, bad := range []sparql.Aggregate{{Name: "NOSUCH"}, {Name: "COUNT", Distinct: true}} {
		if _, err := NewAggregator(bad); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
}

// CompareOrder is xsd.Order, whatever the IDs are; MIN and MAX are its ends.
func TestCompareOrder(t *testing.T) {
	terms := pool()
	for _, inline := range []bool{true, false} {
		c := newMemory(inline)
		var a, b []index.ID
		for _, x := range terms {
			for _, y := range terms {
				a, b = append(a, c.id(x)), append(b, c.id(y))
			}
		}
		got := make([]int8, len(a))
		if err := CompareOrder(c, a, b, got); err != nil {
			t.Fatal(err)
		}
		for i := range got {
			x, y := c.terms[a[i]], c.terms[b[i]]
			if want := signOf(xsd.Order(x, y)); got[i] != want {
				t.Errorf("%v, %v (inlined %v): got %d, want %d", x, y, inline, got[i], want)
			}
		}
		for range 100 {
			some := make([]rdf.Term, 10)
			for i := range some {
				some[i] = terms[1+rand.IntN(len(terms)-1)]
			}
			lo, hi := some[0], some[0]
			for _, x := range some {
				if xsd.Order(x, lo) < 0 {
					lo = x
				}
				if xsd.Order(x, hi) > 0 {
					hi = x
				}
			}
			if got := aggregate(t, inline, sparql.Aggregate{Name: "MIN"}, some, 4); got != lo {
				t.Errorf("MIN of %v: got %v, want %v", some, got, lo)
			}
			if got := aggregate(t, inline, sparql.Aggregate{Name: "MAX"}, some, 4); got != hi {
				t.Errorf("MAX of %v: got %v, want %v", some, got, hi)
			}
		}
	}
}

// A text of several pieces is the same as one that grew at one place, whatever the lengths of its parts.
func TestLongConcat(t *testing.T) {
	var values []rdf.Term
	var want []string
	for i, size := range []int{1, pieceBytes - 1, 0, 7, 3 * pieceBytes, 2, pieceBytes, 9} {
		value := strings.Repeat(string(rune('a'+i)), size)
		values, want = append(values, rdf.NewString(value)), append(want, value)
	}
	for _, size := range []int{1, 3, 9} {
		got := aggregate(t, true, sparql.Aggregate{Name: "GROUP_CONCAT", Separator: ", "}, values, size)
		if got.Value != strings.Join(want, ", ") {
			t.Errorf("in batches of %d: %d bytes that differ from the %d wanted", size, len(got.Value), len(strings.Join(want, ", ")))
		}
	}
}
