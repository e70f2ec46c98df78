package store

import (
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// fill loads the same quads, in two parts that overlap, with the memory given.
func fill(t *testing.T, s *Store, memory uint64, commit bool) {
	t.Helper()
	l, err := s.Bulk(ctx, index.BulkOptions{Memory: memory})
	if err != nil {
		t.Fatal(err)
	}
	for part := range 2 {
		p, err := l.Part()
		if err != nil {
			t.Fatal(err)
		}
		for i := part * 10_000; i < part*10_000+40_000; i++ {
			terms := []rdf.Term{term(fmt.Sprint("s", i%9973)), term(fmt.Sprint("p", i%7)), rdf.NewString(fmt.Sprint(i)), term(fmt.Sprint("g", i%3)), {}}
			if err := p.Add(terms, [][4]uint32{{0, 1, 2, uint32(3 + i%2)}}); err != nil {
				t.Fatal(err)
			}
		}
		p.Close()
	}
	if !commit {
		l.Abort()
		return
	}
	if _, err := l.Commit(ctx); err != nil {
		t.Fatal(err)
	}
}

// TestSpill loads with so little memory that rows go to files and are merged.
func TestSpill(t *testing.T) {
	roomy := open(t, "", Options{})
	fill(t, roomy, 0, true)
	dir := t.TempDir()
	tight := open(t, dir, Options{})
	fill(t, tight, 1, true)
	fill(t, tight, 1, false)
	want, got := mustDump(t, roomy), mustDump(t, tight)
	if len(want) != 50_000 || !maps.Equal(want, got) {
		t.Fatalf("%d quads with memory, %d without", len(want), len(got))
	}
	if err := tight.Check(ctx); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasPrefix(f.Name(), tmpPrefix) {
			t.Errorf("%s is left over", f.Name())
		}
	}
}

// TestLeftOvers: temporary files of a load that was killed go at the next opening; files of others stay.
func TestLeftOvers(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	put(t, s, killQuads(1)...)
	s.Close()
	for _, name := range []string{tmpPrefix + "part-0", "SPO-9", "MANIFEST.tmp", "notes.txt"} {
		if err := os.WriteFile(dir+"/"+name, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s = open(t, dir, Options{})
	if got := mustDump(t, s); len(got) != 20 {
		t.Fatalf("%d quads", len(got))
	}
	files, _ := os.ReadDir(dir)
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	if got := strings.Join(names, " "); got != "LOCK MANIFEST log-0 notes.txt" {
		t.Fatalf("the folder holds %s", got)
	}
}
