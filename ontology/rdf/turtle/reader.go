package turtle

import (
	"bytes"
	"io"

	"w3id.org/concord/ontology/rdf"
)

// TurtleReader reads Turtle or TriG. It is a state machine over the objects of the outermost statement, so that even a
// document that is one statement streams; only what nests inside [ ] and ( ) is read by recursion.
type TurtleReader struct {
	s        *source
	opt      Options
	trig     bool
	base     string
	prefixes map[string]string
	state    func(*TurtleReader) error
	subject  rdf.Term
	verb     rdf.Term
	graph    rdf.Term
	inGraph  bool
	depth    int
	nodes    uint64 // blank nodes made so far
	queue    []rdf.Quad
	next     int // first quad of queue that was not handed out
	err      error
	lastName []byte // the last prefix and its namespace
	lastNS   string
	name     []byte // scratch for expanded names
	boundary int64
}

// NewTurtleReader reads Turtle, or TriG if trig is set.
func NewTurtleReader(r io.Reader, trig bool, o Options) *TurtleReader {
	o = o.withDefaults()
	t := &TurtleReader{s: newSource(r, o), opt: o, trig: trig, base: o.Base, prefixes: map[string]string{}}
	for _, p := range o.Prefixes {
		t.prefixes[p.Name] = p.IRI
	}
	t.state = (*TurtleReader).readTop
	return t
}

// Read returns the next quad; io.EOF after the last.
func (t *TurtleReader) Read() (rdf.Quad, error) {
	for t.next == len(t.queue) {
		if t.err != nil {
			return rdf.Quad{}, t.err
		}
		t.queue, t.next = t.queue[:0], 0
		t.err = t.state(t)
	}
	t.next++
	return t.queue[t.next-1], nil
}

// Offset is the number of bytes of the document that have been read so far, for progress.
func (t *TurtleReader) Offset() int64 { return t.s.off + int64(t.s.pos) }

// Boundary is the offset behind the last statement outside a graph, or the last graph, that has been read as a whole.
func (t *TurtleReader) Boundary() int64 { return t.boundary }

// Prefixes gives the prefixes in force, the document's own included.
func (t *TurtleReader) Prefixes() map[string]string { return t.prefixes }

// Base gives the base IRI in force.
func (t *TurtleReader) Base() string { return t.base }

func (t *TurtleReader) emit(s, p, o rdf.Term) {
	t.queue = append(t.queue, rdf.Quad{S: s, P: p, O: o, G: t.graph})
}

func (t *TurtleReader) newBlank() rdf.Term {
	t.nodes++
	return rdf.NewBlank(rdf.GeneratedLabel(t.nodes))
}

// readTop reads up to the subject of a statement: a directive, the beginning or end of a graph, or a subject.
func (t *TurtleReader) readTop() error {
	if !t.inGraph {
		t.boundary = t.Offset()
	}
	c, ok := t.s.next()
	switch {
	case !ok && t.inGraph:
		return t.s.failEnd(t.s.pos, "the graph is not closed", `"}"`)
	case !ok:
		return t.s.endOr(io.EOF)
	case t.inGraph && c == '}':
		t.closeGraph()
		return nil
	case t.inGraph:
		return t.readSubject(c)
	case c == '@':
		return t.atDirective()
	case c == '{' && t.trig:
		return t.openGraph(rdf.Term{})
	}
	if class[c]&inLang != 0 {
		if done, err := t.keyword(); done || err != nil {
			return err
		}
	}
	return t.readSubject(c)
}

// keyword reads a directive in the manner of SPARQL, or GRAPH; done is false if the word there is none of these.
func (t *TurtleReader) keyword() (done bool, err error) {
	s := t.s
	w := s.word()
	if c, _ := s.peekHere(); c == ':' {
		s.pos = s.start // a prefixed name
		return false, nil
	}
	switch {
	case bytes.EqualFold(w, []byte("prefix")):
		return true, t.prefixDecl()
	case bytes.EqualFold(w, []byte("base")):
		return true, t.baseDecl()
	case t.trig && bytes.EqualFold(w, []byte("graph")):
		return true, t.graphKeyword()
	}
	s.pos = s.start
	return false, nil
}

// peekHere is peek that keeps the token being read.
func (s *source) peekHere() (byte, bool) { return s.peekAt(0) }

func (t *TurtleReader) atDirective() error {
	s := t.s
	s.pos++
	at := s.pos
	w := s.word()
	var err error
	switch string(w) {
	case "prefix":
		err = t.prefixDecl()
	case "base":
		err = t.baseDecl()
	default:
		s.pos = min(at, s.pos-len(w))
		return s.fail(s.pos, "unknown directive", "@prefix or @base")
	}
	if err != nil {
		return err
	}
	if c, _ := s.next(); c != '.' {
		return s.failHere(s.describe(), `"." at the end of the directive`)
	}
	s.pos++
	return nil
}

func (t *TurtleReader) prefixDecl() error {
	s := t.s
	s.next()
	name := string(s.word())
	if c, ok := s.peekHere(); !ok || c != ':' {
		return s.failHere(s.describe(), `a prefix and ":"`)
	}
	s.pos++
	iri, err := t.iriHere()
	if err != nil {
		return err
	}
	t.prefixes[name] = iri
	t.lastName, t.lastNS = append(t.lastName[:0], name...), iri
	if len(t.prefixes) > t.opt.MaxPrefixes {
		return s.fail(s.start, "too many prefixes", "fewer prefixes, or a higher limit")
	}
	return nil
}

