package httpd

import (
	"net/url"
	"strings"
	"testing"

	"w3id.org/concord/query"
)

// The page and the API of what runs count the plans that are kept, and an explanation tells that its plan is one.
func TestPlansAreCounted(t *testing.T) {
	st := emptyStore(t)
	s := New(Options{Store: st, Engine: query.New(st, query.Options{PlanCache: 1 << 20})})
	at := "/sparql?query=" + url.QueryEscape("SELECT * { ?s ?p ?o }")
	for range 3 {
		if w := get(s, at, "Accept", "text/csv"); w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
	}
	if w := get(s, "/api/v1/running"); !strings.Contains(w.Body.String(), `"plans":{"hits":2,"misses":1,"plans":1,`) {
		t.Error(w.Body)
	}
	if w := get(s, "/running", "Accept", browser); !strings.Contains(w.Body.String(), "1 plan kept") || !strings.Contains(w.Body.String(), "2 of 3 requests found there") {
		t.Error(w.Body)
	}
	if w := get(s, at+"&explain=plan"); !strings.Contains(w.Body.String(), "Plan, kept from an earlier query") {
		t.Error(w.Body)
	}
	if w := get(s, at+"&explain=plan", "Accept", browser); !strings.Contains(w.Body.String(), "plan kept from an earlier query") {
		t.Error(w.Body)
	}
}
