package httpd

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

// The description has all calls under /api/v1 that there are and no others, and the examples of those that read are answered with JSON.
func TestOpenAPIDescribesTheRoutes(t *testing.T) {
	s := catalogueServer(t, func(o *Options) { o.Status = fakeStatus })
	described := map[string]bool{}
	for _, o := range operations {
		described[o.method+" "+inPath.ReplaceAllString(o.path, ":$1")] = true
	}
	for _, r := range s.echo.Routes() {
		if !strings.HasPrefix(r.Path, "/api/") || r.Method == "HEAD" || r.Method == "OPTIONS" {
			continue
		}
		if key := r.Method + " " + r.Path; !described[key] {
			t.Errorf("%s is not described", key)
		} else {
			described[key] = false
		}
	}
	for key, left := range described {
		if left {
			t.Errorf("%s is described and is no route", key)
		}
	}
	for _, o := range operations {
		if o.method != "GET" {
			continue
		}
		v := url.Values{}
		for _, p := range o.params {
			if name, example, _ := strings.Cut(p, "="); example != "" {
				v.Set(strings.TrimSuffix(name, "*"), example)
			}
		}
		w := get(s, inPath.ReplaceAllString(o.path, "$2")+"?"+v.Encode())
		if w.Code != 200 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s with %v: %d %.200s", o.path, v, w.Code, w.Body)
		}
	}
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct{ Summary string }
	}
	w := get(s, "/openapi.json")
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || doc.OpenAPI != "3.1.0" || doc.Paths["/api/v1/running/{id}"]["delete"].Summary == "" {
		t.Errorf("%v: %.300s", err, w.Body)
	}
}
