package harmonise

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// synthetic describes a panel with a planted outlier.
type synthetic struct {
	organisations, features int
	missing, noise          float64
	terms                   int // up to so many of each organisation
	multi                   bool
	strange                 int // features on which the outlier differs
}

// draw makes a panel: for each feature a value that most have, from which each organisation strays with the
// probability noise. The outlier, whose number comes back, has another value on several. What is missing is missing at
// random, of the outlier as well.
func (s synthetic) draw(r *rand.Rand) (*panel, int) {
	p := &panel{}
	for f := range s.features {
		p.traits = append(p.traits, Trait{Name: fmt.Sprint("f", f), Title: fmt.Sprint("F", f), weight: 1})
	}
	outlier := r.IntN(s.organisations)
	strange := r.Perm(s.features)[:s.strange]
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

// agreed makes the figures of a panel.
func agreed(t interface{ Fatal(...any) }, p *panel) *Consensus {
	c, err := p.agree(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return c
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

// plantings say on how many features a planted outlier differs, and which area under the curve is promised.
var plantings = []struct {
	name    string
	strange func(features int) int
	least   float64
}{
	{"two thirds of the features", func(n int) int { return max(2, (2*n+2)/3) }, 0.95},
	{"half of the features", func(n int) int { return max(2, (n+1)/2) }, 0.95},
	{"two features of three to eight", func(int) int { return 2 }, 0.9},
}

// TestPlantedOutliers measures how well planted outliers are told apart in panels of 5 to 40 organisations and 3 to 8
// features, with up to 40 % missing and up to 15 % noise.
func TestPlantedOutliers(t *testing.T) {
	for _, how := range plantings {
		t.Run(how.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(20260901, 7))
			m := measured{by: map[string][]float64{}}
			for range 2000 {
				s := synthetic{organisations: 5 + r.IntN(36), features: 3 + r.IntN(6), missing: 0.4 * r.Float64(), noise: 0.15 * r.Float64(), terms: 1 + r.IntN(3), multi: r.IntN(2) == 0}
				s.strange = how.strange(s.features)
				p, outlier := s.draw(r)
				m.add(s, agreed(t, p), p.members[outlier].owner.IRI)
			}
			if auc := m.report(t); auc < how.least {
				t.Errorf("AUC %.4f, promised is %.2f", auc, how.least)
			}
			if m.refused > 100 {
				t.Errorf("%d panels were refused", m.refused)
			}
		})
	}
}

// measured are the results over many panels.
type measured struct {
	places          []float64            // of the planted outliers in their panels
	by              map[string][]float64 // the same by features and gaps
	inside, outside []float64            // distances of the planted and of the others
	apart, falsely  int
	refused         int
}

func (m *measured) add(s synthetic, c *Consensus, outlier string) {
	if c.Insufficient != "" { // few organisations that leave much open
		m.refused++
		return
	}
	at := place(c, outlier)
	m.places = append(m.places, at)
	for _, key := range []string{fmt.Sprintf("features %d", s.features), fmt.Sprintf("missing %2d to %2d %%", int(s.missing*10)*10, int(s.missing*10)*10+10)} {
		m.by[key] = append(m.by[key], at)
	}
	for _, o := range c.Organisations {
		if o.Organisation.IRI == outlier {
			m.inside = append(m.inside, o.sortKey())
			if o.Apart {
				m.apart++
			}
			continue
		}
		m.outside = append(m.outside, o.sortKey())
		if o.Apart {
			m.falsely++
		}
	}
}

func (m *measured) report(t *testing.T) float64 {
	auc := mean(m.places)
	t.Logf("AUC within panels %.4f over %d panels (%d refused); pooled over all panels %.4f", auc, len(m.places), m.refused, pooled(m.inside, m.outside))
	t.Logf("marked as apart: %.1f %% of the planted, %.1f %% of the others", 100*float64(m.apart)/float64(len(m.inside)), 100*float64(m.falsely)/float64(len(m.outside)))
	for _, k := range slices.Sorted(maps.Keys(m.by)) {
		t.Logf("  %-18s AUC %.4f (n = %d)", k, mean(m.by[k]), len(m.by[k]))
	}
	return auc
}

func mean(all []float64) float64 {
	sum := 0.0
	for _, x := range all {
		sum += x
	}
	return sum / float64(len(all))
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
		missing: rapid.Float64Range(0, 0.9).Draw(t, "missing"), noise: rapid.Float64Range(0, 1).Draw(t, "noise"), terms: rapid.IntRange(1, 3).Draw(t, "terms"), multi: rapid.Bool().Draw(t, "multi"), strange: 2}
	p, _ := s.draw(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)))
	if rapid.Bool().Draw(t, "numbers") {
		p.traits[1].number = true
		for _, m := range p.members {
			for _, x := range m.terms {
				if x.values[1].Stated() {
					n := float64(m.owner.IRI[2] % 5)
					x.values[1] = TraitValue{Codes: []Owner{{Name: inYears(n)}}, number: n}
				}
			}
		}
	}
	return p
}

