package store

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// damagedStore has every kind of file with something in it.
func damagedStore(t *testing.T) (*vfs.Mem, map[string]bool) {
	mem := vfs.NewMem()
	s, err := Open("db", Options{FS: mem})
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, workloadQuads(0)...)
	put(t, s, rdf.Quad{S: term("s"), P: term("p"), O: rdf.NewString(strings.Repeat("long ", 900))})
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	put(t, s, workloadQuads(1)...)
	if _, err := workRemove(s); err != nil {
		t.Fatal(err)
	}
	lines := mustDump(t, s)
	if err := s.Check(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return mem, lines
}

// TestFlippedBytes damages each byte of each file in turn. Opening, reading or looking up must give ErrCorrupt or the
// right answer, and Check must find it.
func TestFlippedBytes(t *testing.T) {
	mem, want := damagedStore(t)
	names, err := mem.List("db")
	if err != nil {
		t.Fatal(err)
	}
	flips := 0
	for _, name := range names {
		good := mem.Bytes("db/" + name)
		for i := 0; i < len(good); i += 1 + len(good)/500 {
			bad := slices.Clone(good)
			bad[i] ^= 1 << (i % 8)
			flips++
			mem.Put("db/"+name, bad)
			checkDamaged(t, mem, want, name, i)
		}
		mem.Put("db/"+name, good)
	}
	t.Logf("%d files, %d flips", len(names), flips)
	if flips < 2000 {
		t.Fatalf("only %d flips", flips)
	}
}

func checkDamaged(t *testing.T, mem *vfs.Mem, want map[string]bool, name string, at int) {
	t.Helper()
	s, err := Open("db", Options{FS: mem, ReadOnly: true})
	if err != nil {
		if !index.IsCorrupt(err) && !strings.Contains(err.Error(), "version") {
			t.Fatalf("%s, byte %d: open gives %v", name, at, err)
		}
		if !strings.Contains(err.Error(), "db/") {
			t.Fatalf("%s, byte %d: the error names no file: %v", name, at, err)
		}
		return
	}
	defer s.Close()
	if err := s.Check(ctx); !index.IsCorrupt(err) {
		t.Fatalf("%s, byte %d: check gives %v", name, at, err)
	}
	got, err := dump(s)
	if err == nil && !maps.Equal(got, want) || err != nil && !index.IsCorrupt(err) {
		t.Fatalf("%s, byte %d: %d quads, want %d; %v", name, at, len(got), len(want), err)
	}
	for _, o := range []index.Order{index.OSP, index.GPOS} { // the orders that dump does not read
		n := 0
		sn, _ := s.Snapshot()
		err := sn.(*snapshot).st.walk(o, func(key) { n++ })
		sn.Close()
		if err != nil && !index.IsCorrupt(err) || err == nil && o == index.OSP && n != len(want) {
			t.Fatalf("%s, byte %d: %v gives %d rows, %v", name, at, o, n, err)
		}
	}
}

// TestCutFiles cuts each file but the log, and loses each.
func TestCutFiles(t *testing.T) {
	mem, _ := damagedStore(t)
	names, _ := mem.List("db")
	for _, name := range names {
		good := mem.Bytes("db/" + name)
		if name == lockName || len(good) == 0 {
			continue
		}
		if !strings.HasPrefix(name, "log-") {
			for _, n := range []int{0, 1, len(good) / 2, len(good) - 1} {
				mem.Put("db/"+name, good[:n:n])
				if s, err := Open("db", Options{FS: mem}); !index.IsCorrupt(err) {
					t.Fatalf("%s cut to %d bytes: open gives %v %v", name, n, s, err)
				}
			}
		}
		if err := mem.Remove("db/" + name); err != nil {
			t.Fatal(err)
		}
		if s, err := Open("db", Options{FS: mem}); !index.IsCorrupt(err) {
			t.Fatalf("%s is lost: open gives %v %v", name, s, err)
		}
		mem.Put("db/"+name, good)
	}
}
