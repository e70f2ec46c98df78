package main

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ingest/catalogue"
	"w3id.org/concord/ontology"
	"w3id.org/concord/query"
	"w3id.org/concord/query/groups"
)

// groupStore holds the catalogue once for all views; they only read it.
var groupStore = sync.OnceValues(func() (index.Store, error) {
	s, err := store.Open("", store.Options{})
	if err != nil {
		return nil, err
	}
	_, err = catalogue.Load(context.Background(), s, nil)
	return s, err
})

// groupView makes a view over the shipped catalogue.
func groupView(t *testing.T, id string, q groups.Question) *groups.View {
	t.Helper()
	s, err := groupStore()
	if err != nil {
		t.Fatal(err)
	}
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { snap.Close() })
	g, err := groups.Get(id)
	if err != nil {
		t.Fatal(err)
	}
	m := groups.Maker{Engine: query.New(s, query.Options{DefaultGraph: query.Union, Prefixes: ontology.Prefixes}), Snap: snap}
	v, err := m.Make(context.Background(), g, q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestGroupViews: every section of every group has rows; its evidence and its coverage add up to its things.
func TestGroupViews(t *testing.T) {
	for _, g := range groups.All() {
		v := groupView(t, g.ID, groups.Question{})
		if len(v.Answers) != len(g.Sections) {
			t.Errorf("%s: %d of %d sections", g.ID, len(v.Answers), len(g.Sections))
		}
		for _, a := range v.Answers {
			if a.N == 0 || len(a.Lines) == 0 {
				t.Errorf("%s, %s is empty", g.ID, a.ID)
			}
			if n := a.Trust.Checked + a.Trust.Seen + a.Trust.Unchecked + a.Trust.Unrecorded; n != a.N || a.Trust.Unrecorded > 0 {
				t.Errorf("%s, %s: the evidence of %d things adds up to %+v", g.ID, a.ID, a.N, a.Trust)
			}
			for _, c := range a.Coverage {
				if c.Stated+c.Silent+c.Empty != a.N {
					t.Errorf("%s, %s: %d things, %+v", g.ID, a.ID, a.N, c)
				}
			}
			for _, l := range a.Lines {
				if len(l.Cells)+1 != len(a.Heads) && !a.Pivot || a.Pivot && len(l.Cells) != len(a.Heads) || l.Key.Text == "" {
					t.Errorf("%s, %s: a line is not whole: %+v", g.ID, a.ID, l)
				}
			}
		}
	}
}

// TestImplementationView counts WG2 from the tables.
func TestImplementationView(t *testing.T) {
	v := groupView(t, "wg2", groups.Question{})
	mechanisms, branch := readTable(t, "mechanisms"), tops(readTable(t, "mechanism_types"))
	family, nature := column(readTable(t, "instrument_types"), "id", "family_id"), column(readTable(t, "instrument_types"), "id", "legal_nature")
	ofTerm := column(readTable(t, "terms"), "id", "legal_nature")
	var instruments, natures, modes, organisations, actors []counted
	themes := map[string][]counted{}
	for _, m := range mechanisms {
		id := m["id"]
		natureOf := map[string]bool{}
		for _, x := range m.list("term_ids") {
			natureOf[ofTerm[x]] = true
		}
		if len(natureOf) == 0 {
			for _, x := range m.or("instrument_type_ids") {
				natureOf[nature[x]] = true
			}
		}
		for _, kind := range m.list("mechanism_type") {
			organisations = append(organisations, counted{id, m["organisation"], branch[kind]})
			for _, x := range m.or("instrument_type_ids") {
				instruments = append(instruments, counted{id, kind, family[x]})
			}
			for n := range natureOf {
				natures = append(natures, counted{id, branch[kind], n})
				modes = append(modes, counted{id, m["implementation_mode"], n})
			}
		}
		main := branch[m.list("mechanism_type")[0]]
		for _, x := range m.or("critical_actor_ids") {
			actors = append(actors, counted{id, x, main})
		}
		for _, feature := range []string{"benefit", "cost", "challenge"} {
			for _, x := range m.or(feature + "_themes") {
				themes[feature] = append(themes[feature], counted{id, x, main})
			}
		}
	}
	none := groups.NotDocumented
	holdsPivot(t, answerOf(t, v, "instruments"), [2]string{none, "no type of instrument recorded"}, instruments)
	holdsPivot(t, answerOf(t, v, "organisations"), [2]string{none, none}, organisations)
	holdsPivot(t, answerOf(t, v, "natures"), [2]string{none, "no legal nature recorded"}, natures)
	holdsPivot(t, answerOf(t, v, "modes"), [2]string{none, "no legal nature recorded"}, modes)
	holdsPivot(t, answerOf(t, v, "actors"), [2]string{none, none}, actors)
	for feature, section := range map[string]string{"benefit": "benefits", "cost": "costs", "challenge": "challenges"} {
		a := answerOf(t, v, section)
		holdsPivot(t, a, [2]string{none, none}, themes[feature])
		documented := 0
		for _, m := range mechanisms {
			if m[feature] != "" {
				documented++
			}
		}
		if c := a.Coverage[0]; c.Stated != documented || c.Empty != len(mechanisms)-documented || c.Silent != 0 {
			t.Errorf("%s: %+v, the table documents %d of %d", section, c, documented, len(mechanisms))
		}
	}
	if c := answerOf(t, v, "mechanisms"); len(c.Lines) != len(mechanisms) {
		t.Errorf("%d mechanisms, the table has %d", len(c.Lines), len(mechanisms))
	}
	holdsNarrowed(t, mechanisms, branch)
}

// holdsNarrowed: an organisation and a type narrow every section whose query knows them; the others say so.
func holdsNarrowed(t *testing.T, mechanisms []record, branch map[string]string) {
	t.Helper()
	v := groupView(t, "wg2", groups.Question{Args: map[string]string{"organisation": "OECD", "type": "mechanism-type:mt-monitoring"}})
	var want []string
	for _, m := range mechanisms {
		if m["organisation"] == "oecd" && slices.ContainsFunc(m.list("mechanism_type"), func(k string) bool { return branch[k] == "mt-monitoring" }) {
			want = append(want, m["id"])
		}
	}
	slices.Sort(want)
	var got []string
	for _, l := range answerOf(t, v, "mechanisms").Lines {
		got = append(got, slugOf(l.Key))
	}
	slices.Sort(got)
	if !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("narrowed to %v, the table has %v", got, want)
	}
	if a := answerOf(t, v, "typology"); !slices.Equal(a.Ignored, []string{"organisation", "type"}) {
		t.Errorf("the typology is not narrowed, and says %v", a.Ignored)
	}
	for _, name := range []string{"instruments", "natures", "benefits", "actors"} {
		if a := answerOf(t, v, name); a.N != len(want) || len(a.Ignored) > 0 {
			t.Errorf("%s: n = %d, want %d; not narrowed by %v", name, a.N, len(want), a.Ignored)
		}
	}
}

