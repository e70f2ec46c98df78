package xmltok_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/rdfxml/xmltok"
)

// dump writes the tokens of a document, one a line; pieces of text that follow each other are one.
func dump(r io.Reader, o xmltok.Options) (string, error) {
	o.File = "f"
	t := xmltok.New(r, o)
	var b strings.Builder
	text := ""
	for {
		k, err := t.Next()
		if k == xmltok.Text {
			text += string(t.Text())
			continue
		}
		if text != "" {
			fmt.Fprintf(&b, "text %q\n", text)
			text = ""
		}
		switch {
		case err == io.EOF:
			return b.String(), nil
		case err != nil:
			return b.String(), err
		}
		dumpToken(&b, t, k)
	}
}

func dumpToken(b *strings.Builder, t *xmltok.Tokenizer, k xmltok.Kind) {
	switch k {
	case xmltok.Start:
		fmt.Fprintf(b, "start {%s}%s", t.Name().Space, t.Name().Local)
		for _, a := range t.Attrs() {
			fmt.Fprintf(b, " {%s}%s=%q", a.Name.Space, a.Name.Local, a.Value)
		}
		b.WriteByte('\n')
	case xmltok.End:
		fmt.Fprintf(b, "end {%s}%s\n", t.Name().Space, t.Name().Local)
	case xmltok.Comment:
		fmt.Fprintf(b, "comment %q\n", t.Text())
	case xmltok.ProcInst:
		fmt.Fprintf(b, "pi %s %q\n", t.Target(), t.Text())
	}
}

// good are documents and their tokens.
var good = []struct{ doc, want string }{
	{"<a/>", "start {}a\nend {}a\n"},
	{"\uFEFF<a></a >", "start {}a\nend {}a\n"},
	{"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\r\n<!-- c --><a/><?x y z?> \n", "comment \" c \"\nstart {}a\nend {}a\npi x \"y z\"\n"},
	{"<a>x\r\ny\rz&#13;\n</a>", "start {}a\ntext \"x\\ny\\nz\\r\\n\"\nend {}a\n"},
	{"<a b=' x\ty\r\nz&#10;&#9;&lt;\"' c=\"'>\"/>", "start {}a {}b=\" x y z\\n\\t<\\\"\" {}c=\"'>\"\nend {}a\n"},
	{"<a>&lt;&amp;&gt;&quot;&apos;&#233;&#xE9;&#x1F600;</a>", "start {}a\ntext \"<&>\\\"'éé😀\"\nend {}a\n"},
	{"<a>x<![CDATA[<&]] >\r\n]]>y]</a>", "start {}a\ntext \"x<&]] >\\ny]\"\nend {}a\n"},
	{"<a xmlns='urn:1' b='2'><b xmlns='urn:2' xmlns:p='urn:3' p:b='' b=''/><b xmlns=''/><b/></a>",
		"start {urn:1}a {}b=\"2\"\nstart {urn:2}b {urn:3}b=\"\" {}b=\"\"\nend {urn:2}b\nstart {}b\nend {}b\nstart {urn:1}b\nend {urn:1}b\nend {urn:1}a\n"},
	{"<p:a xmlns:p='urn:1'><p:a xmlns:p='urn:2'><p:a/></p:a><p:a/></p:a>",
		"start {urn:1}a\nstart {urn:2}a\nstart {urn:2}a\nend {urn:2}a\nend {urn:2}a\nstart {urn:1}a\nend {urn:1}a\nend {urn:1}a\n"},
	{"<a xml:lang='en' xmlns:xml='http://www.w3.org/XML/1998/namespace'/>", "start {}a {http://www.w3.org/XML/1998/namespace}lang=\"en\"\nend {}a\n"},
	{"<a xmlns:p='urn:x' xmlns:q='urn:xy' p:yz='' q:z=''/>", "start {}a {urn:x}yz=\"\" {urn:xy}z=\"\"\nend {}a\n"},
	{"<é·>]]&gt;</é·>", "start {}é·\ntext \"]]>\"\nend {}é·\n"},
	{"<a><!----><!-- - --></a>", "start {}a\ncomment \"\"\ncomment \" - \"\nend {}a\n"},
	{`<!DOCTYPE a [<!ENTITY x "1&y;"><!ENTITY y '<2'><!ENTITY y 'again'><!ENTITY z "&#38;#60;&#38;amp;">]><a>&z;</a>`, "start {}a\ntext \"<&\"\nend {}a\n"},
	{`<!DOCTYPE a SYSTEM "x" [<!ENTITY x "1&y;"><!ENTITY y '2&#10;'>]><a b="&x;">&x;</a>`, "start {}a {}b=\"12 \"\ntext \"12\\n\"\nend {}a\n"},
	{`<!DOCTYPE a PUBLIC "x" 'y'[<!-- ]> --><?p ]>?><!ELEMENT a (b|c)><!ATTLIST a b CDATA "]>"><!NOTATION n SYSTEM "x">
	<!ENTITY % pe "x"><!ENTITY e SYSTEM "y" NDATA n><!ENTITY x "1">%pe;<!ENTITY y "2">] ><a>&x;</a>`, "start {}a\ntext \"1\"\nend {}a\n"},
}

