package algebra

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"w3id.org/concord/query/sparql"
)

// Every query of the W3C suites that parses translates and prints. CONCORD_SUITES names the folder that holds rdf-tests.
func TestSuitesTranslate(t *testing.T) {
	root := os.Getenv("CONCORD_SUITES")
	if root == "" {
		t.Skip("CONCORD_SUITES is not set: it names the folder with the W3C suites")
	}
	n := 0
	err := filepath.WalkDir(filepath.Join(root, "rdf-tests", "sparql"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".rq") {
			return err
		}
		q, err := sparql.ParseQuery(read(t, path), sparql.Options{Base: "http://example.org/"})
		if err != nil {
			return nil
		}
		n++
		a, err := Translate(q)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		} else if s := a.String(); s == "" || strings.Contains(s, "(*algebra") {
			t.Errorf("%s prints as\n%s", path, s)
		}
		return nil
	})
	if err != nil || n < 500 {
		t.Errorf("%d queries, %v", n, err)
	}
}

// The longest chains that the parser lets through translate and print without exhausting the stack.
func TestLongChains(t *testing.T) {
	const n = 9000
	rep := strings.Repeat
	for name, text := range map[string]string{
		"groups": "ASK {" + rep("{}", n) + "}", "unions": "ASK {{?s ?p ?o}" + rep("UNION{?s ?p ?o}", n) + "}", "sums": "ASK { FILTER (1" + rep("+1", n) + ") }",
		"sequence": "ASK { ?s <p>" + rep("/<p>", n) + " ?o }", "optionals": "ASK {" + rep("OPTIONAL{?s ?p ?o}", n) + "}", "alternatives": "ASK { ?s <p>" + rep("|<p>", n) + " ?o }",
		"nested": "ASK " + rep("{", 190) + "?s ?p ?o" + rep("}", 190),
	} {
		q, err := sparql.ParseQuery(text, sparql.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		a, err := Translate(q)
		if err != nil || a.String() == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
