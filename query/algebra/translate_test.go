package algebra

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"w3id.org/concord/query/sparql"
)

// Golden files: testdata/NAME.rq holds a query, NAME.tree its algebra. ex01 to ex12 are the examples of section 18.2.3.
func TestTranslate(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.rq")
	if len(files) == 0 {
		t.Fatal("no golden files")
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			golden(t, strings.TrimSuffix(f, ".rq")+".tree", String(translate(t, read(t, f)).Node)+"\n")
		})
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func translate(t *testing.T, text string) *Query {
	t.Helper()
	q, err := sparql.ParseQuery(text, sparql.Options{})
	if err != nil {
		t.Fatal(err)
	}
	before := q.String()
	a, err := Translate(q)
	if err != nil {
		t.Fatal(err)
	}
	if q.String() != before {
		t.Error("the syntax tree was changed")
	}
	return a
}

// golden compares with a file; with CONCORD_GOLDEN=write it writes the file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("CONCORD_GOLDEN") == "write" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, file); want != got {
		t.Errorf("%s differs:\n%s", file, got)
	}
}

func TestForms(t *testing.T) {
	a := translate(t, "SELECT * { ?b ?a [] OPTIONAL { ?c ?d ?e } MINUS { ?f ?g ?h } FILTER EXISTS { ?i ?j ?k } } VALUES ?z { 1 }")
	if got := vars(a.Vars); got != "?b ?a ?c ?d ?e ?z" {
		t.Errorf("SELECT * projects %s", got)
	}
	c := translate(t, "CONSTRUCT { _:x <p> [] } { _:x <q> ?o }")
	if got := c.Template[0].S.Var; !got.IsBlank() || got == "_:x" {
		t.Errorf("the blank node of the template is %s", got)
	}
	d := translate(t, "DESCRIBE * { ?s <q> ?o }")
	if len(d.Describe) != 2 || d.Describe[0].Var != "s" {
		t.Errorf("DESCRIBE * describes %v", d.Describe)
	}
	if _, err := TranslateGroup(nil); err == nil {
		t.Error("no error for no group")
	}
}
