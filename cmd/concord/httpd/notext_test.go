package httpd

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"w3id.org/concord/index/store"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/query"
)

// TestNoTextIndex: a server without its text index says so where something is searched, and answers all else.
func TestNoTextIndex(t *testing.T) {
	st, err := store.Open("db", store.Options{FS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	s := New(Options{Store: st, Engine: query.New(st, query.Options{})})
	search := url.QueryEscape(`SELECT * { ?s <https://w3id.org/concord/def#search> "x" }`)
	for path, want := range map[string]int{"/lookup?q=x": http.StatusNotImplemented, "/sparql?query=" + search: http.StatusNotImplemented, "/sparql?query=ASK%7B%7D": http.StatusOK, "/": http.StatusOK} {
		if w := get(s, path); w.Code != want || want != http.StatusOK && !strings.Contains(w.Body.String(), "text index") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
