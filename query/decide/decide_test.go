package decide_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

// world is a small catalogue: three organisations, a hub of three types, terms that look alike and differ.
const world = `
@prefix io: <https://w3id.org/concord/def#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix o: <https://w3id.org/concord/id/organisation/> . @prefix type: <https://w3id.org/concord/id/type/> . @prefix term: <https://w3id.org/concord/id/term/> .
@prefix fit: <https://w3id.org/concord/id/fit/> . @prefix scheme: <https://w3id.org/concord/id/scheme/> . @prefix ln: <https://w3id.org/concord/id/legal-nature/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix hw: <https://w3id.org/concord/id/head-word/> . @prefix dcterms: <http://purl.org/dc/terms/> .
type:top skos:inScheme scheme:hub ; skos:prefLabel "Instrument"@en .
type:act skos:inScheme scheme:hub ; skos:prefLabel "Act"@en ; skos:broader type:top ; io:legalNatureLevel1 ln:binding .
type:decision skos:inScheme scheme:hub ; skos:prefLabel "Decision"@en ; skos:broader type:act ; io:legalNatureLevel1 ln:binding .
type:advice skos:inScheme scheme:hub ; skos:prefLabel "Advice"@en ; skos:broader type:act ; io:legalNatureLevel1 ln:non-binding .
o:aa a org:FormalOrganization ; skos:notation "AA" ; skos:prefLabel "Alpha"@en ; io:since "1950"^^xsd:gYear .
o:bb a org:FormalOrganization ; skos:notation "BB" ; skos:prefLabel "Beta"@en ; io:since "1990"^^xsd:gYear .
o:cc a org:FormalOrganization ; skos:notation "CC" ; skos:prefLabel "Gamma"@en ; io:since "1960"^^xsd:gYear ; io:until "2000"^^xsd:gYear .
term:aa-decision io:ofOrganisation o:aa ; skos:prefLabel "Decision"@en ; io:hubType type:decision ; skos:broadMatch type:decision ; io:fit fit:typical ; io:legalNature ln:binding ; io:legalNatureLevel1 ln:binding ; io:headWord hw:decision .
term:aa-ruling io:ofOrganisation o:aa ; skos:prefLabel "Ruling"@en ; io:hubType type:decision ; skos:broadMatch type:decision ; io:fit fit:special ; io:legalNature ln:binding ; io:legalNatureLevel1 ln:binding .
term:bb-decisions io:ofOrganisation o:bb ; skos:prefLabel "Decisions"@en ; skos:altLabel "Ruling"@en ; io:hubType type:decision ; skos:broadMatch type:decision ; io:fit fit:typical ; io:legalNature ln:binding ; io:legalNatureLevel1 ln:binding ; io:headWord hw:decision .
term:bb-advice io:ofOrganisation o:bb ; skos:prefLabel "Advice"@en ; io:hubType type:advice ; skos:broadMatch type:advice ; io:fit fit:typical ; io:legalNature ln:non-binding ; io:legalNatureLevel1 ln:non-binding .
term:cc-decision io:ofOrganisation o:cc ; skos:prefLabel "DECISION"@en ; io:hubType type:decision ; skos:broadMatch type:decision ; io:fit fit:typical ; io:legalNature ln:binding ; io:legalNatureLevel1 ln:binding ; io:headWord hw:decision .
term:cc-counsel io:ofOrganisation o:cc ; skos:prefLabel "Counsel"@en ; io:hubType type:advice ; skos:closeMatch type:advice ; io:fit fit:near ; io:legalNature ln:non-binding .
scheme:aa a skos:ConceptScheme ; dcterms:publisher o:aa .
term:aa-advice skos:inScheme scheme:aa ; skos:prefLabel "Advices"@en ; io:legalNature ln:non-binding .
`

func open(t testing.TB, ttl string) index.Store {
	t.Helper()
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	indextest.LoadTurtle(t, s, ttl, "urn:g")
	return s
}

func snapshot(t testing.TB, s index.Store) index.Snapshot {
	t.Helper()
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { snap.Close() })
	return snap
}

