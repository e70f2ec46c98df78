// Package knakk makes github.com/knakk/rdf a selectable reader for N-Triples, N-Quads, Turtle and RDF/XML, with
// adapters between its terms and ours, and an oracle for our own readers in the tests.
//
// It is not the default, because the library alters data without an error: in Turtle and RDF/XML the labels that it
// makes for blank nodes can collide with those of the document ("_:b1 <p> [] ." reads back as "_:b1 <p> _:b1"), and it
// joins relative IRIs to the base as strings. Its errors have a line but no caret, some have no place at all.
//
// The main path: NewReader, Read until io.EOF, Close in any case.
package knakk

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	knakk "github.com/knakk/rdf"

	"w3id.org/concord/ontology/rdf"
)

// Options steer the reader.
type Options struct {
	File string // name of the document in errors
	Base string // base IRI, for Turtle and RDF/XML
}

// Reader reads with knakk/rdf. It implements rdf.Reader.
type Reader struct {
	file   string
	in     *input
	decode func() (rdf.Quad, error)
	drains bool // the decoder has a goroutine that ends only with its input
	err    error
}

// Formats lists what the library reads.
var Formats = []*rdf.Format{rdf.NTriples, rdf.NQuads, rdf.Turtle, rdf.RDFXML}

// NewReader returns a reader of one of Formats.
func NewReader(f *rdf.Format, r io.Reader, o Options) (*Reader, error) {
	x := &Reader{file: o.File, in: &input{r: r}, drains: f != rdf.RDFXML}
	switch f {
	case rdf.NTriples:
		x.decode = triples(knakk.NewTripleDecoder(x.in, knakk.NTriples))
	case rdf.NQuads:
		x.decode = quads(knakk.NewQuadDecoder(x.in, knakk.NQuads))
	case rdf.Turtle, rdf.RDFXML:
		format := knakk.Turtle
		if f == rdf.RDFXML {
			format = knakk.RDFXML
		}
		d := knakk.NewTripleDecoder(x.in, format)
		if err := setBase(d, o.Base); err != nil {
			return nil, err
		}
		x.decode = triples(d)
	default:
		title := "this format"
		if f != nil {
			title = f.Title
		}
		return nil, fmt.Errorf("the parser knakk reads N-Triples, N-Quads, Turtle and RDF/XML, not %s; use the parser concord", title)
	}
	return x, nil
}

func setBase(d knakk.TripleDecoder, base string) error {
	if base == "" {
		return nil
	}
	iri, err := knakk.NewIRI(base)
	if err != nil {
		return fmt.Errorf("the base %q: %w", base, err)
	}
	return d.SetOption(knakk.Base, iri)
}

func triples(d knakk.TripleDecoder) func() (rdf.Quad, error) {
	return func() (rdf.Quad, error) {
		t, err := d.Decode()
		if err != nil {
			return rdf.Quad{}, err
		}
		return FromTriple(t)
	}
}

// unnamed stands for the default graph, because the library's own stand-in could be a blank node of the document.
const unnamed = "urn:concord:unnamed-graph"

func quads(d *knakk.QuadDecoder) func() (rdf.Quad, error) {
	d.DefaultGraph, _ = knakk.NewIRI(unnamed) // cannot fail
	return func() (rdf.Quad, error) {
		t, err := d.Decode()
		if err != nil {
			return rdf.Quad{}, err
		}
		q, err := FromTriple(t.Triple)
		if err != nil {
			return q, err
		}
		if q.G, err = FromKnakk(t.Ctx); q.G == rdf.NewIRI(unnamed) {
			q.G = rdf.Term{}
		}
		return q, err
	}
}

// Read returns the next quad; io.EOF after the last.
func (x *Reader) Read() (rdf.Quad, error) {
	if x.err != nil {
		return rdf.Quad{}, x.err
	}
	q, err := x.guarded()
	if err != nil {
		x.err = x.explain(err)
		if err == io.EOF {
			x.drains = false // its goroutine has ended
		}
	}
	return q, x.err
}

// guarded turns the library's panics into errors.
func (x *Reader) guarded() (q rdf.Quad, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the parser knakk failed: %v", p)
		}
	}()
	return x.decode()
}

// Close ends the library's goroutine, which would otherwise wait for ever: it cuts the input and reads what the library
// has still in hand. It does not close the input.
func (x *Reader) Close() error {
	if !x.drains {
		return nil
	}
	x.drains, x.in.cut = false, true
	if x.err == nil {
		x.err = errors.New("the reader is closed")
	}
	for range maxDrain {
		if _, err := x.guarded(); err == io.EOF {
			break
		}
	}
	return nil
}

const maxDrain = 1 << 20 // the library holds at most a line and a buffer of 4 KiB

var place = regexp.MustCompile(`^(\d+):(\d+):? (.*)$`)

// explain gives an error of the library our form, with the place if it told one.
func (x *Reader) explain(err error) error {
	if err == io.EOF {
		if x.in.err != nil {
			return x.in.err // the library takes any error of its input for the end
		}
		return err
	}
	if x.in.err != nil {
		return x.in.err
	}
	e := &rdf.SyntaxError{File: x.file, Offset: -1, Caret: -1, Msg: err.Error()}
	if m := place.FindStringSubmatch(e.Msg); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
		e.Column, _ = strconv.Atoi(m[2])
		e.Column++
		e.Msg = m[3]
	}
	return e
}

// input is the document; it can be cut, and remembers an error that is not the end.
type input struct {
	r   io.Reader
	cut bool
	err error
}

func (i *input) Read(p []byte) (int, error) {
	if i.cut {
		return 0, io.EOF
	}
	n, err := i.r.Read(p)
	if err != nil && err != io.EOF {
		i.err = err
	}
	return n, err
}
