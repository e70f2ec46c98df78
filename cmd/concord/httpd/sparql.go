package httpd

import (
	"context"
	"fmt"
	"hash/fnv"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/publish"
	"w3id.org/concord/query/results"
	"w3id.org/concord/query/sparql"
)

// request is a SPARQL query as the protocol brings it (SPARQL 1.1 Protocol, 2.1).
type request struct {
	text   string
	params query.Params
	format string // "format" or "output": what clients ask for that cannot set Accept
	// explain asks how the query is run instead of its answer; a page shows both.
	explain answer.Explain
}

// readRequest reads a query by GET, POST form or POST direct. Parameters that we do not know are none of our business.
func (s *Server) readRequest(c echo.Context) (request, error) {
	r := c.Request()
	address, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil { // else the query would be taken for one that was not sent
		return request{}, badRequest("The address cannot be read: %v; encode the query with percent signs.", err)
	}
	values, body := trimNames(address), ""
	if r.Method == http.MethodPost {
		mediaType, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil && r.Header.Get("Content-Type") != "" {
			return request{}, badRequest("The Content-Type cannot be read: %v", err)
		}
		if set := params["charset"]; set != "" && !strings.EqualFold(set, "utf-8") {
			return request{}, echo.NewHTTPError(http.StatusUnsupportedMediaType, "A query must be UTF-8, not "+set+".")
		}
		data, err := readBody(c)
		if err != nil {
			return request{}, err
		}
		switch mediaType {
		case "application/x-www-form-urlencoded":
			form, err := url.ParseQuery(data)
			if err != nil {
				return request{}, badRequest("The form cannot be read: %v", err)
			}
			for name, v := range trimNames(form) {
				values[name] = append(values[name], v...)
			}
		case "application/sparql-query":
			body = data
		default:
			return request{}, echo.NewHTTPError(http.StatusUnsupportedMediaType,
				"Send a query as application/x-www-form-urlencoded or application/sparql-query.")
		}
	}
	q, err := s.buildRequest(values, body, r.Method == http.MethodPost && body != "")
	q.params.Base = s.site(c) + r.URL.Path // RFC 3986, 5.1.3
	q.params.Cache = true
	q.params.Request = c.Response().Header().Get(requestID)
	return q, err
}

// trimNames takes the spaces off parameter names that some clients put there.
func trimNames(in url.Values) url.Values {
	out := url.Values{}
	for name, v := range in {
		name = strings.TrimSpace(name)
		out[name] = append(out[name], v...)
	}
	return out
}

func (s *Server) buildRequest(values url.Values, body string, direct bool) (q request, err error) {
	queries := values["query"]
	if direct {
		queries = append(queries, body)
	}
	switch {
	case len(values["update"]) > 0:
		return request{}, badRequest("This address takes queries; updates go to /update by POST.")
	case len(queries) > 1:
		return request{}, badRequest("There are %d queries in the request; send one.", len(queries))
	}
	q = request{params: query.Params{
		DefaultGraphs: nonEmpty(values["default-graph-uri"]), NamedGraphs: nonEmpty(values["named-graph-uri"]), Timeout: s.Timeout,
	}}
	if len(queries) == 1 {
		q.text = queries[0]
	}
	if !utf8.ValidString(q.text) {
		return q, badRequest("The query is not UTF-8.")
	}
	for _, name := range []string{"format", "output"} {
		if v := values.Get(name); v != "" && q.format == "" {
			q.format = v
		}
	}
	if q.explain, err = answer.ParseExplain(values.Get("explain")); err != nil {
		return q, badRequest("%v.", err)
	}
	return q, s.limitTime(&q, values.Get("timeout"))
}

// limitTime takes a client's time limit, "30s" or "30" for seconds, where it is below the server's.
func (s *Server) limitTime(q *request, timeout string) error {
	if timeout == "" {
		return nil
	}
	d, err := time.ParseDuration(timeout)
	if n, numErr := strconv.ParseFloat(timeout, 64); numErr == nil {
		d, err = time.Duration(n*float64(time.Second)), nil
	}
	if err != nil || d < 0 {
		return badRequest("timeout=%s: write it in seconds, or like 30s.", timeout)
	}
	if d > 0 && d < s.Timeout {
		q.params.Timeout = d
	}
	return nil
}

func nonEmpty(in []string) []string {
	var out []string
	for _, v := range in {
		if v != "" {
			out = append(out, v)
		}
	}
	return out
}

// sparql answers at the endpoint: a query by the protocol, a Service Description or the editor without one.
func (s *Server) sparql(c echo.Context) error {
	c.Response().Header().Add("Vary", "Accept")
	q, err := s.readRequest(c)
	if err != nil {
		return err
	}
	page := wantsPage(c.Request()) && q.format == "" && !q.explain.JSON && c.Request().Method != http.MethodPost
	switch {
	case page:
		return s.editor(c, q)
	case strings.TrimSpace(q.text) == "" && c.Request().Method == http.MethodPost:
		return badRequest("There is no query in the request.")
	case q.text == "":
		return s.serviceDescription(c)
	case q.explain.On:
		return s.explain(c, q)
	}
	return s.answer(c, q)
}

