package dict

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

func writeBase(t interface{ Fatal(...any) }, fs vfs.FS, keys [kinds][]string, ords []index.ID) *Base {
	w, err := Create(fs, "dict", 3)
	if err != nil {
		t.Fatal(err)
	}
	for i, list := range keys {
		for _, key := range list {
			w.Add(firstKind+index.Kind(i), []byte(key))
		}
	}
	if err := w.Finish(ords); err != nil {
		t.Fatal(err)
	}
	b, err := OpenBase(fs, "dict", 3)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestBase writes keys and finds them, and not others.
func TestBase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var keys [kinds][]string
		for i := range keys {
			list := rapid.SliceOfN(rapid.StringMatching(`(http://e\.org/)?[a-c\x00]{0,6}`), 0, 200).Draw(t, fmt.Sprint("kind ", i))
			for j := range list {
				if j%50 == 7 {
					list[j] += strings.Repeat("long", longKey/4+j)
				}
			}
			slices.Sort(list)
			keys[i] = slices.Compact(list)
		}
		b := writeBase(t, vfs.NewMem(), keys, nil)
		defer b.Close()
		var p Page
		for i, list := range keys {
			k := firstKind + index.Kind(i)
			for j, key := range list {
				if n, ok, err := b.Find(k, []byte(key), &p); err != nil || !ok || n != uint64(j) {
					t.Fatalf("find %q: %d %v %v, want %d", key, n, ok, err, j)
				}
				at, err := b.Load(k, uint64(j), &p)
				if err != nil || string(p.Key(at)) != key {
					t.Fatalf("key %d: %v", j, err)
				}
				if _, ok := slices.BinarySearch(list, key+"x"); !ok {
					if _, ok, err := b.Find(k, []byte(key+"x"), &p); ok || err != nil {
						t.Fatalf("%q is found: %v", key+"x", err)
					}
				}
			}
		}
	})
}

// TestBaseFlips damages every byte in turn: opening or reading must say so.
func TestBaseFlips(t *testing.T) {
	var keys [kinds][]string
	for i := range keys {
		for j := range 100 {
			keys[i] = append(keys[i], fmt.Sprintf("key %05d", j))
		}
	}
	keys[1] = append(keys[1], "long "+strings.Repeat("x", longKey))
	fs := vfs.NewMem()
	writeBase(t, fs, keys, []index.ID{1, 2, 3})
	good := fs.Bytes("dict")
	for i := range good {
		bad := slices.Clone(good)
		bad[i] ^= 1 << (i % 8)
		if err := readBase(bad); !errors.Is(err, index.ErrCorrupt) {
			t.Fatalf("byte %d of %d flipped: %v", i, len(good), err)
		}
	}
}

func readBase(data []byte) error {
	fs := vfs.NewMem()
	fs.Put("dict", data)
	b, err := OpenBase(fs, "dict", 3)
	if err != nil {
		return err
	}
	if err := b.Walk(func(index.Kind, uint64, []byte) error { return nil }); err != nil {
		return err
	}
	_, err = b.OrdinalBlock(0, func(uint64, index.ID) {})
	return err
}
