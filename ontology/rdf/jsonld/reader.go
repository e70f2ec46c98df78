package jsonld

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

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
	text, err := io.ReadAll(io.LimitReader(x.r, x.opt.MaxDocument+1))
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

// document checks and parses a text.
func (x *Reader) document(text []byte) (any, error) {
	text = bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))
	if int64(len(text)) > x.opt.MaxDocument {
		return nil, fmt.Errorf("%s: the JSON-LD document is longer than %d bytes; split it, raise the limit or load another format",
			x.opt.File, x.opt.MaxDocument)
	}
	if err := x.checkText(text); err != nil {
		return nil, err
	}
	doc, err := x.parse(text)
	floatVersions(doc)
	return doc, err
}

// checkText sees to UTF-8 and to the depth before anything recursive touches the document.
func (x *Reader) checkText(text []byte) error {
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
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			if depth++; depth > x.opt.MaxDepth {
				return x.fail(text, i, "brackets are nested too deeply", "a flatter document, or a higher limit")
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return nil
}

func (x *Reader) fail(text []byte, at int, msg, expected string) error {
	return rdf.ErrorAt(x.opt.File, string(text), at, msg, expected)
}

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

// expand is the JSON-LD expansion algorithm.
func (x *Reader) expand(doc any) ([]any, error) {
	o, err := x.expansion()
	if err != nil {
		return nil, err
	}
	out, err := guard(func() (any, error) { return ld.NewJsonLdProcessor().Expand(doc, o) })
	items, _ := out.([]any)
	return items, err
}

// locate turns an error of the expansion, which has no place, into one that has: the value it complains about, if that
// stands in the document exactly once.
func (x *Reader) locate(text []byte, err error) error {
	out := &rdf.SyntaxError{File: x.opt.File, Offset: -1, Caret: -1, Msg: err.Error(), Expected: "valid JSON-LD"}
	var e *ld.JsonLdError
	if !errors.As(err, &e) {
		return out
	}
	out.Msg = string(e.Code)
	detail := ""
	switch {
	case x.loader.missing != "":
		detail = x.loader.missing
		out.Msg, out.Expected = "the context "+detail+" cannot be had: "+x.loader.why, "a context inside the document"
	case e.Details != nil:
		detail = fmt.Sprint(e.Details)
		out.Msg += ": " + detail
	}
	quoted, _ := json.Marshal(detail)
	if bytes.Count(text, quoted) == 1 {
		return rdf.ErrorAt(x.opt.File, string(text), bytes.Index(text, quoted), out.Msg, out.Expected)
	}
	return out
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
	return ld.DocumentFromReader(bytes.NewReader(text))
}
