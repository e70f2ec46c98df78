package w3ctest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

// JSONLDBase is the IRI under which the files of json-ld-api are known.
const JSONLDBase = "https://w3c.github.io/json-ld-api/tests/"

// JSONLDTest is a test of the suite json-ld-api. Its manifests are JSON; files are named from the folder of the suite.
type JSONLDTest struct {
	ID      string   `json:"@id"`
	Types   []string `json:"@type"`
	Name    string   `json:"name"`
	Input   string   `json:"input"`
	Expect  string   `json:"expect"`
	Context string   `json:"context"`
	// ErrorCode is the code of the error that a negative test expects.
	ErrorCode string `json:"expectErrorCode"`
	Option    struct {
		SpecVersion    string `json:"specVersion"`
		Mode           string `json:"processingMode"`
		Base           string `json:"base"`
		ExpandContext  string `json:"expandContext"`
		RDFDirection   string `json:"rdfDirection"`
		UseNativeTypes bool   `json:"useNativeTypes"`
		UseRDFType     bool   `json:"useRdfType"`
		CompactArrays  *bool  `json:"compactArrays"`
		Relative       *bool  `json:"compactToRelative"`
		Generalized    bool   `json:"produceGeneralizedRdf"`
	} `json:"option"`

	IRI    string `json:"-"`
	Before []byte `json:"-"` // the context that the document is expanded with
}

// ReadJSONLD reads the manifest of an algorithm (expand, compact, flatten, fromRdf, toRdf). Tests for JSON-LD 1.0 alone and
// for generalized RDF, which is no RDF, are left out; their number comes second.
func ReadJSONLD(dir, algorithm string) (tests []JSONLDTest, left int, err error) {
	name := filepath.Join(dir, algorithm+"-manifest.jsonld")
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, 0, err
	}
	var m struct {
		Sequence []JSONLDTest `json:"sequence"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, 0, fmt.Errorf("%s: %w", name, err)
	}
	for _, t := range m.Sequence {
		if t.Option.SpecVersion == "json-ld-1.0" || t.Option.Generalized {
			left++
			continue
		}
		t.IRI = JSONLDBase + algorithm + "-manifest" + t.ID
		if name := t.Option.ExpandContext; name != "" {
			if t.Before, err = os.ReadFile(filepath.Join(dir, name)); err != nil {
				return nil, 0, err
			}
		}
		tests = append(tests, t)
	}
	return tests, left, nil
}

// Negative reports whether the document must be refused.
func (t *JSONLDTest) Negative() bool { return strings.Contains(t.Types[0], "Negative") }

// Base is the IRI under which the input is read.
func (t *JSONLDTest) Base() string {
	if t.Option.Base != "" {
		return t.Option.Base
	}
	return JSONLDBase + t.Input
}

// JSONLDContexts gives the contexts that tests name by their IRI from the files of the suite.
func JSONLDContexts(dir string) func(iri string) ([]byte, error) {
	return func(iri string) ([]byte, error) {
		name, ok := strings.CutPrefix(iri, JSONLDBase)
		if !ok {
			return nil, errors.New("not in the suite: " + iri)
		}
		return os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	}
}

// JudgeToRDF reads the document of a test of toRdf and compares the quads with those expected; nil if it passes.
func (t *JSONLDTest) JudgeToRDF(dir string, open func(r io.Reader, t *JSONLDTest) rdf.Reader) error {
	text, err := os.ReadFile(filepath.Join(dir, t.Input))
	if err != nil {
		return err
	}
	got, err := Quads(open(bytes.NewReader(text), t))
	switch {
	case t.Negative() && err == nil:
		return errors.New("accepted, but must be refused")
	case t.Negative():
		return nil
	case err != nil || t.Expect == "":
		return err
	}
	want, err := NQuads(filepath.Join(dir, t.Expect))
	if err != nil {
		return err
	}
	if !rdf.Isomorphic(lowerTags(got), lowerTags(want)) {
		return errors.New("other quads than expected")
	}
	return nil
}

// lowerTags makes language tags comparable: we keep their case, the suite's results come from processors that do not.
func lowerTags(quads []rdf.Quad) []rdf.Quad {
	for i := range quads {
		quads[i].O.Lang = strings.ToLower(quads[i].O.Lang)
	}
	return quads
}

// NQuads reads a file in N-Quads or N-Triples.
func NQuads(name string) ([]rdf.Quad, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Quads(turtle.NewReader(f, true, turtle.Options{File: name}))
}
