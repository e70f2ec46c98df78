package httpd

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"w3id.org/concord/query/harmonise"
)

func TestVariationsAPI(t *testing.T) {
	s := catalogueServer(t)
	var r harmonise.VariationReport
	w := get(s, "/api/v1/variations?name=recommendation&of=word")
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || w.Code != http.StatusOK || len(r.Words) != 1 || len(r.Types) != 0 || !r.Derived {
		t.Fatalf("%d %v %.300s", w.Code, err, w.Body)
	}
	v := r.Words[0]
	if ty := v.Tally("type"); ty.Count != 22 || ty.Stated != 41 || !ty.Majority || ty.Tie || len(v.Members) != 41 {
		t.Errorf("the word is %+v", ty)
	}
	if !strings.Contains(get(s, "/api/v1/variations").Body.String(), `"leftOut":`) {
		t.Error("the list does not say what it leaves out")
	}
	for path, want := range map[string]int{"/api/v1/variations?name=nought": 404, "/api/v1/variations?of=thing": 400, "/variations?name=nought": 200,
		"/variations?name=" + strings.Repeat("x", 600): 400} {
		if w := get(s, path); w.Code != want {
			t.Errorf("%s: %d, want %d", path[:min(len(path), 60)], w.Code, want)
		}
	}
}

func TestVariationsPage(t *testing.T) {
	s := catalogueServer(t)
	for path, wants := range map[string][]string{
		"/variations":                                     {`href="/variations?name=recommendation&amp;of=word"`, "majority: Recommendation, 22 of 41 (54\u00a0%)", "are left out", `href="/api/v1/variations"`},
		"/variations?name=recommendation":                 {`id="word"`, `id="type"`, `href="/id/term/fatf-recommendation"`, "not yet checked", `href="/api/v1/variations?name=recommendation"`},
		"/variations?name=final+act":                      {"nothing follows from the counts"},
		"/variations?name=%3Cscript%3Ealert(1)%3C/script": {"Not found", "&lt;script&gt;", "Try:"},
	} {
		body := get(s, path, "Accept", browser).Body.String()
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
		if strings.Contains(body, "<script>alert") {
			t.Errorf("%s passes markup through", path)
		}
	}
}
