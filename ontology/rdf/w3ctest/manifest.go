package w3ctest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

const (
	mf   = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
	rdfc = "https://w3c.github.io/rdf-canon/tests/vocab#"
)

// Read reads manifest.ttl of a folder, whose files stand for the IRIs below base. Manifests that it includes are left out.
func Read(dir, base string) ([]Test, error) {
	m := manifest{dir: dir, base: base, props: map[rdf.Term]map[string]rdf.Term{}}
	if err := m.read(); err != nil {
		return nil, err
	}
	var tests []Test
	for n := m.head; n.Kind == rdf.Blank; n = m.get(n, rdf.RDFRest) {
		tests = append(tests, m.test(m.get(n, rdf.RDFFirst)))
	}
	if len(tests) == 0 {
		return nil, fmt.Errorf("%s: the manifest lists no tests", dir)
	}
	return tests, nil
}

type manifest struct {
	dir, base string
	props     map[rdf.Term]map[string]rdf.Term
	head      rdf.Term // of the list of tests
}

func (m *manifest) read() error {
	f, err := os.Open(filepath.Join(m.dir, "manifest.ttl"))
	if err != nil {
		return err
	}
	defer f.Close()
	quads, err := Quads(turtle.NewTurtleReader(f, false, turtle.Options{File: f.Name(), Base: m.base + "manifest.ttl"}))
	if err != nil {
		return err
	}
	for _, q := range quads {
		if m.props[q.S] == nil {
			m.props[q.S] = map[string]rdf.Term{}
		}
		m.props[q.S][q.P.Value] = q.O
		if q.P.Value == mf+"entries" {
			m.head = q.O
		}
	}
	return nil
}

func (m *manifest) get(s rdf.Term, p string) rdf.Term { return m.props[s][p] }

func (m *manifest) test(entry rdf.Term) Test {
	class := m.get(entry, rdf.RDFType).Value
	action := m.get(entry, mf+"action").Value
	out := Test{Name: m.get(entry, mf+"name").Value, IRI: entry.Value, Type: class[strings.LastIndexByte(class, '#')+1:],
		Action: m.file(action), Base: action, Hash: m.get(entry, rdfc+"hashAlgorithm").Value}
	if result := m.get(entry, mf+"result").Value; result != "" {
		out.Result = m.file(result)
	}
	return out
}

func (m *manifest) file(iri string) string {
	return filepath.Join(m.dir, filepath.FromSlash(strings.TrimPrefix(iri, m.base)))
}
