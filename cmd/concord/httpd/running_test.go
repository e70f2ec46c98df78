package httpd

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/query"
)

// A query that runs is listed, on a page too, and whoever has the token stops it; the list answers while the server takes
// no other request.
func TestRunningIsListedAndStopped(t *testing.T) {
	s := catalogueServer(t, func(o *Options) { o.Token, o.MaxRequests, o.Timeout = "sixteen letters!", 1, time.Minute })
	front := httptest.NewServer(s.Handler())
	defer front.Close()
	ended := make(chan string, 1)
	go func() {
		text := "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?d) && STR(?f) < STR(?i)) }"
		req, _ := http.NewRequest("GET", front.URL+"/sparql?query="+url.QueryEscape(text), nil)
		req.Header.Set("X-Request-Id", "a-long-one")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			ended <- err.Error()
			return
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		ended <- res.Status + ": " + string(body)
	}()
	r := awaitRunning(t, s)
	if r.Request != "a-long-one" || r.Seconds <= 0 || !strings.Contains(r.Text, "COUNT") {
		t.Errorf("listed as %+v", r)
	}
	for _, path := range []string{runningPath, "/api/v1/running"} { // without the token: that something runs, not what
		for _, token := range []string{"", "Bearer wrong"} {
			body := get(s, path, "Authorization", token).Body.String()
			if !strings.Contains(body, r.ID) || strings.Contains(body, "COUNT") || strings.Contains(body, "STR") || strings.Contains(body, "a-long-one") {
				t.Errorf("%s with %q shows %s", path, token, body)
			}
		}
	}
	if w := get(s, runningPath, "Accept", "text/html", "Authorization", "Bearer sixteen letters!"); !strings.Contains(w.Body.String(), "COUNT") || !strings.Contains(w.Body.String(), "rows so far") || !strings.Contains(w.Body.String(), "Stop "+r.ID) {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	for _, c := range []struct {
		method, path string
		headers      []string
		want         int
	}{
		{"DELETE", "/api/v1/running/" + r.ID, nil, 401},
		{"POST", "/running/" + r.ID + "/stop", nil, 401},
		{"POST", "/running/" + r.ID + "/stop", []string{"Authorization", "Bearer sixteen letters!", "Sec-Fetch-Site", "cross-site"}, 403},
		{"DELETE", "/api/v1/running/nothing", []string{"Authorization", "Bearer sixteen letters!"}, 404},
		{"DELETE", "/api/v1/running/" + r.ID, []string{"Authorization", "Bearer sixteen letters!"}, 204},
		{"POST", "/running/" + r.ID + "/stop", []string{"Authorization", "Bearer sixteen letters!"}, 303},
	} {
		if w := send(s, c.method, c.path, "", c.headers...); w.Code != c.want {
			t.Errorf("%s %s: %d, not %d: %s", c.method, c.path, w.Code, c.want, w.Body)
		}
	}
	if got := <-ended; !strings.HasPrefix(got, "503") || !strings.Contains(got, "stopped") {
		t.Errorf("the client sees %s", got)
	}
	if w := get(s, runningPath); !strings.Contains(w.Body.String(), "Nothing runs") {
		t.Errorf("%s", w.Body)
	}
}

func awaitRunning(t *testing.T, s *Server) query.Running {
	t.Helper()
	for begin := time.Now(); time.Since(begin) < 10*time.Second; time.Sleep(5 * time.Millisecond) {
		var list struct{ Running []query.Running }
		if err := json.Unmarshal(get(s, "/api/v1/running", "Authorization", "Bearer "+s.Token).Body.Bytes(), &list); err != nil {
			t.Fatal(err)
		}
		if len(list.Running) == 1 && list.Running[0].Plan != nil {
			return list.Running[0]
		}
	}
	t.Fatal("nothing is listed")
	return query.Running{}
}
