package jsonld_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/jsonld"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

func read(text string, o jsonld.Options) ([]rdf.Quad, error) {
	return w3ctest.Quads(jsonld.NewReader(strings.NewReader(text), o))
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{\"@id\": \"urn:a\",\n  \"urn:p\": nope}", `
f:2:13: invalid character 'o' in literal null (expecting 'u'); expected JSON
    "urn:p": nope}
              ^`},
		{"{\"@id\": \"urn:a\",\n", `
f:2:1: unexpected end of the document; expected JSON`},
		{"{} {}", `
f:1:4: text after the end of the JSON document; expected the end of the document
  {} {}
     ^`},
		{"{\"é\": \"\xff\"}", `
f:1:8: this byte is not UTF-8; expected a document in UTF-8`},
		{"[{},\n {\"@context\": [null, \"../c/context.json\"], \"@id\": \"urn:a\"}]", `
f:2:22: the context ../c/context.json cannot be had: contexts are not fetched; expected a context inside the document
   {"@context": [null, "../c/context.json"], "@id": "urn:a"}]
                       ^`},
		{"[{},\n {\"@context\": [{\"@protected\": true, \"a\": \"urn:a\"}, null], \"a\": 1}]", `
f:2:3: invalid context nullification: tried to nullify a context with protected terms outside of a term definition; expected valid JSON-LD
   {"@context": [{"@protected": true, "a": "urn:a"}, null], "a":
    ^`},
		{`{"@context": "http://example.org/context"}`, `
f:1:14: the context http://example.org/context cannot be had: contexts are not fetched; expected a context inside the document
  {"@context": "http://example.org/context"}
               ^`},
		{strings.Repeat("[", 100_000), `
f:1:513: brackets are nested too deeply`},
		{"", `
f:1:1: unexpected end of the document; expected JSON`},
	} {
		_, err := read(c.text, jsonld.Options{File: "f"})
		var e *rdf.SyntaxError
		if !errors.As(err, &e) {
			t.Errorf("%.80q: got %v", c.text, err)
			continue
		}
		if got := "\n" + e.Detail(); !strings.HasPrefix(got, c.want) {
			t.Errorf("%.80q: got %s\nwant %s", c.text, got, c.want)
		}
	}
	if _, err := read(strings.Repeat(" ", 2000), jsonld.Options{MaxDocument: 1000}); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("a long document: %v", err)
	}
	if _, err := w3ctest.Quads(jsonld.NewReader(io.MultiReader(strings.NewReader("{"), failing{}), jsonld.Options{})); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a broken input: %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestValues: integers keep all digits, tags their case, strings everything.
func TestValues(t *testing.T) {
	const doc = `{"@context": {"l": "@language", "m": {"@id": "urn:m", "@container": "@language"}, "d": {"@id": "urn:d", "@type": "http://www.w3.org/2001/XMLSchema#double"}},
		"@id": "urn:a", "urn:i": [12345678901234567890, 9007199254740993, -0, 1.0, 1e2, 0.1, 5e21, true],
		"urn:s": [{"@value": "x", "@language": "en-GB"}, {"@value": "y", "l": "EN"}, {"@value": "007", "@type": "urn:t"}],
		"m": {"pt-BR": "z", "@none": "w"}, "d": 2}`
	quads, err := read(doc, jsonld.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, q := range quads {
		got[q.O.String()] = true
	}
	xsd := func(v, t string) string { return rdf.NewTyped(v, rdf.XSD+t).String() }
	for _, want := range []string{xsd("12345678901234567890", "integer"), xsd("9007199254740993", "integer"), xsd("0", "integer"), xsd("1", "integer"), xsd("100", "integer"),
		xsd("1.0E-1", "double"), xsd("5.0E21", "double"), xsd("true", "boolean"), `"x"@en-GB`, `"y"@EN`, `"007"^^<urn:t>`, `"z"@pt-BR`, `"w"`, xsd("2.0E0", "double")} {
		if !got[want] {
			t.Errorf("%s is missing in %v", want, got)
		}
	}
}

func TestLoadContext(t *testing.T) {
	o := jsonld.Options{Load: func(iri string) ([]byte, error) { return []byte(`{"@context": {"p": "urn:p"}}`), nil }}
	quads, err := read(`{"@context": "http://example.org/c", "@id": "urn:a", "p": "x"}`, o)
	if err != nil || len(quads) != 1 || quads[0].P.Value != "urn:p" {
		t.Errorf("got %v %v", quads, err)
	}
}

// FuzzJSONLD: no input makes the reader panic or hang, errors have a place, and what is read can be written and read back.
func FuzzJSONLD(f *testing.F) {
	f.Add(`{"@context": {"p": {"@id": "urn:p", "@container": "@list"}, "r": {"@reverse": "urn:r"}}, "@id": "urn:a", "p": [1, 2.5, [true]], "r": {"@id": "_:x"}}`)
	f.Add(`{"@graph": [{"@id": "urn:g", "@graph": [{"@type": "urn:T", "urn:j": {"@value": {"a": [1e3, null]}, "@type": "@json"}}]}]}`)
	f.Add(`[{"@included": [{"@id": "urn:b", "urn:p": {"@value": "x", "@language": "EN"}}]}]`)
	w3ctest.Seeds(f, "json-ld-api/tests/toRdf", ".jsonld")
	f.Fuzz(func(t *testing.T, text string) {
		quads, err := w3ctest.ReadFuzzed(t, text, true, func(in io.Reader) rdf.Reader {
			return jsonld.NewReader(in, jsonld.Options{Base: "http://example.org/"})
		})
		if err != nil {
			return
		}
		var out strings.Builder
		w := jsonld.NewWriter(&out, []rdf.Prefix{{Name: "ex", IRI: "http://example.org/"}, {Name: "urn", IRI: "urn:a:"}})
		for _, q := range quads {
			if err := w.Write(q); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		back, err := read(out.String(), jsonld.Options{})
		if err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		if len(quads) < 200 && !rdf.Isomorphic(back, quads) {
			t.Fatalf("%q reads back as %v, want %v\n%s", text, back, quads, out.String())
		}
	})
}