func TestGood(t *testing.T) {
	for _, c := range good {
		if got, err := dump(strings.NewReader(c.doc), xmltok.Options{}); err != nil || got != c.want {
			t.Errorf("%s: %v\ngot  %s\nwant %s", c.doc, err, got, c.want)
		}
	}
}

// bad are documents that are not well-formed, the place of the error and a word of its message.
var bad = []struct{ doc, place, word string }{
	{"", "1:1", "no element; expected an element"},
	{" \n ", "2:2", "no element"},
	{"x", "1:1", "text where"},
	{"<a/>x", "1:5", "text where"},
	{"<a/>&#32;", "1:5", "text where"},
	{"<a/><![CDATA[ ]]>", "1:5", "text where"},
	{"<a/><b/>", "1:5", "second document element"},
	{"<a>", "1:4", "end of the document; expected </a>"},
	{"<a", "1:3", "end of the tag"},
	{"<a b", "1:5", "end of the tag"},
	{"<a b='<'/>", "1:7", `"<" in the value`},
	{"<a b=c/>", "1:6", `unexpected "c"`},
	{"<a b/>", "1:5", `unexpected "/"; expected "="`},
	{"<a b=''c=''/>", "1:8", "white space"},
	{"<a b='' b=''/>", "1:1", "twice"},
	{"<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='' q:b=''/>", "1:1", "twice"},
	{"<a xmlns:p='urn:x' xmlns:p='urn:y'/>", "1:1", "twice"},
	{"<a xmlns='urn:x' xmlns='urn:x'/>", "1:1", "twice"},
	{"<p:a/>", "1:1", `"p:" is not declared`},
	{"<a p:b=''/>", "1:4", `"p:" is not declared`},
	{"<a><b xmlns:p='urn:x'/><p:b/></a>", "1:24", `"p:" is not declared`},
	{"<a xmlns:p=''/>", "1:1", "cannot be bound"},
	{"<a xmlns:xml='urn:x'/>", "1:1", "cannot be bound"},
	{"<a xmlns:xmlns='urn:x'/>", "1:1", "cannot be bound"},
	{"<a xmlns:x='http://www.w3.org/XML/1998/namespace'/>", "1:1", "cannot be bound"},
	{"<a xmlns='http://www.w3.org/2000/xmlns/'/>", "1:1", "cannot be bound"},
	{"<xmlns:a/>", "1:1", "not declared"},
	{"<a:b:c xmlns:a='urn:x'/>", "1:2", "no XML name"},
	{"<:a/>", "1:2", "no XML name"},
	{"<a a:=''/>", "1:4", "no XML name"},
	{"<1a/>", "1:2", "no XML name"},
	{"<a -b=''/>", "1:4", "no XML name"},
	{"<a></b>", "1:4", "does not close"},
	{"<a></a x>", "1:8", `unexpected "x"`},
	{"</a>", "1:1", "without its start tag"},
	{"< a/>", "1:2", `unexpected " "`},
	{"<a>]]></a>", "1:4", `"]]>" in text`},
	{"<a>\x00</a>", "1:4", `'\x00' is not allowed`},
	{"<a>\uFFFE</a>", "1:4", "is not allowed"},
	{"<a b='\x01'/>", "1:7", "is not allowed"},
	{"<a><!-- \x01 --></a>", "1:9", "is not allowed"},
	{"<a><?p \x01?></a>", "1:8", "is not allowed"},
	{"<a><![CDATA[\x01]]></a>", "1:13", "is not allowed"},
	{"<a>é\xff</a>", "1:5", "not UTF-8"},
	{"<a>\xed\xa0\x80</a>", "1:4", "not UTF-8"},
	{"<a\xff/>", "1:3", "not UTF-8"},
	{"<a><!-- -- --></a>", "1:9", `"--" inside`},
	{"<a><!-- --->", "1:9", `"--" inside`},
	{"<a><!x></a>", "1:4", "unknown declaration"},
	{"<a><?xml version='1.0'?></a>", "1:4", "XML declaration inside"},
	{" <?xml version='1.0'?><a/>", "1:2", "XML declaration inside"},
	{"<a><?XmL x?></a>", "1:4", "XML declaration inside"},
	{"<a><??></a>", "1:6", "unexpected"},
	{"<a><?p:q x?></a>", "1:6", "no XML name"},
	{"<?xml?><a/>", "1:6", "no version"},
	{"<?xml version='1.1'?><a/>", "1:7", "version 1.1"},
	{"<?xml encoding='UTF-8' version='1.0'?><a/>", "1:7", "malformed"},
	{"<?xml version='1.0' standalone='maybe'?><a/>", "1:21", "malformed"},
	{"<?xml version='1.0'encoding='UTF-8'?><a/>", "1:20", "malformed"},
	{"<?xml version='1.0' encoding='EBCDIC'?><a/>", "1:1", "cannot be read"},
	{"<?xml version='1.0' encoding='UTF-16'?><a/>", "1:21", "is in UTF-8"},
	{"\uFEFF<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "1:21", "is in UTF-8"},
	{"<?xml version='1.0' encoding='US-ASCII'?><a>\xe9</a>", "1:45", "not US-ASCII"},
	{"\x00<\x00a\x00/\x00>", "1:1", "not in UTF-8"},
	{"<a>& </a>", "1:5", "invalid character entity & (no semicolon)"},
	{"<a>&amp </a>", "1:8", "(no semicolon)"},
	{"<a>&nope;</a>", "1:4", "not declared"},
	{"<a>&#0;</a>", "1:4", "no character"},
	{"<a>&#xD800;</a>", "1:4", "no character"},
	{"<a>&#x110000;</a>", "1:4", "no character"},
	{"<a>&#99999999999999999999;</a>", "1:4", "no character"},
	{"<a>&#;</a>", "1:4", "no character"},
	{"<a>&#X41;</a>", "1:4", "no character"},
	{"<a/><!DOCTYPE a>", "1:5", "inside the document"},
	{"<!DOCTYPE a><!DOCTYPE a><a/>", "1:13", "inside the document"},
	{"<!DOCTYPE a [<!ENTITY x '<b/>'>]><a>&x;</a>", "1:37", "markup"},
	{"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///x'>]><a>&x;</a>", "1:49", "outside"},
	{"<!DOCTYPE a [<!ENTITY x '&x;'>]><a>&x;</a>", "1:36", "too deeply"},
	{"<!DOCTYPE a [<!ENTITY x '&#38;'>]><a>&x;</a>", "1:38", "begins no reference"},
	{"<!DOCTYPE a [<!ENTITY x '& '>]><a/>", "1:29", "begins no reference"},
	{"<!DOCTYPE a [%pe;<!ENTITY x 'y'>]><a>&x;</a>", "1:38", "not declared"},
	{"<!DOCTYPE a [<!FOO>       ]><a/>", "1:14", "unknown declaration"},
	{"<!DOCTYPE a", "1:12", "end of the declaration"},
	{"<!DOCTYPE>", "1:10", `unexpected ">"`},
}

func TestBad(t *testing.T) {
	for _, c := range bad {
		_, err := dump(strings.NewReader(c.doc), xmltok.Options{})
		var e *rdf.SyntaxError
		if !errors.As(err, &e) || !strings.HasPrefix(e.Error(), "f:"+c.place+": ") || !strings.Contains(e.Error(), c.word) {
			t.Errorf("%q: got %v, want %s with %q", c.doc, err, c.place, c.word)
		}
	}
}

// TestDetail shows what users see.
func TestDetail(t *testing.T) {
	_, err := dump(strings.NewReader("<a>\n\t<é b='1' b:c='2'/>\n</a>"), xmltok.Options{})
	var e *rdf.SyntaxError
	if !errors.As(err, &e) || e.Offset != 15 || e.Detail() != "f:2:11: "+`the prefix "b:" is not declared; expected xmlns:b on this element or one around it`+
		"\n  \t<é b='1' b:c='2'/>\n  \t         ^" {
		t.Errorf("got %+v", err)
	}
}

// splits reads at most a few bytes at a time.
type splits struct {
	r   io.Reader
	rng *rand.Rand
}

func (s splits) Read(p []byte) (int, error) { return s.r.Read(p[:min(len(p), 1+s.rng.IntN(9))]) }

// TestChunks: how the bytes arrive makes no difference to tokens and errors.
func TestChunks(t *testing.T) {
	docs := corpus(t)
	rng := rand.New(rand.NewPCG(1, 2))
	for _, doc := range docs {
		want, wantErr := dump(strings.NewReader(doc), xmltok.Options{})
		for name, r := range map[string]io.Reader{
			"one byte": iotest.OneByteReader(strings.NewReader(doc)),
			"random":   splits{strings.NewReader(doc), rng},
			"with EOF": iotest.DataErrReader(strings.NewReader(doc)),
		} {
			got, err := dump(r, xmltok.Options{})
			if got != want || fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Errorf("%s: %q: got %v\n%s\nwant %v\n%s", name, doc, err, got, wantErr, want)
			}
		}
	}
}

