package httpd

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/query/groups"
)

// TestGroupPages: each page is whole and quick, holds every section with its query, command, evidence and n, and every
// clause leads to a section that is there.
func TestGroupPages(t *testing.T) {
	s := catalogueServer(t)
	checkPage(t, "/groups", get(s, "/groups", "Accept", browser).Body.String())
	for _, g := range groups.All() {
		path := "/groups/" + g.ID
		w, took := fastest(s, path)
		page := w.Body.String()
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, w.Code, page)
		}
		checkPage(t, path, page)
		t.Logf("%s: %v, %d kB", path, took.Round(time.Millisecond), len(page)>>10)
		if took > 3*time.Second && !raceDetector { // 300 ms is the aim; the machine that runs this may be slow
			t.Errorf("%s took %v at best", path, took)
		}
		for i := range g.Sections {
			section := &g.Sections[i]
			for _, want := range []string{`<h2 id="` + section.ID + `">`, `href="/queries/` + section.Query + `?`, "concord group " + g.ID + " --section " + section.ID + "<"} {
				if !strings.Contains(page, want) {
					t.Errorf("%s lacks %s", path, want)
				}
			}
		}
		if n := strings.Count(page, "Evidence: "); n != len(g.Sections) {
			t.Errorf("%s: %d of %d sections show how far they were checked", path, n, len(g.Sections))
		}
		for _, c := range g.Clauses {
			for _, id := range c.Sections {
				if !strings.Contains(page, `<a href="#`+id+`">`) {
					t.Errorf("%s: %q does not lead to %s", path, c.Text, id)
				}
			}
			for _, p := range c.Pages {
				if w := get(s, p.Path, "Accept", browser); w.Code != http.StatusOK && w.Code != http.StatusSeeOther {
					t.Errorf("%s leads to %s: %d", path, p.Path, w.Code)
				}
			}
		}
	}
}

var queryLinks = regexp.MustCompile(`href="(/queries/[^"]+|/api/v1/groups/[^"]+)"`)

// TestGroupLinks follows the links of every section to its query, run with the same arguments, and to its CSV, whose
// lines are those of the JSON.
func TestGroupLinks(t *testing.T) {
	s := catalogueServer(t)
	for _, path := range []string{"/groups/wg2?organisation=oecd", "/groups/wg5?type=ct-mou&formality=soft", "/groups/wg4?section=links,domestic", "/groups/wg3?section=stages"} {
		page := get(s, path, "Accept", browser).Body.String()
		links := queryLinks.FindAllStringSubmatch(page, -1)
		if len(links) < 2 {
			t.Errorf("%s has %d links", path, len(links))
		}
		for _, m := range links {
			link := strings.ReplaceAll(m[1], "&amp;", "&")
			w := get(s, link, "Accept", "*/*")
			if w.Code != http.StatusOK {
				t.Errorf("%s leads to %s: %d %s", path, link, w.Code, w.Body)
			}
			if strings.Contains(link, "format=csv") {
				checkGroupCSV(t, s, link, w.Body.String())
			}
		}
	}
}

// checkGroupCSV compares the lines of a section as CSV and as JSON.
func checkGroupCSV(t *testing.T, s *Server, link, text string) {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Errorf("%s: %v", link, err)
		return
	}
	var view groups.View
	if err := json.Unmarshal(get(s, strings.TrimSuffix(link, "&format=csv")).Body.Bytes(), &view); err != nil {
		t.Errorf("%s: %v", link, err)
		return
	}
	want := len(view.Answers[0].Lines) + 1
	if view.Answers[0].Pivot && want > 1 {
		want++ // the totals
		if view.Answers[0].Gaps != nil {
			want++
		}
	}
	if len(lines) != want {
		t.Errorf("%s has %d lines, JSON says %d", link, len(lines), want)
	}
}

func TestGroupRefusals(t *testing.T) {
	s := catalogueServer(t)
	for path, want := range map[string]int{
		"/groups/wg6": 404, "/groups/%00": 404, "/groups/wg2?section=nothing": 400, "/groups/wg2?organisation=nobody": 400,
		"/groups/wg2?type=" + url.QueryEscape("mt-audit } #"): 400, "/api/v1/groups/wg2?format=csv": 400, "/api/v1/groups/wg2?section=benefits&format=xlsx": 400,
		"/api/v1/groups/nought": 404, "/groups/wg2?section=" + strings.Repeat("x", 5000): 400, "/groups/WG2": 200, "/groups/wg2?section=natures,modes&row=x": 400, "/groups/wg2?section=mechanisms&col=x": 400, "/groups/wg2?row=x": 400, "/groups/wg2?section=natures&row=x%00": 200, "/groups/wg3?organisation=&type=&section=": 200,
	} {
		if w := get(s, path, "Accept", browser); w.Code != want {
			t.Errorf("%.80s: %d, want %d: %.200s", path, w.Code, want, w.Body)
		}
	}
	if body := get(s, "/groups/wg2?organisation=nobody", "Accept", browser).Body.String(); !strings.Contains(body, "There is no organisation") {
		t.Errorf("the refusal does not help: %s", body)
	}
	if w := send(s, http.MethodPost, "/groups/wg2", ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
	if page := get(serverOver(emptyStore(t)), "/groups/wg5", "Accept", browser).Body.String(); strings.Count(page, "Nothing is recorded here.") == 0 {
		t.Error("an empty store does not say so")
	}
}

var countLinks = regexp.MustCompile(`<a href="([^"]*)"><strong>(\d+)</strong></a>`)

// TestCountsLeadToThings: behind a count stand so many things, each with the state of its evidence.
func TestCountsLeadToThings(t *testing.T) {
	s := catalogueServer(t)
	for _, path := range []string{"/groups/wg2?section=modes", "/groups/wg4?section=facets&organisation=iso"} {
		links := countLinks.FindAllStringSubmatch(get(s, path, "Accept", browser).Body.String(), -1)
		if len(links) < 10 {
			t.Errorf("%s has %d counts", path, len(links))
		}
		for _, m := range links {
			link := strings.ReplaceAll(m[1], "&amp;", "&")
			page := get(s, link, "Accept", browser).Body.String()
			checkPage(t, link, page)
			if n := strings.Count(page, `<td><span class="state `); fmt.Sprint(n) != m[2] {
				t.Errorf("%s lists %d things, the count is %s", link, n, m[2])
			}
		}
	}
}

// TestNetworkDrawing: an image with a title and a description, told in the list below it too; hard and soft differ in
// more than colour.
func TestNetworkDrawing(t *testing.T) {
	page := get(catalogueServer(t), "/groups/wg5?section=network&organisation=oecd", "Accept", browser).Body.String()
	for _, want := range []string{`role="img" aria-labelledby="net-title net-desc"`, `<title id="net-title">`, `<desc id="net-desc">40 organisations in the middle, 3 hard`,
		`<path class="hard"`, `<path class="soft"`, `<th scope="rowgroup"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	ties := strings.Count(page, `<path class="`)
	var view groups.View
	if err := json.Unmarshal(get(catalogueServer(t), "/api/v1/groups/wg5?section=network&organisation=oecd").Body.Bytes(), &view); err != nil {
		t.Fatal(err)
	}
	listed := 0
	for _, l := range view.Answers[0].Lines {
		listed += len(l.Cells[1].Values)
	}
	if ties != listed || ties == 0 {
		t.Errorf("%d ties are drawn, %d are listed", ties, listed)
	}
}
