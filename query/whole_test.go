package query

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

// Where all rows are wanted before any is seen, what takes its input in windows takes one; who lists the rows gets the first sooner.
func TestWholeWindows(t *testing.T) {
	e := newEngine(t, Options{Prefixes: []rdf.Prefix{{Name: "", IRI: exampleNS}}}, "")
	var s strings.Builder
	s.WriteString("INSERT DATA {")
	for i := range 12000 {
		fmt.Fprintf(&s, " :o%d :by :c%d ; :state :s%d ; :has :p%d .", i, i*7919%6000, i%3, i%500)
	}
	if _, err := e.Update(context.Background(), s.String()+"}", Params{}); err != nil {
		t.Fatal(err)
	}
	where := `{ ?o :by ?c ; :state :s1 OPTIONAL { ?o :has ?p FILTER(?p != ?c) } }`
	again := regexp.MustCompile(`, \d+ runs`)
	for _, c := range []struct {
		form  string
		again bool
	}{{`SELECT (COUNT(*) AS ?n) ` + where, false}, {`SELECT * ` + where + ` ORDER BY ?o`, false}, {`SELECT * ` + where, true}} {
		x, err := e.Analyze(context.Background(), c.form, Params{})
		if err != nil {
			t.Fatal(err)
		}
		if got := again.MatchString(x.String()); got != c.again || !strings.Contains(x.String(), "fed left join") {
			t.Errorf("%s: run again %v, want %v, of a fed join\n%s", c.form, got, c.again, x)
		}
	}
	counted := sortedRows(t, e, `SELECT (COUNT(*) AS ?n) (COUNT(?o) AS ?m) (COUNT(?p) AS ?l) `+where)
	listed := sortedRows(t, e, `SELECT (COUNT(*) AS ?n) (COUNT(?o) AS ?m) (COUNT(?p) AS ?l) { SELECT * `+where+` LIMIT 100000 }`)
	if fmt.Sprint(counted) != fmt.Sprint(listed) {
		t.Errorf("%v in whole, %v listed", counted, listed)
	}
}
