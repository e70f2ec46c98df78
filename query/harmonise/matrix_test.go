package harmonise_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/query/harmonise"
)

// spokes is a small graph as the catalogue makes it, with a recorded finding of each kind of empty cell.
const spokes = `
@prefix io: <https://w3id.org/concord/def#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix sssom: <https://w3id.org/sssom/> . @prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix o: <https://w3id.org/concord/id/organisation/> . @prefix type: <https://w3id.org/concord/id/type/> . @prefix term: <https://w3id.org/concord/id/term/> .
@prefix fit: <https://w3id.org/concord/id/fit/> . @prefix ev: <https://w3id.org/concord/id/evidence/> . @prefix m: <https://w3id.org/concord/id/mapping/> .
@prefix cs: <https://w3id.org/concord/id/check-state/> . @prefix scheme: <https://w3id.org/concord/id/scheme/> . @prefix ln: <https://w3id.org/concord/id/legal-nature/> .
@prefix f: <https://w3id.org/concord/id/feature/> . @prefix c: <https://w3id.org/concord/id/claim/> .

type:act skos:inScheme scheme:hub ; skos:prefLabel "Act"@en , "Acte"@fr ; io:legalNature ln:depends .
type:decision skos:inScheme scheme:hub ; skos:prefLabel "Decision"@en , "Décision"@fr ; skos:altLabel "Ruling"@en ; skos:broader type:act ; io:legalNature ln:opt-out ; io:legalNatureLevel1 ln:binding ; xl:altLabel <urn:l> .
<urn:l> xl:literalForm "Ruling"@en ; io:labelKind <https://w3id.org/concord/id/label-kind/former> ; io:evidence ev:l .
type:advice skos:inScheme scheme:hub ; skos:prefLabel "Advice"@en ; io:legalNature ln:non-binding .
type:ring1 skos:inScheme scheme:hub ; skos:prefLabel "Ring 1"@en ; skos:broader type:ring2 .
type:ring2 skos:inScheme scheme:hub ; skos:prefLabel "Ring 2"@en ; skos:broader type:ring1 .
o:aa a org:FormalOrganization ; skos:notation "AA" ; skos:prefLabel "Alpha"@en ; io:coverage <https://w3id.org/concord/id/coverage/researched> .
o:bb a org:FormalOrganization ; skos:notation "BB" ; skos:prefLabel "Beta"@en ; io:coverage <https://w3id.org/concord/id/coverage/name-only> .
term:aa-order io:ofOrganisation o:aa ; skos:prefLabel "Order"@en , "Ordre"@fr ; io:hubType type:decision ; skos:broadMatch type:decision ; io:fit fit:typical ;
  io:legalNature ln:binding ; io:evidence ev:1 .
term:aa-bulletin io:ofOrganisation o:aa ; skos:prefLabel "Boletín"@es , "Bulletin"@fr ; <http://purl.org/dc/terms/language> "fr" ; io:hubType type:decision ; skos:closeMatch type:decision ; io:fit fit:near .
m:1 owl:annotatedSource term:aa-order ; owl:annotatedTarget type:decision ; io:fit fit:special ; io:evidence ev:1 , ev:2 .
m:2 owl:annotatedSource term:aa-order ; owl:annotatedTarget type:advice ; sssom:predicate_modifier sssom:NegatedPredicate ; io:evidence ev:3 .
ev:1 io:checkState cs:not-checked . ev:2 io:checkState cs:excerpt-seen . ev:3 io:checkState cs:checked . ev:l io:checkState cs:checked .
c:1 io:about o:bb ; io:feature f:no-such-instrument ; io:value type:decision , type:advice .
c:2 io:about o:bb ; io:feature f:unclear-instrument ; io:value type:act , type:advice .
c:3 io:about o:aa ; io:feature f:no-such-instrument ; io:value type:decision .
`

// holding fills a store with Turtle, every triple in two graphs.
func holding(t *testing.T, s index.Store, ttl string) index.Snapshot {
	t.Helper()
	indextest.LoadTurtle(t, s, ttl, "urn:g1", "urn:g2")
	return indextest.Snapshot(t, s)
}

