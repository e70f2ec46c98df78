package codec_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/canon"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// nasty makes random datasets out of what writers get wrong.
type nasty struct {
	*rand.Rand
	xml bool // only what RDF/XML can hold
}

func pick[T any](n nasty, from []T) T { return from[n.IntN(len(from))] }

var (
	nastyNames = []string{"http://example.org/", "http://example.org/v#", "http://example.org", "urn:x:", "urn:x:a;b,c", "mailto:a@b", "http://example.org/?q=a&b='c'",
		"http://[::1]:80/", "http://example.org/%C3%A9/%2F", "http://éxample.org/漢/𝒳", "tag:a,2026:(b)", "file:///c:/a", "http://example.org/a//b/./../c", "a.b+c-d:e"}
	nastyLocals = []string{"", "a", "B1", "a.b", "a.", ".a", "-a", "_", "_x", "1", "a:b", ":", "a/b", "é", "·", "a·", "a%20", "%", "a(b)*", "x~y!$&'", "a,b;c=d", "#", "a#b", "true", "ₐ", "𐀀",
		"a\u200d", "\u0300a", "prefix", "base", "GRAPH", "rdf:li", "@id", "xml"}
	nastyPredicates = []string{rdf.RDFType, rdf.RDFFirst, rdf.RDFRest, rdf.NS + "_1", rdf.NS + "value", "http://example.org/p", "http://example.org/v#Q-1.x", "urn:x:y", "http://example.org/é",
		"http://example.org/a1/2b", "http://example.org/%20p", "http://www.w3.org/XML/1998/namespacex"}
	nastyTexts = []string{"", " ", "\n", "\r", "\r\n", "\t", "\"", "\"\"\"", "'''", "\\", "\\\"", "\\u0041", "\\n", "]]>", "<!--", "&amp;", "&#10;", "<a b='c'/>", "%20", "{}", "@en", "^^", "é", "e\u0301",
		"漢", "𝒳", "\ufeff", "\u2028", "\u0085", "\u00a0", "\ufffd", "\u202e", "\U0010ffff", "true", "-0", "1E0", "null", "a", "b c"}
	nastyControls  = []string{"\x00", "\x01", "\b", "\f", "\x0b", "\x1f", "\x7f", "\ufffe", "\uffff"}
	nastyTags      = []string{"en", "EN", "en-GB", "zh-Hant-TW", "x-a1", "i-klingon", "de-CH-1996", "sl-rozaj-biske"}
	nastyDatatypes = []string{rdf.XSDInteger, rdf.XSDDecimal, rdf.XSDDouble, rdf.XSDFloat, rdf.XSDBoolean, rdf.XSDDate, rdf.NS + "XMLLiteral", rdf.NS + "HTML", rdf.NS + "JSON", "urn:x:t", "http://example.org/v#t.1"}
	nastyNumbers   = []string{"0", "-0", "+1", "007", "1.", ".5", "-.5", "1.0", "1e5", "1E+05", "-1.5e-300", "1e999", "INF", "NaN", "12345678901234567890123", "0.30000000000000000004", " 1", "1 ", "true", "TRUE", "1.e1"}
	nastyLabels    = []string{"b0", "b1", "anon0", "anon1", "anonu0", "genid1", "c14n0", "a.b", "0", "_", "é", "x·y", "N-1"}
)

func (n nasty) text() string {
	var b strings.Builder
	for range n.IntN(6) {
		if !n.xml && n.IntN(4) == 0 {
			b.WriteString(pick(n, nastyControls))
		}
		b.WriteString(pick(n, nastyTexts))
	}
	if n.IntN(200) == 0 {
		b.WriteString(strings.Repeat("long ", 30_000))
	}
	return b.String()
}

func (n nasty) iri() rdf.Term {
	return rdf.NewIRI(pick(n, nastyNames) + strings.ReplaceAll(pick(n, nastyLocals), "%20", "%C3%A9"))
}

func (n nasty) resource() rdf.Term {
	if n.IntN(2) == 0 {
		return rdf.NewBlank(pick(n, nastyLabels))
	}
	return n.iri()
}

func (n nasty) literal() rdf.Term {
	switch n.IntN(4) {
	case 0:
		return rdf.NewString(n.text())
	case 1:
		return rdf.NewLang(n.text(), pick(n, nastyTags))
	case 2:
		return rdf.NewTyped(pick(n, nastyNumbers), pick(n, nastyDatatypes))
	}
	return rdf.NewTyped(n.text(), pick(n, nastyDatatypes))
}

func (n nasty) object() rdf.Term {
	switch n.IntN(8) {
	case 0:
		return rdf.NewIRI(rdf.RDFNil)
	case 1, 2, 3:
		return n.resource()
	}
	return n.literal()
}

