package plan

import (
	"encoding/binary"
	"slices"

	"w3id.org/concord/index"
)

// star is the predicates of the patterns in a plan whose subject is one variable. Predicates of one subject go together or
// exclude each other, so rows of such a join are taken from characteristic sets rather than from counts alone.
type star struct {
	subject    Var
	known      *estimates // nil: statistics were not worth reading for the pattern
	predicates []index.ID // ascending
}

// estimates remembers what the characteristic sets say: the search for an order asks for the same predicates again and again.
type estimates struct {
	stars *index.Stars
	known map[string]estimate
}

type estimate struct {
	subjects, rows float64
	ok             bool
}

func (e *estimates) of(predicates []index.ID) estimate {
	if e == nil || e.stars == nil {
		return estimate{}
	}
	name := make([]byte, 0, 128)
	for _, p := range predicates {
		name = binary.LittleEndian.AppendUint64(name, uint64(p))
	}
	x, ok := e.known[string(name)]
	if !ok {
		x.subjects, x.rows, x.ok = e.stars.Estimate(predicates)
		e.known[string(name)] = x
	}
	return x
}

// stars are those of a plan, few, in no order.
type stars []star

func (s stars) find(v Var) (star, int) {
	for i := range s {
		if s[i].subject == v {
			return s[i], i
		}
	}
	return star{}, -1
}

// starOf is the star of a single pattern.
func (b *Builder) starOf(p *Pattern) stars {
	s, pr, o := p.Slots[0], p.Slots[1], p.Slots[2]
	if s.Var == "" || pr.Var != "" || s.Var == o.Var {
		return nil
	}
	one := star{subject: s.Var, predicates: []index.ID{pr.ID}}
	if b.stats != nil {
		if b.estimates == nil {
			b.estimates = &estimates{stars: b.stats.Stars, known: map[string]estimate{}}
		}
		one.known = b.estimates
	}
	return stars{one}
}

func (a star) with(b star) star {
	a.predicates = append(slices.Clip(a.predicates), b.predicates...)
	slices.Sort(a.predicates)
	if a.known == nil {
		a.known = b.known
	}
	return a
}

// joinStars is the stars of an inner join.
func joinStars(l, r stars) stars {
	if len(l) == 0 {
		return r
	}
	if len(r) == 0 {
		return l
	}
	out := append(make(stars, 0, len(l)+len(r)), l...)
	for _, s := range r {
		if t, i := l.find(s.subject); i >= 0 {
			out[i] = t.with(s)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// agreeing is the part of all pairs of rows of two plans that agree on a key: by the sets that have the predicates of both, else as if
// the values of the one with fewer were all among those of the other.
func agreeing(l, r *Schema, k *Key) float64 {
	if k.With == "" {
		a, _ := l.stars.find(k.Var)
		b, _ := r.stars.find(k.Var)
		if s, ok := starSelectivity(a, b); ok {
			return s
		}
	}
	return 1 / max(1, l.distinct(k.Var), r.distinct(k.onRight()))
}

func starSelectivity(l, r star) (float64, bool) {
	if len(l.predicates) == 0 || len(r.predicates) == 0 {
		return 0, false
	}
	both := l.with(r)
	left, right, joined := both.known.of(l.predicates), both.known.of(r.predicates), both.known.of(both.predicates)
	if !joined.ok || left.rows == 0 || right.rows == 0 {
		return 0, false
	}
	return max(joined.rows, 0.5) / (left.rows * right.rows), true
}

// subjects is how many subjects have all the predicates of a star.
func (a star) subjects() (float64, bool) {
	if len(a.predicates) < 2 {
		return 0, false
	}
	x := a.known.of(a.predicates)
	return x.subjects, x.ok && x.subjects > 0
}
