package plan

import (
	"slices"

	"w3id.org/concord/index"
)

// star is the predicates of the patterns in a plan whose subject is one variable. Predicates of one subject go together or
// exclude each other, so rows of such a join are taken from characteristic sets rather than from counts alone.
type star struct {
	known      *index.Stars // nil: statistics were not worth reading for the pattern
	predicates []index.ID
}

// starOf is the star of a single pattern.
func (b *Builder) starOf(p *Pattern) map[Var]star {
	s, pr, o := p.Slots[0], p.Slots[1], p.Slots[2]
	if s.Var == "" || pr.Var != "" || s.Var == o.Var {
		return nil
	}
	one := star{predicates: []index.ID{pr.ID}}
	if b.stats != nil {
		one.known = b.stats.Stars
	}
	return map[Var]star{s.Var: one}
}

func (a star) with(b star) star {
	out := star{known: a.known, predicates: append(slices.Clip(a.predicates), b.predicates...)}
	if out.known == nil {
		out.known = b.known
	}
	return out
}

// joinStars is the stars of an inner join.
func joinStars(l, r map[Var]star) map[Var]star {
	if len(l) == 0 {
		return r
	}
	if len(r) == 0 {
		return l
	}
	out := make(map[Var]star, len(l)+len(r))
	for v, s := range l {
		out[v] = s
	}
	for v, s := range r {
		if t, both := out[v]; both {
			s = t.with(s)
		}
		out[v] = s
	}
	return out
}

// agreeing is the part of all pairs of rows of two plans that agree on a key: by the sets that have the predicates of both, else as if
// the values of the one with fewer were all among those of the other.
func agreeing(l, r *Schema, k *Key) float64 {
	right := k.onRight()
	if s, ok := starSelectivity(l.stars[k.Var], r.stars[right]); ok && k.With == "" {
		return s
	}
	return 1 / max(1, l.distinct(k.Var), r.distinct(right))
}

func starSelectivity(l, r star) (float64, bool) {
	if len(l.predicates) == 0 || len(r.predicates) == 0 {
		return 0, false
	}
	both := l.with(r)
	_, left, _ := both.known.Estimate(l.predicates)
	_, right, _ := both.known.Estimate(r.predicates)
	_, rows, ok := both.known.Estimate(both.predicates)
	if !ok || left == 0 || right == 0 {
		return 0, false
	}
	return max(rows, 0.5) / (left * right), true
}

// starSubjects is how many subjects have all the predicates of a star.
func (a star) subjects() (float64, bool) {
	if len(a.predicates) < 2 {
		return 0, false
	}
	n, _, ok := a.known.Estimate(a.predicates)
	return n, ok && n > 0
}
