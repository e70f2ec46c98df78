package plan

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
)

func contains(ranges []index.IDRange, id index.ID) bool {
	return slices.ContainsFunc(ranges, func(r index.IDRange) bool { return r.From <= id && id < r.To })
}

// TestRanges: tidy lists hold the same IDs, ascending and apart; the intersection holds what both hold.
func TestRanges(t *testing.T) {
	list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) index.IDRange {
		return index.IDRange{From: index.ID(rapid.IntRange(0, 20).Draw(t, "from")), To: index.ID(rapid.IntRange(0, 20).Draw(t, "to"))}
	}), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		a, b := list.Draw(t, "a"), list.Draw(t, "b")
		x, y := tidy(a), tidy(b)
		both := intersection(x, y)
		for _, l := range [][]index.IDRange{x, y, both} {
			for i, r := range l {
				if r.From >= r.To || i > 0 && r.From < l[i-1].To {
					t.Fatalf("not tidy: %v", l)
				}
			}
		}
		for id := range index.ID(22) {
			if contains(a, id) != contains(x, id) || contains(b, id) != contains(y, id) {
				t.Fatalf("tidied %v is %v, %v is %v: they differ in %d", a, x, b, y, id)
			}
			if contains(both, id) != (contains(a, id) && contains(b, id)) {
				t.Fatalf("%v and %v have %v in common: wrong for %d", x, y, both, id)
			}
		}
	})
}
