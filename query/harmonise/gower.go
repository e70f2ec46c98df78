package harmonise

import "math"

// distances are those of one organisation to the others, and what each trait adds to them.
type distances struct {
	mean     float64
	compared int       // others with which at least one trait is stated on both sides
	parts    []float64 // of each trait; they sum to mean
}

// gower measures how far organisations are from each other over some traits of a panel.
type gower struct {
	*panel
	used   []int     // traits
	ranges []float64 // of traits that are numbers, by trait
}

func newGower(p *panel, used []int) *gower {
	g := &gower{panel: p, used: used, ranges: make([]float64, len(p.traits))}
	for _, f := range used {
		if !p.traits[f].number {
			continue
		}
		least, most := math.Inf(1), math.Inf(-1)
		for _, m := range p.members {
			for _, t := range m.terms {
				if t.values[f].Stated() {
					least, most = min(least, t.values[f].number), max(most, t.values[f].number)
				}
			}
		}
		g.ranges[f] = max(0, most-least)
	}
	return g
}

// trait is the mean difference of two organisations on a trait, over all pairs of their terms that both state it; ok is
// false if there is no such pair.
func (g *gower) trait(f int, a, b *member) (d float64, ok bool) {
	pairs := 0
	for _, x := range a.terms {
		for _, y := range b.terms {
			if x.values[f].Stated() && y.values[f].Stated() {
				d += g.difference(f, &x.values[f], &y.values[f])
				pairs++
			}
		}
	}
	if pairs == 0 {
		return 0, false
	}
	return d / float64(pairs), true
}

// difference of two stated values: numbers by their part of the range, codes by Jaccard's measure, which is 0 or 1 where
// each has one.
func (g *gower) difference(f int, x, y *TraitValue) float64 {
	if g.traits[f].number {
		if g.ranges[f] == 0 {
			return 0
		}
		return math.Abs(x.number-y.number) / g.ranges[f]
	}
	both := 0
	for _, c := range x.Codes {
		for _, d := range y.Codes {
			if c == d {
				both++
			}
		}
	}
	return 1 - float64(both)/float64(len(x.Codes)+len(y.Codes)-both)
}

// from measures a member of the panel against all others. Traits that are not stated on a side are left out of the pair.
func (g *gower) from(a int) distances {
	out := distances{parts: make([]float64, len(g.traits))}
	for b := range g.members {
		if a == b {
			continue
		}
		pair, weight := make([]float64, len(g.traits)), 0.0
		for _, f := range g.used {
			if d, ok := g.trait(f, &g.members[a], &g.members[b]); ok {
				pair[f] = g.traits[f].weight * d
				weight += g.traits[f].weight
			}
		}
		if weight == 0 {
			continue
		}
		out.compared++
		for f, d := range pair {
			out.parts[f] += d / weight
		}
	}
	for f := range out.parts {
		if out.compared > 0 {
			out.parts[f] /= float64(out.compared)
		}
		out.mean += out.parts[f]
	}
	return out
}
