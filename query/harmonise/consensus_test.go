package harmonise

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// synthetic describes a panel with a planted outlier.
type synthetic struct {
	organisations, features int
	missing, noise          float64
	terms                   int // up to so many of each organisation
	multi                   bool
}

// draw makes a panel: for each feature a value that most have, from which each organisation strays with the
// probability noise. The outlier, whose number comes back, has another value on most features. What is missing is missing
// at random, of the outlier as well.
func (s synthetic) draw(r *rand.Rand) (*panel, int) {
	p := &panel{}
	for f := range s.features {
		p.traits = append(p.traits, Trait{Name: fmt.Sprint("f", f), Title: fmt.Sprint("F", f), weight: 1})
	}
	outlier := r.IntN(s.organisations)
	different := max(2, (2*s.features+2)/3) // "several": two thirds of the features, two at least
	strange := r.Perm(s.features)[:different]
	for o := range s.organisations {
		m := member{owner: Owner{IRI: fmt.Sprintf("o%02d", o)}}
		base := make([]TraitValue, s.features)
		for f := range base {
			base[f] = s.code(r, f, o == outlier && slices.Contains(strange, f))
		}
		for range 1 + r.IntN(s.terms) {
			t := &panelTerm{TermEntry: &TermEntry{Organisation: m.owner}, values: slices.Clone(base)}
			for f := range t.values {
				if r.Float64() < s.missing {
					t.values[f] = TraitValue{}
				}
			}
			m.terms = append(m.terms, t)
		}
		p.members = append(p.members, m)
	}
	return p, outlier
}

// code is 0 for what most have, and something else for those that stray.
func (s synthetic) code(r *rand.Rand, f int, strange bool) TraitValue {
	c := 0
	if strange || r.Float64() < s.noise {
		c = 1 + r.IntN(4)
	}
	v := TraitValue{Codes: []Owner{{IRI: fmt.Sprint("c", f, "-", c)}}}
	if s.multi && f == 0 { // a feature with several values: what most have is one of a pair that all share
		v.Codes = append(v.Codes, Owner{IRI: fmt.Sprint("d", r.IntN(2))})
	}
	return v
}

// place is the part of the others that are nearer to the rest than the outlier; ties count half. Its mean is the area under
// the curve (Mann and Whitney).
func place(c *Consensus, outlier string) float64 {
	at := slices.IndexFunc(c.Organisations, func(o OrganisationDistance) bool { return o.Organisation.IRI == outlier })
	mine, better := c.Organisations[at].sortKey(), 0.0
	for _, o := range c.Organisations {
		switch {
		case o.Organisation.IRI == outlier:
		case o.sortKey() < mine:
			better++
		case o.sortKey() == mine:
			better += 0.5
		}
	}
	return better / float64(len(c.Organisations)-1)
}

