// Package w3ctest reads the manifests of the W3C test suites for the tests of the readers. The suites are not part of
// the project: the environment variable CONCORD_SUITES names the folder that holds them, and tests skip without it.
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
	"w3id.org/concord/ontology/rdf/turtle"
)

// Test is one entry of a manifest.
type Test struct {
	Name   string
	IRI    string // of the entry
	Type   string // local name of its class: TestTurtleEval
	Action string // file to read
	Base   string // IRI under which the file is read
	Result string // file with the expected quads; empty for syntax tests
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

const mf = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"

// Load reads the manifest of a folder of rdf-tests/rdf/rdf11.
func Load(t testing.TB, suite string) []Test {
	dir := Dir(t, "rdf-tests", "rdf", "rdf11", suite)
	base := "https://w3c.github.io/rdf-tests/rdf/rdf11/" + suite + "/"
	m := manifest{dir: dir, base: base, props: map[rdf.Term]map[string]rdf.Term{}}
	m.read(t)
	var tests []Test
	for n := m.get(rdf.NewIRI(base+"manifest.ttl"), mf+"entries"); n.Kind == rdf.Blank; n = m.get(n, rdf.RDFRest) {
		tests = append(tests, m.test(m.get(n, rdf.RDFFirst)))
	}
	if len(tests) == 0 {
		t.Fatalf("%s: the manifest lists no tests", dir)
	}
	return tests
}

type manifest struct {
	dir, base string
	props     map[rdf.Term]map[string]rdf.Term
}

func (m *manifest) read(t testing.TB) {
	f, err := os.Open(filepath.Join(m.dir, "manifest.ttl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := turtle.NewTurtleReader(f, false, turtle.Options{File: f.Name(), Base: m.base + "manifest.ttl"})
	for {
		q, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if m.props[q.S] == nil {
			m.props[q.S] = map[string]rdf.Term{}
		}
		m.props[q.S][q.P.Value] = q.O
	}
}

func (m *manifest) get(s rdf.Term, p string) rdf.Term { return m.props[s][p] }

func (m *manifest) test(entry rdf.Term) Test {
	class := m.get(entry, rdf.RDFType).Value
	action := m.get(entry, mf+"action").Value
	out := Test{Name: m.get(entry, mf+"name").Value, IRI: entry.Value, Type: class[strings.LastIndexByte(class, '#')+1:],
		Action: m.file(action), Base: action}
	if result := m.get(entry, mf+"result").Value; result != "" {
		out.Result = m.file(result)
	}
	return out
}

func (m *manifest) file(iri string) string {
	return filepath.Join(m.dir, filepath.FromSlash(strings.TrimPrefix(iri, m.base)))
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
func (t Test) Expected() ([]rdf.Quad, error) {
	f, err := os.Open(t.Result)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Quads(turtle.NewReader(f, true, turtle.Options{File: t.Result}))
}

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
