package turtle_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// draw makes random Turtle or TriG.
type draw struct {
	*rapid.T
	b bytes.Buffer
}

func (d *draw) n(most int) int { return rapid.IntRange(0, most).Draw(d.T, "n") }

func (d *draw) one(of ...string) { d.b.WriteString(of[d.n(len(of)-1)] + " ") }

func (d *draw) document() []byte {
	d.b.WriteString("@prefix a: <urn:a:> . @base <http://b/> . @prefix : <urn:c> . ")
	for range 1 + d.n(3) {
		d.statement()
	}
	return d.b.Bytes()
}

func (d *draw) statement() {
	switch d.n(8) {
	case 0:
		d.one("@prefix a: <urn:a#> .\n", "PREFIX a: <rel>", "@prefix : <urn:c> .", "@base <x/y> .", "BASE <http://f/>", "# comment\n")
	case 1:
		d.one("{", "a:g {", "_:g {", "GRAPH a:g {", "[] {", "GRAPH [] {", "<g> {")
		d.triples()
		d.one(".", "")
		d.one("}", "}\n")
		return
	}
	d.triples()
	d.one(".", ".\n")
}

func (d *draw) triples() {
	switch d.n(5) {
	case 0:
		d.brackets(1)
		if d.n(1) == 0 {
			return
		}
	case 1:
		d.collection(1)
	default:
		d.one("a:s", ":s", "_:s", "[]", "<s>", "<urn:s>")
	}
	d.predicates(0)
}

func (d *draw) predicates(depth int) {
	for more := d.n(2); more >= 0; more-- {
		d.one("a", "a:p", ":q", "<urn:p>", "<p>")
		for d.object(depth); d.n(2) == 0; d.object(depth) {
			d.one(",")
		}
		if more > 0 || d.n(3) == 0 {
			d.one(";", ";;", ";\n    ")
		}
	}
}

func (d *draw) brackets(depth int) {
	d.one("[")
	if d.n(4) > 0 {
		d.predicates(depth)
	}
	d.one("]")
}

func (d *draw) collection(depth int) {
	d.one("(")
	for range d.n(3) {
		d.object(depth)
	}
	d.one(")")
}

func (d *draw) object(depth int) {
	switch n := d.n(9); {
	case n == 0 && depth < 4:
		d.brackets(depth + 1)
	case n == 1 && depth < 4:
		d.collection(depth + 1)
	default:
		d.one(objects...)
	}
}

// objects are terms at the edges of what is plain.
var objects = []string{"a:b", ":c", "a:", ":", "a:b.c", "a:b:c", "a:b.c.", "a:é", "é:b", "a:%41", "a:\\~", "a:1-2", "<urn:x>", "<rel>", "<#f>", "<urn:\\u00e9>", "<urn:é>",
	"_:x", "_:x.y", "_:anon1", "_:é", "1", "-1.5", "+.5", ".5", "1.5e3", "1.e3", "1E-3", "1e", "1.", "true", "false", "true.", "\"x\"", "\"\"", "'x'", "'''y'z'''", "\"x\"@en", "\"x\"@en-GB-1", "\"x\" @en",
	"\"1\"^^a:t", "\"1\"^^:t", "\"1\"^^<urn:t>", "\"1\"^^<rel>", "\"1\" ^^ a:t", "\"1\"# c\n^^a:t", "\"1\"^^<" + rdf.RDFLangString + ">", "\"1\"^^z:t", "z:z", "\"\"\"y\"z\n\\t\"\"\"@en", "\"\"\"\"\"\"",
	"\"é\\n\"", "\"\\u00e9\"", "\"a\\\"b\"^^a:t", "\"\xff\"", "\"a\nb\"", "<\xff>", "a:-1", "a", "GRAPH", "+", "-.", "-e3", "1.5e", "<a b>", "\"\\q\"", "\"\"\"\\q\"\"\""}

func turtles(in io.Reader, trig bool, depth int) *turtle.TurtleReader {
	return turtle.NewTurtleReader(in, trig, turtle.Options{File: "f", Base: "http://z/", MaxDepth: depth})
}

// checkPlain holds all ways to read a document beside the reading token by token.
func checkPlain(t interface{ Fatalf(string, ...any) }, text string, trig bool, depth, most int) {
	slow := turtles(strings.NewReader(text), trig, depth)
	turtle.WithoutPlain(slow)
	want, wantErr := all(slow)
	got, err := all(turtles(strings.NewReader(text), trig, depth))
	same(t, text, "Read", got, want, err, wantErr)
	got, err = batches(turtles(strings.NewReader(text), trig, depth), rdf.Term{}, most)
	same(t, text, "ReadBatch", got, want, err, wantErr)
	for _, in := range []io.Reader{iotest.OneByteReader(strings.NewReader(text)), iotest.HalfReader(strings.NewReader(text))} {
		got, err = batches(turtles(in, trig, depth), rdf.Term{}, most)
		same(t, text, "ReadBatch of a stream", got, want, placeOf(err), placeOf(wantErr))
	}
	mixed := turtles(strings.NewReader(text), trig, depth)
	var first []rdf.Quad
	for range most {
		if q, err := mixed.Read(); err == nil {
			first = append(first, q)
		}
	}
	got, err = batches(mixed, rdf.Term{}, most)
	same(t, text, "Read and ReadBatch", append(first, got...), want, err, wantErr)
}

