package expr

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/sparql"
)

// number makes numbers of the kinds given, of any size that is inlined and some that are not.
func number(kinds string) rdf.Term {
	n := rand.Int64N(1<<55) - 1<<54
	if rand.IntN(2) == 0 {
		n %= 1000
	}
	switch kinds[rand.IntN(len(kinds))] {
	case 'i':
		return rdf.NewTyped(fmt.Sprint(n), rdf.XSDInteger)
	case 'd':
		return rdf.NewTyped(fmt.Sprintf("%d.%06d", n/1_000_000, rand.IntN(1_000_000)), rdf.XSDDecimal)
	case 's': // of up to 18 places
		return rdf.NewTyped(fmt.Sprintf("%d.%0*d", n%100_000, 7+rand.IntN(7), rand.IntN(1_000_000)*10+7), rdf.XSDDecimal)
	case 'b':
		return rdf.NewTyped(fmt.Sprintf("%d%d.%020d", n, rand.Int64N(1<<60), rand.Int64N(1<<60)), rdf.XSDDecimal)
	case 'z':
		return rdf.NewTyped(fmt.Sprintf("+0%d", max(n, -n)), rdf.XSDInteger)
	}
	return rdf.NewTyped(fmt.Sprintf("%d.5", n%100_000), rdf.XSDDouble)
}

// Sums of integers and decimals are exact, whatever their size, their kinds and the batches they come in.
func TestSumIsExact(t *testing.T) {
	for _, kinds := range []string{"i", "d", "id", "iz", "idbz", "s", "sib", "f", "iiiif"} {
		for range 20 {
			values := make([]rdf.Term, 1+rand.IntN(3000))
			sum := xsd.NewInteger(0)
			for i := range values {
				values[i] = number(kinds)
				sum = xsd.Add(sum, xsd.Parse(values[i]))
			}
			got := aggregate(t, true, sparql.Aggregate{Name: "SUM", X: &sparql.ExprVar{Var: "x"}}, values, 1+rand.IntN(1024))
			if want := sum.Term(); kinds != "iiiif" && got != want || got.Datatype != want.Datatype {
				t.Fatalf("%s: the sum of %d numbers is %v, want %v", kinds, len(values), got, want)
			}
		}
	}
}

// The sum of decimals of 18 digits is exact, also where it is far larger than any of them, and below zero.
func TestSumOfFineDecimals(t *testing.T) {
	for range 50 {
		var f fine
		want := xsd.NewInteger(0)
		for range rand.IntN(1000) {
			n, places := rand.Int64N(1_000_000_000_000_000_000), rand.IntN(finePlaces+1)
			if rand.IntN(3) > 0 {
				n = -n
			}
			f.add(n, uint8(places))
			want = xsd.Add(want, xsd.NewDecimal(n, places))
		}
		if got := f.value().Term(); got.Value != want.Canonical() {
			t.Fatalf("%v, not %v", got, want.Canonical())
		}
	}
}

func benchmarkAggregate(b *testing.B, name string, value func(i int) rdf.Term) {
	c := newMemory(true)
	a, err := NewAggregator(sparql.Aggregate{Name: name, X: &sparql.ExprVar{Var: "x"}})
	if err != nil {
		b.Fatal(err)
	}
	const n = 1024
	col := make([]index.ID, n)
	for i := range col {
		col[i] = c.id(value(i))
	}
	for b.Loop() {
		if err := a.Add(c, nil, col); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

func price(i int) rdf.Term {
	return rdf.NewTyped(fmt.Sprintf("%d.%02d", i*7%1000, i%100), rdf.XSDDecimal)
}
func weight(i int) rdf.Term {
	return rdf.NewTyped(fmt.Sprintf("%d.%02d", i*7%1000, i%100), rdf.XSDDouble)
}

func BenchmarkSumInteger(b *testing.B) { benchmarkAggregate(b, "SUM", integer) }
func BenchmarkSumDecimal(b *testing.B) { benchmarkAggregate(b, "SUM", price) }
func BenchmarkSumDouble(b *testing.B)  { benchmarkAggregate(b, "SUM", weight) }
func BenchmarkMaxDecimal(b *testing.B) { benchmarkAggregate(b, "MAX", price) }

// Sums over numbers of the dictionary are the same whether they are read as numbers, or their terms are shown or fetched; an unbound row or a string fails both.
func TestSumOfShownTerms(t *testing.T) {
	for _, extra := range []rdf.Term{number("i"), {}, rdf.NewString("x")} {
		m := newMemory(true)
		col := []index.ID{m.id(extra)}
		for range 50 {
			x := m.id(number("ibzfs"))
			for x.Kind() == index.KindQuery {
				x = m.id(number("ibzfs"))
			}
			col = append(col, x)
		}
		col = append(col, col...)
		var sums [3]index.ID
		for i, c := range []Context{m, showing{m}, numbering{showing{m}}} {
			a := &summer{}
			for from := 0; from < len(col); from += 7 {
				if err := a.Add(c, nil, col[from:min(len(col), from+7)]); err != nil {
					t.Fatal(err)
				}
			}
			if err := a.Result(m, 1, sums[i:i+1]); err != nil {
				t.Fatal(err)
			}
		}
		if sums[0] != sums[1] || sums[0] != sums[2] || (sums[0] == 0) != (extra.Datatype != rdf.XSDInteger) {
			t.Errorf("with %v: %x", extra, sums)
		}
	}
}
