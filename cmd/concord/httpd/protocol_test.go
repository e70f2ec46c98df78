package httpd

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/query"
	"w3id.org/concord/query/library"
	"w3id.org/concord/query/results"
)

const (
	form   = "application/x-www-form-urlencoded"
	direct = "application/sparql-query"
)

func ask(query string, more ...string) string {
	v := url.Values{"query": {query}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Add(more[i], more[i+1])
	}
	return "/sparql?" + v.Encode()
}

const countTerms = "SELECT (COUNT(DISTINCT ?t) AS ?n) { ?t a io:OrganisationTerm }"

// The three ways to send a query (SPARQL 1.1 Protocol, 2.1) give the same answer in every result format.
func TestQueryOperations(t *testing.T) {
	s := catalogueServer(t)
	encoded := url.Values{"query": {countTerms}}.Encode()
	for _, f := range []results.Format{results.JSON, results.XML, results.CSV, results.TSV} {
		accept := f.MediaTypes()[0]
		for name, w := range map[string]interface {
			Result() *http.Response
		}{
			"GET":         get(s, ask(countTerms), "Accept", accept),
			"POST form":   send(s, http.MethodPost, "/sparql", encoded, "Content-Type", form, "Accept", accept),
			"POST direct": send(s, http.MethodPost, "/sparql", countTerms, "Content-Type", direct+"; charset=UTF-8", "Accept", accept),
		} {
			res := w.Result()
			if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), accept) {
				t.Errorf("%s as %s: %d %s", name, f, res.StatusCode, res.Header.Get("Content-Type"))
				continue
			}
			table, err := results.Read(f, res.Body)
			if err != nil || len(table.Rows) != 1 || table.Rows[0][0].Value != "434" {
				t.Errorf("%s as %s: %v %v", name, f, table, err)
			}
		}
	}
}

func TestRefusedRequests(t *testing.T) {
	s := catalogueServer(t)
	for name, c := range map[string]struct {
		method, path, body, contentType string
		code                            int
		text                            string
	}{
		"syntax":             {http.MethodGet, ask("SELECT * {\n ?s ?p }"), "", "", 400, "^"},
		"two queries":        {http.MethodGet, ask("ASK {}", "query", "ASK {}"), "", "", 400, "2 queries"},
		"update by GET":      {http.MethodGet, "/sparql?update=x", "", "", 400, "/update"},
		"no query":           {http.MethodPost, "/sparql", "", form, 400, "no query"},
		"content type":       {http.MethodPost, "/sparql", "ASK {}", "text/plain", 415, direct},
		"character set":      {http.MethodPost, "/sparql", "ASK {}", direct + "; charset=latin1", 415, "UTF-8"},
		"not UTF-8":          {http.MethodPost, "/sparql", "ASK { ?s ?p '\xff' }", direct, 400, "UTF-8"},
		"method":             {http.MethodDelete, "/sparql", "", "", 405, ""},
		"time limit":         {http.MethodGet, ask("ASK {}", "timeout", "soon"), "", "", 400, "seconds"},
		"service":            {http.MethodGet, ask("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"), "", "", 403, "not allowed"},
		"time limit below 0": {http.MethodGet, ask("ASK {}", "timeout", "-1"), "", "", 400, "seconds"},
		"percent sign":       {http.MethodGet, "/sparql?query=ASK%zz{}", "", "", 400, "%zz"},
		"semicolon":          {http.MethodGet, "/sparql?query=ASK{?s+?p+?o;?q+?r}", "", "", 400, "semicolon"},
		"update without":     {http.MethodPost, "/update", "CLEAR ALL", "application/sparql-update", 403, "off"},
		"nothing to accept":  {http.MethodGet, ask("ASK {}"), "", "", 406, "application/sparql-results+json"},
	} {
		accept := ""
		if name == "nothing to accept" {
			accept = "image/png"
		}
		w := send(s, c.method, c.path, c.body, "Content-Type", c.contentType, "Accept", accept)
		if w.Code != c.code || !strings.Contains(w.Body.String(), c.text) {
			t.Errorf("%s: %d %q, want %d and %q", name, w.Code, w.Body, c.code, c.text)
		}
	}
}

// What broke inside is for the log, not for the client.
func TestFaultOfTheServer(t *testing.T) {
	code, text := statusOf(fmt.Errorf("%w: nil\ngoroutine 7 [running]:", query.ErrInternal))
	if code != http.StatusInternalServerError || strings.Contains(text, "goroutine") {
		t.Errorf("%d %s", code, text)
	}
}