// matrixOf reads a matrix from the model and from the native store: both must say the same.
func matrixOf(t *testing.T, ttl string, q harmonise.MatrixQuery) *harmonise.Matrix {
	t.Helper()
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, other := readMatrix(t, holding(t, s, ttl), q), readMatrix(t, holding(t, indextest.NewModel(), ttl), q)
	if draw(m) != draw(other) {
		t.Errorf("the store says\n%s\nthe model\n%s", draw(m), draw(other))
	}
	return m
}

func readMatrix(t *testing.T, snap index.Snapshot, q harmonise.MatrixQuery) *harmonise.Matrix {
	t.Helper()
	m, err := harmonise.NewMatrix(context.Background(), snap, q)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// draw writes a matrix as lines: the columns, then each row with its cells.
func draw(m *harmonise.Matrix) string {
	var b strings.Builder
	for _, c := range m.Columns {
		b.WriteString(" / " + c.String())
	}
	for _, r := range m.Rows {
		b.WriteString("\n" + strings.Repeat(">", r.Level) + r.Name)
		for _, c := range r.Cells {
			b.WriteString(" / " + c.String())
		}
	}
	return b.String()
}

func TestMatrix(t *testing.T) {
	for _, c := range []struct {
		name string
		q    harmonise.MatrixQuery
		want string
	}{
		{"all", harmonise.MatrixQuery{}, ` / AA / BB
Act / not researched / researched and unclear
>Decision / Bulletin (near, closeMatch; 0 evidence) | Order (special, broadMatch; binding; excerpt-seen; 2 evidence) / has no such instrument
Advice / not researched / researched and unclear
Ring 1 / not researched / not researched
>Ring 2 / not researched / not researched`},
		{"used", harmonise.MatrixQuery{Used: true}, ` / AA
>Decision / Bulletin (near, closeMatch; 0 evidence) | Order (special, broadMatch; binding; excerpt-seen; 2 evidence)`},
		{"family, organisations in their order", harmonise.MatrixQuery{Family: "act", Orgs: []string{"Beta", "aa", "BB"}, Lang: "fr", Types: []string{"Acte"}}, ` / BB / AA
Acte / researched and unclear / not researched`},
		{"nature, level 1", harmonise.MatrixQuery{Nature: "binding", Orgs: []string{"bb"}}, ` / BB
>Decision / has no such instrument`},
		{"nature, level 2", harmonise.MatrixQuery{Nature: "opt-out", Orgs: []string{"bb"}}, ` / BB
>Decision / has no such instrument`},
		{"fullest first", harmonise.MatrixQuery{Sort: harmonise.SortTerms, Family: "act"}, ` / AA / BB
>Decision / Bulletin (near, closeMatch; 0 evidence) | Order (special, broadMatch; binding; excerpt-seen; 2 evidence) / has no such instrument
Act / not researched / researched and unclear`},
		{"by name", harmonise.MatrixQuery{Sort: harmonise.SortName, Types: []string{"act", "advice"}, Orgs: []string{"AA"}}, ` / AA
Act / not researched
Advice / not researched`},
		{"languages", harmonise.MatrixQuery{Columns: harmonise.ByLanguage, Types: []string{"decision", "advice"}}, ` / en / fr
>Decision / Decision (preferred; 0 evidence) | Ruling (former; checked; 1 evidence) / Décision (preferred; 0 evidence)
Advice / Advice (preferred; 0 evidence) / not researched`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := draw(matrixOf(t, spokes, c.q)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestMatrixCounts(t *testing.T) {
	m := matrixOf(t, spokes, harmonise.MatrixQuery{})
	if want := (harmonise.MatrixCounts{Terms: 2, Filled: 1, HasNone: 1, Unclear: 2, NotResearched: 6}); m.Counts != want {
		t.Errorf("%+v, want %+v", m.Counts, want)
	}
	if m.Rows[1].Terms != 2 || m.Columns[0].Terms != 2 || m.Columns[1].Terms != 0 || m.Columns[1].Coverage != "name-only" {
		t.Errorf("%+v %+v", m.Rows[1], m.Columns)
	}
}

// TestMatrixHasOneAddress asks the same question in other words.
func TestMatrixHasOneAddress(t *testing.T) {
	names := []string{"Decision"}
	m := matrixOf(t, spokes, harmonise.MatrixQuery{Orgs: []string{"Beta", "aa", "BB"}, Types: names, Family: "Act"})
	if got, want := m.Query.Values().Encode(), "family=act&orgs=bb%2Caa&types=decision"; got != want {
		t.Errorf("the address is %s, want %s", got, want)
	}
	if names[0] != "Decision" {
		t.Error("the caller's list was changed")
	}
	m = matrixOf(t, elsewhere, harmonise.MatrixQuery{Orgs: []string{"the publisher"}, Types: []string{"boat"}})
	if got, want := m.Query.Values().Encode(), "orgs=http%3A%2F%2Fexample.org%2Fpub&types=http%3A%2F%2Fexample.org%2Fboat"; got != want {
		t.Errorf("the address is %s, want %s", got, want)
	}
}

// elsewhere is hub and spoke with SKOS alone: two vocabularies mapped to a third, one of them with a publisher.
const elsewhere = `
@prefix : <http://example.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
:hub dct:title "Things" . :a dct:title "A words" . :b dct:publisher :pub . :pub skos:prefLabel "The publisher" .
:vessel skos:inScheme :hub ; skos:prefLabel "Vessel" . :boat skos:inScheme :hub ; skos:prefLabel "Boat" ; skos:broader :vessel .
:a1 skos:inScheme :a ; skos:prefLabel "Cutter" ; skos:exactMatch :boat ; skos:broadMatch :vessel .
:b1 skos:inScheme :b ; skos:prefLabel "Ship" ; skos:broadMatch :vessel . :b2 skos:inScheme :b ; skos:prefLabel "Barge" ; skos:broadMatch :vessel ; skos:closeMatch :vessel .
:a2 skos:inScheme :a ; skos:closeMatch :b2 .
`

func TestMatrixOfAnyGraph(t *testing.T) {
	want := ` / A words / The publisher
Vessel / Cutter (broadMatch; 0 evidence) / Barge (broadMatch closeMatch; 0 evidence) | Ship (broadMatch; 0 evidence)
>Boat / Cutter (exactMatch; 0 evidence) / not researched`
	if got := draw(matrixOf(t, elsewhere, harmonise.MatrixQuery{})); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if m := matrixOf(t, `<urn:a> <urn:b> "c" .`, harmonise.MatrixQuery{}); len(m.Rows) != 0 || len(m.Columns) != 0 {
		t.Errorf("a graph without a hub: %+v", m)
	}
}

func TestMatrixRefuses(t *testing.T) {
	snap := holding(t, indextest.NewModel(), spokes)
	for _, q := range []harmonise.MatrixQuery{
		{Orgs: []string{"nobody"}}, {Types: []string{"nothing"}}, {Family: "nothing"}, {Columns: "rainbows"}, {Sort: "colour"},
		{Columns: harmonise.ByLanguage, Orgs: []string{"tlh"}},
	} {
		_, err := harmonise.NewMatrix(context.Background(), snap, q)
		if unknown := new(harmonise.UnknownError); !errors.As(err, &unknown) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := harmonise.NewMatrix(gone, snap, harmonise.MatrixQuery{}); !errors.Is(err, context.Canceled) {
		t.Errorf("with a cancelled context: %v", err)
	}
}

// TestMatrixAddress goes from a question to its address and back, for every field.
func TestMatrixAddress(t *testing.T) {
	for _, q := range []harmonise.MatrixQuery{
		{}, {Columns: harmonise.ByLanguage, Lang: "fr"}, {Orgs: []string{"OECD", "http://example.org/a?b=c,d"}, Types: []string{"x", "y"}, Family: "f", Nature: "binding", Used: true, Sort: harmonise.SortTerms},
	} {
		again := harmonise.MatrixQueryFrom(q.Values())
		if q.Values().Encode() != again.Values().Encode() || !slices.Equal(q.Orgs[:min(1, len(q.Orgs))], again.Orgs[:min(1, len(q.Orgs))]) {
			t.Errorf("%+v became %+v", q, again)
		}
	}
	a := harmonise.MatrixQuery{Columns: harmonise.ByOrganisation, Sort: harmonise.SortTree, Lang: "en"}.Values().Encode()
	if a != "" {
		t.Errorf("defaults are written into the address: %q", a)
	}
}
