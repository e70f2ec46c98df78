package rdf

import (
	"hash/fnv"
	"sort"
)

// Isomorphic reports whether two sets of quads are the same dataset up to the names of blank nodes (RDF 1.1 Concepts,
// section 3.6). Repeated quads count once. Time is exponential only for datasets built to be hard.
func Isomorphic(a, b []Quad) bool {
	x, y := newIso(a), newIso(b)
	if len(x.quads) != len(y.quads) || len(x.colour) != len(y.colour) {
		return false
	}
	x.refine()
	y.refine()
	return match(x, y)
}

// iso colours the blank nodes of a dataset by what surrounds them; equal nodes get equal colours in both datasets.
type iso struct {
	quads  []Quad
	colour map[string]uint64
}

func newIso(quads []Quad) *iso {
	d := NewDataset(quads...)
	x := &iso{quads: d.Quads(), colour: map[string]uint64{}}
	for _, q := range x.quads {
		for _, t := range [...]Term{q.S, q.P, q.O, q.G} {
			if t.Kind == Blank {
				x.colour[t.Value] = 1
			}
		}
	}
	return x
}

func (x *iso) termColour(t Term, self string) uint64 {
	if t.Kind == Blank {
		if t.Value == self {
			return 2
		}
		return x.colour[t.Value]
	}
	h := fnv.New64a()
	h.Write([]byte{byte(t.Kind)})
	h.Write(t.Append(nil))
	return h.Sum64()
}

func mix(h, v uint64) uint64 {
	h ^= v + 0x9e3779b97f4a7c15 + h<<6 + h>>2
	return h * 0xff51afd7ed558ccd
}

// refine gives each blank node a colour made of its quads' colours, until the number of colours stops growing.
func (x *iso) refine() {
	for classes := 0; ; {
		next := map[string]uint64{}
		for _, q := range x.quads {
			for _, t := range [...]Term{q.S, q.P, q.O, q.G} {
				if t.Kind == Blank {
					h := mix(mix(mix(mix(7, x.termColour(q.S, t.Value)), x.termColour(q.P, t.Value)), x.termColour(q.O, t.Value)), x.termColour(q.G, t.Value))
					next[t.Value] += h // a sum does not depend on the order of the quads
				}
			}
		}
		for label, h := range next {
			next[label] = mix(x.colour[label], h)
		}
		x.colour = next
		n := len(x.classes())
		if n <= classes {
			return
		}
		classes = n
	}
}

func (x *iso) classes() map[uint64][]string {
	c := map[uint64][]string{}
	for label, h := range x.colour {
		c[h] = append(c[h], label)
	}
	return c
}

// match pairs the colour classes; where a class has several nodes it tries each of them.
func match(x, y *iso) bool {
	cx, cy := x.classes(), y.classes()
	if len(cx) != len(cy) {
		return false
	}
	var open []uint64
	for h, nodes := range cx {
		if len(nodes) != len(cy[h]) {
			return false
		}
		if len(nodes) > 1 {
			open = append(open, h)
		}
	}
	if len(open) == 0 {
		return x.same(y, cx, cy)
	}
	sort.Slice(open, func(i, j int) bool {
		a, b := len(cx[open[i]]), len(cx[open[j]])
		return a < b || a == b && open[i] < open[j]
	})
	h := open[0]
	sort.Strings(cx[h])
	for _, candidate := range cy[h] {
		if match(x.fix(cx[h][0], h), y.fix(candidate, h)) {
			return true
		}
	}
	return false
}

// fix singles one node out of its class and refines again.
func (x *iso) fix(label string, h uint64) *iso {
	c := &iso{quads: x.quads, colour: map[string]uint64{}}
	for l, v := range x.colour {
		c.colour[l] = v
	}
	c.colour[label] = mix(h, 0x5bd1e995)
	c.refine()
	return c
}

// same checks the one pairing that is left, quad by quad: colours are hashes and prove nothing.
func (x *iso) same(y *iso, cx, cy map[uint64][]string) bool {
	to := map[string]string{}
	for h, nodes := range cx {
		to[nodes[0]] = cy[h][0]
	}
	rename := func(t Term) Term {
		if t.Kind == Blank {
			t.Value = to[t.Value]
		}
		return t
	}
	other := NewDataset(y.quads...)
	for _, q := range x.quads {
		if !other.Has(Quad{rename(q.S), rename(q.P), rename(q.O), rename(q.G)}) {
			return false
		}
	}
	return true
}