// TestPicks: what is picked from a pivot is what its cell, its row and its column count.
func TestPicks(t *testing.T) {
	for _, c := range [][2]string{{"wg2", "natures"}, {"wg3", "risks"}, {"wg4", "facets"}, {"wg5", "grounds"}} {
		a := groupView(t, c[0], groups.Question{Sections: []string{c[1]}}).Answers[0]
		count := func(p groups.Pick) int {
			b := groupView(t, c[0], groups.Question{Sections: []string{c[1]}, Pick: p}).Answers[0]
			if b.Pivot || len(b.Lines) != b.N || len(b.Picked) == 0 {
				t.Errorf("%v, %+v: %d lines of %d things", c, p, len(b.Lines), b.N)
			}
			return b.N
		}
		for i, h := range a.Heads {
			if n := count(groups.Pick{Col: h.Code}); n != a.Totals[i] {
				t.Errorf("%v, column %s: %d are picked, %d counted", c, h.Code, n, a.Totals[i])
			}
		}
		for _, l := range a.Lines[:3] {
			if n := count(groups.Pick{Row: l.Code}); n != l.N {
				t.Errorf("%v, row %s: %d are picked, %d counted", c, l.Code, n, l.N)
			}
			for i, cell := range l.Cells {
				if n := count(groups.Pick{Row: l.Code, Col: a.Heads[i].Code}); n != cell.N {
					t.Errorf("%v, %s, %s: %d are picked, %d counted", c, l.Code, a.Heads[i].Code, n, cell.N)
				}
			}
		}
	}
}

