package httpd

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"w3id.org/concord/query"
)

// How a query is run, in each form that can be asked for.
func TestExplain(t *testing.T) {
	s := catalogueServer(t)
	at := "/sparql?query=" + url.QueryEscape("SELECT ?s { ?s a io:Instrument FILTER EXISTS { ?s dcterms:title ?t } } LIMIT 3")
	for _, c := range []struct {
		name, query, accept, mediaType string
		has                            []string
		lacks                          string
	}{
		{"a plan as text", "&explain=plan", "text/plain", "text/plain", []string{"Algebra, rewritten", "Plan", "scan"}, "in truth"},
		{"for a client of results", "&explain=plan", "application/sparql-results+xml", "text/plain", []string{"Plan"}, "in truth"},
		{"measured", "&explain=analyze", "", "text/plain", []string{"in truth", "3 rows in"}, "{\""},
		{"on a page, only planned", "&explain=plan", "text/html", "text/html", []string{"rows expected", "<summary>Algebra"}, "true rows"},
		{"on a page, measured", "&explain=analyze", "text/html", "text/html", []string{"true rows", "3 rows", "KiB held"}, "role=\"alert\""},
		{"on a page, a fault", "x&explain=plan", "text/html", "text/html", []string{"role=\"alert\""}, "true rows"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := get(s, at+c.query, "Accept", c.accept)
			body := w.Body.String()
			if !strings.HasPrefix(w.Header().Get("Content-Type"), c.mediaType) {
				t.Errorf("it is %s", w.Header().Get("Content-Type"))
			}
			for _, want := range c.has {
				if !strings.Contains(body, want) {
					t.Errorf("%q is missing in\n%s", want, body)
				}
			}
			if strings.Contains(body, c.lacks) {
				t.Errorf("%q is in\n%s", c.lacks, body)
			}
		})
	}
	for _, by := range []string{"&explain=analyze,json", "&explain=analyze&format=json"} {
		var x query.Explanation
		w := get(s, at+by)
		if err := json.Unmarshal(w.Body.Bytes(), &x); err != nil || x.Ran == nil || x.Ran.Rows != 3 || x.Plan.Run.Rows != 3 {
			t.Errorf("%s: %v: %s", by, err, w.Body)
		}
	}
	if w := get(s, at+"&explain=loudly"); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "analyze") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
