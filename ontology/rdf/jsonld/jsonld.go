// Package jsonld reads and writes JSON-LD 1.1.
//
// Expansion, the hard part of reading, is github.com/piprate/json-gold's; what follows it (expanded document to quads)
// and the writer are ours, so that lexical forms, integers of any length, language tags and IRIs come through bit for
// bit. A document is read as a whole (its context may stand at its end) up to a limit. Nothing is ever fetched: remote
// contexts come from Options.Load or are an error.
//
// The main path: NewReader, Read until io.EOF; NewWriter, Write, Close.
package jsonld

// Options steer the reader. The zero value is ready to use.
type Options struct {
	File        string // name of the document in errors
	Base        string // base IRI for relative IRIs; without one they are dropped, as the standard wants
	MaxDepth    int    // nesting of [ ] and { }; 0 means DefaultMaxDepth
	MaxDocument int64  // bytes of the document; 0 means DefaultMaxDocument
	// Load gives the text of a context that the document names by its IRI; nil: there are none.
	Load func(iri string) ([]byte, error)
}

// The limits used where Options has 0.
const (
	DefaultMaxDepth    = 512
	DefaultMaxDocument = 256 << 20
)
