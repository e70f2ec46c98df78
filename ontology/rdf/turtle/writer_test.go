package turtle_test

import (
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

const written = `@prefix : <http://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

:treaty a skos:Concept ;
    skos:prefLabel "treaty"@en, "traité"@fr ;
    skos:definition """An agreement
in \"writing\" \\ binding."""@en ;
    :parts ( 1 2.50 1e3 true ) ;
    :source [
        :page 12 ;
        :author [
            :name "B" ;
            :knows _:shared
        ]
    ] ;
    :empty (), [] ;
    :odd <http://example.org/a/b>, <http://example.org/x.>, "01"^^:t, "x" .

[] :about :treaty .

:other :knows _:shared .

:graph {
    :s :p [
            :q :o
        ], ( [
            :q :o
        ] ) .
}

_:g {
    :s :p _:g .
}
`

// TestPretty is the golden text of what a short document looks like.
func TestPretty(t *testing.T) {
	in := strings.Replace(written, "@prefix skos", "@prefix xsd: <"+rdf.XSD+"> . @prefix skos", 1)
	quads, err := read(rdf.TriG, in, turtle.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	write(t, turtle.NewTurtleWriter(&out, true, turtle.WriterOptions{Prefixes: []rdf.Prefix{
		{Name: "skos", IRI: "http://www.w3.org/2004/02/skos/core#"}, {Name: "", IRI: "http://example.org/"}, {Name: "unused", IRI: "urn:unused:"}}}), quads)
	if out.String() != written {
		t.Errorf("got\n%s\nwant\n%s", out.String(), written)
	}
}

// TestCycles: nodes that only refer to each other keep their labels.
func TestCycles(t *testing.T) {
	for _, text := range []string{
		"_:a <urn:p> _:b . _:b <urn:p> _:a .",
		"_:a <urn:p> _:a .",
		"_:a <urn:p> _:b . _:b <urn:p> _:c . _:c <urn:p> _:b . ",
		"<urn:x> <urn:p> _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l .",
		"<urn:x> <urn:p> _:l . <urn:y> <urn:p> _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> () .",
	} {
		checkRead(t, rdf.TriG, text)
	}
}

// TestWritersRefuse: what is no RDF is an error, never a broken document.
func TestWritersRefuse(t *testing.T) {
	iri, lit := rdf.NewIRI("urn:a"), rdf.NewString("x")
	for _, q := range []rdf.Quad{{S: lit, P: iri, O: iri}, {S: iri, P: rdf.NewBlank("b"), O: iri}, {S: iri, P: iri}, {S: iri, P: iri, O: iri, G: lit}, {P: iri, O: iri}} {
		for _, w := range []rdf.Writer{turtle.NewWriter(&strings.Builder{}, true), turtle.NewTurtleWriter(&strings.Builder{}, true, turtle.WriterOptions{})} {
			if err := w.Write(q); err == nil {
				t.Errorf("%v is written", q)
			}
		}
	}
	var out strings.Builder
	write(t, turtle.NewWriter(&out, false), []rdf.Quad{{S: rdf.NewBlank("a b"), P: iri, O: rdf.NewBlank("")}})
	if _, err := read(rdf.NTriples, out.String(), turtle.Options{}); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
}
