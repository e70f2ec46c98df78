package main

import (
	"context"
	"testing"
	"time"

	"w3id.org/concord/query/harmonise"
)

// TestSpokes reads all terms of the catalogue: as many as terms.csv has rows, each placed.
func TestSpokes(t *testing.T) {
	sn := catalogueSnapshot(t)
	began := time.Now()
	s, err := harmonise.ReadSpokes(context.Background(), sn, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d terms of %d organisations, %d types in %v", len(s.Terms), len(s.Organisations), len(s.Types), time.Since(began))
	if len(s.Terms) != 434 || len(s.Organisations) != 74 {
		t.Errorf("%d terms of %d organisations, the catalogue has 434 of 74", len(s.Terms), len(s.Organisations))
	}
	for _, term := range s.Terms {
		if term.Organisation.IRI == "" || term.Label == "" || s.Types[term.Type.IRI] == nil || len(term.Features) != len(harmonise.FeatureWeights) {
			t.Errorf("%s is not whole: %+v", term.IRI, term)
		}
	}
}