func (t *TurtleReader) baseDecl() error {
	iri, err := t.iriHere()
	if err == nil {
		t.base = iri
	}
	return err
}

// iriHere reads the IRI in angle brackets that must come next.
func (t *TurtleReader) iriHere() (string, error) {
	if c, _ := t.s.next(); c != '<' {
		return "", t.s.failHere(t.s.describe(), `"<" of an IRI`)
	}
	return t.iriRef()
}

// iriRef reads an IRI in angle brackets and resolves it.
func (t *TurtleReader) iriRef() (string, error) {
	b, err := t.s.iriRef()
	if err != nil {
		return "", err
	}
	if isAbsolute(b) {
		return t.s.table.string(b), nil
	}
	if t.base == "" {
		return "", t.s.fail(t.s.start, "a relative IRI, and the document has no base", "an absolute IRI or @base")
	}
	iri := rdf.ResolveIRI(t.base, string(b))
	if len(iri) > t.opt.MaxIRI {
		return "", t.s.longIRI()
	}
	return t.s.table.string([]byte(iri)), nil
}

func (t *TurtleReader) graphKeyword() error {
	c, _ := t.s.next()
	label, err := t.graphLabel(c)
	if err != nil {
		return err
	}
	if c, _ := t.s.next(); c != '{' {
		return t.s.failHere(t.s.describe(), `"{" of the graph`)
	}
	return t.openGraph(label)
}

func (t *TurtleReader) graphLabel(c byte) (rdf.Term, error) {
	if c != '[' {
		return t.node(c, "the graph's name: an IRI, a prefixed name or a blank node")
	}
	t.s.pos++
	if c, _ := t.s.next(); c != ']' {
		return rdf.Term{}, t.s.failHere(t.s.describe(), `"]": a graph's name takes no properties`)
	}
	t.s.pos++
	return t.newBlank(), nil
}

func (t *TurtleReader) openGraph(label rdf.Term) error {
	t.s.pos++ // the "{"
	t.graph, t.inGraph = label, true
	return nil
}

func (t *TurtleReader) closeGraph() {
	t.s.pos++ // the "}"
	t.graph, t.inGraph = rdf.Term{}, false
	t.state = (*TurtleReader).readTop
}

// readSubject reads a subject, or a graph's name before "{".
func (t *TurtleReader) readSubject(c byte) (err error) {
	mayName, mayEnd := true, false
	switch c {
	case '[':
		t.subject, mayEnd, err = t.blankSubject()
		mayName = !mayEnd
	case '(':
		t.subject, err = t.collection()
		mayName = false
	default:
		t.subject, err = t.node(c, t.wantSubject())
	}
	if err != nil {
		return err
	}
	c, _ = t.s.next()
	if c == '{' && t.trig && !t.inGraph && mayName {
		return t.openGraph(t.subject)
	}
	if mayEnd && (c == '.' || c == '}' && t.inGraph) {
		t.state = (*TurtleReader).readAfter
		return nil
	}
	t.state = (*TurtleReader).readVerb
	return nil
}

func (t *TurtleReader) wantSubject() string {
	if t.inGraph {
		return `a subject: an IRI, a prefixed name, a blank node, "[" or "(", or "}"`
	}
	return `a subject: an IRI, a prefixed name, a blank node, "[" or "(", or a directive`
}

// blankSubject reads [] or [ p o ]; full is true for the second.
func (t *TurtleReader) blankSubject() (node rdf.Term, full bool, err error) {
	before := len(t.queue)
	node, err = t.propertyList()
	return node, len(t.queue) > before, err
}

func (t *TurtleReader) readVerb() error {
	verb, err := t.readPredicate()
	if err != nil {
		return err
	}
	t.verb, t.state = verb, (*TurtleReader).readObject
	return nil
}

func (t *TurtleReader) readObject() error {
	o, err := t.object()
	if err != nil {
		return err
	}
	t.emit(t.subject, t.verb, o)
	t.state = (*TurtleReader).readAfter
	return nil
}

// readAfter reads what follows an object of the outermost statement.
func (t *TurtleReader) readAfter() error {
	c, _ := t.s.next()
	switch {
	case c == ',' && len(t.verb.Value) > 0:
		t.s.pos++
		t.state = (*TurtleReader).readObject
	case c == ';':
		t.skipSemicolons()
		if c, _ = t.s.next(); c != '.' && !(c == '}' && t.inGraph) {
			t.state = (*TurtleReader).readVerb
		}
	case c == '.':
		t.s.pos++
		t.state = (*TurtleReader).readTop
	case c == '}' && t.inGraph:
		t.closeGraph()
	case t.inGraph:
		return t.s.failHere(t.s.describe(), `",", ";", "." or "}"`)
	default:
		return t.s.failHere(t.s.describe(), `",", ";" or "."`)
	}
	return nil
}

func (t *TurtleReader) skipSemicolons() {
	for {
		if c, _ := t.s.next(); c != ';' {
			return
		}
		t.s.pos++
	}
}
