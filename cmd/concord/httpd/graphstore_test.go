package httpd

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

const graphToken = "a-token-of-many-letters"

func graphServer(t *testing.T) *Server {
	return serverOver(emptyStore(t), func(o *Options) { o.Token = graphToken; o.MaxUpload = 4096 })
}

// TestGraphStore goes through the life of graphs: the status of each step, and what is left.
func TestGraphStore(t *testing.T) {
	s := graphServer(t)
	ttl, nt := "text/turtle", "application/n-triples"
	trig := "<urn:other> { <urn:a> <urn:p> 1 }"
	var gz bytes.Buffer
	z := gzip.NewWriter(&gz)
	io.WriteString(z, "<urn:packed> <urn:p> 1 .")
	z.Close()
	for i, c := range []struct {
		method, path, contentType, body string
		code                            int
		holds                           string // in the answer
	}{
		{"GET", "/graphs?graph=urn:g", "", "", 404, "no graph"},
		{"PUT", "/graphs?graph=urn:g", ttl, "<urn:a> <urn:p> <x> , _:b .", 201, ""},
		{"GET", "/graphs?graph=urn:g", "", "", 200, "<urn:a> <urn:p> <urn:x> ."},
		{"PUT", "/graphs?graph=urn:g", nt, "<urn:b> <urn:p> <urn:c> .", 204, ""},
		{"POST", "/graphs?graph=urn:g", nt, "<urn:b> <urn:p> <urn:d> .", 204, ""},
		{"GET", "/graphs?graph=urn:g", "", "", 200, "<urn:b> <urn:p> <urn:c> .\n<urn:b> <urn:p> <urn:d> .\n"},
		{"POST", "/graphs?default", ttl, gz.String(), 201, ""},
		{"GET", "/graphs?default", "", "", 200, "<urn:packed>"},
		{"DELETE", "/graphs?graph=urn:g", "", "", 204, ""},
		{"DELETE", "/graphs?graph=urn:g", "", "", 404, ""},
		{"PUT", "/graphs/people/1", ttl, "<> <urn:p> <#me> .", 201, ""},
		{"GET", "/graphs?graph=http%3A%2F%2Fexample.com%2Fgraphs%2Fpeople%2F1", "", "", 200, "<http://example.com/graphs/people/1> <urn:p> <http://example.com/graphs/people/1#me> ."},
		{"PUT", "/graphs?graph=urn:h", ttl, "<urn:a> <urn:p> .", 400, "^"},
		{"PUT", "/graphs?graph=urn:h", "application/trig", trig, 400, "graph of its own"},
		{"PUT", "/graphs?graph=urn:h", "image/png", "x", 415, "text/turtle"},
		{"PUT", "/graphs?graph=urn:h", "", "x", 415, "Content-Type"},
		{"PUT", "/graphs?graph=urn:h", "text/turtle;charset=latin1", "x", 415, "UTF-8"},
		{"PUT", "/graphs?graph=urn:h", ttl, strings.Repeat("# much\n", 1000), 413, "larger"},
		{"PUT", "/graphs", ttl, "", 400, "Name the graph"},
		{"PUT", "/graphs?graph=a&graph=b", ttl, "", 400, "one graph"},
		{"PUT", "/graphs?graph=urn:a%20b", ttl, "", 400, "no IRI"},
		{"GET", "/graphs?graph=urn:h", "", "", 404, ""},
		{"GET", "/graphs", "", "", 200, "service-description#"},
	} {
		w := send(s, c.method, c.path, c.body, "Content-Type", c.contentType, "Accept", nt+",*/*;q=0.5", "Authorization", "Bearer "+graphToken)
		if w.Code != c.code || !strings.Contains(w.Body.String(), c.holds) {
			t.Errorf("%d: %s %s: %d, want %d; %.300s", i, c.method, c.path, w.Code, c.code, w.Body)
		}
	}
	made := send(s, "POST", "/graphs", "<urn:a> <urn:p> 1 .", "Content-Type", ttl, "Authorization", "Bearer "+graphToken)
	place := made.Header().Get("Location")
	if w := get(s, strings.TrimPrefix(place, "http://example.com")); made.Code != 201 || w.Code != 200 {
		t.Errorf("a new graph at %q: %d, then %d", place, made.Code, w.Code)
	}
	for _, auth := range []string{"", "Bearer guess"} {
		if w := send(s, "DELETE", "/graphs?default", "", "Authorization", auth); w.Code != 401 {
			t.Errorf("authorization %q: %d", auth, w.Code)
		}
	}
	r := httptest.NewRequest("DELETE", "/graphs?default", nil)
	r.SetBasicAuth("anyone", graphToken)
	w := httptest.NewRecorder()
	if s.Handler().ServeHTTP(w, r); w.Code != 204 {
		t.Errorf("the token as a password: %d", w.Code)
	}
}

