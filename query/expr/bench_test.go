package expr

import (
	"strconv"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// benchmark evaluates a filter over 1,024 rows of ?x.
func benchmark(b *testing.B, text string, value func(i int) rdf.Term) {
	c := newMemory(true)
	p, err := Compile(parse(b, text))
	if err != nil {
		b.Fatal(err)
	}
	const n = 1024
	col := make([]index.ID, n)
	for i := range col {
		col[i] = c.id(value(i))
	}
	batch, keep := &Batch{N: n, Cols: [][]index.ID{col}}, make([]bool, n)
	b.ReportAllocs()
	b.SetBytes(n)
	for i := 0; i < b.N; i++ {
		if err := p.Test(c, batch, keep); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

func integer(i int) rdf.Term { return rdf.NewTyped(strconv.Itoa(i), rdf.XSDInteger) }

func label(i int) rdf.Term {
	return rdf.NewLang("Recommendation of the Council no. "+strconv.Itoa(i)+" on public procurement", "en")
}

func BenchmarkFilterInteger(b *testing.B)    { benchmark(b, "?x < 500", integer) }
func BenchmarkFilterRange(b *testing.B)      { benchmark(b, "?x >= 100 && ?x < 500", integer) }
func BenchmarkFilterDecimal(b *testing.B)    { benchmark(b, "?x < 500.5", integer) }
func BenchmarkFilterArithmetic(b *testing.B) { benchmark(b, "?x * 2 + 1 < 500", integer) }
func BenchmarkFilterRegex(b *testing.B)      { benchmark(b, `REGEX(STR(?x), "no\\. 5[0-9]* on")`, label) }
func BenchmarkFilterRegexFold(b *testing.B) {
	benchmark(b, `REGEX(STR(?x), "PROCUREMENT", "i")`, label)
}
func BenchmarkFilterContains(b *testing.B) { benchmark(b, `CONTAINS(STR(?x), "99 on")`, label) }
func BenchmarkFilterLang(b *testing.B)     { benchmark(b, `LANG(?x) = "en"`, label) }
func BenchmarkFilterIRIs(b *testing.B) {
	benchmark(b, "?x IN (<http://x/1>, <http://x/2>, <http://x/3>, <http://x/4>, <http://x/5>)", func(i int) rdf.Term { return rdf.NewIRI("http://x/" + strconv.Itoa(i)) })
}

// sums adds up an expression over 1,024 rows of ?x.
func sums(b *testing.B, text string, value func(i int) rdf.Term) {
	m := newMemory(true)
	c := Context(showing{m})
	p, err := Compile(parse(b, text))
	if err != nil {
		b.Fatal(err)
	}
	const n = 1024
	col, out := make([]index.ID, n), make([]index.ID, n)
	for i := range col {
		col[i] = m.id(value(i))
	}
	batch, sum := &Batch{N: n, Cols: [][]index.ID{col}}, &summer{}
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		if err := p.Mixed(c, batch, out, func(_ int32, v *xsd.Value) { sum.AddValue(0, v) }); err != nil {
			b.Fatal(err)
		}
		if err := sum.Add(c, nil, out); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

func BenchmarkSumOf(b *testing.B) {
	decimal := func(i int) rdf.Term { return rdf.NewTyped(strconv.Itoa(i)+".25", rdf.XSDDecimal) }
	double := func(i int) rdf.Term { return rdf.NewTyped(strconv.Itoa(i)+".25", rdf.XSDDouble) }
	date := func(i int) rdf.Term { return rdf.NewTyped("20"+strconv.Itoa(i%90+10)+"-01-02", rdf.XSDDate) }
	for _, x := range []struct {
		name, text string
		value      func(int) rdf.Term
	}{
		{"abs of integers", "ABS(?x)", integer}, {"abs of decimals", "ABS(?x)", decimal}, {"ceil of decimals", "CEIL(?x)", decimal}, {"round of doubles", "ROUND(?x)", double},
		{"integers doubled", "?x + ?x", integer}, {"decimals by a decimal", "?x * 1.5", decimal}, {"doubles by an integer", "?x * 2", double}, {"IF", "IF(?x > 500, 1, 0)", integer},
		{"integer of decimals", "<" + rdf.XSD + "integer>(?x)", decimal}, {"decimal of doubles", "<" + rdf.XSD + "decimal>(?x)", double}, {"double of decimals", "<" + rdf.XSD + "double>(?x)", decimal},
		{"year of dates", "YEAR(?x)", date}, {"length of texts", "STRLEN(?x)", label}, {"length after", `STRLEN(STRAFTER(?x, "a"))`, label}, {"texts that end so", "<" + rdf.XSD + `integer>(STRENDS(?x, "t"))`, label},
	} {
		b.Run(x.name, func(b *testing.B) { sums(b, x.text, x.value) })
	}
}
