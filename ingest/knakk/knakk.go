// Package knakk makes github.com/knakk/rdf a selectable reader for N-Triples, N-Quads, Turtle and RDF/XML, with
// adapters between its terms and ours, and an oracle for our own readers in the tests.
//
// It is not the default, because the library alters data without an error: in Turtle and RDF/XML the labels that it
// makes for blank nodes can collide with those of the document ("_:b1 <p> [] ." reads back as "_:b1 <p> _:b1"), and it
// joins relative IRIs to the base as strings.
//
// Its lexer can also end the process on malformed lines, so N-Triples, N-Quads and Turtle pass through our own reader
// first, which refuses what is malformed (see guard.go): what the library adds is its own reading of the statements.
//
// The main path: NewReader, Read until io.EOF, Close in any case.
package knakk

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"sync/atomic"

	knakk "github.com/knakk/rdf"

	"w3id.org/concord/ontology/rdf"
)

// Options steer the reader.
type Options struct {
	File string // name of the document in errors
	Base string // base IRI, for Turtle and RDF/XML

	// Unguarded leaves the library alone with the document: for tests. A malformed one can end the process.
	Unguarded bool
}

// Reader reads with knakk/rdf. It implements rdf.Reader.
type Reader struct {
	file   string
	in     *input
	guard  *guard // nil if unguarded
	decode func() (rdf.Quad, error)
	drains bool // the decoder has a goroutine that ends only with its input
	err    error
}

// Formats lists what the library reads.
var Formats = []*rdf.Format{rdf.NTriples, rdf.NQuads, rdf.Turtle, rdf.RDFXML}

// NewReader returns a reader of one of Formats.
func NewReader(f *rdf.Format, r io.Reader, o Options) (*Reader, error) {
	x := &Reader{file: o.File, in: &input{r: r}, drains: f != rdf.RDFXML}
	if f != nil && f != rdf.RDFXML && !o.Unguarded {
		x.guard = newGuard(f, r, o)
		x.in.r = x.guard
	}
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
	x.drains = false
	if x.guard != nil {
		x.guard.cut.Store(true)
	} else {
		x.in.cut.Store(true)
	}
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

var (
	place    = regexp.MustCompile(`^(\d+):(\d+):? (.*)$`)
	xmlPlace = regexp.MustCompile(`^XML syntax error on line (\d+): (.*)$`)
)

// explain gives an error of the library our form, with the place if it told one.
func (x *Reader) explain(err error) error {
	if failed := x.in.failed.Load(); failed != nil {
		return *failed
	}
	if err == io.EOF {
		return err
	}
	e := &rdf.SyntaxError{File: x.file, Offset: -1, Caret: -1, Msg: err.Error()}
	if m := place.FindStringSubmatch(e.Msg); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
		e.Column, _ = strconv.Atoi(m[2])
		e.Column++
		e.Msg = m[3]
	} else if m := xmlPlace.FindStringSubmatch(e.Msg); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
		e.Msg = m[2]
	}
	return e
}

// input is the document. It can be cut, and remembers an error that is not the end: the library takes any for the end.
// The library reads it in a goroutine of its own.
type input struct {
	r      io.Reader
	cut    atomic.Bool
	failed atomic.Pointer[error]
}

func (i *input) Read(p []byte) (int, error) {
	if i.cut.Load() {
		return 0, io.EOF
	}
	n, err := i.r.Read(p)
	if err != nil && err != io.EOF {
		i.failed.Store(&err)
	}
	return n, err
}
