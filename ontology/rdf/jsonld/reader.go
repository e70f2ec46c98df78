package jsonld

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/piprate/json-gold/ld"

	"w3id.org/concord/ontology/rdf"
)

// Reader reads a JSON-LD document: all of it at the first Read.
type Reader struct {
	r    io.Reader
	opt  Options
	read bool
	out  []rdf.Quad
	next int
	err  error

	loader loader
}

// NewReader reads a JSON-LD document.
func NewReader(r io.Reader, o Options) *Reader {
	if o.MaxDepth <= 0 {
		o.MaxDepth = DefaultMaxDepth
	}
	if o.MaxDocument <= 0 {
		o.MaxDocument = DefaultMaxDocument
	}
	if o.MaxToken <= 0 {
		o.MaxToken = DefaultMaxToken
	}
	return &Reader{r: r, opt: o, loader: loader{load: o.Load}}
}

// Read returns the next quad; io.EOF after the last.
func (x *Reader) Read() (rdf.Quad, error) {
	if !x.read {
		x.read = true
		x.out, x.err = x.convert()
	}
	switch {
	case x.err != nil:
		return rdf.Quad{}, x.err
	case x.next == len(x.out):
		return rdf.Quad{}, io.EOF
	}
	x.next++
	return x.out[x.next-1], nil
}

// convert reads, expands and makes quads.
func (x *Reader) convert() ([]rdf.Quad, error) {
	text, err := x.readText()
	if err != nil {
		return nil, err
	}
	doc, err := x.document(text)
	if err != nil {
		return nil, err
	}
	tags := newLangCase(doc)
	tags.hide(doc)
	expanded, err := x.expand(doc)
	if err != nil {
		return nil, x.locate(text, err)
	}
	c := converter{tags: tags, direction: x.opt.Direction}
	for _, item := range expanded {
		c.node(item, rdf.Term{})
	}
	return c.out, nil
}

const readSize = 1 << 20

// readText reads the document and looks at each piece as it comes: what goes beyond a limit is not read to its end.
func (x *Reader) readText() ([]byte, error) {
	var text []byte
	c := checker{x: x, open: -1}
	for {
		text = slices.Grow(text, min(readSize, max(len(text), 512)))
		n, err := x.r.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		if err != nil && err != io.EOF {
			return nil, err
		}
		if e := cmp.Or(c.check(text), x.tooLong(text)); e != nil {
			return nil, e
		}
		if err == io.EOF {
			return text, nil
		}
	}
}

func (x *Reader) tooLong(text []byte) error {
	if int64(len(text)) > x.opt.MaxDocument {
		return fmt.Errorf("%s: the JSON-LD document is longer than %d bytes; split it, raise the limit or load another format",
			x.opt.File, x.opt.MaxDocument)
	}
	return nil
}

// document checks and parses a text.
func (x *Reader) document(text []byte) (any, error) {
	text = bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))
	if err := x.checkText(text); err != nil {
		return nil, err
	}
	doc, err := x.parse(text)
	floatVersions(doc)
	return doc, err
}

// checkText sees to UTF-8, and to the limits before anything recursive or costly touches the document.
func (x *Reader) checkText(text []byte) error {
	if err := x.tooLong(text); err != nil {
		return err
	}
	if !utf8.Valid(text) {
		i := 0
		for i < len(text) {
			r, n := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && n <= 1 {
				break
			}
			i += n
		}
		return x.fail(text, i, "this byte is not UTF-8", "a document in UTF-8")
	}
	c := checker{x: x, open: -1}
	return c.check(text)
}

// checker sees to the depth, the values and the length of strings of a text that grows.
type checker struct {
	x      *Reader
	at     int // what is before it has been looked at
	open   int // where the string begins that at is in; -1: in none
	depth  int
	values int64
}

