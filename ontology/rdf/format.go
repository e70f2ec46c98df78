package rdf

import (
	"path"
	"strings"
)

// Format describes one way to write RDF down.
type Format struct {
	Name       string   // "turtle": the name users give on the command line
	Title      string   // "Turtle": for people
	MediaTypes []string // the first is the one we send
	Extensions []string // with the dot, the first is the one we write
	Quads      bool     // can hold named graphs
}

// The formats Concord reads and writes.
var (
	Turtle   = &Format{"turtle", "Turtle", []string{"text/turtle", "application/x-turtle"}, []string{".ttl", ".turtle"}, false}
	TriG     = &Format{"trig", "TriG", []string{"application/trig", "application/x-trig"}, []string{".trig"}, true}
	NTriples = &Format{"ntriples", "N-Triples", []string{"application/n-triples", "text/plain"}, []string{".nt", ".ntriples"}, false}
	NQuads   = &Format{"nquads", "N-Quads", []string{"application/n-quads", "text/x-nquads"}, []string{".nq", ".nquads"}, true}
	RDFXML   = &Format{"rdfxml", "RDF/XML", []string{"application/rdf+xml", "application/xml", "text/xml"}, []string{".rdf", ".owl", ".xml"}, false}
	JSONLD   = &Format{"jsonld", "JSON-LD", []string{"application/ld+json", "application/json"}, []string{".jsonld", ".json"}, true}
)

// Formats lists every format, in the order in which they are offered.
var Formats = []*Format{Turtle, TriG, NTriples, NQuads, RDFXML, JSONLD}

// FormatByName finds a format by its name, an extension without the dot, or one of its media types; nil if none.
func FormatByName(name string) *Format {
	name = strings.ToLower(strings.TrimSpace(name))
	if i := strings.IndexByte(name, ';'); i >= 0 {
		name = strings.TrimSpace(name[:i])
	}
	for _, f := range Formats {
		if f.Name == name || contains(f.Extensions, "."+name) || contains(f.MediaTypes, name) {
			return f
		}
	}
	switch name {
	case "n-triples":
		return NTriples
	case "n-quads":
		return NQuads
	case "rdf/xml", "xml":
		return RDFXML
	case "json-ld":
		return JSONLD
	}
	return nil
}

// FormatByFile finds a format by a file's extension; a .gz or .zst at the end does not count. nil if none.
func FormatByFile(name string) *Format {
	name = strings.ToLower(name)
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
	ext := path.Ext(name)
	for _, f := range Formats {
		if ext != "" && contains(f.Extensions, ext) {
			return f
		}
	}
	return nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Reader yields the quads of a document one by one; io.EOF after the last. Malformed input is a *SyntaxError and
// ends the reading: what was returned before it must then not be kept. Blank nodes are labelled uniquely within one
// Reader; whoever joins documents must keep them apart.
type Reader interface {
	Read() (Quad, error)
}

// Writer takes quads and writes a document; Close completes it and must be called once. A writer of a format without
// named graphs drops the graph.
type Writer interface {
	Write(Quad) error
	Close() error
}

// Prefix is a namespace abbreviation, for the writers that have them.
type Prefix struct{ Name, IRI string }
