package dict

import (
	"encoding/binary"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// FuzzBlock: a block of any content decodes or is refused as damage.
func FuzzBlock(f *testing.F) {
	f.Add([]byte{0, 6, 'a', 'b', 'c', 2, 2, 'd'})
	f.Add([]byte{0, longSize<<1 | 1})
	f.Add([]byte{5, 2, 'x'})
	f.Fuzz(func(t *testing.T, data []byte) {
		b := blockBase(data)
		var p Page
		var keys []string
		err := b.turn(0, &p)
		for i := 0; err == nil; i++ {
			if err = b.advance(&p, i); err == nil {
				keys = append(keys, string(p.key))
			}
		}
		if !index.IsCorrupt(err) {
			t.Fatal(err)
		}
		decodeSome(t, b, keys[:min(len(keys), 1<<blockShift)], len(data))
		s := b.search(firstKind)
		for _, key := range [][]byte{nil, p.key, []byte("abd"), data} {
			if _, err := s.find(key); err != nil && !index.IsCorrupt(err) {
				t.Fatal(err)
			}
		}
	})
}

// decodeSome decodes some of the keys of a block together: as they are one by one, or it refuses the block.
func decodeSome(t *testing.T, b *Base, keys []string, choice int) {
	var ids []index.ID
	for i := range keys {
		if choice>>(i%8)&1 == 0 {
			ids = append(ids, index.MakeID(firstKind, uint64(i)))
		}
	}
	got := make([]string, len(ids))
	if err := b.Decode(ids, new(Page), got); err != nil {
		if !index.IsCorrupt(err) {
			t.Fatal(err)
		}
		return
	}
	for i, id := range ids {
		if got[i] != keys[id.Payload()] {
			t.Fatalf("key %d is %q, decoded alone %q", id.Payload(), got[i], keys[id.Payload()])
		}
	}
}

// blockBase is a dictionary of one block.
func blockBase(block []byte) *Base {
	data := append(binary.AppendUvarint(nil, uint64(len(block))), block...)
	data = le.AppendUint32(data, blockChecksum(0, block))
	b := &Base{name: "dict", data: data, foot: footer{dirAt: uint64(len(data)), blockShift: blockShift}, dir: make([]byte, dirEntry), ends: make([]byte, 4), n: 1}
	for i := 1; i < len(b.first); i++ {
		b.first[i], b.entries[i] = 1, 1
	}
	return b
}

// FuzzInline: whatever is inlined prints as it came in, and every other term has a key that gives it back.
func FuzzInline(f *testing.F) {
	for _, s := range []string{"1", "-1.50", "1.0E3", "true", "2024-02-29T23:59:59.9Z", "2024-02-29", "--02-29", "x"} {
		for local := range encoders {
			f.Add(s, rdf.XSD+local)
		}
	}
	f.Fuzz(func(t *testing.T, form, datatype string) {
		want := rdf.NewTyped(form, datatype)
		if id, ok := Inline(want); ok {
			if got, ok := Value(id); !ok || got != want {
				t.Fatalf("%v came back as %v", want, got)
			}
			return
		}
		k := KindOf(want)
		if got, ok := Term(k, string(AppendKey(nil, k, want))); !ok || got != want {
			t.Fatalf("%v came back as %v", want, got)
		}
	})
}
