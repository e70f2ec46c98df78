package query

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

// counted are queries over one pattern that counts and runs answer, with the text that makes the executor look at every row.
var counted = []struct{ quick, group string }{
	{`SELECT (COUNT(*) AS ?n) { %s }`, ""},
	{`SELECT (COUNT(DISTINCT ?s) AS ?n) { %s }`, ""},
	{`SELECT (COUNT(DISTINCT ?o) AS ?n) { %s }`, ""},
	{`SELECT ?s (COUNT(*) AS ?n) { %s } GROUP BY ?s`, ""},
	{`SELECT ?o (COUNT(?s) AS ?n) (COUNT(*) AS ?m) { %s } GROUP BY ?o`, ""},
	{`SELECT DISTINCT ?s { %s }`, ""},
	{`SELECT DISTINCT ?o { %s }`, ""},
	{`SELECT (COUNT(DISTINCT ?p) AS ?n) { %s }`, "?p"},
	{`SELECT ?p (COUNT(?o) AS ?n) { %s } GROUP BY ?p`, "?p"},
	{`SELECT DISTINCT ?p { %s }`, "?p"},
}

// Counts from metadata and runs are those of the rows, whatever the dataset, also after updates.
func TestCountsAreThoseOfTheRows(t *testing.T) {
	e := newEngine(t, Options{Prefixes: []rdf.Prefix{{Name: "", IRI: exampleNS}}}, "")
	for _, step := range []string{
		manyThings(), `INSERT DATA { :thing7 a :Other ; :new "x" }`, `DELETE WHERE { ?s a :Rare }`,
		`INSERT DATA { GRAPH :g { :thing7 a :Common . :thing8 a :Common, :Unheard . :x :y :z } }`,
		`DELETE WHERE { GRAPH :g { :thing7 ?p ?o } }`, `DELETE { ?s :size 7 } WHERE { ?s :size 7 }`,
	} {
		if _, err := e.Update(context.Background(), step, Params{}); err != nil {
			t.Fatal(err)
		}
		for _, mode := range []DatasetMode{Union, Unnamed} {
			e.opts.DefaultGraph = mode
			for _, pattern := range []string{`?s ?p ?o`, `?s a ?o`, `?s :size ?o`, `?s ?p :Common`} {
				compareCounts(t, e, pattern)
			}
		}
	}
}

// manyThings is an update with a class that is longer than what is read of a run.
func manyThings() string {
	var s strings.Builder
	s.WriteString("INSERT DATA {")
	for i := range 6000 {
		class := ":Common"
		if i%100 == 0 {
			class = ":Rare"
		}
		fmt.Fprintf(&s, " :thing%d a %s ; :size %d .", i, class, i%50)
	}
	return s.String() + "}"
}

func compareCounts(t *testing.T, e *Engine, pattern string) {
	t.Helper()
	for _, c := range counted {
		if !strings.Contains(pattern, "?p") && c.group == "?p" || !strings.Contains(pattern, "?o") && strings.Contains(c.quick, "?o") {
			continue
		}
		got := sortedRows(t, e, fmt.Sprintf(c.quick, pattern))
		want := sortedRows(t, e, fmt.Sprintf(c.quick, "{ SELECT * { "+pattern+" } } FILTER(BOUND(?s))"))
		if !slices.Equal(got, want) {
			t.Errorf("%s\nhas %d rows, want %d; %s", fmt.Sprintf(c.quick, pattern), len(got), len(want), firstDifference(got, want))
		}
	}
}

func sortedRows(t *testing.T, e *Engine, text string) (out []string) {
	t.Helper()
	r, err := e.Query(context.Background(), text, Params{})
	if err != nil {
		t.Fatal(text, err)
	}
	defer r.Close()
	rows, err := r.Rows()
	if err != nil {
		t.Fatal(text, err)
	}
	for _, row := range rows {
		out = append(out, fmt.Sprint(row))
	}
	slices.Sort(out)
	return out
}