// quadsOf reads a graph as a set.
func quadsOf(t testing.TB, s index.Store, graph string) map[string]bool {
	t.Helper()
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	id := make([]index.ID, 1)
	if err := snap.IDs(context.Background(), []rdf.Term{rdf.NewIRI(graph)}, id); err != nil {
		t.Fatal(err)
	}
	cur, err := snap.Scan(context.Background(), index.Scan{Order: index.SPO, Cols: 0b111, Graphs: index.One(id[0])})
	if err != nil {
		t.Fatal(err)
	}
	defer cur.Close()
	out := map[string]bool{}
	room := [][]index.ID{make([]index.ID, 1), make([]index.ID, 1), make([]index.ID, 1)}
	for id[0] != 0 {
		if _, err := cur.Next(room); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		terms := make([]rdf.Term, 3)
		if err := snap.Terms(context.Background(), []index.ID{room[0][0], room[1][0], room[2][0]}, terms); err != nil {
			t.Fatal(err)
		}
		out[fmt.Sprint(terms)] = true
	}
	return out
}

func term(slug string) string { return ontology.Thing("term", slug).Value }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func pair(o decide.Outcome, a, b, who string) decide.Decision {
	return decide.Decision{Outcome: o, Subject: term(a), Object: term(b), Reviewer: who, Reason: "because"}
}

func record(t testing.TB, s index.Store, now time.Time, d ...decide.Decision) []decide.Decision {
	t.Helper()
	r, err := decide.Record(context.Background(), s, now, d...)
	if err != nil {
		t.Fatal(err)
	}
	return r.Decisions
}

