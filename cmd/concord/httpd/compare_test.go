package httpd

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/query/harmonise"
)

func comparison(t *testing.T, s *Server, address string) *harmonise.Comparison {
	t.Helper()
	var x harmonise.Comparison
	w := get(s, address)
	if err := json.Unmarshal(w.Body.Bytes(), &x); err != nil || w.Code != http.StatusOK || !x.Derived {
		t.Fatalf("%s: %d %v %.300s", address, w.Code, err, w.Body)
	}
	return &x
}

func factOf(x *harmonise.Comparison, feature string) *harmonise.ComparedFact {
	for i := range x.Facts {
		if x.Facts[i].Feature == feature {
			return &x.Facts[i]
		}
	}
	return &harmonise.ComparedFact{}
}

func TestCompareOrganisations(t *testing.T) {
	x := comparison(t, catalogueServer(t), "/api/v1/compare?a=oecd&b=ILO")
	if f := factOf(x, "members"); f.A.Text != "38 (2021)" || f.B.Text != "187" || f.State != harmonise.Changed {
		t.Errorf("members: %+v", f)
	}
	if f := factOf(x, "membership"); f.State != harmonise.InWords || !strings.Contains(f.B.Text, "tripartite") {
		t.Errorf("who the members are: %+v", f)
	}
	only := map[string]string{}
	for _, r := range x.Types {
		only[r.Type.Name] = r.Only
		if r.Only == "a" && r.B.Empty != harmonise.NotResearched {
			t.Errorf("%s: nobody recorded that ILO has none, but %q", r.Type.Name, r.B.Empty)
		}
	}
	if only["Binding decision"] != "a" || only["Convention"] != "b" || only["Recommendation"] != "" {
		t.Errorf("who has what alone: %v", only)
	}
	words := map[string]string{}
	for _, w := range x.Words {
		words[w.Word] = strings.Join(w.Differs, ", ")
		if len(w.A.Evidence) == 0 || len(w.B.Evidence) == 0 {
			t.Errorf("%s without evidence", w.Word)
		}
	}
	if words["declaration"] != "legal nature" || words["convention"] != "type of instrument, legal nature" || words["recommendation"] != "" {
		t.Errorf("shared words: %v", words)
	}
	if x.A.Documented != 8 || x.B.Documented != 10 || len(x.Stages) != 10 || len(x.Warnings) != 0 {
		t.Errorf("stages %d, %d of %d; warnings %v", x.A.Documented, x.B.Documented, len(x.Stages), x.Warnings)
	}
	if len(x.Together) != 3 || x.Together[0].RoleA == "" || len(x.Together[0].Evidence) == 0 {
		t.Errorf("together: %+v", x.Together)
	}
}

// TestComparisonsTurnAround asks the other way round: the sides change places, what is said stays.
func TestComparisonsTurnAround(t *testing.T) {
	s := catalogueServer(t)
	for _, pair := range [][2]string{{"oecd", "ilo"}, {"iso", "unfccc"}, {"convention", "guidelines"}, {"oecd-decision", "ilo-convention"}} {
		ab := comparison(t, s, "/api/v1/compare?a="+pair[0]+"&b="+pair[1])
		ba := comparison(t, s, "/api/v1/compare?a="+pair[1]+"&b="+pair[0])
		if ab.Kind != ba.Kind || len(ab.Facts) != len(ba.Facts) || len(ab.Words) != len(ba.Words) || len(ab.Together) != len(ba.Together) || len(ab.Users) != len(ba.Users) ||
			len(ab.Types) != len(ba.Types) || len(ab.Warnings) != len(ba.Warnings) || ab.A.Documented != ba.B.Documented {
			t.Errorf("%v: one way and the other differ", pair)
		}
		for i := range ab.Facts {
			if f, g := &ab.Facts[i], &ba.Facts[i]; f.State != g.State || f.A.String() != g.B.String() || f.B.String() != g.A.String() {
				t.Errorf("%v: %+v against %+v", pair, f, g)
			}
		}
	}
}

