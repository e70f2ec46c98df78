package plan

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sync"

	"w3id.org/concord/index"
)

// star is the predicates of the patterns in a plan whose subject is one variable. Predicates of one subject go together or
// exclude each other, so rows of such a join are taken from characteristic sets rather than from counts alone.
type star struct {
	subject    Var
	known      *estimates // nil: statistics were not worth reading for the pattern
	predicates []index.ID // ascending
	constants  []property // those with a certain object
}

// Memory remembers what characteristic sets say, for all queries on a store: the search for an order, and queries that are alike, ask for the same
// predicates again and again. It knows the sets of one base at a time. The zero value is ready; it is safe for concurrent use.
type Memory struct {
	mu    sync.Mutex
	of    *index.Stars
	known map[string]*index.Chosen
	bytes int
}

// memoryBytes is how much is remembered; beyond it, all is forgotten.
const memoryBytes = 4 << 20

func (m *Memory) get(of *index.Stars, name []byte) (*index.Chosen, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of != of {
		return nil, false
	}
	x, ok := m.known[string(name)]
	return x, ok
}

func (m *Memory) put(of *index.Stars, name string, x *index.Chosen) {
	m.mu.Lock()
	defer m.mu.Unlock()
	size := x.Bytes() + len(name) + 64
	if m.of != of || m.bytes+size > memoryBytes {
		m.of, m.known, m.bytes = of, map[string]*index.Chosen{}, 0
	}
	m.known[name] = x
	m.bytes += size
}

// estimates are the characteristic sets of a snapshot, with the memory of what they say.
type estimates struct {
	stars  *index.Stars
	memory *Memory
	ties   map[property]tie // that samples have shown
	name   []byte           // scratch
}

// of is what is known of the subjects that have the predicates of both stars; nil where nothing is.
func (e *estimates) of(a, b star) *index.Chosen {
	if e == nil || e.stars == nil {
		return nil
	}
	e.name = e.name[:0]
	for l, r := a.predicates, b.predicates; len(l)+len(r) > 0; {
		if len(r) > 0 && (len(l) == 0 || r[0] < l[0]) {
			l, r = r, l
		}
		e.name = binary.LittleEndian.AppendUint64(e.name, uint64(l[0]))
		l = l[1:]
	}
	x, ok := e.memory.get(e.stars, e.name)
	if !ok {
		name := string(e.name)
		x = e.choose(a, b)
		e.memory.put(e.stars, name, x)
	}
	return x
}

// choose narrows what is known of one star by the predicates of the other.
func (e *estimates) choose(a, b star) (x *index.Chosen) {
	if len(b.predicates) == 0 {
		b = a
	} else if len(a.predicates) > 0 {
		x = e.of(a, star{})
	}
	for _, p := range b.predicates {
		x = e.stars.Choose(x, p)
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
	if o.Var == "" {
		one.constants = []property{propertyOf(p)}
	}
	if b.stats != nil {
		if b.estimates == nil {
			b.estimates = &estimates{stars: b.stats.Stars, memory: cmp.Or(b.Memory, &Memory{})}
		}
		one.known = b.estimates
	}
	return stars{one}
}

func (a star) with(b star) star {
	a.predicates = append(slices.Clip(a.predicates), b.predicates...)
	slices.Sort(a.predicates)
	a.constants = append(slices.Clip(a.constants), b.constants...)
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
	byDomain := 1 / max(1, l.domain(k.Var), r.domain(k.onRight()))
	if k.With != "" {
		return byDomain
	}
	a, _ := l.stars.find(k.Var)
	b, _ := r.stars.find(k.Var)
	known := cmp.Or(a.known, b.known)
	if s, ok := starSelectivity(known, a, b); ok {
		return s * known.tieOf(a, b)
	}
	return byDomain * known.tieOf(a, b)
}

func starSelectivity(known *estimates, l, r star) (float64, bool) {
	if len(l.predicates) == 0 || len(r.predicates) == 0 {
		return 0, false
	}
	left, right, joined := known.of(l, star{}), known.of(r, star{}), known.of(l, r)
	if joined == nil || left.Rows == 0 || right.Rows == 0 {
		return 0, false
	}
	return max(joined.Rows, 0.5) / (left.Rows * right.Rows), true
}

// subjects is how many subjects have all the predicates of a star.
func (a star) subjects() (float64, bool) {
	if len(a.predicates) < 2 {
		return 0, false
	}
	x := a.known.of(a, star{})
	if x == nil {
		return 0, false
	}
	return x.Subjects, x.Subjects > 0
}