func logOf(t testing.TB, s index.Store) *decide.Log {
	t.Helper()
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	l, err := decide.Read(context.Background(), snap)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestDecisionComesBack(t *testing.T) {
	s := open(t, world)
	d := pair(decide.Accepted, "aa-decision", "bb-decisions", "Jane Doe")
	d.Rule, d.Confidence, d.Predicate = "Rule 7", 0.75, "skos:closeMatch"
	d.Dissent = []decide.Dissent{{ontology.Thing("organisation", "cc").Value, "CC reserves its position"}}
	got := record(t, s, noon, d)[0]
	back := logOf(t, s).Decisions[0]
	if fmt.Sprint(got) != fmt.Sprint(back) {
		t.Errorf("recorded\n%+v\nread\n%+v", got, back)
	}
	if back.Number != 1 || back.Confidence != 0.75 || back.Rule != "Rule 7" || len(back.Dissent) != 1 || !back.Date.Equal(noon) || back.Asserts != "closeMatch" {
		t.Errorf("%+v", back)
	}
	next := pair(decide.Deferred, "bb-decisions", "aa-decision", "Max Roe")
	if d := record(t, s, noon.Add(time.Hour), next)[0]; d.Supersedes != back.IRI {
		t.Errorf("the other direction is another matter: %+v", d)
	}
	if left := quadsOf(t, s, decide.InForceGraph); len(left) != 0 {
		t.Errorf("a deferred match still asserts %v", left)
	}
}

// TestExactNeedsTwo: one reviewer's exactMatch holds as closeMatch; a second reviewer makes it exact; anything else ends it.
func TestExactNeedsTwo(t *testing.T) {
	s := open(t, world)
	exact := func(who string) decide.Decision {
		d := pair(decide.Accepted, "aa-decision", "bb-decisions", who)
		d.Predicate = decide.ExactMatch
		return d
	}
	for i, step := range []struct {
		d    decide.Decision
		want string
	}{
		{exact("Jane Doe"), "closeMatch"}, {exact("jane  DOE."), "closeMatch"}, {exact("Max Roe"), "exactMatch"},
		{pair(decide.Rejected, "bb-decisions", "aa-decision", "Jane Doe"), ""}, {exact("Ann Lee"), "closeMatch"},
	} {
		if got := record(t, s, noon.Add(time.Duration(i)*time.Hour), step.d)[0].Asserts; got != step.want {
			t.Errorf("step %d asserts %q, want %q", i, got, step.want)
		}
		asserted := false
		for q := range quadsOf(t, s, decide.InForceGraph) {
			asserted = asserted || strings.Contains(q, "core#"+step.want)
		}
		if asserted != (step.want != "") {
			t.Errorf("step %d: in force is %v", i, quadsOf(t, s, decide.InForceGraph))
		}
	}
}

func TestRefused(t *testing.T) {
	s := open(t, world+"term:bb-decisions skos:exactMatch term:cc-decision . term:cc-counsel skos:broadMatch term:bb-advice .")
	with := func(d decide.Decision, change func(*decide.Decision)) decide.Decision {
		change(&d)
		return d
	}
	exact := func(d *decide.Decision) { d.Predicate = decide.ExactMatch }
	good := pair(decide.Accepted, "aa-decision", "bb-decisions", "J")
	for want, d := range map[string]decide.Decision{
		"two terms of one organisation":      with(pair(decide.Accepted, "aa-decision", "bb-decisions", "J"), exact), // with aa-ruling below
		"differ in legal nature":             with(pair(decide.Accepted, "aa-decision", "bb-advice", "J"), exact),
		"stand in broadMatch to each other":  with(pair(decide.Accepted, "cc-counsel", "bb-advice", "J"), exact),
		"terms of two organisations only":    {Outcome: decide.Accepted, Subject: term("aa-decision"), Object: ontology.Thing("type", "act").Value, Predicate: "exactMatch", Reviewer: "J", Reason: "x"},
		"no room for narrowMatch":            with(pair(decide.Accepted, "bb-decisions", "cc-decision", "J"), func(d *decide.Decision) { d.Predicate = "narrowMatch" }),
		"both are terms of one organisation": pair(decide.Accepted, "aa-decision", "aa-ruling", "J"),
		"is no term of an organisation":      {Outcome: decide.Rejected, Subject: ontology.Thing("type", "act").Value, Object: term("aa-decision"), Reviewer: "J", Reason: "x"},
		"there is no <":                      pair(decide.Accepted, "aa-decision", "zz-nothing", "J"),
		"needs a reason":                     with(good, func(d *decide.Decision) { d.Reason = " " }),
		"needs the name":                     with(good, func(d *decide.Decision) { d.Reviewer = "..." }),
		"no predicate":                       with(good, func(d *decide.Decision) { d.Predicate = "relatedMatch" }),
		"in the future":                      with(good, func(d *decide.Decision) { d.Date = noon.AddDate(0, 0, 2) }),
		"the two sides are the same":         pair(decide.Accepted, "aa-decision", "aa-decision", "J"),
		"is no outcome":                      pair("maybe", "aa-decision", "bb-decisions", "J"),
		"control characters":                 with(good, func(d *decide.Decision) { d.Reason = "a\x00b" }),
		"not between 0 and 1":                with(good, func(d *decide.Decision) { d.Confidence = 7 }),
		"a dissent needs":                    with(good, func(d *decide.Decision) { d.Dissent = []decide.Dissent{{"", "no"}} }),
		"longer than 8000 bytes":             with(good, func(d *decide.Decision) { d.Reason = strings.Repeat("x", 9000) }),
	} {
		if want == "two terms of one organisation" {
			first := pair(decide.Accepted, "aa-ruling", "cc-decision", "J")
			first.Predicate = decide.ExactMatch
			second := first
			second.Reviewer = "K"
			record(t, s, noon.Add(-time.Hour), first, second)
		}
		before := quadsOf(t, s, decide.Graph)
		_, err := decide.Record(context.Background(), s, noon, pair(decide.Deferred, "aa-advice", "bb-advice", "J"), d)
		var refused *decide.RefusedError
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
		if len(quadsOf(t, s, decide.Graph)) != len(before) {
			t.Errorf("%s: something was recorded all the same", want)
		}
	}
}

// TestLogOnlyGrows: whatever is decided, in whatever order, every earlier statement of the log is still there, the numbers
// run on, one decision per matter is in force, and what is in force is what the log says.
func TestLogOnlyGrows(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := open(t, world)
		before := quadsOf(t, s, decide.Graph)
		now := noon
		for i := range rapid.IntRange(1, 8).Draw(r, "steps") {
			d := drawDecision(r)
			now = now.Add(time.Duration(rapid.IntRange(0, 48).Draw(r, "hours")) * time.Hour)
			if _, err := decide.Record(context.Background(), s, now, d); err != nil && !errors.As(err, new(*decide.RefusedError)) {
				r.Fatal(err)
			}
			after := quadsOf(t, s, decide.Graph)
			for q := range before {
				if !after[q] {
					r.Fatalf("step %d lost %s", i, q)
				}
			}
			before = after
		}
		l := logOf(t, s)
		want := map[string]bool{}
		for _, q := range l.State() {
			want[fmt.Sprint([]rdf.Term{q.S, q.P, q.O})] = true
		}
		if got := quadsOf(t, s, decide.InForceGraph); fmt.Sprint(got) != fmt.Sprint(want) {
			r.Fatalf("in force is %v, the log says %v", got, want)
		}
		written := map[string]bool{}
		for _, q := range decide.Chosen(l.Decisions).Quads() {
			written[fmt.Sprint([]rdf.Term{q.S, q.P, q.O})] = true
		}
		for q := range before { // reading the log and writing it again gives the log
			if !written[q] && !strings.Contains(q, ontology.DCTTitle) {
				r.Fatalf("the export of the log lacks %s", q)
			}
			delete(written, q)
		}
		if len(written) > 0 {
			r.Fatalf("the export of the log makes up %v", written)
		}
		for i, d := range l.Decisions {
			if d.Number != i+1 {
				r.Fatalf("the numbers are %d at %d", d.Number, i)
			}
		}
	})
}

