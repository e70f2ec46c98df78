package query

import (
	"context"
	"os"
	"strconv"
	"sync"
	"testing"

	"w3id.org/concord/index"
)

// benchStore holds CONCORD_BENCH people (50,000 unless set) of 12 triples each.
var benchStore = sync.OnceValue(func() func(t testing.TB) index.Store {
	var s index.Store
	return func(t testing.TB) index.Store {
		if s == nil {
			n, err := strconv.Atoi(os.Getenv("CONCORD_BENCH"))
			if err != nil {
				n = 50000
			}
			s = network(t, n)
		}
		return s
	}
})

var benchQueries = []struct{ name, text string }{
	{"one", `SELECT * { :person17 :knows ?b }`},
	{"scan", `SELECT (COUNT(?b) AS ?n) { { SELECT ?a ?b { ?a :knows ?b } } }`},
	{"export", `SELECT * { ?a :knows ?b }`},
	{"count", `SELECT (COUNT(*) AS ?n) { ?a :knows ?b }`},
	{"star", `SELECT (COUNT(*) AS ?n) { ?a :name ?x . ?a :age ?y . ?a :city ?z }`},
	{"chain", `SELECT (COUNT(*) AS ?n) { ?a :knows ?b . ?b :knows ?c }`},
	{"selective", `SELECT (COUNT(*) AS ?n) { ?a :city :city7 . ?a :knows ?b . ?b :city :city8 }`},
	{"triangle", `SELECT (COUNT(*) AS ?n) { ?a :knows ?b . ?b :knows ?c . ?c :knows ?a }`},
	{"optional", `SELECT (COUNT(*) AS ?n) { ?a :age ?x OPTIONAL { ?a :knows ?b . ?b :city :city7 } }`},
	{"minus", `SELECT (COUNT(*) AS ?n) { ?a :age ?x MINUS { ?a :knows ?b . ?b :city :city7 } }`},
	{"exists", `SELECT (COUNT(*) AS ?n) { ?a :age ?x FILTER NOT EXISTS { ?a :knows ?b . ?b :city :city7 } }`},
	{"filter", `SELECT (COUNT(*) AS ?n) { ?a :age ?x FILTER(?x > 30 && ?x < 40) }`},
	{"regex", `SELECT (COUNT(*) AS ?n) { ?a :name ?x FILTER REGEX(?x, "number 1.*7$") }`},
	{"group", `SELECT ?z (AVG(?y) AS ?m) { ?a :age ?y . ?a :city ?z } GROUP BY ?z`},
	{"top", `SELECT * { ?a :name ?x } ORDER BY DESC(?x) LIMIT 10`},
	{"sort", `SELECT * { ?a :age ?x . ?a :name ?n } ORDER BY ?x ?n`},
	{"distinct", `SELECT DISTINCT ?b { ?a :knows ?b }`},
	{"path", `SELECT (COUNT(*) AS ?n) { :person17 :knows+ ?b }`},
	{"union", `SELECT (COUNT(*) AS ?n) { { ?a :age 30 } UNION { ?a :age 31 } ?a :city ?c }`},
}

// A warm query, from text to the last row of terms.
func BenchmarkQuery(b *testing.B) {
	e := New(benchStore()(b), Options{})
	for _, q := range benchQueries {
		b.Run(q.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := consume(e, context.Background(), q.text, Params{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
