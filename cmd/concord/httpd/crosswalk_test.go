package httpd

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"w3id.org/concord/query/harmonise"
)

func TestCrosswalkAPI(t *testing.T) {
	s := catalogueServer(t)
	var x harmonise.Crosswalk
	w := get(s, "/api/v1/crosswalk?term=Recommendation&from=oecd&to=ILO")
	if err := json.Unmarshal(w.Body.Bytes(), &x); err != nil || w.Code != http.StatusOK || len(x.Candidates) == 0 {
		t.Fatalf("%d %v %.300s", w.Code, err, w.Body)
	}
	first := x.Candidates[0]
	if !strings.HasSuffix(first.Term.IRI, "ilo-recommendation") || !x.Derived || len(first.Parts) < 3 || len(first.Term.Evidence) == 0 || len(x.Term.Evidence) == 0 {
		t.Errorf("first is %+v", first)
	}
	if !strings.Contains(strings.Join(first.Warnings, " "), "Attached duty changes") {
		t.Errorf("no warning of the duty: %v", first.Warnings)
	}
	w = get(s, "/api/v1/crosswalk?term=Decision&from=oecd&to=osce")
	for _, want := range []string{`"outcome":"no counterpart"`, `"candidates":[]`, "term/osce-decision"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the Decision of the OECD at the OSCE: no %s in %.300s", want, w.Body)
		}
	}
}

func TestWordAPI(t *testing.T) {
	s := catalogueServer(t)
	var card harmonise.WordCard
	w := get(s, "/api/v1/word?term=oecd-decision&org=oecd")
	if err := json.Unmarshal(w.Body.Bytes(), &card); err != nil || len(card.Answers) != 5 || len(card.Elsewhere) < 5 {
		t.Fatalf("%d %v %.300s", w.Code, err, w.Body)
	}
	if a := card.Answers[0]; a.Answer != "Yes: binding" || len(a.Evidence) == 0 || a.Evidence[0].CheckState != "not-checked" {
		t.Errorf("does it bind: %+v", a)
	}
	if a := card.Answers[3]; a.Stated || len(a.Evidence) != 0 {
		t.Errorf("a duty that is not recorded: %+v", a)
	}
}

func TestCrosswalkRefusals(t *testing.T) {
	s := catalogueServer(t)
	for path, want := range map[string]int{
		"/api/v1/crosswalk?term=Decision": 400, "/api/v1/word?org=oecd": 400,
		"/api/v1/crosswalk?term=Nought&from=oecd&to=ilo": 404, "/api/v1/crosswalk?term=Decision&from=oecd&to=nowhere": 404,
		"/api/v1/word?term=Nought&org=oecd":       404,
		"/crosswalk?term=Nought&from=oecd&to=ilo": 200, "/word?term=Nought&org=oecd": 200,
		"/crosswalk?term=" + strings.Repeat("x", 600): 400,
	} {
		if w := get(s, path); w.Code != want {
			t.Errorf("%s: %d, want %d", path[:min(len(path), 60)], w.Code, want)
		}
	}
}

func TestCrosswalkPages(t *testing.T) {
	s := catalogueServer(t)
	for path, wants := range map[string][]string{
		"/crosswalk": {`<form class="facets" method="get" action="/crosswalk"`, `name="from"`},
		"/crosswalk?term=Recommendation&from=oecd&to=ilo": {`href="/id/term/ilo-recommendation"`, `href="/id/term/oecd-recommendation"`,
			"Attached duty changes", `<option value="ilo" selected>`, "Nobody asserts"},
		"/crosswalk?term=ilo-recommendation&from=ilo&to=unfccc": {"was not researched"},
		"/crosswalk?term=%3Cscript%3E&from=oecd&to=ilo":         {"&lt;script&gt;"},
		"/word?term=oecd-decision&org=oecd":                     {"Yes: binding", "not yet checked", `href="/id/term/osce-decision"`, "/crosswalk?from=oecd&amp;term=oecd-decision"},
		"/page/term/oecd-decision":                              {"/word?org=oecd&amp;term=oecd-decision", "/crosswalk?from=oecd&amp;term=oecd-decision"},
	} {
		body := get(s, path, "Accept", browser).Body.String()
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
		if strings.Contains(body, "<script>") {
			t.Errorf("%s passes markup through", path)
		}
	}
	if body := get(s, "/page/organisation/oecd", "Accept", browser).Body.String(); strings.Contains(body, "/crosswalk?") {
		t.Error("an organisation is offered a crosswalk")
	}
}
