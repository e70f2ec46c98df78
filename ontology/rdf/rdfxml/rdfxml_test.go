package rdfxml_test

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/rdfxml"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

func read(text string, o rdfxml.Options) ([]rdf.Quad, error) {
	return w3ctest.Quads(rdfxml.NewReader(strings.NewReader(text), o))
}

const head = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://example.org/">`

func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{head + "\n<rdf:Description rdf:about=\"urn:a\">\n  <ex:p>x</ex:q>\n", `
f:3:10: the end tag </ex:q> does not close the open element; expected </ex:p>
    <ex:p>x</ex:q>
           ^`},
		{head + "\n<rdf:Description rdf:about=\"urn:a\">\n", `
f:3:1: unexpected end of the document; expected </rdf:Description>`},
		{head + "\n  <zz:a/>", `
f:2:3: the prefix "zz:" is not declared; expected xmlns:zz on this element or one around it
    <zz:a/>
    ^`},
		{head + "\n<rdf:Description rdf:about=\"a\"/>", `
f:2:1: a relative IRI, and the document has no base: "a"; expected an absolute IRI or xml:base
  <rdf:Description rdf:about="a"/>
  ^`},
		{head + "\n<ex:é> & </ex:é>", `
f:2:9: invalid character entity & (no semicolon); expected well-formed XML`},
		{head + "\ntext</rdf:RDF>", `
f:2:1: text where only elements may stand; expected an element`},
		{"", `
f:1:1: the document has no element; expected <rdf:RDF>`},
		{`<?xml version="1.0" encoding="Shift_JIS"?>` + head + `</rdf:RDF>`, `
f:1:1: this character encoding cannot be read; expected a document in UTF-8`},
	} {
		_, err := read(c.text, rdfxml.Options{File: "f"})
		var e *rdf.SyntaxError
		if !errors.As(err, &e) {
			t.Errorf("%q: got %v", c.text, err)
			continue
		}
		if got := "\n" + e.Detail(); !strings.HasPrefix(got, c.want) {
			t.Errorf("%q: got %s\nwant %s", c.text, got, c.want)
		}
	}
}

