package httpd

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"w3id.org/concord/query/harmonise"
)

func TestFriendsAPI(t *testing.T) {
	s := catalogueServer(t)
	var r harmonise.FriendReport
	w := get(s, "/api/v1/friends?word=decision")
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || w.Code != http.StatusOK || len(r.Recorded) != 1 || len(r.Recorded[0].Usual) == 0 {
		t.Fatalf("%d %v %.300s", w.Code, err, w.Body)
	}
	found := false
	for _, x := range r.Recorded[0].Findings {
		for _, m := range x.Terms {
			if strings.HasSuffix(m.IRI, "/osce-decision") {
				found = true
				if strings.Join(x.Differences, " ") != "type legal nature" || x.Relation != harmonise.Apart || len(m.Evidence) == 0 || m.Definition == "" || len(x.RecordedBy) != 3 {
					t.Errorf("the Decision of the OSCE: %+v", x)
				}
			}
		}
	}
	if !found {
		t.Error("the Decision of the OSCE is not found")
	}
	for path, want := range map[string]int{"/api/v1/friends?word=nought": 404, "/api/v1/friends?org=nowhere": 404, "/friends?word=nought": 200,
		"/friends?word=" + strings.Repeat("x", 600): 400} {
		if w := get(s, path); w.Code != want {
			t.Errorf("%s: %d, want %d", path[:min(len(path), 60)], w.Code, want)
		}
	}
}

func TestFriendsPage(t *testing.T) {
	s := catalogueServer(t)
	for path, wants := range map[string][]string{
		"/friends":                                     {`id="recorded"`, `id="proposed"`, "asserted by nobody", `href="/api/v1/friends"`, `lang="fr">Directive`},
		"/friends?word=decision":                       {`href="/id/term/osce-decision"`, `href="/id/term/oecd-decision"`, "not yet checked", "Recorded as false friend", "None of another function or force"},
		"/friends?org=oecd":                            {`<option value="oecd" selected>`, `href="/id/term/oecd-model-tax-convention"`},
		"/page/term/osce-decision":                     {`href="/friends?word=decision"`},
		"/page/type/binding-decision":                  {`href="/variations?name=binding-decision&amp;of=type"`, `href="/twins?type=binding-decision"`},
		"/friends?word=%3Cscript%3Ealert(1)%3C/script": {"Not found", "&lt;script&gt;", "Try:"},
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

// TestWordsOfAnEmptyStore asks all of it of a store without a triple.
func TestWordsOfAnEmptyStore(t *testing.T) {
	s := serverOver(emptyStore(t))
	for path, want := range map[string]string{"/friends": "None. That is what is recorded", "/twins": "No pair agrees", "/variations": "Nothing is recorded",
		"/api/v1/friends": `"recorded":[]`, "/api/v1/twins": `"types":[]`, "/api/v1/variations": `"words":[]`} {
		if w := get(s, path, "Accept", browser); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, no %s in %.300s", path, w.Code, want, w.Body)
		}
	}
	if w := get(s, "/api/v1/variations?name=treaty"); w.Code != http.StatusNotFound {
		t.Errorf("a word of nothing: %d", w.Code)
	}
}
