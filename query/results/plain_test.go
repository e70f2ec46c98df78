package results

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
)

// The writers below go cell by cell and byte by byte, as the formats are described. They are what the layouts are held against.

func newPlain(f Format, w io.Writer, vars []string) Writer {
	d := &document{w: w, vars: vars}
	switch f {
	case JSON:
		return newPlainJSON(d)
	case XML:
		return newPlainXML(d)
	case CSV:
		return &plainCSV{document: d}
	}
	return &plainTSV{document: d}
}

type plainJSON struct {
	*document
	keys    [][]byte // `"name":` for each variable
	started bool
}

func newPlainJSON(d *document) *plainJSON {
	w := &plainJSON{document: d}
	for _, v := range d.vars {
		w.keys = append(w.keys, append(plainJSONString(nil, v), ':'))
	}
	return w
}

func (w *plainJSON) start() {
	if w.started {
		return
	}
	w.started = true
	w.buf = append(w.buf, `{"head":{"vars":[`...)
	for i, v := range w.vars {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = plainJSONString(w.buf, v)
	}
	w.buf = append(w.buf, `]},"results":{"bindings":[`...)
}

func (w *plainJSON) Row(row []rdf.Term) error {
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
		w.buf = plainJSONTerm(append(w.buf, w.keys[i]...), t)
	}
	w.buf = append(w.buf, '}')
	return w.flush()
}

func plainJSONTerm(b []byte, t rdf.Term) []byte {
	switch t.Kind {
	case rdf.IRI:
		b = append(b, `{"type":"uri","value":`...)
	case rdf.Blank:
		b = append(b, `{"type":"bnode","value":`...)
	default:
		b = append(b, `{"type":"literal","value":`...)
	}
	b = plainJSONString(b, t.Value)
	switch {
	case t.Kind != rdf.Literal:
	case t.Lang != "":
		b = plainJSONString(append(b, `,"xml:lang":`...), t.Lang)
	case t.Datatype != rdf.XSDString:
		b = plainJSONString(append(b, `,"datatype":`...), t.Datatype)
	}
	return append(b, '}')
}