// TestErrorsForPrograms asks for errors as problem details.
func TestErrorsForPrograms(t *testing.T) {
	s := graphServer(t)
	w := get(s, ask("SELECT *\n{ ?s ?p }"), "Accept", "application/sparql-results+json", "X-Request-Id", "my-request.1")
	var p problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 400 || p.Status != 400 || p.Line != 2 || p.Column == 0 ||
		p.Request != "my-request.1" || w.Header().Get("Content-Type") != typeProblem || w.Header().Get("X-Request-Id") != "my-request.1" {
		t.Errorf("%d %v %+v %v", w.Code, err, p, w.Header())
	}
	for _, id := range []string{"", "bad id", "<script>", strings.Repeat("x", 65)} {
		w := get(s, "/nowhere", "X-Request-Id", id)
		if got := w.Header().Get("X-Request-Id"); len(got) != 16 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
			t.Errorf("request %q is called %q, %s", id, got, w.Header().Get("Content-Type"))
		}
	}
}

// TestCompression reads a large answer gzipped and plain; they are the same. A small one goes out as it is.
func TestCompression(t *testing.T) {
	s := catalogueServer(t)
	plain := get(s, "/organisations", "Accept", browser)
	packed := get(s, "/organisations", "Accept", browser, "Accept-Encoding", "gzip, br")
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len()*2 > plain.Body.Len() {
		t.Fatalf("%d bytes of %d, %v", packed.Body.Len(), plain.Body.Len(), packed.Header())
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(z); err != nil || !bytes.Equal(data, plain.Body.Bytes()) {
		t.Errorf("unpacked it is another page: %v", err)
	}
	for _, path := range []string{"/matrix", "/sparql?query=ASK%20%7B%7D", "/id/term/oecd-decision"} {
		if vary := strings.Join(get(s, path, "Accept-Encoding", "gzip").Header().Values("Vary"), ", "); !strings.Contains(vary, "Accept-Encoding") || !strings.Contains(vary, "Accept,") && !strings.HasSuffix(vary, "Accept") {
			t.Errorf("%s varies by %q only", path, vary)
		}
	}
	if w := get(s, "/healthz", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Error("three bytes were compressed")
	}
}

// TestBrokenAnswerIsSeen fails an answer after its first bytes: the client must see that it is not whole, compressed or not.
func TestBrokenAnswerIsSeen(t *testing.T) {
	s := graphServer(t)
	s.get("/broken", func(c echo.Context) error {
		w := s.delayed(c, "text/csv")
		for range 40_000 {
			fmt.Fprintln(w, "a row of a long table,", 7)
		}
		return w.finish(io.ErrUnexpectedEOF)
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go s.Serve(ctx, ln)
	for _, encoding := range []string{"identity", "gzip"} {
		r, _ := http.NewRequest("GET", "http://"+ln.Addr().String()+"/broken", nil)
		r.Header.Set("Accept-Encoding", encoding)
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err == nil {
			t.Errorf("%s: %d bytes look whole", encoding, n)
		}
	}
}

// TestUploadLimits sends graphs that go beyond the limits of uploads: nothing of them is kept, and the answer says why.
func TestUploadLimits(t *testing.T) {
	s := serverOver(emptyStore(t), func(o *Options) { o.Token = graphToken })
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 20 << 10 {
		io.WriteString(z, "#"+strings.Repeat(" ", 1022)+"\n")
	}
	z.Close()
	laughs := "<!DOCTYPE x [<!ENTITY x \"" + strings.Repeat("y", 1000) + "\">]><x xmlns=\"urn:\"><p>" + strings.Repeat("&x;", 300_000) + "</p></x>"
	wide := "@prefix p: <urn:" + strings.Repeat("y", 60_000) + "> .\n" + strings.Repeat("p:a p:b p:c .\n", 300)
	for name, c := range map[string]struct {
		contentType, body string
		code              int
		holds             string
	}{
		"gzip":     {"text/turtle", bomb.String(), 413, "unpacks to more than 100 times its size"},
		"prefixes": {"text/turtle", wide, 413, "grows to more than 100 times its size"},
		"entities": {"application/rdf+xml", laughs, 400, "entities make the document too long"},
		"depth":    {"text/turtle", "<urn:a> <urn:b> " + strings.Repeat("[ <urn:p> ", 200), 400, "nested too deeply"},
		"literal":  {"text/turtle", "<urn:a> <urn:b> \"" + strings.Repeat("x", 9<<20) + "\" .", 413, "a literal of more than 8388608 bytes"},
		"context":  {"application/ld+json", `{"@context": "http://127.0.0.1:1/c", "@id": "urn:a"}`, 400, "contexts are not fetched"},
	} {
		w := send(s, "PUT", "/graphs?graph=urn:g", c.body, "Content-Type", c.contentType, "Authorization", "Bearer "+graphToken)
		if w.Code != c.code || !strings.Contains(w.Body.String(), c.holds) {
			t.Errorf("%s: %d, want %d; %.300s", name, w.Code, c.code, w.Body)
		}
	}
	if w := get(s, "/graphs?graph=urn:g"); w.Code != 404 {
		t.Errorf("something was kept: %d", w.Code)
	}
}

// TestUploadRubbish sends what is no RDF, or far too much of it: each is refused with its reason, and costs little memory.
func TestUploadRubbish(t *testing.T) {
	s := serverOver(emptyStore(t), func(o *Options) { o.Token = graphToken })
	var mib bytes.Buffer
	z := gzip.NewWriter(&mib)
	z.Write(make([]byte, 1<<20))
	z.Close()
	laughs := `<!DOCTYPE x [<!ENTITY l0 "` + strings.Repeat("ha", 50) + `">`
	for i := 1; i < 10; i++ {
		laughs += fmt.Sprintf(`<!ENTITY l%d "%s">`, i, strings.Repeat(fmt.Sprintf("&l%d;", i-1), 10))
	}
	ttl := "text/turtle"
	for name, c := range map[string]struct {
		contentType, body string
		code              int
		holds             string
	}{
		"1 GiB of zeros":          {ttl, strings.Repeat(mib.String(), 1<<10), 400, "1:1: unexpected"},
		"1 GiB of zeros, JSON-LD": {"application/ld+json", strings.Repeat(mib.String(), 1<<10), 413, "unpacks to more than 100 times its size"},
		"1,000,000 brackets":      {ttl, "<urn:a> <urn:p> " + strings.Repeat("( ", 1_000_000), 400, "nested too deeply"},
		"1,000,000, JSON-LD":      {"application/ld+json", strings.Repeat("[", 1_000_000), 400, "nested too deeply"},
		"billion laughs":          {"application/rdf+xml", laughs + `]><x xmlns="urn:"><p>&l9;</p></x>`, 400, "entities make the document too long"},
		"not UTF-8":               {"application/n-triples", "<urn:a> <urn:p> \"\xff\" .", 400, "not UTF-8"},
		"100 MB in one literal":   {"application/n-triples", "<urn:a> <urn:p> \"" + strings.Repeat("x", 100_000_000) + "\" .", 400, "longer than the limit of 8388608 bytes"},
		"in the midst":            {ttl, "<urn:a> <urn:p> \"x\" , <urn:", 400, "this IRI is not closed"},
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		w := send(s, "PUT", "/graphs?graph=urn:g", c.body, "Content-Type", c.contentType, "Authorization", "Bearer "+graphToken)
		runtime.ReadMemStats(&after)
		if w.Code != c.code || !strings.Contains(w.Body.String(), c.holds) {
			t.Errorf("%s: %d, want %d; %.300s", name, w.Code, c.code, w.Body)
		}
		if n := (after.TotalAlloc - before.TotalAlloc) >> 20; n > 200 {
			t.Errorf("%s: %d MiB were allocated", name, n)
		} else {
			t.Logf("%s: %d MiB allocated in all", name, n)
		}
	}
	if w := get(s, "/graphs?graph=urn:g"); w.Code != 404 {
		t.Errorf("something was kept: %d", w.Code)
	}
}
