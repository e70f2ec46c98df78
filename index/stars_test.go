package index_test

import (
	"math"
	"testing"

	"w3id.org/concord/index"
)

func TestStarsEstimate(t *testing.T) {
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
		subjects, rows, ok := s.Estimate(c.predicates)
		if !ok || math.Abs(subjects-c.subjects)+math.Abs(rows-c.rows) > 1e-9 {
			t.Errorf("%v: %v subjects, %v rows; want %v, %v", c.predicates, subjects, rows, c.subjects, c.rows)
		}
	}
	if _, _, ok := (*index.Stars)(nil).Estimate([]index.ID{1}); ok {
		t.Error("nothing is known, and an estimate was made")
	}
}
