// Package jsonld reads and writes JSON-LD 1.1.
//
// Expansion, the hard part of reading, is github.com/piprate/json-gold's; what follows it (expanded document to quads)
// and the writer are ours, so that lexical forms, integers of any length, language tags and IRIs come through bit for
// bit. A document is read as a whole (its context may stand at its end) up to a limit. Nothing is ever fetched: remote
// contexts come from Options.Load or are an error.
//
// Expand, Compact and Flatten are json-gold's too, within the limits of Options; FromRDF is ours.
//
// The main path: NewReader, Read until io.EOF; NewWriter, Write, Close.
package jsonld

// Options steer the reader. The zero value is ready to use.
type Options struct {
	File        string // name of the document in errors
	Base        string // base IRI for relative IRIs; without one they are dropped, as the standard wants
	MaxDepth    int    // nesting of [ ] and { }; 0 means DefaultMaxDepth
	MaxDocument int64  // bytes of the document; 0 means DefaultMaxDocument. It may hold a value for each BytesPerValue of them
	MaxToken    int    // bytes of one string as it is written; 0 means DefaultMaxToken
	// Load gives the text of a context that the document names by its IRI; nil: there are none.
	Load func(iri string) ([]byte, error)

	Mode          string // processingMode: Mode10 or Mode11, the default
	ExpandContext []byte // a context, JSON, that holds before the document's own
	// Direction is how RDF has the direction of a string, rdfDirection: I18nDatatype or CompoundLiteral; "": not at all.
	Direction string
}

// What Options.Mode and Options.Direction may be.
const (
	Mode10          = "json-ld-1.0"
	Mode11          = "json-ld-1.1"
	I18nDatatype    = "i18n-datatype"    // a literal with a datatype like https://www.w3.org/ns/i18n#ar_rtl
	CompoundLiteral = "compound-literal" // a blank node with rdf:value, rdf:language and rdf:direction
)

// The limits used where Options has 0.
const (
	DefaultMaxDepth    = 512
	DefaultMaxDocument = 256 << 20
	DefaultMaxToken    = 64 << 20

	// BytesPerValue bounds the number of values, which cost far more memory than the two bytes that one can have in the text.
	BytesPerValue = 16
)
