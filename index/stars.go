package index

import "slices"

// Star is a characteristic set: the subjects that have exactly these predicates over all graphs, and how many distinct triples
// of each they have (Neumann and Moerkotte, Characteristic Sets, ICDE 2011). A mixed star stands for all subjects that
// are in no other: each of them has some of the predicates.
type Star struct {
	Predicates []ID // ascending
	Triples    []uint64
	Subjects   uint64
	Mixed      bool
}

// Stars are the characteristic sets of a store, with an index by predicate.
type Stars struct {
	List []Star
	by   map[ID][]inStar // in the order of List
}

// inStar says that a predicate is in a star.
type inStar struct {
	star       int
	perSubject float64 // triples
}

// NewStars indexes a list; nil for an empty one.
func NewStars(list []Star) *Stars {
	if len(list) == 0 {
		return nil
	}
	s := &Stars{List: list, by: map[ID][]inStar{}}
	for i, star := range list {
		for j, p := range star.Predicates {
			s.by[p] = append(s.by[p], inStar{i, float64(star.Triples[j]) / float64(star.Subjects)})
		}
	}
	return s
}

// Estimate says how many subjects have all the predicates, and how many rows their star has: each subject counts once for each
// choice of one triple per predicate. A predicate that is named twice is chosen twice. ok is false where nothing is known.
func (s *Stars) Estimate(predicates []ID) (subjects, rows float64, ok bool) {
	if s == nil || len(predicates) == 0 {
		return 0, 0, false
	}
	lists := make([][]inStar, len(predicates)) // what is left of each
	for i, p := range predicates {
		lists[i] = s.by[p]
	}
	slices.SortFunc(lists, func(a, b []inStar) int { return len(a) - len(b) })
	for _, in := range lists[0] {
		star := &s.List[in.star]
		if n, product := star.hold(in.star, lists); n > 0 {
			subjects, rows = subjects+n, rows+float64(star.Subjects)*product
		}
	}
	return subjects, rows, true
}

// hold says how many subjects of a star have all the predicates whose lists are given, and the product of their triples per subject. The
// lists are moved on to the star.
func (s *Star) hold(number int, lists [][]inStar) (n, product float64) {
	n, product = float64(s.Subjects), 1
	for i, list := range lists {
		k := 0
		for k < len(list) && list[k].star < number {
			k++
		}
		list = list[k:]
		if lists[i] = list; len(list) == 0 || list[0].star != number {
			return 0, 0
		}
		product *= list[0].perSubject
		if s.Mixed {
			n *= min(1, list[0].perSubject)
		}
	}
	return n, product
}