// TestComparedCellsAreThoseOfTheMatrix: the same terms, fits, mappings and evidence, the same kinds of empty.
func TestComparedCellsAreThoseOfTheMatrix(t *testing.T) {
	s := catalogueServer(t)
	for _, pair := range [][2]string{{"oecd", "ilo"}, {"osce", "wco"}, {"iso", "unfccc"}, {"unece", "who"}} {
		x := comparison(t, s, "/api/v1/compare?a="+pair[0]+"&b="+pair[1])
		rows := map[string]harmonise.MatrixRow{}
		filled := 0
		for _, r := range catalogueMatrix(t, harmonise.MatrixQuery{Orgs: pair[:]}).Rows {
			rows[r.IRI] = r
			if r.Terms > 0 {
				filled++
			}
		}
		if len(x.Types) != filled {
			t.Errorf("%v: %d types, the matrix has %d", pair, len(x.Types), filled)
		}
		for _, r := range x.Types {
			if want := rows[r.Type.IRI]; r.A.String() != want.Cells[0].String() || r.B.String() != want.Cells[1].String() {
				t.Errorf("%v, %s:\n%s | %s\n%s | %s", pair, r.Type.Name, r.A, r.B, want.Cells[0], want.Cells[1])
			}
		}
	}
}

// TestComparedPracticesFromTable counts practices, and the arrangements of both, in the tables themselves.
func TestComparedPracticesFromTable(t *testing.T) {
	s := catalogueServer(t)
	count := func(file, column, org string, keep func(map[string]string) bool) (n int) {
		for _, r := range readCSV(t, file) {
			if slices.Contains(strings.Split(r[column], ";"), org) && (keep == nil || keep(r)) {
				n++
			}
		}
		return n
	}
	contrast := func(r map[string]string) bool { return r["is_contrast"] == "yes" }
	for _, pair := range [][2]string{{"oecd", "ilo"}, {"iso", "iec"}, {"who", "fao"}} {
		x := comparison(t, s, "/api/v1/compare?kind=organisation&a="+pair[0]+"&b="+pair[1])
		together := count("coordination_relations.csv", "organisations", pair[0], func(r map[string]string) bool {
			return slices.Contains(strings.Split(r["organisations"], ";"), pair[1])
		})
		if len(x.Together) != together || together == 0 {
			t.Errorf("%v: %d arrangements of both, the table has %d", pair, len(x.Together), together)
		}
		for i, org := range pair {
			want := map[string]int{
				"instruments": count("instruments.csv", "organisation_id", org, nil), "mechanisms": count("mechanisms.csv", "organisation", org, nil),
				"engagement": count("stakeholder_engagement.csv", "organisation", org, nil), "coordination": count("coordination_relations.csv", "organisations", org, nil),
				"contrasts":   count("evaluations.csv", "organisation", org, contrast),
				"evaluations": count("evaluations.csv", "organisation", org, func(r map[string]string) bool { return !contrast(r) }),
			}
			for _, p := range x.Practices {
				if got := []harmonise.PracticeCount{p.A, p.B}[i]; got.N != want[p.Kind] {
					t.Errorf("%s: %s %d, the table has %d", org, p.Kind, got.N, want[p.Kind])
				}
			}
		}
	}
}

// TestCompareAnyNames throws names of all kinds, whole and in pieces, at the comparison: it answers, or says what is wrong.
func TestCompareAnyNames(t *testing.T) {
	s := catalogueServer(t)
	var names []string
	for file, column := range map[string]string{"organisations.csv": "acronym", "instrument_types.csv": "label_fr", "terms.csv": "term"} {
		for i, r := range readCSV(t, file) {
			if i%5 == 0 {
				names = append(names, r[column], r["id"])
			}
		}
	}
	slices.Sort(names)
	rapid.Check(t, func(t *rapid.T) {
		v := url.Values{}
		for _, p := range []string{"a", "b"} {
			name := rapid.SampledFrom(names).Draw(t, p)
			switch rapid.IntRange(0, 3).Draw(t, "how") {
			case 0:
				name = rapid.String().Draw(t, "rubbish")
			case 1:
				name += " of " + rapid.SampledFrom(names).Draw(t, "of")
			}
			v.Set(p, name)
		}
		v.Set("kind", rapid.SampledFrom([]string{"", "organisation", "type", "term"}).Draw(t, "kind"))
		if w := get(s, "/api/v1/compare?"+v.Encode()); w.Code != 200 && w.Code != 400 && w.Code != 404 || w.Code != 200 && w.Body.Len() < 20 {
			t.Fatalf("%s: %d %s", v.Encode(), w.Code, w.Body)
		}
	})
}

