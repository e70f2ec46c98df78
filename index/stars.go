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
	least := slices.MinFunc(predicates, func(a, b ID) int { return len(s.by[a]) - len(s.by[b]) })
	at := make([]int, len(predicates))
	for _, in := range s.by[least] {
		star := &s.List[in.star]
		n, product, all := float64(star.Subjects), 1.0, true
		for i, p := range predicates {
			list := s.by[p]
			for at[i] < len(list) && list[at[i]].star < in.star {
				at[i]++
			}
			if all = at[i] < len(list) && list[at[i]].star == in.star; !all {
				break
			}
			per := list[at[i]].perSubject
			product *= per
			if star.Mixed {
				n *= min(1, per)
			}
		}
		if all {
			subjects, rows = subjects+n, rows+float64(star.Subjects)*product
		}
	}
	return subjects, rows, true
}
