package canon_test

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/canon"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// TestW3C runs the suite of RDFC-1.0; none of its tests may fail.
func TestW3C(t *testing.T) {
	tests, err := w3ctest.Read(w3ctest.Dir(t, "rdf-canon", "tests"), "https://w3c.github.io/rdf-canon/tests/")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, test := range tests {
		count[test.Type]++
		text, err := test.Text()
		if err != nil {
			t.Fatal(err)
		}
		in := turtle.NewBytesReader(true, turtle.Options{})
		in.Reset([]byte(text), 1, 0)
		quads, err := w3ctest.Quads(in)
		if err != nil {
			t.Fatal(err)
		}
		o := canon.Options{}
		if test.Hash == "SHA384" {
			o.Hash = crypto.SHA384
		}
		got, err := canon.Canonicalize(context.Background(), quads, o)
		if test.Negative() {
			if !errors.Is(err, canon.ErrTooHard) {
				t.Errorf("%s: the error is %v", test.Name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.Name, err)
			continue
		}
		want, err := os.ReadFile(test.Result)
		if err != nil {
			t.Fatal(err)
		}
		if test.Type == "RDFC10MapTest" {
			compareMap(t, test, got, want)
		} else if got.Text() != string(want) {
			t.Errorf("%s: got\n%swant\n%s", test.Name, got.Text(), want)
		}
	}
	t.Log(count)
}

func compareMap(t *testing.T, test w3ctest.Test, got *canon.Result, text []byte) {
	var labels map[string]string
	if err := json.Unmarshal(text, &labels); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for label, c := range labels {
		want[rdf.UserLabel(label)] = c
	}
	if !maps.Equal(got.Issued, want) {
		t.Errorf("%s: issued %v, want %v", test.Name, got.Issued, want)
	}
}
