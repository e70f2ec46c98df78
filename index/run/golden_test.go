package run

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

var update = flag.Bool("update", false, "write the sample of the present format anew")

// goldenRows have every codec in them, with blocks of 200 rows.
func goldenRows() (rows []Key) {
	pick := func(i, n int) uint64 { return uint64(i) * 0x9E3779B97F4A7C15 >> 33 % uint64(n) }
	for i := range 1000 {
		k := Key{index.MakeID(index.KindIRI, uint64(i/4)), index.MakeID(index.KindIRI, []uint64{3, 90_000, 2_000_000, 70_000_000}[i%4]), 0, index.ID(i / 500)}
		switch {
		case i < 400:
			k[2] = index.MakeID(index.Kind(2+i%3), pick(i, 1<<20))
		case i < 600:
			k[2] = index.MakeID(index.KindString, pick(i, 1<<20))
		default:
			k[2] = index.MakeID(index.KindString, uint64(i/40))
		}
		rows = append(rows, k)
	}
	return rows
}

// TestGolden reads the sample of the present format and writes the same bytes.
func TestGolden(t *testing.T) {
	fs := vfs.NewMem()
	rows := goldenRows()
	r := write(t, fs, rows, 200)
	used := map[codec]bool{}
	for n := range r.Blocks() {
		var b Block
		if err := r.Load(n, &b); err != nil {
			t.Fatal(err)
		}
		for _, c := range b.cols {
			used[c.codec] = true
		}
	}
	if len(used) != int(numCodecs) {
		t.Errorf("the sample has only the codecs %v", used)
	}
	if *update {
		if err := os.WriteFile("testdata/v2.run", fs.Bytes("run"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile("testdata/v2.run")
	if err != nil {
		t.Fatal(err)
	}
	fs.Put("golden", golden)
	if r, err = Open(fs, "golden", index.SPO, 7); err != nil {
		t.Fatal(err)
	}
	i := 0
	err = r.Check(func(k *Key) error {
		if *k != rows[i] {
			t.Errorf("row %d is %x, want %x", i, *k, rows[i])
		}
		i++
		return nil
	})
	if err != nil || i != len(rows) {
		t.Fatalf("%d rows are read, want %d; %v", i, len(rows), err)
	}
	if !bytes.Equal(golden, fs.Bytes("run")) {
		t.Error("what is written has changed: if that is meant and it is still read, run with -update; else count the version up and keep the sample")
	}
}

// TestOldVersion: a file of version 1 is refused with what to do.
func TestOldVersion(t *testing.T) {
	old, err := os.ReadFile("testdata/v1.run")
	if err != nil {
		t.Fatal(err)
	}
	fs := vfs.NewMem()
	fs.Put("run", old)
	if _, err = Open(fs, "run", index.SPO, 7); !errors.Is(err, index.ErrVersion) || !strings.Contains(err.Error(), "export with the version that wrote it") {
		t.Errorf("open gives %v", err)
	}
}