func (c *checker) check(text []byte) error {
	o := &c.x.opt
	for ; c.at < len(text); c.at++ {
		b := text[c.at]
		switch {
		case b == '"' && c.open < 0:
			c.open = c.at
		case b == '"':
			c.open = -1
		case c.open >= 0:
			if b == '\\' {
				c.at++ // it may be behind the end now: then the next byte to come is skipped
			}
			if c.at-c.open > o.MaxToken {
				return c.x.fail(text, c.open, fmt.Sprintf("this string is longer than the limit of %d bytes", o.MaxToken), "a shorter one, or a higher limit")
			}
		case b == '[' || b == '{':
			if c.depth++; c.depth > o.MaxDepth {
				return c.x.fail(text, c.at, "brackets are nested too deeply", "a flatter document, or a higher limit")
			}
		case b == ']' || b == '}':
			c.depth--
		case b == ',':
			if c.values++; c.values > o.MaxDocument/BytesPerValue {
				return c.x.fail(text, c.at, fmt.Sprintf("the document has more than %d values", c.values-1), "several documents, or a higher limit for their size")
			}
		}
	}
	return nil
}

func (x *Reader) fail(text []byte, at int, msg, expected string) error {
	return rdf.ErrorAt(x.opt.File, view(text), at, msg, expected)
}

// view is the string whose bytes are those of b, which nobody writes to any more.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func (x *Reader) parse(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, x.jsonError(text, err)
	}
	end := int(d.InputOffset())
	if rest := bytes.TrimLeft(text[end:], " \t\r\n"); len(rest) > 0 {
		return nil, x.fail(text, len(text)-len(rest), "text after the end of the JSON document", "the end of the document")
	}
	return doc, nil
}

func (x *Reader) jsonError(text []byte, err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return x.fail(text, max(int(syntax.Offset)-1, 0), strings.TrimPrefix(syntax.Error(), "json: "), "JSON")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return x.fail(text, len(text), "unexpected end of the document", "JSON")
	}
	return x.fail(text, 0, err.Error(), "JSON")
}

// expand gives the expanded form of a document.
func (x *Reader) expand(doc any) ([]any, error) {
	o, err := x.expansion()
	if err != nil {
		return nil, err
	}
	out, err := guard(func() (any, error) {
		if err := mendContexts(doc, x.opt.Base); err != nil {
			return nil, err
		}
		return expand(ld.NewJsonLdProcessor(), doc, o)
	})
	items, _ := out.([]any)
	return items, err
}

// locate turns an error of the expansion, which has no place, into one that has.
func (x *Reader) locate(text []byte, err error) error {
	msg, expected, detail := err.Error(), "valid JSON-LD", ""
	var e *ld.JsonLdError
	if errors.As(err, &e) {
		msg = string(e.Code)
		if e.Details != nil {
			detail = fmt.Sprint(e.Details)
			msg += ": " + strings.TrimSuffix(detail, ".")
		}
	}
	missing := x.loader.missing
	if missing != "" {
		msg, expected, detail = "the context "+missing+" cannot be had: "+x.loader.why, "a context inside the document", missing
	}
	return rdf.ErrorAt(x.opt.File, view(text), place(text, detail, missing), msg, expected)
}

// loader gives json-gold the contexts that Options.Load knows, and never the network.
type loader struct {
	ctx     context.Context // may be nil
	load    func(string) ([]byte, error)
	missing string // the context that could not be had
	why     string
}

// LoadDocument is called for remote contexts.
func (l *loader) LoadDocument(iri string) (*ld.RemoteDocument, error) {
	doc, err := l.document(iri)
	if err != nil {
		l.missing, l.why = iri, err.Error()
		return nil, ld.NewJsonLdError(ld.LoadingRemoteContextFailed, err.Error())
	}
	return &ld.RemoteDocument{DocumentURL: iri, Document: doc}, nil
}

func (l *loader) document(iri string) (any, error) {
	if l.ctx != nil && l.ctx.Err() != nil {
		return nil, context.Cause(l.ctx)
	}
	if l.load == nil {
		return nil, errors.New("contexts are not fetched")
	}
	text, err := l.load(iri)
	if err != nil {
		return nil, err
	}
	doc, err := ld.DocumentFromReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return doc, mendContexts(doc, iri)
}
