package httpd

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/query/annotate"
)

func sendText(s *Server, path, contentType, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

const clause = "The OSCE Ministerial Council adopted Decision No. 4."

// TestAnnotateAPI sends one clause in every form: the annotations are the same.
func TestAnnotateAPI(t *testing.T) {
	s := catalogueServer(t)
	form, contentType := uploadText(t, "clause.txt", clause, "oecd")
	asJSON, _ := json.Marshal(map[string]string{"text": clause, "target": "oecd"})
	for name, w := range map[string]*httptest.ResponseRecorder{
		"text":    sendText(s, "/api/v1/annotate?target=oecd", "text/plain; charset=utf-8", clause),
		"html":    sendText(s, "/api/v1/annotate?target=oecd", "text/html", "<p>"+clause+"</p>"),
		"json":    sendText(s, "/api/v1/annotate", "application/json", string(asJSON)),
		"form":    sendText(s, "/api/v1/annotate", "application/x-www-form-urlencoded", url.Values{"text": {clause}, "for": {"oecd"}}.Encode()),
		"file":    sendText(s, "/api/v1/annotate", contentType, form),
		"address": get(s, "/api/v1/annotate?target=oecd&text="+url.QueryEscape(clause)),
	} {
		var r annotate.Result
		if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || w.Code != http.StatusOK || len(r.Annotations) != 2 || r.Draft == nil || len(r.Draft.Findings) != 1 {
			t.Errorf("%s: %d %v %.300s", name, w.Code, err, w.Body)
			continue
		}
		if a := r.Annotations[1]; a.Start != 37 || a.End != 45 || a.Exact != "Decision" || !slices.Equal(a.Means, []string{"https://w3id.org/concord/id/term/osce-decision"}) {
			t.Errorf("%s: %+v", name, a)
		}
		if f := r.Draft.Findings[0]; f.Verdict != annotate.FalseFriend || !strings.Contains(f.There, "binding") || len(f.Evidence) == 0 || !r.Draft.Derived {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func uploadText(t *testing.T, name, content, target string) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	m.WriteField("text", "")
	m.WriteField("for", target)
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte(content))
	m.Close()
	return b.String(), m.FormDataContentType()
}

func TestAnnotateAsWebAnnotations(t *testing.T) {
	s := catalogueServer(t)
	for _, w := range []*httptest.ResponseRecorder{
		sendText(s, "/api/v1/annotate?source=http://example.org/text", "text/plain", clause, "Accept", "application/ld+json"),
		get(s, "/api/v1/annotate?format=jsonld&source=http://example.org/text&text="+url.QueryEscape(clause)),
	} {
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "application/ld+json") || !strings.Contains(w.Body.String(), `"source": "http://example.org/text"`) {
			t.Errorf("%d %v %.300s", w.Code, w.Header(), w.Body)
		}
	}
}

func TestAnnotateRefusals(t *testing.T) {
	s := catalogueServer(t)
	long := strings.Repeat("OECD ", annotate.MaxText/5+1)
	latin := "L'\xc9tat"
	asJSON, _ := json.Marshal(map[string]string{"text": long})
	form, contentType := uploadText(t, "long.txt", long, "")
	huge, hugeType := uploadText(t, "huge.txt", strings.Repeat(long, 5), "")
	for name, c := range map[string]struct {
		w    *httptest.ResponseRecorder
		code int
		says string
	}{
		"long text":     {sendText(s, "/api/v1/annotate", "text/plain", long), 413, "1048576"},
		"long JSON":     {sendText(s, "/api/v1/annotate", "application/json", string(asJSON)), 413, "1048576"},
		"long file":     {sendText(s, "/annotate", contentType, form), 413, "1048576"},
		"huge file":     {sendText(s, "/annotate", hugeType, huge), 413, "larger"},
		"huge form":     {sendText(s, "/annotate", "application/x-www-form-urlencoded", "text="+strings.Repeat(long, 5)), 413, "larger"},
		"Latin-1":       {sendText(s, "/api/v1/annotate", "text/plain", latin), 400, "byte 2"},
		"said Latin-1":  {sendText(s, "/api/v1/annotate", "text/plain; charset=iso-8859-1", latin), 415, "UTF-8"},
		"PDF":           {sendText(s, "/api/v1/annotate", "application/pdf", "%PDF"), 415, "text/plain"},
		"no type":       {sendText(s, "/api/v1/annotate", "", "x"), 415, "text/plain"},
		"bad JSON":      {sendText(s, "/api/v1/annotate", "application/json", "{"), 400, "JSON"},
		"JSON, no text": {sendText(s, "/api/v1/annotate", "application/json", "{}"), 400, "text"},
		"JSON, unknown": {sendText(s, "/api/v1/annotate", "application/json", `{"text":"x","org":"oecd"}`), 400, "org"},
		"no text":       {get(s, "/api/v1/annotate"), 400, "POST"},
		"no such org":   {get(s, "/api/v1/annotate?text=x&target=nowhere"), 404, "nowhere"},
		"no such form":  {get(s, "/api/v1/annotate?text=x&format=pdf"), 400, "jsonld"},
		"bad source":    {get(s, "/api/v1/annotate?text=x&source=nowhere"), 400, "address"},
		"long address":  {get(s, "/api/v1/annotate?text="+strings.Repeat("x", 9000)), 414, "POST"},
		"bad form":      {sendText(s, "/annotate", "multipart/form-data; boundary=x", "--x\r\nrubbish"), 400, "form"},
	} {
		if c.w.Code != c.code || !strings.Contains(c.w.Body.String(), c.says) {
			t.Errorf("%s: %d %.200s, want %d with %q", name, c.w.Code, c.w.Body, c.code, c.says)
		}
	}
	r := httptest.NewRequest(http.MethodDelete, "/api/v1/annotate", nil)
	w := httptest.NewRecorder()
	if s.Handler().ServeHTTP(w, r); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", w.Code)
	}
}

