package conformance

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"

	"w3id.org/concord/cmd/concord/httpd"
	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/query"
	"w3id.org/concord/query/results"
)

const (
	nsHTTP    = "http://www.w3.org/2011/http#"
	nsContent = "http://www.w3.org/2011/content#"
	nsSD      = "http://www.w3.org/ns/sparql-service-description#"
	token     = "a-token-for-the-suite"
)

// exchange is a request of a protocol test with what must come back.
type exchange struct {
	method, path string
	headers      [][2]string
	body         string
	statuses     []string // local names: OK, Created, StatusCode2xx
	boolean      string   // "true" or "false", "" where it does not matter
	format       string   // boolean, tabular, RDF
	gotType      string   // media type of the answer
	gotBody      string   // RDF that the answer must be isomorphic to
}

// protocolServer is a server over the data of a test, as a client of the suite expects it: updates and graphs open to
// whoever has the token, the default graph without the named ones.
func (c *Case) protocolServer() (http.Handler, index.Store, error) {
	s, err := store.Open("", store.Options{})
	if err != nil {
		return nil, nil, err
	}
	quads, err := c.data.quads(c.root)
	if err == nil {
		err = indextest.Load(s, quads)
	}
	if err != nil {
		s.Close()
		return nil, nil, err
	}
	return httpd.New(httpd.Options{Store: s, Token: token, Engine: query.New(s, query.Options{DefaultGraph: query.Unnamed})}).Handler(), s, nil
}

// protocol runs the requests of a test one after the other.
func (c *Case) protocol() error {
	h, s, err := c.protocolServer()
	if err != nil {
		return err
	}
	defer s.Close()
	location := ""
	for i, x := range c.requests {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, x.request(location))
		if l := w.Header().Get("Location"); l != "" {
			location = l
		}
		if err := x.judge(w); err != nil {
			return fmt.Errorf("request %d, %s %s: %w", i+1, x.method, x.path, err)
		}
	}
	return nil
}

// request makes the request. The suite has one address for queries and updates and calls the graph store /gsp; this server
// has /sparql, /update and /graphs.
func (x *exchange) request(location string) *http.Request {
	path, body := x.path, x.body
	if strings.HasPrefix(path, "/sparql/") {
		path = "/sparql" + strings.TrimPrefix(path, "/sparql/")
		if x.updates() {
			path = strings.Replace(path, "/sparql", "/update", 1)
		}
	}
	path = strings.ReplaceAll(strings.ReplaceAll(path, "$LOCATION$", location), "/gsp", "/graphs")
	path = strings.ReplaceAll(path, "%2Fgsp", "%2Fgraphs")
	r := httptest.NewRequest(x.method, path, strings.NewReader(strings.ReplaceAll(body, "/gsp", "/graphs")))
	r.Host = "www.example"
	r.Header.Set("Authorization", "Bearer "+token)
	for _, h := range x.headers {
		r.Header.Set(h[0], h[1])
	}
	return r
}

// updates reports whether a request is meant as an update, rightly made or not.
func (x *exchange) updates() bool {
	if slices.ContainsFunc(x.headers, func(h [2]string) bool { return strings.HasPrefix(h[1], "application/sparql-update") }) {
		return true
	}
	return x.method == http.MethodPost && (strings.HasPrefix(x.body, "update=") || strings.Contains(x.body, "&update=") || strings.Contains(x.body, "CLEAR"))
}

// judge compares an answer with what the test expects.
func (x *exchange) judge(w *httptest.ResponseRecorder) error {
	if !slices.ContainsFunc(x.statuses, func(s string) bool { return statusIs(s, w.Code) }) {
		return fmt.Errorf("status %d, want %s: %.200s", w.Code, strings.Join(x.statuses, " or "), w.Body)
	}
	mediaType := w.Header().Get("Content-Type")
	if x.gotType != "" && mediaType != x.gotType {
		return fmt.Errorf("the answer is %s, want %s", mediaType, x.gotType)
	}
	bare, _, _ := strings.Cut(mediaType, ";")
	switch {
	case x.gotBody != "":
		return sameGraph(w.Body.String(), rdf.FormatByName(bare), strings.ReplaceAll(x.gotBody, "/gsp", "/graphs"))
	case x.format == "RDF":
		if _, err := parseRDF(w.Body.String(), rdf.FormatByName(bare)); err != nil {
			return fmt.Errorf("the answer is no RDF: %w", err)
		}
	case x.format != "" && w.Code < 300:
		return x.judgeTable(w.Body, bare)
	}
	return nil
}

func (x *exchange) judgeTable(body io.Reader, mediaType string) error {
	f, ok := results.FormatByName(mediaType)
	if !ok {
		return fmt.Errorf("%q is no result format", mediaType)
	}
	t, err := results.Read(f, body)
	if err != nil {
		return err
	}
	if x.format == "boolean" != t.IsBool {
		return fmt.Errorf("the answer is no %s result", x.format)
	}
	if x.boolean != "" && fmt.Sprint(t.Bool) != x.boolean {
		return fmt.Errorf("the answer is %v", t.Bool)
	}
	return nil
}

