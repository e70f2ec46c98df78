package results

import (
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
)

// SPARQL 1.1 Query Results JSON Format.

func jsonSyntax(vars []string) *syntax {
	s := &syntax{head: `{"head":{"vars":[`, tail: "\n]}}\n", truth: `{"head":{},"boolean":`, truthEnd: "}\n"}
	s.layout = Layout{Cell: appendJSONTerm, Rows: ",", Open: "\n{", Between: ",", Close: "}", Skip: true}
	for i, v := range vars {
		name := string(appendJSON(nil, v))
		if i > 0 {
			s.head += ","
		}
		s.head += name
		s.layout.Before = append(s.layout.Before, name+":")
	}
	s.head += `]},"results":{"bindings":[`
	return s
}

func appendJSONTerm(b []byte, t rdf.Term) []byte {
	switch t.Kind {
	case rdf.IRI:
		b = append(b, `{"type":"uri","value":`...)
	case rdf.Blank:
		b = append(b, `{"type":"bnode","value":`...)
	default:
		b = append(b, `{"type":"literal","value":`...)
	}
	b = appendJSON(b, t.Value)
	switch {
	case t.Kind != rdf.Literal:
	case t.Lang != "":
		b = appendJSON(append(b, `,"xml:lang":`...), t.Lang)
	case t.Datatype != rdf.XSDString:
		b = appendJSON(append(b, `,"datatype":`...), t.Datatype)
	}
	return append(b, '}')
}

const hexDigits = "0123456789abcdef"

// appendJSON writes a JSON string; bytes that are no UTF-8 become U+FFFD.
func appendJSON(b []byte, s string) []byte {
	b = append(b, '"')
	for {
		n := asIs(s, inJSON)
		if b = append(b, s[:n]...); n == len(s) {
			return append(b, '"')
		}
		s = s[n:]
		if s[0] >= utf8.RuneSelf {
			b, s = appendRune(b, s)
			continue
		}
		b = appendJSONEscape(b, s[0])
		s = s[1:]
	}
}

func appendJSONEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
	case '\n':
		c = 'n'
	case '\t':
		c = 't'
	case '\r':
		c = 'r'
	default:
		return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
	return append(b, '\\', c)
}

// appendRune takes the first character off s, which is not of ASCII.
func appendRune(b []byte, s string) ([]byte, string) {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError {
		return utf8.AppendRune(b, r), s[n:]
	}
	return append(b, s[:n]...), s[n:]
}

type jsonTerm struct {
	Type     string `json:"type"`
	Value    string `json:"value"`
	Lang     string `json:"xml:lang"`
	Datatype string `json:"datatype"`
}

func (t jsonTerm) term() (rdf.Term, bool) {
	switch t.Type {
	case "uri":
		return rdf.NewIRI(t.Value), true
	case "bnode":
		return rdf.NewBlank(t.Value), true
	case "literal", "typed-literal": // the second by the working group's first draft
		if t.Lang != "" {
			return rdf.NewLang(t.Value, t.Lang), true
		}
		return rdf.NewTyped(t.Value, t.Datatype), true
	}
	return rdf.Term{}, false
}

func readJSON(text string) (*Table, error) {
	var doc struct {
		Head    struct{ Vars []string }
		Boolean *bool
		Results *struct{ Bindings []map[string]jsonTerm }
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		return nil, jsonError(text, err)
	}
	switch {
	case doc.Boolean != nil:
		return &Table{IsBool: true, Bool: *doc.Boolean}, nil
	case doc.Results == nil:
		return nil, rdf.ErrorAt("", text, 0, "no results in the document", `a member "results" or "boolean"`)
	}
	t := &Table{Vars: doc.Head.Vars}
	place := map[string]int{}
	for i, v := range t.Vars {
		place[v] = i
	}
	for _, binding := range doc.Results.Bindings {
		row := make([]rdf.Term, len(t.Vars))
		for name, value := range binding {
			i, known := place[name]
			term, ok := value.term()
			if !known {
				return nil, rdf.ErrorAt("", text, 0, "a binding of "+strconv.Quote(name)+", which is not in the head", "a variable of the head")
			}
			if !ok {
				return nil, rdf.ErrorAt("", text, 0, "a binding of type "+strconv.Quote(value.Type), `"uri", "literal" or "bnode"`)
			}
			row[i] = term
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

func jsonError(text string, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	at := 0
	switch {
	case errors.As(err, &syntax):
		at = int(syntax.Offset)
	case errors.As(err, &kind):
		at = int(kind.Offset)
	}
	return rdf.ErrorAt("", text, max(0, at-1), "malformed JSON results: "+err.Error(), "a document of SPARQL 1.1 Query Results JSON Format")
}
