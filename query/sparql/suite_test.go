package sparql

import (
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// iri is the name under which w3ctest.Known lists a test: that of the suite of SPARQL 1.2, as none of the others fails here.
func (s suiteTest) iri() string {
	return "https://w3c.github.io/rdf-tests/sparql/" + path.Dir(s.name) + "/manifest#" + strings.TrimSuffix(path.Base(s.name), path.Ext(s.name))
}

const (
	manifestNS = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
	queryNS    = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
	updateNS   = "http://www.w3.org/2009/sparql/tests/test-update#"
)

// suiteTest is one syntax test, or one evaluation test of which only the text is looked at here.
type suiteTest struct {
	name     string // file below the suite's folder
	file     string
	update   bool
	negative bool
}

// The syntax tests of the W3C suites of SPARQL 1.0 and 1.1 and those of 1.2 on escapes, and the queries and requests of their evaluation tests, which
// must parse; whatever parses must print to a fixed point. CONCORD_SUITES names the folder that holds rdf-tests.
func TestSuites(t *testing.T) {
	root := os.Getenv("CONCORD_SUITES")
	if root == "" {
		t.Skip("CONCORD_SUITES is not set: it names the folder with the W3C suites")
	}
	root = filepath.Join(root, "rdf-tests", "sparql")
	tests := append(suiteTests(t, root, "sparql10"), suiteTests(t, root, "sparql11")...)
	tests = append(tests, suiteTests(t, root, "sparql12/codepoint-escapes")...)
	counts := map[bool]int{}
	for _, s := range tests {
		msg := s.run(t)
		reason, known := w3ctest.Known[s.iri()]
		switch {
		case msg == "" && known:
			t.Errorf("%s passes: take it off the list of known failures", s.name)
		case msg != "" && !known:
			t.Errorf("%s: %s", s.name, msg)
		case known:
			t.Logf("known failure: %s (%s)", s.name, reason)
		}
		counts[msg == ""]++
	}
	t.Logf("%d tests pass, %d fail", counts[true], counts[false])
	if len(tests) < 700 {
		t.Errorf("only %d tests found", len(tests))
	}
}

func (s suiteTest) run(t *testing.T) string {
	text, err := os.ReadFile(s.file)
	if err != nil {
		return err.Error()
	}
	o := Options{Base: "http://example.org/" + s.name}
	printed, err := s.parse(string(text), o)
	switch {
	case s.negative && err == nil:
		return "no error:\n" + string(text)
	case s.negative:
		if _, ok := err.(*rdf.SyntaxError); !ok {
			return "the error is no syntax error: " + err.Error()
		}
		return ""
	case err != nil:
		return detail(err)
	}
	again, err := s.parse(printed, Options{})
	if err != nil {
		return "what was printed does not parse: " + detail(err) + "\n" + printed
	}
	if again != printed {
		return "printing is no fixed point:\n" + printed + "\n---\n" + again
	}
	return ""
}

func (s suiteTest) parse(text string, o Options) (string, error) {
	if s.update {
		u, err := ParseUpdate(text, o)
		if err != nil {
			return "", err
		}
		return u.String(), nil
	}
	q, err := ParseQuery(text, o)
	if err != nil {
		return "", err
	}
	return q.String(), nil
}

// suiteTests reads every manifest below a folder.
func suiteTests(t *testing.T, root, suite string) []suiteTest {
	var tests []suiteTest
	err := filepath.WalkDir(filepath.Join(root, suite), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "manifest.ttl" {
			tests = append(tests, manifestTests(t, root, path)...)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Slice(tests, func(i, j int) bool { return tests[i].name < tests[j].name })
	return tests
}

func manifestTests(t *testing.T, root, path string) []suiteTest {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	props := map[rdf.Term]map[string]rdf.Term{}
	r := turtle.NewTurtleReader(f, false, turtle.Options{File: path, Base: "file://" + filepath.ToSlash(path)})
	for {
		q, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if props[q.S] == nil {
			props[q.S] = map[string]rdf.Term{}
		}
		props[q.S][q.P.Value] = q.O
	}
	var tests []suiteTest
	for _, p := range props {
		if s, ok := entry(t, root, p, props); ok {
			tests = append(tests, s)
		}
	}
	return tests
}

func entry(t *testing.T, root string, p map[string]rdf.Term, props map[rdf.Term]map[string]rdf.Term) (suiteTest, bool) {
	class := strings.TrimPrefix(p[rdf.RDFType].Value, manifestNS)
	action := p[manifestNS+"action"]
	s := suiteTest{negative: strings.HasPrefix(class, "Negative"), update: strings.Contains(class, "Update")}
	switch {
	case strings.Contains(class, "SyntaxTest"):
	case class == "QueryEvaluationTest":
		action = props[action][queryNS+"query"]
	case class == "UpdateEvaluationTest":
		action = props[action][updateNS+"request"]
	default:
		return s, false
	}
	u, err := url.Parse(action.Value)
	if err != nil {
		t.Fatal(err)
	}
	s.file = filepath.FromSlash(u.Path)
	name, err := filepath.Rel(root, s.file)
	if err != nil {
		t.Fatal(err)
	}
	s.name = filepath.ToSlash(name)
	return s, true
}
