package bench

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ingest"
)

// TestGraphs: a shape that is spread over graphs holds the same triples as one that is not, each subject in one graph.
func TestGraphs(t *testing.T) {
	dir := t.TempDir()
	plain, spread := filepath.Join(dir, "plain.nt"), filepath.Join(dir, "spread.nq")
	for _, args := range [][]string{{"--shape", "watdiv", "--triples", "5000", plain}, {"--shape", "watdiv", "--triples", "5000", "--graphs", "7", spread}} {
		if err := runGenerate(args, os.Stderr); err != nil {
			t.Fatal(err)
		}
	}
	want, got := loadStats(t, plain), loadStats(t, spread)
	if got.Triples != want.Triples || got.Unnamed != 0 || got.Subjects != want.Subjects || got.Quads != got.Triples {
		t.Errorf("%d triples of %d subjects in %d quads, of which %d in the unnamed graph; want %d of %d", got.Triples, got.Subjects, got.Quads, got.Unnamed, want.Triples, want.Subjects)
	}
	sizes := map[index.ID]uint64{}
	for _, g := range got.Graphs {
		sizes[g.Graph] = g.Quads
	}
	if len(sizes) != 7 || slices.Min(slices.Collect(maps.Values(sizes))) < 100 {
		t.Errorf("the graphs hold %v quads", sizes)
	}
	if err := runGenerate([]string{"--graphs", "7", plain}, os.Stderr); err == nil {
		t.Error("N-Triples with graphs are no error")
	}
}

func loadStats(t *testing.T, file string) index.Stats {
	t.Helper()
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := ingest.Load(context.Background(), s, ingest.Options{Sources: []string{file}}); err != nil {
		t.Fatal(err)
	}
	sn, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer sn.Close()
	return sn.Stats()
}
