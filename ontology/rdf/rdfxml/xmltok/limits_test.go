package xmltok_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/rdfxml/xmltok"
)

// repeated is a reader of a text many times over, so that the input itself takes no memory.
func repeated(text string, times int) io.Reader {
	return &repetition{text: text, left: len(text) * times}
}

type repetition struct {
	text     string
	at, left int
}

func (r *repetition) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), r.left)], r.text[r.at:])
	r.at, r.left = (r.at+n)%len(r.text), r.left-n
	return n, nil
}

// drain reads to the end without keeping anything.
func drain(r io.Reader, o xmltok.Options) error {
	t := xmltok.New(r, o)
	for {
		if _, err := t.Next(); err != nil {
			return err
		}
	}
}

// laughs declares entities of which each is ten of the one before.
func laughs(first string) string {
	d := `<!DOCTYPE a [<!ENTITY l0 "` + first + `">`
	for i := range 9 {
		d += fmt.Sprintf(`<!ENTITY l%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&l%d;", i), 10))
	}
	return d + "]><a>"
}

// TestLimits: documents made to exhaust memory or time are refused, in little of both.
func TestLimits(t *testing.T) {
	big := `<!DOCTYPE a [<!ENTITY x "` + strings.Repeat("x", 1000) + `">]><a>`
	for _, c := range []struct {
		name, word string
		r          io.Reader
		o          xmltok.Options
	}{
		{"nested", "nested too deeply", repeated("<a>", 1_000_000), xmltok.Options{}},
		{"billion laughs", "too long", strings.NewReader(laughs("ha") + "&l9;</a>"), xmltok.Options{}},
		{"billion nothings", "too long", strings.NewReader(laughs("") + "&l9;</a>"), xmltok.Options{}},
		{"in an attribute", "too long", strings.NewReader(strings.Replace(laughs("ha"), "<a>", "<a b='&l9;'/>", 1)), xmltok.Options{}},
		{"quadratic blowup", "too long", io.MultiReader(strings.NewReader(big), repeated("&x;", 1_000_000)), xmltok.Options{}},
		{"quadratic blowup in pieces", "too long", io.MultiReader(strings.NewReader(big), repeated("<b>&x;</b>", 1_000_000)), xmltok.Options{}},
		{"expanded token", "longer than the limit", io.MultiReader(strings.NewReader(big), repeated("&x;", 1_000)), xmltok.Options{MaxToken: 100_000}},
		{"text", "longer than the limit", io.MultiReader(strings.NewReader("<a>"), repeated("text ", 100<<20)), xmltok.Options{MaxToken: 8 << 20}},
		{"attribute", "longer than the limit", io.MultiReader(strings.NewReader("<a b='"), repeated("text ", 100<<20)), xmltok.Options{MaxToken: 8 << 20}},
		{"name", "longer than the limit", io.MultiReader(strings.NewReader("<a"), repeated("b", 100<<20)), xmltok.Options{MaxToken: 8 << 20}},
		{"comment", "longer than the limit", io.MultiReader(strings.NewReader("<!--"), repeated("text ", 100<<20)), xmltok.Options{MaxToken: 8 << 20}},
		{"attributes", "limit of 10000", io.MultiReader(strings.NewReader("<a "), repeated("b='' ", 10<<20)), xmltok.Options{}},
		{"namespaces", "limit of 1000", strings.NewReader(namespaces()), xmltok.Options{}},
		{"entities", "too many", io.MultiReader(strings.NewReader("<!DOCTYPE a ["), many()), xmltok.Options{}},
		{"declaration", "limit", io.MultiReader(strings.NewReader("<!DOCTYPE a ["), repeated("<!ELEMENT a ANY>", 10<<20)), xmltok.Options{}},
	} {
		before, begin := allocated(), time.Now()
		err := drain(c.r, c.o)
		var e *rdf.SyntaxError
		if !errors.As(err, &e) || !strings.Contains(e.Msg, c.word) {
			t.Errorf("%s: %v", c.name, err)
		}
		if took := time.Since(begin); took > 3*time.Second {
			t.Errorf("%s: took %v", c.name, took)
		}
		if m := allocated() - before; m > 64<<20 {
			t.Errorf("%s: allocated %d MiB", c.name, m>>20)
		}
	}
}

// namespaces is elements within each other that declare a hundred namespaces each.
func namespaces() string {
	var b strings.Builder
	for i := range 1000 {
		b.WriteString("<a")
		for j := range 100 {
			fmt.Fprintf(&b, " xmlns:p%d-%d='urn:x'", i, j)
		}
		b.WriteString(">")
	}
	return b.String()
}

func many() io.Reader {
	var b strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&b, `<!ENTITY e%d "x">`, i)
	}
	return strings.NewReader(b.String())
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// TestStreams: a long document of small tokens takes no memory, whatever its length.
func TestStreams(t *testing.T) {
	const item = "<p:b xmlns:p='urn:p' p:c='é &lt; \n'>text\r\n&amp;<!-- x --></p:b>\n"
	doc := func(n int) io.Reader {
		return io.MultiReader(strings.NewReader("<a>"), repeated(item, n), strings.NewReader("</a>"))
	}
	before := allocated()
	if err := drain(doc(200_000), xmltok.Options{}); err != io.EOF {
		t.Fatal(err)
	}
	if m := allocated() - before; m > 2<<20 {
		t.Errorf("%d KiB were allocated", m>>10)
	}
}

// FuzzTokens: no input makes the tokenizer panic or hang, errors have a place within the document, and a document read
// byte by byte gives the same.
func FuzzTokens(f *testing.F) {
	for _, c := range good {
		f.Add(c.doc)
	}
	for _, c := range bad {
		f.Add(c.doc)
	}
	for _, doc := range halfUnits {
		f.Add(doc)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		got, err := dump(strings.NewReader(doc), xmltok.Options{})
		again, errAgain := dump(oneByte{strings.NewReader(doc)}, xmltok.Options{})
		if got != again || fmt.Sprint(err) != fmt.Sprint(errAgain) {
			t.Fatalf("%q: %v\n%s\nbyte by byte %v\n%s", doc, err, got, errAgain, again)
		}
		if err == nil {
			return
		}
		e, ok := err.(*rdf.SyntaxError)
		if !ok || e.Line < 1 || e.Column < 1 || e.Msg == "" || e.Expected == "" || e.Offset < 0 || e.Offset > int64(len(doc)) {
			t.Fatalf("an error without a place: %#v", err)
		}
		if lines := strings.Count(doc[:e.Offset], "\n") + 1; plain(doc) && e.Line != lines {
			t.Fatalf("%q: line %d, offset %d is in line %d", doc, e.Line, e.Offset, lines)
		}
	})
}

type oneByte struct{ r io.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }

// plain reports whether a document is surely in UTF-8.
func plain(doc string) bool {
	return !strings.HasPrefix(doc, "\xfe\xff") && !strings.HasPrefix(doc, "\xff\xfe")
}

// BenchmarkTokens reads a document as the writer of RDF/XML makes it.
func BenchmarkTokens(b *testing.B) {
	text := `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://example.org/">` +
		strings.Repeat(`  <rdf:Description rdf:about="http://example.org/thing/1"><ex:label xml:lang="en">some label</ex:label>
    <ex:link rdf:resource="http://example.org/thing/2"/></rdf:Description>`+"\n", 10_000) + "</rdf:RDF>"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := drain(strings.NewReader(text), xmltok.Options{}); err != io.EOF {
			b.Fatal(err)
		}
	}
}
