package turtle_test

import (
	"bytes"
	"fmt"
	"io"
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