// TestStakeholderView: where stakeholders could take part, where they do, and the gap, from the tables.
func TestStakeholderView(t *testing.T) {
	v := groupView(t, "wg3", groups.Question{})
	could, does := map[[2]string]bool{}, map[[2]string]map[string]bool{}
	for _, s := range readTable(t, "stakeholder_types") {
		for _, stage := range s.list("stages_possible") {
			could[[2]string{s["id"], stage}] = true
		}
	}
	engagements := readTable(t, "stakeholder_engagement")
	var processes, risks []counted
	for _, e := range engagements {
		for _, stage := range e.list("stage") {
			add(does, [2]string{e["stakeholder_type"], stage}, e["id"])
		}
		processes = append(processes, counted{e["id"], e["process_type"], e["relation_to_membership"]})
		for _, x := range e.or("risk_themes") {
			risks = append(risks, counted{e["id"], x, e["process_type"]})
		}
	}
	a, seen, gaps := answerOf(t, v, "stages"), 0, 0
	for _, l := range a.Lines {
		for j, c := range l.Cells {
			k := [2]string{slugOf(l.Key), slugOf(a.Heads[j].Value)}
			want := map[[2]bool]string{{true, false}: groups.Gap, {true, true}: groups.Does, {false, true}: groups.Extra}[[2]bool{could[k], len(does[k]) > 0}]
			if c.N != len(does[k]) || c.Mark != want {
				t.Errorf("%v: %d %q, the tables say %d %q", k, c.N, c.Mark, len(does[k]), want)
			}
			if want != "" {
				seen++
			}
		}
		gaps += l.Gaps
	}
	for _, n := range a.Gaps {
		gaps -= n
	}
	if gaps != 0 || slices.Max(a.Gaps) != 23 { // of consultation
		t.Errorf("the gaps of rows and columns differ by %d; %v", gaps, a.Gaps)
	}
	union := maps.Clone(could)
	for k := range does {
		union[k] = true
	}
	if seen != len(union) {
		t.Errorf("%d cells are marked, the tables have %d", seen, len(union))
	}
	none := [2]string{groups.NotDocumented, groups.NotDocumented}
	holdsPivot(t, answerOf(t, v, "processes"), none, processes)
	holdsPivot(t, answerOf(t, v, "risks"), none, risks)
	for aim, n := range map[string]int{"dissemination": 12, "adherence": 11, "uptake": 12} {
		if a := answerOf(t, v, aim); len(a.Lines) != n {
			t.Errorf("%s: %d options, the table has %d", aim, len(a.Lines), n)
		}
	}
	if a := answerOf(t, v, "definitions"); len(a.Lines) != len(readTable(t, "engagement_definitions")) {
		t.Errorf("%d definitions", len(a.Lines))
	}
}

// TestEvaluationView: facets filled or not coded, and contrasts kept apart, from the tables.
func TestEvaluationView(t *testing.T) {
	v := groupView(t, "wg4", groups.Question{})
	var tools, links []counted
	values, silent := map[[3]string]int{}, map[string]int{}
	plain, contrasts := 0, 0
	for _, e := range readTable(t, "evaluations") {
		contrast := e["is_contrast"]
		for _, facet := range []string{"timing", "scope", "regularity", "object", "conduct"} {
			values[[3]string{facet, e[facet], contrast}]++
		}
		if contrast == "yes" {
			contrasts++
			continue
		}
		plain++
		for _, facet := range []string{"timing", "scope", "regularity", "object", "conduct"} {
			if e[facet] == "not-coded" {
				silent[facet]++
			}
		}
		for _, x := range e.or("tool_codes") {
			tools = append(tools, counted{e["id"], e["organisation"], x})
		}
		links = append(links, counted{e["id"], e["link_kind"], e["link_direction"]})
	}
	none := [2]string{groups.NotDocumented, groups.NotDocumented}
	holdsPivot(t, answerOf(t, v, "tools"), none, tools)
	holdsPivot(t, answerOf(t, v, "links"), none, links)
	if a, b := answerOf(t, v, "catalogue"), answerOf(t, v, "contrasts"); a.N != plain || b.N != contrasts || contrasts == 0 {
		t.Errorf("%d evaluations and %d contrasts, the table has %d and %d", a.N, b.N, plain, contrasts)
	}
	for _, c := range answerOf(t, v, "catalogue").Coverage[:5] {
		if n := silent[strings.ToLower(c.Column)]; c.Silent != n || c.Empty != 0 {
			t.Errorf("%s: %+v, the table has %d not coded", c.Column, c, n)
		}
	}
	facets, cells := answerOf(t, v, "facets"), 0
	for _, l := range facets.Lines {
		facet := strings.TrimPrefix(strings.ToLower(slugOf(*l.Group)), "evaluation-")
		for j, c := range l.Cells {
			contrast := map[string]string{"evaluations of instruments": "no", "kept for contrast": "yes"}[facets.Heads[j].Text]
			if n := values[[3]string{facet, slugOf(l.Key), contrast}]; c.N != n {
				t.Errorf("%s, %s, contrast %s: %d, the table has %d", facet, slugOf(l.Key), facets.Heads[j].Text, c.N, n)
			} else if n > 0 {
				cells++
			}
		}
	}
	if cells != len(values) {
		t.Errorf("%d counts, the table has %d", cells, len(values))
	}
}

