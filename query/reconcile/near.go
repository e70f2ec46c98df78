package reconcile

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// hit is a name that may be meant.
type hit struct {
	thing      *thing
	kind, lang string
	text       string
	likeness   float64 // 1: the same but for case, accents and punctuation
}

const (
	leastLikeness = 0.55 // less is not shown
	leastShared   = 0.25 // of the three-letter pieces; less is not compared
	maxCompare    = 160  // names that are compared letter by letter
	maxLong       = 40   // the same, of texts that take longer to compare
)

// scratch is what a search needs to count with; a worker keeps it from query to query.
type scratch struct {
	counts  []uint16
	touched []int32
	shared  []shared
}

// find gives the best name of each thing that is called text, or nearly so. keep says which things count.
func (n *Names) find(text string, sc *scratch, keep func(*thing) bool) []hit {
	key := fold(text)
	if key == "" {
		return nil
	}
	best := map[int32]hit{}
	add := func(i int32, likeness float64) {
		l := &n.names[i]
		t := n.things[l.thing]
		h := hit{t, l.kind, l.lang, l.text, likeness}
		old, ok := best[l.thing]
		if better := worth(h) > worth(old) || worth(h) == worth(old) && l.text == text; (!ok || better) && keep(t) {
			best[l.thing] = h
		}
	}
	for _, i := range n.exact[key] {
		add(i, 1)
	}
	asked := newNeedle(key)
	for _, i := range n.near(key, sc, keep) {
		if l := &n.names[i]; l.key != key {
			if s := min(asked.like(l.key, l.tokens), 0.99); s >= leastLikeness {
				add(i, s)
			}
		}
	}
	out := make([]hit, 0, len(best))
	for _, h := range best {
		out = append(out, h)
	}
	return out
}

// worth orders the names of one thing: the likeness first, then the kind.
func worth(h hit) float64 { return nameWeight*h.likeness + kindWeight*kindWorth[h.kind] }

// near gives the names that share most of their three-letter pieces with a key, the best first.
func (n *Names) near(key string, sc *scratch, keep func(*thing) bool) []int32 {
	if len(sc.counts) < len(n.names) {
		sc.counts = make([]uint16, len(n.names))
	}
	grams := gramsOf(key)
	for _, g := range grams {
		for _, i := range n.grams[g] {
			if sc.counts[i] == 0 {
				sc.touched = append(sc.touched, i)
			}
			sc.counts[i]++
		}
	}
	most := maxCompare
	if utf8.RuneCountInString(key) > 64 {
		most = maxLong
	}
	return sc.best(most, func(i int32) float64 {
		d := 2 * float64(sc.counts[i]) / float64(int32(len(grams))+n.sizes[i])
		if d < leastShared || !keep(n.things[n.names[i].thing]) {
			return 0
		}
		return d
	})
}

// shared is a name with the share of pieces that it has in common with the key, of 1.
type shared struct {
	name  int32
	share float64
}

// steps are the classes of shares by which the best names are sought out, so that few need to be sorted.
const steps = 512

// best forgets the counts and gives the names that share most, the best first.
func (sc *scratch) best(most int, share func(int32) float64) []int32 {
	var classes [steps + 1]int
	sc.shared = sc.shared[:0]
	for _, i := range sc.touched {
		if d := min(share(i), 1); d >= leastShared {
			sc.shared = append(sc.shared, shared{i, d})
			classes[int(d*steps)]++
		}
		sc.counts[i] = 0
	}
	sc.touched = sc.touched[:0]
	least, taken := steps, 0
	for ; least > 0 && taken < most; least-- {
		taken += classes[least]
	}
	top := slices.DeleteFunc(sc.shared, func(s shared) bool { return int(s.share*steps) <= least })
	slices.SortFunc(top, func(a, b shared) int { return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.name, b.name)) })
	out := make([]int32, 0, most)
	for _, s := range top[:min(len(top), most)] {
		out = append(out, s.name)
	}
	return out
}

// beginning is as much of a word as words of one stem have in common.
func beginning(word string) string { return word[:min(len(word), 4)] }

// sounds reports whether every word of a text begins like a word of some name: else the text index need not be asked.
func (n *Names) sounds(text string) bool {
	for w := range strings.FieldsSeq(tokensOf(fold(text))) {
		if !n.begins[beginning(w)] {
			return false
		}
	}
	return true
}