// answer runs a query and sends what it gives in the format that was negotiated for its form.
func (s *Server) answer(c echo.Context, q request) error {
	ctx := c.Request().Context()
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	if s.sameAnswer(c, q, snap.Seq()) {
		return nil
	}
	res, err := s.Engine.QueryOn(ctx, snap, q.text, q.params)
	if err != nil {
		return queryError(ctx, err)
	}
	defer res.Close()
	c.Response().Header().Set("Query-Id", res.ID())
	if res.Cached() {
		c.Response().Header().Set("Cache-Status", "concord; hit") // RFC 9211
	}
	if answer.IsGraph(res.Form()) {
		return s.sendGraph(c, q, res)
	}
	return s.sendSolutions(c, q, res)
}

// queryError tells a client that went away from a query that took too long.
func queryError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// unstable are the words of queries whose answer is another each time.
var unstable = []string{"NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE"}

// isUnstable reports whether a text has one of these words, in any case, wherever it stands.
func isUnstable(text string) bool {
	for len(text) > 0 {
		end := 0
		for end < len(text) && wordByte(text[end]) {
			end++
		}
		if end > 2 && slices.ContainsFunc(unstable, func(w string) bool { return strings.EqualFold(w, text[:end]) }) {
			return true
		}
		text = text[min(end+1, len(text)):]
	}
	return false
}

func wordByte(c byte) bool {
	return c == '_' || c-'0' < 10 || c|0x20-'a' < 26
}

// sameAnswer answers 304 where the client has the answer of this commit to this query already.
func (s *Server) sameAnswer(c echo.Context, q request, seq uint64) bool {
	if c.Request().Method == http.MethodPost || isUnstable(q.text) {
		return false
	}
	h := fnv.New64a()
	fmt.Fprint(h, q.text, q.params.DefaultGraphs, q.params.NamedGraphs, q.format, c.Request().Header.Get("Accept"))
	return s.unchanged(c, fmt.Sprintf("%d-%x", seq, h.Sum64()))
}

func (s *Server) sendGraph(c echo.Context, q request, res *query.Result) error {
	f := chooseRDF(c.Request().Header.Get("Accept"), q.format)
	if f == nil {
		return echo.NewHTTPError(http.StatusNotAcceptable, "This query answers with triples, as: "+strings.Join(rdfOffers, ", "))
	}
	w := s.delayed(c, mediaType(f))
	_, err := answer.Triples(w, res, f)
	return w.finish(queryErrorOf(c, err))
}

func queryErrorOf(c echo.Context, err error) error {
	if err == nil {
		return nil
	}
	return queryError(c.Request().Context(), err)
}

// chooseRDF picks a format for triples: by Accept, or by name where Accept leaves it open.
func chooseRDF(accept, name string) *rdf.Format {
	if f := rdf.FormatByName(name); f != nil && leavesOpen(accept) {
		return f
	}
	return formatOf[negotiate(accept, rdfOffers)]
}

// leavesOpen reports whether an Accept header is what a browser or a bare client sends.
func leavesOpen(accept string) bool {
	accept = strings.TrimSpace(accept)
	return accept == "" || accept == "*/*" || strings.Contains(accept, typeHTML)
}

const typeBoolean = "text/boolean"

// resultOffers are the media types for solutions and the format of each.
var resultOffers, resultOf = func() ([]string, map[string]results.Format) {
	formats := map[string]results.Format{}
	var offers []string
	for _, f := range []results.Format{results.JSON, results.XML, results.CSV, results.TSV} {
		for _, m := range f.MediaTypes() {
			formats[m], offers = f, append(offers, m)
		}
	}
	for _, m := range []string{"application/x-sparqlstar-results+json", "text/javascript", "application/javascript"} {
		formats[m], offers = results.JSON, append(offers, m)
	}
	return offers, formats
}()

func (s *Server) sendSolutions(c echo.Context, q request, res *query.Result) error {
	accept, offers := c.Request().Header.Get("Accept"), resultOffers
	if res.Form() == sparql.Ask {
		offers = append(offers[:len(offers):len(offers)], typeBoolean)
	}
	choice := negotiate(accept, offers)
	f, ok := resultOf[choice]
	if named, known := results.FormatByName(q.format); known && named != results.Text && leavesOpen(accept) {
		f, ok = named, true
	}
	switch {
	case choice == typeBoolean && !ok:
		return c.String(http.StatusOK, strconv.FormatBool(res.Bool()))
	case !ok:
		return echo.NewHTTPError(http.StatusNotAcceptable, "This query answers with a table, as: "+strings.Join(offers, ", "))
	}
	w := s.delayed(c, f.MediaType())
	_, err := answer.Solutions(w, res, f)
	return w.finish(queryErrorOf(c, err))
}

// serviceDescription is what the endpoint says of itself when it is asked nothing (SPARQL 1.1 Service Description, 2).
func (s *Server) serviceDescription(c echo.Context) error {
	f := formatOf[negotiate(c.Request().Header.Get("Accept"), rdfOffers)]
	if f == nil {
		f = rdf.Turtle
	}
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	quads, err := publish.ServiceDescription(c.Request().Context(), snap, publish.Service{Site: s.site(c), Union: true, Update: s.Token != ""})
	if err != nil {
		return err
	}
	c.Response().Header().Set("Accept-Post", "application/x-www-form-urlencoded, application/sparql-query")
	return sendQuads(c, quads, f)
}
