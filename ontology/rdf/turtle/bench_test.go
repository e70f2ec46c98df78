package turtle_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

// sample makes a document like those that people load: 10 predicates, subjects of 10 statements, labels, numbers,
// links and a few escapes.
func sample(n int) []rdf.Quad {
	ns := "http://data.example.org/resource/"
	quads := make([]rdf.Quad, 0, n)
	for i := range n {
		q := rdf.Quad{S: rdf.NewIRI(fmt.Sprint(ns, "thing/", i/10)), P: rdf.NewIRI(fmt.Sprint("http://schema.example.org/vocabulary#property", i%10))}
		switch i % 5 {
		case 0:
			q.O = rdf.NewLang(fmt.Sprintf("Étiquette numéro %d", i), "fr")
		case 1:
			q.O = rdf.NewTyped(fmt.Sprint(i), rdf.XSDInteger)
		case 2:
			q.O = rdf.NewString(fmt.Sprintf("a longer text, \"quoted\" %d, that describes what it is about", i))
		default:
			q.O = rdf.NewIRI(fmt.Sprint(ns, "thing/", (i*7919)%n))
		}
		quads = append(quads, q)
	}
	return quads
}

func document(b *testing.B, f *rdf.Format, n int) []byte {
	var out bytes.Buffer
	var w rdf.Writer = turtle.NewWriter(&out, f.Quads)
	if f == rdf.Turtle || f == rdf.TriG {
		w = turtle.NewTurtleWriter(&out, f.Quads, turtle.WriterOptions{Prefixes: []rdf.Prefix{
			{Name: "d", IRI: "http://data.example.org/resource/thing/"}, {Name: "v", IRI: "http://schema.example.org/vocabulary#"}}})
	}
	for _, q := range sample(n) {
		if err := w.Write(q); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

const triples = 100_000

func benchmarkRead(b *testing.B, f *rdf.Format) {
	doc := document(b, f, triples)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		r := reader(f, "", turtle.Options{})
		if f == rdf.NTriples || f == rdf.NQuads {
			r = turtle.NewReader(bytes.NewReader(doc), f.Quads, turtle.Options{})
		} else {
			r = turtle.NewTurtleReader(bytes.NewReader(doc), f.Quads, turtle.Options{})
		}
		n := 0
		for {
			if _, err := r.Read(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != triples {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(b.N)*triples/b.Elapsed().Seconds()/1e6, "Mtriples/s")
}

func BenchmarkReadNTriples(b *testing.B) { benchmarkRead(b, rdf.NTriples) }
func BenchmarkReadNQuads(b *testing.B)   { benchmarkRead(b, rdf.NQuads) }
func BenchmarkReadTurtle(b *testing.B)   { benchmarkRead(b, rdf.Turtle) }
func BenchmarkReadTriG(b *testing.B)     { benchmarkRead(b, rdf.TriG) }

func BenchmarkWriteTurtle(b *testing.B) {
	quads := sample(triples)
	b.ReportAllocs()
	for b.Loop() {
		w := turtle.NewTurtleWriter(io.Discard, false, turtle.WriterOptions{Prefixes: []rdf.Prefix{{Name: "v", IRI: "http://schema.example.org/vocabulary#"}}})
		for _, q := range quads {
			w.Write(q)
		}
		w.Close()
	}
	b.ReportMetric(float64(b.N)*triples/b.Elapsed().Seconds()/1e6, "Mtriples/s")
}

// FuzzTurtle: no input makes a reader panic or hang; what it accepts can be written and read back.
func FuzzTurtle(f *testing.F) {
	for _, s := range []string{"", "<urn:a> a [ <urn:b> ( 1 1.0 1e0 true \"x\"@en '''y'''^^<urn:t> ) ] .", "@prefix : <urn:> . :a :b :c ; :d :e, [] .",
		"PREFIX a: <urn:> GRAPH a:b { a:c a a:d }", "@base <http://e/> . <a> <b> <#c> .", "<urn:\\u00e9> <urn:p> \"\\U0001F600\\n\" .", "_:a.b <urn:p> _:anon1 ."} {
		f.Add(s)
	}
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
	f.Fuzz(func(t *testing.T, text string) {
		checkRead(t, rdf.NQuads, text)
		checkRead(t, rdf.NTriples, text)
	})
}

func checkRead(t *testing.T, f *rdf.Format, text string) {
	quads, err := read(f, text, turtle.Options{Base: "http://example.org/"})
	if err != nil {
		if e, ok := err.(*rdf.SyntaxError); !ok || e.Line < 1 || e.Column < 1 || e.Msg == "" || e.Offset > int64(len(text)) {
			t.Fatalf("an error without a place: %#v", err)
		}
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

func write(t *testing.T, w rdf.Writer, quads []rdf.Quad) {
	for _, q := range quads {
		if err := w.Write(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}
