package httpd

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// postForm posts a form as OpenRefine does.
func postForm(s *Server, path string, fields ...string) (int, []byte) {
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	w := send(s, http.MethodPost, path, v.Encode(), "Content-Type", "application/x-www-form-urlencoded; charset=UTF-8", "Accept", "application/json")
	return w.Code, w.Body.Bytes()
}

// schemas validates against the JSON schemas of the specification, which the folder of suites has.
type schemas struct {
	dir      string
	compiler *jsonschema.Compiler
}

func specSchemas(t *testing.T) *schemas {
	t.Helper()
	dir := filepath.Join(os.Getenv("CONCORD_SUITES"), "reconciliation-api", "0.2")
	if os.Getenv("CONCORD_SUITES") == "" {
		t.Skip("CONCORD_SUITES is not set: it names the folder with the suites, among them reconciliation-api")
	}
	c := jsonschema.NewCompiler()
	files, err := filepath.Glob(filepath.Join(dir, "schemas", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas in %s: %v", dir, err)
	}
	for _, f := range files {
		doc := readJSON(t, f)
		id, ok := doc.(map[string]any)["$id"].(string)
		if !ok {
			id, _ = doc.(map[string]any)["id"].(string)
		}
		for _, address := range []string{strings.TrimSuffix(id, "#"), "file:///" + filepath.Base(f)} {
			if err := c.AddResource(address, doc); err != nil && !strings.Contains(err.Error(), "exists") {
				t.Fatal(err)
			}
		}
	}
	return &schemas{dir, c}
}

func readJSON(t *testing.T, file string) any {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return doc
}

func (s *schemas) check(t *testing.T, name string, body []byte) error {
	t.Helper()
	schema, err := s.compiler.Compile("file:///" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v in %.200s", name, err, body)
	}
	return schema.Validate(doc)
}

// TestSchemasRefuse makes sure that the schemas are at work: the examples that the specification calls invalid are.
func TestSchemasRefuse(t *testing.T) {
	s := specSchemas(t)
	for _, valid := range []bool{true, false} {
		folder := map[bool]string{true: "valid", false: "invalid"}[valid]
		files, err := filepath.Glob(filepath.Join(s.dir, "examples", "*", folder, "*.json"))
		if err != nil || len(files) < 5 {
			t.Fatalf("%d examples, %v", len(files), err)
		}
		for _, f := range files {
			name := filepath.Base(filepath.Dir(filepath.Dir(f)))
			if _, err := os.Stat(filepath.Join(s.dir, "schemas", name+".json")); err != nil {
				continue
			}
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.check(t, name, data); (err == nil) != valid {
				t.Errorf("%s: %v, want valid %v", f, err, valid)
			}
		}
	}
}

// reconcileAnswers are requests of every kind, and the schema of what comes back.
var reconcileAnswers = []struct{ schema, path, field, value string }{
	{"manifest", "/reconcile", "", ""},
	{"reconciliation-result-batch", "/reconcile?queries=" + url.QueryEscape(`{"q0":{"query":"OECD"}}`), "", ""},
	{"reconciliation-result-batch", "/reconcile", "queries", `{}`},
	{"reconciliation-result-batch", "/reconcile", "queries", `{"q0":{"query":"Recomendacion","limit":3},"q1":{"query":""},"q2":{"query":"qqqqxyzzy"},"":{"query":"ISPM"}}`},
	{"reconciliation-result-batch", "/reconcile", "queries", `{"q0":{"query":"Decision","type":"term","type_strict":"should","properties":[{"pid":"organisation","v":[{"id":"organisation/oecd","name":"OECD"},"x"]},{"pid":"year","v":1961},{"pid":"nought","v":true}]}}`},
	{"reconciliation-result-batch", "/reconcile", "queries", `{"q0":{"properties":[{"pid":"code","v":"C029"}]}}`},
	{"reconciliation-result-batch", "/reconcile", "queries", `{"q0":{"query":"x","type":"no-such-type"},"q1":{"query":"https://w3id.org/concord/id/term/oecd-decision"}}`},
	{"suggest-entities-response", "/reconcile/suggest/entity?prefix=recomm", "", ""},
	{"suggest-entities-response", "/reconcile/suggest/entity?prefix=", "", ""},
	{"suggest-entities-response", "/reconcile/suggest/entity?prefix=term/oecd-decision", "", ""},
	{"suggest-types-response", "/reconcile/suggest/type?prefix=", "", ""},
	{"suggest-properties-response", "/reconcile/suggest/property?prefix=leg", "", ""},
	{"data-extension-property-proposal", "/reconcile/properties?type=term&limit=5", "", ""},
	{"data-extension-property-proposal", "/reconcile/properties", "", ""},
	{"data-extension-response", "/reconcile", "extend", `{"ids":["https://w3id.org/concord/id/term/oecd-decision","instrument/ilo-c029","nought"],"properties":[{"id":"organisation"},{"id":"legal-nature","settings":{"limit":"1"}},{"id":"year"},{"id":"definition"},{"id":"name","settings":{"lang":"fr"}},{"id":"website"},{"id":"source"},{"id":"no-such"},{"id":"http://www.w3.org/2004/02/skos/core#prefLabel"}]}`},
	{"data-extension-response", "/reconcile", "extend", `{"ids":[],"properties":[]}`},
}

func TestReconcileSchemas(t *testing.T) {
	specs, s := specSchemas(t), catalogueServer(t)
	for _, c := range reconcileAnswers {
		code, body := 0, []byte(nil)
		if c.field == "" {
			w := get(s, c.path)
			code, body = w.Code, w.Body.Bytes()
		} else {
			code, body = postForm(s, c.path, c.field, c.value)
		}
		if code != http.StatusOK {
			t.Errorf("%s %s: %d %s", c.path, c.value, code, body)
			continue
		}
		if err := specs.check(t, c.schema, body); err != nil {
			t.Errorf("%s %s is no %s: %v", c.path, c.value, c.schema, err)
		}
	}
}

// TestReconcileRequestSchemas holds what we take against the examples of the specification.
func TestReconcileRequestExamples(t *testing.T) {
	specs, s := specSchemas(t), catalogueServer(t)
	for field, folder := range map[string]string{"queries": "reconciliation-query-batch", "extend": "data-extension-query"} {
		for _, kind := range []string{"valid", "invalid"} {
			files, err := filepath.Glob(filepath.Join(specs.dir, "examples", folder, kind, "*.json"))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				data, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				if code, body := postForm(s, "/reconcile", field, string(data)); (code == http.StatusOK) != (kind == "valid") {
					t.Errorf("%s: %d %s", f, code, body)
				}
			}
		}
	}
}

