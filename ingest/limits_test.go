package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
)

// TestLimits passes each limit in each format that has it. The store stays empty, and the error says which limit it was.
func TestLimits(t *testing.T) {
	long := strings.Repeat("x", 5000)
	names := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	statements := names("<urn:s%d> <urn:p> <urn:o> .\n", 200)
	wide := "@prefix p: <urn:" + strings.Repeat("y", 60_000) + "> .\n" + names("p:a%d p:b p:c .\n", 300)
	for _, c := range []struct {
		name   string
		format *rdf.Format
		text   string
		limits ingest.Limits
		want   string
	}{
		{"depth", rdf.Turtle, "<urn:a> <urn:b> " + strings.Repeat("[ <urn:p> ", 20), ingest.Limits{MaxDepth: 10}, "brackets are nested too deeply"},
		{"depth", rdf.JSONLD, strings.Repeat("[", 20) + strings.Repeat("]", 20), ingest.Limits{MaxDepth: 10}, "brackets are nested too deeply"},
		{"depth", rdf.RDFXML, `<r:RDF xmlns:r="` + rdf.NS + `" xmlns:e="urn:">` + strings.Repeat("<e:T><e:p>", 20), ingest.Limits{MaxDepth: 10}, "elements are nested too deeply"},
		{"literal", rdf.NTriples, "<urn:a> <urn:b> \"" + long + "\" .\n", ingest.Limits{MaxToken: 1000}, "literal of more than 1000 bytes"},
		{"literal", rdf.NQuads, "<urn:a> <urn:b> \"" + strings.Repeat(long, 500) + "\" .\n", ingest.Limits{MaxToken: 1000}, "longer than the limit of 1000 bytes"},
		{"literal", rdf.TriG, "<urn:a> <urn:b> \"" + long + "\" .", ingest.Limits{MaxToken: 1000}, "literal of more than 1000 bytes"},
		{"literal", rdf.JSONLD, `{"@id": "urn:a", "urn:b": "` + long + `"}`, ingest.Limits{MaxToken: 1000}, "longer than the limit of 1000 bytes"},
		{"values", rdf.JSONLD, `{"@id": "urn:a", "urn:b": [` + strings.Repeat("1,", 70) + `1]}`, ingest.Limits{MaxDocument: 1000}, "more than 62 values"},
		{"prefixes", rdf.TriG, names("@prefix p%d: <urn:x> .\n", 20), ingest.Limits{MaxPrefixes: 10}, "too many prefixes"},
		{"document", rdf.JSONLD, `{"@id": "urn:a", "urn:b": "` + long + `"}`, ingest.Limits{MaxDocument: 1000}, "longer than 1000 bytes"},
		{"triples", rdf.NTriples, statements, ingest.Limits{MaxQuads: 100}, "more than 100 statements"},
		{"triples", rdf.Turtle, statements, ingest.Limits{MaxQuads: 100}, "more than 100 statements"},
		{"ratio", rdf.Turtle, wide, ingest.Limits{MaxRatio: 50}, "grows to more than 50 times its size"},
	} {
		s := openStore(t)
		_, err := ingest.Load(context.Background(), s, ingest.Options{Limits: c.limits,
			Bodies: []ingest.Body{{Name: "the body", Format: c.format, Reader: strings.NewReader(c.text)}}})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "the body") {
			t.Errorf("%s of %s: got %.300v", c.name, c.format.Title, err)
		}
		same(t, s, nil)
		_, err = convert(c.text, ingest.ConvertOptions{Options: ingest.Options{Format: c.format, Limits: c.limits}, To: rdf.NQuads})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s of %s, converted: got %.300v", c.name, c.format.Title, err)
		}
	}
}

func convert(text string, o ingest.ConvertOptions) (string, error) {
	var out bytes.Buffer
	o.Sources, o.Stdin = []string{"-"}, strings.NewReader(text)
	_, err := ingest.Convert(context.Background(), &out, o)
	return out.String(), err
}

