package httpd

import (
	"net/http"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

func TestNegotiate(t *testing.T) {
	offers := []string{"text/html", "text/turtle", "application/ld+json", "application/n-triples"}
	for _, c := range []struct{ accept, want string }{
		{"", "text/html"},
		{"*/*", "text/html"},
		{"text/turtle", "text/turtle"},
		{"TEXT/Turtle; charset=utf-8", "text/turtle"},
		{"text/turtle;q=0.5, application/ld+json;q=0.9", "application/ld+json"},
		{"text/*", "text/html"},
		{"text/*;q=0.3, text/turtle;q=0.2, application/n-triples;q=0.1", "text/html"},
		{"application/*, text/html;q=0", "application/ld+json"},
		{"*/*;q=0.1, application/n-triples", "application/n-triples"},
		{"text/html;q=0, */*", "text/turtle"},
		{"image/png", ""},
		{"text/turtle;q=0", ""},
		{"text/turtle;q=broken, application/ld+json;q=0.1", "application/ld+json"},
		{"nonsense, application/ld+json", "application/ld+json"},
	} {
		if got := negotiate(c.accept, offers); got != c.want {
			t.Errorf("Accept: %q chose %q, want %q", c.accept, got, c.want)
		}
	}
}

// What well-known clients send must not end in 406 nor in a page.
func TestClientsGetData(t *testing.T) {
	for name, accept := range map[string]string{
		"YASGUI":        "application/sparql-results+json,*/*;q=0.9",
		"SPARQLWrapper": "application/x-sparqlstar-results+json,application/sparql-results+json,application/json,text/javascript,application/javascript",
		"rdflib":        "application/sparql-results+xml, application/rdf+xml, text/turtle",
		"RDF4J":         "application/x-binary-rdf-results-table, application/sparql-results+xml;q=0.8, application/sparql-results+json;q=0.8",
		"Jena":          "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.7, text/csv;q=0.5, application/json;q=0.2, application/xml;q=0.2, */*;q=0.1",
	} {
		r := &http.Request{Header: http.Header{"Accept": {accept}}}
		if negotiate(accept, resultOffers) == "" || wantsPage(r) {
			t.Errorf("%s gets no results", name)
		}
	}
	graph := "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
	if f := chooseRDF(graph, "json"); f != rdf.Turtle {
		t.Errorf("a client that names Turtle gets %v", f)
	}
	if f := chooseRDF("*/*", "ntriples"); f != rdf.NTriples {
		t.Errorf("format=ntriples gets %v", f)
	}
}

func TestWantsPage(t *testing.T) {
	for accept, want := range map[string]bool{
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": true,
		"*/*": false, "": false, "text/turtle, text/html;q=0.5": false, "text/html": true,
	} {
		if got := wantsPage(&http.Request{Header: http.Header{"Accept": {accept}}}); got != want {
			t.Errorf("%q: page %v", accept, got)
		}
	}
}
