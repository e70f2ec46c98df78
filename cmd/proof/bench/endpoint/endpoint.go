// Package endpoint asks SPARQL endpoints over HTTP and digests what they answer, so that the answers of two engines can be compared
// without being kept: a number of rows and a sum of hashes that depends on no order, on no label of a blank node and on no way to
// write a number.
//
// It is not a client for users: it throws rows away. It judges nothing (package race does).
//
// The main path: New, Client.Ask.
package endpoint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Client asks one endpoint. It is safe for concurrent use and keeps its connections.
type Client struct {
	address string
	http    *http.Client
}

// New makes a client of an endpoint, which keeps up to so many connections.
func New(address string, connections int) *Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost, t.MaxConnsPerHost = connections, connections
	t.DisableCompression = true // to compress an answer for the same machine is no work of a query engine
	t.WriteBufferSize, t.ReadBufferSize = 64<<10, 64<<10
	return &Client{address: address, http: &http.Client{Transport: t}}
}

// Answer is what came back.
type Answer struct {
	Digest
	Bytes int64
	First time.Duration // until the head of the answer was there
	Total time.Duration // until its last byte was
}

// ErrCut is an answer that says of itself that it is not whole.
var ErrCut = errors.New("the answer was cut by the engine")

// Ask asks a query. With check the answer is digested, else only read to its end, which costs the machine less.
func (c *Client) Ask(ctx context.Context, query string, check bool) (Answer, error) {
	form := formOf(query)
	body := url.Values{"query": {query}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, strings.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", accepts[form])
	start := time.Now()
	res, err := c.http.Do(req)
	if err != nil {
		return Answer{}, short(err)
	}
	defer res.Body.Close()
	a := Answer{First: time.Since(start)}
	if res.StatusCode != http.StatusOK {
		return a, refusal(res)
	}
	if res.Header.Get("X-SPARQL-MaxRows") != "" || res.Header.Get("X-SQL-State") != "" { // Virtuoso's words for a limit
		return a, ErrCut
	}
	counted := &counter{r: res.Body}
	if check {
		a.Digest, err = digest(form, counted)
	} else {
		_, err = io.Copy(io.Discard, counted)
	}
	a.Total, a.Bytes = time.Since(start), counted.n
	return a, short(err)
}

// short takes the address out of an error of package http.
func short(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return err
}

// refusal makes an error of an answer with another status than 200.
func refusal(res *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(res.Body, 300))
	return fmt.Errorf("status %d: %s", res.StatusCode, strings.Join(strings.Fields(string(text)), " "))
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// form is what a query asks for.
type form uint8

const (
	rows form = iota
	boolean
	triples
)

var accepts = map[form]string{
	rows:    "text/tab-separated-values",
	boolean: "application/sparql-results+json",
	triples: "application/n-triples",
}

var word = regexp.MustCompile(`(?im)^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b`)

func formOf(query string) form {
	switch m := word.FindStringSubmatch(query); {
	case m == nil:
	case strings.EqualFold(m[1], "ASK"):
		return boolean
	case !strings.EqualFold(m[1], "SELECT"):
		return triples
	}
	return rows
}
