package results

import (
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
)

// SPARQL 1.1 Query Results JSON Format.

type jsonWriter struct {
	*document
	keys    [][]byte // `"name":` for each variable
	started bool
}

func newJSON(d *document) *jsonWriter {
	w := &jsonWriter{document: d}
	for _, v := range d.vars {
		w.keys = append(w.keys, append(appendJSON(nil, v), ':'))
	}
	return w
}

func (w *jsonWriter) start() {
	if w.started {
		return
	}
	w.started = true
	w.buf = append(w.buf, `{"head":{"vars":[`...)
	for i, v := range w.vars {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = appendJSON(w.buf, v)
	}
	w.buf = append(w.buf, `]},"results":{"bindings":[`...)
}

func (w *jsonWriter) Row(row []rdf.Term) error {
	if !w.row(row) {
		return w.err
	}
	w.start()
	if w.rows > 1 {
		w.buf = append(w.buf, ',')
	}
	w.buf = append(w.buf, '\n', '{')
	first := true
	for i, t := range row {
		if t.IsZero() {
			continue
		}
		if !first {
			w.buf = append(w.buf, ',')
		}
		first = false
		w.buf = appendJSONTerm(append(w.buf, w.keys[i]...), t)
	}
	w.buf = append(w.buf, '}')
	return w.flush()
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
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\t':
			b = append(b, '\\', 't')
		case c == '\r':
			b = append(b, '\\', 'r')
		case c < 0x20 || c == 0x7f:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		case c < utf8.RuneSelf:
			b = append(b, c)
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			b = utf8.AppendRune(b, r)
			i += n
			continue
		}
		i++
	}
	return append(b, '"')
}

func (w *jsonWriter) Bool(v bool) error {
	if w.boolean() {
		w.buf = append(w.buf, `{"head":{},"boolean":`...)
		w.buf = strconv.AppendBool(w.buf, v)
	}
	return w.err
}

func (w *jsonWriter) Close() error {
	if w.isBool {
		return w.end("}\n")
	}
	if w.closed {
		return w.err
	}
	w.start()
	return w.end("\n]}}\n")
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