// appendJSON writes a JSON string; bytes that are no UTF-8 become U+FFFD.
func plainJSONString(b []byte, s string) []byte {
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

func (w *plainJSON) Bool(v bool) error {
	if w.boolean() {
		w.buf = append(w.buf, `{"head":{},"boolean":`...)
		w.buf = strconv.AppendBool(w.buf, v)
	}
	return w.err
}

func (w *plainJSON) Close() error {
	if w.isBool {
		return w.end("}\n")
	}
	if w.closed {
		return w.err
	}
	w.start()
	return w.end("\n]}}\n")
}

type plainXML struct {
	*document
	open    [][]byte // <binding name="..."> for each variable
	started bool
}

func newPlainXML(d *document) *plainXML {
	w := &plainXML{document: d}
	for _, v := range d.vars {
		w.open = append(w.open, append(plainXMLText([]byte(`<binding name="`), v, true), `">`...))
	}
	return w
}

func (w *plainXML) head() {
	w.buf = append(w.buf, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<sparql xmlns="`+resultsNS+`">`+"\n<head>"...)
	if !w.isBool {
		for _, v := range w.vars {
			w.buf = append(plainXMLText(append(w.buf, `<variable name="`...), v, true), `"/>`...)
		}
	}
	w.buf = append(w.buf, "</head>\n"...)
}

func (w *plainXML) start() {
	if !w.started {
		w.started = true
		w.head()
		w.buf = append(w.buf, "<results>\n"...)
	}
}

func (w *plainXML) Row(row []rdf.Term) error {
	if !w.row(row) {
		return w.err
	}
	w.start()
	w.buf = append(w.buf, "<result>"...)
	for i, t := range row {
		if !t.IsZero() {
			w.buf = append(plainXMLTerm(append(w.buf, w.open[i]...), t), "</binding>"...)
		}
	}
	w.buf = append(w.buf, "</result>\n"...)
	return w.flush()
}

func plainXMLTerm(b []byte, t rdf.Term) []byte {
	switch t.Kind {
	case rdf.IRI:
		return append(plainXMLText(append(b, "<uri>"...), t.Value, false), "</uri>"...)
	case rdf.Blank:
		return append(plainXMLText(append(b, "<bnode>"...), t.Value, false), "</bnode>"...)
	}
	b = append(b, "<literal"...)
	switch {
	case t.Lang != "":
		b = append(plainXMLText(append(b, ` xml:lang="`...), t.Lang, true), '"')
	case t.Datatype != rdf.XSDString:
		b = append(plainXMLText(append(b, ` datatype="`...), t.Datatype, true), '"')
	}
	return append(plainXMLText(append(b, '>'), t.Value, false), "</literal>"...)
}

// appendXML escapes character data. A carriage return would be read back as a newline, and so would white space of an
// attribute as a blank.
func plainXMLText(b []byte, s string, attribute bool) []byte {
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

func (w *plainXML) Bool(v bool) error {
	if w.boolean() {
		w.head()
		w.buf = strconv.AppendBool(append(w.buf, "<boolean>"...), v)
		w.buf = append(w.buf, "</boolean>\n"...)
	}
	return w.err
}

func (w *plainXML) Close() error {
	if w.isBool {
		return w.end("</sparql>\n")
	}
	if w.closed {
		return w.err
	}
	w.start()
	return w.end("</results>\n</sparql>\n")
}

type plainCSV struct {
	*document
	started bool
}

func (w *plainCSV) start() {
	if w.started {
		return
	}
	w.started = true
	for i, v := range w.vars {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = plainCSVText(w.buf, v)
	}
	w.buf = append(w.buf, '\r', '\n')
}

func (w *plainCSV) Row(row []rdf.Term) error {
	if !w.row(row) {
		return w.err
	}
	w.start()
	for i, t := range row {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		switch t.Kind {
		case rdf.None:
		case rdf.Blank:
			w.buf = append(append(w.buf, '_', ':'), t.Value...)
		default:
			w.buf = plainCSVText(w.buf, t.Value)
		}
	}
	w.buf = append(w.buf, '\r', '\n')
	return w.flush()
}

func plainCSVText(b []byte, s string) []byte {
	if s != "" && !strings.ContainsAny(s, "\",\r\n") {
		return append(b, s...)
	}
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		if s[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

func (w *plainCSV) Bool(v bool) error {
	if w.boolean() {
		w.buf = append(strconv.AppendBool(w.buf, v), '\r', '\n')
	}
	return w.err
}

func (w *plainCSV) Close() error {
	if !w.isBool && !w.closed {
		w.start()
	}
	return w.end("")
}

type plainTSV struct {
	*document
	started bool
}

func (w *plainTSV) start() {
	if w.started {
		return
	}
	w.started = true
	for i, v := range w.vars {
		if i > 0 {
			w.buf = append(w.buf, '\t')
		}
		w.buf = append(append(w.buf, '?'), v...)
	}
	w.buf = append(w.buf, '\n')
}

func (w *plainTSV) Row(row []rdf.Term) error {
	if !w.row(row) {
		return w.err
	}
	w.start()
	for i, t := range row {
		if i > 0 {
			w.buf = append(w.buf, '\t')
		}
		if bareNumber(t.Value, t.Datatype) {
			w.buf = append(w.buf, t.Value...)
		} else {
			w.buf = plainTurtle(w.buf, t)
		}
	}
	w.buf = append(w.buf, '\n')
	return w.flush()
}

func (w *plainTSV) Bool(v bool) error {
	if w.boolean() {
		w.buf = append(strconv.AppendBool(w.buf, v), '\n')
	}
	return w.err
}

func (w *plainTSV) Close() error {
	if !w.isBool && !w.closed {
		w.start()
	}
	return w.end("")
}

func plainTurtle(b []byte, t rdf.Term) []byte {
	iri := func(b []byte, s string) []byte {
		b = append(b, '<')
		for _, c := range []byte(s) {
			if c <= 0x20 || strings.IndexByte("<>\"{}|^`\\", c) >= 0 {
				b = fmt.Appendf(b, "\\u%04X", c)
			} else {
				b = append(b, c)
			}
		}
		return append(b, '>')
	}
	switch t.Kind {
	case rdf.IRI:
		return iri(b, t.Value)
	case rdf.Blank:
		return append(append(b, "_:"...), t.Value...)
	case rdf.None:
		return b
	}
	b = append(b, '"')
	for _, c := range []byte(t.Value) {
		switch at := strings.IndexByte("\t\b\n\r\f\"\\", c); {
		case at >= 0:
			b = append(b, '\\', `tbnrf"\`[at])
		case c < 0x20 || c == 0x7f:
			b = fmt.Appendf(b, "\\u%04X", c)
		default:
			b = append(b, c)
		}
	}
	b = append(b, '"')
	switch {
	case t.Lang != "":
		return append(append(b, '@'), t.Lang...)
	case t.Datatype != rdf.XSDString:
		return iri(append(b, "^^"...), t.Datatype)
	}
	return b
}
