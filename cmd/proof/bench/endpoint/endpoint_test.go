package endpoint

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func of(t *testing.T, f form, text string) Digest {
	t.Helper()
	d, err := digest(f, strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return d
}

func TestSameRowsHaveOneDigest(t *testing.T) {
	same := []string{
		"?a\t?b\n<http://x/1>\t1.50\n_:b7\t\"word\"@en\n\t\"2\"^^<http://www.w3.org/2001/XMLSchema#integer>\n",
		"?b\t?a\r\n\"word\"\t_:c0\r\n2.0e0\t\r\n1.5\t<http://x/1>\r\n",
		"\"a\"\t\"b\"\nhttp://x/1\t1.5\nnodeID://b10001\t\"word\"\n\t2",
	}
	want := of(t, rows, same[0])
	if want.Rows != 3 {
		t.Fatalf("%d rows", want.Rows)
	}
	for _, s := range same[1:] {
		if got := of(t, rows, s); got != want {
			t.Errorf("%v, want %v: %q", got, want, s)
		}
	}
}

func TestOtherRowsHaveAnother(t *testing.T) {
	base := of(t, rows, "?a\t?b\n1\t2\n3\t4\n")
	for _, s := range []string{
		"?a\t?b\n1\t4\n3\t2\n", "?a\t?b\n2\t1\n3\t4\n", "?a\t?b\n1\t2\n3\t4\n3\t4\n", "?a\t?b\n1\t2\n3\t\n", "?a\t?b\n1\t2\n3\t4.001\n",
	} {
		if of(t, rows, s) == base {
			t.Errorf("%q is not told apart", s)
		}
	}
	if of(t, rows, "?a\n10000001\n") == of(t, rows, "?a\n10000002\n") {
		t.Error("large integers are not told apart")
	}
	if of(t, rows, "?a\n1.82831844200E7\n") != of(t, rows, "?a\n1.82832e+07\n") {
		t.Error("Virtuoso's six digits are another number")
	}
	if of(t, rows, "?a\n\"\"\n") == of(t, rows, "?a\n\n") {
		t.Error("an empty string is not told from nothing")
	}
}

func TestTriplesAndBooleans(t *testing.T) {
	a := of(t, triples, "<s> <p> \"a b\" .\n_:x <p> <o> .\n")
	if b := of(t, triples, "# a comment\n_:y  <p>\t<o> .\n\n<s> <p> \"a b\" .\n"); a != b || a.Rows != 2 {
		t.Errorf("%v and %v", a, b)
	}
	if of(t, boolean, `{"head":{},"boolean":true}`) == of(t, boolean, `{"head":{},"boolean":false}`) {
		t.Error("true is false")
	}
	for rows, plain := range map[string]string{`{"__ASK_RETVAL":{"value":"1"}}`: "true", "": "false"} {
		odd := `{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[` + rows + `]}}`
		if of(t, boolean, odd) != of(t, boolean, `{"boolean":`+plain+`}`) {
			t.Errorf("Virtuoso's [%s] is not %s", rows, plain)
		}
	}
	if _, err := digest(boolean, strings.NewReader(`{}`)); err == nil {
		t.Error("no boolean, and no error")
	}
	if _, err := digest(rows, strings.NewReader("")); err == nil {
		t.Error("no head, and no error")
	}
}

func TestLongLines(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	if d := of(t, rows, "?a\n"+long+"\n"+long+"y"); d.Rows != 2 {
		t.Errorf("%d rows", d.Rows)
	}
}

func TestAsk(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch q := r.FormValue("query"); {
		case strings.Contains(q, "slow"):
			time.Sleep(300 * time.Millisecond)
		case strings.Contains(q, "wrong"):
			http.Error(w, "no\nsuch thing", 400)
		case strings.Contains(q, "cut"):
			w.Header().Set("X-SPARQL-MaxRows", "10000")
		default:
			io.WriteString(w, map[string]string{
				"text/tab-separated-values": "?x\n1\n2\n", "application/sparql-results+json": `{"boolean":true}`, "application/n-triples": "<s> <p> <o> .\n",
			}[r.Header.Get("Accept")])
		}
	}))
	defer s.Close()
	c := New(s.URL, 1)
	for query, want := range map[string]int64{"PREFIX a: <b>\nselect ?x {}": 2, "# SELECT\nASK {}": 1, "CONSTRUCT {} WHERE {}": 1} {
		a, err := c.Ask(context.Background(), query, true)
		if err != nil || a.Rows != want || a.Bytes == 0 || a.Total < a.First {
			t.Errorf("%s: %+v, %v", query, a, err)
		}
	}
	if a, err := c.Ask(context.Background(), "SELECT", false); err != nil || a.Rows != 0 || a.Bytes != 7 {
		t.Errorf("unchecked: %+v, %v", a, err)
	}
	if _, err := c.Ask(context.Background(), "SELECT wrong", true); err == nil || err.Error() != "status 400: no such thing" {
		t.Errorf("%v", err)
	}
	if _, err := c.Ask(context.Background(), "SELECT cut", true); !errors.Is(err, ErrCut) {
		t.Errorf("%v", err)
	}
	ctx, stop := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer stop()
	if _, err := c.Ask(ctx, "SELECT slow", true); err != context.DeadlineExceeded {
		t.Errorf("%v", err)
	}
}
