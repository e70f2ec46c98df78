package dict

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

var update = flag.Bool("update", false, "write the sample of the format anew")

// sample is what the files in testdata hold: keys of all kinds, a long one, and ordinals: in sequence, scattered, gone, few.
func sample() (keys [kinds][]string, ords []index.ID) {
	for i := range keys {
		for j := range 40 {
			keys[i] = append(keys[i], fmt.Sprintf("key %03d of %d", j, i))
		}
	}
	keys[0] = append(keys[0], "long "+strings.Repeat("x", longKey))
	for i := range uint64(ordsPer) {
		ords = append(ords, index.MakeID(index.KindString, i))
	}
	for i := range uint64(ordsPer) {
		switch {
		case i%7 == 0:
			ords = append(ords, 0)
		case i%3 == 0:
			ords = append(ords, index.MakeID(index.KindOrdered, i*i))
		default:
			ords = append(ords, index.MakeID(index.KindString, i))
		}
	}
	for range ordsPer {
		ords = append(ords, 0)
	}
	return keys, append(ords, index.MakeID(index.KindString, 5), 0, index.MakeID(index.KindString, 2))
}

// TestSamples reads a file of each format that is read, and what is written now is the sample of the newest.
func TestSamples(t *testing.T) {
	keys, ords := sample()
	fs := vfs.NewMem()
	writeBase(t, fs, keys, ords).Close()
	newest := fmt.Sprintf("testdata/v%d.dict", baseVersion)
	if *update {
		if err := os.WriteFile(newest, fs.Bytes("dict"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for version := oldVersion; version <= baseVersion; version++ {
		data, err := os.ReadFile(fmt.Sprintf("testdata/v%d.dict", version))
		if err != nil {
			t.Fatal(err)
		}
		fs.Put("sample", data)
		b, err := OpenBase(fs, "sample", 3)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		checkSample(t, b, keys, ords)
		if version == baseVersion && !bytes.Equal(data, fs.Bytes("dict")) {
			t.Error("what is written has changed: if that is meant and it is still read, run with -update; else count the version up and keep the sample")
		}
	}
}

func checkSample(t *testing.T, b *Base, keys [kinds][]string, ords []index.ID) {
	t.Helper()
	err := b.Walk(func(k index.Kind, n uint64, key []byte) error {
		if want := keys[k-firstKind][n]; string(key) != want {
			t.Errorf("key %d of kind %v is %.20q, want %.20q", n, k, key, want)
		}
		return nil
	})
	if err != nil || b.Ordinals() != uint64(len(ords)) {
		t.Fatalf("%d ordinals, want %d; %v", b.Ordinals(), len(ords), err)
	}
	for o, next := uint64(0), uint64(0); o < b.Ordinals(); o = next {
		next, err = b.OrdinalBlock(o, func(o uint64, id index.ID) {
			if one, err := b.Ordinal(o); id != ords[o] || one != id || err != nil {
				t.Errorf("ordinal %d is %v and %v, want %v; %v", o, id, one, ords[o], err)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestOrdinalsAreSmall: those of a load take two bytes.
func TestOrdinalsAreSmall(t *testing.T) {
	size := func(n uint64) int {
		fs := vfs.NewMem()
		var ords []index.ID
		for i := range n {
			ords = append(ords, index.MakeID(index.KindString, 1<<30+i))
		}
		writeBase(t, fs, [kinds][]string{}, ords).Close()
		return len(fs.Bytes("dict"))
	}
	if each := float64(size(100*ordsPer)-size(ordsPer)) / (99 * ordsPer); each > 2.1 {
		t.Errorf("an ordinal takes %.2f bytes", each)
	}
}
