package index

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
	by   map[ID]*Chosen
}

// Chosen is what the characteristic sets say of the subjects that have some predicates. It does not change.
type Chosen struct {
	Subjects float64
	Rows     float64 // of the join of the predicates: each subject counts once for each choice of one triple per predicate
	in       []inStar
}

// inStar is the part of a star that has the predicates.
type inStar struct {
	star     int     // in the list, ascending
	subjects float64 // of it
	triples  float64 // the product of the triples per subject
}

// NewStars indexes a list; nil for an empty one.
func NewStars(list []Star) *Stars {
	if len(list) == 0 {
		return nil
	}
	s := &Stars{List: list, by: map[ID]*Chosen{}}
	for i := range list {
		star := &list[i]
		for j, p := range star.Predicates {
			c := s.by[p]
			if c == nil {
				c = &Chosen{}
				s.by[p] = c
			}
			triples := float64(star.Triples[j]) / float64(star.Subjects)
			c.add(star, inStar{i, star.having(float64(star.Subjects), triples), triples})
		}
	}
	return s
}

// having is how many of so many subjects of a star have one more of its predicates.
func (s *Star) having(subjects, triples float64) float64 {
	if s.Mixed {
		return subjects * min(1, triples)
	}
	return subjects
}

// Bytes is about how much memory it takes.
func (c *Chosen) Bytes() int { return 48 + 24*cap(c.in) }

func (c *Chosen) add(s *Star, in inStar) {
	c.in = append(c.in, in)
	c.Subjects += in.subjects
	c.Rows += float64(s.Subjects) * in.triples
}

// Choose narrows what was chosen down to the subjects that have one more predicate; from nil it chooses among all. A predicate that
// is named twice is chosen twice. The result is nil where nothing is known.
func (s *Stars) Choose(c *Chosen, predicate ID) *Chosen {
	if s == nil {
		return nil
	}
	with := s.by[predicate]
	switch {
	case with == nil:
		return &Chosen{}
	case c == nil:
		return with
	}
	out := &Chosen{in: make([]inStar, 0, min(len(c.in), len(with.in)))}
	rest := with.in
	for _, x := range c.in {
		if rest = from(rest, x.star); len(rest) == 0 {
			break
		}
		if y := rest[0]; y.star == x.star {
			star := &s.List[x.star]
			out.add(star, inStar{x.star, star.having(x.subjects, y.triples), x.triples * y.triples})
		}
	}
	return out
}

// from leaves out the parts before a star, by doubling steps and then by halves.
func from(list []inStar, star int) []inStar {
	lo, hi := 0, 1
	for hi < len(list) && list[hi].star < star {
		lo, hi = hi, 2*hi
	}
	hi = min(hi, len(list))
	for lo < hi {
		if mid := (lo + hi) / 2; list[mid].star < star {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return list[lo:]
}
