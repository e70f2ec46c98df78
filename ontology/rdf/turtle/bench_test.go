package turtle_test

import (
	"bytes"
	"fmt"
	"io"
	"syscall"
	"testing"
	"time"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/ontology/rdf/w3ctest"
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

// byHand makes Turtle as people write it: lists of predicates and objects, collections, anonymous nodes, numbers and
// truth values without quotes, long texts in three quotes, comments. Each item has 26 triples.
func byHand(items int) []byte {
	var b bytes.Buffer
	b.WriteString("@prefix d: <http://data.example.org/resource/thing/> .\n@prefix v: <http://schema.example.org/vocabulary#> .\n" +
		"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@base <http://data.example.org/> .\n\n")
	for i := range items {
		fmt.Fprintf(&b, "# item %[1]d\nd:item%[1]d a v:Class%[2]d, skos:Concept ;\n    skos:prefLabel \"recommendation number %[1]d\"@en, \"Empfehlung Nr. %[1]d\"@de ;\n", i, i%20)
		fmt.Fprintf(&b, "    skos:definition \"\"\"What the members\nagreed upon, \"in principle\", in %d.\"\"\"@en ;\n    v:count %d ;\n    v:share %d.%02d ;\n", 1950+i%70, i*7919%100000, i%100, i%97)
		fmt.Fprintf(&b, "    v:weight 1.%de3 ;\n    v:inForce %t ;\n    v:date \"%d-%02d-%02d\"^^xsd:date ;\n", i%1000, i%3 == 0, 1950+i%70, 1+i%12, 1+i%28)
		fmt.Fprintf(&b, "    v:related d:item%d, d:item%d ;\n    v:members ( d:member%d d:member%d \"observer\" ) ;\n", i/2, i/3, i%190, i*7%190)
		fmt.Fprintf(&b, "    v:adopted [ v:by d:body%d ; v:note \"by consensus, without a vote\" ; v:place <place/%d> ] ;\n", i%50, i%300)
		fmt.Fprintf(&b, "    v:source <http://documents.example.org/%d/%d.pdf> .\n\n", i%17, i)
	}
	return b.Bytes()
}

const perItem = 24

// oneByOne makes Turtle as a program writes it that knows no neighbours: a statement a line.
func oneByOne(n int) []byte {
	var b bytes.Buffer
	b.WriteString("@prefix d: <http://data.example.org/resource/thing/> .\n@prefix v: <http://schema.example.org/vocabulary#> .\n")
	for i := range n {
		fmt.Fprintf(&b, "d:item%d v:property%d ", i/10, i%10)
		switch i % 5 {
		case 0:
			fmt.Fprintf(&b, "\"Étiquette numéro %d\"@fr .\n", i)
		case 1:
			fmt.Fprintf(&b, "%d .\n", i)
		case 2:
			fmt.Fprintf(&b, "\"a longer text, \\\"quoted\\\" %d, that describes what it is about\" .\n", i)
		default:
			fmt.Fprintf(&b, "d:item%d .\n", i*7919%n)
		}
	}
	return b.Bytes()
}

// rate reports triples per second by the clock, and per second of a processor, which a busy machine does not change
// much. n is the triples of one round.
func rate(b *testing.B) func(n int) {
	cpu := func() time.Duration {
		var u syscall.Rusage
		syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	start := cpu()
	return func(n int) {
		all := float64(b.N) * float64(n) / 1e6
		b.ReportMetric(all/b.Elapsed().Seconds(), "M/s")
		b.ReportMetric(all/(cpu()-start).Seconds(), "M/cpu-s")
	}
}

func benchmarkRead(b *testing.B, f *rdf.Format, doc []byte, n int) {
	report := rate(b)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		quads := 0
		for r, err := readerOf(f, bytes.NewReader(doc), turtle.Options{}), error(nil); err == nil; quads++ {
			if _, err = r.Read(); err != nil && err != io.EOF {
				b.Fatal(err)
			}
		}
		if quads != n+1 {
			b.Fatal(quads)
		}
	}
	report(n)
}

func BenchmarkReadNTriples(b *testing.B) {
	benchmarkRead(b, rdf.NTriples, document(b, rdf.NTriples, triples), triples)
}
func BenchmarkReadNQuads(b *testing.B) {
	benchmarkRead(b, rdf.NQuads, document(b, rdf.NQuads, triples), triples)
}

// BenchmarkTurtle reads three kinds of documents, quad by quad and by the batch.
func BenchmarkTurtle(b *testing.B) {
	for _, c := range []struct {
		name string
		f    *rdf.Format
		doc  []byte
		n    int
	}{
		{"grouped", rdf.Turtle, document(b, rdf.Turtle, triples), triples},
		{"by hand", rdf.Turtle, byHand(4000), 4000 * perItem},
		{"one by one", rdf.Turtle, oneByOne(triples), triples},
		{"TriG", rdf.TriG, document(b, rdf.TriG, triples), triples},
	} {
		b.Run(c.name+"/read", func(b *testing.B) { benchmarkRead(b, c.f, c.doc, c.n) })
		b.Run(c.name+"/batch", func(b *testing.B) { benchmarkBatch(b, c.f, c.doc, c.n) })
	}
}

func benchmarkBatch(b *testing.B, f *rdf.Format, doc []byte, n int) {
	batch, report := turtle.NewBatch(rdf.Term{}), rate(b)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		r, quads := turtle.NewTurtleReader(bytes.NewReader(doc), f.Quads, turtle.Options{}), 0
		for err := error(nil); err == nil; batch.Reset() {
			if err = r.ReadBatch(batch, 8192); err != nil && err != io.EOF {
				b.Fatal(err)
			}
			quads += len(batch.Quads)
		}
		if quads != n {
			b.Fatal(quads)
		}
	}
	report(n)
}

// BenchmarkWriteTurtle writes three kinds of documents: streamed, and held back to be written prettily.
func BenchmarkWriteTurtle(b *testing.B) {
	hand, err := w3ctest.Quads(readerOf(rdf.Turtle, bytes.NewReader(byHand(4000)), turtle.Options{}))
	if err != nil {
		b.Fatal(err)
	}
	prefixes := []rdf.Prefix{{Name: "d", IRI: "http://data.example.org/resource/thing/"}, {Name: "v", IRI: "http://schema.example.org/vocabulary#"},
		{Name: "skos", IRI: "http://www.w3.org/2004/02/skos/core#"}, {Name: "xsd", IRI: rdf.XSD}}
	for name, quads := range map[string][]rdf.Quad{"grouped": sample(triples), "by hand": hand} {
		for how, buffer := range map[string]int{"streamed": -1, "pretty": len(quads)} {
			b.Run(name+"/"+how, func(b *testing.B) {
				report := rate(b)
				b.ReportAllocs()
				for b.Loop() {
					w := turtle.NewTurtleWriter(io.Discard, false, turtle.WriterOptions{Prefixes: prefixes, Buffer: buffer})
					for _, q := range quads {
						if err := w.Write(q); err != nil {
							b.Fatal(err)
						}
					}
					if err := w.Close(); err != nil {
						b.Fatal(err)
					}
				}
				report(len(quads))
			})
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
