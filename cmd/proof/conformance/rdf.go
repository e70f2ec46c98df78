package conformance

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

const rdfBase = "https://w3c.github.io/rdf-tests/rdf/"

// rdf11 gives the tests of the parsers; those of entailment (rdf-mt) need a reasoner.
func rdf11(o Options) ([]Test, error) {
	return parserTests(o.Dir, "rdf11", "rdf-n-triples", "rdf-n-quads", "rdf-turtle", "rdf-trig", "rdf-xml")
}

// rdf12 gives the tests that RDF 1.2 adds.
func rdf12(o Options) ([]Test, error) {
	return parserTests(o.Dir, "rdf12", "rdf-n-triples/syntax", "rdf-n-triples/c14n", "rdf-n-quads/syntax", "rdf-n-quads/c14n",
		"rdf-turtle/syntax", "rdf-turtle/eval", "rdf-trig/syntax", "rdf-trig/eval", "rdf-xml/eval")
}

var formatOf = map[string]*rdf.Format{"rdf-n-triples": rdf.NTriples, "rdf-n-quads": rdf.NQuads, "rdf-turtle": rdf.Turtle,
	"rdf-trig": rdf.TriG, "rdf-xml": rdf.RDFXML}

func parserTests(dir, version string, folders ...string) (out []Test, err error) {
	for _, folder := range folders {
		tests, err := w3ctest.Read(filepath.Join(dir, "rdf-tests", "rdf", version, filepath.FromSlash(folder)), rdfBase+version+"/"+folder+"/")
		if err != nil {
			return nil, err
		}
		name, _, _ := strings.Cut(folder, "/")
		for _, t := range tests {
			out = append(out, Test{IRI: t.IRI, Folder: version + "/" + folder, Run: func() error { return judgeParser(t, formatOf[name]) }})
		}
	}
	return out, nil
}

// judgeParser reads the file of a test and compares.
func judgeParser(t w3ctest.Test, f *rdf.Format) error {
	if strings.HasSuffix(t.Type, "C14N") {
		return judgeLines(t, f)
	}
	msg := w3ctest.Judge(t, func(r io.Reader, t w3ctest.Test) rdf.Reader {
		in, err := codec.NewReader(f, r, codec.Options{Base: t.Base})
		if err != nil {
			return failing{err}
		}
		return in
	})
	if msg != "" {
		return errors.New(msg)
	}
	return nil
}

// failing is a reader that does not come about.
type failing struct{ err error }

func (f failing) Read() (rdf.Quad, error) { return rdf.Quad{}, f.err }

// judgeLines writes what a file of a line format holds; the bytes must be those expected.
func judgeLines(t w3ctest.Test, f *rdf.Format) error {
	in, err := os.Open(t.Action)
	if err != nil {
		return err
	}
	defer in.Close()
	quads, err := codec.ReadAll(f, in, codec.Options{})
	if err != nil {
		return err
	}
	want, err := os.ReadFile(t.Result)
	if err != nil {
		return err
	}
	var got bytes.Buffer
	w, err := codec.NewWriter(f, &got, codec.Options{})
	if err != nil {
		return err
	}
	for _, q := range quads {
		if err := w.Write(q); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	if !bytes.Equal(got.Bytes(), want) {
		return fmt.Errorf("got %q, want %q", got.Bytes(), want)
	}
	return nil
}
