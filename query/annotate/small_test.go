package annotate

import (
	"context"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
)

// small is a vocabulary of others in hub-and-spoke form, placed by plain SKOS mappings, with names in five scripts.
const small = `
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dct: <http://purl.org/dc/terms/> PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX org: <http://www.w3.org/ns/org#> PREFIX io: <https://w3id.org/concord/def#> PREFIX : <http://example.org/>
:who a org:FormalOrganization ; skos:prefLabel "World Health Organization"@en, "منظمة الصحة العالمية"@ar, "世界卫生组织"@zh ; skos:altLabel "WHO"@en ; skos:notation "WHO" .
:alpha a org:FormalOrganization ; skos:prefLabel "Alpha Commission"@en ; skos:altLabel "ALPHA"@en, "Commission"@en .
:beta a org:FormalOrganization ; skos:prefLabel "Beta Commission"@en ; skos:notation "BETA" ; org:subOrganizationOf :gamma .
:gamma a org:FormalOrganization ; skos:prefLabel "Gamma Union"@en ; skos:altLabel "GU"@en .
:x a org:FormalOrganization ; skos:prefLabel "Plain Treaty"@en .
:sa dct:publisher :alpha . :sb dct:publisher :beta . :sg dct:publisher :gamma . :sw dct:publisher :who .
:hub a skos:ConceptScheme .
:top skos:prefLabel "Anything"@en ; skos:inScheme :hub . :law skos:prefLabel "Law"@en ; skos:broader :top ; skos:inScheme :hub .
:act skos:prefLabel "Act of power"@en ; skos:altLabel "Decision"@en ; skos:broader :law ; skos:inScheme :hub ; io:legalNatureLevel1 :binding .
:soft skos:prefLabel "Soft law"@en ; skos:broader :top ; skos:inScheme :hub . :mou skos:prefLabel "Memorandum of understanding"@en, "谅解备忘录"@zh ; skos:altLabel "MoU"@en ; skos:broader :top ; skos:inScheme :hub .
:binding skos:prefLabel "binding"@en . :non-binding skos:prefLabel "not binding"@en .
:a1 skos:inScheme :sa ; skos:prefLabel "Decision"@en ; skos:broadMatch :act ; io:legalNature :binding ; io:legalNatureLevel1 :binding .
:a2 skos:inScheme :sa ; skos:prefLabel "Technical Note"@en ; skos:altLabel "TN"@en ; skos:broadMatch :soft .
:b1 skos:inScheme :sb ; skos:prefLabel "Decision"@en ; skos:broadMatch :soft ; io:legalNature :non-binding ; io:legalNatureLevel1 :non-binding ; io:falseFriendOf :act .
:b2 skos:inScheme :sb ; skos:prefLabel "Edict"@en ; skos:broadMatch :act .
:g1 skos:inScheme :sg ; skos:prefLabel "Policy"@en, "Política"@es ; skos:broadMatch :soft .
:w1 skos:inScheme :sw ; skos:prefLabel "Convention"@en, "اتفاقية"@ar, "公约"@zh, "Конвенция"@ru ; skos:broadMatch :act .
:i1 a eli:LegalResource ; dct:title "Regulation (GU) 2020/7 on lakes (Lake Act)" ; dct:identifier "GU/2020/7" ; eli:passed_by :gamma .
:i2 a eli:LegalResource ; dct:title "Annex 3: Boats" ; eli:passed_by :gamma . :i3 a eli:LegalResource ; dct:title "Smallville Decision on Rivers, 1999" ; eli:passed_by :alpha .
`

func smallSnapshot(t testing.TB) index.Snapshot {
	t.Helper()
	s := indextest.NewModel()
	indextest.LoadTurtle(t, s, small, "http://example.org/g")
	return indextest.Snapshot(t, s)
}

func smallGazetteer(t testing.TB) (*Gazetteer, index.Snapshot) {
	t.Helper()
	sn := smallSnapshot(t)
	g, err := Compile(context.Background(), sn)
	if err != nil {
		t.Fatal(err)
	}
	return g, sn
}

// read annotates a text and gives each annotation as "words=thing" or, if it is open, "words=thing|thing".
func read(t testing.TB, g *Gazetteer, text string) (out []string) {
	t.Helper()
	d, err := Plain([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := g.Annotate(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range r.Annotations {
		var means []string
		for _, iri := range a.Means {
			means = append(means, lastSegment(iri))
		}
		out = append(out, a.Exact+"="+strings.Join(means, "|"))
	}
	return out
}
