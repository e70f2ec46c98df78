package httpd

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/cmd/concord/remote"
	"w3id.org/concord/ontology"
	"w3id.org/concord/query"
)

// adversaries are queries that want more than a server has: each with the statuses that are right, and words of the
// message. The limits are two seconds and 64 MiB a query, 4 MiB a request.
var adversaries = []struct {
	name, query string
	codes       []int
	says        string
}{
	{"a cross product of everything", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", []int{200, 503}, "limit"},
	{"a count of a cross product", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(STR(?a)) > STRLEN(STR(?i))) }", []int{503}, "limit"},
	{"a count of the pairs of an unbound path", "SELECT (COUNT(*) AS ?n) { ?a (<urn:x>|!<urn:x>|^!<urn:x>)* ?b }", []int{200}, ""}, // read off components
	{"an unbound path at both ends", "SELECT (COUNT(*) AS ?n) { ?a (<urn:x>|!<urn:x>|^!<urn:x>)* ?b FILTER(STRLEN(STR(?a)) > STRLEN(STR(?b))) }", []int{503}, "limit"},
	{"deep nesting", "SELECT * " + strings.Repeat("{ ", 20_000) + "?s ?p ?o" + strings.Repeat(" }", 20_000), []int{400}, "deep"},
	{"a huge VALUES", "SELECT (COUNT(*) AS ?n) { VALUES ?v { " + strings.Repeat("<u:a> ", 200_000) + "} ?v ?p ?o }", []int{200, 503}, ""},
	{"all in one string", "SELECT (GROUP_CONCAT(CONCAT(STR(?s), STR(?o), STR(?t))) AS ?all) { ?s ?p ?o . ?s ?q ?t }", []int{200, 503}, "limit"},
	{"an order of everything", "SELECT * { ?s ?p ?o . ?s ?q ?r } ORDER BY STR(?r) ?o ?p DESC(?s)", []int{200, 503}, "limit"},
	{"a catastrophic regular expression", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER REGEX(CONCAT(STR(?o), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"), "^(a+)+$|(.*)*x{900}") }`, []int{200, 503}, ""},
	{"ten megabytes of text", "SELECT * { ?s ?p \"" + strings.Repeat("x", 10<<20) + "\" }", []int{413}, "larger"},
	{"negations in each other", "SELECT * { ?a ?p ?b FILTER NOT EXISTS { ?b ?q ?c FILTER NOT EXISTS { ?c ?r ?a2 FILTER NOT EXISTS { ?a2 ?s ?b2 FILTER(?b2 != ?a) } } } }", []int{200, 503}, "limit"},
	{"the address of a cloud's secrets", "SELECT * { SERVICE <http://169.254.169.254/latest/meta-data/> { ?s ?p ?o } }", []int{403}, "may not be called"},
}

// TestAdversaries sends each to a server, with a plain query beside it that must get its answer as if it were alone.
func TestAdversaries(t *testing.T) {
	base := adversaryServer(t)
	alone := timePlain(t, base)
	for _, a := range adversaries {
		t.Run(a.name, func(t *testing.T) {
			done := make(chan struct{})
			began := time.Now()
			go func() {
				defer close(done)
				code, body, err := post(base, a.query)
				if err != nil && err != io.ErrUnexpectedEOF { // a long answer may be cut off at its limit, and be seen to be
					t.Errorf("no answer: %v", err)
				}
				right := false
				for _, c := range a.codes {
					right = right || c == code
				}
				if !right || code != 200 && !strings.Contains(body, a.says) {
					t.Errorf("%d: %.200s", code, body)
				}
			}()
			beside := timePlain(t, base)
			<-done
			took := time.Since(began)
			t.Logf("ended after %v; a plain query beside it took %v, alone %v", took.Round(time.Millisecond), beside, alone)
			if took > 8*time.Second {
				t.Errorf("it went on for %v, with a limit of 2 s", took)
			}
			if beside > 20*alone+500*time.Millisecond && !raceDetector {
				t.Errorf("a plain query beside it took %v, alone %v", beside, alone)
			}
		})
	}
}

// adversaryServer serves the catalogue within narrow limits, with SERVICE allowed for one harmless name and, by mistake of
// its operator, for the address of a cloud's secrets.
func adversaryServer(t *testing.T) string {
	s, err := catalogueStore()
	if err != nil {
		t.Fatal(err)
	}
	c, err := remote.New(remote.Options{Allow: []string{"https://query.example/sparql", "http://169.254.169.254/"}})
	if err != nil {
		t.Fatal(err)
	}
	server := New(Options{Store: s, Version: "test", Timeout: 2 * time.Second, Engine: query.New(s, query.Options{DefaultGraph: query.Union,
		Timeout: 2 * time.Second, Memory: 64 << 20, Prefixes: ontology.Prefixes, Service: c.Service})})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); server.Serve(ctx, ln) }()
	t.Cleanup(func() { stop(); <-ended })
	return "http://" + ln.Addr().String()
}

func post(base, q string) (code int, body string, err error) {
	res, err := http.PostForm(base+"/sparql", url.Values{"query": {q}})
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	head := make([]byte, 4096)
	n, _ := io.ReadFull(res.Body, head)
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, string(head[:n]), err
}

// timePlain is the shortest of three plain queries.
func timePlain(t *testing.T, base string) time.Duration {
	best := time.Hour
	for range 3 {
		began := time.Now()
		code, body, err := post(base, "SELECT ?n { term:oecd-decision skos:prefLabel ?n }")
		if err != nil || code != 200 || !strings.Contains(body, "Decision") {
			t.Errorf("a plain query: %d %v %.100s", code, err, body)
		}
		best = min(best, time.Since(began))
	}
	return best
}
