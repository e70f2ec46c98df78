package xmltok_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf/rdfxml/xmltok"
)

// corpus is the documents of the tests here, changed ones, and those of the W3C's suite if it is at hand.
func corpus(t testing.TB) []string {
	var docs []string
	for _, c := range good {
		docs = append(docs, c.doc)
	}
	for _, c := range bad {
		docs = append(docs, c.doc)
	}
	docs = append(docs, suite(t)...)
	rng := rand.New(rand.NewPCG(5, 6))
	for _, doc := range docs[:len(docs):len(docs)] {
		for range 8 {
			docs = append(docs, mutate(doc, rng))
		}
	}
	return docs
}

func suite(t testing.TB) (docs []string) {
	dir := os.Getenv("CONCORD_SUITES")
	if dir == "" {
		t.Log("CONCORD_SUITES is not set: without the documents of the W3C")
		return nil
	}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".rdf") {
			return err
		}
		text, err := os.ReadFile(path)
		docs = append(docs, string(text))
		return err
	})
	if err != nil || len(docs) == 0 {
		t.Fatalf("%s: %d documents, %v", dir, len(docs), err)
	}
	return docs
}

// mutate changes a few places of a document.
func mutate(doc string, rng *rand.Rand) string {
	pieces := []string{"<", ">", "/", "&", ";", "'", "\"", "=", " ", "]]>", "--", "<!--", "-->", "<a>", "</a>", "<?p ?>", "&#x41;", "\r", "\n", "é", "\x01", ":", "x:", "<![CDATA[", "xmlns:x='urn:x' "}
	b := []byte(doc)
	for range 1 + rng.IntN(3) {
		from := rng.IntN(len(b) + 1)
		to := min(len(b), from+rng.IntN(4))
		if rng.IntN(3) > 0 {
			b = append(b[:from:from], append([]byte(pieces[rng.IntN(len(pieces))]), b[to:]...)...)
		} else {
			b = append(b[:from:from], b[to:]...)
		}
	}
	return string(b)
}

// reference is dump over encoding/xml. It differs where the library is known to: values of attributes are not
// normalised there, which is made up for here.
func reference(doc string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(doc, "\uFEFF")))
	d.CharsetReader = nil
	var b strings.Builder
	var text bytes.Buffer
	for depth := 0; ; {
		tok, err := d.Token()
		if c, ok := tok.(xml.CharData); ok {
			if depth > 0 {
				text.Write(c)
			}
			continue
		}
		if text.Len() > 0 {
			fmt.Fprintf(&b, "text %q\n", text.String())
			text.Reset()
		}
		if err == io.EOF {
			return b.String(), nil
		} else if err != nil {
			return b.String(), err
		}
		depth += referenceToken(&b, tok)
	}
}

// referenceToken writes a token as dumpToken does and says by how much it changes the depth.
func referenceToken(b *strings.Builder, tok xml.Token) int {
	switch t := tok.(type) {
	case xml.StartElement:
		fmt.Fprintf(b, "start {%s}%s", t.Name.Space, t.Name.Local)
		for _, a := range t.Attr {
			if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
				continue
			}
			fmt.Fprintf(b, " {%s}%s=%q", a.Name.Space, a.Name.Local, a.Value)
		}
		b.WriteByte('\n')
		return 1
	case xml.EndElement:
		fmt.Fprintf(b, "end {%s}%s\n", t.Name.Space, t.Name.Local)
		return -1
	case xml.Comment:
		fmt.Fprintf(b, "comment %q\n", t)
	case xml.ProcInst:
		if t.Target != "xml" {
			fmt.Fprintf(b, "pi %s %q\n", t.Target, t.Inst)
		}
	}
	return 0
}

// exceptions are the documents that the two may read differently, with the reason.
var exceptions = []struct {
	why string
	is  func(doc string) bool
}{
	{"encoding/xml knows only UTF-8", func(doc string) bool {
		return strings.Contains(doc, "encoding=") || strings.HasPrefix(doc, "\xfe\xff") || strings.HasPrefix(doc, "\xff\xfe")
	}},
	{"encoding/xml knows no entities of the document type declaration", func(doc string) bool { return strings.Contains(doc, "<!ENTITY") }},
	{"encoding/xml does not normalise white space in values of attributes", func(doc string) bool {
		return strings.ContainsAny(doc, "\t\r\n") && strings.Contains(doc, "=")
	}},
}

// TestDifferential: what we accept, encoding/xml accepts, and both give the same tokens.
func TestDifferential(t *testing.T) {
	same, refused, excepted := 0, 0, map[string]int{}
	for _, doc := range corpus(t) {
		got, err := dump(strings.NewReader(doc), xmltok.Options{})
		if err != nil {
			refused++ // it may be laxer than we are: it does not look at names, namespaces and the document as a whole
			continue
		}
		want, wantErr := reference(doc)
		if wantErr == nil && spaceless(got) == spaceless(want) {
			same++
			continue
		}
		why := ""
		for _, e := range exceptions {
			if e.is(doc) {
				why = e.why
			}
		}
		if excepted[why]++; why == "" {
			t.Errorf("%q\ngot  %s\nwant %s (%v)", doc, got, want, wantErr)
		}
	}
	t.Logf("the same tokens %d times, refused %d, exceptions %v", same, refused, excepted)
	if same < 20 {
		t.Error("hardly a document was compared")
	}
}

// spaceless makes white space in values of attributes the same: only one of the two normalises it.
func spaceless(dump string) string {
	var b strings.Builder
	for line := range strings.Lines(dump) {
		if strings.HasPrefix(line, "start") {
			line = strings.NewReplacer(`\t`, " ", `\n`, " ", `\r`, " ").Replace(line)
		}
		b.WriteString(line)
	}
	return b.String()
}

// TestRefusals: where encoding/xml refuses a document, so do we.
func TestRefusals(t *testing.T) {
	for _, doc := range corpus(t) {
		_, err := dump(strings.NewReader(doc), xmltok.Options{})
		_, theirs := reference(doc)
		if theirs == nil || err != nil || exceptions[0].is(doc) || exceptions[1].is(doc) {
			continue
		}
		t.Errorf("%q is accepted; encoding/xml says: %v", doc, theirs)
	}
}
