package conformance

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/canon"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// canonTests gives the tests of RDFC-1.0: texts, issued identifiers, and a dataset that must be given up.
func canonTests(o Options) (out []Test, err error) {
	tests, err := w3ctest.Read(filepath.Join(o.Dir, "rdf-canon", "tests"), "https://w3c.github.io/rdf-canon/tests/")
	if err != nil {
		return nil, err
	}
	folders := map[string]string{"RDFC10EvalTest": "rdf-canon/text", "RDFC10MapTest": "rdf-canon/map", "RDFC10NegativeEvalTest": "rdf-canon/negative"}
	for _, t := range tests {
		out = append(out, Test{IRI: t.IRI, Folder: folders[t.Type], Run: func() error { return judgeCanon(t) }})
	}
	return out, nil
}

func judgeCanon(t w3ctest.Test) error {
	quads, err := w3ctest.NQuads(t.Action)
	if err != nil {
		return err
	}
	var o canon.Options
	if t.Hash == "SHA384" {
		o.Hash = crypto.SHA384
	}
	got, err := canon.Canonicalize(context.Background(), quads, o)
	switch {
	case t.Negative() && errors.Is(err, canon.ErrTooHard):
		return nil
	case t.Negative():
		return fmt.Errorf("not given up as too hard: %v", err)
	case err != nil:
		return err
	}
	want, err := os.ReadFile(t.Result)
	if err != nil {
		return err
	}
	if t.Type == "RDFC10MapTest" {
		return sameLabels(got.Issued, want)
	}
	if got.Text() != string(want) {
		return fmt.Errorf("got\n%swant\n%s", got.Text(), want)
	}
	return nil
}

// sameLabels compares issued identifiers with a JSON object.
func sameLabels(got map[string]string, text []byte) error {
	var expected map[string]string
	if err := json.Unmarshal(text, &expected); err != nil {
		return err
	}
	want := map[string]string{}
	for label, issued := range expected {
		want[rdf.UserLabel(label)] = issued
	}
	if !maps.Equal(got, want) {
		return fmt.Errorf("issued %v, want %v", got, want)
	}
	return nil
}
