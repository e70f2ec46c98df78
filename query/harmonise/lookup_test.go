package harmonise_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/index/text"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/query/harmonise"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"))
}

// vocabularies has a catalogue's terms, and a thesaurus from elsewhere with nothing but SKOS.
const vocabularies = `
@prefix : <http://example.org/> . @prefix io: <https://w3id.org/concord/def#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix id: <https://w3id.org/concord/id/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .

<https://w3id.org/concord/id/organisation/oecd> a org:FormalOrganization ; skos:prefLabel "Organisation for Economic Co-operation and Development"@en ;
  skos:notation "OECD" ; skos:altLabel "OEEC"@en ; xl:altLabel <https://w3id.org/concord/id/label/1> .
<https://w3id.org/concord/id/label/1> a xl:Label ; xl:literalForm "OEEC"@en ; io:labelKind <https://w3id.org/concord/id/label-kind/former> .
<https://w3id.org/concord/id/organisation/ippc> a org:FormalOrganization ; skos:prefLabel "International Plant Protection Convention"@en ; skos:notation "IPPC" .
<https://w3id.org/concord/id/scheme/oecd> dct:title "Instrument terms of the OECD"@en ; dct:publisher <https://w3id.org/concord/id/organisation/oecd> .
<https://w3id.org/concord/id/scheme/hub> dct:title "Types of instruments"@en .
<https://w3id.org/concord/id/type/recommendation> a io:InstrumentType, skos:Concept ; skos:inScheme <https://w3id.org/concord/id/scheme/hub> ;
  skos:prefLabel "Recommendation"@en, "Recommandation"@fr, "Recomendación"@es ; skos:definition "An act that invites and does not bind."@en .
<https://w3id.org/concord/id/term/oecd-recommendation> a io:OrganisationTerm, skos:Concept ; skos:inScheme <https://w3id.org/concord/id/scheme/oecd> ;
  io:ofOrganisation <https://w3id.org/concord/id/organisation/oecd> ; skos:prefLabel "Recommendation"@en ; skos:hiddenLabel "Recommendations"@en ;
  skos:scopeNote "Not a decision."@en .
<https://w3id.org/concord/id/term/ippc-ispm> a io:OrganisationTerm, skos:Concept ; io:ofOrganisation <https://w3id.org/concord/id/organisation/ippc> ;
  skos:prefLabel "International Standard for Phytosanitary Measures"@en ; skos:altLabel "ISPM"@en ; xl:altLabel _:l .
_:l a xl:Label ; xl:literalForm "ISPM"@en ; io:labelKind <https://w3id.org/concord/id/label-kind/acronym> .
<https://w3id.org/concord/id/instrument/ispm-15> a io:Instrument ; dct:title "Regulation of wood packaging" ; dct:identifier "ISPM 15" ;
  io:ofOrganisation <https://w3id.org/concord/id/organisation/ippc> .
<https://w3id.org/concord/id/evidence/term-x> a io:Evidence ; dct:title "Recommendation" .

:th a skos:ConceptScheme ; dct:title "A thesaurus"@en .
:c1 a skos:Concept ; skos:inScheme :th ; skos:prefLabel "Ligne directrice"@fr , "Guideline"@en ; skos:definition "A recommendation on how to act"@en .
:C2 a owl:Class ; rdfs:label "Binding decision"@en .
[] a :Thing ; rdfs:label "Nameless recommendation" .
`

// inForce makes a text that many triples share and that is the name of one thing. The properties come to stand before
// and after rdfs:label.
func inForce() string {
	var b strings.Builder
	for i := range 400 {
		fmt.Fprintf(&b, ":s%d :status \"in force\" ; <zz:status> \"in force\" .\n", i)
	}
	return b.String() + ":Z rdfs:label \"in force\" .\n"
}

