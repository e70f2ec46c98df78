package rdfxml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// Reader reads RDF/XML.
type Reader struct {
	w      *window
	d      *xml.Decoder
	opt    Options
	frames []frame
	scope  []binding // namespaces in force, innermost last
	ids    map[string]bool
	nodes  uint64
	rooted bool // the document element has been seen
	at     int64
	queue  []rdf.Quad
	next   int
	err    error
}

type binding struct{ prefix, iri string }

// content says what an open element may hold.
type content uint8

const (
	nodeElements     content = iota // rdf:RDF: node elements
	propertyElements                // a node element, or parseType="Resource": property elements
	textOrNode                      // a property element: text, or one node element
	textOnly                        // a property element with rdf:datatype
	nothing                         // a property element with rdf:resource or property attributes
	collection                      // parseType="Collection": node elements
	markup                          // parseType="Literal": any XML
)

// frame is an open element.
type frame struct {
	name      string // as written, for the end tag
	content   content
	bindings  int // length of scope before the element
	base      string
	lang      string
	subject   rdf.Term // of the property elements inside; or of the triple that this property element makes
	predicate rdf.Term
	reify     string // IRI of the statement, from rdf:ID on a property element
	datatype  string
	items     int      // rdf:li counted so far
	filled    bool     // a property element that has its node
	last      rdf.Term // last cell of a collection
	text      []byte   // text so far
	literal   *canonical
}

// NewReader reads an RDF/XML document.
func NewReader(r io.Reader, o Options) *Reader {
	if o.MaxDepth <= 0 {
		o.MaxDepth = DefaultMaxDepth
	}
	if o.MaxToken <= 0 {
		o.MaxToken = DefaultMaxToken
	}
	w := &window{r: r, file: o.File, buf: make([]byte, 2*windowSize), lines: 1, maxToken: int64(o.MaxToken)}
	x := &Reader{w: w, d: xml.NewDecoder(w), opt: o, ids: map[string]bool{}}
	x.d.Strict = true
	x.d.Entity = map[string]string{}
	return x
}

// Read returns the next triple; io.EOF after the last.
func (x *Reader) Read() (rdf.Quad, error) {
	for x.next == len(x.queue) {
		if x.err != nil {
			return rdf.Quad{}, x.err
		}
		x.queue, x.next = x.queue[:0], 0
		x.err = x.step()
	}
	x.next++
	return x.queue[x.next-1], nil
}

// Offset is the number of bytes of the document that have been read so far, for progress.
func (x *Reader) Offset() int64 { return x.d.InputOffset() }

func (x *Reader) emit(s, p, o rdf.Term) { x.queue = append(x.queue, rdf.Quad{S: s, P: p, O: o}) }

func (x *Reader) newBlank() rdf.Term {
	x.nodes++
	return rdf.NewBlank(rdf.GeneratedLabel(x.nodes))
}

// fail is an error at the token being read.
func (x *Reader) fail(msg, expected string) error { return x.w.fail(x.at, msg, expected) }

func (x *Reader) top() *frame {
	if len(x.frames) == 0 {
		return nil
	}
	return &x.frames[len(x.frames)-1]
}

// step reads one token.
func (x *Reader) step() error {
	x.at = x.d.InputOffset()
	x.w.token = x.at
	tok, err := x.d.RawToken()
	if err != nil {
		return x.tokenError(err)
	}
	switch t := tok.(type) {
	case xml.StartElement:
		return x.start(t)
	case xml.EndElement:
		return x.end(t)
	case xml.CharData:
		return x.chars(t)
	case xml.Directive:
		return x.directive(t)
	case xml.Comment:
		if f := x.top(); f != nil && f.content == markup {
			f.literal.comment(t)
		}
	case xml.ProcInst:
		if f := x.top(); f != nil && f.content == markup {
			f.literal.procInst(t)
		}
	}
	return nil
}

