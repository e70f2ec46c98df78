package decide_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/sssom"
	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

func propose(t testing.TB, s index.Store, q decide.ProposeQuery) *decide.Proposals {
	t.Helper()
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	p, err := decide.Propose(context.Background(), snap, q)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func pairOf(p decide.Proposal) string {
	short := func(iri string) string { return iri[strings.LastIndex(iri, "/")+1:] }
	return short(p.A.IRI) + " " + short(p.B.IRI)
}

func TestWeights(t *testing.T) {
	for name, weights := range map[string]map[string]float64{"terms": decide.TermWeights, "types": decide.TypeWeights} {
		sum := 0.0
		for _, w := range weights {
			sum += w
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("the weights of %s add up to %v", name, sum)
		}
	}
	for _, w := range harmonise.FeatureWeights { // the proportions are those of the crosswalk
		if math.Abs(decide.TermWeights[w.Feature]-w.Weight/2) > 1e-9 {
			t.Errorf("%s weighs %v, half of the crosswalk's %v is wanted", w.Feature, decide.TermWeights[w.Feature], w.Weight)
		}
	}
}

func TestPropose(t *testing.T) {
	s := open(t, world)
	p := propose(t, s, decide.ProposeQuery{Min: -9})
	got := map[string]decide.Proposal{}
	for i, x := range p.Proposals {
		got[pairOf(x)] = x
		sum := 0.0
		for _, f := range x.Features {
			sum += f.Points
			if math.Abs(f.Points-f.Weight*f.Value) > 1e-9 || f.Text == "" {
				t.Errorf("%s: %+v", pairOf(x), f)
			}
		}
		if math.Abs(sum-x.Score) > 1e-9 || i > 0 && x.Score > p.Proposals[i-1].Score {
			t.Errorf("%s: the score is %v, its parts %v", pairOf(x), x.Score, sum)
		}
	}
	for pair, want := range map[string]struct {
		predicate, feature, text string
		value                    float64
	}{
		"aa-decision cc-decision":  {"closeMatch", "label", "but for case", 0.9},
		"aa-decision bb-decisions": {"closeMatch", "label", "in another form", 0.8},
		"aa-ruling bb-decisions":   {"closeMatch", "label", "as a synonym", 0.75},
		"bb-advice cc-counsel":     {"closeMatch", "hub-type", "same type (typical and near)", 3.4 / 4},
		"aa-decision bb-advice":    {"closeMatch", "legal-nature", "differs: binding; non binding", -0.5},
		"aa-advice advice":         {"broadMatch", "label", "in another form", 0.8},
	} {
		x, ok := got[pair]
		if !ok {
			t.Errorf("%s is not proposed", pair)
			continue
		}
		found := false
		for _, f := range x.Features {
			found = found || f.Name == want.feature && strings.Contains(f.Text, want.text) && math.Abs(f.Value-want.value) < 1e-9
		}
		if !found || x.Predicate != want.predicate {
			t.Errorf("%s: %+v", pair, x)
		}
	}
	if p.Proposals[0].Score > 1 || got["aa-decision cc-decision"].Score <= got["aa-decision bb-decisions"].Score || got["aa-decision bb-advice"].Score > decide.DefaultMin {
		t.Errorf("the order is %+v", p.Proposals)
	}
	for pair := range got {
		if a, b, _ := strings.Cut(pair, " "); a[:3] == b[:3] {
			t.Errorf("%s is of one organisation", pair)
		}
	}
	for _, least := range []float64{0, 0.2, 0.35, 0.5, 0.7} { // what is put aside early is what would have scored too little
		want := 0
		for _, x := range p.Proposals {
			if x.Score >= least {
				want++
			}
		}
		if got := propose(t, s, decide.ProposeQuery{Min: least}); len(got.Proposals) != want {
			t.Errorf("%d proposals from %v up, want %d", len(got.Proposals), least, want)
		}
	}
	aa, bb := ontology.Thing("organisation", "aa").Value, ontology.Thing("organisation", "bb").Value
	for _, x := range propose(t, s, decide.ProposeQuery{Org: bb, With: aa}).Proposals {
		if x.A.Organisation.IRI != bb || x.B.Organisation.IRI != aa {
			t.Errorf("%s is not of the two asked for", pairOf(x))
		}
	}
	if got := propose(t, s, decide.ProposeQuery{Limit: 1}); len(got.Proposals) != 1 || got.Total < 2 {
		t.Errorf("limited to 1: %d of %d", len(got.Proposals), got.Total)
	}
}

// TestRejectedNeverReturns: after any decisions no pair that was ever rejected is proposed again, from whichever side one
// looks, and no pair that is accepted is.
func TestRejectedNeverReturns(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := open(t, world)
		for range rapid.IntRange(1, 10).Draw(r, "steps") {
			_, _ = decide.Record(context.Background(), s, noon, drawDecision(r)) // what is refused is no decision
		}
		l := logOf(t, s)
		queries := []decide.ProposeQuery{{Min: -9}}
		for _, org := range []string{"aa", "bb", "cc"} {
			for _, with := range []string{"", "aa", "bb", "cc"} {
				q := decide.ProposeQuery{Org: ontology.Thing("organisation", org).Value, Min: -9}
				if with != "" {
					q.With = ontology.Thing("organisation", with).Value
				}
				queries = append(queries, q)
			}
		}
		for _, q := range queries {
			for _, p := range propose(t, s, q).Proposals {
				for _, d := range l.Decisions {
					if d.Subject == p.A.IRI && d.Object == p.B.IRI || d.Subject == p.B.IRI && d.Object == p.A.IRI {
						if d.Outcome == decide.Rejected || d.InForce && d.Outcome == decide.Accepted {
							r.Fatalf("%s is proposed, and was %s", pairOf(p), d.Outcome)
						}
					}
				}
			}
		}
	})
}

