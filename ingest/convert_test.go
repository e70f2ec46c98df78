package ingest_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
)

// TestConvertRoundTrip turns random documents into every format that can hold them, laid out and streamed, and back.
func TestConvertRoundTrip(t *testing.T) {
	spare := []rdf.Prefix{{Name: "e", IRI: "http://e/"}, {Name: "rdf", IRI: rdf.NS}, {Name: "unused", IRI: "http://unused/"}}
	subjects := rapid.SampledFrom([]string{"<http://e/a>", "<http://e/b.>", "<urn:x>", "_:b1", "_:anon1", "_:c"})
	objects := rapid.OneOf(subjects, rapid.SampledFrom([]string{`"x"@EN`, `"01"^^<` + rdf.XSDInteger + `>`, `"1.0"^^<` + rdf.XSDDecimal + `>`, `"line\nbreak \"\\"`,
		`"1e0"^^<` + rdf.XSDDouble + `>`, "<" + rdf.RDFNil + ">"}))
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(rdf.Formats).Draw(t, "format")
		var text strings.Builder
		for range rapid.IntRange(0, 12).Draw(t, "statements") {
			p := rapid.SampledFrom([]string{rdf.RDFType, rdf.RDFFirst, rdf.RDFRest, "http://e/p"}).Draw(t, "p")
			g := ""
			if f.Quads {
				g = rapid.SampledFrom([]string{"", "<http://e/g> ", "_:g "}).Draw(t, "g")
			}
			fmt.Fprintf(&text, "%s <%s> %s %s.\n", subjects.Draw(t, "s"), p, objects.Draw(t, "o"), g)
		}
		o := ingest.ConvertOptions{To: f, Spare: spare, Buffer: rapid.SampledFrom([]int{-1, 0, 3, math.MaxInt}).Draw(t, "buffer")}
		o.Format = rdf.NQuads
		there, err := convert(text.String(), o)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(there, "unused") {
			t.Fatalf("a spare prefix that nobody uses is declared:\n%s", there)
		}
		o.Format, o.To = f, rdf.NQuads
		back, err := convert(there, o)
		if err != nil {
			t.Fatalf("%v\n%s", err, there)
		}
		if want, got := parse(outer, rdf.NQuads, text.String()), parse(outer, rdf.NQuads, back); !rdf.Isomorphic(got, want) {
			t.Fatalf("%s\nbecame\n%s\nand then\n%s", text.String(), there, back)
		}
	})
}

// TestGraphsLost counts what would be lost, however late in the document it comes.
func TestGraphsLost(t *testing.T) {
	var text strings.Builder
	for i := range 30_000 {
		fmt.Fprintf(&text, "<urn:s%d> <urn:p> <urn:o> .\n", i)
	}
	for i := range 7 {
		fmt.Fprintf(&text, "<urn:s> <urn:p> <urn:o> <urn:g%d> .\n", i)
	}
	_, err := convert(text.String(), ingest.ConvertOptions{Options: ingest.Options{Format: rdf.NQuads}, To: rdf.Turtle})
	var lost *ingest.GraphsLostError
	if !errors.As(err, &lost) || lost.Count != 7 || lost.More || len(lost.Graphs) != 5 || lost.Graphs[0] != "urn:g0" {
		t.Errorf("%v, %+v", err, lost)
	}
}
