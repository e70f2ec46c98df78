package knakk_test

import (
	"io"
	"strconv"
	"strings"
	"testing"

	"w3id.org/concord/ingest/knakk"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
)

// BenchmarkRDFXML reads one document of 110,000 triples with both parsers: ten properties and a type for each of
// 10,000 nodes.
func BenchmarkRDFXML(b *testing.B) {
	const nodes, each = 10_000, 11
	text := document(nodes)
	run := func(name string, open func(io.Reader) (rdf.Reader, error)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := open(strings.NewReader(text))
				if err != nil {
					b.Fatal(err)
				}
				if n := count(b, r); n != nodes*each {
					b.Fatalf("%d triples, want %d", n, nodes*each)
				}
			}
			b.ReportMetric(float64(b.N)*nodes*each/b.Elapsed().Seconds()/1e6, "Mtriples/s")
		})
	}
	run("ours", func(r io.Reader) (rdf.Reader, error) { return codec.NewReader(rdf.RDFXML, r, codec.Options{}) })
	run("knakk", func(r io.Reader) (rdf.Reader, error) { return knakk.NewReader(rdf.RDFXML, r, knakk.Options{}) })
}

func count(b *testing.B, r rdf.Reader) (n int) {
	for {
		switch _, err := r.Read(); err {
		case nil:
			n++
		case io.EOF:
			return n
		default:
			b.Fatal(err)
		}
	}
}

func document(nodes int) string {
	var t strings.Builder
	t.WriteString(`<rdf:RDF xmlns:rdf="` + rdf.NS + `" xmlns:ex="http://example.org/">` + "\n")
	for i := range nodes {
		id := strconv.Itoa(i)
		t.WriteString(`<ex:Thing rdf:about="http://example.org/thing/` + id + "\">\n")
		for p := range 5 {
			n := strconv.Itoa(p)
			t.WriteString(`  <ex:label` + n + ` xml:lang="en">label ` + id + `</ex:label` + n + ">\n")
			t.WriteString(`  <ex:link` + n + ` rdf:resource="http://example.org/thing/` + id + n + "\"/>\n")
		}
		t.WriteString("</ex:Thing>\n")
	}
	t.WriteString("</rdf:RDF>\n")
	return t.String()
}