var termSlugs = []string{"aa-decision", "aa-ruling", "aa-advice", "bb-decisions", "bb-advice", "cc-decision", "cc-counsel"}

func drawDecision(r *rapid.T) decide.Decision {
	if rapid.IntRange(0, 4).Draw(r, "cell") == 0 {
		return decide.Decision{Outcome: rapid.SampledFrom([]decide.Outcome{decide.HasNone, decide.Unclear, decide.Reported}).Draw(r, "finding"), Reviewer: "J",
			Subject: ontology.Thing("organisation", "aa").Value, Object: ontology.Thing("type", "advice").Value, Value: "x"}
	}
	d := pair(rapid.SampledFrom([]decide.Outcome{decide.Accepted, decide.Rejected, decide.Deferred}).Draw(r, "outcome"),
		rapid.SampledFrom(termSlugs).Draw(r, "a"), rapid.SampledFrom(termSlugs).Draw(r, "b"), rapid.SampledFrom([]string{"J", "K"}).Draw(r, "who"))
	d.Predicate = rapid.SampledFrom([]string{"", "exactMatch", "broadMatch"}).Draw(r, "predicate")
	return d
}

// TestNoClosureJoins: after any decisions the exactMatches in force make no two terms of one organisation equal.
func TestNoClosureJoins(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := open(t, world)
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			d := drawDecision(r)
			if d.Predicate = decide.ExactMatch; d.Outcome.OfPair() {
				d.Outcome = decide.Accepted
			}
			_, err := decide.Record(context.Background(), s, noon, d)
			if err == nil {
				d.Reviewer += "2"
				_, err = decide.Record(context.Background(), s, noon, d)
			}
			if err != nil && !errors.As(err, new(*decide.RefusedError)) {
				r.Fatal(err)
			}
		}
		group := map[string]string{}
		var find func(string) string
		find = func(x string) string {
			if group[x] == "" || group[x] == x {
				return x
			}
			return find(group[x])
		}
		for _, d := range logOf(t, s).InForce() {
			if d.Asserts == decide.ExactMatch {
				group[find(d.Subject)] = find(d.Object)
			}
		}
		seen := map[string]string{}
		for _, slug := range termSlugs {
			key := find(term(slug)) + slug[:2]
			if seen[key] != "" {
				r.Fatalf("%s and %s are equal", seen[key], slug)
			}
			seen[key] = slug
		}
	})
}

