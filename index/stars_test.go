package index_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"w3id.org/concord/index"
)

func TestStarsChoose(t *testing.T) {
	s := index.NewStars([]index.Star{
		{Predicates: []index.ID{1, 2}, Triples: []uint64{10, 30}, Subjects: 10},
		{Predicates: []index.ID{1, 2, 3}, Triples: []uint64{4, 4, 8}, Subjects: 4},
		{Predicates: []index.ID{1, 3, 4}, Triples: []uint64{5, 1, 6}, Subjects: 10, Mixed: true},
	})
	for _, c := range []struct {
		predicates     []index.ID
		subjects, rows float64
	}{
		{[]index.ID{1}, 10 + 4 + 5, 10 + 4 + 5},
		{[]index.ID{2, 1}, 14, 34},
		{[]index.ID{2, 2}, 14, 10*9 + 4},
		{[]index.ID{1, 3}, 4 + 10*0.5*0.1, 8 + 10*0.5*0.1},
		{[]index.ID{2, 4}, 0, 0},
		{[]index.ID{9}, 0, 0},
	} {
		var got *index.Chosen
		for _, p := range c.predicates {
			got = s.Choose(got, p)
		}
		if math.Abs(got.Subjects-c.subjects)+math.Abs(got.Rows-c.rows) > 1e-9 {
			t.Errorf("%v: %v subjects, %v rows; want %v, %v", c.predicates, got.Subjects, got.Rows, c.subjects, c.rows)
		}
	}
	if (*index.Stars)(nil).Choose(nil, 1) != nil {
		t.Error("nothing is known, and an estimate was made")
	}
}

// Choosing predicate by predicate gives what the definition does, in any sequence.
func TestStarsChooseAsDefined(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		list := randomStars(r)
		s := index.NewStars(list)
		asked := make([]index.ID, 1+r.IntN(4))
		for i := range asked {
			asked[i] = index.ID(1 + r.IntN(9))
		}
		var got *index.Chosen
		for _, p := range asked {
			got = s.Choose(got, p)
		}
		subjects, rows := defined(list, asked)
		if math.Abs(got.Subjects-subjects)+math.Abs(got.Rows-rows) > 1e-6*(1+rows) {
			t.Fatalf("%v of %v: %v subjects, %v rows; want %v, %v", asked, list, got.Subjects, got.Rows, subjects, rows)
		}
	}
}

func randomStars(r *rand.Rand) (list []index.Star) {
	for range 1 + r.IntN(60) {
		star := index.Star{Subjects: 1 + r.Uint64N(20), Mixed: r.IntN(20) == 0}
		for p := range index.ID(8) {
			if r.IntN(3) > 0 {
				star.Predicates = append(star.Predicates, p+1)
				star.Triples = append(star.Triples, star.Subjects+r.Uint64N(30))
			}
		}
		list = append(list, star)
	}
	return list
}

// defined adds up the stars that have all the predicates.
func defined(list []index.Star, predicates []index.ID) (subjects, rows float64) {
stars:
	for _, s := range list {
		n, product := float64(s.Subjects), 1.0
		for _, p := range predicates {
			i := slices.Index(s.Predicates, p)
			if i < 0 {
				continue stars
			}
			per := float64(s.Triples[i]) / float64(s.Subjects)
			if product *= per; s.Mixed {
				n *= min(1, per)
			}
		}
		subjects, rows = subjects+n, rows+float64(s.Subjects)*product
	}
	return subjects, rows
}