// TestPlantedOutliers measures how well planted outliers are told apart in panels of 5 to 40 organisations and 3 to 8
// features, with up to 40 % missing and up to 15 % noise.
func TestPlantedOutliers(t *testing.T) {
	r := rand.New(rand.NewPCG(20260901, 7))
	const panels = 2500
	total, apart, falseApart, ordinary, refused := 0.0, 0, 0, 0, 0
	by := map[string][]float64{}
	var inside, outside []float64
	for range panels {
		s := synthetic{organisations: 5 + r.IntN(36), features: 3 + r.IntN(6), missing: 0.4 * r.Float64(), noise: 0.15 * r.Float64(), terms: 1 + r.IntN(3), multi: r.IntN(2) == 0}
		p, outlier := s.draw(r)
		c := p.agree()
		if c.Insufficient != "" { // five organisations and a feature that one of them leaves open
			refused++
			continue
		}
		a := place(c, p.members[outlier].owner.IRI)
		total += a
		for _, key := range []string{fmt.Sprintf("features %d", s.features), fmt.Sprintf("missing %d0 %% to %d0 %%", int(s.missing*10), int(s.missing*10)+1), fmt.Sprintf("organisations %2d to %2d", s.organisations/10*10, s.organisations/10*10+9)} {
			by[key] = append(by[key], a)
		}
		for _, o := range c.Organisations {
			switch planted := o.Organisation.IRI == p.members[outlier].owner.IRI; {
			case planted:
				inside = append(inside, o.sortKey())
				if o.Apart {
					apart++
				}
			default:
				outside = append(outside, o.sortKey())
				ordinary++
				if o.Apart {
					falseApart++
				}
			}
		}
	}
	n := panels - refused
	auc := total / float64(n)
	t.Logf("AUC within panels %.4f over %d panels (%d refused); pooled over all panels %.4f", auc, n, refused, pooled(inside, outside))
	t.Logf("marked as apart: %.1f %% of the planted, %.1f %% of the others", 100*float64(apart)/float64(n), 100*float64(falseApart)/float64(ordinary))
	keys := []string{}
	for k := range by {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		sum := 0.0
		for _, a := range by[k] {
			sum += a
		}
		t.Logf("  %-26s AUC %.4f (n = %d)", k, sum/float64(len(by[k])), len(by[k]))
	}
	if auc < 0.95 {
		t.Errorf("AUC %.4f, promised is 0.95", auc)
	}
	if refused > panels/10 {
		t.Errorf("%d of %d panels were refused", refused, panels)
	}
}

// pooled is the probability that an outlier of any panel is farther than an ordinary organisation of any panel.
func pooled(inside, outside []float64) float64 {
	slices.Sort(outside)
	sum := 0.0
	for _, x := range inside {
		low, _ := slices.BinarySearch(outside, x)
		high := low
		for high < len(outside) && outside[high] == x {
			high++
		}
		sum += float64(low) + float64(high-low)/2
	}
	return sum / float64(len(inside)) / float64(len(outside))
}

// drawPanel is any panel.
func drawPanel(t *rapid.T, least, most int) *panel {
	s := synthetic{organisations: rapid.IntRange(least, most).Draw(t, "organisations"), features: rapid.IntRange(2, 8).Draw(t, "features"),
		missing: rapid.Float64Range(0, 0.9).Draw(t, "missing"), noise: rapid.Float64Range(0, 1).Draw(t, "noise"), terms: rapid.IntRange(1, 3).Draw(t, "terms"), multi: rapid.Bool().Draw(t, "multi")}
	p, _ := s.draw(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)))
	if rapid.Bool().Draw(t, "numbers") {
		p.traits[1].number = true
		for _, m := range p.members {
			for _, x := range m.terms {
				x.values[1].number = float64(len(x.values[1].key()) + int(m.owner.IRI[2]%5))
			}
		}
	}
	return p
}

// TestFewAreRefused: under five organisations there is no figure, whatever they say and however many terms they have.
func TestFewAreRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawPanel(t, 1, leastOrganisations-1).agree()
		if c.Insufficient == "" || len(c.Features)+len(c.Organisations) != 0 {
			t.Fatalf("figures for %d organisations: %+v", c.N, c)
		}
	})
}

// TestFeaturesOfFewAreLeftOut: and named, with their number.
func TestFeaturesOfFewAreLeftOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t, leastOrganisations, 12)
		c := p.agree()
		if len(c.Features)+len(c.LeftOut) != len(p.traits) {
			t.Fatalf("%d features and %d left out of %d", len(c.Features), len(c.LeftOut), len(p.traits))
		}
		for f, tr := range p.traits {
			n := 0
			for i := range p.members {
				if p.members[i].stating(f) > 0 {
					n++
				}
			}
			out := slices.ContainsFunc(c.LeftOut, func(l LeftOut) bool { return l.Name == tr.Name && l.N == n })
			if out != (n < leastOrganisations) {
				t.Fatalf("%s is stated by %d and left out: %v", tr.Name, n, out)
			}
		}
	})
}