// TestEncodings: the tokens of a document are the same in every encoding that can hold it, and offsets count its own bytes.
func TestEncodings(t *testing.T) {
	doc := func(name string) string {
		return "<?xml version=\"1.0\" encoding=\"" + name + "\"?>\n<a b='é'>" + strings.Repeat("größer als €? nein\n", 20_000) + "&nope;</a>"
	}
	narrow := func(s string) string {
		var b []byte
		for _, r := range strings.ReplaceAll(s, "€", "$") {
			b = append(b, byte(r))
		}
		return string(b)
	}
	wide := func(s string, little bool) string {
		b := []byte{}
		for _, u := range utf16.Encode([]rune("\uFEFF" + strings.ReplaceAll(s, "€", "😀"))) {
			if little {
				b = append(b, byte(u), byte(u>>8))
			} else {
				b = append(b, byte(u>>8), byte(u))
			}
		}
		return string(b)
	}
	for name, text := range map[string]string{"UTF-8": doc("utf-8"), "latin1": narrow(doc("ISO-8859-1")),
		"UTF-16BE": wide(doc("UTF-16"), false), "UTF-16LE": wide(doc("utf-16"), true)} {
		fixed := strings.Replace(text, narrowOrWide(name, "&nope;"), narrowOrWide(name, "&amp; "), 1)
		got, err := dump(strings.NewReader(fixed), xmltok.Options{})
		if err != nil || !strings.HasPrefix(got, "start {}a {}b=\"é\"\ntext \"größer als ") {
			t.Errorf("%s: %v %.80s", name, err, got)
		}
		_, err = dump(splits{strings.NewReader(text), rand.New(rand.NewPCG(3, 4))}, xmltok.Options{})
		var e *rdf.SyntaxError
		if !errors.As(err, &e) || e.Line != 20_002 || e.Column != 1 || e.Offset != int64(strings.Index(text, narrowOrWide(name, "&nope;"))) {
			t.Errorf("%s: %+v", name, err)
		}
	}
}

