package torture

import (
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store/storetest"
	"w3id.org/concord/query"
)

// questions are asked of damaged stores: scans, joins, counts, sums, searches and paths, over all kinds of files.
var questions = []storetest.Ask{
	ask(`SELECT ?p ?o { :thing7 ?p ?o } ORDER BY ?p ?o LIMIT 40`),
	ask(`SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?d) { ?s :p1 ?o }`),
	ask(`SELECT ?a ?b { ?a :p2 ?x . ?b :p3 ?x FILTER(?a < ?b) } ORDER BY ?a ?b LIMIT 20`),
	ask(`SELECT ?g (SUM(?o) AS ?n) { GRAPH ?g { ?s :p0 ?o FILTER(ISNUMERIC(?o)) } } GROUP BY ?g ORDER BY ?g`),
	ask(`SELECT ?s { ?s ?p "mot 3"@fr } ORDER BY ?s`),
	ask(`SELECT ?o { ?s :p1 ?o FILTER(CONTAINS(STR(?o), "text 1")) } ORDER BY ?o LIMIT 10`),
	ask(`SELECT DISTINCT ?y { :thing3 (:p0|:p1|:p4)+ ?y } ORDER BY ?y`),
	ask(`SELECT ?s { GRAPH :g1 { :mark :p0 ?s } } ORDER BY ?s`),
	ask(`SELECT ?s ?o { ?s :p4 ?o FILTER(?o > "2021-06-01T00:00:00Z"^^xsd:dateTime) } ORDER BY ?s ?o LIMIT 20`),
	ask(`SELECT ?p (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p`),
}

// ask makes a question of a query.
func ask(text string) storetest.Ask {
	text = "PREFIX : <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> " + text
	return func(s index.Store) (string, error) {
		e := query.New(s, query.Options{DefaultGraph: query.Union})
		r, err := e.Query(ctx, text, query.Params{})
		if err != nil {
			return "", err
		}
		defer r.Close()
		rows, err := r.Rows()
		var b strings.Builder
		for _, row := range rows {
			for _, t := range row {
				b.WriteString(t.String() + " ")
			}
			b.WriteByte('\n')
		}
		return b.String(), err
	}
}