// TestFewAreRefused: under five organisations there is no figure, whatever they say and however many terms they have.
func TestFewAreRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := agreed(t, drawPanel(t, 1, leastOrganisations-1))
		if c.Insufficient == "" || len(c.Features)+len(c.Organisations) != 0 {
			t.Fatalf("figures for %d organisations: %+v", c.N, c)
		}
	})
}

// TestFeaturesOfFewAreLeftOut: and named, with their number.
func TestFeaturesOfFewAreLeftOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t, leastOrganisations, 12)
		c := agreed(t, p)
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
		c := agreed(t, p)
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
		for i, o := range agreed(t, p).Organisations {
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
	c := agreed(t, p)
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

// TestConsensusOfMany: a thousand organisations are no trouble, and can be called off.
func TestConsensusOfMany(t *testing.T) {
	p, outlier := synthetic{organisations: 1000, features: 8, missing: 0.3, noise: 0.1, terms: 3, multi: true, strange: 6}.draw(rand.New(rand.NewPCG(3, 4)))
	began := time.Now()
	c := agreed(t, p)
	took := time.Since(began)
	t.Logf("1,000 organisations and %d terms in %v", c.Terms, took)
	if first := c.Organisations[0].Organisation; first != p.members[outlier].owner || took > 15*time.Second {
		t.Errorf("%v is the farthest, planted was %v; %v", first, p.members[outlier].owner, took)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.agree(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("with a cancelled context: %v", err)
	}
}

// TestConsensusOfGraph puts synthetic panels into graphs and reads them back: the same number of organisations, refused under
// five, and the one that stands apart found.
func TestConsensusOfGraph(t *testing.T) {
	for n := 1; n <= 9; n++ {
		ttl := "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX io: <https://w3id.org/concord/def#> PREFIX org: <http://www.w3.org/ns/org#> PREFIX : <http://example.org/>\n:hub skos:prefLabel \"Hub\" .\n"
		for o := range n {
			nature, adoption := "yes", "vote"
			if o == 0 {
				nature, adoption = "no", "nod"
			}
			ttl += fmt.Sprintf(":o%d a org:FormalOrganization ; skos:prefLabel \"Org %d\" .\n", o, o)
			for k := range 1 + o%3 { // several terms do not make several organisations
				ttl += fmt.Sprintf(":t%d-%d io:ofOrganisation :o%d ; skos:prefLabel \"Term %d\" ; io:hubType :hub ; io:fit <http://example.org/fit/typical> ; io:legalNature :%s ; io:adoption :%s .\n", o, k, o, k, nature, adoption)
			}
		}
		c, err := NewConsensus(context.Background(), turtleSnapshot(t, ttl), TypeQuery{Type: "Hub"})
		if err != nil || c.N != n || (c.Insufficient != "") != (n < leastOrganisations) || (len(c.Organisations) == 0) != (n < leastOrganisations) {
			t.Fatalf("%d organisations: %v %+v", n, err, c)
		}
		if n < leastOrganisations {
			continue
		}
		if first := c.Organisations[0]; first.Organisation.Name != "Org 0" || *first.Distance != 1 || first.Words != "differs from most on: legal nature, kind; adoption" {
			t.Errorf("of %d the farthest is %+v", n, first)
		}
	}
}

// TestWordsDescribe holds what is said of an organisation, word by word: it never judges.
func TestWordsDescribe(t *testing.T) {
	for _, c := range []struct {
		stated, led   int
		whole, partly []string
		want          string
	}{
		{0, 0, nil, nil, "states none of the features used"},
		{3, 0, nil, nil, "no feature that it states has a value of most"},
		{3, 2, nil, nil, "agrees with most wherever most agree"},
		{3, 2, []string{"legal nature, kind", "adoption"}, nil, "differs from most on: legal nature, kind; adoption"},
		{3, 2, []string{"adoption"}, []string{"addressee"}, "differs from most on: adoption; in some of its terms on: addressee"},
	} {
		if got := words(c.stated, c.led, c.whole, c.partly); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
