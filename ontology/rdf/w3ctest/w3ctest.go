// Package w3ctest reads the manifests of the W3C test suites, for the tests of the readers and for cmd/proof, and holds the
// list of the tests that are known to fail. The suites are not part of the project: the environment variable CONCORD_SUITES
// names the folder that holds them, and tests skip without it.
//
// It is for tests only.
package w3ctest

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

// Test is one entry of a manifest.
type Test struct {
	Name   string
	IRI    string // of the entry
	Type   string // local name of its class: TestTurtleEval
	Action string // file to read
	Base   string // IRI under which the file is read
	Result string // file with the expected quads; empty for syntax tests
	Hash   string // canonicalization: SHA384; empty for SHA-256
}

// Negative reports whether the reader must refuse the file.
func (t Test) Negative() bool { return strings.Contains(t.Type, "Negative") }

// Dir gives a folder of the suites and skips the test if they are not there.
func Dir(t testing.TB, elem ...string) string {
	root := os.Getenv("CONCORD_SUITES")
	if root == "" {
		t.Skip("CONCORD_SUITES is not set: it names the folder with the W3C test suites (rdf-tests, json-ld-api)")
	}
	return filepath.Join(append([]string{root}, elem...)...)
}

// Load reads the manifest of a folder of rdf-tests/rdf/rdf11.
func Load(t testing.TB, suite string) []Test {
	tests, err := Read(Dir(t, "rdf-tests", "rdf", "rdf11", suite), "https://w3c.github.io/rdf-tests/rdf/rdf11/"+suite+"/")
	if err != nil {
		t.Fatal(err)
	}
	return tests
}

// Quads drains a reader.
func Quads(r rdf.Reader) ([]rdf.Quad, error) {
	var quads []rdf.Quad
	for {
		q, err := r.Read()
		if err == io.EOF {
			return quads, nil
		}
		if err != nil {
			return nil, err
		}
		quads = append(quads, q)
	}
}

// Expected reads the result of an evaluation test, which is N-Triples or N-Quads.
func (t Test) Expected() ([]rdf.Quad, error) { return NQuads(t.Result) }

// Text gives the document to read.
func (t Test) Text() (string, error) {
	text, err := os.ReadFile(t.Action)
	return string(text), err
}

// Run reads the file of each test and judges what comes out: negative tests must give a positioned syntax error,
// evaluation tests the expected dataset. known lists tests, by name, that are known to fail, with the reason; such a
// test that passes is an error, so the list only shrinks.
func Run(t *testing.T, tests []Test, known map[string]string, open func(r io.Reader, test Test) rdf.Reader) {
	failed := 0
	for _, test := range tests {
		msg := Judge(test, open)
		reason, isKnown := known[test.Name]
		switch {
		case msg != "":
			failed++
			if !isKnown {
				t.Errorf("%s (%s): %s", test.Name, test.Type, msg)
			} else {
				t.Logf("known: %s: %s (%s)", test.Name, msg, reason)
			}
		case isKnown:
			t.Errorf("%s passes: take it off the list of known failures", test.Name)
		}
	}
	t.Logf("%d of %d tests pass", len(tests)-failed, len(tests))
}

// Judge runs one test and says what is wrong; "" if nothing is.
func Judge(test Test, open func(r io.Reader, test Test) rdf.Reader) string {
	f, err := os.Open(test.Action)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	quads, err := Quads(open(f, test))
	if test.Negative() {
		return judgeRefusal(err)
	}
	if err != nil {
		return err.Error()
	}
	if test.Result == "" {
		return ""
	}
	want, err := test.Expected()
	if err != nil {
		return err.Error()
	}
	if !rdf.Isomorphic(quads, want) {
		return "got\n" + text(quads) + "want\n" + text(want)
	}
	return ""
}

func judgeRefusal(err error) string {
	if err == nil {
		return "accepted, but must be refused"
	}
	e, ok := err.(*rdf.SyntaxError)
	if !ok || e.Line == 0 || e.Column == 0 || e.Msg == "" {
		return "refused without a place: " + err.Error()
	}
	return ""
}

func text(quads []rdf.Quad) string {
	var b strings.Builder
	for _, q := range quads {
		b.WriteString("  " + q.String() + "\n")
	}
	return b.String()
}