func open(t *testing.T, s index.Store) (index.Snapshot, index.Text) {
	t.Helper()
	a, err := text.Attach(s, "", text.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := a.Bulk(context.Background(), index.BulkOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.Part()
	if err != nil {
		t.Fatal(err)
	}
	r := turtle.NewTurtleReader(strings.NewReader(vocabularies+inForce()), false, turtle.Options{})
	for q, err := r.Read(); ; q, err = r.Read() {
		if err != nil {
			break
		}
		for _, g := range []string{"http://example.org/g1", "http://example.org/g2"} { // two graphs must not double a row
			if err := p.Add([]rdf.Term{q.S, q.P, q.O, rdf.NewIRI(g)}, [][4]uint32{{0, 1, 2, 3}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	sn, err := a.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sn.Close(); a.Close() })
	return sn, a.Text()
}

// stores are the native one and the model.
func stores(t *testing.T, f func(t *testing.T, sn index.Snapshot, tx index.Text)) {
	t.Run("model", func(t *testing.T) {
		sn, tx := open(t, indextest.NewModel())
		f(t, sn, tx)
	})
	t.Run("store", func(t *testing.T) {
		s, err := store.Open("", store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		sn, tx := open(t, s)
		f(t, sn, tx)
	})
}

// row is a match in one line: thing, whose, kind of label, label, mode.
func row(m harmonise.Match) string {
	thing := strings.TrimPrefix(strings.TrimPrefix(m.Thing, "https://w3id.org/concord/id/"), "http://example.org/")
	if strings.HasPrefix(thing, "_:") {
		thing = "_:"
	}
	return fmt.Sprintf("%s|%s|%s|%s|%s|%s", thing, m.ThingKind, m.Whose(), m.LabelKind, m.Label, m.Mode)
}

func TestLookup(t *testing.T) {
	type query = harmonise.LookupQuery
	stores(t, func(t *testing.T, sn index.Snapshot, tx index.Text) {
		for _, c := range []struct {
			q    query
			want []string
		}{
			{query{Text: "recomendacion"}, []string{
				"type/recommendation|type|hub|preferred|Recomendación|exact",
			}},
			{query{Text: "Recommendation", Modes: index.MatchExact | index.MatchPrefix | index.MatchStem}, []string{
				"type/recommendation|type|hub|preferred|Recommendation|exact",
				"term/oecd-recommendation|term|OECD|preferred|Recommendation|exact",
				"_:|thing||preferred|Nameless recommendation|prefix",
				"c1|concept|A thesaurus|definition|A recommendation on how to act|prefix",
			}},
			{query{Text: "Recommendation", Kind: "evidence", Modes: index.MatchExact}, []string{"evidence/term-x|evidence||preferred|Recommendation|exact"}},
			{query{Text: "Recommendation", Kind: "term", Modes: index.MatchExact}, []string{"term/oecd-recommendation|term|OECD|preferred|Recommendation|exact"}},
			{query{Text: "Recommendation", Org: "oecd"}, []string{"term/oecd-recommendation|term|OECD|preferred|Recommendation|exact"}},
			{query{Text: "Recommendation", Org: "Organisation for Economic Co-operation and Development"}, []string{"term/oecd-recommendation|term|OECD|preferred|Recommendation|exact"}},
			{query{Text: "Recommendation", Org: "hub"}, []string{"type/recommendation|type|hub|preferred|Recommendation|exact"}},
			{query{Text: "Recommendation", Org: "ippc"}, nil},
			{query{Text: "Recommandation", Lang: "fr"}, []string{"type/recommendation|type|hub|preferred|Recommandation|exact"}},
			{query{Text: "recommendations"}, []string{
				"term/oecd-recommendation|term|OECD|hidden|Recommendations|exact",
				"type/recommendation|type|hub|preferred|Recommendation|stem",
				"_:|thing||preferred|Nameless recommendation|stem",
				"c1|concept|A thesaurus|definition|A recommendation on how to act|stem",
			}},
			{query{Text: "in force"}, []string{"Z|thing||preferred|in force|exact"}},
			{query{Text: "ISPM"}, []string{
				"term/ippc-ispm|term|IPPC|acronym|ISPM|exact",
				"instrument/ispm-15|instrument|IPPC|notation|ISPM 15|prefix",
			}},
			{query{Text: "OEEC"}, []string{"organisation/oecd|organisation|OECD|former|OEEC|exact"}},
			{query{Text: "lignes directrices"}, []string{"c1|concept|A thesaurus|preferred|Ligne directrice|stem"}},
			{query{Text: "bindng decison"}, []string{"C2|class||preferred|Binding decision|typo"}},
			{query{Text: "nothing of the kind"}, nil},
			{query{Text: " "}, nil},
		} {
			got, err := harmonise.Lookup(context.Background(), sn, tx, c.q)
			if err != nil {
				t.Fatal(err)
			}
			var rows []string
			for _, m := range got {
				rows = append(rows, row(m))
			}
			if !slices.Equal(rows, c.want) {
				t.Errorf("%+v:\n got %s\nwant %s", c.q, strings.Join(rows, "\n     "), strings.Join(c.want, "\n     "))
			}
		}
	})
}

func TestMatchesAreComplete(t *testing.T) {
	stores(t, func(t *testing.T, sn index.Snapshot, tx index.Text) {
		got, err := harmonise.Lookup(context.Background(), sn, tx, harmonise.LookupQuery{Text: "recommendation"})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for i, m := range got {
			sum := 0.0
			for _, p := range m.Parts {
				sum += p.Value
			}
			if math.Abs(sum-m.Score) > 1e-9 {
				t.Errorf("%s: score %v is not the sum of %v", m.Thing, m.Score, m.Parts)
			}
			if i > 0 && m.Score > got[i-1].Score {
				t.Errorf("%s comes after a lower score", m.Thing)
			}
			if seen[m.Thing] {
				t.Errorf("%s comes twice", m.Thing)
			}
			seen[m.Thing] = true
		}
		first := got[0]
		if first.Definition != "An act that invites and does not bind." || first.Name != "Recommendation" {
			t.Errorf("%+v", first)
		}
		if want := `preferred label "Recommendation" (en), exact`; first.Why() != want {
			t.Errorf("why: %s, want %s", first.Why(), want)
		}
		if o := got[1].Organisation; o.Acronym != "OECD" || o.Name == "" || o.IRI == "" {
			t.Errorf("organisation %+v", o)
		}
		if also := got[1].Also; len(also) != 1 || also[0].Text != "Recommendations" || also[0].Kind != harmonise.Hidden {
			t.Errorf("further labels: %+v", also)
		}
	})
}

func TestSuggest(t *testing.T) {
	stores(t, func(t *testing.T, sn index.Snapshot, tx index.Text) {
		for prefix, want := range map[string]string{"r": "Recommendation", "recom": "Recommendation", "organisation for eco": "Organisation for Economic Co-operation and Development", "reccom": ""} {
			got, err := harmonise.Suggest(context.Background(), sn, tx, harmonise.LookupQuery{Text: prefix})
			if err != nil {
				t.Fatal(err)
			}
			name := ""
			if len(got) > 0 {
				name = got[0].Name
			}
			if name != want {
				t.Errorf("%q suggests %q, want %q", prefix, name, want)
			}
			for _, m := range got {
				if m.LabelKind == harmonise.Definition || m.LabelKind == harmonise.Note {
					t.Errorf("%q suggests running text: %s", prefix, m.Label)
				}
			}
		}
	})
}

func TestLookupFails(t *testing.T) {
	sn, tx := open(t, indextest.NewModel())
	if _, err := harmonise.Lookup(context.Background(), sn, nil, harmonise.LookupQuery{Text: "x"}); !errors.Is(err, harmonise.ErrNoText) {
		t.Error("without a text index:", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := harmonise.Lookup(ctx, sn, tx, harmonise.LookupQuery{Text: "recommendation"}); !errors.Is(err, context.Canceled) {
		t.Error("cancelled:", err)
	}
}

// TestReadings reads queries in other ways: an organisation that is named, and names that stand for each other in one
// direction only.
func TestReadings(t *testing.T) {
	stores(t, func(t *testing.T, sn index.Snapshot, tx index.Text) {
		for _, c := range []struct{ query, thing, reading string }{
			{"OECD recommendation", "term/oecd-recommendation", "OECD read as the organisation"},
			{"recommendation of the OEEC", "term/oecd-recommendation", "OEEC read as the organisation"},
			{"recommendation de l’OECD", "term/oecd-recommendation", "OECD read as the organisation"},
			{"IPPC International Standard for Phytosanitary Measures", "term/ippc-ispm", "IPPC read as the organisation"},
			{"OECD", "organisation/oecd", ""},
		} {
			got, err := harmonise.Lookup(context.Background(), sn, tx, harmonise.LookupQuery{Text: c.query})
			if err != nil || len(got) == 0 {
				t.Errorf("%q finds nothing: %v", c.query, err)
				continue
			}
			if m := got[0]; !strings.HasSuffix(m.Thing, c.thing) || m.Reading != c.reading || math.Abs(m.Score-sum(m.Parts)) > 1e-9 {
				t.Errorf("%q: first is %s, %s, score %v", c.query, m.Thing, m.Why(), m.Score)
			}
		}
		got, err := harmonise.Lookup(context.Background(), sn, tx, harmonise.LookupQuery{Text: "Organisation for Economic Co-operation and Development"})
		for _, m := range got {
			if err != nil || m.Label == "OEEC" {
				t.Errorf("today's name leads to the former one: %s %v", m.Why(), err)
			}
		}
	})
}

func sum(parts []index.ScorePart) (out float64) {
	for _, p := range parts {
		out += p.Value
	}
	return out
}
