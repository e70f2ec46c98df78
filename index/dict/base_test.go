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
	return writeShifted(t, fs, keys, ords, blockShift, indexShift)
}

func writeShifted(t interface{ Fatal(...any) }, fs vfs.FS, keys [kinds][]string, ords []index.ID, blockShift, indexShift uint8) *Base {
	w, err := create(fs, "dict", 3, blockShift, indexShift)
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
		b := writeShifted(t, vfs.NewMem(), keys, nil, rapid.Uint8Range(0, 6).Draw(t, "block"), rapid.Uint8Range(0, 6).Draw(t, "index"))
		defer b.Close()
		for i, list := range keys {
			checkKind(t, b, firstKind+index.Kind(i), list)
		}
	})
}

// checkKind finds and decodes all keys of a list, and keys that are not in it.
func checkKind(t *rapid.T, b *Base, k index.Kind, list []string) {
	var page Page
	var ids []index.ID
	var probes []string
	for j, key := range list {
		if got, err := b.Load(k, uint64(j), &page); err != nil || string(got) != key {
			t.Fatalf("key %d is %q, want %q: %v", j, got, key, err)
		}
		for range rapid.IntRange(0, 2).Draw(t, "times") {
			ids = append(ids, index.MakeID(k, uint64(j)))
		}
		probes = append(probes, key, key+"x", key[:len(key)/2], key+"\x00")
	}
	got := make([]string, len(ids))
	if err := b.Decode(ids, &page, got); err != nil {
		t.Fatal(err)
	}
	for j, id := range ids {
		if got[j] != list[id.Payload()] {
			t.Fatalf("key %d decodes as %q, want %q", id.Payload(), got[j], list[id.Payload()])
		}
	}
	checkReuse(t, b, ids, got)
	keys := rawKeys(k, probes)
	places := make([]Place, len(probes))
	if err := b.FindSorted(keys, keys.Sorted(nil), places); err != nil {
		t.Fatal(err)
	}
	for j, key := range probes {
		n, there := slices.BinarySearch(list, key)
		one, err := b.Find(k, []byte(key))
		if want := (Place{uint64(n), there}); err != nil || places[j] != want || one != want {
			t.Fatalf("%.50q is at %v, found alone at %v, want %v: %v", key, places[j], one, want, err)
		}
	}
}

// checkReuse decodes in small batches into memory that is used again, which must hold each batch until the next.
func checkReuse(t *rapid.T, b *Base, ids []index.ID, want []string) {
	var page Page
	got := make([]string, 7)
	for len(ids) > 0 {
		n := min(len(ids), len(got))
		page.Reuse()
		if err := b.Decode(ids[:n], &page, got); err != nil || !slices.Equal(got[:n], want[:n]) {
			t.Fatalf("decoded %q, want %q: %v", got[:n], want[:n], err)
		}
		ids, want = ids[n:], want[n:]
	}
}

func rawKeys(k index.Kind, list []string) (v View) {
	for _, key := range list {
		v.arena = append(append(v.arena, byte(k)), key...)
		v.ends = append(v.ends, uint64(len(v.arena)))
	}
	return v
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

// TestOldVersion: a file of another version says what to do, and is not called damaged.
func TestOldVersion(t *testing.T) {
	fs := vfs.NewMem()
	writeBase(t, fs, [kinds][]string{{"a"}}, nil).Close()
	old := append(baseHeader(1, 3), fs.Bytes("dict")[headerSize:]...)
	fs.Put("dict", old)
	_, err := OpenBase(fs, "dict", 3)
	if !errors.Is(err, index.ErrVersion) || !strings.Contains(err.Error(), "load the data again") {
		t.Fatalf("format 1 gives %v", err)
	}
}

// TestSwappedBlocks: a whole block in the place of another is damage.
func TestSwappedBlocks(t *testing.T) {
	var keys [kinds][]string
	for i := range 96 {
		keys[0] = append(keys[0], fmt.Sprintf("key %05d", i))
	}
	fs := vfs.NewMem()
	b := writeBase(t, fs, keys, nil)
	defer b.Close()
	x, _, _ := b.where(0)
	y, _, _ := b.where(5)
	if len(x) != len(y) {
		t.Fatalf("blocks of %d and %d bytes", len(x), len(y))
	}
	bad := slices.Clone(fs.Bytes("dict"))
	at, to := strings.Index(string(bad), string(x)), strings.Index(string(bad), string(y))
	copy(bad[at:], fs.Bytes("dict")[to:to+len(y)+4])
	if err := readBase(bad); !errors.Is(err, index.ErrCorrupt) {
		t.Fatalf("swapped blocks: %v", err)
	}
}

// TestLongNeighbours: a damaged long key is refused, and neither the other keys of its block are nor places elsewhere in it.
func TestLongNeighbours(t *testing.T) {
	var keys [kinds][]string
	for i := range 64 {
		keys[1] = append(keys[1], fmt.Sprintf("key %05d", i))
		if i%4 == 2 {
			keys[1][i] += strings.Repeat("long", longKey/4)
		}
	}
	fs := vfs.NewMem()
	writeBase(t, fs, keys, nil).Close()
	const bad = 22
	data := slices.Clone(fs.Bytes("dict"))
	data[strings.Index(string(data), keys[1][bad])+100] ^= 1
	fs.Put("dict", data)
	b, err := OpenBase(fs, "dict", 3)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var p Page
	for i, key := range keys[1] {
		got := make([]string, 1)
		err := b.Decode([]index.ID{index.MakeID(firstKind+1, uint64(i))}, &p, got)
		if i != bad && (err != nil || got[0] != key) || i == bad && !index.IsCorrupt(err) {
			t.Errorf("key %d decodes as %.20q: %v", i, got[0], err)
		}
		place, err := b.Find(firstKind+1, []byte(key))
		near := i == bad || i == bad+1
		if !near && (err != nil || place != Place{uint64(i), true}) || near && !index.IsCorrupt(err) {
			t.Errorf("key %d is at %v: %v", i, place, err)
		}
	}
}
