package rdfxml

import (
	"bytes"
	"io"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/rdfxml/xmltok"
)

// Reader reads RDF/XML.
type Reader struct {
	t      *xmltok.Tokenizer
	opt    Options
	frames []frame
	attrs  []attribute     // of the start tag being read
	seen   map[string]bool // their IRIs, if they are many
	ids    map[string]bool
	nodes  uint64
	key    []byte // scratch for IRIs
	names  names
	queue  []rdf.Quad
	next   int
	err    error
}

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
	if o.MaxToken <= 0 {
		o.MaxToken = DefaultMaxToken
	}
	t := xmltok.New(r, xmltok.Options{File: o.File, Root: "<rdf:RDF>", MaxDepth: o.MaxDepth, MaxToken: o.MaxToken})
	return &Reader{t: t, opt: o, ids: map[string]bool{}}
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
func (x *Reader) Offset() int64 { return x.t.Offset() }

func (x *Reader) emit(s, p, o rdf.Term) { x.queue = append(x.queue, rdf.Quad{S: s, P: p, O: o}) }

func (x *Reader) newBlank() rdf.Term {
	x.nodes++
	return rdf.NewBlank(rdf.GeneratedLabel(x.nodes))
}

// fail is an error at the token being read.
func (x *Reader) fail(msg, expected string) error { return x.t.Fail(0, msg, expected) }

func (x *Reader) top() *frame {
	if len(x.frames) == 0 {
		return nil
	}
	return &x.frames[len(x.frames)-1]
}

// step reads one token.
func (x *Reader) step() error {
	kind, err := x.t.Next()
	if err != nil {
		return err
	}
	switch kind {
	case xmltok.Start:
		return x.start()
	case xmltok.End:
		x.end()
	case xmltok.Text:
		return x.chars(x.t.Text())
	case xmltok.Comment:
		if f := x.top(); f != nil && f.content == markup {
			f.literal.comment(x.t.Text())
			return x.checkLength(len(f.literal.out))
		}
	case xmltok.ProcInst:
		if f := x.top(); f != nil && f.content == markup {
			f.literal.procInst(x.t.Target(), x.t.Text())
			return x.checkLength(len(f.literal.out))
		}
	}
	return nil
}

// start opens an element.
func (x *Reader) start() error {
	name := x.t.Name()
	f := frame{name: name.Full, base: x.opt.Base}
	parent := x.top()
	if parent != nil {
		f.base, f.lang = parent.base, parent.lang
	}
	if parent != nil && parent.content == markup {
		f.content, f.literal = markup, parent.literal
		f.literal.start(name, x.t.Attrs())
		x.push(f)
		return x.checkLength(len(f.literal.out))
	}
	e, err := x.resolve(name, &f)
	if err != nil {
		return err
	}
	switch {
	case parent == nil && e.iri == rdf.NS+"RDF":
		err = x.root(e, &f)
	case parent == nil:
		_, err = x.node(e, &f)
	default:
		err = x.child(parent, e, &f)
	}
	if err != nil {
		return err
	}
	x.push(f)
	return nil
}

// push opens an element; it takes over the memory for text of the last one on the same level.
func (x *Reader) push(f frame) {
	if n := len(x.frames); n < cap(x.frames) {
		f.text = x.frames[:n+1][n].text
	}
	x.frames = append(x.frames, f)
}

func (x *Reader) root(e element, f *frame) error {
	if len(e.attrs) > 0 {
		return x.fail("rdf:RDF has the attribute "+e.attrs[0].name, "only xmlns and xml attributes")
	}
	f.content = nodeElements
	return nil
}

// child opens an element inside another; what it is depends on what the outer one may hold.
func (x *Reader) child(parent *frame, e element, f *frame) error {
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
	parent.filled, parent.text = true, parent.text[:0]
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
func (x *Reader) end() {
	f := x.top()
	switch f.content {
	case textOrNode:
		if !f.filled {
			x.statement(f, rdf.NewLang(x.literal(f.text), f.lang))
		}
	case textOnly:
		x.statement(f, rdf.NewTyped(x.literal(f.text), f.datatype))
	case collection:
		x.endCollection(f)
	case markup:
		if !f.literal.end(f.name) {
			x.statement(f, rdf.NewTyped(string(f.literal.out), rdf.NS+"XMLLiteral"))
		}
	}
	*f = frame{text: f.text[:0]}
	if cap(f.text) > keptText {
		f.text = nil
	}
	x.frames = x.frames[:len(x.frames)-1]
}

func (x *Reader) endCollection(f *frame) {
	end := rdf.NewIRI(rdf.RDFNil)
	if f.last.IsZero() {
		x.statement(f, end)
	} else {
		x.emit(f.last, rdf.NewIRI(rdf.RDFRest), end)
	}
}

const (
	shortLiteral = 24       // bytes; longer ones hardly recur
	keptText     = 16 << 10 // bytes of memory for text that an element leaves to the next one
)

// literal is the string of a lexical form.
func (x *Reader) literal(b []byte) string {
	if len(b) <= shortLiteral {
		return x.t.String(b)
	}
	return x.t.Fresh(b)
}

func (x *Reader) chars(text []byte) error {
	f := x.top()
	switch f.content {
	case markup:
		f.literal.chars(text)
		return x.checkLength(len(f.literal.out))
	case textOnly:
		return x.addText(f, text)
	case textOrNode:
		if !f.filled {
			return x.addText(f, text)
		}
	}
	if blank := len(text) - len(bytes.TrimLeft(text, " \t\r\n")); blank < len(text) {
		return x.t.Fail(x.t.Blank(), "text where only elements may stand", "an element")
	}
	return nil
}

func (x *Reader) addText(f *frame, t []byte) error {
	f.text = append(f.text, t...)
	return x.checkLength(len(f.text))
}

func (x *Reader) checkLength(n int) error {
	if n > x.opt.MaxToken {
		return x.fail("this literal is longer than the limit", "a shorter one, or a higher limit")
	}
	return nil
}