func TestAtAnEarlierDate(t *testing.T) {
	s := open(t, world)
	days := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	record(t, s, days(0), pair(decide.Accepted, "aa-decision", "bb-decisions", "J"))
	record(t, s, days(2), pair(decide.Rejected, "aa-decision", "bb-decisions", "J"))
	back := pair(decide.Accepted, "aa-ruling", "cc-decision", "J")
	back.Date = days(1)
	record(t, s, days(3), back)
	l := logOf(t, s)
	for n, want := range []int{1, 2, 1} {
		asserted := 0
		for _, d := range l.At(days(n)).InForce() {
			if d.Asserts != "" {
				asserted++
			}
		}
		if asserted != want {
			t.Errorf("day %d asserts %d matches, want %d", n, asserted, want)
		}
	}
	if !slices.ContainsFunc(l.At(days(2)).Decisions, func(d decide.Decision) bool { return d.Outcome == decide.Rejected }) {
		t.Error("the rejection is missing on its day")
	}
	late := pair(decide.Accepted, "aa-decision", "bb-decisions", "K")
	late.Date = days(1)
	if _, err := decide.Record(context.Background(), s, days(4), late); err == nil {
		t.Error("a decision slipped in before the one it takes the place of")
	}
}

func TestFoundByName(t *testing.T) {
	snap := snapshot(t, open(t, world))
	for name, want := range map[string]string{"aa-decision": "aa-decision", "term:aa-ruling": "aa-ruling", "BB/Advice": "bb-advice", term("cc-counsel"): "cc-counsel"} {
		if o, err := harmonise.FindConcept(context.Background(), snap, name); err != nil || o.IRI != term(want) {
			t.Errorf("%s: %v %v", name, o, err)
		}
	}
	for _, name := range []string{"", "nought", "aa/Nought", "zz/Decision", "type:", "https://example.org/x"} {
		if o, err := harmonise.FindConcept(context.Background(), snap, name); err == nil {
			t.Errorf("%q was found: %v", name, o)
		}
	}
}

