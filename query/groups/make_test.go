package groups

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
)

// foreignGraph is a graph that is not the catalogue: its own addresses, a typology without a scheme of ours, evidence of some
// things only, a label in French alone, and an organisation without any label.
const foreignGraph = `
@prefix io: <https://w3id.org/concord/def#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix feature: <https://w3id.org/concord/id/feature/> . @prefix cs: <https://w3id.org/concord/id/check-state/> .
@prefix f: <https://w3id.org/concord/id/formality/> . @prefix : <http://example.org/> .

:watch skos:prefLabel "Watching"@en . :peer skos:broader :watch ; skos:prefLabel "Entre pairs"@fr . :court skos:broader :peer .
:m1 a io:Mechanism ; dcterms:title "One" ; io:practiceType :peer , :court ; io:mainPracticeType :peer ; io:ofOrganisation :org ; io:concerns :t1 , :treaty ;
  io:implementationMode <https://w3id.org/concord/id/implementation-mode/both> ; io:evidence :e1 , :e2 .
:m2 a io:Mechanism ; io:mainPracticeType :watch ; io:practiceType :watch .
:t1 a io:OrganisationTerm ; io:legalNature :binding . :treaty a io:InstrumentType ; io:family :treaty ; io:legalNature :other .
:c io:about :m1 ; io:feature feature:benefit ; io:value :gain , :speed . :gain skos:prefLabel "Gain"@en .
:e1 io:checkState cs:not-checked . :e2 io:checkState cs:checked .
:a1 a io:Coordination ; dcterms:title "Board" ; io:formality f:hard ; prov:wasAssociatedWith :x , :y , :z .
:a2 a io:Coordination ; dcterms:title "Talks" ; prov:wasAssociatedWith :x .
`

// viewOf makes a view over a graph, once from the native store and once from the model of a store: both must agree.
func viewOf(t *testing.T, ttl, id string, q Question) *View {
	t.Helper()
	native, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	v, other := viewFrom(t, native, ttl, id, q), viewFrom(t, indextest.NewModel(), ttl, id, q)
	if a, b := draw(v), draw(other); a != b {
		t.Errorf("the store says\n%s\nthe model\n%s", a, b)
	}
	return v
}

