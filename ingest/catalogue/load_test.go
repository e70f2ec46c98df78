package catalogue

import (
	"context"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

func TestLoad(t *testing.T) {
	ctx := context.Background()
	s, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	foreign := rdf.Quad{S: rdf.NewIRI("urn:s"), P: rdf.NewIRI("urn:p"), O: rdf.NewString("mine"), G: rdf.NewIRI("urn:g")}
	stale := rdf.Quad{S: rdf.NewIRI("urn:s"), P: rdf.NewIRI("urn:p"), O: rdf.NewString("old"), G: ontology.Thing("graph", "gone")}
	old := rdf.Quad{S: datasetNode, P: rdf.NewIRI(ontology.DCTHasPart), O: stale.G, G: evidenceGraph}
	if _, err := commit(ctx, s, []rdf.Quad{foreign, stale, old}, nil, nil); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	last := 0
	report, err := Load(ctx, s, func(done, total int) { last = done })
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d quads in %v", report.Quads, time.Since(start))
	if last != report.Quads {
		t.Errorf("progress ended at %d of %d", last, report.Quads)
	}
	for i := 0; i < 2; i++ { // the second time nothing changes but blank nodes
		if n := quadsOf(t, s); n != uint64(report.Quads)+1 {
			t.Errorf("load %d: the store holds %d quads, want %d and one foreign", i, n, report.Quads)
		}
		if _, err := Load(ctx, s, nil); err != nil {
			t.Fatal(err)
		}
	}
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	if v, err := Stored(ctx, snap); err != nil || v != Version() || v == "" {
		t.Errorf("stored version %q, %v; want %q", v, err, Version())
	}
}

func quadsOf(t *testing.T, s index.Store) uint64 {
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	return snap.Stats().Quads
}

func TestLoadStopsWhenCancelled(t *testing.T) {
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithCancel(context.Background())
	_, err = Load(ctx, s, func(done, total int) { cancel() })
	if err == nil {
		t.Error("a cancelled load succeeded")
	}
	if n := quadsOf(t, s); n != 0 {
		t.Errorf("%d quads are in the store", n)
	}
}
