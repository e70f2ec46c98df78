package codec_test

import (
	"bytes"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// TestWriteW3C writes the graphs of all positive W3C tests in every format that can hold them and reads them back.
// RDF/XML may refuse a graph (a predicate that is no XML name, a character that XML lacks); the others may not.
func TestWriteW3C(t *testing.T) {
	for suite, f := range map[string]*rdf.Format{"rdf-n-triples": rdf.NTriples, "rdf-n-quads": rdf.NQuads, "rdf-turtle": rdf.Turtle,
		"rdf-trig": rdf.TriG, "rdf-xml": rdf.RDFXML} {
		written, refused := 0, 0
		for _, test := range w3ctest.Load(t, suite) {
			if test.Negative() {
				continue
			}
			text, err := test.Text()
			if err != nil {
				t.Fatal(err)
			}
			quads, err := codec.ReadAll(f, strings.NewReader(text), codec.Options{Base: test.Base})
			if err != nil {
				t.Fatal(err)
			}
			for _, out := range rdf.Formats {
				if f.Quads && !out.Quads {
					continue
				}
				var b bytes.Buffer
				w, err := codec.NewWriter(out, &b, codec.Options{Prefixes: prefixes})
				if err != nil {
					t.Fatal(err)
				}
				if err := writeAll(w, quads); err != nil {
					if refused++; out != rdf.RDFXML {
						t.Errorf("%s as %s: %v", test.Name, out.Title, err)
					}
					continue
				}
				written++
				back, err := codec.ReadAll(out, &b, codec.Options{})
				if err != nil {
					t.Errorf("%s as %s: %v", test.Name, out.Title, err)
				} else if !rdf.Isomorphic(back, quads) {
					t.Errorf("%s as %s reads back as %v, want %v", test.Name, out.Title, back, quads)
				}
			}
		}
		t.Logf("%s: %d documents written, %d refused by RDF/XML", suite, written, refused)
	}
}

func writeAll(w rdf.Writer, quads []rdf.Quad) error {
	for _, q := range quads {
		if err := w.Write(q); err != nil {
			return err
		}
	}
	return w.Close()
}
