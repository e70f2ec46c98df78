package harmonise

import (
	"math"
	"slices"
)

// distances are those of one organisation to the others, and what each trait adds to them.
type distances struct {
	mean     float64
	compared int       // others with which at least one trait is stated on both sides
	parts    []float64 // of each trait; they sum to mean
}

// gower measures how far organisations are from each other over some traits of a panel.
type gower struct {
	*panel
	used    []int         // traits
	tallies []tally       // of all traits
	between [][][]float64 // of each trait used, between any two of its values
}

func newGower(p *panel, used []int, tallies []tally) *gower {
	g := &gower{panel: p, used: used, tallies: tallies, between: make([][][]float64, len(p.traits))}
	for _, f := range used {
		t := &tallies[f]
		length := 0.0
		if p.traits[f].number {
			length = slices.Max(t.numbers) - slices.Min(t.numbers)
		}
		g.between[f] = make([][]float64, len(t.values))
		for i := range t.values {
			for j := range t.values {
				d := jaccard(t.values[i].Codes, t.values[j].Codes)
				if p.traits[f].number {
					d = apart(t.numbers[i], t.numbers[j], length)
				}
				g.between[f][i] = append(g.between[f][i], d)
			}
		}
	}
	return g
}

// apart is how far two numbers are from each other within a range.
func apart(x, y, length float64) float64 {
	if length == 0 {
		return 0
	}
	return math.Abs(x-y) / length
}

// jaccard is the part of the codes of two sets that they do not share: 0 or 1 where each has one.
func jaccard(a, b []Owner) float64 {
	both := 0
	for _, c := range a {
		if slices.Contains(b, c) {
			both++
		}
	}
	return 1 - float64(both)/float64(len(a)+len(b)-both)
}

// trait is the mean difference of two members on a trait, over all pairs of their terms that both state it; ok is false if
// there is no such pair.
func (g *gower) trait(f, a, b int) (d float64, ok bool) {
	as, bs := g.tallies[f].votes[a], g.tallies[f].votes[b]
	for _, x := range as {
		for _, y := range bs {
			d += x.part * y.part * g.between[f][x.value][y.value]
		}
	}
	return d, len(as) > 0 && len(bs) > 0
}

// from measures a member of the panel against all others. Traits that are not stated on a side are left out of the pair.
func (g *gower) from(a int) distances {
	out := distances{parts: make([]float64, len(g.traits))}
	pair := make([]float64, len(g.traits))
	for b := range g.members {
		if a == b {
			continue
		}
		clear(pair)
		weight := 0.0
		for _, f := range g.used {
			if d, ok := g.trait(f, a, b); ok {
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
