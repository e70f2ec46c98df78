package dict

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
)

// TestSorted: keys that share much, end in one another, hold zeros or are there twice come in the order of their bytes.
func TestSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.StringMatching(`(long prefix of all )?(second )?[a-b\x00]{0,20}`), 0, 300).Draw(t, "keys")
		kinds := rapid.Uint8Range(2, 6).Draw(t, "kind")
		v := rawKeys(index.Kind(kinds), list)
		slices.Sort(list)
		for i, r := range v.Sorted(nil) {
			if k, key := v.Key(int(r.Number)); k != index.Kind(kinds) || string(key) != list[i] {
				t.Fatalf("key %d is %q, want %q", i, key, list[i])
			}
		}
	})
}
