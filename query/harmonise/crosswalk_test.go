package harmonise

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
)

// foreignHub is a vocabulary of others in hub-and-spoke form, placed by plain SKOS mappings and published by schemes.
const foreignHub = `
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dct: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#> PREFIX io: <https://w3id.org/concord/def#> PREFIX : <http://example.org/>
:a a org:FormalOrganization ; skos:prefLabel "Alpha"@en . :b a org:FormalOrganization ; skos:prefLabel "Beta"@en .
:c a org:FormalOrganization ; skos:prefLabel "Gamma"@en .
:sa dct:publisher :a . :sb dct:publisher :b .
:top skos:prefLabel "Anything"@en . :law skos:prefLabel "Law"@en ; skos:broader :top .
:act skos:prefLabel "Act"@en ; skos:broader :law . :order skos:prefLabel "Order"@en ; skos:broader :law .
:soft skos:prefLabel "Soft law"@en ; skos:broader :top .
:yes skos:prefLabel "binding"@en . :no skos:prefLabel "non-binding"@en .
:a1 skos:inScheme :sa ; skos:prefLabel "Rule"@en ; skos:broadMatch :act ; io:legalNature :yes .
:a2 skos:inScheme :sa ; skos:prefLabel "Advice"@en ; skos:broadMatch :soft .
:b1 skos:inScheme :sb ; skos:prefLabel "Edict"@en ; skos:broadMatch :act ; io:legalNature :no .
:b2 skos:inScheme :sb ; skos:prefLabel "Rule"@en ; skos:broadMatch :order ; io:legalNature :yes .
:b3 skos:inScheme :sb ; skos:prefLabel "Code"@en ; skos:closeMatch :law .
`

// relatedHub has three siblings, two of which the hub relates, and a cousin related to the third.
const relatedHub = `
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dct: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#> PREFIX : <http://example.org/>
:a a org:FormalOrganization ; skos:prefLabel "Alpha"@en . :b a org:FormalOrganization ; skos:prefLabel "Beta"@en .
:sa a skos:ConceptScheme ; dct:publisher :a . :sb a skos:ConceptScheme ; dct:publisher :b .
:top skos:prefLabel "Anything"@en . :law skos:prefLabel "Law"@en ; skos:broader :top .
:act skos:prefLabel "Act"@en ; skos:broader :law ; skos:related :order ; skos:note "Both command."@en .
:order skos:prefLabel "Order"@en ; skos:broader :law ; skos:note "Both command."@en .
:pact skos:prefLabel "Pact"@en ; skos:broader :law . :soft skos:prefLabel "Soft law"@en ; skos:broader :top .
:deal skos:prefLabel "Deal"@en ; skos:broader :soft ; skos:related :pact .
:a1 skos:inScheme :sa ; skos:prefLabel "Rule"@en ; skos:broadMatch :act . :a2 skos:inScheme :sa ; skos:prefLabel "Bond"@en ; skos:broadMatch :pact .
:b1 skos:inScheme :sb ; skos:prefLabel "Edict"@en ; skos:broadMatch :order . :b2 skos:inScheme :sb ; skos:prefLabel "Treaty"@en ; skos:broadMatch :pact .
:b3 skos:inScheme :sb ; skos:prefLabel "Bargain"@en ; skos:broadMatch :deal . :b4 skos:inScheme :sb ; skos:prefLabel "Bid"@en ; skos:closeMatch :order .
`

func foreignSnapshot(t *testing.T) index.Snapshot { return turtleSnapshot(t, foreignHub) }

// turtleSnapshot holds Turtle in the model of a store.
func turtleSnapshot(t *testing.T, ttl string) index.Snapshot {
	t.Helper()
	s := indextest.NewModel()
	indextest.LoadTurtle(t, s, ttl, "http://example.org/g")
	return indextest.Snapshot(t, s)
}

