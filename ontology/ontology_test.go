package ontology

import (
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

func quads(t *testing.T) []rdf.Quad {
	t.Helper()
	q, err := Quads()
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// ownTerms are the classes and properties of the project's namespace.
func ownTerms(all []rdf.Quad) map[string]bool {
	own := map[string]bool{}
	for _, q := range all {
		if q.P.Value == RDFType && strings.HasPrefix(q.S.Value, IO) {
			own[q.S.Value] = true
		}
	}
	return own
}

func TestOwnTermsSpeakThreeLanguages(t *testing.T) {
	all := quads(t)
	has := map[[3]string]int{}
	for _, q := range all {
		has[[3]string{q.S.Value, q.P.Value, q.O.Lang}]++
	}
	own := ownTerms(all)
	if len(own) < 80 {
		t.Fatalf("only %d own terms", len(own))
	}
	for term := range own {
		for _, p := range []string{RDFSLabel, SKOSDefinition} {
			for _, lang := range []string{"en", "fr", "es"} {
				if n := has[[3]string{term, p, lang}]; n != 1 {
					t.Errorf("%s has %d %s in %s, want 1", term, n, p, lang)
				}
			}
		}
	}
}

// TestOwnTermsAreSubTerms follows each own term up to a term of another vocabulary.
func TestOwnTermsAreSubTerms(t *testing.T) {
	all := quads(t)
	above := map[string][]string{}
	for _, q := range all {
		if q.P.Value == RDFSSubClassOf || q.P.Value == RDFSSubPropertyOf {
			above[q.S.Value] = append(above[q.S.Value], q.O.Value)
		}
	}
	var reused func(term string, depth int) bool
	reused = func(term string, depth int) bool {
		for _, up := range above[term] {
			if !strings.HasPrefix(up, IO) || depth < 5 && reused(up, depth+1) {
				return true
			}
		}
		return false
	}
	for term := range ownTerms(all) {
		if !reused(term, 0) {
			t.Errorf("%s is under no reused term", term)
		}
	}
}

// TestConceptsAreLabelled: every coded value is in its scheme and has a label, in three languages but for words.
func TestConceptsAreLabelled(t *testing.T) {
	all := quads(t)
	labels, scheme := map[string]map[string]bool{}, map[string]string{}
	for _, q := range all {
		switch q.P.Value {
		case SKOSPrefLabel:
			if labels[q.S.Value] == nil {
				labels[q.S.Value] = map[string]bool{}
			}
			labels[q.S.Value][q.O.Lang] = true
		case SKOSInScheme:
			scheme[q.S.Value] = q.O.Value
		}
	}
	for _, q := range all {
		if q.P.Value != RDFType || q.O.Value != SKOSConcept {
			continue
		}
		s := q.S.Value
		kind, _, _ := strings.Cut(strings.TrimPrefix(s, ID), "/")
		if scheme[s] != ID+"scheme/"+kind {
			t.Errorf("%s is in the scheme %q", s, scheme[s])
		}
		want := []string{"en", "fr", "es"}
		if kind == "head-word" {
			want = want[:1]
		}
		for _, lang := range want {
			if !labels[s][lang] {
				t.Errorf("%s has no label in %s", s, lang)
			}
		}
	}
}

// TestPrefixesCoverKinds: every kind of thing that the documents use has its prefix, and no prefix has two meanings.
func TestPrefixesCoverKinds(t *testing.T) {
	byName, byIRI := map[string]string{}, map[string]bool{}
	for _, p := range Prefixes {
		if byName[p.Name] != "" {
			t.Errorf("the prefix %s: has two meanings", p.Name)
		}
		byName[p.Name], byIRI[p.IRI] = p.IRI, true
	}
	for _, q := range quads(t) {
		for _, term := range []rdf.Term{q.S, q.O, q.G} {
			if term.Kind == rdf.IRI && strings.HasPrefix(term.Value, ID) && !byIRI[term.Value[:strings.LastIndexByte(term.Value, '/')+1]] {
				t.Errorf("no prefix for %s", term.Value)
			}
		}
	}
}

// TestShapesNameWhatExists: each own term of the shapes is in the ontology, and each shape has a target or is used.
func TestShapesNameWhatExists(t *testing.T) {
	shapes, err := Shapes()
	if err != nil {
		t.Fatal(err)
	}
	own := ownTerms(quads(t))
	targets := map[string]bool{}
	for _, q := range shapes {
		for _, term := range []rdf.Term{q.P, q.O} {
			if term.Kind == rdf.IRI && strings.HasPrefix(term.Value, IO) && !own[term.Value] {
				t.Errorf("the shapes name %s, which the ontology does not", term.Value)
			}
		}
		if q.P.Value == SH+"targetClass" || q.P.Value == SH+"node" {
			targets[q.O.Value] = true
		}
	}
	for _, c := range []string{IOOrganisationTerm, IOInstrumentType, IOInstrument, IOPractice, IOMechanism, IOEngagement, IOEvaluation, IOCoordination, IOClaim, IOEvidence} {
		if !targets[c] {
			t.Errorf("no shape for %s", c)
		}
	}
}
