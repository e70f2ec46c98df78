package turtle_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

// batches reads a text with ReadBatch, a few statements at a time, and copies what it needs.
func batches(l interface {
	ReadBatch(*turtle.Batch, int) error
}, graph rdf.Term, most int) (quads []rdf.Quad, err error) {
	b := turtle.NewBatch(graph)
	for err == nil {
		err = l.ReadBatch(b, most)
		for _, q := range b.Quads {
			t := func(i int) rdf.Term {
				x := b.Terms[q[i]]
				return rdf.Term{Kind: x.Kind, Value: strings.Clone(x.Value), Datatype: strings.Clone(x.Datatype), Lang: strings.Clone(x.Lang)}
			}
			quads = append(quads, rdf.Quad{S: t(0), P: t(1), O: t(2), G: t(3)})
		}
		b.Reset()
	}
	if err == io.EOF {
		err = nil
	}
	return quads, err
}

func inMemory(text string, quads bool) *turtle.LineReader {
	l := turtle.NewBytesReader(quads, turtle.Options{File: "f"})
	l.Reset([]byte(text), 1, 0)
	return l
}

// same compares two readings, and their errors to the letter.
func same(t interface{ Fatalf(string, ...any) }, text, how string, got, want []rdf.Quad, gotErr, wantErr error) {
	if fmt.Sprint(got) != fmt.Sprint(want) || len(got) != len(want) {
		t.Fatalf("%s reads %q as %v, want %v", how, text, got, want)
	}
	var g, w *rdf.SyntaxError
	if (gotErr == nil) != (wantErr == nil) || errors.As(gotErr, &g) != errors.As(wantErr, &w) || g != nil && *g != *w {
		t.Fatalf("%s of %q fails with %v, want %v", how, text, gotErr, wantErr)
	}
}

// nasty are statements at the edges of what the scanner takes by itself.
var nasty = []string{
	"<urn:a> <urn:b> <urn:c> .\n", "<urn:a><urn:b><urn:c>.\n", "_:a <urn:b> _:a.b.\r\n", "<urn:a>\t<urn:b> \"x\\t\\\"y\" . # c\n",
	"<urn:a> <urn:b> \"\\u00e9\" .\n", "<urn:\\u00e9> <urn:b> \"é\"@en-GB .\n", "_:anon1 <urn:b> _:anonu1 .\n", "<urn:a> <urn:b> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n",
	"<urn:a> <urn:b> \"x\" @en .\n", "<urn:a> <urn:b> \"x\" ^^ <urn:t> .\n", "<urn:a> <urn:b> \"x\"^^<" + rdf.RDFLangString + "> .\n", "<urn:a> <urn:b> _:é .\n", "# comment\n\n  ",
	"<urn:a> <urn:b> \"\xff\" .\n", "<rel> <urn:b> <urn:c> .\n", "<urn:a> <urn:b> \"it's\"@en .\r", "<urn:é> <urn:b> \"\" .\n", "_:a. <urn:b> <urn:c> .\n", "<urn:a> <urn:b> \"x\"@e1 .\n",
	"<urn:a> <urn:b> <urn:c> <urn:g> .\n", "<urn:a> <urn:b> <urn:c> _:g .\n", "<urn:a> <urn:b> \"c\" <urn:g>.\n",
}

// TestScanAgrees: whatever the text, the reader of statements by the batch, in memory or through a window of any size,
// reads as the Turtle-like tokenizer does that sees one byte at a time, and explains mistakes in the same words.
func TestScanAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom(nasty), 1, 6).Draw(t, "lines"), ""))
		for range rapid.IntRange(0, 2).Draw(t, "flips") {
			text[rapid.IntRange(0, len(text)-1).Draw(t, "at")] = rapid.OneOf(rapid.SampledFrom([]byte("<>\"\\._:@^ \n\r#a-0\xc3\x00")), rapid.Byte()).Draw(t, "byte")
		}
		quads := rapid.Bool().Draw(t, "quads")
		checkSame(t, string(text), quads, rapid.IntRange(1, 5).Draw(t, "most"))
	})
}

func checkSame(t interface{ Fatalf(string, ...any) }, text string, quads bool, most int) {
	want, wantErr := slowly(text, quads)
	l := inMemory(text, quads)
	got, err := all(l)
	same(t, text, "Read", got, want, err, wantErr)
	got, err = batches(inMemory(text, quads), rdf.Term{}, most)
	same(t, text, "ReadBatch", got, want, err, wantErr)
	for _, in := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.HalfReader(strings.NewReader(text))} {
		// The excerpt of an error in a stream has only what of the line was read so far.
		got, err = batches(turtle.NewReader(in, quads, turtle.Options{File: "f"}), rdf.Term{}, most)
		same(t, text, "ReadBatch of a stream", got, want, placeOf(err), placeOf(wantErr))
	}
}

func placeOf(err error) error {
	var e *rdf.SyntaxError
	if !errors.As(err, &e) {
		return err
	}
	return &rdf.SyntaxError{File: e.File, Line: e.Line, Column: e.Column, Offset: e.Offset, Msg: e.Msg, Expected: e.Expected}
}

func all(r rdf.Reader) (quads []rdf.Quad, err error) {
	for {
		q, err := r.Read()
		if err == io.EOF {
			return quads, nil
		}
		if err != nil {
			return quads, err
		}
		quads = append(quads, q)
	}
}

// slowly reads without the scanner.
func slowly(text string, quads bool) ([]rdf.Quad, error) {
	l := inMemory(text, quads)
	turtle.WithoutScan(l)
	return all(l)
}

func BenchmarkReadBatch(b *testing.B) {
	for _, f := range []*rdf.Format{rdf.NTriples, rdf.NQuads} {
		b.Run(f.Title, func(b *testing.B) {
			doc := document(b, f, triples)
			l, batch := turtle.NewBytesReader(f.Quads, turtle.Options{}), turtle.NewBatch(rdf.Term{})
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				l.Reset(doc, 1, 0)
				n := 0
				for err := error(nil); err == nil; batch.Reset() {
					if err = l.ReadBatch(batch, 8192); err != nil && err != io.EOF {
						b.Fatal(err)
					}
					n += len(batch.Quads)
				}
				if n != triples {
					b.Fatal(n)
				}
			}
			b.ReportMetric(float64(b.N)*triples/b.Elapsed().Seconds()/1e6, "Mtriples/s")
		})
	}
}