// The first rows of an order are those of the whole order, whatever kinds of terms are mixed.
func TestTopOfMixedTerms(t *testing.T) {
	e := newEngine(t, Options{Prefixes: []rdf.Prefix{{Name: "", IRI: exampleNS}}}, "")
	var s strings.Builder
	s.WriteString("INSERT DATA {")
	for i := range 9000 {
		n := i * 7919 % 9001
		for _, o := range []string{"%d", "%d.5", "%d.0", "%de0", `"+%d"^^<http://www.w3.org/2001/XMLSchema#integer>`, `"%d"^^<http://www.w3.org/2001/XMLSchema#byte>`, `"name %d"`, `"name %d"@en`, ":iri%d", `"%d"^^:odd`}[i%9 : i%9+2] {
			fmt.Fprintf(&s, " :s%d :p%d %s .", i, i%3, fmt.Sprintf(o, n%3000))
		}
	}
	s.WriteString(" :s :p0 true, false, \"2024-01-01\"^^<http://www.w3.org/2001/XMLSchema#date>, _:b }")
	for round, step := range []string{s.String(), `INSERT DATA { :late :p0 "a late one", 1, :younger . :late2 :p1 "late"@de }`} {
		if _, err := e.Update(context.Background(), step, Params{}); err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			if err := e.store.(interface{ Compact(context.Context) error }).Compact(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		for _, by := range []string{"?o", "DESC(?o)", "?p ?o", "DESC(?p) DESC(?o)", "?o ?s", "?x", "DESC(?x) ?o", "?s", "DESC(?s)"} {
			text := `SELECT ?p ?o ?x { ?s ?p ?o OPTIONAL { ?s :p0 ?x } } ORDER BY ` + by
			all := keysInOrder(t, e, text, by)
			for _, k := range []int{1, 10, 300} {
				for _, offset := range []int{0, 2000} {
					got := keysInOrder(t, e, fmt.Sprintf("%s LIMIT %d OFFSET %d", text, k, offset), by)
					if want := all[offset : offset+k]; !slices.Equal(got, want) {
						t.Errorf("%s, %d after %d: %s", by, k, offset, firstDifference(got, want))
					}
				}
			}
		}
	}
}

// keysInOrder gives the columns that rows are ordered by.
func keysInOrder(t *testing.T, e *Engine, text, by string) (out []string) {
	t.Helper()
	r, err := e.Query(context.Background(), text, Params{})
	if err != nil {
		t.Fatal(text, err)
	}
	defer r.Close()
	rows, err := r.Rows()
	if err != nil {
		t.Fatal(text, err)
	}
	for _, row := range rows {
		var key []rdf.Term
		for i, v := range []string{"?p", "?o", "?x"} {
			if strings.Contains(by, v) {
				key = append(key, row[i])
			}
		}
		out = append(out, fmt.Sprint(key))
	}
	return out
}

// Conditions on texts give what evaluating them gives.
func TestTextConditions(t *testing.T) {
	e := newEngine(t, Options{Prefixes: []rdf.Prefix{{Name: "", IRI: exampleNS}}}, "")
	var s strings.Builder
	s.WriteString("INSERT DATA {")
	for i := range 3000 {
		fmt.Fprintf(&s, " :s%d :p0 \"Text %d of many\", %d ; :p1 \"text %d\"@en, :iri%d ; :p2 \"%d\"^^:odd, %d.5 .", i*7919%3001, i%1500, i, i, i, i, i)
	}
	s.WriteString(" :s :p0 true, _:b, \"2024-01-01\"^^<http://www.w3.org/2001/XMLSchema#date> }")
	for round, step := range []string{s.String(), `INSERT DATA { :late :p0 "a late Text 17", :iri17, "text 17"@de . }`} {
		if _, err := e.Update(context.Background(), step, Params{}); err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			if err := e.store.(interface{ Compact(context.Context) error }).Compact(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		for _, cond := range []string{`CONTAINS(?o, "17")`, `CONTAINS(STR(?o), "17")`, `STRSTARTS(?o, "Text 1")`, `STRENDS(STR(?o), "7")`, `REGEX(?o, "t.*1")`,
			`REGEX(?o, "TEXT", "i")`, `REGEX(STR(?o), "i1+$")`, `CONTAINS(STR(?p), "p1")`, `CONTAINS(?o, "17"@en)`, `REGEX(?o, "(")`, `CONTAINS(?x, "new 1")`} {
			for _, where := range []string{`?s ?p ?o`, `?s :p0 ?o . ?s ?p ?z`, `?s ?p ?o BIND(IF(ISBLANK(?o), ?o, CONCAT("new ", STR(?o))) AS ?x)`} {
				got := sortedRows(t, e, fmt.Sprintf(`SELECT ?s ?p ?o { %s FILTER(%s) }`, where, cond))
				want := sortedRows(t, e, fmt.Sprintf(`SELECT ?s ?p ?o { %s FILTER(%s || ?s = 1) }`, where, cond))
				if !slices.Equal(got, want) {
					t.Errorf("%s in %s: %d rows, want %d; %s", cond, where, len(got), len(want), firstDifference(got, want))
				}
			}
		}
	}
}

// Tests of the kind of term are ranges of IDs: counted, scanned and filtered as evaluating them says, also after updates.
func TestKindsAreRanges(t *testing.T) {
	e := newEngine(t, Options{Prefixes: []rdf.Prefix{{Name: "", IRI: exampleNS}}}, "")
	var s strings.Builder
	s.WriteString("INSERT DATA {")
	for i := range 200 {
		fmt.Fprintf(&s, " :s%d :p0 \"text %d\", %d, %d.5, _:b%d ; :p1 \"text %d\"@en, :iri%d, true, \"2024-01-0%d\"^^<http://www.w3.org/2001/XMLSchema#date> ; :p2 \"%d\"^^:odd, 1e400 .", i, i, i, i, i, i, i, i%9+1, i)
	}
	for round, step := range []string{s.String() + "}", `INSERT DATA { :late :p0 "late", :lately, _:l, 7e500 . GRAPH :g { :late :p0 "late", 5 . :s1 :p0 _:m } }`, `DELETE { ?s :p0 ?o } WHERE { ?s :p0 ?o FILTER(isBlank(?o)) FILTER(?s < :s5) }`} {
		if _, err := e.Update(context.Background(), step, Params{}); err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			if err := e.store.(interface{ Compact(context.Context) error }).Compact(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		for _, mode := range []DatasetMode{Union, Unnamed} {
			e.opts.DefaultGraph = mode
			for _, cond := range []string{`isIRI(?o)`, `isURI(?o)`, `isBlank(?o)`, `isLiteral(?o)`, `!isIRI(?o)`, `!isLiteral(?o)`, `!(!isBlank(?o))`} {
				for _, where := range []string{`?s ?p ?o`, `?s :p0 ?o`, `?s :p0 ?o ; :p1 ?x`, `GRAPH ?g { ?s ?p ?o }`, `?s ?p ?x OPTIONAL { ?x ?q ?o }`,
					`?s :p0 ?x BIND(IF(?x > 5, ?x, CONCAT("new ", STR(?x))) AS ?o)`} {
					for _, what := range []string{`(COUNT(*) AS ?n)`, `?s ?o`} {
						got := sortedRows(t, e, fmt.Sprintf(`SELECT %s { %s FILTER(%s) }`, what, where, cond))
						want := sortedRows(t, e, fmt.Sprintf(`SELECT %s { %s FILTER(%s || ?s = 1) }`, what, where, cond))
						if !slices.Equal(got, want) {
							t.Errorf("%s of %s in %s: %d rows, want %d; %s", what, cond, where, len(got), len(want), firstDifference(got, want))
						}
					}
				}
			}
		}
	}
}
