package sparql

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/ontology/rdf"
)

// roundTrip checks that printing is a fixed point of parsing.
func roundTrip(t *testing.T, text string, o Options) string {
	t.Helper()
	q, err := ParseQuery(text, o)
	if err != nil {
		t.Fatalf("%s\n%s", text, detail(err))
	}
	first := q.String()
	again, err := ParseQuery(first, Options{})
	if err != nil {
		t.Fatalf("the printed query does not parse:\n%s\n%s", first, detail(err))
	}
	if second := again.String(); second != first {
		t.Fatalf("printing is no fixed point:\n%s\n---\n%s", first, second)
	}
	return first
}

func detail(err error) string {
	var e *rdf.SyntaxError
	if errors.As(err, &e) {
		return e.Detail()
	}
	return err.Error()
}

// Golden files: testdata/print/NAME.rq holds a query, NAME.out its canonical text.
func TestPrint(t *testing.T) {
	files, _ := filepath.Glob("testdata/print/*.rq")
	if len(files) == 0 {
		t.Fatal("no golden files")
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(f, ".rq")+".out", roundTrip(t, string(text), Options{}))
		})
	}
}

func TestPrintUpdate(t *testing.T) {
	files, _ := filepath.Glob("testdata/print/*.ru")
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		u, err := ParseUpdate(string(text), Options{})
		if err != nil {
			t.Fatalf("%s: %s", f, detail(err))
		}
		first := u.String()
		again, err := ParseUpdate(first, Options{})
		if err != nil {
			t.Fatalf("%s\n%s", first, detail(err))
		}
		if again.String() != first {
			t.Errorf("%s: printing is no fixed point:\n%s\n---\n%s", f, first, again)
		}
		golden(t, strings.TrimSuffix(f, ".ru")+".uout", first)
	}
}

// golden compares with a file; with CONCORD_GOLDEN=write it writes the file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("CONCORD_GOLDEN") == "write" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs:\n%s", file, got)
	}
}

