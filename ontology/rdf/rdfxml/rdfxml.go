// Package rdfxml reads and writes RDF/XML (RDF 1.1 XML Syntax).
//
// The reader is a state machine over the tokens of encoding/xml: it streams, resolves namespaces and xml:base itself,
// writes XML literals in Exclusive Canonical XML and gives every syntax error a place. Of a document type declaration
// only short internal entities are used; nothing outside the document is ever read. The writer makes well-formed XML or
// returns an error where a graph cannot be written in this syntax.
//
// The main path: NewReader, Read until io.EOF; NewWriter, Write, Close.
package rdfxml

// Options steer the reader. The zero value is ready to use.
type Options struct {
	File     string // name of the document in errors
	Base     string // base IRI for relative IRIs, until xml:base; without one they are errors
	MaxDepth int    // nesting of elements; 0 means DefaultMaxDepth
	MaxToken int    // bytes of one tag or piece of text; 0 means DefaultMaxToken
}

// The limits used where Options has 0.
const (
	DefaultMaxDepth = 1024
	DefaultMaxToken = 64 << 20
)

const maxIRI = 1 << 16 // bytes; a short reference could stand for each of a million copies of a long base

const (
	xmlNS   = "http://www.w3.org/XML/1998/namespace"
	xmlnsNS = "http://www.w3.org/2000/xmlns/"
)

// isNCName reports whether s is a name without a colon (Namespaces in XML 1.0, section 3).
func isNCName(s string) bool {
	for i, r := range s {
		if i == 0 && !isNameStart(r) || !isNameChar(r) {
			return false
		}
	}
	return s != ""
}

func isNameStart(r rune) bool {
	switch {
	case r < 0x80:
		return r == '_' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
	case r < 0x300:
		return r >= 0xC0 && r != 0xD7 && r != 0xF7
	case r < 0x2000:
		return r >= 0x370 && r != 0x37E
	case r < 0x3001:
		return r == 0x200C || r == 0x200D || r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF
	case r < 0x10000:
		return r <= 0xD7FF || r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFC
	}
	return r <= 0xEFFFF
}

func isNameChar(r rune) bool {
	return isNameStart(r) || r == '-' || r == '.' || r >= '0' && r <= '9' || r == 0xB7 || r >= 0x300 && r <= 0x36F ||
		r == 0x203F || r == 0x2040
}

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