// TestFacets: each facet narrows the catalogue of evaluations to those that the table has.
func TestFacets(t *testing.T) {
	evaluations := readTable(t, "evaluations")
	for _, want := range []map[string]string{{"timing": "ex-ante"}, {"scope": "stock", "conduct": "external"}, {"regularity": "ad-hoc", "object": "impact", "timing": "ex-post"}, {"scope": "not-coded"}} {
		var ids []string
		for _, e := range evaluations {
			fits := e["is_contrast"] == "no"
			for facet, value := range want {
				fits = fits && e[facet] == value
			}
			if fits {
				ids = append(ids, e["id"])
			}
		}
		v := groupView(t, "wg4", groups.Question{Args: want})
		var got []string
		for _, l := range answerOf(t, v, "catalogue").Lines {
			got = append(got, slugOf(l.Key))
		}
		slices.Sort(got)
		slices.Sort(ids)
		if !slices.Equal(got, ids) {
			t.Errorf("%v: %v, the table has %v", want, got, ids)
		}
		for _, section := range []string{"aims", "links", "domestic", "tools"} {
			if a := answerOf(t, v, section); a.N != len(ids) {
				t.Errorf("%v, %s: n = %d, the table has %d", want, section, a.N, len(ids))
			}
		}
	}
}

// TestCoordinationView: degrees on the graph of organisations and arrangements, themes and effects, from the tables.
func TestCoordinationView(t *testing.T) {
	v := groupView(t, "wg5", groups.Question{})
	var degrees, success, advantages []counted
	ties, effects := 0, 0
	size := map[string]int{}
	for _, c := range readTable(t, "coordination_relations") {
		for _, p := range c.list("participants") {
			organisation, _, _ := strings.Cut(p, ":")
			degrees = append(degrees, counted{c["id"], organisation, c["hard_or_soft"]})
			size[c["id"]]++
			ties++
		}
		for _, x := range c.or("success_themes") {
			success = append(success, counted{c["id"], x, c["hard_or_soft"]})
		}
		for _, x := range c.or("advantage_themes") {
			advantages = append(advantages, counted{c["id"], c["type"], x})
		}
		if c["produced_instrument_ids"]+c["produced_text"]+c["effect_on_rule_making"] != "" {
			effects++
		}
	}
	none := [2]string{groups.NotDocumented, groups.NotDocumented}
	holdsPivot(t, answerOf(t, v, "degrees"), none, degrees)
	holdsPivot(t, answerOf(t, v, "success"), none, success)
	holdsPivot(t, answerOf(t, v, "advantages"), none, advantages)
	if a := answerOf(t, v, "effects"); a.N != effects {
		t.Errorf("%d arrangements with an effect, the table has %d", a.N, effects)
	}
	n := answerOf(t, v, "network").Network
	if n == nil || len(n.Ties) != ties {
		t.Fatalf("the drawing does not have %d ties: %v", ties, n)
	}
	for _, a := range append(slices.Clone(n.Left), n.Right...) {
		if a.Degree != size[slugOf(a.Value)] { // the board of twenty has twenty ties, not 190
			t.Errorf("%s has %d ties, the table has %d participants", slugOf(a.Value), a.Degree, size[slugOf(a.Value)])
		}
	}
	if size["cr-ceb"] != 20 {
		t.Errorf("the largest arrangement has %d participants", size["cr-ceb"])
	}
}

// TestInstrumentView: examples by organisation and family, and life cycles, from the tables.
func TestInstrumentView(t *testing.T) {
	v := groupView(t, "wg1", groups.Question{})
	family, typeOf := column(readTable(t, "instrument_types"), "id", "family_id"), column(readTable(t, "terms"), "id", "instrument_type_id")
	var examples, steps []counted
	for _, i := range readTable(t, "instruments") {
		examples = append(examples, counted{i["id"], i["organisation_id"], family[i["instrument_type_id"]]})
	}
	for _, s := range readTable(t, "lifecycle") {
		steps = append(steps, counted{s["id"], typeOf[s["term_id"]], s["stage"]})
	}
	holdsPivot(t, answerOf(t, v, "families"), [2]string{groups.NotDocumented, "no type recorded"}, examples)
	holdsPivot(t, answerOf(t, v, "life-cycles"), [2]string{groups.NotDocumented, groups.NotDocumented}, steps)
	if a := answerOf(t, v, "glossary"); a.N != len(typeOf) {
		t.Errorf("%d terms, the table has %d", a.N, len(typeOf))
	}
}