// TestDistancesAreSound: within 0 and 1, the sum of their parts, and the same in any order of the organisations.
func TestDistancesAreSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t, leastOrganisations, 14)
		c := p.agree()
		if c.Insufficient != "" {
			return
		}
		for _, f := range c.Features {
			sum := 0.0
			for _, v := range f.Values {
				sum += v.Share
			}
			if f.Consensus < 0 || f.Consensus > 1 || math.Abs(sum-1) > 1e-9 || f.N+f.Missing != c.N {
				t.Fatalf("%+v", f)
			}
		}
		for _, o := range c.Organisations {
			if (o.Distance == nil) != (o.Compared == 0) || o.Stated+len(o.Missing) != len(c.Features) {
				t.Fatalf("%+v", o)
			}
			if o.Distance == nil {
				continue
			}
			sum := 0.0
			for _, x := range o.Parts {
				sum += x.Value
			}
			if *o.Distance < 0 || *o.Distance > 1+tiny || math.Abs(sum-*o.Distance) > 1e-9 {
				t.Fatalf("distance %v, parts %v", *o.Distance, o.Parts)
			}
		}
		slices.Reverse(p.members)
		for i, o := range p.agree().Organisations {
			if o.Organisation != c.Organisations[i].Organisation || o.sortKey() != c.Organisations[i].sortKey() || o.Words != c.Organisations[i].Words {
				t.Fatalf("in another order %d is %+v, before %+v", i, o, c.Organisations[i])
			}
		}
	})
}

// TestConsensusByHand holds figures that were worked out on paper.
func TestConsensusByHand(t *testing.T) {
	say := func(codes ...string) TraitValue {
		v := TraitValue{}
		for _, c := range codes {
			v.Codes = append(v.Codes, Owner{IRI: c, Name: c})
		}
		return v
	}
	none := TraitValue{}
	p := &panel{traits: []Trait{{Name: "law", Title: "Law", weight: 1}, {Name: "duty", Title: "Duty", weight: 1}, {Name: "few", Title: "Few", weight: 1}}}
	for i, row := range [][][]TraitValue{
		{{say("b"), say("r", "s"), none}}, {{say("b"), say("r"), none}}, {{say("b"), none, say("x")}}, {{say("b"), say("r"), none}},
		{{say("n"), say("r"), none}, {say("b"), say("s"), none}}, {{none, say("r"), none}},
	} {
		m := member{owner: Owner{IRI: fmt.Sprint("o", i)}}
		for _, values := range row {
			m.terms = append(m.terms, &panelTerm{TermEntry: &TermEntry{}, values: values})
		}
		p.members = append(p.members, m)
	}
	c := p.agree()
	// Law: five organisations, 4.5 votes for b and 0.5 for n: H = -(0.9 ln 0.9 + 0.1 ln 0.1), over ln 2.
	if got := c.Features[0]; got.N != 5 || got.Missing != 1 || math.Abs(got.Consensus-(1-0.4689955936)) > 1e-9 {
		t.Errorf("law: %+v", got)
	}
	if len(c.LeftOut) != 1 || c.LeftOut[0].Name != "few" || c.LeftOut[0].N != 1 {
		t.Errorf("left out: %+v", c.LeftOut)
	}
	// o0 to o1: law 0, duty 1/2 (Jaccard of {r,s} and {r}): 1/4. To o2: law only, 0. To o3: 1/4. To o4: law 1/2, duty 1/2: 1/2. To o5: duty only: 1/2.
	at := slices.IndexFunc(c.Organisations, func(o OrganisationDistance) bool { return o.Organisation.IRI == "o0" })
	if got := c.Organisations[at]; got.Compared != 5 || math.Abs(*got.Distance-(0.25+0+0.25+0.5+0.5)/5) > 1e-12 || got.Words != "differs from most on: duty" {
		t.Errorf("o0: %+v at %v", got, *got.Distance)
	}
	at = slices.IndexFunc(c.Organisations, func(o OrganisationDistance) bool { return o.Organisation.IRI == "o4" })
	if got := c.Organisations[at]; got.Words != "in some of its terms on: law; duty" || got.Parts[0].Value != 0.25 || got.Parts[1].Value != 0.25 || got.Parts[0].Own != "n / b" {
		t.Errorf("o4: %+v", got)
	}
}
