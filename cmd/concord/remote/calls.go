package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/query"
	"w3id.org/concord/query/results"
)

// errTooMuch says that an answer is larger than the limit.
var errTooMuch = errors.New("the answer is larger than the server takes")

// bounded reads at most n bytes; more is an error, not an end.
type bounded struct {
	io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooMuch
	}
	return n, err
}

// calls numbers the answers, so that blank nodes of two of them stay apart.
var calls atomic.Uint64

// Service answers a SERVICE pattern (SPARQL 1.1 Federated Query): the pattern goes out as a SELECT by POST.
func (c *Client) Service(ctx context.Context, call query.ServiceCall) ([][]rdf.Term, error) {
	what := "*"
	if len(call.Vars) > 0 {
		what = "?" + strings.Join(call.Vars, " ?")
	}
	form := url.Values{"query": {"SELECT " + what + " WHERE " + call.Group}}
	r, err := http.NewRequest(http.MethodPost, call.Endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("%w: %q", ErrNotAllowed, call.Endpoint)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", results.JSON.MediaType()+", "+results.XML.MediaType()+";q=0.8")
	res, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	mediaType, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	f, ok := results.FormatByName(mediaType)
	if !ok {
		return nil, fmt.Errorf("it answered with %q, which is no result of a query", mediaType)
	}
	t, err := results.Read(f, &bounded{res.Body, c.maxBytes})
	if err != nil {
		return nil, err
	}
	return inOrder(t, call.Vars), nil
}

// inOrder puts the columns of a table into the order of the variables and gives blank nodes names of their own.
func inOrder(t *results.Table, vars []string) [][]rdf.Term {
	at := map[string]int{}
	for i, v := range t.Vars {
		at[v] = i
	}
	scope := fmt.Sprintf("service%d.", calls.Add(1))
	out := make([][]rdf.Term, len(t.Rows))
	for i, row := range t.Rows {
		out[i] = make([]rdf.Term, len(vars))
		for j, v := range vars {
			if k, ok := at[v]; ok && k < len(row) {
				out[i][j] = row[k]
				if row[k].Kind == rdf.Blank {
					out[i][j].Value = scope + row[k].Value
				}
			}
		}
	}
	return out
}

// Load fetches a document for LOAD. The format is what the server says it is, else what the address ends in.
func (c *Client) Load(ctx context.Context, iri string) (rdf.Reader, error) {
	r, err := http.NewRequest(http.MethodGet, iri, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %q", ErrNotAllowed, iri)
	}
	var accept []string
	for _, f := range rdf.Formats {
		accept = append(accept, f.MediaTypes[0])
	}
	r.Header.Set("Accept", strings.Join(accept, ", "))
	res, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	mediaType, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	f := rdf.FormatByName(mediaType)
	if byName := rdf.FormatByFile(r.URL.Path); byName != nil && (f == nil || mediaType == "text/plain" || mediaType == "application/octet-stream") {
		f = byName
	}
	if f == nil {
		res.Body.Close()
		return nil, fmt.Errorf("it is %q, which is no RDF that can be read here", mediaType)
	}
	in, err := codec.NewReader(f, &bounded{res.Body, c.maxBytes}, codec.Options{File: iri, Base: res.Request.URL.String()})
	if err != nil {
		res.Body.Close()
		return nil, err
	}
	return &document{in, res.Body}, nil
}

// document closes the connection at its end.
type document struct {
	rdf.Reader
	body io.Closer
}

func (d *document) Read() (rdf.Quad, error) {
	q, err := d.Reader.Read()
	if err != nil {
		d.body.Close()
	}
	return q, err
}