// TestProposeElsewhere: a graph that is not the catalogue, with schemes, publishers and SKOS mappings alone.
func TestProposeElsewhere(t *testing.T) {
	s := open(t, `@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dcterms: <http://purl.org/dc/terms/> . @prefix : <https://example.org/> .
:one a skos:ConceptScheme ; dcterms:publisher :alpha . :two a skos:ConceptScheme ; dcterms:publisher :beta .
:hub a skos:ConceptScheme .  :law skos:inScheme :hub ; skos:prefLabel "Law"@en .
:alpha skos:prefLabel "Alpha"@en . :beta skos:prefLabel "Beta"@en .
:a1 skos:inScheme :one ; skos:prefLabel "Statute"@en ; skos:closeMatch :law . :b1 skos:inScheme :two ; skos:prefLabel "Statutes"@en ; skos:broadMatch :law .
:b2 a skos:Concept ; skos:inScheme :two ; skos:prefLabel "Laws"@en .`)
	all := propose(t, s, decide.ProposeQuery{Min: 0.2}).Proposals
	got := map[string]string{}
	for _, p := range all {
		got[pairOf(p)] = p.Predicate
	}
	if got["a1 b1"] != "closeMatch" || got["b2 law"] != "broadMatch" {
		t.Errorf("proposed: %v", got)
	}
	record(t, s, noon, decide.Decision{Outcome: decide.Accepted, Subject: "https://example.org/b2", Object: "https://example.org/law", Reviewer: "J", Reason: "x"},
		decide.Decision{Outcome: decide.Accepted, Subject: "https://example.org/a1", Object: "https://example.org/b1", Predicate: "broadMatch", Reviewer: "J", Reason: "x"})
	snap := snapshot(t, s)
	spokes, err := harmonise.ReadSpokes(context.Background(), snap, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range spokes.Terms {
		if x.Type.IRI != "https://example.org/law" {
			t.Errorf("%s is placed at %s", x.IRI, x.Type.IRI)
		}
	}
	if len(spokes.Terms) != 3 {
		t.Errorf("%d terms are placed, want 3", len(spokes.Terms))
	}
}

// TestRejectionOutlivesRetirement: where a term is retired, what was rejected of it is not proposed of its successor.
func TestRejectionOutlivesRetirement(t *testing.T) {
	s := open(t, world)
	record(t, s, noon, pair(decide.Rejected, "bb-decisions", "aa-decision", "J"))
	indextest.LoadTurtle(t, s, `@prefix term: <https://w3id.org/concord/id/term/> . @prefix dcterms: <http://purl.org/dc/terms/> .
term:aa-decision dcterms:isReplacedBy term:aa-verdict . term:aa-verdict dcterms:isReplacedBy term:aa-ruling , term:aa-verdict .`, "urn:g")
	for _, p := range propose(t, s, decide.ProposeQuery{Min: -9}).Proposals {
		if pairOf(p) == "aa-ruling bb-decisions" || pairOf(p) == "aa-decision bb-decisions" {
			t.Errorf("%s is proposed again", pairOf(p))
		}
	}
}

// TestMappingsAreSSSOM: the matches of the log are a set that the standard has nothing to say against.
func TestMappingsAreSSSOM(t *testing.T) {
	s := open(t, world)
	record(t, s, noon, pair(decide.Accepted, "aa-decision", "bb-decisions", "J"), pair(decide.Rejected, "aa-ruling", "cc-decision", "K"), pair(decide.Rejected, "aa-decision", "bb-decisions", "K"))
	snap := snapshot(t, s)
	for all, want := range map[bool]int{false: 2, true: 3} {
		chosen, err := logOf(t, s).Choose(context.Background(), snap, decide.Filter{InForce: !all})
		if err != nil {
			t.Fatal(err)
		}
		set, err := chosen.Mappings(context.Background(), snap)
		if err != nil || len(set.Mappings) != want {
			t.Fatalf("%v: %d mappings, want %d", err, len(set.Mappings), want)
		}
		if complaints := set.Check(); len(complaints) > 0 {
			t.Errorf("%v", complaints)
		}
		var b strings.Builder
		if err := set.Write(&b); err != nil {
			t.Fatal(err)
		}
		back, err := sssom.Read(strings.NewReader(b.String()), sssom.Options{})
		if err != nil || len(back.Mappings) != want || len(back.Ignored) > 0 {
			t.Errorf("read back: %v, %d mappings, ignored %v", err, len(back.Mappings), back.Ignored)
		}
		if not := strings.Count(b.String(), "\tNot\t"); not != 2 {
			t.Errorf("%d negative mappings, want 2:\n%s", not, b.String())
		}
	}
}