func viewFrom(t *testing.T, s index.Store, ttl, id string, q Question) *View {
	t.Helper()
	indextest.LoadTurtle(t, s, ttl, "urn:g1", "urn:g2")
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { snap.Close(); s.Close() })
	g, err := Get(id)
	if err != nil {
		t.Fatal(err)
	}
	m := Maker{Engine: query.New(s, query.Options{DefaultGraph: query.Union}), Snap: snap}
	v, err := m.Make(context.Background(), g, q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// draw writes what a view says, for comparing.
func draw(v *View) string {
	b := &strings.Builder{}
	for _, a := range v.Answers {
		fmt.Fprintf(b, "%s: %s %s %v\n", a.ID, a.Summary(), a.Trust, a.Ignored)
		for _, h := range a.Heads {
			fmt.Fprintf(b, " | %s", h.Text)
		}
		for _, l := range a.Lines {
			fmt.Fprintf(b, "\n  %s %d %s", l.Key.Text, l.N, l.State)
			for _, c := range l.Cells {
				fmt.Fprintf(b, " | %d%s%s", c.N, c.Mark, c.Empty)
				for _, v := range c.Values {
					fmt.Fprintf(b, " %s", v.Text)
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestForeignGraph(t *testing.T) {
	got := draw(viewOf(t, foreignGraph, "wg2", Question{Sections: []string{"benefits", "natures", "mechanisms", "instruments"}}))
	want := `benefits: n = 2 mechanisms. Theme of benefit: 1 documented, 1 not documented. 1 checked against the source, 1 without recorded evidence []
 | Watching
  Gain 1  | 1
  http://example.org/speed 1  | 1
  not documented 1  | 1
natures: n = 2 mechanisms. Legal nature: 1 documented, 1 no legal nature recorded. 1 checked against the source, 1 without recorded evidence []
 | http://example.org/binding | no legal nature recorded
  Watching 2  | 1 http://example.org/org | 1
mechanisms: n = 2 mechanisms. Aims at: 1 documented, 1 not documented. Objective: 0 documented, 2 not documented. Modality: 0 documented, 2 not documented. Critical actors: 0 documented, 2 not documented. Since: 0 documented, 2 not documented. 1 checked against the source, 1 without recorded evidence []
 | Mechanism | Main type | Aims at | Objective | Modality | Critical actors | Since
  One 0 checked | 0 Entre pairs | 0 both | 0not documented | 0not documented | 0not documented | 0not documented
  http://example.org/m2 0  | 0 Watching | 0not documented | 0not documented | 0not documented | 0not documented | 0not documented
instruments: n = 2 mechanisms. Family of instruments: 1 documented, 1 no type of instrument recorded. 1 checked against the source, 1 without recorded evidence []
 | http://example.org/treaty | no type of instrument recorded
  Entre pairs 1  | 1 http://example.org/org | 0
  http://example.org/court 1  | 1 http://example.org/org | 0
  Watching 1  | 0 | 1
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Three organisations on one board are three ties, and none between them.
func TestNetwork(t *testing.T) {
	v := viewOf(t, foreignGraph, "wg5", Question{Sections: []string{"network", "degrees"}})
	n := v.Answers[0].Network
	if len(n.Left) != 1 || len(n.Middle) != 3 || len(n.Right) != 1 || len(n.Ties) != 4 || n.Left[0].Degree != 3 || n.Right[0].Kind != "unknown" {
		t.Errorf("%+v", n)
	}
	if got, want := n.Describe(), "3 organisations in the middle, 1 hard arrangements at the left and 0 soft ones at the right, joined by 4 participations. 1 arrangements at the right have no recorded formality. Most participations: http://example.org/x, 2."; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// In whatever order participations come, the drawing is the same.
func TestNetworkIsDeterministic(t *testing.T) {
	section := &Section{ID: "s", Draw: true, Layout: table("arrangements", "arrangement", "Arrangement")}
	pick := func(t *rapid.T, prefix string, most int) rdf.Term {
		return iri(fmt.Sprintf("%s%d", prefix, rapid.IntRange(1, most).Draw(t, prefix)))
	}
	rapid.Check(t, func(t *rapid.T) {
		r := &rows{section: section, solutions: &solutions{at: map[string]int{"arrangement": 0, "organisation": 1, "formality": 2}}}
		for range rapid.IntRange(1, 40).Draw(t, "rows") {
			a := pick(t, "urn:a", 9)
			formality := ontology.Thing("formality", []string{"hard", "soft"}[len(a.Value)*int(a.Value[len(a.Value)-1])%2])
			r.rows = append(r.rows, []rdf.Term{a, pick(t, "urn:o", 9), formality})
		}
		m := &Maker{names: map[string]Value{}}
		first := drawn(m.network(r))
		r.rows = rapid.Permutation(r.rows).Draw(t, "order")
		if again := drawn(m.network(r)); again != first {
			t.Fatalf("%s\nand in another order\n%s", first, again)
		}
	})
}

func drawn(n *Network) string {
	b := &strings.Builder{}
	for _, column := range [][]*Node{n.Left, n.Middle, n.Right} {
		for _, node := range column {
			fmt.Fprintf(b, "%s %s %d %g; ", node.IRI, node.Kind, node.Degree, node.Y)
		}
	}
	fmt.Fprintf(b, "%d ties, %g high", len(n.Ties), n.Height)
	return b.String()
}

// An empty store is told as such, section by section, in every group.
func TestEmptyStore(t *testing.T) {
	for _, g := range All() {
		for _, a := range viewOf(t, "", g.ID, Question{}).Answers {
			if a.N != 0 || len(a.Lines) != 0 || a.Trust.String() != "no evidence recorded" {
				t.Errorf("%s, %s: %+v", g.ID, a.ID, a)
			}
		}
	}
}

// A large hierarchy of something else costs nothing: no query walks the whole of it. The limit of memory would tell.
func TestLargeHierarchyBeside(t *testing.T) {
	b := &strings.Builder{}
	b.WriteString(foreignGraph)
	for i := 1; i < 60_000; i++ {
		fmt.Fprintf(b, "<urn:c%d> skos:broader <urn:c%d> .\n", i, i/8)
	}
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	indextest.LoadTurtle(t, s, b.String(), "urn:g1", "urn:g2")
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	for _, g := range All() {
		m := Maker{Engine: query.New(s, query.Options{DefaultGraph: query.Union, Memory: 4 << 20}), Snap: snap}
		if _, err := m.Make(context.Background(), g, Question{}); err != nil {
			t.Error(err)
		}
	}
}

// Whatever stands in a filter, there is an answer or an error that says what to do, and never a changed query.
func TestFilters(t *testing.T) {
	s := indextest.NewModel()
	indextest.LoadTurtle(t, s, foreignGraph+"<https://w3id.org/concord/id/organisation/oecd> a :O .", "urn:g1", "urn:g2")
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	m := Maker{Engine: query.New(s, query.Options{DefaultGraph: query.Union}), Snap: snap}
	g, _ := Get("wg2")
	for _, good := range []string{"oecd", "OECD", " oecd ", "organisation:oecd", "https://w3id.org/concord/id/organisation/oecd", "any", ""} {
		if _, err := m.Make(context.Background(), g, Question{Sections: []string{"mechanisms"}, Args: map[string]string{"organisation": good}}); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		arg := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"oecd } #", "oecd)", "a b", "type:x", "\x00", "é", "--", strings.Repeat("x", 1<<16)})).Draw(t, "arg")
		_, err := m.Make(context.Background(), g, Question{Sections: []string{"mechanisms"}, Args: map[string]string{"organisation": arg}})
		if unknown := new(UnknownError); err != nil && !errors.As(err, &unknown) {
			t.Fatalf("%q: %v", arg, err)
		}
	})
	if _, err := m.Make(context.Background(), g, Question{Args: map[string]string{"colour": "red"}}); err == nil || !strings.Contains(err.Error(), "there is organisation, type") {
		t.Errorf("an unknown filter: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.Make(ctx, g, Question{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A pivot counts distinct things in every cell, row and column, and in whatever order the rows come it is the same.
func TestPivotCounts(t *testing.T) {
	section := &Section{ID: "s", Layout: pivot("things", "thing", col("row", "Row"), col("col", "Col"))}
	pick := rapid.SampledFrom([]string{"", "a", "b", "c", "d"})
	rapid.Check(t, func(t *rapid.T) {
		r := &rows{section: section, solutions: &solutions{at: map[string]int{"thing": 0, "row": 1, "col": 2}}}
		cells, down := map[[2]string]map[string]bool{}, map[string]map[string]bool{}
		for range rapid.IntRange(0, 30).Draw(t, "rows") {
			thing, row, column := "t"+pick.Draw(t, "thing"), pick.Draw(t, "row"), pick.Draw(t, "col")
			r.rows = append(r.rows, []rdf.Term{iri(thing), iri(row), iri(column)})
			put(cells, [2]string{row, column}, thing)
			put(down, row, thing)
		}
		m := &Maker{names: map[string]Value{}}
		a := m.answer(r)
		r.rows = rapid.Permutation(r.rows).Draw(t, "order")
		if b := m.answer(r); draw(&View{Answers: []*Answer{a}}) != draw(&View{Answers: []*Answer{b}}) {
			t.Fatalf("the order of rows changes the pivot")
		}
		for _, l := range a.Lines {
			if l.N != len(down[l.Key.IRI]) {
				t.Fatalf("row %s: %d, want %d", l.Key.IRI, l.N, len(down[l.Key.IRI]))
			}
			for j, c := range l.Cells {
				if want := len(cells[[2]string{l.Key.IRI, a.Heads[j].IRI}]); c.N != want {
					t.Fatalf("%s, %s: %d, want %d", l.Key.IRI, a.Heads[j].IRI, c.N, want)
				}
			}
		}
		if len(a.Lines) != len(down) || slices.ContainsFunc(a.Lines, func(l Line) bool { return l.Key.Text == "" }) {
			t.Fatalf("%d rows, want %d", len(a.Lines), len(down))
		}
	})
}

func iri(s string) rdf.Term {
	if s == "" {
		return rdf.Term{}
	}
	return rdf.NewIRI(s)
}

func put[K comparable](m map[K]map[string]bool, k K, thing string) {
	if m[k] == nil {
		m[k] = map[string]bool{}
	}
	m[k][thing] = true
}
