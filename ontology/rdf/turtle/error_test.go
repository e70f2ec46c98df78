package turtle_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

func reader(f *rdf.Format, text string, o turtle.Options) rdf.Reader {
	return readerOf(f, strings.NewReader(text), o)
}

func readerOf(f *rdf.Format, in io.Reader, o turtle.Options) rdf.Reader {
	if f == rdf.NTriples || f == rdf.NQuads {
		return turtle.NewReader(in, f.Quads, o)
	}
	return turtle.NewTurtleReader(in, f.Quads, o)
}

func read(f *rdf.Format, text string, o turtle.Options) ([]rdf.Quad, error) {
	return w3ctest.Quads(reader(f, text, o))
}

// TestErrors shows what users see for common mistakes: place, what is wrong, what was expected, and the caret.
func TestErrors(t *testing.T) {
	for _, c := range []struct {
		format *rdf.Format
		text   string
		want   string
	}{
		{rdf.NTriples, "<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> \"c .\n", `
f:2:21: a line break in a literal; expected '"' or "\n"
  <urn:a> <urn:b> "c .
                      ^`},
		{rdf.NTriples, "<urn:a> <urn:b> <urn:c>\n", `
f:1:24: unexpected line break or control character; expected "." at the end of the statement
  <urn:a> <urn:b> <urn:c>
                         ^`},
		{rdf.NTriples, "<a> <urn:b> <urn:c> .", `
f:1:1: a relative IRI; expected an absolute IRI
  <a> <urn:b> <urn:c> .
  ^`},
		{rdf.NTriples, "# é\n<urn:é> <urn:b> \"é\"^^<urn:t> . <urn:x>", `
f:2:32: unexpected "<"; expected the end of the line
  <urn:é> <urn:b> "é"^^<urn:t> . <urn:x>
                                 ^`},
		{rdf.NQuads, "<urn:a> <urn:b> \"c\"@en \"g\" .", `
f:1:24: unexpected '"'; expected "." or the graph: "<" of an IRI or "_:" of a blank node
  <urn:a> <urn:b> "c"@en "g" .
                         ^`},
		{rdf.NTriples, "<urn:a> <urn:b> \"\\q\" .", `
f:1:18: unknown escape; expected one of \t \b \n \r \f \" \' \\ \u \U
  <urn:a> <urn:b> "\q" .
                   ^`},
		{rdf.NTriples, "<urn:a> <urn:b> \"\xff\" .", `
f:1:18: this byte is not UTF-8; expected a document in UTF-8
  <urn:a> <urn:b> "�" .
                   ^`},
		{rdf.NTriples, "<urn:a b> <urn:b> \"x\" .", `
f:1:7: unexpected " " in an IRI; expected ">" or percent-encoding
  <urn:a b> <urn:b> "x" .
        ^`},
		{rdf.Turtle, "ex:a ex:b ex:c .", `
f:1:1: the prefix "ex:" is not declared; expected @prefix ex: <...> . before it
  ex:a ex:b ex:c .
  ^`},
		{rdf.Turtle, "@prefix ex: <urn:> .\nex:a ex:b ex:c\nex:d ex:e ex:f .", `
f:3:1: unexpected "e"; expected ",", ";" or "."
  ex:d ex:e ex:f .
  ^`},
		{rdf.Turtle, "<urn:a> <urn:b> \"c\"\n@prefix ex: <urn:> .", `
f:2:1: unexpected "@"; expected ",", ";" or "."
  @prefix ex: <urn:> .
  ^`},
		{rdf.Turtle, "@prefix ex: <urn:>\nex:a ex:b ex:c .", `
f:2:1: unexpected "e"; expected "." at the end of the directive
  ex:a ex:b ex:c .
  ^`},
		{rdf.Turtle, "<urn:a> <urn:b> [ <urn:c> <urn:d> .", `
f:1:35: unexpected "."; expected ",", ";" or "]"
  <urn:a> <urn:b> [ <urn:c> <urn:d> .
                                    ^`},
		{rdf.Turtle, "<urn:a> <urn:b> (1 2", `
f:1:21: the collection is not closed; expected ")"
  <urn:a> <urn:b> (1 2
                      ^`},
		{rdf.Turtle, "<urn:a> <urn:b> \"\"\"x\ny", `
f:1:17: this literal is not closed; expected """
  <urn:a> <urn:b> """x
                  ^`},
		{rdf.Turtle, "<a> <b> <c> .", `
f:1:1: a relative IRI, and the document has no base; expected an absolute IRI or @base
  <a> <b> <c> .
  ^`},
		{rdf.Turtle, "<urn:a> true <urn:c> .", `
f:1:9: a word that is no keyword here: true; expected a predicate: an IRI, a prefixed name or "a"
  <urn:a> true <urn:c> .
          ^`},
		{rdf.Turtle, "@prefx ex: <urn:> .", `
f:1:2: unknown directive; expected @prefix or @base
  @prefx ex: <urn:> .
   ^`},
		{rdf.TriG, "<urn:g> { <urn:a> <urn:b> <urn:c> ", `
f:1:35: unexpected end of the document; expected ",", ";", "." or "}"
  <urn:g> { <urn:a> <urn:b> <urn:c> 
                                    ^`},
		{rdf.Turtle, "<urn:g> { <urn:a> <urn:b> <urn:c> }", `
f:1:9: unexpected "{"; expected a predicate: an IRI, a prefixed name or "a"
  <urn:g> { <urn:a> <urn:b> <urn:c> }
          ^`},
	} {
		_, err := read(c.format, c.text, turtle.Options{File: "f"})
		var e *rdf.SyntaxError
		if !errors.As(err, &e) {
			t.Errorf("%q: got %v", c.text, err)
			continue
		}
		if got := "\n" + e.Detail(); got != c.want {
			t.Errorf("%q: got %s\nwant %s", c.text, got, c.want)
		}
		if again := func() error {
			r := reader(c.format, c.text, turtle.Options{})
			w3ctest.Quads(r)
			_, err := r.Read()
			return err
		}(); again == nil || again == io.EOF {
			t.Errorf("%q: reading goes on after the error: %v", c.text, again)
		}
	}
}