// statusIs compares a status with a name of the vocabulary: StatusCode4xx, NotFound.
func statusIs(name string, code int) bool {
	if class, ok := strings.CutPrefix(name, "StatusCode"); ok {
		return class == fmt.Sprintf("%dxx", code/100)
	}
	return strings.ReplaceAll(http.StatusText(code), " ", "") == name
}

func parseRDF(text string, f *rdf.Format) ([]rdf.Quad, error) {
	if f == nil {
		return nil, errors.New("unknown media type")
	}
	r, err := codec.NewReader(f, strings.NewReader(text), codec.Options{Base: "http://www.example/"})
	if err != nil {
		return nil, err
	}
	var out []rdf.Quad
	for {
		q, err := r.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, q)
	}
}

// sameGraph compares an answer with Turtle, up to the names of blank nodes.
func sameGraph(got string, f *rdf.Format, want string) error {
	a, err := parseRDF(got, f)
	if err != nil {
		return fmt.Errorf("the answer is no RDF: %w", err)
	}
	b, err := parseRDF(want, rdf.Turtle)
	if err != nil {
		return err
	}
	if !rdf.Isomorphic(a, b) {
		return fmt.Errorf("the graph is %s", bytes.TrimSpace([]byte(got)))
	}
	return nil
}

// description runs a test of the Service Description (SPARQL 1.1 Service Description, 2).
func (c *Case) description() error {
	h, s, err := c.protocolServer()
	if err != nil {
		return err
	}
	defer s.Close()
	r := httptest.NewRequest(http.MethodGet, "http://www.example/sparql", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	bare, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	quads, err := parseRDF(w.Body.String(), rdf.FormatByName(bare))
	if err != nil || w.Code != http.StatusOK {
		return fmt.Errorf("status %d, %w", w.Code, err)
	}
	d := docOf(quads)
	var service rdf.Term
	for node := range d {
		if d.one(node, nsSD+"endpoint").Value == "http://www.example/sparql" {
			service = node
		}
	}
	switch filepath.Base(c.Name) {
	case "returns-rdf":
		return nil
	case "has-endpoint-triple":
		if service.IsZero() {
			return errors.New("no sd:endpoint with the address asked")
		}
		return nil
	}
	return conformsToSchema(d, service)
}

// conformsToSchema holds a description against the domains and ranges of the vocabulary, as far as it uses it.
func conformsToSchema(d doc, service rdf.Term) error {
	if d.one(service, rdf.RDFType).Value != nsSD+"Service" {
		return errors.New("the service is no sd:Service")
	}
	domains := map[string]string{"endpoint": "Service", "feature": "Service", "supportedLanguage": "Service", "defaultDataset": "Service",
		"resultFormat": "Service", "inputFormat": "Service", "defaultGraph": "Dataset", "namedGraph": "Dataset", "name": "NamedGraph"}
	for node, properties := range d {
		for p, values := range properties {
			class, of := domains[strings.TrimPrefix(p, nsSD)]
			if of && strings.HasPrefix(p, nsSD) && !slices.Contains(d[node][rdf.RDFType], rdf.NewIRI(nsSD+class)) {
				return fmt.Errorf("%s has %s and is no sd:%s", node, p, class)
			}
			for _, v := range values {
				if of && strings.HasPrefix(p, nsSD) && v.Kind == rdf.Literal {
					return fmt.Errorf("%s of %s is a literal", p, node)
				}
			}
		}
	}
	return nil
}

// requestsOf reads the requests of a protocol test.
func requestsOf(d doc, action rdf.Term) (out []exchange) {
	for _, list := range d[action][nsHTTP+"requests"] {
		for _, r := range d.list(list) {
			resp := d.one(r, nsHTTP+"resp")
			x := exchange{method: d.one(r, nsHTTP+"methodName").Value, path: d.one(r, nsHTTP+"absolutePath").Value,
				headers: headersOf(d, r), body: d.one(d.one(r, nsHTTP+"body"), nsContent+"chars").Value,
				boolean: d.one(resp, nsManifest+"expectedBoolean").Value, format: d.one(resp, nsManifest+"expectedFormat").Value,
				gotBody: d.one(d.one(resp, nsHTTP+"body"), nsContent+"chars").Value}
			if set := d.one(d.one(r, nsHTTP+"body"), nsContent+"characterEncoding").Value; strings.EqualFold(set, "utf-16") {
				x.body = utf16(x.body)
			}
			for _, h := range headersOf(d, resp) {
				if strings.EqualFold(h[0], "content-type") {
					x.gotType = h[1]
				}
			}
			for _, s := range d[resp][nsManifest+"expectedStatus"] {
				x.statuses = append(x.statuses, s.Value[strings.LastIndexByte(s.Value, '#')+1:])
			}
			out = append(out, x)
		}
	}
	return out
}

func headersOf(d doc, of rdf.Term) (out [][2]string) {
	for _, list := range d[of][nsHTTP+"headers"] {
		for _, h := range d.list(list) {
			out = append(out, [2]string{d.one(h, nsHTTP+"fieldName").Value, d.one(h, nsHTTP+"fieldValue").Value})
		}
	}
	return out
}

// utf16 encodes a text of the basic plane, as the tests of encodings send it.
func utf16(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r >> 8))
		b.WriteByte(byte(r))
	}
	return b.String()
}
