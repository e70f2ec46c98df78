package glossary_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/ontology/skos"
	"w3id.org/concord/ontology/sssom"
	"w3id.org/concord/query/cite"
	"w3id.org/concord/query/glossary"
	"w3id.org/concord/query/harmonise"
)

const prefixes = `@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix h: <https://hub.example/> . @prefix a: <https://alpha.example/terms#> . @prefix b: <https://beta.example/t/> . @prefix io: <https://w3id.org/concord/def#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix sssom: <https://w3id.org/sssom/> . @prefix semapv: <https://w3id.org/semapv/vocab/> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix f: <https://w3id.org/concord/id/feature/> . @prefix cs: <https://w3id.org/concord/id/check-state/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
`

// foreign is a vocabulary of others, in plain SKOS.
const foreign = prefixes + `
h:hub a skos:ConceptScheme ; dct:title "Hub"@en .
h:act a skos:Concept ; skos:inScheme h:hub ; skos:prefLabel "Act"@en , "Acte"@fr ; skos:definition "What a body does."@en .
h:rule a skos:Concept ; skos:inScheme h:hub ; skos:prefLabel "Rule"@en ; skos:broader h:act .
a:s a skos:ConceptScheme ; dct:publisher <https://alpha.example/> . b:s a skos:ConceptScheme ; dct:publisher <https://beta.example/> .
<https://alpha.example/> a org:FormalOrganization ; skos:prefLabel "Alpha"@en ; skos:notation "AL" .
<https://beta.example/> a org:FormalOrganization ; skos:prefLabel "Beta"@en .
a:ruling a skos:Concept ; skos:inScheme a:s ; skos:prefLabel "Ruling"@en ; skos:broadMatch h:rule .
b:rule a skos:Concept ; skos:inScheme b:s ; skos:prefLabel "Rule, \"new\""@en ; skos:closeMatch h:rule .
b:deed a skos:Concept ; skos:inScheme b:s ; skos:prefLabel "Deed"@en ; skos:broadMatch h:act .
`

// recorded adds what our own graphs say: records, decisions, findings, examples, and the dataset itself.
const recorded = foreign + `
<https://d.example/set> a dcat:Dataset ; dct:title "Deeds"@en ; owl:versionInfo "7" ; dct:license <https://creativecommons.org/licenses/by/4.0/> .
<https://d.example/m/1> a sssom:Mapping ; owl:annotatedSource a:ruling ; owl:annotatedProperty skos:broadMatch ; owl:annotatedTarget h:rule ;
  sssom:mapping_justification semapv:MappingReview ; sssom:confidence 0.9 ; sssom:reviewer_label "A. Reader" ; io:evidence <https://d.example/e> .
<https://d.example/m/2> a sssom:Mapping ; owl:annotatedSource b:rule ; owl:annotatedProperty skos:closeMatch ; owl:annotatedTarget h:rule ; sssom:mapping_justification semapv:LexicalMatching .
<https://d.example/m/3> a sssom:Mapping ; owl:annotatedSource b:deed ; owl:annotatedProperty skos:broadMatch ; owl:annotatedTarget h:act ; sssom:mapping_justification semapv:LexicalMatching .
<https://d.example/m/4> a sssom:Mapping ; owl:annotatedSource b:deed ; owl:annotatedProperty skos:exactMatch ; owl:annotatedTarget h:rule ; sssom:predicate_modifier sssom:NegatedPredicate ; sssom:mapping_justification semapv:ManualMappingCuration .
<https://d.example/m/5> a sssom:Mapping ; owl:annotatedSource b:deed ; owl:annotatedProperty skos:exactMatch ; owl:annotatedTarget h:act ; sssom:mapping_justification semapv:ManualMappingCuration ; prov:wasGeneratedBy <https://d.example/d/1> .
<https://d.example/d/2> prov:wasInformedBy <https://d.example/d/1> .
<https://d.example/e> dct:title "Statute" ; io:checkState cs:checked .
<https://d.example/c> io:about <https://alpha.example/> ; io:feature f:no-such-instrument ; io:value h:act ; io:evidence <https://d.example/e> .
<https://d.example/i/1> io:calledByIts b:rule ; dct:title "Rule on deeds" ; dct:issued "2001"^^<http://www.w3.org/2001/XMLSchema#gYear> .
<https://d.example/i/2> io:calledByIts b:rule ; dct:title "Rule on acts" ; dct:issued "1999"^^<http://www.w3.org/2001/XMLSchema#gYear> ; dct:identifier "R1" ; io:evidence <https://d.example/e> .
<https://d.example/i/3> io:calledByIts b:rule ; dct:title "Third rule" .
`