// resultBatch is a result batch.
type resultBatch map[string]struct {
	Result []struct {
		ID, Name string
		Score    float64
		Match    bool
		Type     []struct{ ID string }
		Features []struct {
			ID    string
			Value any
		}
	}
}

func askBatch(t *testing.T, s *Server, queries string) resultBatch {
	t.Helper()
	code, body := postForm(s, "/reconcile", "queries", queries)
	var a resultBatch
	if err := json.Unmarshal(body, &a); err != nil || code != http.StatusOK {
		t.Fatalf("%s: %d %v %s", queries, code, err, body)
	}
	return a
}

func TestReconcileMeaning(t *testing.T) {
	s := catalogueServer(t)
	a := askBatch(t, s, `{"acronym":{"query":"oecd"},"accents":{"query":"recomendacion","type":"type"},"many":{"query":"Recommendation","type":"term","limit":100},
		"typo":{"query":"memorandum of understandng"},"owned":{"query":"Recommendation","properties":[{"pid":"organisation","v":"ILO"}]},
		"id":{"query":"https://w3id.org/concord/id/term/oecd-decision"},"short":{"query":"term/oecd-decision"},"code":{"properties":[{"pid":"code","v":"C029"}]},
		"together":{"query":"OECD Decision"},"wrong":{"query":"OECD","type":"term"},"should":{"query":"OECD","type":"term","type_strict":"should"},
		"all":{"query":"OECD","type":["term","organisation"],"type_strict":"all"},"one":{"query":"Recommendation","limit":1}}`)
	for key, want := range map[string]string{"acronym": "organisation/oecd", "accents": "type/recommendation", "owned": "term/ilo-recommendation",
		"id": "term/oecd-decision", "short": "term/oecd-decision", "code": "instrument/ilo-c029", "together": "term/oecd-decision"} {
		r := a[key].Result
		if len(r) == 0 || !strings.HasSuffix(r[0].ID, "/id/"+want) || !r[0].Match {
			t.Errorf("%s: %+v, want a match with %s", key, r, want)
		}
	}
	if r := a["many"].Result; len(r) < 20 || r[0].Match || r[0].Score < 99 {
		t.Errorf("a name that many bear: %d candidates, first %+v", len(r), r[0])
	}
	if r := a["typo"].Result; len(r) == 0 || r[0].Match || r[0].Name != "Memorandum of understanding" {
		t.Errorf("a typing error: %+v", r)
	}
	if len(a["wrong"].Result) > 0 && strings.HasSuffix(a["wrong"].Result[0].ID, "organisation/oecd") || len(a["all"].Result) > 0 || len(a["one"].Result) != 1 {
		t.Errorf("type or limit is not kept: %+v %+v %+v", a["wrong"], a["all"], a["one"])
	}
	if r := a["should"].Result; len(r) == 0 || !strings.HasSuffix(r[0].ID, "organisation/oecd") || r[0].Match {
		t.Errorf("a type that should be: %+v", r)
	}
	for key, q := range a {
		for i, c := range q.Result {
			sum := 0.0
			for _, f := range c.Features {
				if v, ok := f.Value.(float64); ok {
					sum += v
				}
			}
			if sum-c.Score > 0.011 || c.Score-sum > 0.011 || c.Score > 100 || i > 0 && c.Score > q.Result[i-1].Score || i > 0 && c.Match {
				t.Errorf("%s: the features of %s add up to %.2f, the score is %.2f, match %v in place %d", key, c.ID, sum, c.Score, c.Match, i)
			}
		}
	}
}

