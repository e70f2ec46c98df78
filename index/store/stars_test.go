package store

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
)

// TestStars compares the counting in passing with sets made subject by subject, and what is written with what is read.
func TestStars(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) key {
			n := func(most int) index.ID { return index.ID(rapid.IntRange(1, most).Draw(t, "id")) }
			return key{n(20), n(4), n(3), n(2)}
		}), 0, 100).Draw(t, "rows")
		slices.SortFunc(rows, func(a, b key) int { return slices.Compare(a[:], b[:]) })
		rows = slices.Compact(rows)
		c := newStarCounter()
		st := index.Stats{}
		for p := index.ID(1); p <= 4; p++ {
			st.Predicates = append(st.Predicates, index.PredicateStats{Predicate: p})
		}
		for _, r := range rows {
			c.row(r)
		}
		st.Stars = index.NewStars(c.result())
		if want := naiveStars(rows); !reflect.DeepEqual(starMap(t, listOf(st.Stars)), want) {
			t.Fatalf("%v has the stars %v, want %v", rows, st.Stars, want)
		}
		back := index.Stats{Predicates: st.Predicates}
		d := decoder{b: appendStars(nil, &st)}
		if readStars(&d, &back); d.bad || len(d.b) != 0 || !reflect.DeepEqual(back.Stars, st.Stars) {
			t.Fatalf("%v reads back as %v", st.Stars, back.Stars)
		}
	})
}

func listOf(s *index.Stars) []index.Star {
	if s == nil {
		return nil
	}
	return s.List
}

// starCount is the subjects of a star, and their triples with each of the predicates 1 to 4.
type starCount [5]uint64

// starMap is keyed by the set of predicates as bits.
func starMap(t *rapid.T, stars []index.Star) map[uint64]starCount {
	out := map[uint64]starCount{}
	for i, s := range stars {
		if i > 0 && s.Subjects > stars[i-1].Subjects {
			t.Fatalf("stars are not in order: %v", stars)
		}
		var set uint64
		n := starCount{s.Subjects}
		for i, p := range s.Predicates {
			set |= 1 << p
			n[p] = s.Triples[i]
		}
		out[set] = n
	}
	return out
}

func naiveStars(rows []key) map[uint64]starCount {
	triples := map[key]bool{}
	sets := map[index.ID]uint64{}
	for _, r := range rows {
		triples[key{r[0], r[1], r[2]}] = true
		sets[r[0]] |= 1 << r[1]
	}
	out := map[uint64]starCount{}
	for _, set := range sets {
		n := out[set]
		n[0]++
		out[set] = n
	}
	for tr := range triples {
		n := out[sets[tr[0]]]
		n[tr[1]]++
		out[sets[tr[0]]] = n
	}
	return out
}

// TestMixedStar: sets beyond those that are kept become one, and nothing is lost.
func TestMixedStar(t *testing.T) {
	c := newStarCounter()
	var triples uint64
	for s := range index.ID(3 * maxStars) {
		for bit := range index.ID(16) {
			if (s%(maxStars+10)+1)>>bit&1 != 0 {
				c.row(key{s + 1, bit + 1, 1})
				triples++
			}
		}
	}
	stars := c.result()
	last := stars[len(stars)-1]
	if len(stars) != maxStars+1 || !last.Mixed || last.Subjects == 0 {
		t.Fatalf("%d stars, the last %+v", len(stars), last)
	}
	var subjects uint64
	for _, s := range stars {
		subjects += s.Subjects
		for _, n := range s.Triples {
			triples -= n
		}
	}
	if subjects != 3*maxStars || triples != 0 {
		t.Errorf("the stars have %d subjects, and lack %d triples", subjects, triples)
	}
}
