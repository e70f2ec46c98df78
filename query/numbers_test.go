package query

import (
	"context"
	"fmt"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
)

// dictionaryNumbers are 200,000 numbers of each of two types, which all differ and are in the dictionary: doubles and decimals of many digits. Of a
// third kind, doubles of ten digits, half are in the dictionary.
func dictionaryNumbers(b *testing.B) index.Store {
	s, err := store.Open(b.TempDir(), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	l, err := s.Bulk(context.Background(), index.BulkOptions{})
	if err != nil {
		b.Fatal(err)
	}
	p, err := l.Part()
	if err != nil {
		b.Fatal(err)
	}
	for i := range measuredRows {
		n := i * 7919 % measuredRows
		terms := []rdf.Term{rdf.NewIRI(fmt.Sprint("http://x/s", i)), rdf.NewIRI("http://x/double"), rdf.NewTyped(fmt.Sprintf("%d.123456789%d", n%1000, n), rdf.XSDDouble),
			rdf.NewIRI("http://x/decimal"), rdf.NewTyped(fmt.Sprintf("%d.123456%06d", n%1000, n), rdf.XSDDecimal), rdf.NewIRI("http://x/group"), rdf.NewTyped("1", rdf.XSDInteger), {},
			rdf.NewIRI("http://x/mixed"), rdf.NewTyped(fmt.Sprintf("%d.%0*d", n%1000, 3+6*(n%2), n), rdf.XSDDouble)}
		if err := p.Add(terms, [][4]uint32{{0, 1, 2, 7}, {0, 3, 4, 7}, {0, 5, 6, 7}, {0, 8, 9, 7}}); err != nil {
			b.Fatal(err)
		}
	}
	p.Close()
	if _, err := l.Commit(context.Background()); err != nil {
		b.Fatal(err)
	}
	return s
}

const measuredRows = 200_000

// Sums, extremes and arithmetic of numbers of the dictionary that all differ, in the order of their IDs and scattered, per second of processor time.
func BenchmarkSumOfDictionary(b *testing.B) {
	e := New(dictionaryNumbers(b), Options{})
	for _, q := range []struct{ name, text string }{
		{"doubles", `SELECT (SUM(?x) AS ?n) { ?s <http://x/double> ?x }`},
		{"decimals", `SELECT (SUM(?x) AS ?n) { ?s <http://x/decimal> ?x }`},
		{"doubles scattered", `SELECT (SUM(?x) AS ?n) { ?s <http://x/group> 1 . ?s <http://x/double> ?x }`},
		{"doubles by group", `SELECT ?g (AVG(?x) AS ?n) { ?s <http://x/group> ?g . ?s <http://x/double> ?x } GROUP BY ?g`},
		{"least mixed", `SELECT (MIN(?x) AS ?n) { ?s <http://x/group> 1 . ?s <http://x/mixed> ?x }`},
		{"doubles halved", `SELECT (SUM(?x * 0.5) AS ?n) { ?s <http://x/double> ?x }`},
		{"decimals doubled", `SELECT (SUM(?x * 2) AS ?n) { ?s <http://x/decimal> ?x }`},
		{"filter", `SELECT (COUNT(*) AS ?n) { ?s <http://x/double> ?x . ?s <http://x/decimal> ?y FILTER(?x < ?y) }`},
	} {
		b.Run(q.name, func(b *testing.B) {
			start := indextest.ProcessorTime()
			for b.Loop() {
				if _, err := consume(e, context.Background(), q.text, Params{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*measuredRows/(indextest.ProcessorTime()-start).Seconds()/1e6, "Mrows/cpu-s")
		})
	}
}
