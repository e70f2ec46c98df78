package bench

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"testing"

	"w3id.org/concord/cmd/concord/httpd"
	"w3id.org/concord/cmd/proof/bench/sets"
	"w3id.org/concord/index/store"
	"w3id.org/concord/query"
	"w3id.org/concord/query/sparql"
)

// smallQueries are the stars, lines and snowflakes of WatDiv: few rows, so that what a query costs before its first row shows.
var smallQueries = []string{"s1", "s2", "s3", "s4", "s5", "s6", "s7", "l1", "l2", "l3", "l4", "l5", "f1", "f2", "f3", "f4", "f5"}

// BenchmarkSmall asks them of the WatDiv store in CONCORD_SMALL, a million triples by seed 1: the engine from text to terms (Engine), what comes
// before the first row (Plan), and a whole request (Request); with plans that are kept too. DESIGN.md has the command.
func BenchmarkSmall(b *testing.B) {
	dir := os.Getenv("CONCORD_SMALL")
	if dir == "" {
		b.Skip("CONCORD_SMALL names no store")
	}
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	e := query.New(st, query.Options{Memory: 512 << 20, SharedMemory: 1 << 30})
	keeps := query.New(st, query.Options{Memory: 512 << 20, SharedMemory: 1 << 30, PlanCache: 16 << 20})
	h := httpd.New(httpd.Options{Store: st, Engine: e}).Handler()
	hk := httpd.New(httpd.Options{Store: st, Engine: keeps}).Handler()
	texts := smallTexts(b)
	for _, way := range []struct {
		name string
		run  func(b *testing.B, text string)
	}{
		{"Parse", func(b *testing.B, text string) {
			if _, err := sparql.ParseQuery(text, sparql.Options{}); err != nil {
				b.Fatal(err)
			}
		}},
		{"Plan", func(b *testing.B, text string) {
			r, err := e.Query(context.Background(), text, query.Params{})
			if err != nil {
				b.Fatal(err)
			}
			r.Close()
		}},
		{"Engine", func(b *testing.B, text string) { drainQuery(b, e, text) }},
		{"Request", func(b *testing.B, text string) { drainRequest(b, h, text) }},
		{"EngineKept", func(b *testing.B, text string) { drainQuery(b, keeps, text) }},
		{"RequestKept", func(b *testing.B, text string) { drainRequest(b, hk, text) }},
	} {
		b.Run(way.name, func(b *testing.B) {
			for _, name := range smallQueries {
				b.Run(name, func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						way.run(b, texts[name])
					}
				})
			}
		})
	}
}

func smallTexts(b *testing.B) map[string]string {
	qs, err := sets.Load("watdiv", sets.Options{Triples: 1_000_000, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	texts := map[string]string{}
	for _, q := range qs {
		texts[q.Name] = q.Text
	}
	return texts
}

func drainQuery(b *testing.B, e *query.Engine, text string) {
	r, err := e.Query(context.Background(), text, query.Params{})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	for {
		if _, err := r.Next(); err == io.EOF {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

func drainRequest(b *testing.B, h http.Handler, text string) {
	req := httptest.NewRequest(http.MethodGet, "/sparql?query="+url.QueryEscape(text), nil)
	req.Header.Set("Accept", "text/tab-separated-values")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	if w.Code != http.StatusOK {
		b.Fatal(w.Code, w.Body)
	}
}