func (x *Reader) tokenError(err error) error {
	var syntax *xml.SyntaxError
	var placed *rdf.SyntaxError
	switch {
	case errors.As(err, &placed):
		return placed
	case err == io.EOF && len(x.frames) > 0:
		return x.fail("unexpected end of the document", "</"+x.top().name+">")
	case err == io.EOF && !x.rooted:
		return x.fail("the document has no element", "<rdf:RDF>")
	case err == io.EOF:
		return io.EOF
	case x.w.err != nil && x.w.err != io.EOF:
		return x.w.err
	case errors.As(err, &syntax):
		return x.w.fail(x.d.InputOffset(), syntax.Msg, "well-formed XML")
	case strings.Contains(err.Error(), "encoding"):
		return x.fail("this character encoding cannot be read", "a document in UTF-8")
	}
	return x.w.fail(x.d.InputOffset(), err.Error(), "well-formed XML")
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// start opens an element.
func (x *Reader) start(t xml.StartElement) error {
	if len(x.frames) == 0 && x.rooted {
		return x.fail("a second document element", "the end of the document")
	}
	if len(x.frames) >= x.opt.MaxDepth {
		return x.fail("elements are nested too deeply", "a flatter document, or a higher limit")
	}
	x.rooted = true
	f := frame{name: qualified(t.Name), bindings: len(x.scope), base: x.opt.Base}
	parent := x.top()
	if parent != nil {
		f.base, f.lang = parent.base, parent.lang
	}
	e, err := x.resolve(t, &f)
	if err != nil {
		return err
	}
	switch {
	case parent == nil && e.iri == rdf.NS+"RDF":
		err = x.root(e, &f)
	case parent == nil:
		_, err = x.node(e, &f)
	default:
		err = x.child(parent, e, t, &f)
	}
	if err != nil {
		return err
	}
	x.frames = append(x.frames, f)
	return nil
}

func (x *Reader) root(e element, f *frame) error {
	if len(e.attrs) > 0 {
		return x.fail("rdf:RDF has the attribute "+e.attrs[0].name, "only xmlns and xml attributes")
	}
	f.content = nodeElements
	return nil
}

// child opens an element inside another; what it is depends on what the outer one may hold.
func (x *Reader) child(parent *frame, e element, t xml.StartElement, f *frame) error {
	switch parent.content {
	case nodeElements:
		_, err := x.node(e, f)
		return err
	case propertyElements:
		return x.property(parent, e, f)
	case textOrNode:
		return x.objectNode(parent, e, f)
	case collection:
		return x.item(parent, e, f)
	case markup:
		f.content, f.literal = markup, parent.literal
		f.literal.start(t, x.scope)
		return nil
	case textOnly:
		return x.fail("an element in a literal with a datatype", "text")
	}
	return x.fail("an element in a property element that must be empty", "</"+parent.name+">")
}

// objectNode is the node element inside a property element.
func (x *Reader) objectNode(parent *frame, e element, f *frame) error {
	if parent.filled || len(bytes.TrimSpace(parent.text)) > 0 {
		return x.fail("a property element holds a second value", "</"+parent.name+">")
	}
	node, err := x.node(e, f)
	if err != nil {
		return err
	}
	parent.filled, parent.text = true, nil
	x.statement(parent, node)
	return nil
}

// item is a node element of a collection.
func (x *Reader) item(parent *frame, e element, f *frame) error {
	node, err := x.node(e, f)
	if err != nil {
		return err
	}
	cell := x.newBlank()
	if parent.last.IsZero() {
		x.statement(parent, cell)
	} else {
		x.emit(parent.last, rdf.NewIRI(rdf.RDFRest), cell)
	}
	x.emit(cell, rdf.NewIRI(rdf.RDFFirst), node)
	parent.last = cell
	return nil
}

// statement makes the triple of a property element, and the four that describe it if it has an rdf:ID.
func (x *Reader) statement(f *frame, object rdf.Term) {
	x.emit(f.subject, f.predicate, object)
	if f.reify == "" {
		return
	}
	s := rdf.NewIRI(f.reify)
	x.emit(s, rdf.NewIRI(rdf.RDFType), rdf.NewIRI(rdf.NS+"Statement"))
	x.emit(s, rdf.NewIRI(rdf.NS+"subject"), f.subject)
	x.emit(s, rdf.NewIRI(rdf.NS+"predicate"), f.predicate)
	x.emit(s, rdf.NewIRI(rdf.NS+"object"), object)
}

// end closes an element.
func (x *Reader) end(t xml.EndElement) error {
	f := x.top()
	if f == nil {
		return x.fail("an end tag without its start tag: </"+qualified(t.Name)+">", "the end of the document")
	}
	if f.name != qualified(t.Name) {
		return x.fail("the end tag </"+qualified(t.Name)+"> does not close the open element", "</"+f.name+">")
	}
	switch f.content {
	case textOrNode:
		if !f.filled {
			x.statement(f, rdf.NewLang(string(f.text), f.lang))
		}
	case textOnly:
		x.statement(f, rdf.NewTyped(string(f.text), f.datatype))
	case collection:
		x.endCollection(f)
	case markup:
		if !f.literal.end(f.name) {
			x.statement(f, rdf.NewTyped(f.literal.String(), rdf.NS+"XMLLiteral"))
		}
	}
	x.scope = x.scope[:f.bindings]
	x.frames[len(x.frames)-1] = frame{}
	x.frames = x.frames[:len(x.frames)-1]
	return nil
}

func (x *Reader) endCollection(f *frame) {
	end := rdf.NewIRI(rdf.RDFNil)
	if f.last.IsZero() {
		x.statement(f, end)
	} else {
		x.emit(f.last, rdf.NewIRI(rdf.RDFRest), end)
	}
}

func (x *Reader) chars(t xml.CharData) error {
	f := x.top()
	if f != nil {
		switch f.content {
		case markup:
			f.literal.chars(t)
			return nil
		case textOnly:
			return x.addText(f, t)
		case textOrNode:
			if !f.filled {
				return x.addText(f, t)
			}
		}
	}
	if s := bytes.TrimSpace(t); len(s) > 0 && string(s) != "\uFEFF" {
		x.at += int64(len(t) - len(bytes.TrimLeft(t, " \t\r\n")))
		return x.fail("text where only elements may stand", "an element")
	}
	return nil
}

func (x *Reader) addText(f *frame, t []byte) error {
	f.text = append(f.text, t...)
	if len(f.text) > x.opt.MaxToken {
		return x.fail("this literal is longer than the limit", "a shorter one, or a higher limit")
	}
	return nil
}