// narrowOrWide spells ASCII in an encoding.
func narrowOrWide(encoding, s string) string {
	switch encoding {
	case "UTF-16BE":
		return "\x00" + strings.Join(strings.Split(s, ""), "\x00")
	case "UTF-16LE":
		return strings.Join(strings.Split(s, ""), "\x00") + "\x00"
	}
	return s
}

func TestBadUTF16(t *testing.T) {
	for doc, place := range map[string]string{
		"\xfe\xff\x00<\x00a\x00>\xd8\x00\x00<\x00/\x00a\x00>": "f:1:4", // half of a pair
		"\xfe\xff\x00<\x00a\x00>\xdc\x00\x00<\x00/\x00a\x00>": "f:1:4", // the other half
		"\xfe\xff\x00<\x00a\x00/\x00>\x00":                    "f:1:5", // half of a unit
	} {
		_, err := dump(iotest.OneByteReader(strings.NewReader(doc)), xmltok.Options{})
		if err == nil || !strings.HasPrefix(err.Error(), place) {
			t.Errorf("%q: %v", doc, err)
		}
	}
}

// TestHalfUnitAtTheEnd: an error at the end of a UTF-16 document of odd length lies within it.
func TestHalfUnitAtTheEnd(t *testing.T) {
	for _, doc := range halfUnits {
		for _, r := range []io.Reader{strings.NewReader(doc), iotest.OneByteReader(strings.NewReader(doc))} {
			_, err := dump(r, xmltok.Options{})
			if e, ok := err.(*rdf.SyntaxError); !ok || e.Offset > int64(len(doc)) || e.Offset < int64(len(doc))-1 {
				t.Errorf("%q has %d bytes: %#v", doc, len(doc), err)
			}
		}
	}
}

var halfUnits = []string{
	"\xfe\xff\x00<\x00",
	"\xfe\xff\x00<\xd8",
	"\xff\xfe<\x00a",
	"\xff\xfe<\x00\x00",
	"\xff\xfe<\x00a\x00>\x00\xd8",
}

func TestInputFails(t *testing.T) {
	for _, doc := range []string{"", "<", "<a>", "<a>text", "<a/>", "<?xml version='1.0' encoding='latin1'?><a>"} {
		_, err := dump(io.MultiReader(strings.NewReader(doc), iotest.ErrReader(io.ErrClosedPipe)), xmltok.Options{})
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%q: %v", doc, err)
		}
	}
}