// A client that goes away while it sends is no fault of the server.
func TestCutOffBody(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/sparql", iotest.ErrReader(io.ErrUnexpectedEOF))
	r.Header.Set("Content-Type", direct)
	w := httptest.NewRecorder()
	catalogueServer(t).Handler().ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestAsk(t *testing.T) {
	s := catalogueServer(t)
	yes := "ASK { organisation:oecd a org:FormalOrganization }"
	if w := get(s, ask(yes), "Accept", "text/boolean"); w.Body.String() != "true" {
		t.Errorf("text/boolean: %q", w.Body)
	}
	if w := get(s, ask(yes)); !strings.Contains(strings.ReplaceAll(w.Body.String(), " ", ""), `"boolean":true`) {
		t.Errorf("without Accept: %s", w.Body)
	}
	if w := get(s, ask(yes, "format", "xml")); !strings.Contains(w.Body.String(), "<boolean>true</boolean>") {
		t.Errorf("format=xml: %s", w.Body)
	}
	if w := get(s, ask(yes, "format", "csv", "unknown", "x"), "Accept", "application/sparql-results+json"); !strings.HasPrefix(w.Header().Get("Content-Type"), "application/sparql-results+json") {
		t.Errorf("Accept wins over format: %s", w.Header().Get("Content-Type"))
	}
}

func TestConstruct(t *testing.T) {
	s := catalogueServer(t)
	q := "CONSTRUCT { ?t skos:prefLabel ?l } { ?t io:ofOrganisation organisation:oecd ; a io:OrganisationTerm ; skos:prefLabel ?l }"
	var first []rdf.Quad
	for _, f := range []*rdf.Format{rdf.Turtle, rdf.NTriples, rdf.RDFXML, rdf.JSONLD} {
		w := get(s, ask(q), "Accept", f.MediaTypes[0])
		quads, err := codec.ReadAll(f, w.Body, codec.Options{})
		if err != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: %d %v", f.Title, w.Code, err)
		}
		if first == nil {
			first = quads
		}
		if len(quads) < 14 || !rdf.Isomorphic(first, quads) {
			t.Errorf("%s: %d triples, others had %d", f.Title, len(quads), len(first))
		}
	}
}

// The protocol's graphs take the place of the default dataset.
func TestProtocolDataset(t *testing.T) {
	s := catalogueServer(t)
	hub := "https://w3id.org/concord/id/graph/hub"
	for name, c := range map[string]struct{ path, want string }{
		"all": {ask("SELECT (COUNT(DISTINCT ?t) AS ?n) { ?t a io:InstrumentType }"), "92"},
		"hub": {ask("SELECT (COUNT(DISTINCT ?t) AS ?n) { ?t a io:InstrumentType }", "default-graph-uri", hub), "92"},
		"another": {ask("SELECT (COUNT(DISTINCT ?t) AS ?n) { ?t a io:InstrumentType }", "default-graph-uri",
			"https://w3id.org/concord/id/graph/oecd"), "0"},
		"named": {ask("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s a ?c } }", "named-graph-uri", hub), "1"},
	} {
		w := get(s, c.path, "Accept", "text/csv")
		if got := strings.Fields(w.Body.String()); len(got) != 2 || got[1] != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

// TestLongQueryStops runs a query that would take hours: it ends within 100 ms of its limit, and the server goes on.
func TestLongQueryStops(t *testing.T) {
	s := catalogueServer(t)
	const limit = 300 * time.Millisecond
	for _, q := range []string{
		"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?d) && STR(?f) < STR(?i)) }",
		"SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f",
		"ASK { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(CONCAT(STR(?a), STR(?f))) < 0) }",
	} {
		late := time.Hour
		for range 3 { // the machine may be busy with something else: the best of three counts
			start := time.Now()
			w := get(s, ask(q, "timeout", "0.3"))
			late = min(late, time.Since(start)-limit)
			if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "limit") {
				t.Errorf("%s: %d %.200s", q, w.Code, w.Body)
			}
		}
		t.Logf("%v after the limit: %s", late, q)
		if late > 100*time.Millisecond {
			t.Errorf("%s ended %v after its limit", q, late)
		}
	}
	if w := get(s, ask(countTerms)); w.Code != http.StatusOK {
		t.Errorf("afterwards: %d", w.Code)
	}
}

func TestSameAnswerAgain(t *testing.T) {
	s := catalogueServer(t)
	w := get(s, ask(countTerms))
	tag := w.Header().Get("ETag")
	if again := get(s, ask(countTerms), "If-None-Match", tag); again.Code != http.StatusNotModified || tag == "" {
		t.Errorf("the same query again: %d", again.Code)
	}
	if again := get(s, ask(countTerms), "If-None-Match", tag, "Accept", "text/csv"); again.Code != http.StatusOK {
		t.Errorf("in another format: %d", again.Code)
	}
	if w := get(s, ask("SELECT (RAND() AS ?r) {}")); w.Header().Get("ETag") != "" {
		t.Error("a random answer has an ETag")
	}
}

func TestServiceDescription(t *testing.T) {
	s := catalogueServer(t)
	for _, accept := range []string{"", "text/turtle", "application/sparql-results+json, text/turtle;q=0.5"} {
		w := get(s, "/sparql", "Accept", accept)
		quads, err := codec.ReadAll(rdf.Turtle, w.Body, codec.Options{})
		if err != nil || w.Code != http.StatusOK || len(quads) < 100 {
			t.Errorf("Accept %q: %d, %d triples, %v", accept, w.Code, len(quads), err)
		}
	}
}

func TestEditor(t *testing.T) {
	s := catalogueServer(t)
	page := get(s, ask("SELECT ?t { ?t a io:InstrumentType } LIMIT 3"), "Accept", browser)
	if page.Code != http.StatusOK || strings.Count(page.Body.String(), `href="/id/type/`) != 3 {
		t.Errorf("%d, %d links", page.Code, strings.Count(page.Body.String(), `href="/id/type/`))
	}
	checkPage(t, "the editor", page.Body.String())
	bad := get(s, ask("SELECT ?t { ?t a"), "Accept", browser)
	if bad.Code != http.StatusBadRequest || !strings.Contains(bad.Body.String(), "^") || !strings.Contains(bad.Body.String(), "SELECT ?t { ?t a</textarea>") {
		t.Errorf("a broken query: %d", bad.Code)
	}
	if w := get(s, ask("SELECT ?t { ?t a io:InstrumentType } LIMIT 1", "format", "csv"), "Accept", browser); !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
		t.Errorf("format=csv from the page: %s", w.Header().Get("Content-Type"))
	}
}

