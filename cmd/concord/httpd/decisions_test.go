package httpd

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ingest/catalogue"
	"w3id.org/concord/query/decide"
)

const secret = "a token of some length"

// writableServer has the catalogue in a store of its own and takes changes.
func writableServer(t *testing.T) (*Server, index.Store) {
	t.Helper()
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := catalogue.Load(context.Background(), s, nil); err != nil {
		t.Fatal(err)
	}
	return serverOver(s, func(o *Options) { o.Token = secret }), s
}

func TestDecisionsByPost(t *testing.T) {
	s, _ := writableServer(t)
	good := `{"outcome":"reject","subject":"oecd/Decision","object":"osce-decision","reason":"one binds, the other does not","reviewer":"Jane Doe","dissent":[{"organisation":"osce","text":"politically it binds"}]}`
	post := func(body string, headers ...string) (int, string) {
		w := send(s, http.MethodPost, "/api/v1/decisions", body, headers...)
		return w.Code, w.Body.String()
	}
	bearer := []string{"Authorization", "Bearer " + secret, "Content-Type", "application/json"}
	for _, c := range []struct {
		name, body string
		headers    []string
		code       int
		text       string
	}{
		{"no token", good, bearer[2:], 401, "token"},
		{"wrong token", good, []string{"Authorization", "Bearer guess", "Content-Type", "application/json"}, 401, "token"},
		{"another type", good, bearer[:2], 415, "application/json"},
		{"no JSON", "outcome=reject", bearer, 400, "cannot be read"},
		{"unknown field", `{"outcome":"reject","verdict":1}`, bearer, 400, "unknown field"},
		{"two documents", good + good, bearer, 400, "cannot be read"},
		{"empty list", "[]", bearer, 400, "no decision"},
		{"unknown term", strings.Replace(good, "osce-decision", "osce-nought", 1), bearer, 404, "osce-nought"},
		{"unknown dissenter", strings.Replace(good, `"osce"`, `"nowhere"`, 1), bearer, 404, "nowhere"},
		{"no reason", strings.Replace(good, "one binds, the other does not", "", 1), bearer, 400, "needs a reason"},
		{"bad outcome", strings.Replace(good, "reject", "maybe", 1), bearer, 400, "accept, reject or defer"},
		{"closure", strings.Replace(good, `"reject"`, `"accept","predicate":"exactMatch"`, 1), bearer, 400, "differ in legal nature"},
		{"all or none", "[" + good + "," + strings.Replace(good, "Jane Doe", "", 1) + "]", bearer, 400, "name"},
		{"good", good, bearer, 201, `"number":1`},
		{"again", strings.Replace(good, "reject", "defer", 1), bearer, 201, `"supersedes"`},
	} {
		if code, body := post(c.body, c.headers...); code != c.code || !strings.Contains(body, c.text) {
			t.Errorf("%s: %d %s", c.name, code, body)
		}
	}
	if code, body := func() (int, string) {
		w := send(catalogueServer(t), http.MethodPost, "/api/v1/decisions", good, bearer...)
		return w.Code, w.Body.String()
	}(); code != http.StatusForbidden {
		t.Errorf("without a token of its own the server says %d %s", code, body)
	}
	var entries []decide.Entry
	if err := json.Unmarshal(get(s, "/api/v1/decisions?org=osce").Body.Bytes(), &entries); err != nil || len(entries) != 2 || entries[1].InForce || entries[1].Dissenters[0] != "OSCE" {
		t.Errorf("%v %+v", err, entries)
	}
	for path, want := range map[string]string{
		"/decisions": "politically it binds", "/decisions?show=in-force": "deferred", "/decisions?as-of=2020-01-01": "No decision is recorded up to that day",
		"/decisions?org=ilo": "No decision matches", "/decisions?org=nowhere": "no organisation", "/api/v1/decisions?format=csv": "number,date,outcome",
		"/api/v1/decisions?format=provo": "prov:Activity", "/api/v1/decisions?format=sssom": "osce-decision", "/candidates?org=oecd&with=osce&min=-1": "1 once rejected",
		"/matrix?as-of=1950-01-01&show=used": "own edits have no dates", "/api/v1/matrix?as-of=1950-01-01&orgs=ilo": `"asOf":"1950-01-01"`, "/matrix?as-of=1950-01-01": `href="/matrix?as-of=1950-01-01"`,
		"/export.nq?as-of=2020-01-01": "term/ilo-convention",
		"/candidates?org=nowhere":     "no organisation", "/candidates?limit=1": "1. ", "/api/v1/candidates?org=oecd&with=ilo&min=0.7": `"derived":true`,
	} {
		if w := get(s, path); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, without %q: %.600s", path, w.Code, want, w.Body.String())
		}
	}
	for path, code := range map[string]int{
		"/matrix?as-of=soon": 400, "/export.nq?as-of=soon": 400, "/matrix?as-of=1950-01-01&orgs=oecd": 400,
		"/decisions?as-of=soon": 400, "/decisions?outcome=odd": 400, "/api/v1/decisions?format=docx": 400, "/api/v1/decisions?org=nowhere": 404,
		"/candidates?limit=x": 400, "/candidates?min=7": 400, "/candidates?with=oecd": 400, "/api/v1/candidates?org=nowhere": 404,
		"/api/v1/candidates?org=" + strings.Repeat("x", 600): 400,
	} {
		if w := get(s, path); w.Code != code {
			t.Errorf("%s: %d, want %d", path, w.Code, code)
		}
	}
	if w := send(s, http.MethodPut, "/api/v1/decisions", good, bearer...); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d", w.Code)
	}
}
