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

// joined are patterns whose parts share one variable, or more, or none that is surely bound.
var joined = []string{
	`?s :p ?a ; :q ?b`, `?s :p ?a ; :q ?b ; :r ?c`, `?s ?x ?a ; ?y :s3`, `?a :p ?s . ?b :q ?s`, `?s :p ?a . ?b :q ?s`,
	`?s :p ?a OPTIONAL { ?s :q ?b }`, `?s :p ?a OPTIONAL { ?s :q ?b OPTIONAL { ?s :r ?c } }`, `?s :p ?a OPTIONAL { ?s :q ?b } OPTIONAL { ?s :r ?c }`,
	`?s :p ?a OPTIONAL { ?s :q ?b . ?s :r ?a }`, `?s :p ?a OPTIONAL { ?s :q ?b FILTER(?b > ?a) }`, `OPTIONAL { ?s :p ?a } OPTIONAL { ?s :q ?b }`,
	`?s :p ?a MINUS { ?s :q ?b }`, `?s :p ?a MINUS { ?t :q ?b }`, `?s :p ?a MINUS { ?s :q ?a }`, `?s :p ?a ; :q ?b MINUS { ?s :r ?c ; :p ?d }`,
	`?s :p ?a FILTER EXISTS { ?s :q ?b }`, `?s :p ?a FILTER NOT EXISTS { ?s :q ?b ; :r ?c }`, `?s :p ?a ; :q ?b FILTER NOT EXISTS { ?s :r ?a }`,
	`?s :p ?a FILTER NOT EXISTS { ?s :q ?b FILTER(?b > ?a) }`, `?s :p ?a . FILTER EXISTS { ?s :q ?b OPTIONAL { ?s :r ?c } }`,
	`?s :p ?a ; :q ?b FILTER(?a > 3)`, `?s :p ?a ; :q ?b FILTER(?a > ?b)`, `?s :p ?a ; :q ?b FILTER(isLiteral(?b) && ?a < 40)`, `?s :p ?a ; :q ?b FILTER(?s != :s3)`,
	`?s :p ?s ; :q ?b`, `?s :p ?a ; :nothing ?b`, `?s :p ?a OPTIONAL { ?s :nothing ?b }`, `?s :p 7 ; :q ?b`, `:s1 :p ?s . ?s :p ?a`,
	`GRAPH :g { ?s :p ?a ; :q ?b }`, `GRAPH ?g { ?s :p ?a ; :q ?b }`, `?s :p ?a GRAPH :g { ?s :q ?b }`, `?s :p ?a GRAPH ?g { ?s :q ?b }`,
	`?s :p ?a . { ?s :q ?b } UNION { ?s :r ?b }`, `?s :p ?a VALUES ?s { :s1 :s2 UNDEF }`, `?s :p ?a . { SELECT DISTINCT ?s { ?s :q ?b } }`, `?s :p+ ?a ; :q ?b`,
	`{ ?s :p ?a } UNION { ?s :q ?b }`, `{ ?s :p ?a } UNION { ?s :p ?a } ?s :q ?b`, `{ ?s :p ?a } UNION { ?s :q ?b } UNION { ?s :r ?a } ?s :q ?c`,
	`?s :r ?a . { ?s :p ?b } UNION { ?s :q ?b } UNION { ?s :p ?b }`, `?s :p ?a . { ?s :nothing ?b } UNION { ?s :q ?b }`,
	`?s :p ?a . { ?s :q ?b } UNION { ?s :nothing ?b }`, `?s :p ?a . { ?s :nothing ?b } UNION { ?s :nothing2 ?b }`, `?s :p ?a MINUS { { ?s :q ?b } UNION { ?s :r ?b } }`,
	`?s :p ?a FILTER EXISTS { { ?s :q ?b } UNION { ?s :r ?a } }`, `?s :p ?a OPTIONAL { { ?s :q ?b } UNION { ?s :r ?b } }`,
	`{ ?s :p ?a MINUS { ?s :r ?c } } UNION { ?s :q ?b FILTER(?b > 3) } ?s :q ?x`, `{ ?s :p ?a } UNION { ?t :q ?b } ?s :r ?c`, `{ ?s :p ?a } UNION { BIND(:s3 AS ?s) } ?s :q ?b`,
	`{ ?s :p ?a } UNION { ?s :q ?b } ?s :r ?c FILTER(BOUND(?a))`, `{ GRAPH :g { ?s :p ?a } } UNION { ?s :q ?b } ?s :p ?c`,
	`?s :p ?a ; :q ?b MINUS { ?a :r ?c }`, `?s :p ?a ; :q ?b MINUS { ?b :p ?c }`, `?s :p ?a ; :q ?b FILTER NOT EXISTS { ?b :p ?c }`, `?s :p ?a ; :q ?b FILTER EXISTS { ?b :p ?c ; :q ?d }`,
	`?s :p ?a ; :q ?b FILTER NOT EXISTS { ?b :p ?c FILTER(?c > ?a) }`, `?s :p ?a ; :q ?b OPTIONAL { ?b :p ?c }`, `?s :p ?a ; :q ?b OPTIONAL { ?b :p ?c } MINUS { ?a :p ?d }`,
	`?s :p ?a ; :q ?b OPTIONAL { ?b :p ?c FILTER(?c > ?a) }`, `?s :p ?a ; :q ?b MINUS { ?b :p ?a }`, `?s :p ?a ; :q ?b MINUS { ?c :p ?d }`, `?s :p ?a ; :q ?b MINUS { ?b :p ?c OPTIONAL { ?c :r ?a } }`,
	`?s :p ?a . ?a :q ?b MINUS { ?b :p ?c }`, `?t :p ?s . ?s :q ?b FILTER EXISTS { ?b :p ?c }`,
	`?s :p ?a FILTER NOT EXISTS { ?s :q ?b } FILTER EXISTS { ?s :r ?c MINUS { ?s :p 3 } }`, `?s :p ?a . ?s :q ?b . ?t :r ?c`,
}