var day = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func snapshot(t *testing.T, s index.Store, ttl string) index.Snapshot {
	t.Helper()
	ctx := context.Background()
	w, err := s.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for r := turtle.NewTurtleReader(strings.NewReader(ttl), false, turtle.Options{}); ; {
		q, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		var ids [3]index.ID
		if err := w.Intern([]rdf.Term{q.S, q.P, q.O}, ids[:]); err != nil {
			t.Fatal(err)
		}
		if err := w.Add([][4]index.ID{{ids[0], ids[1], ids[2], 0}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { snap.Close(); s.Close() })
	return snap
}

func native(t *testing.T, ttl string) index.Snapshot {
	t.Helper()
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return snapshot(t, s, ttl)
}

func edition(t *testing.T, sn index.Snapshot) glossary.Edition {
	t.Helper()
	e, err := glossary.ReadEdition(context.Background(), sn, day, "https://site.example/doc")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestGlossaryOfAForeignGraph(t *testing.T) {
	sn := native(t, recorded)
	e := edition(t, sn)
	if e.Title != "Deeds" || e.Version != "7" || e.LicenceName() != "CC BY 4.0" || e.Date != "2026-11-25" || e.Commit != sn.Seq() {
		t.Errorf("edition %+v", e)
	}
	g, err := glossary.Make(context.Background(), sn, glossary.Query{}, e)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, x := range g.Entries {
		b.WriteString(x.Name + ":")
		for _, u := range x.Uses {
			b.WriteString(" " + u.Organisation.String() + "=" + u.Label + "(" + string(u.Fit) + ")")
		}
		for _, ex := range x.Examples {
			for _, l := range ex.Listed {
				b.WriteString(" " + ex.Organisation.String() + ":" + l.Title + " " + l.Code + " " + l.Year + " " + l.Check)
			}
		}
		b.WriteString("\n")
	}
	want := "Act: Beta=Deed(special)\nRule: AL=Ruling(special) Beta=Rule, \"new\"(near) Beta:Rule on acts R1 1999 checked Beta:Rule on deeds  2001 unknown\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
	if x := g.Entries[0]; x.Definition != "What a body does." || len(x.Names) != 2 || x.Variations == nil || !x.Variations.Few {
		t.Errorf("the entry of an act: %+v", x)
	}
	// The model of a store says the same.
	other, err := glossary.Make(context.Background(), snapshot(t, indextest.NewModel(), recorded), glossary.Query{}, e)
	if err != nil {
		t.Fatal(err)
	}
	if one, two := asJSON(t, g), asJSON(t, other); one != two {
		t.Errorf("the store says\n%s\nthe model\n%s", one, two)
	}
	var unknown *harmonise.UnknownError
	if _, err := glossary.Make(context.Background(), sn, glossary.Query{Orgs: []string{"nobody"}}, e); !errors.As(err, &unknown) {
		t.Errorf("an unknown organisation: %v", err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := glossary.Make(cancelled, sn, glossary.Query{}, e); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestTables(t *testing.T) {
	sn := native(t, recorded)
	g, err := glossary.Make(context.Background(), sn, glossary.Query{}, edition(t, sn))
	if err != nil {
		t.Fatal(err)
	}
	c, err := glossary.MakeConcordance(context.Background(), sn, glossary.Query{Orgs: []string{"AL", "Beta"}}, edition(t, sn))
	if err != nil {
		t.Fatal(err)
	}
	if got := glossary.CellText(c.Matrix.Rows[0].Cells[0]); got != "has no such instrument" {
		t.Errorf("a recorded finding reads %q", got)
	}
	if _, err := glossary.MakeConcordance(context.Background(), sn, glossary.Query{Orgs: []string{"AL", "AL", " "}}, edition(t, sn)); !errors.Is(err, glossary.ErrFew) {
		t.Errorf("a concordance of one: %v", err)
	}
	for _, table := range []*glossary.Table{g.Table(), c.Table()} {
		for _, row := range table.Rows {
			if len(row) != len(table.Columns) {
				t.Errorf("%s: %d cells for %d columns: %q", table.Name, len(row), len(table.Columns), row)
			}
		}
		checkCSVW(t, table, edition(t, sn))
	}
}

// checkCSVW looks at the description as the CSVW vocabulary wants it: names that are unique and made of word characters,
// templates that refer to columns, a licence and a date.
func checkCSVW(t *testing.T, table *glossary.Table, e glossary.Edition) {
	t.Helper()
	var buf bytes.Buffer
	if err := table.CSVW(&buf, e, "x.csv"); err != nil {
		t.Fatal(err)
	}
	var d struct {
		Context any    `json:"@context"`
		URL     string `json:"url"`
		Licence struct {
			ID string `json:"@id"`
		} `json:"dc:license"`
		Schema struct {
			About   string `json:"aboutUrl"`
			Columns []struct{ Name, Titles, AboutURL string }
		} `json:"tableSchema"`
	}
	if err := json.Unmarshal(buf.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	if d.URL != "x.csv" || d.Licence.ID != e.Licence || len(d.Schema.Columns) != len(table.Columns) {
		t.Errorf("description %s", buf.String())
	}
	seen := map[string]bool{}
	for i, c := range d.Schema.Columns {
		if seen[c.Name] || strings.Trim(c.Name, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" || c.Titles != table.Titles()[i] {
			t.Errorf("column %+v", c)
		}
		seen[c.Name] = true
	}
	if !seen[strings.Trim(d.Schema.About, "{+}")] {
		t.Errorf("rows are about %q, which is no column", d.Schema.About)
	}
}

// planted are breaches of the conditions that SKOS exports hold.
var planted = map[string]string{
	"S9":  `a:ruling a skos:ConceptScheme .`,
	"S13": `a:ruling skos:altLabel "Ruling"@en .`,
	"S14": `a:ruling skos:prefLabel "Verdict"@en .`,
	"S27": `b:rule skos:related b:deed ; skos:broader b:deed .`,
	"S36": `b:c a skos:OrderedCollection ; skos:member b:rule ; skos:memberList ( b:rule b:deed ) .`,
	"S37": `a:ruling a skos:Collection .`,
	"S46": `b:deed skos:exactMatch h:act .`,
}

func TestSKOSHoldsItsConditions(t *testing.T) {
	sn := native(t, recorded)
	quads, err := glossary.SKOS(context.Background(), sn, glossary.Query{}, edition(t, sn))
	if err != nil || len(skos.Check(quads)) > 0 {
		t.Fatalf("%v %v", err, skos.Check(quads))
	}
	text := printed(quads)
	for _, want := range []string{"a:s|hasTopConcept|a:ruling", "a:ruling|broadMatch|h:rule", "h:rule|broader|h:act", "a:s|license", "b:s|versionInfo|7, commit"} {
		if !strings.Contains(text, want) {
			t.Errorf("the export does not say %s:\n%s", want, text)
		}
	}
	if one, err := glossary.SKOS(context.Background(), sn, glossary.Query{Orgs: []string{"AL"}}, edition(t, sn)); err != nil || strings.Contains(printed(one), "b:") || !strings.Contains(printed(one), "h:act|") {
		t.Errorf("of one organisation, with the types above its own: %v\n%s", err, printed(one))
	}
	ordered := native(t, foreign+`b:c a skos:OrderedCollection ; skos:member b:rule , b:deed ; skos:memberList ( b:rule b:deed ) .`)
	if quads, err := glossary.SKOS(context.Background(), ordered, glossary.Query{}, edition(t, ordered)); err != nil || strings.Count(printed(quads), "rdf-syntax-ns#first") != 2 {
		t.Errorf("an ordered collection: %v\n%s", err, printed(quads))
	}
	for condition, breach := range planted {
		sn := native(t, foreign+breach)
		_, err := glossary.SKOS(context.Background(), sn, glossary.Query{}, edition(t, sn))
		var broken *glossary.IntegrityError
		if !errors.As(err, &broken) || !slices.ContainsFunc(broken.Findings, func(f skos.Finding) bool { return f.Condition == condition }) {
			t.Errorf("%s, planted by %s, is not caught: %v", condition, breach, err)
		}
	}
}

// printed writes quads short, one on a line.
func printed(quads []rdf.Quad) string {
	short := strings.NewReplacer("https://alpha.example/terms#", "a:", "https://beta.example/t/", "b:", "https://hub.example/", "h:", ontology.SKOS, "", ontology.DCT, "", ontology.OWL, "")
	var b strings.Builder
	for _, q := range quads {
		b.WriteString(short.Replace(q.S.Value+"|"+q.P.Value+"|"+q.O.Value) + "\n")
	}
	return b.String()
}

func TestMappings(t *testing.T) {
	sn := native(t, recorded)
	set, err := glossary.Mappings(context.Background(), sn, glossary.Query{}, edition(t, sn))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range set.Mappings {
		got = append(got, strings.Join([]string{m.One("record_id"), m.One("subject_label"), m.One("predicate_modifier"), m.One("predicate_id")[len(ontology.SKOS):], m.One("object_label"), m.One("confidence"), m.One("check_state")}, "|"))
	}
	want := []string{
		"https://d.example/m/1|Ruling||broadMatch|Rule|0.9|checked", "https://d.example/m/2|Rule, \"new\"||closeMatch|Rule||unknown",
		"https://d.example/m/3|Deed||broadMatch|Act||unknown", "https://d.example/m/4|Deed|Not|exactMatch|Rule||unknown",
		"https://d.example/c||" + "|broadMatch|Act||checked", // of a decision that a later one took up again, nothing is said
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	none := set.Mappings[4]
	if none.One("subject_id") != sssom.NoTermFound || none.One("subject_source") != "https://alpha.example/terms#s" || none.One("comment") != "Evidence: Statute" {
		t.Errorf("what was found to be missing: %v", none)
	}
	var buf bytes.Buffer
	if err := set.Write(&buf); err != nil {
		t.Fatal(err)
	}
	back, err := sssom.Read(&buf, sssom.Options{})
	if err != nil || len(back.Mappings) != 5 || len(back.Check()) > 0 {
		t.Errorf("read back: %v %v", err, back)
	}
	one, err := glossary.Mappings(context.Background(), sn, glossary.Query{Orgs: []string{"AL"}}, edition(t, sn))
	if err != nil || len(one.Mappings) != 2 {
		t.Errorf("of one organisation: %v %v", err, one)
	}
}

// TestMappingsWithoutRecords: plain SKOS becomes mappings of unspecified justification, without confidence.
func TestMappingsWithoutRecords(t *testing.T) {
	sn := native(t, foreign)
	set, err := glossary.Mappings(context.Background(), sn, glossary.Query{}, edition(t, sn))
	if err != nil || len(set.Mappings) != 3 {
		t.Fatalf("%v %v", err, set)
	}
	for _, m := range set.Mappings {
		if m.One("mapping_justification") != ontology.SEMAPV+"UnspecifiedMatching" || m.One("confidence") != "" || m.One("record_id") != "" {
			t.Errorf("%v", m)
		}
	}
	if set.Slots.One("license") != sssom.LicenseUnspecified || set.Slots.One("mapping_set_version") != "commit 1" {
		t.Errorf("the set: %v", set.Slots)
	}
	if err := set.Write(io.Discard); err != nil {
		t.Error(err)
	}
}

func TestCitation(t *testing.T) {
	sn := native(t, recorded)
	for _, c := range []struct{ id, title, address string }{
		{"https://d.example/i/2", "Rule on acts", "https://d.example/i/2"},
		{"/page?iri=https%3A%2F%2Fhub.example%2Fact", "Act", "https://hub.example/act"},
		{"https://site.example/matrix?orgs=al,beta", "Who calls what how (orgs: al,beta)", "https://site.example/matrix?orgs=al,beta"},
		{"/glossary", "Glossary of types of instrument", "https://site.example/glossary"},
		{"/sparql?query=SELECT", "Result of a SPARQL query", "https://site.example/sparql?query=SELECT"},
		{"/api/v1/friends", "False friends", "https://site.example/api/v1/friends"},
		{"https://site.example", "Concord", "https://site.example/"},
		{"/some-new/page", "Some new, page", "https://site.example/some-new/page"},
	} {
		w, err := glossary.Citation(context.Background(), sn, c.id, "https://site.example", day)
		if err != nil || w.Title != c.title || w.Address != c.address || w.Version != "7" || w.Container != "Deeds" {
			t.Errorf("%s: %+v, %v", c.id, w, err)
		}
	}
	w, _ := glossary.Citation(context.Background(), sn, "https://d.example/i/2", "https://site.example", day)
	if got, want := cite.Footnote(w), "“Rule on acts”, in Deeds, version 7, commit 1, https://d.example/i/2, accessed 25 November 2026, CC BY 4.0. Recorded there from Statute (checked)."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var missing *glossary.NotFoundError
	for _, id := range []string{"urn:nothing", "term:nothing", "/id/term/nothing", "", "https://site.example.evil/matrix", "//evil.example/x", "/%zz", "/../../etc/passwd"} {
		if _, err := glossary.Citation(context.Background(), sn, id, "https://site.example", day); !errors.As(err, &missing) {
			t.Errorf("%q is cited, %v", id, err)
		}
	}
}
