package query

import (
	"fmt"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

// equated are patterns in which two variables may be made one: by an equality in "eq[]" or by a pattern that
// is like the one before in "and[]".
var equated = []string{
	`?p :by ?x . ?x :name ?n . ?y :name ?m FILTER(eq[?n, ?m])`, `?x :name ?n . ?y :alias ?m FILTER(eq[?n, ?m])`, `?x :alias ?n . ?y :alias ?m FILTER(eq[?m, ?n])`,
	`?x :age ?n . ?y :age ?m FILTER(eq[?n, ?m])`, `?x :name ?n . ?y :age ?m FILTER(eq[?n, ?m])`, `?x :by ?n . ?m :name ?z FILTER(eq[?n, ?m])`,
	`?x :any ?n . ?y :any ?m FILTER(eq[?n, ?m])`, `?x :any ?n . ?y :name ?m FILTER(eq[?n, ?m])`, `?x ?q ?n . ?r :name ?m FILTER(eq[?q, ?n])`,
	`?x :name ?n and[?y :name ?n]`, `?x :name ?n and[?x :name ?m]`, `?x :alias ?n and[?y :alias ?n]`, `?x :alias ?n and[?x :alias ?m]`, `?x :age ?n and[?y :age ?n]`, `?x :age ?n and[?x :age ?m]`,
	`?p :by ?x . ?x :name ?n and[?y :name ?n] FILTER(?x != ?y)`, `?p :by ?x . ?x :name ?n and[?y :name ?n] FILTER(?y = :b)`, `?x :name ?n and[?y :name ?n] FILTER(BOUND(?y))`,
	`?x :name ?n . ?y :name ?m FILTER(eq[?n, ?m]) FILTER EXISTS { ?p :by ?y }`, `?x :name ?n . ?y :name ?m OPTIONAL { ?p :by ?y } FILTER(eq[?n, ?m])`,
	`?x :name ?n . ?y :name ?m MINUS { ?p :by ?y } FILTER(eq[?n, ?m])`, `?x :name ?n . ?y :name ?m . ?z :alias ?o FILTER(eq[?n, ?m]) FILTER(eq[?m, ?o]) FILTER(eq[?o, ?n])`,
	`GRAPH ?g { ?x :name ?n } ?y :name ?m FILTER(eq[?n, ?m])`, `GRAPH ?g { ?x :name ?n and[?y :name ?n] }`, `GRAPH :g { ?x :name ?n . ?y :name ?m } FILTER(eq[?x, ?y])`,
	`?p :by* ?x . ?x :name ?n . ?y :name ?m FILTER(eq[?n, ?m])`, `?p :by* ?x . ?x :name ?n . ?y :name ?m FILTER(eq[?x, ?y])`, `VALUES ?x { :a :b UNDEF } ?x :name ?n . ?y :name ?m FILTER(eq[?x, ?y])`,
	`{ ?x :name ?n . ?y :name ?m FILTER(eq[?n, ?m]) } UNION { ?x :alias ?n and[?y :alias ?n] }`, `?x :name ?n . BIND("x" AS ?m) ?y :name ?o FILTER(eq[?o, ?n]) FILTER(?m = ?o)`,
	`?x :none ?n and[?y :none ?n]`, `?x :name ?n and[?x :name ?x]`, `?x :by ?x and[?x :by ?y]`, `?x :age ?n . ?y :age ?m FILTER(sameTerm(?n, ?m))`,
}

// TestUnified: queries in which two variables become one answer as those in which the planner cannot know, whatever the data.
func TestUnified(t *testing.T) {
	e := newEngine(t, Options{Prefixes: []rdf.Prefix{{Name: "", IRI: exampleNS}}}, "")
	afterEach(t, e, []string{
		`INSERT DATA { :p1 :by :a . :p2 :by :b . :p3 :by :b , :c . :a :name "x" ; :alias "x" ; :age 1 ; :any "x" , 1 . :b :name "y" ; :alias "y" , "x" ; :age 2 ; :any :b , "y"@en . :c :by :c }`,
		`INSERT DATA { :c :name "z" ; :age 1.0 ; :any 1.0 , "Y"@EN , "y"@EN , "y" . GRAPH :g { :d :name "u" ; :by :a } }`,
		`INSERT DATA { :d :name "y" ; :alias "z" . GRAPH :g { :a :name "x" . :e :name "x" , :b , 7 } }`,
		`DELETE WHERE { :d :name ?n }`, `DELETE WHERE { GRAPH :g { ?s :name ?n } }`, `INSERT DATA { _:b :name _:c . :f :name "x" , "w" }`,
	}, func() {
		for _, pattern := range equated {
			for _, form := range []string{`SELECT * { %s }`, `SELECT DISTINCT ?x ?n { %s }`, `SELECT (COUNT(*) AS ?c) { %s }`, `SELECT ?y (COUNT(?m) AS ?c) (COUNT(DISTINCT ?n) AS ?d) { %s } GROUP BY ?y`,
				`SELECT ?m { %s } ORDER BY ?y ?m`} {
				subject := fmt.Sprintf(form, pattern)
				got := sortedRows(t, e, written(subject, " = ", ")", " . ", ""))
				want := sortedRows(t, e, written(subject, " IN (", "))", " { ", " }"))
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s\nhas %d rows, want %d; %s", subject, len(got), len(want), firstDifference(got, want))
				}
			}
		}
	})
}

// written writes a query with its equalities and its patterns that are alike in one form.
func written(text, is, end, and, close string) string {
	for {
		before, rest, found := strings.Cut(text, "eq[")
		if !found {
			break
		}
		pair, after, _ := strings.Cut(rest, "])")
		text = before + strings.Replace(pair, ", ", is, 1) + end + after
	}
	for {
		before, rest, found := strings.Cut(text, " and[")
		if !found {
			return text
		}
		pattern, after, _ := strings.Cut(rest, "]")
		text = before + and + pattern + close + after
	}
}
