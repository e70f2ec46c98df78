package turtle_test

import (
	"io"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// FuzzTurtle: no input makes a reader panic or hang, errors have a place, reading in pieces gives the same; what it accepts can be written and read back.
func FuzzTurtle(f *testing.F) {
	for _, s := range []string{"", "<urn:a> a [ <urn:b> ( 1 1.0 1e0 true \"x\"@en '''y'''^^<urn:t> ) ] .", "@prefix : <urn:> . :a :b :c ; :d :e, [] .",
		"PREFIX a: <urn:> GRAPH a:b { a:c a a:d }", "@base <http://e/> . <a> <b> <#c> .", "<urn:\\u00e9> <urn:p> \"\\U0001F600\\n\" .", "_:a.b <urn:p> _:anon1 ."} {
		f.Add(s)
	}
	w3ctest.Seeds(f, "rdf-tests/rdf/rdf11", ".ttl")
	w3ctest.Seeds(f, "rdf-tests/rdf/rdf11", ".trig")
	f.Fuzz(func(t *testing.T, text string) {
		checkRead(t, rdf.TriG, text)
		checkRead(t, rdf.Turtle, text)
	})
}

// FuzzLines is FuzzTurtle for N-Triples and N-Quads.
func FuzzLines(f *testing.F) {
	for _, s := range []string{"", "<urn:a> <urn:b> \"x\\t\"@en <urn:g> .\n", "_:a <urn:b> \"1\"^^<urn:t> . # c\r\n", "<urn:\\u00e9> <urn:p> _:b.c ."} {
		f.Add(s)
	}
	w3ctest.Seeds(f, "rdf-tests/rdf/rdf11", ".nt")
	w3ctest.Seeds(f, "rdf-tests/rdf/rdf11", ".nq")
	f.Fuzz(func(t *testing.T, text string) {
		checkRead(t, rdf.NQuads, text)
		checkRead(t, rdf.NTriples, text)
	})
}

func checkRead(t *testing.T, f *rdf.Format, text string) {
	quads, err := w3ctest.ReadFuzzed(t, text, false, func(in io.Reader) rdf.Reader {
		return readerOf(f, in, turtle.Options{Base: "http://example.org/"})
	})
	if err != nil {
		return
	}
	var lines, pretty strings.Builder
	write(t, turtle.NewWriter(&lines, true), quads)
	write(t, turtle.NewTurtleWriter(&pretty, true, turtle.WriterOptions{Prefixes: []rdf.Prefix{{Name: "", IRI: "urn:"}, {Name: "e", IRI: "http://example.org/"}}}), quads)
	for f, out := range map[*rdf.Format]string{rdf.NQuads: lines.String(), rdf.TriG: pretty.String()} {
		back, err := read(f, out, turtle.Options{})
		if err != nil {
			t.Fatalf("%s written from %q cannot be read: %v\n%s", f.Title, text, err, out)
		}
		if len(quads) < 200 && !rdf.Isomorphic(back, quads) {
			t.Fatalf("%s written from %q reads back as %v, want %v\n%s", f.Title, text, back, quads, out)
		}
	}
}
