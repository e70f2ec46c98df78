package results

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
)

// SPARQL Query Results XML Format. Characters that XML 1.0 cannot hold become U+FFFD.

const resultsNS = "http://www.w3.org/2005/sparql-results#"

type xmlWriter struct {
	*document
	open    [][]byte // <binding name="..."> for each variable
	started bool
}

func newXML(d *document) *xmlWriter {
	w := &xmlWriter{document: d}
	for _, v := range d.vars {
		w.open = append(w.open, append(appendXML([]byte(`<binding name="`), v, true), `">`...))
	}
	return w
}

func (w *xmlWriter) head() {
	w.buf = append(w.buf, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<sparql xmlns="`+resultsNS+`">`+"\n<head>"...)
	if !w.isBool {
		for _, v := range w.vars {
			w.buf = append(appendXML(append(w.buf, `<variable name="`...), v, true), `"/>`...)
		}
	}
	w.buf = append(w.buf, "</head>\n"...)
}

func (w *xmlWriter) start() {
	if !w.started {
		w.started = true
		w.head()
		w.buf = append(w.buf, "<results>\n"...)
	}
}

func (w *xmlWriter) Row(row []rdf.Term) error {
	if !w.row(row) {
		return w.err
	}
	w.start()
	w.buf = append(w.buf, "<result>"...)
	for i, t := range row {
		if !t.IsZero() {
			w.buf = append(appendXMLTerm(append(w.buf, w.open[i]...), t), "</binding>"...)
		}
	}
	w.buf = append(w.buf, "</result>\n"...)
	return w.flush()
}

func appendXMLTerm(b []byte, t rdf.Term) []byte {
	switch t.Kind {
	case rdf.IRI:
		return append(appendXML(append(b, "<uri>"...), t.Value, false), "</uri>"...)
	case rdf.Blank:
		return append(appendXML(append(b, "<bnode>"...), t.Value, false), "</bnode>"...)
	}
	b = append(b, "<literal"...)
	switch {
	case t.Lang != "":
		b = append(appendXML(append(b, ` xml:lang="`...), t.Lang, true), '"')
	case t.Datatype != rdf.XSDString:
		b = append(appendXML(append(b, ` datatype="`...), t.Datatype, true), '"')
	}
	return append(appendXML(append(b, '>'), t.Value, false), "</literal>"...)
}

// appendXML escapes character data. A carriage return would be read back as a newline, and so would white space of an
// attribute as a blank.
func appendXML(b []byte, s string, attribute bool) []byte {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '"' && attribute:
			b = append(b, "&quot;"...)
		case r == '\r' || attribute && (r == '\n' || r == '\t'):
			b = append(strconv.AppendInt(append(b, "&#"...), int64(r), 10), ';')
		case r < 0x20 && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
			b = utf8.AppendRune(b, utf8.RuneError)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

func (w *xmlWriter) Bool(v bool) error {
	if w.boolean() {
		w.head()
		w.buf = strconv.AppendBool(append(w.buf, "<boolean>"...), v)
		w.buf = append(w.buf, "</boolean>\n"...)
	}
	return w.err
}

func (w *xmlWriter) Close() error {
	if w.isBool {
		return w.end("</sparql>\n")
	}
	if w.closed {
		return w.err
	}
	w.start()
	return w.end("</results>\n</sparql>\n")
}

// xmlReader builds a table from the tokens of a document.
type xmlReader struct {
	text  string
	d     *xml.Decoder
	table *Table
	place map[string]int
	row   []rdf.Term // of the result being read
	col   int        // of the binding being read, -1 outside
}

func readXML(text string) (*Table, error) {
	r := &xmlReader{text: text, d: xml.NewDecoder(strings.NewReader(text)), table: &Table{}, place: map[string]int{}, col: -1}
	seen := false
	for {
		token, err := r.d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, r.fail("malformed XML results: " + message(err))
		}
		switch token := token.(type) {
		case xml.StartElement:
			seen = seen || token.Name.Local == "results" || token.Name.Local == "boolean"
			err = r.open(token)
		case xml.EndElement:
			r.close(token.Name.Local)
		}
		if err != nil {
			return nil, err
		}
	}
	if !seen {
		return nil, r.fail("no results in the document")
	}
	return r.table, nil
}

func message(err error) string {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Msg
	}
	return err.Error()
}

func (r *xmlReader) fail(msg string) error {
	return rdf.ErrorAt("", r.text, int(min(r.d.InputOffset(), int64(len(r.text)))), msg, "a document of SPARQL Query Results XML Format")
}

func (r *xmlReader) open(e xml.StartElement) error {
	switch e.Name.Local {
	case "variable":
		name := attribute(e, "name")
		r.place[name] = len(r.table.Vars)
		r.table.Vars = append(r.table.Vars, name)
	case "result":
		r.row = make([]rdf.Term, len(r.table.Vars))
	case "binding":
		i, ok := r.place[attribute(e, "name")]
		if !ok || r.row == nil {
			return r.fail("a binding of " + strconv.Quote(attribute(e, "name")) + ", which is not in the head")
		}
		r.col = i
	case "boolean", "uri", "bnode", "literal":
		return r.leaf(e)
	}
	return nil
}

// leaf reads an element that holds text alone.
func (r *xmlReader) leaf(e xml.StartElement) error {
	var s string
	if err := r.d.DecodeElement(&s, &e); err != nil {
		return r.fail("malformed XML results: " + message(err))
	}
	if e.Name.Local == "boolean" {
		r.table.IsBool, r.table.Bool = true, strings.TrimSpace(s) == "true"
		return nil
	}
	if r.col < 0 {
		return r.fail("<" + e.Name.Local + "> outside of a binding")
	}
	switch e.Name.Local {
	case "uri":
		r.row[r.col] = rdf.NewIRI(s)
	case "bnode":
		r.row[r.col] = rdf.NewBlank(s)
	default:
		if tag := attribute(e, "lang"); tag != "" {
			r.row[r.col] = rdf.NewLang(s, tag)
		} else {
			r.row[r.col] = rdf.NewTyped(s, attribute(e, "datatype"))
		}
	}
	return nil
}

func (r *xmlReader) close(name string) {
	switch name {
	case "result":
		r.table.Rows, r.row = append(r.table.Rows, r.row), nil
	case "binding":
		r.col = -1
	}
}

func attribute(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