// TestPlainAgrees: whatever the document, terms that are taken off the window as they are written and terms that are read
// token by token are the same, with the same errors at the same places, in batches of any size.
func TestPlainAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw{T: t}
		text := d.document()
		for range d.n(3) {
			i := d.n(len(text) - 1)
			b := rapid.OneOf(rapid.SampledFrom([]byte("<>\"'\\._:@^ \n\r#a-0\xc3\x00[](){},;eE+%")), rapid.Byte()).Draw(t, "byte")
			if d.n(1) == 0 {
				text[i] = b
			} else {
				text = append(text[:i], append([]byte{b}, text[i:]...)...)
			}
		}
		checkPlain(t, string(text), d.n(1) == 0, d.n(1)*3, 1+d.n(4))
	})
}

// TestPlainPairs is TestPlainAgrees for each object, and each behind each.
func TestPlainPairs(t *testing.T) {
	for _, x := range objects {
		for _, y := range append([]string{""}, objects...) {
			if y != "" {
				y = ", " + y
			}
			checkPlain(t, "@prefix a: <urn:a:> . @prefix : <urn:c> . a:s a:p "+x+y+" .", false, 0, 5)
		}
	}
}

// TestPlainAgreesW3C is TestPlainAgrees over the documents of the suites.
func TestPlainAgreesW3C(t *testing.T) {
	for _, suite := range []string{"rdf-turtle", "rdf-trig"} {
		for _, test := range w3ctest.Load(t, suite) {
			text, err := os.ReadFile(test.Action)
			if err != nil {
				t.Fatal(err)
			}
			checkPlain(t, string(text), suite == "rdf-trig", 0, 2)
		}
	}
}

// TestPrefixChanges: in one batch a name may mean several things, and a batch may hold several documents.
func TestPrefixChanges(t *testing.T) {
	b := turtle.NewBatch(rdf.Term{})
	for _, text := range []string{"@prefix a: <urn:1> . @base <http://1/> . a:x a <y>, 1 ; a:p 2 . @prefix a: <urn:2> . a:x a <y> ; a:p 2 ; a:p 2 . @prefix a: <urn:4> . a:x a:p 2 . @base <http://2/> . a:x a <y> .", "@prefix a: <urn:3> . @base <http://1/> . a:x a <y>, 1 ."} {
		if err := turtle.NewTurtleReader(strings.NewReader(text), false, turtle.Options{}).ReadBatch(b, 100); err != io.EOF {
			t.Fatal(err)
		}
	}
	var got []string
	for _, q := range b.Quads {
		got = append(got, b.Terms[q[0]].Value+" "+strings.TrimPrefix(b.Terms[q[1]].Value, rdf.NS)+" "+b.Terms[q[2]].Value)
	}
	want := "urn:1x type http://1/y, urn:1x type 1, urn:1x urn:1p 2, urn:2x type http://1/y, urn:2x urn:2p 2, urn:2x urn:2p 2, urn:4x urn:4p 2, urn:4x type http://2/y, urn:3x type http://1/y, urn:3x type 1"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestBatchStreams: a document that is one statement, or one collection, comes in batches of the size asked for, and a
// prefix that makes much of little ends a batch early.
func TestBatchStreams(t *testing.T) {
	long := "@prefix a: <urn:" + strings.Repeat("x", 60_000) + "> . a:a a:b "
	for _, c := range []struct {
		text       string
		most, want int
	}{
		{"<urn:a> <urn:b> ( " + strings.Repeat("1 [ <urn:p> 2 ] ", 10_000) + ") .", 100, 101},
		{"<urn:a> <urn:b> " + strings.Repeat("1, ", 10_000) + "1 .", 100, 100},
		{long + numbered("a:a%d, ", 10_000) + "a:b .", 10_000, 150},
	} {
		r, b := turtle.NewTurtleReader(strings.NewReader(c.text), false, turtle.Options{}), turtle.NewBatch(rdf.Term{})
		for err := error(nil); err == nil; b.Reset() {
			if err = r.ReadBatch(b, c.most); err != nil && err != io.EOF {
				t.Fatal(err)
			}
			if len(b.Quads) > c.want {
				t.Fatalf("%.30q: a batch of %d quads, want %d at most", c.text, len(b.Quads), c.want)
			}
		}
	}
}
