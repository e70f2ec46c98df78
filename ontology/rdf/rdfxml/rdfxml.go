// Package rdfxml reads and writes RDF/XML (RDF 1.1 XML Syntax).
//
// The reader is a state machine over the tokens of package xmltok: it streams, resolves xml:base, writes XML literals in
// Exclusive Canonical XML and gives every syntax error a place. Of a document type declaration only short internal
// entities are used; nothing outside the document is ever read. The writer makes well-formed XML or returns an error
// where a graph cannot be written in this syntax.
//
// The main path: NewReader, Read until io.EOF; NewWriter, Write, Close.
package rdfxml

import "w3id.org/concord/ontology/rdf/rdfxml/xmltok"

// Options steer the reader. The zero value is ready to use.
type Options struct {
	File     string // name of the document in errors
	Base     string // base IRI for relative IRIs, until xml:base; without one they are errors
	MaxDepth int    // nesting of elements; 0 means DefaultMaxDepth
	MaxToken int    // bytes of one tag or piece of text; 0 means DefaultMaxToken
}

// The limits used where Options has 0.
const (
	DefaultMaxDepth = xmltok.DefaultMaxDepth
	DefaultMaxToken = xmltok.DefaultMaxToken
)

const maxIRI = 1 << 16 // bytes; a short reference could stand for each of a million copies of a long base

// isLangTag reports whether s can be the language tag of a literal in every format.
func isLangTag(s string) bool {
	part, letters := 0, true
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z' || !letters && c >= '0' && c <= '9':
			part++
		case c == '-' && part > 0:
			part, letters = 0, false
		default:
			return false
		}
	}
	return part > 0
}