func TestAnnotatePages(t *testing.T) {
	s := catalogueServer(t)
	form, contentType := uploadText(t, "page.html", "<h1>Who</h1><p>The <b>ILO</b> <i>Convention</i> &lt;script&gt;</p><script>alert(1)</script>", "ilo")
	for name, c := range map[string]struct {
		body  string
		wants []string
	}{
		"empty":   {get(s, "/annotate", "Accept", browser).Body.String(), []string{`<textarea id="text"`, `enctype="multipart/form-data"`, "Try:"}},
		"no text": {get(s, "/annotate?text=+", "Accept", browser).Body.String(), []string{`role="alert"`}},
		"address": {get(s, "/annotate?for=oecd&text="+url.QueryEscape(clause+" <script>"), "Accept", browser).Body.String(), []string{
			`title="Decision of OSCE, politically binding"><mark class="m-term">Decision</mark></a>`, "False friend", `href="/id/term/oecd-decision"`, "not yet checked",
			"&lt;script&gt;", "/api/v1/annotate?", "/crosswalk?from=osce&amp;term=osce-decision", "/word?org=osce", `<option value="oecd" selected>`, "asserted by nobody"}},
		"file":     {sendText(s, "/annotate", contentType, form, "Accept", browser).Body.String(), []string{`<mark class="m-term">Convention</mark>`, "Own word", "Web Annotations"}},
		"nobody":   {get(s, "/annotate?for=nowhere&text=x", "Accept", browser).Body.String(), []string{"there is no organisation"}},
		"nothing":  {get(s, "/annotate?text=nothing+here", "Accept", browser).Body.String(), []string{"is recognised"}},
		"untermed": {get(s, "/annotate?for=unfccc&text="+url.QueryEscape(clause), "Accept", browser).Body.String(), []string{"No term of UNFCCC is recorded"}},
	} {
		for _, want := range c.wants {
			if !strings.Contains(strings.ReplaceAll(strings.ToLower(c.body), "&#39;", "'"), strings.ToLower(want)) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
		if strings.Contains(c.body, "<script>") {
			t.Errorf("%s passes markup through", name)
		}
	}
}
