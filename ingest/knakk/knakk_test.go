package knakk_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/ingest/knakk"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// suites are the W3C suites of the formats that the library reads.
var suites = map[string]*rdf.Format{"rdf-n-triples": rdf.NTriples, "rdf-n-quads": rdf.NQuads, "rdf-turtle": rdf.Turtle, "rdf-xml": rdf.RDFXML}

// TestOracle reads every W3C document with both parsers: outside the list of the library's known failures they must
// agree, on refusal as on the quads. A failure on the list that has gone is an error too.
func TestOracle(t *testing.T) {
	met := map[string]bool{}
	for suite, f := range suites {
		t.Run(suite, func(t *testing.T) {
			tests := w3ctest.Load(t, suite)
			failed := 0
			for _, test := range tests {
				met[test.IRI] = true
				msg := disagreement(f, test)
				reason, isKnown := known[test.IRI]
				switch {
				case msg != "" && !isKnown:
					failed++
					t.Errorf("%s (%s): %s", test.IRI, test.Type, msg)
				case msg != "":
					failed++
					t.Logf("known: %s: %s", test.IRI, reason)
				case isKnown:
					t.Errorf("%s: the parsers agree now: take it off the list", test.IRI)
				}
			}
			t.Logf("the parsers agree on %d of %d documents", len(tests)-failed, len(tests))
		})
	}
	for iri := range known {
		if len(met) > 0 && !met[iri] {
			t.Errorf("%s: no test has this IRI: take it off the list", iri)
		}
	}
}

// disagreement reads a document with both parsers. Syntax tests do not look at IRIs: they get the folder as the base, so
// that what the library makes of relative ones by joining strings is right for most, and the quads can be compared.
func disagreement(f *rdf.Format, test w3ctest.Test) string {
	base := test.Base
	if test.Result == "" {
		base = base[:strings.LastIndexByte(base, '/')+1]
	}
	ours, err := open(test, func(r io.Reader) (rdf.Reader, error) {
		return codec.NewReader(f, r, codec.Options{Base: base})
	})
	theirs, theirErr := open(test, func(r io.Reader) (rdf.Reader, error) {
		return knakk.NewReader(f, r, knakk.Options{Base: base, Unguarded: true})
	})
	switch {
	case err != nil && theirErr == nil:
		return "only ours refuses it: " + err.Error()
	case err == nil && theirErr != nil:
		return "only knakk refuses it: " + theirErr.Error()
	case err == nil && !rdf.Isomorphic(ours, theirs):
		return fmt.Sprintf("ours reads\n%v\nknakk\n%v", ours, theirs)
	}
	return ""
}

func open(test w3ctest.Test, reader func(io.Reader) (rdf.Reader, error)) ([]rdf.Quad, error) {
	text, err := test.Text()
	if err != nil {
		return nil, err
	}
	r, err := reader(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	if c, ok := r.(io.Closer); ok {
		defer c.Close()
	}
	return w3ctest.Quads(r)
}

// TestKnownCorruption keeps the reason why the library is not the default in view: when this test fails, it has been
// mended and the documentation must change.
func TestKnownCorruption(t *testing.T) {
	r, err := knakk.NewReader(rdf.Turtle, strings.NewReader("_:b1 <http://example.org/p> [] ."), knakk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	q, err := r.Read()
	if err != nil || q.S != q.O {
		t.Errorf("the generated label no longer collides: %s %v", q, err)
	}
}

// TestNoGoroutineIsLeft abandons 1,000 readers in the middle of a document and after an error.
func TestNoGoroutineIsLeft(t *testing.T) {
	good := strings.Repeat("<http://example.org/s> <http://example.org/p> \"o\" .\n", 2_000)
	before := runtime.NumGoroutine()
	for i := range 1000 {
		f := knakk.Formats[i%len(knakk.Formats)]
		text := good
		if i%2 == 1 {
			text = strings.Replace(good, "\"o\"", "\"o", 5)
		}
		r, err := knakk.NewReader(f, strings.NewReader(text), knakk.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for range i % 60 {
			r.Read()
		}
		r.Close()
		if _, err := r.Read(); err == nil && i%60 > 0 {
			t.Error("a closed reader reads on")
		}
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

// TestMalformed: these documents end the process if the library sees them.
func TestMalformed(t *testing.T) {
	for _, text := range []string{
		"<http://example.org/s> <http://example.org/p> \"o\" .\n<http://example.org/s> <http://exam",
		"<http://example.org/s> <http://example.org/p> \"o\" .\n<http://example.org/s> <http://example.org/p> \"o",
	} {
		for _, f := range []*rdf.Format{rdf.NTriples, rdf.NQuads, rdf.Turtle} {
			r, err := knakk.NewReader(f, strings.NewReader(text), knakk.Options{File: "x"})
			if err != nil {
				t.Fatal(err)
			}
			_, err = w3ctest.Quads(r)
			var e *rdf.SyntaxError
			if !errors.As(err, &e) || e.Line != 2 || e.File != "x" || e.Caret < 0 {
				t.Errorf("%s: got %v", f.Title, err)
			}
			r.Close()
		}
	}
}

func TestErrorsOfTheInput(t *testing.T) {
	broken := errors.New("the cable is cut")
	for _, f := range knakk.Formats {
		text := "<http://example.org/s> "
		if f == rdf.RDFXML {
			text = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">`
		}
		r, err := knakk.NewReader(f, io.MultiReader(strings.NewReader(text), failing{broken}), knakk.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err = r.Read(); err != nil {
				break
			}
		}
		if !errors.Is(err, broken) {
			t.Errorf("%s: got %v", f.Title, err)
		}
		r.Close()
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestTerms(t *testing.T) {
	for _, q := range []rdf.Quad{
		{S: rdf.NewIRI("http://example.org/s"), P: rdf.NewIRI("http://example.org/p"), O: rdf.NewTyped("007", rdf.XSDInteger)},
		{S: rdf.NewBlank("x"), P: rdf.NewIRI("http://example.org/p"), O: rdf.NewLang("a\"b\n", "EN-gb")},
		{S: rdf.NewBlank("x"), P: rdf.NewIRI("http://example.org/p"), O: rdf.NewBlank("y")},
		{S: rdf.NewBlank("x"), P: rdf.NewIRI("http://example.org/p"), O: rdf.NewString("")},
	} {
		triple, err := knakk.ToTriple(q)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := knakk.FromTriple(triple); err != nil || back != q {
			t.Errorf("%s comes back as %s (%v)", q, back, err)
		}
	}
	for _, q := range []rdf.Quad{
		{S: rdf.NewString("x"), P: rdf.NewIRI("urn:p"), O: rdf.NewIRI("urn:o")},
		{S: rdf.NewIRI("urn:s"), P: rdf.NewBlank("p"), O: rdf.NewIRI("urn:o")},
		{S: rdf.NewIRI("urn:s"), P: rdf.NewIRI("urn:p")},
	} {
		if _, err := knakk.ToTriple(q); err == nil {
			t.Errorf("%s is taken for a triple", q)
		}
	}
}
