package rdfxml_test

import (
	"io"
	"strconv"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/rdfxml"
)

// benchQuads are the quads of n nodes with a type, five labels and five links each.
func benchQuads(n int) (quads []rdf.Quad) {
	for i := range n {
		id := strconv.Itoa(i)
		s := rdf.NewIRI("http://example.org/thing/" + id)
		quads = append(quads, rdf.Quad{S: s, P: rdf.NewIRI(rdf.RDFType), O: rdf.NewIRI("http://example.org/Thing")})
		for p := range 5 {
			name := strconv.Itoa(p)
			quads = append(quads,
				rdf.Quad{S: s, P: rdf.NewIRI("http://example.org/label" + name), O: rdf.NewLang("label "+id, "en")},
				rdf.Quad{S: s, P: rdf.NewIRI("http://example.org/link" + name), O: rdf.NewIRI("http://example.org/thing/" + id + name)})
		}
	}
	return quads
}

var benchPrefixes = []rdf.Prefix{{Name: "ex", IRI: "http://example.org/"}}

func write(b testing.TB, out io.Writer, quads []rdf.Quad) {
	w := rdfxml.NewWriter(out, benchPrefixes)
	for i := range quads {
		if err := w.Write(quads[i]); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRead reads 110,000 triples as the writer here makes them.
func BenchmarkRead(b *testing.B) {
	var out strings.Builder
	quads := benchQuads(10_000)
	write(b, &out, quads)
	b.SetBytes(int64(out.Len()))
	b.ReportAllocs()
	for b.Loop() {
		r := rdfxml.NewReader(strings.NewReader(out.String()), rdfxml.Options{})
		n := 0
		for ; ; n++ {
			if _, err := r.Read(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
		if n != len(quads) {
			b.Fatalf("%d triples, want %d", n, len(quads))
		}
	}
	b.ReportMetric(float64(b.N)*float64(len(quads))/b.Elapsed().Seconds()/1e6, "Mtriples/s")
}

// BenchmarkWrite writes them.
func BenchmarkWrite(b *testing.B) {
	quads := benchQuads(10_000)
	b.ReportAllocs()
	for b.Loop() {
		write(b, io.Discard, quads)
	}
	b.ReportMetric(float64(b.N)*float64(len(quads))/b.Elapsed().Seconds()/1e6, "Mtriples/s")
}