func TestCrosswalkInAnyGraph(t *testing.T) {
	sn := foreignSnapshot(t)
	got, err := MakeCrosswalk(context.Background(), sn, CrosswalkQuery{Term: "rule", From: "alpha", To: "http://example.org/b"})
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		iri     string
		rel     Relation
		outcome Outcome
	}{{"b1", SameType, Counterpart}, {"b3", Broader, NearestOutcome}, {"b2", UnsortedSibling, NearestOutcome}}
	if len(got.Candidates) != len(want) || got.Outcome != Counterpart {
		t.Fatalf("outcome %q, candidates %+v", got.Outcome, got.Candidates)
	}
	for i, w := range want {
		if c := got.Candidates[i]; lastSegment(c.Term.IRI) != w.iri || c.Relation != w.rel || c.Outcome != w.outcome {
			t.Errorf("candidate %d is %s, %s, %s, want %+v", i, c.Term.IRI, c.Relation, c.Outcome, w)
		}
	}
	if w := got.Candidates[0].Warnings; len(w) != 1 || !strings.Contains(w[0], "binding at Alpha, non-binding at Beta") {
		t.Errorf("warnings %v", w)
	}
	if len(got.Candidates[0].Unknown) != 4 {
		t.Errorf("what is not stated: %v", got.Candidates[0].Unknown)
	}
}

// TestNeighboursOfTheHub: where the hub relates types, these are neighbours, from either side and across families, and
// other siblings are not; Spokes see the same.
func TestNeighboursOfTheHub(t *testing.T) {
	sn := turtleSnapshot(t, relatedHub)
	spokes, err := ReadSpokes(context.Background(), sn, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		term, first string
		family      []string
		relations   map[string]Relation
	}{
		{"Rule", "b1", []string{"b2", "b4"}, map[string]Relation{"order": Neighbour, "pact": Sibling, "deal": Apart, "act": SameType, "law": Broader}},
		{"Bond", "b2", []string{"b1", "b4"}, map[string]Relation{"order": Sibling, "pact": SameType, "deal": Neighbour}},
	} {
		got, err := MakeCrosswalk(context.Background(), sn, CrosswalkQuery{Term: c.term, From: "Alpha", To: "Beta"})
		if err != nil || len(got.Candidates) == 0 || lastSegment(got.Candidates[0].Term.IRI) != c.first {
			t.Fatalf("%s: %+v, %v", c.term, got, err)
		}
		if why := got.Candidates[0].Because; strings.Contains(why, "(Both command)") != (got.Candidates[0].Relation == Neighbour) {
			t.Errorf("%s: because %s", c.term, why)
		}
		var family []string
		for _, f := range got.SameFamily {
			family = append(family, lastSegment(f.Term.IRI))
		}
		if !slices.Equal(family, c.family) {
			t.Errorf("%s: the family is %v, want %v", c.term, family, c.family)
		}
		for other, want := range c.relations {
			if got := spokes.CrosswalkRelation(got.Term.Type.IRI, "http://example.org/"+other); got != want {
				t.Errorf("%s to %s: %q, want %q", c.term, other, got, want)
			}
		}
	}
}

func TestNoCounterpartSaysWhy(t *testing.T) {
	sn := foreignSnapshot(t)
	for to, reason := range map[string]string{"Beta": "none of the 3 terms", "Gamma": "has no term recorded"} {
		got, err := MakeCrosswalk(context.Background(), sn, CrosswalkQuery{Term: "Advice", From: "Alpha", To: to})
		if err != nil || got.Outcome != NoCounterpart || !strings.Contains(got.Reason, reason) {
			t.Errorf("to %s: %+v, %v", to, got, err)
		}
	}
	var missing *NotFoundError
	_, err := MakeCrosswalk(context.Background(), sn, CrosswalkQuery{Term: "Treaty", From: "Alpha", To: "Beta"})
	if !errors.As(err, &missing) || len(missing.Known) != 2 {
		t.Errorf("an unknown term: %v", err)
	}
	if _, err = MakeCrosswalk(context.Background(), sn, CrosswalkQuery{Term: "Rule", From: "Alpha", To: "Omega"}); !errors.As(err, &missing) {
		t.Errorf("an unknown organisation: %v", err)
	}
}

func TestWordCard(t *testing.T) {
	card, err := MakeWordCard(context.Background(), foreignSnapshot(t), WordQuery{Term: "Rule", Org: "Beta"})
	if err != nil {
		t.Fatal(err)
	}
	if a := card.Answers[0]; a.Answer != "binding" || !a.Stated || card.Answers[3].Answer != "not stated" {
		t.Errorf("answers %+v", card.Answers)
	}
	if len(card.Elsewhere) != 1 || card.Elsewhere[0].Organisation.Name != "Alpha" {
		t.Errorf("the same word elsewhere: %+v", card.Elsewhere)
	}
}
