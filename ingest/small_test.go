package ingest_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
)

func body(name, text string) ingest.Body {
	return ingest.Body{Name: name, Format: rdf.Turtle, Reader: strings.NewReader(text)}
}

// TestReplace changes one graph by documents of a request: others stay, blank nodes of two documents stay apart, and an
// error leaves everything as it was.
func TestReplace(t *testing.T) {
	s := openStore(t)
	load(t, s, ingest.Options{Sources: []string{file(t, "a.nq", "<http://e/old> <http://e/p> <http://e/o> <http://e/g> .\n<http://e/other> <http://e/p> _:b <http://e/h> .\n")}})
	load(t, s, ingest.Options{Graph: "http://e/g", Replace: true, Base: "http://e/", Bodies: []ingest.Body{
		body("one", "<a> <p> _:x . _:x <p> 1 ."), body("two", "<b> <p> _:x .")}})
	got := contents(t, s)
	blanks := map[string]bool{}
	for _, q := range got {
		if q.S.Value == "http://e/old" {
			t.Errorf("the graph was not emptied: %v", q)
		}
		if q.O.Kind == rdf.Blank {
			blanks[q.O.Value] = true
		}
	}
	if len(got) != 4 || len(blanks) != 3 {
		t.Errorf("%d quads with %d blank nodes as objects: %v", len(got), len(blanks), got)
	}
	_, err := ingest.Load(context.Background(), s, ingest.Options{Graph: "http://e/g", Replace: true, Base: "http://e/",
		Bodies: []ingest.Body{body("good", "<c> <p> <o> ."), body("bad", "<c> <p> .")}})
	var syntax *rdf.SyntaxError
	if !errors.As(err, &syntax) || syntax.File != "bad" {
		t.Errorf("the error is %v", err)
	}
	if again := contents(t, s); len(again) != 4 {
		t.Errorf("a failed replacement changed the store: %v", again)
	}
	load(t, s, ingest.Options{Small: true, Graph: "http://e/g", Base: "http://e/", Bodies: []ingest.Body{body("more", "<d> <p> <o> .")}})
	if again := contents(t, s); len(again) != 5 {
		t.Errorf("an addition replaced something: %v", again)
	}
}

// TestOneGraph refuses a document that would reach into another graph.
func TestOneGraph(t *testing.T) {
	s := openStore(t)
	for _, f := range []*rdf.Format{rdf.TriG, rdf.NQuads, rdf.JSONLD} {
		text := map[*rdf.Format]string{rdf.TriG: "<http://e/other> { <http://e/a> <http://e/p> 1 }", rdf.NQuads: "<http://e/a> <http://e/p> \"1\" <http://e/other> .\n",
			rdf.JSONLD: `{"@id": "http://e/other", "@graph": [{"@id": "http://e/a", "http://e/p": 1}]}`}[f]
		_, err := ingest.Load(context.Background(), s, ingest.Options{OneGraph: true, Graph: "http://e/g", Small: true,
			Bodies: []ingest.Body{{Name: "it", Format: f, Reader: strings.NewReader(text)}}})
		if !errors.Is(err, ingest.ErrOtherGraph) {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	if got := contents(t, s); len(got) != 0 {
		t.Errorf("stored: %v", got)
	}
}
