package jsonld_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/jsonld"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

const suiteBase = "https://w3c.github.io/json-ld-api/tests/"

type entry struct {
	ID      string   `json:"@id"`
	Type    []string `json:"@type"`
	Name    string   `json:"name"`
	Input   string   `json:"input"`
	Expect  string   `json:"expect"`
	Options struct {
		SpecVersion  string `json:"specVersion"`
		Mode         string `json:"processingMode"`
		Base         string `json:"base"`
		RDFDirection string `json:"rdfDirection"`
		Generalized  bool   `json:"produceGeneralizedRdf"`
	} `json:"option"`
}

func (e entry) is(kind string) bool { return strings.Contains(e.Type[0], kind) }

func entries(t *testing.T, dir, manifest string) []entry {
	text, err := os.ReadFile(filepath.Join(dir, manifest))
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Sequence []entry `json:"sequence"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	return m.Sequence
}

// judge compares failures with a list of those that are known; a known failure that passes is an error.
func judge(t *testing.T, list []entry, known map[string]string, run func(e entry) string) {
	failed, skipped := 0, 0
	for _, e := range list {
		if e.Options.SpecVersion == "json-ld-1.0" || e.Options.Mode == "json-ld-1.0" || e.Options.Generalized {
			skipped++ // JSON-LD 1.0 only, or asks for generalized RDF, which is no RDF
			continue
		}
		id := strings.TrimPrefix(e.ID, "#")
		msg := run(e)
		reason, isKnown := known[id]
		switch {
		case msg != "" && !isKnown:
			failed++
			t.Errorf("%s %s (%s): %s", id, e.Name, e.Type[0], msg)
		case msg != "":
			failed++
			t.Logf("known: %s %s: %s", id, e.Name, reason)
		case isKnown:
			t.Errorf("%s passes: take it off the list of known failures", id)
		}
	}
	t.Logf("%d of %d tests pass; %d for JSON-LD 1.0 or generalized RDF left out", len(list)-skipped-failed, len(list)-skipped, skipped)
}

// TestToRDF runs the W3C tests of reading.
func TestToRDF(t *testing.T) {
	dir := w3ctest.Dir(t, "json-ld-api", "tests")
	load := func(iri string) ([]byte, error) {
		name, ok := strings.CutPrefix(iri, suiteBase)
		if !ok {
			return nil, errors.New("not in the suite: " + iri)
		}
		return os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	}
	judge(t, entries(t, dir, "toRdf-manifest.jsonld"), knownToRDF, func(e entry) string {
		text, err := os.ReadFile(filepath.Join(dir, e.Input))
		if err != nil {
			return err.Error()
		}
		base := suiteBase + e.Input
		if e.Options.Base != "" {
			base = e.Options.Base
		}
		got, err := w3ctest.Quads(jsonld.NewReader(bytes.NewReader(text), jsonld.Options{Base: base, Load: load}))
		switch {
		case e.is("Negative") && err == nil:
			return "accepted, but must be refused"
		case e.is("Negative"):
			return ""
		case err != nil:
			return err.Error()
		case e.Expect == "":
			return ""
		}
		want, err := readQuads(filepath.Join(dir, e.Expect))
		if err != nil {
			return err.Error()
		}
		if !rdf.Isomorphic(lowerTags(got), lowerTags(want)) {
			return "other quads than expected"
		}
		return ""
	})
}

// lowerTags makes language tags comparable: we keep their case, the suite's results come from processors that do not.
func lowerTags(quads []rdf.Quad) []rdf.Quad {
	for i := range quads {
		quads[i].O.Lang = strings.ToLower(quads[i].O.Lang)
	}
	return quads
}

func readQuads(name string) ([]rdf.Quad, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return w3ctest.Quads(turtle.NewReader(bytes.NewReader(text), true, turtle.Options{File: name}))
}

// TestFromRDF writes the datasets of the W3C tests and reads them back. The JSON itself is not compared: our writer
// streams and does not fold collections or native values as the standard's own algorithm may.
func TestFromRDF(t *testing.T) {
	dir := w3ctest.Dir(t, "json-ld-api", "tests")
	judge(t, entries(t, dir, "fromRdf-manifest.jsonld"), nil, func(e entry) string {
		quads, err := readQuads(filepath.Join(dir, e.Input))
		if err != nil {
			return err.Error()
		}
		var b bytes.Buffer
		w := jsonld.NewWriter(&b, []rdf.Prefix{{Name: "rdf", IRI: rdf.NS}, {Name: "ex", IRI: "http://example.com/"}})
		for _, q := range quads {
			if err := w.Write(q); err != nil {
				return err.Error()
			}
		}
		if err := w.Close(); err != nil {
			return err.Error()
		}
		back, err := w3ctest.Quads(jsonld.NewReader(&b, jsonld.Options{}))
		if err != nil {
			return err.Error()
		}
		if !rdf.Isomorphic(back, quads) {
			return "reads back as other quads"
		}
		return ""
	})
}
