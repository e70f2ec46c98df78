package remote

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
)

func TestAllowList(t *testing.T) {
	c, err := New(Options{Allow: []string{"https://good.example/sparql", "http://data.example:8080/files/"}})
	if err != nil {
		t.Fatal(err)
	}
	for address, ok := range map[string]bool{
		"https://good.example/sparql": true, "https://good.example/sparql/more": true, "https://good.example/sparql?query=x": true,
		"https://GOOD.example/sparql": true, "http://data.example:8080/files/a.ttl": true,
		"http://good.example/sparql": false, "https://good.example/sparqlx": false, "https://good.example/": false,
		"https://good.example.evil.example/sparql": false, "https://good.example@evil.example/sparql": false,
		"https://evil@good.example/sparql": false, "https://good.example:444/sparql": false, "file:///etc/passwd": false,
		"http://data.example:8080/files/../secret": false, "http://data.example:8080/files/%2e%2e/secret": false,
		`http://data.example:8080/files/..%5csecret`: true, // no path of this server steps up by it
		"http://data.example:8080/filesystem":        false, "": false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.check(u) == nil; got != ok {
			t.Errorf("%s: allowed %v, want %v", address, got, ok)
		}
	}
	for _, bad := range []string{"good.example", "ftp://good.example/", "https://", "https://user@good.example/", "https://good.example/?q=1"} {
		if _, err := New(Options{Allow: []string{bad}}); err == nil {
			t.Errorf("%q is taken for a prefix", bad)
		}
	}
}

func TestSpecialAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "10.1.2.3": true, "172.16.0.1": true, "192.168.1.1": true, "169.254.169.254": true, "0.0.0.0": true,
		"100.64.0.1": true, "224.0.0.1": true, "255.255.255.255": true, "::ffff:127.0.0.1": true, "fe80::1%eth0": true, "fd00::1": true,
		"64:ff9b::7f00:1": true, "2002:7f00:1::": true, "2001:db8::1": true, "198.18.0.1": true,
		"93.184.216.34": false, "2606:2800:220:1:248:1893:25c8:1946": false,
	} {
		if got := special(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: special %v, want %v", address, got, want)
		}
	}
}

// endpoint answers like another server; what depends on the path.
func endpoint(t *testing.T) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/sparql":
			if r.Method != http.MethodPost || !strings.HasPrefix(r.FormValue("query"), "SELECT ?a ?b WHERE") {
				http.Error(w, "not that query", http.StatusBadRequest)
				return
			}
			w.Header().Set("Content-Type", "application/sparql-results+json; charset=utf-8")
			io.WriteString(w, `{"head":{"vars":["b","a"]},"results":{"bindings":[{"b":{"type":"bnode","value":"x"},"a":{"type":"literal","value":"1"}},{"a":{"type":"uri","value":"urn:a"}}]}}`)
		case "/away":
			http.Redirect(w, r, "http://127.0.0.1:1/secret", http.StatusTemporaryRedirect)
		case "/page":
			w.Header().Set("Content-Type", "text/html")
		case "/broken":
			http.Error(w, "no memory\nleft", http.StatusInternalServerError)
		case "/data.nt":
			io.WriteString(w, "<urn:a> <urn:p> _:b .\n")
		case "/huge":
			w.Header().Set("Content-Type", "application/n-triples")
			io.WriteString(w, strings.Repeat("<urn:a> <urn:p> <urn:b> .\n", 1000))
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func TestService(t *testing.T) {
	s := endpoint(t)
	c, err := New(Options{Allow: []string{s.URL}, Private: true})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(c *Client, path string) ([][]rdf.Term, error) {
		return c.Service(context.Background(), query.ServiceCall{Endpoint: s.URL + path, Group: "{ ?a ?p ?b }", Vars: []string{"a", "b"}})
	}
	rows, err := ask(c, "/sparql")
	if err != nil || len(rows) != 2 || rows[0][0].Value != "1" || rows[0][1].Kind != rdf.Blank || rows[1][0].Value != "urn:a" || !rows[1][1].IsZero() {
		t.Errorf("%v %v", rows, err)
	}
	if again, err := ask(c, "/sparql"); err != nil || again[0][1] == rows[0][1] {
		t.Errorf("blank nodes of two answers are one: %v %v", again, err)
	}
	for path, want := range map[string]string{"/away": "may not be called", "/page": "no result of a query", "/broken": "500 Internal Server Error: no memory left"} {
		if _, err := ask(c, path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	guarded, err := New(Options{Allow: []string{s.URL, strings.Replace(s.URL, "127.0.0.1", "localhost", 1)}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ask(guarded, "/sparql"); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("a loopback address was called: %v", err)
	}
	name := query.ServiceCall{Endpoint: strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/sparql", Group: "{}", Vars: []string{"a", "b"}}
	if _, err := guarded.Service(context.Background(), name); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("a name that leads to loopback was called: %v", err)
	}
	none, err := New(Options{Private: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ask(none, "/sparql"); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("an address that is not on the list was called: %v", err)
	}
}

func TestLoad(t *testing.T) {
	s := endpoint(t)
	c, err := New(Options{Allow: []string{s.URL}, Private: true, MaxBytes: 5000})
	if err != nil {
		t.Fatal(err)
	}
	read := func(path string) (n int, err error) {
		r, err := c.Load(context.Background(), s.URL+path)
		for err == nil {
			if _, err = r.Read(); err == nil {
				n++
			}
		}
		return n, err
	}
	if n, err := read("/data.nt"); n != 1 || err != io.EOF {
		t.Errorf("%d quads, %v", n, err)
	}
	if n, err := read("/huge"); !errors.Is(err, errTooMuch) {
		t.Errorf("%d quads of a document beyond the limit, %v", n, err)
	}
	if _, err := read("/page"); err == nil || !strings.Contains(err.Error(), "no RDF") {
		t.Errorf("a page was loaded: %v", err)
	}
}
