package expr

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/sparql"
)

// neighbours are numbers that lie as near to each other as they can, equal ones of different types and forms, and what is no number.
func neighbours() (list []rdf.Term) {
	for _, f := range []float64{0.1, -0.1, 1, 1e17, 123456789.125, 5e-324} {
		for _, x := range []float64{math.Nextafter(f, 2*f), f, math.Nextafter(f, 0)} {
			list = append(list, rdf.NewTyped(fmt.Sprintf("%.17g", x), rdf.XSDDouble), rdf.NewTyped(fmt.Sprintf("%.17g", x), rdf.XSDFloat))
		}
	}
	for _, form := range []string{"0.1", "0.10000000", "0.1000000000000000055", "0.10000000000000001", "0.1000000000000000001", "100000000000000001", "100000000000000000.5", "-0", "123456789.1250001",
		strings.Repeat("9", 40)} {
		list = append(list, rdf.NewTyped(form, rdf.XSDDecimal), rdf.NewTyped(form, rdf.XSDDouble))
	}
	for range 100 { // decimals next to a double, of which the digits are more than a double has
		form := fmt.Sprintf("0.%018d", 1+rand.Int64N(999_999_999_999_999_999))
		f, _ := strconv.ParseFloat(form, 64)
		list = append(list, rdf.NewTyped(form, rdf.XSDDecimal), rdf.NewTyped(fmt.Sprintf("%.17g", f), rdf.XSDDouble))
	}
	for _, form := range []string{"NaN", "INF", "-INF", "-0", "1.7976931348623157e308", "-1.7976931348623157e308"} {
		list = append(list, rdf.NewTyped(form, rdf.XSDDouble))
	}
	return append(list, rdf.NewTyped("0100000000000000001", rdf.XSDInteger), rdf.NewTyped(strings.Repeat("9", 40), rdf.XSDInteger), rdf.NewTyped("7", rdf.XSD+"long"), rdf.NewString("x"),
		rdf.NewIRI("http://x"), rdf.NewTyped("x", rdf.XSDDecimal), rdf.NewTyped("2000-01-01T00:00:00.12345Z", rdf.XSDDateTime))
}

// MIN and MAX are the ends of the order of ORDER BY, whether numbers are read as such or from terms, in one group and in several.
func TestExtremesByNumbers(t *testing.T) {
	for _, inline := range []bool{true, false} {
		m := newMemory(inline)
		var ids []index.ID
		for _, x := range neighbours() {
			ids = append(ids, m.id(x))
		}
		for round := range 6000 {
			from := rand.IntN(len(ids))
			few := ids[from:min(len(ids), from+1+rand.IntN(40))]
			if round%4 > 0 {
				few = stored(few)
			}
			if len(few) == 0 {
				continue
			}
			col, groups := make([]index.ID, 1+rand.IntN(12)), make([]uint32, 12)
			for i := range col {
				col[i], groups[i] = few[rand.IntN(len(few))], rand.Uint32N(3)
			}
			for _, c := range []Context{m, numbering{showing{m}}} {
				holdsExtreme(t, c, m, nil, col)
				holdsExtreme(t, c, m, groups[:len(col)], col)
			}
		}
	}
}

// stored leaves out what the query made.
func stored(ids []index.ID) []index.ID {
	return slices.DeleteFunc(slices.Clone(ids), func(id index.ID) bool { return id.Kind() == index.KindQuery })
}

// Expressions have the same values whether numbers are read as such or from terms.
func TestValuesByNumbers(t *testing.T) {
	m := newMemory(true)
	var xs, ys []index.ID
	for _, x := range neighbours() {
		xs = append(xs, m.id(x), 0)
		if rand.IntN(4) == 0 {
			xs = append(xs, xs[rand.IntN(len(xs))])
		}
	}
	for range xs {
		ys = append(ys, xs[rand.IntN(len(xs))])
	}
	for _, made := range []bool{true, false} {
		if !made {
			xs = stored(xs)
			ys = stored(ys)[:min(len(xs), len(stored(ys)))]
			xs = xs[:len(ys)]
		}
		for _, text := range []string{"?x * 2", "-?x", "?x + ?y", "?x < ?y", "?x = ?y", "?x", "IF(?x > 1, STR(?x), ?y - 1)", "ABS(?x) - ABS(?y)", "STR(?x)", "COALESCE(?x / ?y, ?x)"} {
			p, err := Compile(parse(t, text))
			if err != nil {
				t.Fatal(err)
			}
			b := &Batch{N: len(xs)}
			for _, v := range p.Vars() {
				b.Cols = append(b.Cols, map[sparql.Var][]index.ID{"x": xs, "y": ys}[v])
			}
			want, got := make([]index.ID, len(xs)), make([]index.ID, len(xs))
			if err := errors.Join(p.Eval(m, b, want), p.Eval(numbering{showing{m}}, b, got)); err != nil {
				t.Fatal(err)
			}
			for i := range want {
				if want[i] != got[i] {
					t.Errorf("%s of %v, %v: %v, want %v", text, m.terms[xs[i]], m.terms[ys[i]], m.terms[got[i]], m.terms[want[i]])
				}
			}
		}
	}
}

func holdsExtreme(t *testing.T, c Context, m *memory, groups []uint32, col []index.ID) {
	t.Helper()
	for name, sign := range map[string]int{"MIN": -1, "MAX": 1} {
		var want [3]index.ID
		for i, id := range col {
			if g := groupOf(groups, i); want[g] == 0 || sign*xsd.Order(m.terms[id], m.terms[want[g]]) > 0 {
				want[g] = id
			}
		}
		a, err := NewAggregator(sparql.Aggregate{Name: name, X: &sparql.ExprVar{Var: "x"}})
		if err != nil {
			t.Fatal(err)
		}
		for from := 0; from < len(col); from += 5 {
			to := min(len(col), from+5)
			part := groups
			if groups != nil {
				part = groups[from:to]
			}
			if err := a.Add(c, part, col[from:to]); err != nil {
				t.Fatal(err)
			}
		}
		var got [3]index.ID
		if err := a.Result(c, 3, got[:]); err != nil || got != want {
			t.Fatalf("%s of %v in groups %v: %x, want %x, %v", name, col, groups, got, want, err)
		}
	}
}