func TestReconcileRefusals(t *testing.T) {
	s := catalogueServer(t)
	many := map[string]any{}
	for i := range maxBatch + 1 {
		many[strconv.Itoa(i)] = map[string]string{"query": "x"}
	}
	tooMany, err := json.Marshal(many)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		field, value string
		code         int
		says         string
	}{
		{"queries", `[]`, 400, "no JSON object"}, {"queries", `{"q0":{"query":"x","typ":"y"}}`, 400, "typ"}, {"queries", `{"q0":{"limit":1}}`, 400, "q0"},
		{"queries", `{"q0":{"query":"x","type_strict":"maybe"}}`, 400, "any, all or should"}, {"queries", `{"q0":{"query":"x","limit":0}}`, 400, "above zero"},
		{"queries", `{"q0":{"query":"x","properties":[{"pid":"p"}]}}`, 400, "pid"}, {"queries", `{"q0":`, 400, "JSON"},
		{"extend", `{"ids":["x"]}`, 400, "properties"}, {"extend", `x`, 400, "ids"}, {"query", "OECD", 400, "queries="}, {"other", "x", 400, "queries"},
		{"queries", string(tooMany), 413, "1000"},
	} {
		code, body := postForm(s, "/reconcile", c.field, c.value)
		var e struct {
			Message string
			Code    int
		}
		if err := json.Unmarshal(body, &e); err != nil || code != c.code || e.Code != c.code || !strings.Contains(e.Message, c.says) {
			t.Errorf("%s=%.60s: %d %.200s, want %d with %q", c.field, c.value, code, body, c.code, c.says)
		}
	}
	if w := send(s, http.MethodPost, "/reconcile", `{}`, "Content-Type", "application/json"); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("a body of JSON: %d", w.Code)
	}
	if w := send(s, http.MethodDelete, "/reconcile", ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", w.Code)
	}
	for _, path := range []string{"/reconcile/preview?id=term/nought", "/reconcile/flyout/entity?id=x:y", "/reconcile/flyout/type?id=x", "/reconcile/flyout/property?id=x", "/reconcile/view?id=nought"} {
		if w := get(s, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestReconcileCallback(t *testing.T) {
	s := catalogueServer(t)
	for _, path := range []string{"/reconcile?", "/reconcile?queries=%7B%7D&", "/reconcile/suggest/entity?prefix=oecd&", "/reconcile/suggest/type?", "/reconcile/suggest/property?", "/reconcile/properties?", "/reconcile/flyout/entity?id=term/oecd-decision&"} {
		w := get(s, path+"callback=jQuery123.fn_1")
		if body := w.Body.String(); !strings.HasPrefix(body, "/**/jQuery123.fn_1({") || !strings.HasSuffix(body, ");\n") || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/javascript") {
			t.Errorf("%s: %s %.100s", path, w.Header().Get("Content-Type"), body)
		}
		for _, bad := range []string{"alert(1)//", "a+b", "a.", "1a", "a%5B0%5D", "%3Cscript%3E", strings.Repeat("a", 200)} {
			if w := get(s, path+"callback="+bad); w.Code != http.StatusBadRequest || strings.Contains(w.Header().Get("Content-Type"), "javascript") {
				t.Errorf("%s with callback %s: %d", path, bad, w.Code)
			}
		}
	}
}

// TestReconcileCORS: a page of any site may ask, and gets the same headers everywhere, errors included.
func TestReconcileCORS(t *testing.T) {
	s := catalogueServer(t)
	for _, path := range []string{"/reconcile", "/reconcile?queries=x", "/reconcile/suggest/entity?prefix=a", "/reconcile/suggest/type", "/reconcile/suggest/property",
		"/reconcile/flyout/entity?id=term/oecd-decision", "/reconcile/flyout/type?id=nought", "/reconcile/flyout/property?id=year", "/reconcile/properties", "/reconcile/preview?id=term/oecd-decision", "/reconcile/view?id=term/oecd-decision", "/reconcile/nought"} {
		if w := get(s, path, "Origin", "https://example.org"); w.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: no CORS", path)
		}
	}
	w := send(s, http.MethodOptions, "/reconcile", "", "Origin", "https://example.org", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
	if w.Code != http.StatusNoContent || !strings.Contains(w.Header().Get("Access-Control-Allow-Methods"), "POST") || !strings.Contains(w.Header().Get("Access-Control-Allow-Headers"), "Content-Type") {
		t.Errorf("preflight: %d %v", w.Code, w.Header())
	}
}

func TestReconcilePreview(t *testing.T) {
	s := catalogueServer(t)
	w := get(s, "/reconcile/preview?id="+url.QueryEscape("https://w3id.org/concord/id/term/oecd-decision"), "Accept", browser)
	for _, want := range []string{`<html lang="en">`, "/page/term/oecd-decision", `target="_blank"`, "Legal nature", "binding", "OECD"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the preview lacks %s: %s", want, w.Body)
		}
	}
	if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors *") || strings.Contains(csp, "script") {
		t.Errorf("a preview that no other site can frame: %s", csp)
	}
	if w := get(s, "/reconcile", "Accept", browser); !strings.Contains(w.Body.String(), "<h1>Reconcile a table") || !strings.Contains(w.Header().Get("Vary"), "Accept") {
		t.Error("a browser gets no page at /reconcile")
	}
	if w := get(s, "/reconcile/view?id=term/oecd-decision"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/page/term/oecd-decision" {
		t.Errorf("view: %d %s", w.Code, w.Header().Get("Location"))
	}
}