// Counts of joins by runs are those of the rows, with duplicates over graphs, late terms and removed rows, where runs are longer than a batch
// and keys far apart.
func TestCountsOfJoins(t *testing.T) { testCountsOfJoins(t, Options{}) }

// So are those that workers make of parts.
func TestCountsOfJoinsOnSeveralCores(t *testing.T) {
	testCountsOfJoins(t, Options{Cores: 4, SplitCost: 1})
}

func testCountsOfJoins(t *testing.T, o Options) {
	o.Prefixes = []rdf.Prefix{{Name: "", IRI: exampleNS}}
	e := newEngine(t, o, "")
	var s strings.Builder
	s.WriteString("INSERT DATA {")
	for i := range 1200 {
		fmt.Fprintf(&s, " :s%d :p %d .", i, i%50)
		if i%3 == 0 {
			fmt.Fprintf(&s, " :s%d :q %d, \"x\", :s%d .", i, i%70, i%11)
		}
		if i%300 == 5 {
			fmt.Fprintf(&s, " :s%d :r %d, %d ; :p :s%d, :s3 . :s1 :p :s%d .", i, i%50, i, i, i)
		}
	}
	for i := range 4200 {
		fmt.Fprintf(&s, " :hub :p %d .", i)
	}
	s.WriteString(" :hub :q 1, 2, 3 ; :r 7 . GRAPH :g { :s5 :p 5, 6 ; :q 8 . :s9 :q 9 . :hub :r 7 } }")
	afterEach(t, e, []string{s.String(), `INSERT DATA { :late :p 1, 2, :later ; :q 3 . :s1198 :r 1 . GRAPH :g { :late :p 1, 9 ; :q 3, 4 . :s4 :p 4 } }`,
		`DELETE { ?s :q ?o } WHERE { ?s :p 4 ; :q ?o }`, `DELETE WHERE { :hub :r ?o }`}, func() {
		for _, pattern := range joined {
			compareJoined(t, e, pattern)
		}
	})
}

// afterEach makes updates one by one, compacts the store after the first, so that the others lie beside a base, and checks after each, over
// both kinds of default graph.
func afterEach(t *testing.T, e *Engine, updates []string, check func()) {
	t.Helper()
	for round, update := range updates {
		if _, err := e.Update(context.Background(), update, Params{}); err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			if err := e.store.(interface{ Compact(context.Context) error }).Compact(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		for _, mode := range []DatasetMode{Union, Unnamed} {
			e.opts.DefaultGraph = mode
			check()
		}
	}
}

// compareJoined compares counts of a pattern with those of its solutions, which a sub-select with a limit makes.
func compareJoined(t *testing.T, e *Engine, pattern string) {
	t.Helper()
	for _, what := range []string{`SELECT (COUNT(*) AS ?n) { %s }`, `SELECT (COUNT(?a) AS ?n) (COUNT(*) AS ?m) { %s }`, `SELECT (COUNT(?b) AS ?n) { %s }`,
		`SELECT (COUNT(DISTINCT ?s) AS ?n) { %s }`, `SELECT ?s (COUNT(*) AS ?n) { %s } GROUP BY ?s`, `SELECT ?a (COUNT(?s) AS ?n) { %s } GROUP BY ?a`} {
		got := sortedRows(t, e, fmt.Sprintf(what, pattern))
		want := sortedRows(t, e, fmt.Sprintf(what, "{ SELECT * { "+pattern+" } LIMIT 1000000 }"))
		if !slices.Equal(got, want) {
			t.Errorf("%s\nhas %d rows, want %d; %s", fmt.Sprintf(what, pattern), len(got), len(want), firstDifference(got, want))
		}
	}
}