// TestPlaceFarInside checks line, column and offset behind many windows, on a long line too.
func TestPlaceFarInside(t *testing.T) {
	head := strings.Repeat("<urn:é> <urn:b> \"漢字\" .\n", 50_000)
	for _, f := range []*rdf.Format{rdf.NTriples, rdf.Turtle} {
		_, err := read(f, head+"<urn:a> <urn:b> nope .", turtle.Options{})
		var e *rdf.SyntaxError
		if !errors.As(err, &e) || e.Line != 50_001 || e.Column != 17 || e.Offset != int64(len(head)+16) {
			t.Errorf("%s: got %+v", f.Title, err)
		}
	}
	long := "<urn:a> <urn:b> " + strings.Repeat("\"漢字\", ", 100_000)
	_, err := read(rdf.Turtle, "\n"+long+"!", turtle.Options{})
	var e *rdf.SyntaxError
	if !errors.As(err, &e) || e.Line != 2 || e.Column != 17+6*100_000 || e.Caret > 200 || len([]rune(e.Excerpt)) > 200 {
		t.Errorf("got %v, caret %d", err, e.Caret)
	}
}

func TestTermsStayAsWritten(t *testing.T) {
	const composed, decomposed = "\u00e9", "e\u0301"
	const text = `@base <http://example.org/a/b> . @prefix e: <http://EXAMPLE.org/%7e/../x#> .
<HTTP://Example.ORG/%7Efoo/../bar> e:a-b.c "00012"^^<http://www.w3.org/2001/XMLSchema#integer>, +01.50, 1E0, "x"@en-GB-OED, "x"@EN, "` + composed + `", "` + decomposed + `", <../x?y#z>, e:\~%41 .`
	quads, err := read(rdf.Turtle, text, turtle.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, q := range quads {
		got = append(got, q.O.String())
	}
	want := []string{`"00012"^^<http://www.w3.org/2001/XMLSchema#integer>`, `"+01.50"^^<http://www.w3.org/2001/XMLSchema#decimal>`,
		`"1E0"^^<http://www.w3.org/2001/XMLSchema#double>`, `"x"@en-GB-OED`, `"x"@EN`, `"` + composed + `"`, `"` + decomposed + `"`, "<http://example.org/x?y#z>",
		"<http://EXAMPLE.org/%7e/../x#~%41>"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if q := quads[0]; q.S.Value != "HTTP://Example.ORG/%7Efoo/../bar" || q.P.Value != "http://EXAMPLE.org/%7e/../x#a-b.c" {
		t.Errorf("got %s", q)
	}
}

// TestLabels: nodes without a label never fall together with those of the document.
func TestLabels(t *testing.T) {
	const text = `_:b1 <urn:p> [] . _:anon1 <urn:p> [], [] . _:anonu1 <urn:p> ( 1 ) . _:b1 <urn:p> _:anon1 .`
	quads, err := read(rdf.Turtle, text, turtle.Options{})
	if err != nil {
		t.Fatal(err)
	}
	nodes := map[string]bool{}
	for _, q := range quads {
		for _, x := range []rdf.Term{q.S, q.O} {
			if x.Kind == rdf.Blank {
				nodes[x.Value] = true
			}
		}
	}
	if len(nodes) != 7 {
		t.Errorf("%d blank nodes, want 7: %v", len(nodes), nodes)
	}
}

func TestLimits(t *testing.T) {
	deep := "<urn:a> <urn:b> " + strings.Repeat("(", 1_000_000)
	for name, c := range map[string]struct {
		text string
		o    turtle.Options
		want string
	}{
		"depth":     {deep, turtle.Options{}, "nested too deeply"},
		"brackets":  {"<urn:a> <urn:b> " + strings.Repeat("[ <urn:p> ", 1_000_000), turtle.Options{}, "nested too deeply"},
		"token":     {"<urn:a> <urn:b> \"" + strings.Repeat("x", 1<<20) + "\" .", turtle.Options{MaxToken: 1 << 16}, "longer than the limit"},
		"long":      {"<urn:a> <urn:b> \"\"\"" + strings.Repeat("x\n", 1<<20) + "\"\"\" .", turtle.Options{MaxToken: 1 << 16}, "longer than the limit"},
		"prefixes":  {"@prefix a: <urn:a> . @prefix b: <urn:b> . @prefix c: <urn:c> .", turtle.Options{MaxPrefixes: 2}, "too many prefixes"},
		"iri":       {"<urn:" + strings.Repeat("x", 1<<17) + "> <urn:b> 1 .", turtle.Options{}, "longer than the limit"},
		"name":      {"@prefix a: <urn:" + strings.Repeat("x", 65_000) + "> . a:" + strings.Repeat("y", 1000) + " a a:b .", turtle.Options{}, "longer than the limit"},
		"unclosed":  {"<urn:a> <urn:b> \"" + strings.Repeat("x", 1<<20), turtle.Options{}, "not closed"},
		"bad depth": {"<urn:a> <urn:b> ((((1)))) .", turtle.Options{MaxDepth: 3}, "nested too deeply"},
	} {
		_, err := read(rdf.Turtle, c.text, c.o)
		var e *rdf.SyntaxError
		if !errors.As(err, &e) || !strings.Contains(e.Msg, c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := read(rdf.Turtle, "<urn:a> <urn:b> (((1))) .", turtle.Options{MaxDepth: 3}); err != nil {
		t.Error(err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestInputFails: an error of the input is that error, not a syntax error.
func TestInputFails(t *testing.T) {
	for _, text := range []string{"", "<urn:a", "<urn:a> <urn:b> \"x", "<urn:a> <urn:b> <urn:c> .\n", "_:a", "<urn:a> <urn:b> ("} {
		for _, f := range []*rdf.Format{rdf.NQuads, rdf.TriG} {
			var r rdf.Reader
			in := io.MultiReader(strings.NewReader(text), broken{})
			if f == rdf.NQuads {
				r = turtle.NewReader(in, true, turtle.Options{})
			} else {
				r = turtle.NewTurtleReader(in, true, turtle.Options{})
			}
			if _, err := w3ctest.Quads(r); !errors.Is(err, io.ErrClosedPipe) && !(f == rdf.NQuads && strings.HasSuffix(text, "(")) {
				t.Errorf("%s %q: got %v", f.Title, text, err)
			}
		}
	}
}