// TestThinRecords: every pair of researched organisations has the warning exactly where fewer than three stages are
// documented, by the table of life cycles itself.
func TestThinRecords(t *testing.T) {
	s := catalogueServer(t)
	stages := map[string]map[string]bool{}
	for _, r := range readCSV(t, "lifecycle.csv") {
		if stages[r["organisation_id"]] == nil {
			stages[r["organisation_id"]] = map[string]bool{}
		}
		stages[r["organisation_id"]][r["stage"]] = true
	}
	names := []string{"oecd", "ilo", "osce", "iso", "who", "unfccc", "wco", "bipm", "apec", "icao"}
	for i := 0; i+1 < len(names); i += 2 {
		x := comparison(t, s, "/api/v1/compare?kind=organisation&a="+names[i]+"&b="+names[i+1])
		for k, side := range []*harmonise.ComparedThing{&x.A, &x.B} {
			n := len(stages[names[i+k]])
			warned := strings.Contains(strings.Join(x.Warnings, "\n"), side.Caption()+": ")
			if side.Documented != n || warned != (n < 3) {
				t.Errorf("%s: %d stages in the table, %d here, warning %v", names[i+k], n, side.Documented, warned)
			}
		}
	}
}

func TestCompareTypes(t *testing.T) {
	x := comparison(t, catalogueServer(t), "/api/v1/compare?a=convention&b=recommendation")
	if x.Kind != harmonise.CompareTypes || !strings.Contains(x.Relation, "different families") {
		t.Errorf("%s: %s", x.Kind, x.Relation)
	}
	for _, feature := range []string{"suited-to", "strength", "limit", "maintenance", "adoption", "addressee"} {
		if f := factOf(x, feature); f.A.Text == "" || f.B.Text == "" || len(f.A.Evidence) == 0 {
			t.Errorf("%s: %+v", feature, f)
		}
	}
	if len(x.Users) != 35 || x.Users[0].Only != "" || x.Users[34].Only != "b" {
		t.Errorf("%d organisations use either", len(x.Users))
	}
	for _, p := range x.Profile {
		if p.Name == "consent-route" && (p.A.Summary() != "ratification (22 of 23, 96 %)" || p.B.Summary() != "none needed (17 of 18, 94 %)") {
			t.Errorf("consent: %s and %s", p.A.Summary(), p.B.Summary())
		}
		if p.Name == "review-years" && (p.A.Plurality != nil || p.B.Plurality != nil) {
			t.Error("a plurality among three")
		}
	}
}

func TestCompareRefusals(t *testing.T) {
	s := catalogueServer(t)
	for query, want := range map[string]int{
		"a=oecd": 400, "a=oecd&b=oecd": 400, "a=oecd&b=recommendation": 400, "a=oecd&b=ilo&kind=colour": 400, "a=Decision&b=Resolution&kind=term": 400,
		"a=oecd&b=nought": 404, "a=oecd&b=nought&kind=organisation": 404, "a=nought&b=recommendation&kind=type": 404,
		"a=" + strings.Repeat("x", 600) + "&b=ilo": 400, "a=%00%FF&b=%22%3E": 404,
		"a=" + url.QueryEscape("https://w3id.org/concord/id/type/convention") + "&b=oecd&kind=organisation": 404,
	} {
		if w := get(s, "/api/v1/compare?"+query); w.Code != want {
			t.Errorf("%s: %d %.200s, want %d", query[:min(len(query), 60)], w.Code, w.Body, want)
		}
	}
	for _, query := range []string{"a=oecd&b=oecd", "a=oecd&b=nought", "a=oecd&b=recommendation"} {
		if w := get(s, "/compare?"+query); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `role="alert"`) {
			t.Errorf("/compare?%s: %d without a message", query, w.Code)
		}
	}
}

func TestComparePage(t *testing.T) {
	s := catalogueServer(t)
	for address, wants := range map[string][]string{
		"/compare":                       {"Try:", `<datalist id="c-known">`},
		"/compare?a=oecd&b=ilo":          {`id="types"`, `id="words"`, `id="stages"`, "How they are developed", "How they are maintained", "How they are updated", `id="together"`, "The need the type suits", "/api/v1/compare?a=oecd&amp;b=ilo&amp;kind=organisation", "0 of "},
		"/compare?a=iso&b=unfccc":        {"no stage of the life cycle is documented", "not researched", "UNFCCC was not researched: what is not recorded"},
		"/compare?a=convention&b=treaty": {`id="profile"`, `id="users"`, "Treaty is broader than Convention", "The need it suits"},
		"/compare?a=Decision+of+OECD&b=Decision+of+OSCE&kind=term": {"Legal nature changes in force", "cannot be compared fairly", "not stated", "What cannot be compared"},
		"/compare?a=%3Cscript%3Ealert&b=oecd":                      {"&lt;script&gt;alert"},
	} {
		body := get(s, address).Body.String()
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %s", address, want)
			}
		}
	}
}