// TestMatchIsSeenAndTakenBack: an accepted match of a term and a type is a cell of the matrix until it is taken back.
func TestMatchIsSeenAndTakenBack(t *testing.T) {
	s := open(t, world)
	d := decide.Decision{Outcome: decide.Accepted, Subject: term("aa-advice"), Object: ontology.Thing("type", "advice").Value, Reviewer: "J", Reason: "x"}
	for i, want := range []string{"not researched", "Advices (broadMatch; non-binding; 0 evidence)", "not researched"} {
		snap, err := s.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		m, err := harmonise.NewMatrix(context.Background(), snap, harmonise.MatrixQuery{Orgs: []string{"aa"}, Types: []string{"advice"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Rows[0].Cells[0].String(); got != want {
			t.Errorf("step %d shows %q, want %q", i, got, want)
		}
		snap.Close()
		record(t, s, noon.Add(time.Duration(i)*time.Hour), d)
		d.Outcome = decide.Deferred
	}
}

// TestWhatIsGoneIsSaid: a decision outlives the term that it was about.
func TestWhatIsGoneIsSaid(t *testing.T) {
	s := open(t, world)
	record(t, s, noon, pair(decide.Accepted, "aa-decision", "bb-decisions", "J"))
	w, err := s.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	id := make([]index.ID, 1)
	if err := w.Intern([]rdf.Term{rdf.NewIRI("urn:g")}, id); err != nil {
		t.Fatal(err)
	}
	if err := w.ClearGraph(id[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	snap := snapshot(t, s)
	entries, err := decide.Chosen(logOf(t, s).Decisions).Entries(context.Background(), snap)
	if err != nil || len(entries) != 1 || !entries[0].Gone || entries[0].SubjectName != "aa decision" {
		t.Errorf("%v %+v", err, entries)
	}
	if _, err := decide.Record(context.Background(), s, noon, pair(decide.Accepted, "aa-decision", "bb-decisions", "J")); !errors.As(err, new(*decide.RefusedError)) {
		t.Errorf("what is gone is accepted: %v", err)
	}
	record(t, s, noon, pair(decide.Deferred, "bb-decisions", "aa-decision", "J"))
	if left := quadsOf(t, s, decide.InForceGraph); len(left) != 0 {
		t.Errorf("taken back, it still asserts %v", left)
	}
}

// TestSheetElsewhere: a review sheet of a graph that is not the catalogue.
func TestSheetElsewhere(t *testing.T) {
	s := open(t, `@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dcterms: <http://purl.org/dc/terms/> . @prefix : <https://example.org/> .
:one a skos:ConceptScheme ; dcterms:publisher :alpha . :hub a skos:ConceptScheme . :law skos:inScheme :hub ; skos:prefLabel "Law"@en . :act skos:inScheme :hub ; skos:prefLabel "Act"@en .
:alpha skos:prefLabel "Alpha"@en . :a1 skos:inScheme :one ; skos:prefLabel "Statute"@en , "Loi"@fr ; skos:broadMatch :law .`)
	snap := snapshot(t, s)
	sheet, err := decide.NewSheet(context.Background(), snap, "https://example.org/alpha", noon)
	if err != nil || len(sheet.Statements) != 1 || sheet.Statements[0].Value != "Loi (fr); Statute (en)" || len(sheet.Cells) != 1 || sheet.Cells[0].Value != "Act" {
		t.Fatalf("%v %+v", err, sheet)
	}
	filled := decide.Filled{ID: sheet.ID, Organisation: "https://example.org/alpha", Rows: []decide.FilledRow{
		{Page: "p", Line: 2, ID: sheet.Statements[0].ID, Value: sheet.Statements[0].Value, Answer: "confirm", Name: "J"},
		{Page: "q", Line: 2, Cell: true, ID: sheet.Cells[0].ID, Value: "Act", Answer: "we have none", Name: "J"}}}
	a, err := decide.RecordSheet(context.Background(), s, noon, filled)
	if err != nil || len(a.Recorded) != 2 {
		t.Fatalf("%v %+v", err, a)
	}
	if _, err := decide.NewSheet(context.Background(), snap, "https://example.org/law", noon); !errors.As(err, new(*harmonise.NotFoundError)) {
		t.Errorf("a sheet of a type: %v", err)
	}
}

// TestManyAtOnce: decisions that arrive at the same time are all recorded, each under a number of its own.
func TestManyAtOnce(t *testing.T) {
	s := open(t, world)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			d := pair([]decide.Outcome{decide.Accepted, decide.Rejected}[i%2], "aa-decision", "bb-decisions", fmt.Sprintf("Reviewer %d", i))
			if _, err := decide.Record(context.Background(), s, noon, d); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	l := logOf(t, s)
	people := map[string]bool{}
	for i, d := range l.Decisions {
		people[d.Reviewer] = true
		if d.Number != i+1 || i > 0 && d.Supersedes != l.Decisions[i-1].IRI {
			t.Errorf("%+v", d)
		}
	}
	if len(people) != 16 || len(l.InForce()) != 1 {
		t.Errorf("%d reviewers, %d decisions in force", len(people), len(l.InForce()))
	}
}

// TestCancelled: a request that is broken off records nothing.
func TestCancelled(t *testing.T) {
	s := open(t, world)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := decide.Record(ctx, s, noon, pair(decide.Accepted, "aa-decision", "bb-decisions", "J")); !errors.Is(err, context.Canceled) {
		t.Errorf("recorded after the end: %v", err)
	}
	if n := len(logOf(t, s).Decisions); n != 0 {
		t.Errorf("%d decisions", n)
	}
	if _, err := decide.Propose(ctx, snapshot(t, s), decide.ProposeQuery{}); !errors.Is(err, context.Canceled) {
		t.Errorf("proposed after the end: %v", err)
	}
}