// TestEntities: entities do not multiply, and nothing outside the document is read.
func TestEntities(t *testing.T) {
	laughs := "<!ENTITY l0 \"" + strings.Repeat("ha", 50) + "\">"
	for i := 1; i < 10; i++ {
		laughs += fmt.Sprintf("<!ENTITY l%d \"%s\">", i, strings.Repeat(fmt.Sprintf("&l%d;", i-1), 10))
	}
	secret := file(t, "secret.txt", "the secret")
	document := func(doctype, text string) string {
		return "<!DOCTYPE r:RDF [" + doctype + "]>\n<r:RDF xmlns:r=\"" + rdf.NS + "\" xmlns:e=\"urn:\"><e:T r:about=\"urn:a\"><e:p>" + text + "</e:p></e:T></r:RDF>"
	}
	for name, c := range map[string]struct{ text, want string }{
		"billion laughs": {document(laughs, "&l9;"), "entities make the document too long"},
		"one for all":    {document(`<!ENTITY x "`+strings.Repeat("y", 1000)+`">`, strings.Repeat("&x;", 300_000)), "entities make the document too long"},
		"external":       {document(`<!ENTITY x SYSTEM "file://`+secret+`">`, "&x;"), "the entity &x; lies outside the document"},
		"public":         {document(`<!ENTITY x PUBLIC "-//x" "file://`+secret+`">`, "&x;"), "the entity &x; lies outside the document"},
		"parameter":      {document(`<!ENTITY % x SYSTEM "file://`+secret+`"> %x;`, "&y;"), "the entity &y; is not declared"},
	} {
		out, err := convert(c.text, ingest.ConvertOptions{Options: ingest.Options{Format: rdf.RDFXML}, To: rdf.NTriples})
		var e *rdf.SyntaxError
		if !errors.As(err, &e) || e.Line == 0 || !strings.Contains(err.Error(), c.want) || strings.Contains(out, "secret") {
			t.Errorf("%s: %.300v, written: %.300s", name, err, out)
		}
	}
	out, err := convert(document(`<!ENTITY x "fine">`, "&x;"), ingest.ConvertOptions{Options: ingest.Options{Format: rdf.RDFXML}, To: rdf.NTriples})
	if err != nil || !strings.Contains(out, `"fine"`) {
		t.Errorf("an honest entity: %v, %s", err, out)
	}
}

// TestContexts: a context comes from the caller, or not at all.
func TestContexts(t *testing.T) {
	text := `{"@context": "https://example.org/c", "@id": "urn:a", "name": "x"}`
	_, err := convert(text, ingest.ConvertOptions{Options: ingest.Options{Format: rdf.JSONLD}, To: rdf.NTriples})
	if err == nil || !strings.Contains(err.Error(), "https://example.org/c cannot be had") {
		t.Errorf("a context from nowhere: %v", err)
	}
	o := ingest.Options{Format: rdf.JSONLD, LoadContext: func(iri string) ([]byte, error) {
		return []byte(`{"@context": {"name": "urn:name"}}`), nil
	}}
	if out, err := convert(text, ingest.ConvertOptions{Options: o, To: rdf.NTriples}); err != nil || out != "<urn:a> <urn:name> \"x\" .\n" {
		t.Errorf("%q, %v", out, err)
	}
}

// TestLenientPieces skips lines in a document of several pieces, with the right numbers, and loses none beside them.
func TestLenientPieces(t *testing.T) {
	var text strings.Builder
	var want []int
	for i := 1; i <= 60_000; i++ {
		if i%7001 == 0 || i == 60_000 {
			fmt.Fprintf(&text, "<r%d> <urn:p> %q .\n", i, "relative twice over")
			fmt.Fprintf(&text, "<r%d> <urn:p> %q .\n", i, "relative twice over")
			i++
			want = append(want, i-1, i)
			continue
		}
		fmt.Fprintf(&text, "<urn:s%d> <urn:p> \"a literal of some length, so that the document has several pieces\" .\n", i)
	}
	check := func(what string, n uint64, bad []ingest.BadLine) {
		for i, b := range bad {
			if i >= len(want) || b.Err.Line != want[i] || !strings.HasPrefix(b.Text, "<r") {
				t.Fatalf("%s: bad line %d is %d, %q; want %v", what, i, b.Err.Line, b.Text, want)
			}
		}
		if len(bad) != len(want) || n != uint64(strings.Count(text.String(), "\n")-len(want)) {
			t.Errorf("%s: %d quads, %d bad lines", what, n, len(bad))
		}
	}
	var bad []ingest.BadLine
	o := ingest.Options{Sources: []string{"-"}, Stdin: strings.NewReader(text.String()), Format: rdf.NTriples, Lenient: true,
		BadLine: func(b ingest.BadLine) { bad = append(bad, b) }}
	report := load(t, openStore(t), o)
	check("load", report.Quads, bad)
	bad, o.Stdin = nil, strings.NewReader(text.String())
	report, err := ingest.Convert(context.Background(), io.Discard, ingest.ConvertOptions{Options: o, To: rdf.NTriples})
	if err != nil {
		t.Fatal(err)
	}
	check("convert", report.Quads, bad)
}
