package httpd

import (
	"net/url"
	"testing"

	"w3id.org/concord/ontology"
	"w3id.org/concord/query"
)

// The header tells an answer that was kept, in whatever format it is asked for, and an update ends it.
func TestCacheStatus(t *testing.T) {
	st := emptyStore(t)
	s := New(Options{Store: st, Token: "sixteen letters!", Engine: query.New(st, query.Options{ResultCache: 1 << 20, Prefixes: ontology.Prefixes})})
	at := "/sparql?query=" + url.QueryEscape("SELECT * { ?s ?p ?o }")
	rows := []string{"s,p,o\r\n", "s,p,o\r\n", "s,p,o\r\nurn:a,urn:b,urn:c\r\n"}
	for i, hit := range []string{"", "concord; hit", ""} {
		w := get(s, at, "Accept", "text/csv")
		if got := w.Header().Get("Cache-Status"); got != hit || w.Body.String() != rows[i] {
			t.Errorf("request %d: Cache-Status %q, %q", i, got, w.Body)
		}
		if i == 1 {
			if w := send(s, "POST", "/update", "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "Content-Type", "application/sparql-update", "Authorization", "Bearer sixteen letters!"); w.Code != 200 {
				t.Fatal(w.Code, w.Body)
			}
		}
	}
	if w := get(s, at, "Accept", "application/sparql-results+json"); w.Header().Get("Cache-Status") == "" {
		t.Error("another format is another answer")
	}
}