// TestQuestionsRun runs every question of the library from its page.
func TestQuestionsRun(t *testing.T) {
	s := catalogueServer(t)
	for _, q := range library.All() {
		w := get(s, "/queries/"+q.Name+"?run=1", "Accept", browser)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `class="error"`) || !strings.Contains(w.Body.String(), `id="answer"`) {
			t.Errorf("%s: %d", q.Name, w.Code)
		}
	}
}

func TestUpdate(t *testing.T) {
	const token = "a-token-of-many-letters"
	s := serverOver(emptyStore(t), func(o *Options) { o.Token = token })
	insert := `INSERT DATA { <urn:a> <urn:p> "x" . GRAPH <urn:g> { <urn:a> <urn:p> "y" } }`
	post := func(body, contentType, auth string) int {
		return send(s, http.MethodPost, "/update", body, "Content-Type", contentType, "Authorization", auth).Code
	}
	for name, c := range map[string]struct {
		body, contentType, auth string
		code                    int
	}{
		"no token":    {insert, "application/sparql-update", "", 401},
		"wrong token": {insert, "application/sparql-update", "Bearer guess", 401},
		"syntax":      {"INSERT DATA {", "application/sparql-update", "Bearer " + token, 400},
		"load":        {"LOAD <http://example.org/a>", "application/sparql-update", "Bearer " + token, 403},
		"using twice": {url.Values{"update": {"INSERT { ?s ?p 1 } USING <urn:h> WHERE { ?s ?p ?o }"}, "using-graph-uri": {"urn:g"}}.Encode(), form, "Bearer " + token, 400},
		"using":       {url.Values{"update": {"INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }"}, "using-graph-uri": {"urn:none"}}.Encode(), form, "Bearer " + token, 200},
		"two updates": {url.Values{"update": {insert, insert}}.Encode(), form, "Bearer " + token, 400},
		"charset":     {insert, "application/sparql-update; charset=utf-16", "Bearer " + token, 415},
		"type":        {insert, "text/plain", "Bearer " + token, 415},
		"direct":      {insert, "application/sparql-update", "Bearer " + token, 200},
		"form":        {url.Values{"update": {insert}}.Encode(), form, "Bearer " + token, 200},
	} {
		if got := post(c.body, c.contentType, c.auth); got != c.code {
			t.Errorf("%s: %d, want %d", name, got, c.code)
		}
	}
	if w := get(s, ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"), "Accept", "text/csv"); strings.Fields(w.Body.String())[1] != "2" {
		t.Errorf("after the updates: %s", w.Body)
	}
}
