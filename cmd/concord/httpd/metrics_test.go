package httpd

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/index/store"
)

// Every line of /metrics is of the text format, names come once, and a query that was planned is counted.
func TestMetrics(t *testing.T) {
	s := catalogueServer(t, func(o *Options) { o.Status = fakeStatus })
	line := regexp.MustCompile(`^(# HELP concord_[a-z_]+ [^\\]+|# TYPE concord_[a-z_]+ (counter|gauge)|concord_[a-z_]+ [0-9]+)$`)
	w := get(s, "/metrics")
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	seen := map[string]bool{}
	for _, l := range strings.Split(strings.TrimSpace(w.Body.String()), "\n") {
		if !line.MatchString(l) || seen[l] {
			t.Errorf("the line %q", l)
		}
		seen[l] = true
	}
	for _, l := range []string{"concord_store_pinned_bytes 5", "concord_store_compaction_failed 1", "concord_store_bytes 7", "concord_queries_running 0"} {
		if !seen[l] {
			t.Errorf("no line %q in\n%s", l, w.Body)
		}
	}
}

func fakeStatus() (store.Status, error) {
	return store.Status{Seq: 3, Files: []store.FileSize{{Name: "x", Bytes: 7}}, Snapshots: []store.OpenSnapshot{{Seq: 2, Since: time.Now(), Pinned: 5}},
		Failed: errors.New("/secret/place: full"), FailedAt: time.Now()}, nil
}

// The status tells everybody what is held and that a compaction failed, and those with the token why.
func TestStatus(t *testing.T) {
	s := catalogueServer(t, func(o *Options) { o.Status, o.Token = fakeStatus, "sixteen letters!" })
	for token, reason := range map[string]bool{"": false, "Bearer no": false, "Bearer sixteen letters!": true} {
		var got struct{ Store StoreStatus }
		w := get(s, "/api/v1/status", "Authorization", token)
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got.Store.Failed == "" || got.Store.Snapshots[0].Pinned != 5 || !strings.Contains(w.Body.String(), `"unindexedLiterals":`) {
			t.Errorf("%v: %s", err, w.Body)
		}
		if strings.Contains(w.Body.String(), "secret") != reason {
			t.Errorf("with %q: %s", token, w.Body)
		}
	}
}

func TestRobotsAndIcon(t *testing.T) {
	s := catalogueServer(t, func(*Options) {})
	if w := get(s, "/robots.txt"); w.Code != 200 || !strings.Contains(w.Body.String(), "Disallow: /sparql\n") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := get(s, "/favicon.ico"); w.Code != 301 || get(s, w.Header().Get("Location")).Code != 200 {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
