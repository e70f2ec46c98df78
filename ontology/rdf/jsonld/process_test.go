package jsonld_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/jsonld"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func TestProcess(t *testing.T) {
	ctx := context.Background()
	document := []byte(`{"@context": {"name": "urn:name"}, "@id": "urn:a", "name": "x", "n": 1}`)
	terms := []byte(`{"@context": {"title": "urn:name"}}`)
	got, err := jsonld.Expand(ctx, document, jsonld.Process{})
	if want := `[{"@id":"urn:a","urn:name":[{"@value":"x"}]}]`; err != nil || text(got) != want {
		t.Errorf("expand: %s, %v", text(got), err)
	}
	o := jsonld.Process{Options: jsonld.Options{ExpandContext: []byte(`{"n": "urn:n"}`)}}
	if got, err = jsonld.Expand(ctx, document, o); err != nil || !strings.Contains(text(got), `"urn:n":[{"@value":1}]`) {
		t.Errorf("expand with a context: %s, %v", text(got), err)
	}
	compact, err := jsonld.Compact(ctx, document, terms, jsonld.Process{})
	if want := `{"@context":{"title":"urn:name"},"@id":"urn:a","title":"x"}`; err != nil || text(compact) != want {
		t.Errorf("compact: %s, %v", text(compact), err)
	}
	compact, err = jsonld.Compact(ctx, document, terms, jsonld.Process{KeepArrays: true})
	if want := `{"@context":{"title":"urn:name"},"@graph":[{"@id":"urn:a","title":["x"]}]}`; err != nil || text(compact) != want {
		t.Errorf("compact with arrays: %s, %v", text(compact), err)
	}
	flat, err := jsonld.Flatten(ctx, []byte(`{"urn:p": {"urn:q": "x"}}`), nil, jsonld.Process{})
	if want := `[{"@id":"_:b0","urn:p":[{"@id":"_:b1"}]},{"@id":"_:b1","urn:q":[{"@value":"x"}]}]`; err != nil || text(flat) != want {
		t.Errorf("flatten: %s, %v", text(flat), err)
	}
}