// dataset makes quads, with lists and chains of blank nodes in between: some whole, some with a cell that is more than one.
func (n nasty) dataset(graphs bool) (quads []rdf.Quad) {
	g := rdf.Term{}
	for range n.IntN(15) {
		if graphs {
			g = pick(n, []rdf.Term{{}, {}, n.iri(), rdf.NewBlank(pick(n, nastyLabels))})
		}
		s := n.resource()
		for range 1 + n.IntN(3) {
			p := pick(n, nastyPredicates)
			if n.xml {
				p = pick(n, nastyPredicates[:9])
			}
			quads = append(quads, rdf.Quad{S: s, P: rdf.NewIRI(p), O: n.object(), G: g})
		}
		if n.IntN(4) == 0 {
			quads = append(quads, n.list(s, g, len(quads))...)
		}
	}
	if n.IntN(3) == 0 {
		n.Shuffle(len(quads), func(i, j int) { quads[i], quads[j] = quads[j], quads[i] })
	}
	return quads
}

func (n nasty) list(s, g rdf.Term, id int) (quads []rdf.Quad) {
	head := rdf.NewIRI(rdf.RDFNil)
	for i := range n.IntN(5) {
		cell := rdf.NewBlank(fmt.Sprint("cell", id, "x", i))
		quads = append(quads, rdf.Quad{S: cell, P: rdf.NewIRI(rdf.RDFFirst), O: n.object(), G: g}, rdf.Quad{S: cell, P: rdf.NewIRI(rdf.RDFRest), O: head, G: g})
		if n.IntN(8) == 0 {
			quads = append(quads, rdf.Quad{S: cell, P: rdf.NewIRI("http://example.org/p"), O: n.object(), G: g})
		}
		head = cell
	}
	return append(quads, rdf.Quad{S: s, P: rdf.NewIRI("http://example.org/list"), O: head, G: g})
}

// TestGraphs writes random datasets in every format that can hold them and reads them back: 300, or as many as
// CONCORD_GRAPHS says. Every third has no more than RDF/XML can hold, which must then take it.
func TestGraphs(t *testing.T) {
	count := 300
	if s := os.Getenv("CONCORD_GRAPHS"); s != "" {
		var err error
		if count, err = strconv.Atoi(s); err != nil {
			t.Fatalf("CONCORD_GRAPHS is the number of random graphs to try: %v", err)
		}
	}
	written := map[string]int{}
	for seed := range count {
		n := nasty{rand.New(rand.NewPCG(uint64(seed), 5)), seed%3 == 0}
		quads := n.dataset(seed%3 == 1)
		for _, f := range rdf.Formats {
			if !f.Quads && seed%3 == 1 || f == rdf.RDFXML && !n.xml {
				continue
			}
			if err := thereAndBack(f, quads); err != nil {
				t.Fatalf("graph %d as %s: %v", seed, f.Title, err)
			}
			written[f.Name]++
		}
	}
	t.Log("written and read:", written)
}

// thereAndBack writes a dataset and compares what is read from it, by isomorphism and by canonical form.
func thereAndBack(f *rdf.Format, quads []rdf.Quad) error {
	var b bytes.Buffer
	w, err := codec.NewWriter(f, &b, codec.Options{Prefixes: prefixes})
	if err != nil {
		return err
	}
	if err := writeAll(w, quads); err != nil {
		return err
	}
	text := b.String()
	back, err := codec.ReadAll(f, &b, codec.Options{})
	if err != nil {
		return fmt.Errorf("%w\n%s", err, text)
	}
	if !rdf.Isomorphic(back, quads) {
		return fmt.Errorf("reads back as\n%v\nwant\n%v\n%s", back, quads, text)
	}
	x, err := canon.Canonicalize(context.Background(), quads, canon.Options{})
	y, err2 := canon.Canonicalize(context.Background(), back, canon.Options{})
	if errors.Is(err, canon.ErrTooHard) && errors.Is(err2, canon.ErrTooHard) {
		return nil
	}
	if err != nil || err2 != nil || x.Text() != y.Text() {
		return fmt.Errorf("isomorphic, but the canonical texts differ (%v, %v)", err, err2)
	}
	return nil
}

// TestWriteOtherSuites does the same with the datasets of the suites of canonicalization, of JSON-LD and of SPARQL: those of the
// parsers' suites are in TestWriteW3C. RDF/XML may refuse.
func TestWriteOtherSuites(t *testing.T) {
	root := w3ctest.Dir(t)
	written, refused := 0, 0
	for _, pattern := range []string{"rdf-canon/tests/rdfc10/*-in.nq", "json-ld-api/tests/*/*.nq", "rdf-tests/sparql/sparql1[01]/*/*.ttl"} {
		files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, name := range files {
			quads, err := readFile(name)
			if err != nil {
				continue // some are no RDF, on purpose
			}
			for _, f := range rdf.Formats {
				if !f.Quads && rdf.FormatByFile(name).Quads {
					continue
				}
				if err := thereAndBack(f, quads); err != nil {
					if refused++; f != rdf.RDFXML || !strings.Contains(err.Error(), "RDF/XML") {
						t.Errorf("%s as %s: %v", name, f.Title, err)
					}
					continue
				}
				written++
			}
		}
	}
	t.Logf("%d documents written, %d refused by RDF/XML", written, refused)
}

func readFile(name string) ([]rdf.Quad, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return codec.ReadAll(rdf.FormatByFile(name), f, codec.Options{Base: "http://example.org/base/"})
}
