// Package results writes and reads query solutions: SPARQL JSON, XML, CSV and TSV, and an aligned table for terminals.
//
// It knows nothing of queries and stores: a row is a slice of terms, a zero Term is unbound.
//
// The main path out: NewWriter, Writer.Row for each solution (or Writer.Bool for ASK), Writer.Close. In: Read.
package results

import (
	"fmt"
	"io"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// Format is a way to write solutions down: its name.
type Format string

// The formats.
const (
	JSON  Format = "json"
	XML   Format = "xml"
	CSV   Format = "csv"
	TSV   Format = "tsv"
	Text  Format = "table" // for people; it cannot be read back
	extra        = "; charset=utf-8"
)

// Formats lists every format, in the order in which they are offered.
var Formats = []Format{JSON, XML, CSV, TSV, Text}

var mediaTypes = map[Format][]string{
	JSON: {"application/sparql-results+json", "application/json"},
	XML:  {"application/sparql-results+xml", "application/xml", "text/xml"},
	CSV:  {"text/csv"},
	TSV:  {"text/tab-separated-values"},
	Text: {"text/plain"},
}

var extensions = map[Format][]string{JSON: {".srj", ".json"}, XML: {".srx", ".xml"}, CSV: {".csv"}, TSV: {".tsv"}, Text: {".txt"}}

// MediaTypes lists the media types of the format; the first is the one to send.
func (f Format) MediaTypes() []string { return mediaTypes[f] }

// MediaType is the type to send, with the character set where HTTP wants it.
func (f Format) MediaType() string {
	t := mediaTypes[f]
	if len(t) == 0 {
		return "application/octet-stream"
	}
	if strings.HasPrefix(t[0], "text/") {
		return t[0] + extra
	}
	return t[0]
}

// FormatByName finds a format by its name, a file extension (with or without the dot) or a media type. ok is false if
// there is none.
func FormatByName(name string) (f Format, ok bool) {
	name, _, _ = strings.Cut(strings.ToLower(name), ";")
	name = strings.TrimSpace(name)
	for _, f := range Formats {
		if string(f) == name || has(mediaTypes[f], name) || has(extensions[f], name) || has(extensions[f], "."+name) {
			return f, true
		}
	}
	return "", false
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Table is a whole result in memory.
type Table struct {
	Vars   []string
	Rows   [][]rdf.Term
	IsBool bool // an ASK result: Bool holds the answer
	Bool   bool
}

// Writer takes solutions one by one, or one boolean, and is closed once.
type Writer interface {
	// Row writes a solution: one term per variable, the zero Term where it is unbound.
	Row(row []rdf.Term) error
	// Bool writes the answer of an ASK query; no Row may come before or after.
	Bool(b bool) error
	// Close completes the document. It does not close the stream below.
	Close() error
}

// LaidWriter is a Writer that also takes many rows at once which are laid out already. All but that of the table for people are.
type LaidWriter interface {
	Writer
	Layout() *Layout
	// Laid writes rows of that layout, with Layout.Rows between them.
	Laid(rows int, text []byte) error
}

func errUnknown(f Format) error {
	names := make([]string, len(Formats))
	for i, x := range Formats {
		names[i] = string(x)
	}
	return fmt.Errorf("result format %q is not known; use one of %s", string(f), strings.Join(names, ", "))
}

// NewWriter starts a document in a format. Rows are written through as they come; the table for people looks at the first
// thousand rows before it decides on the widths of its columns.
func NewWriter(f Format, w io.Writer, vars []string) (Writer, error) {
	out := &document{w: w, vars: vars}
	switch f {
	case JSON:
		return &laidOut{document: out, syntax: jsonSyntax(vars)}, nil
	case XML:
		return &laidOut{document: out, syntax: xmlSyntax(vars)}, nil
	case CSV:
		return &laidOut{document: out, syntax: csvSyntax(vars)}, nil
	case TSV:
		return &laidOut{document: out, syntax: tsvSyntax(vars)}, nil
	case Text:
		return newText(out), nil
	}
	return nil, errUnknown(f)
}

// Read reads a whole document. Malformed input is an *rdf.SyntaxError. CSV does not tell IRIs from strings: everything in it
// comes back as a string, but for blank nodes.
func Read(f Format, r io.Reader) (*Table, error) {
	read := map[Format]func(text string) (*Table, error){JSON: readJSON, XML: readXML, CSV: readCSV, TSV: readTSV}[f]
	if read == nil {
		if f == Text {
			return nil, fmt.Errorf("read results: the format %q is for people and cannot be read; use json, xml, csv or tsv", f)
		}
		return nil, errUnknown(f)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read results: %w", err)
	}
	return read(string(text))
}

// document is what the writers have in common: a buffer over the stream below, and what has been written so far.
type document struct {
	w      io.Writer
	vars   []string
	buf    []byte
	err    error
	rows   int64
	isBool bool
	closed bool
}

const bufferSize = 32 << 10

// row checks a row before it is written; false if it must not be.
func (d *document) row(row []rdf.Term) bool {
	if d.err == nil && len(row) != len(d.vars) {
		d.err = fmt.Errorf("write results: a row of %d terms for %d variables", len(row), len(d.vars))
	}
	return d.more(1)
}

// more checks that rows may be written.
func (d *document) more(rows int) bool {
	if d.err == nil && (d.closed || d.isBool) {
		d.err = fmt.Errorf("write results: a row after the document's end or beside a boolean")
	}
	if d.err == nil {
		d.rows += int64(rows)
	}
	return d.err == nil
}

func (d *document) boolean() bool {
	if d.err == nil && (d.closed || d.isBool || d.rows > 0) {
		d.err = fmt.Errorf("write results: a boolean beside rows or another boolean")
	}
	d.isBool = true
	return d.err == nil
}

// flush writes the buffer out once it is large.
func (d *document) flush() error {
	if len(d.buf) >= bufferSize {
		d.drain()
	}
	return d.err
}

func (d *document) drain() {
	d.write(d.buf)
	d.buf = d.buf[:0]
}

func (d *document) write(text []byte) {
	if d.err == nil && len(text) > 0 {
		if _, d.err = d.w.Write(text); d.err != nil {
			d.err = fmt.Errorf("write results: %w", d.err)
		}
	}
}

// end is Close: the tail of the document is in the buffer.
func (d *document) end(tail string) error {
	if d.closed {
		return d.err
	}
	d.closed = true
	d.buf = append(d.buf, tail...)
	d.drain()
	return d.err
}
