// Package codec chooses the reader or writer of a format: one place that knows them all.
//
// It is not a parser (see turtle, rdfxml and jsonld) and opens no files (see package ingest).
//
// The main path: NewReader or NewWriter with one of rdf.Formats.
package codec

import (
	"fmt"
	"io"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/jsonld"
	"w3id.org/concord/ontology/rdf/rdfxml"
	"w3id.org/concord/ontology/rdf/turtle"
)

// Options steer readers and writers; each format uses what it can. The zero value is ready to use.
type Options struct {
	File     string       // name of the document in errors
	Base     string       // base IRI for relative IRIs
	Prefixes []rdf.Prefix // readers: known from the start; writers: used to abbreviate
	Line     int          // number of the document's first line, 0 for 1 (line formats read in pieces)

	Spare  []rdf.Prefix // writers of Turtle and TriG: further abbreviations, declared only where they are used
	Buffer int          // writers of Turtle and TriG: quads held back to write them prettily; see turtle.WriterOptions

	MaxDepth    int   // nesting; 0 for the format's default
	MaxToken    int   // bytes of one literal; 0 for the format's default
	MaxPrefixes int   // different prefixes of one document; 0 for the format's default
	MaxDocument int64 // bytes of a document that must be read as a whole (JSON-LD); 0 for the format's default

	// LoadContext gives the text of a remote JSON-LD context; nil: there are none, and nothing is fetched.
	LoadContext func(iri string) ([]byte, error)
}

// NewReader returns a reader of a format.
func NewReader(f *rdf.Format, r io.Reader, o Options) (rdf.Reader, error) {
	t := turtle.Options{File: o.File, Base: o.Base, Prefixes: o.Prefixes, Line: o.Line,
		MaxDepth: o.MaxDepth, MaxToken: o.MaxToken, MaxPrefixes: o.MaxPrefixes}
	switch f {
	case rdf.NTriples, rdf.NQuads:
		return turtle.NewReader(r, f.Quads, t), nil
	case rdf.Turtle, rdf.TriG:
		return turtle.NewTurtleReader(r, f.Quads, t), nil
	case rdf.RDFXML:
		return rdfxml.NewReader(r, rdfxml.Options{File: o.File, Base: o.Base, MaxDepth: o.MaxDepth, MaxToken: o.MaxToken}), nil
	case rdf.JSONLD:
		return jsonld.NewReader(r, jsonld.Options{File: o.File, Base: o.Base, MaxDepth: o.MaxDepth, MaxDocument: o.MaxDocument,
			MaxToken: o.MaxToken, Load: o.LoadContext}), nil
	}
	return nil, unknown("read", f)
}

// NewWriter returns a writer of a format. Close does not close w.
func NewWriter(f *rdf.Format, w io.Writer, o Options) (rdf.Writer, error) {
	switch f {
	case rdf.NTriples, rdf.NQuads:
		return turtle.NewWriter(w, f.Quads), nil
	case rdf.Turtle, rdf.TriG:
		return turtle.NewTurtleWriter(w, f.Quads, turtle.WriterOptions{Prefixes: o.Prefixes, Spare: o.Spare, Buffer: o.Buffer}), nil
	case rdf.RDFXML:
		return rdfxml.NewWriter(w, o.Prefixes), nil
	case rdf.JSONLD:
		return jsonld.NewWriter(w, o.Prefixes), nil
	}
	return nil, unknown("write", f)
}

func unknown(verb string, f *rdf.Format) error {
	if f == nil {
		return fmt.Errorf("%s RDF: no format given; name one of turtle, trig, ntriples, nquads, rdfxml, jsonld", verb)
	}
	return fmt.Errorf("%s RDF: there is no codec for %s", verb, f.Title)
}

// ReadAll reads a whole document.
func ReadAll(f *rdf.Format, r io.Reader, o Options) ([]rdf.Quad, error) {
	in, err := NewReader(f, r, o)
	if err != nil {
		return nil, err
	}
	var quads []rdf.Quad
	for {
		q, err := in.Read()
		if err == io.EOF {
			return quads, nil
		}
		if err != nil {
			return nil, err
		}
		quads = append(quads, q)
	}
}