// What users get wrong, and what they are told: the whole error with its caret.
func TestErrors(t *testing.T) {
	for _, c := range [][2]string{
		{"SELEC * WHERE { ?s ?p ?o }", "1:1: unexpected “SELEC” (did you mean SELECT?); expected SELECT, ASK, CONSTRUCT or DESCRIBE (or PREFIX, BASE before it)\n  SELEC * WHERE { ?s ?p ?o }\n  ^"},
		{"SELECT * WHERE { ?s skos:prefLabel ?o }", "1:21: the prefix “skos:” is not declared; it is usually http://www.w3.org/2004/02/skos/core#; expected PREFIX skos: <http://www.w3.org/2004/02/skos/core#> at the top\n  SELECT * WHERE { ?s skos:prefLabel ?o }\n                      ^"},
		{"SELECT * WHERE {\n  ?s mine:p ?o }", "2:6: the prefix “mine:” is not declared; expected PREFIX mine: <…> at the top\n    ?s mine:p ?o }\n       ^"},
		{"SELECT * WHERE {\n  ?s ?p ?o\n  ?o ?q ?r }", "3:3: unexpected “?o” after a complete triple: is a dot missing before it?; expected “.”, “;”, “,” or “}”\n    ?o ?q ?r }\n    ^"},
		{"SELECT * WHERE {\n  ?s ?p ?o . OPTIONAL { ?o ?q ?r .\n", "3:1: the “{” of line 2, column 23 is not closed; expected “}”"},
		{"SELECT * { ?s ?p ?o FLTER(?o) }", "1:21: unexpected “FLTER” (did you mean FILTER?); expected “.”, “;”, “,”, FILTER, OPTIONAL, another keyword of patterns or “}”\n  SELECT * { ?s ?p ?o FLTER(?o) }\n                      ^"},
		{"SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", "1:36: BIND cannot bind ?x: it is already bound in this group; expected a new name after AS\n  SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }\n                                     ^"},
		{"SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", "1:8: ?s is neither in GROUP BY nor inside an aggregate; expected GROUP BY ?s, or an aggregate such as SAMPLE(?s)\n  SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }\n         ^"},
		{"ASK { ?s ?p 'x\n' }", "1:13: the string is not closed on its line; expected “'”, or three quotation marks around text of several lines\n  ASK { ?s ?p 'x\n              ^"},
		{"ASK { FILTER(STRLEN(?a, ?b) > 1) }", "1:14: STRLEN has 2 arguments; expected 1\n  ASK { FILTER(STRLEN(?a, ?b) > 1) }\n               ^"},
		{"ASK { ?s ?p ?o } \\u0041 x", "1:18: unexpected “A”; expected the end of the query\n  ASK { ?s ?p ?o } \\u0041 x\n                   ^"},
		{"", "1:1: the text ends too early; expected SELECT, ASK, CONSTRUCT or DESCRIBE (or PREFIX, BASE before it)"},
	} {
		_, err := ParseQuery(c[0], Options{})
		if err == nil {
			t.Errorf("%s: no error", c[0])
		} else if got := detail(err); strings.TrimRight(got, " ^\n") != strings.TrimRight(c[1], " ^\n") || strings.Contains(c[1], "^") && got != c[1] {
			t.Errorf("%s:\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

// No text may exhaust the stack or take more than linear time.
func TestHostileShapes(t *testing.T) {
	const n = 300000
	rep := strings.Repeat
	for name, text := range map[string]string{
		"brackets": "ASK { FILTER " + rep("(", n), "closed brackets": "ASK { FILTER " + rep("(", n) + "1" + rep(")", n) + " }",
		"groups": "ASK " + rep("{", n), "paths": "ASK { ?s " + rep("(", n), "lists": "ASK { " + rep("(", n), "blanks": "ASK { " + rep("[", n),
		"blanks with predicate": "ASK { ?s ?p " + rep("[ ?p ", n), "exists": "ASK " + rep("{ FILTER EXISTS ", n), "not": "ASK { FILTER (" + rep("!", n),
		"calls": "ASK { FILTER " + rep("STR(", n), "ors": "ASK { FILTER (" + rep("1||", n) + "1) }", "sums": "ASK { FILTER (1" + rep("+1", n) + ") }",
		"unions": "ASK {{}" + rep("UNION{}", n) + "}", "sequence": "ASK { ?s <p>" + rep("/<p>", n) + " ?o }", "elements": "ASK {" + rep("{}", n) + "}",
		"less": "ASK { FILTER(" + rep("<", n), "quotes": "ASK { ?s ?p " + rep("'''", n), "dots": "ASK { " + rep("a.", n), "selects": "SELECT * " + rep("{ SELECT * ", n),
		"unary brackets": "ASK { FILTER (" + rep("!(", n), "operations": rep("CLEAR ALL;", n),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err1 := ParseQuery(text, Options{})
			_, err2 := ParseUpdate(text, Options{})
			if err1 == nil || err2 == nil {
				t.Error("no error")
			}
			if d := time.Since(start); d > 3*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

func TestNestingWithinLimit(t *testing.T) {
	roundTrip(t, "ASK { FILTER "+strings.Repeat("(!", 150)+"1"+strings.Repeat(")", 150)+" }", Options{})
}

func TestOptions(t *testing.T) {
	q, err := ParseQuery("SELECT * { <a> x:p y:q }", Options{Base: "http://e/f/g", Prefixes: []rdf.Prefix{{Name: "x", IRI: "http://x/"}, {Name: "y", IRI: "http://y/"}}})
	if err != nil {
		t.Fatal(err)
	}
	want := "BASE <http://e/f/g>\nSELECT *\nWHERE {\n  <http://e/f/a> <http://x/p> <http://y/q> .\n}\n"
	if got := q.String(); got != want {
		t.Errorf("got\n%s", got)
	}
}

// fuzzed is how queries are parsed in practice: with a base. Without one a relative BASE would be resolved again by whoever
// parses what was printed.
var fuzzed = Options{Base: "http://example.org/"}

func FuzzParseQuery(f *testing.F) {
	files, _ := filepath.Glob("testdata/print/*.rq")
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			f.Add(string(text))
		}
	}
	f.Add("SELECT (COUNT(*) AS ?n) { ?s !(^a|<b>)/<c>* [ <p> ( 1 -2 ) ] } GROUP BY ?s HAVING (1) LIMIT 1")
	f.Fuzz(func(t *testing.T, text string) {
		if q, err := ParseQuery(text, fuzzed); err == nil {
			roundTrip(t, q.String(), fuzzed)
		} else if _, ok := err.(*rdf.SyntaxError); !ok {
			t.Fatalf("%T", err)
		}
	})
}

func FuzzParseUpdate(f *testing.F) {
	files, _ := filepath.Glob("testdata/print/*.ru")
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			f.Add(string(text))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := ParseUpdate(text, fuzzed)
		if err != nil {
			return
		}
		again, err := ParseUpdate(u.String(), fuzzed)
		if err != nil {
			t.Fatalf("%s\n%v", u, err)
		}
		if again.String() != u.String() {
			t.Fatalf("printing is no fixed point:\n%s\n---\n%s", u, again)
		}
	})
}
