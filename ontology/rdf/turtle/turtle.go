// Package turtle reads and writes the Turtle family: N-Triples, N-Quads, Turtle and TriG (RDF 1.1).
//
// Readers work on the bytes of a window over an io.Reader and never hold the whole document; terms come out exactly
// as they were written (lexical forms, case of language tags, IRIs), and malformed input is an *rdf.SyntaxError that
// says line, column and what was expected. Writers stream too: they group consecutive quads of one subject.
//
// It knows nothing of XSD values, of files or of compression: package codec chooses a format, package ingest opens
// files.
//
// All four are also read by the batch, as indexes into the terms of the batch: LineReader.ReadBatch and
// TurtleReader.ReadBatch. Strings that Read gives lie together in chunks of 4 KiB: who keeps a few of many copies them
// (strings.Clone).
//
// The main path: NewReader or NewTurtleReader, Read until io.EOF; NewWriter or NewTurtleWriter, Write, Close.
package turtle

import "w3id.org/concord/ontology/rdf"

// Options steer the readers. The zero value is ready to use.
type Options struct {
	File     string       // name of the document in errors
	Base     string       // base IRI for relative IRIs; without one they are errors
	Prefixes []rdf.Prefix // prefixes known from the start; the document may redefine them
	Line     int          // number of the first line, 0 for 1: for a document that is read in pieces

	MaxDepth    int // nesting of [ ] and ( ); 0 means DefaultMaxDepth
	MaxToken    int // bytes of one literal; 0 means DefaultMaxToken
	MaxIRI      int // bytes of one IRI, prefixes expanded; 0 means DefaultMaxIRI
	MaxPrefixes int // different prefixes of one document; 0 means DefaultMaxPrefixes
}

// The limits used where Options has 0.
const (
	DefaultMaxDepth    = 512
	DefaultMaxToken    = 64 << 20
	DefaultMaxIRI      = 1 << 16
	DefaultMaxPrefixes = 1 << 16
)

func (o Options) withDefaults() Options {
	if o.MaxDepth <= 0 {
		o.MaxDepth = DefaultMaxDepth
	}
	if o.MaxToken <= 0 {
		o.MaxToken = DefaultMaxToken
	}
	if o.MaxIRI <= 0 {
		o.MaxIRI = DefaultMaxIRI
	}
	if o.MaxPrefixes <= 0 {
		o.MaxPrefixes = DefaultMaxPrefixes
	}
	if o.Line <= 0 {
		o.Line = 1
	}
	return o
}