// TestEntities: short internal entities work, nothing else does.
func TestEntities(t *testing.T) {
	doc := func(dtd, use string) string {
		return "<!DOCTYPE rdf:RDF [" + dtd + "]>" + head + `<rdf:Description rdf:about="` + use + `"><ex:p>` + use + `</ex:p></rdf:Description></rdf:RDF>`
	}
	quads, err := read(doc(`<!ENTITY ex "http://example.org/"><!ENTITY sub '&ex;sub/'>`, "&sub;x"), rdfxml.Options{})
	if err != nil || len(quads) != 1 || quads[0].S.Value != "http://example.org/sub/x" || quads[0].O.Value != "http://example.org/sub/x" {
		t.Errorf("got %v %v", quads, err)
	}
	laughs := `<!ENTITY l0 "hahahahahaha">`
	for i := '1'; i <= '9'; i++ {
		laughs += "<!ENTITY l" + string(i) + ` "` + strings.Repeat("&l"+string(i-1)+";", 10) + `">`
	}
	for name, text := range map[string]string{
		"external":  doc(`<!ENTITY x SYSTEM "file:///etc/passwd">`, "&x;"),
		"unknown":   doc("", "&nope;"),
		"laughs":    doc(laughs, "&l9;"),
		"recursive": doc(`<!ENTITY a "&b;"><!ENTITY b "&a;">`, "&a;"),
		"markup":    doc(`<!ENTITY a "<ex:p/>">`, "&a;"),
	} {
		var e *rdf.SyntaxError
		if _, err := read(text, rdfxml.Options{}); !errors.As(err, &e) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLimits(t *testing.T) {
	var e *rdf.SyntaxError
	if _, err := read(head+strings.Repeat("<ex:A><ex:p>", 1_000_000), rdfxml.Options{}); !errors.As(err, &e) || !strings.Contains(e.Msg, "deeply") {
		t.Errorf("depth: %v", err)
	}
	long := head + "<ex:A><ex:p>" + strings.Repeat("x", 1<<20)
	if _, err := read(long, rdfxml.Options{MaxToken: 1 << 16}); !errors.As(err, &e) || !strings.Contains(e.Msg, "limit") {
		t.Errorf("text: %v", err)
	}
	if _, err := read(head+"<ex:A><ex:p>"+strings.Repeat("x<!-- -->", 1<<18), rdfxml.Options{MaxToken: 1 << 16}); !errors.As(err, &e) || !strings.Contains(e.Msg, "limit") {
		t.Errorf("text in pieces: %v", err)
	}
	for _, piece := range []string{"x<!---->", "<b/>", "<?p?>"} {
		text := head + `<ex:A><ex:p rdf:parseType="Literal">` + strings.Repeat(piece, 1<<15)
		if _, err := read(text, rdfxml.Options{MaxToken: 1 << 16}); !errors.As(err, &e) || !strings.Contains(e.Msg, "limit") {
			t.Errorf("a literal of %s: %v", piece, err)
		}
	}
}

// TestManyAttributes: one that comes twice is found among many, and many are taken in no time.
func TestManyAttributes(t *testing.T) {
	tag := head + "<ex:A"
	for i := range 9_000 {
		tag += " ex:p" + strconv.Itoa(i) + "='v'"
	}
	quads, err := read(tag+"/></rdf:RDF>", rdfxml.Options{})
	if err != nil || len(quads) != 9_001 {
		t.Errorf("%d quads, %v", len(quads), err)
	}
	for _, twice := range []string{"ex:p3", "ex:p8999"} {
		if _, err := read(tag+" "+twice+"=''/></rdf:RDF>", rdfxml.Options{}); err == nil {
			t.Errorf("%s may come twice", twice)
		}
	}
	for _, twice := range []string{" rdf:about='urn:a'", ""} {
		text := tag + twice + " xmlns:e='http://example.org/p' about='urn:b' e:3=''/></rdf:RDF>"
		if _, err := read(strings.Replace(text, "e:3", "e:x3", 1), rdfxml.Options{}); (err == nil) != (twice == "") {
			t.Errorf("%q: %v", twice, err)
		}
	}
}

func TestPlaceFarInside(t *testing.T) {
	text := head + "\n" + strings.Repeat("<ex:A ex:p=\"é\"/>\n", 50_000) + "  <ex:A ex:p='1' ex:p='2'/>"
	_, err := read(text, rdfxml.Options{})
	var e *rdf.SyntaxError
	if !errors.As(err, &e) || e.Line != 50_002 || e.Column != 3 || e.Excerpt == "" {
		t.Errorf("got %+v", err)
	}
}

// TestWriterRefuses: a graph that the syntax cannot hold is an error, and what was written stays well-formed.
func TestWriterRefuses(t *testing.T) {
	s, p, o := rdf.NewIRI("urn:s"), rdf.NewIRI("urn:p"), rdf.NewString("x")
	var out strings.Builder
	w := rdfxml.NewWriter(&out, []rdf.Prefix{{Name: "xmlfoo", IRI: "urn:"}, {Name: "a b", IRI: "urn:x"}, {Name: "rdf", IRI: "urn:other"}})
	for _, q := range []rdf.Quad{
		{S: s, P: rdf.NewIRI("http://example.org/1"), O: o},
		{S: s, P: rdf.NewIRI("http://example.org/"), O: o},
		{S: s, P: rdf.NewIRI(rdf.NS + "li"), O: o},
		{S: s, P: rdf.NewIRI(rdf.NS + "about"), O: o},
		{S: s, P: rdf.NewBlank("p"), O: o},
		{S: rdf.NewString("s"), P: p, O: o},
		{S: s, P: p, O: rdf.NewString("a\x00b")},
		{S: s, P: p, O: rdf.NewString("a\ufffe")},
		{S: s, P: p, O: rdf.NewString("a\xff")},
		{S: s, P: p},
	} {
		if err := w.Write(q); err == nil {
			t.Errorf("%s is written", q)
		}
	}
	good := rdf.Quad{S: s, P: p, O: rdf.NewString("\r]]>\n&")}
	for _, q := range []rdf.Quad{good, {S: s, P: rdf.NewIRI("http://www.w3.org/XML/1998/namespacelang"), O: o}} {
		if err := w.Write(q); err != nil {
			t.Error(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	quads, err := read(out.String(), rdfxml.Options{})
	if err != nil || len(quads) != 2 || quads[0] != good {
		t.Errorf("read back %v %v\n%s", quads, err, out.String())
	}
}

func TestInputFails(t *testing.T) {
	r := rdfxml.NewReader(io.MultiReader(strings.NewReader(head), failing{}), rdfxml.Options{})
	if _, err := r.Read(); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// FuzzRDFXML: no input makes the reader panic or hang, errors have a place, and what is read can be written.
func FuzzRDFXML(f *testing.F) {
	f.Add(head + `<ex:A rdf:ID="x" xml:base="http://b/" xml:lang="en" ex:q="v"><ex:p rdf:parseType="Literal">a<b c="d"/></ex:p></ex:A></rdf:RDF>`)
	f.Add(head + `<rdf:Bag><rdf:li rdf:parseType="Collection"><ex:A/><ex:B/></rdf:li><rdf:li rdf:nodeID="n" ex:p="1"/></rdf:Bag></rdf:RDF>`)
	f.Add(`<!DOCTYPE x [<!ENTITY a "b">]><ex:a xmlns:ex="http://e/">&a;</ex:a>`)
	w3ctest.Seeds(f, "rdf-tests/rdf/rdf11/rdf-xml", ".rdf")
	f.Fuzz(func(t *testing.T, text string) {
		quads, err := w3ctest.ReadFuzzed(t, text, false, func(in io.Reader) rdf.Reader {
			return rdfxml.NewReader(in, rdfxml.Options{Base: "http://example.org/"})
		})
		if err != nil {
			return
		}
		var out strings.Builder
		w := rdfxml.NewWriter(&out, []rdf.Prefix{{Name: "ex", IRI: "http://example.org/"}})
		for _, q := range quads {
			if err := w.Write(q); err != nil {
				return // a property of rdf:ID's own kind, for example
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		back, err := read(out.String(), rdfxml.Options{})
		if err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		if len(quads) < 200 && !rdf.Isomorphic(back, quads) {
			t.Fatalf("%q reads back as %v, want %v", text, back, quads)
		}
	})
}
