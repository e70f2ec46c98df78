package jsonld_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/jsonld"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// judge compares failures with the list of those that are known; a known failure that passes is an error.
func judge(t *testing.T, dir, algorithm string, known map[string]string, run func(e w3ctest.JSONLDTest) error) {
	tests, left, err := w3ctest.ReadJSONLD(dir, algorithm)
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, e := range tests {
		err := run(e)
		reason, isKnown := known[e.IRI]
		switch {
		case err != nil && !isKnown:
			t.Errorf("%s %s (%s): %v", e.IRI, e.Name, e.Types[0], err)
		case err != nil:
			t.Logf("known: %s %s: %s", e.IRI, e.Name, reason)
		case isKnown:
			t.Errorf("%s passes: take it off the list of known failures", e.IRI)
		}
		if err != nil {
			failed++
		}
	}
	t.Logf("%d of %d tests pass; %d for JSON-LD 1.0 or generalized RDF left out", len(tests)-failed, len(tests), left)
}

// TestToRDF runs the W3C tests of reading.
func TestToRDF(t *testing.T) {
	dir := w3ctest.Dir(t, "json-ld-api", "tests")
	judge(t, dir, "toRdf", w3ctest.Known, func(e w3ctest.JSONLDTest) error {
		return e.JudgeToRDF(dir, func(r io.Reader, e *w3ctest.JSONLDTest) rdf.Reader {
			return jsonld.NewReader(r, jsonld.Options{Base: e.Base(), Load: w3ctest.JSONLDContexts(dir), Mode: e.Option.Mode,
				ExpandContext: e.Before, Direction: e.Option.RDFDirection})
		})
	})
}

// TestWriter writes the datasets of the W3C tests of fromRdf and reads them back. The JSON itself is not compared: the
// writer streams and does not fold collections or native values.
func TestWriter(t *testing.T) {
	dir := w3ctest.Dir(t, "json-ld-api", "tests")
	judge(t, dir, "fromRdf", nil, func(e w3ctest.JSONLDTest) error {
		quads, err := w3ctest.NQuads(filepath.Join(dir, e.Input))
		if err != nil {
			return err
		}
		var b bytes.Buffer
		w := jsonld.NewWriter(&b, []rdf.Prefix{{Name: "rdf", IRI: rdf.NS}, {Name: "ex", IRI: "http://example.com/"}})
		for _, q := range quads {
			if err := w.Write(q); err != nil {
				return err
			}
		}
		if err := w.Close(); err != nil {
			return err
		}
		back, err := w3ctest.Quads(jsonld.NewReader(&b, jsonld.Options{}))
		if err == nil && !rdf.Isomorphic(back, quads) {
			err = errors.New("reads back as other quads")
		}
		return err
	})
}
