package dict

import (
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
		b := &Base{name: "dict", data: data, foot: footer{dirAt: uint64(len(data))}}
		p := Page{number: 1, rest: data}
		for i := 0; ; i++ {
			ok, err := b.decode(&p, i)
			if err != nil && !index.IsCorrupt(err) {
				t.Fatal(err)
			}
			if !ok {
				return
			}
		}
	})
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