func TestProcessErrors(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	for in, want := range map[string]string{
		`{"@context": {"a": "@context"}}`: "invalid keyword alias",
		`{"@id": 7}`:                      "invalid @id value",
		`{"@context": 7}`:                 "invalid local context",
		`{"@context": "urn:c"}`:           "loading remote context failed",
	} {
		_, err := jsonld.Expand(ctx, []byte(in), jsonld.Process{})
		if jsonld.ErrorCode(err) != want || !errors.As(err, new(*rdf.SyntaxError)) {
			t.Errorf("%s: %q, %v", in, jsonld.ErrorCode(err), err)
		}
	}
	for _, c := range []struct{ in, terms, want string }{
		{`{"a": `, `{}`, "unexpected end of the document"},
		{strings.Repeat("[", 50), `{}`, "nested too deeply"},
		{`{}`, `{"a"}`, "context:1:5:"},
		{`{"a": "` + strings.Repeat("x", 2000) + `"}`, `{}`, "longer than 1000 bytes"},
	} {
		o := jsonld.Process{Options: jsonld.Options{MaxDepth: 40, MaxDocument: 1000}}
		if _, err := jsonld.Compact(ctx, []byte(c.in), []byte(c.terms), o); err == nil || !strings.Contains(err.Error(), c.want) || jsonld.ErrorCode(err) != "" {
			t.Errorf("%.40s: %v", c.in, err)
		}
	}
	for _, o := range []jsonld.Options{{Mode: "json-ld-2.0"}, {Direction: "up"}} {
		if _, err := jsonld.Expand(ctx, []byte(`{}`), jsonld.Process{Options: o}); err == nil || !strings.Contains(err.Error(), "not known") {
			t.Errorf("%+v: %v", o, err)
		}
		if _, err := read(`{}`, o); err == nil {
			t.Errorf("%+v: read", o)
		}
	}
	stop()
	if _, err := jsonld.Expand(ctx, []byte(`{}`), jsonld.Process{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := jsonld.FromRDF(ctx, []rdf.Quad{{S: rdf.NewIRI("urn:a"), P: rdf.NewIRI("urn:p"), O: rdf.NewIRI("urn:o")}}, jsonld.Process{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// nastyLists are collections that cannot be folded without loss.
var nastyLists = map[string]string{
	"of itself":          `_:a rdf:first _:a ; rdf:rest () . `,
	"of each other":      `_:a rdf:first _:b ; rdf:rest () . _:b rdf:first _:a ; rdf:rest () .`,
	"ring":               `_:a rdf:first 1 ; rdf:rest _:b . _:b rdf:first 2 ; rdf:rest _:a .`,
	"two heads":          `<urn:s> <urn:p> _:a . <urn:t> <urn:p> _:a . _:a rdf:first 1 ; rdf:rest () .`,
	"two firsts":         `<urn:s> <urn:p> _:a . _:a rdf:first 1, 2 ; rdf:rest () .`,
	"more said":          `<urn:s> <urn:p> _:a . _:a rdf:first 1 ; rdf:rest () ; <urn:q> 1 .`,
	"in two graphs":      `GRAPH <urn:g> { <urn:s> <urn:p> _:a } _:a rdf:first 1 ; rdf:rest () .`,
	"twice":              `<urn:s> <urn:p> _:a . _:a rdf:first 1 ; rdf:rest () . GRAPH <urn:g> { _:a rdf:first 2 ; rdf:rest () . }`,
	"a graph":            `<urn:s> <urn:p> _:a . _:a rdf:first 1 ; rdf:rest () . GRAPH _:a { <urn:s> <urn:p> 1 }`,
	"a type":             `<urn:s> a _:a . _:a rdf:first 1 ; rdf:rest () .`,
	"nested":             `<urn:s> <urn:p> ( 1 ( 2 ( ) ( 3 ) ) ) , () . GRAPH <urn:g> { <urn:s> <urn:p> ( 1 ( 2 ) ) }`,
	"deep":               "<urn:s> <urn:p> " + strings.Repeat("( ", 300) + strings.Repeat(") ", 300) + ".",
	"compound and more":  `<urn:s> <urn:p> _:a . _:a rdf:value "x" ; rdf:direction "rtl" ; <urn:q> 1 .`,
	"compound, no value": `<urn:s> <urn:p> _:a . _:a rdf:direction "rtl" .`,
	"compound, twice":    `<urn:s> <urn:p> _:a , 1 . <urn:t> <urn:p> _:a . _:a rdf:value "x" ; rdf:direction "rtl" .`,
	"compound":           `<urn:s> <urn:p> _:a . _:a rdf:value "x" ; rdf:language "ar" ; rdf:direction "rtl" .`,
}

// TestFromRDF makes documents of quads and quads of them again.
func TestFromRDF(t *testing.T) {
	for name, in := range nastyLists {
		quads, err := w3ctest.Quads(turtle.NewTurtleReader(strings.NewReader("PREFIX rdf: <"+rdf.NS+"> "+in), true, turtle.Options{}))
		if err != nil {
			t.Fatal(name, err)
		}
		for _, direction := range []string{"", jsonld.CompoundLiteral} {
			o := jsonld.Options{Direction: direction, MaxDepth: 5000}
			doc, err := jsonld.FromRDF(context.Background(), quads, jsonld.Process{Options: o})
			if err != nil {
				t.Fatal(name, err)
			}
			back, err := read(text(doc), o)
			if err != nil || !rdf.Isomorphic(quads, back) {
				t.Errorf("%s: %s\n%v, %v", name, text(doc), back, err)
			}
		}
	}
}

// TestFromRDFValues: native values keep all digits; what has none stays a literal.
func TestFromRDFValues(t *testing.T) {
	for in, want := range map[[2]string]string{
		{"12345678901234567890123", rdf.XSDInteger}: `{"@value":12345678901234567890123}`,
		{"007", rdf.XSDInteger}:                     `{"@type":"` + rdf.XSDInteger + `","@value":"007"}`,
		{"1.5E3", rdf.XSDDouble}:                    `{"@value":1.5E3}`,
		{"NaN", rdf.XSDDouble}:                      `{"@type":"` + rdf.XSDDouble + `","@value":"NaN"}`,
		{"1", rdf.XSDBoolean}:                       `{"@value":true}`,
		{"1.50", rdf.XSDDecimal}:                    `{"@type":"` + rdf.XSDDecimal + `","@value":"1.50"}`,
		{`{"a": [1.0, null]}`, rdf.NS + "JSON"}:     `{"@type":"@json","@value":{"a":[1.0,null]}}`,
	} {
		quad := rdf.Quad{S: rdf.NewIRI("urn:s"), P: rdf.NewIRI("urn:p"), O: rdf.NewTyped(in[0], in[1])}
		doc, err := jsonld.FromRDF(context.Background(), []rdf.Quad{quad, quad}, jsonld.Process{UseNativeTypes: true})
		if want = `[{"@id":"urn:s","urn:p":[` + want + `]}]`; err != nil || text(doc) != want {
			t.Errorf("%s: %s, %v", in, text(doc), err)
		}
	}
	bad := rdf.Quad{S: rdf.NewIRI("urn:s"), P: rdf.NewIRI("urn:p"), O: rdf.NewTyped("{", rdf.NS+"JSON")}
	if _, err := jsonld.FromRDF(context.Background(), []rdf.Quad{bad}, jsonld.Process{}); jsonld.ErrorCode(err) != "invalid JSON literal" {
		t.Errorf("a bad JSON literal: %v", err)
	}
}

// TestContextsMended: what the expansion would take is refused, but not where it is only JSON; addresses of contexts are
// resolved against the document that names them.
func TestContextsMended(t *testing.T) {
	for in, want := range map[string]string{
		`{"@context": {"": "urn:x"}}`:                                                                                 "invalid term definition",
		`{"@context": [{"a": {"@id": "urn:a", "@context": {"": "x:"}}}]}`:                                             "invalid term definition",
		`{"@context": {"@context": {"p": "urn:p"}}}`:                                                                  "keyword redefinition",
		`{"urn:p": {"@context": {"@type": {}}}}`:                                                                      "keyword redefinition",
		`{"urn:p": {"@value": "x", "@type": "urn:a b"}}`:                                                              "invalid typed value",
		`{"@context": {"p": {"@reverse": "@ignored"}}, "p": {"@id": "a"}}`:                                            "",
		`{"@context": {"p": {"@id": "urn:p", "@type": "@json"}}, "p": {"@context": {"": 1}, "@value": {"@type": 1}}}`: "",
		`{"urn:p": {"@type": "@json", "@value": {"@context": {"": 1}}}}`:                                              "",
	} {
		_, err := jsonld.Expand(context.Background(), []byte(in), jsonld.Process{})
		_, rerr := read(in, jsonld.Options{})
		if jsonld.ErrorCode(err) != want || (err == nil) != (want == "") || (rerr == nil) != (want == "") {
			t.Errorf("%s: %v, %v", in, err, rerr)
		}
	}
	var asked []string
	o := jsonld.Options{Base: "http://example.org/a/b", Load: func(iri string) ([]byte, error) {
		asked = append(asked, iri)
		if iri == "http://example.org/a/c/d" {
			return []byte(`{"@context": ["e", {"@base": "http://example.com/"}]}`), nil
		}
		return []byte(`{"@context": {"p": "urn:p"}}`), nil
	}}
	quads, err := read(`{"@context": [{"@base": "http://example.net/"}, "c/d"], "p": "x"}`, o)
	if err != nil || len(quads) != 1 || text(asked) != `["http://example.org/a/c/d","http://example.org/a/c/e"]` {
		t.Errorf("%v, %v, asked for %v", quads, err, asked)
	}
}
