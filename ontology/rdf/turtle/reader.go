package turtle

import (
	"bytes"
	"io"

	"w3id.org/concord/ontology/rdf"
)

// TurtleReader reads Turtle or TriG into batches. It is a machine with a stack of the brackets that are open, so that
// everything streams: a document that is one statement, and a collection that is the whole document.
//
// A term that is written plainly is numbered by how it is written (plain.go); what it means is worked out only when it
// is new to the batch. Everything else is read token by token (terms.go), mistakes included.
type TurtleReader struct {
	s        *source
	opt      Options
	trig     bool
	base     string
	prefixes map[string]string
	lookups  [16]lookup // some of prefixes
	types    [8]lookup  // datatypes by their prefixed names
	meaning  uint32     // counts the changes after which a name may mean something else
	state    state
	frame            // the innermost
	outer    []frame // those around it, the statement first
	graph    uint32  // number in b; noTerm: the default graph
	inGraph  bool
	lastVerb uint32
	nodes    uint64 // blank nodes made so far
	b        *Batch // what is filled now
	left     []rdf.Term
	own      *Batch // of Read
	next     int    // first quad of own that was not handed out
	err      error
	name     []byte // scratch for expanded names
	boundary int64
	tokens   bool // leaves plain terms out, for tests
}

// state says what must come next.
type state uint8

const (
	atStatement state = iota // a directive, a graph, or a subject
	atVerb                   // or the end of brackets
	atObject
	afterObject
	atMember // of a collection, or its end
)

// frame is a statement, or brackets within one. Terms are numbers in the batch, or noTerm.
type frame struct {
	kind    kind
	subject uint32 // of what follows; of a collection its last cell
	verb    uint32 // noTerm as long as there was none
	head    uint32 // first cell of a collection
}

type kind uint8

const (
	inStatement kind = iota
	inBrackets
	inCollection
)

// NewTurtleReader reads Turtle, or TriG if trig is set.
func NewTurtleReader(r io.Reader, trig bool, o Options) *TurtleReader {
	o = o.withDefaults()
	t := &TurtleReader{s: newSource(r, o), opt: o, trig: trig, base: o.Base, prefixes: map[string]string{}}
	for _, p := range o.Prefixes {
		t.prefixes[p.Name] = p.IRI
	}
	t.nothingRead()
	return t
}

// Offset is the number of bytes of the document that have been read so far, for progress.
func (t *TurtleReader) Offset() int64 { return t.s.off + int64(t.s.pos) }

// Boundary is the offset behind the last statement outside a graph, or the last graph, that has been read as a whole.
func (t *TurtleReader) Boundary() int64 { return t.boundary }

// Prefixes gives the prefixes in force, the document's own included.
func (t *TurtleReader) Prefixes() map[string]string { return t.prefixes }

// Base gives the base IRI in force.
func (t *TurtleReader) Base() string { return t.base }

// step reads a term or a sign or two, and emits no more than two quads.
func (t *TurtleReader) step() error {
	switch t.state {
	case atVerb:
		return t.readVerb()
	case atObject:
		c, _ := t.s.next()
		return t.readObject(c)
	case afterObject:
		return t.readAfter()
	case atMember:
		return t.readMember()
	}
	return t.readTop()
}

func (t *TurtleReader) emit(s, p, o uint32) {
	g := t.graph
	if g == noTerm {
		g = t.b.defaultGraph()
	}
	t.b.Quads = append(t.b.Quads, [4]uint32{s, p, o, g})
}

// newBlank makes a node that nothing in the text can refer to.
func (t *TurtleReader) newBlank() uint32 {
	t.nodes++
	return t.b.append("", rdf.NewBlank(t.b.arena.label(t.nodes)))
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
	case c == '@' && !t.inGraph:
		return t.atDirective()
	case c == '{' && t.trig && !t.inGraph:
		t.openGraph(noTerm)
		return nil
	}
	if id, ok := t.plainNode(c); ok {
		return t.afterSubject(id, true, false)
	}
	if class[c]&inLang != 0 && !t.inGraph {
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

func (t *TurtleReader) graphKeyword() error {
	c, _ := t.s.next()
	label, err := t.graphLabel(c)
	if err != nil {
		return err
	}
	if c, _ := t.s.next(); c != '{' {
		return t.s.failHere(t.s.describe(), `"{" of the graph`)
	}
	t.openGraph(label)
	return nil
}

func (t *TurtleReader) graphLabel(c byte) (uint32, error) {
	if c != '[' {
		return t.node(c, "the graph's name: an IRI, a prefixed name or a blank node")
	}
	t.s.pos++
	if c, _ := t.s.next(); c != ']' {
		return 0, t.s.failHere(t.s.describe(), `"]": a graph's name takes no properties`)
	}
	t.s.pos++
	return t.newBlank(), nil
}

func (t *TurtleReader) openGraph(label uint32) {
	t.s.pos++ // the "{"
	t.graph, t.inGraph, t.state = label, true, atStatement
}

func (t *TurtleReader) closeGraph() {
	t.s.pos++ // the "}"
	t.graph, t.inGraph, t.state = noTerm, false, atStatement
}

// readSubject reads a subject, or a graph's name before "{".
func (t *TurtleReader) readSubject(c byte) error {
	t.frame = frame{kind: inStatement, subject: noTerm, verb: noTerm, head: noTerm}
	switch c {
	case '[':
		return t.open(inBrackets)
	case '(':
		return t.open(inCollection)
	}
	id, err := t.node(c, t.wantSubject())
	if err != nil {
		return err
	}
	return t.afterSubject(id, true, false)
}

func (t *TurtleReader) wantSubject() string {
	if t.inGraph {
		return `a subject: an IRI, a prefixed name, a blank node, "[" or "(", or "}"`
	}
	return `a subject: an IRI, a prefixed name, a blank node, "[" or "(", or a directive`
}

// afterSubject decides what the term is that began a statement: mayName says that it may be the name of a graph, and
// mayEnd that the statement may be over.
func (t *TurtleReader) afterSubject(id uint32, mayName, mayEnd bool) error {
	t.frame = frame{kind: inStatement, subject: id, verb: noTerm, head: noTerm}
	t.state = atVerb
	if !mayEnd && (!t.trig || t.inGraph) {
		return nil
	}
	c, _ := t.s.next()
	if c == '{' && t.trig && !t.inGraph && mayName {
		t.openGraph(id)
	} else if mayEnd && (c == '.' || c == '}' && t.inGraph) {
		t.state = afterObject
	}
	return nil
}

func (t *TurtleReader) readVerb() error {
	c, _ := t.s.next()
	if c == ']' && t.kind == inBrackets {
		return t.close()
	}
	id, ok := t.guessed()
	if !ok {
		var err error
		if id, err = t.predicate(c); err != nil {
			return err
		}
	}
	if t.lastVerb != noTerm {
		t.b.written[t.lastVerb].after = id
	}
	t.verb, t.lastVerb, t.state = id, id, atObject
	return nil
}

func (t *TurtleReader) readObject(c byte) error {
	switch c {
	case '[':
		return t.open(inBrackets)
	case '(':
		return t.open(inCollection)
	}
	id, ok := t.plain(c)
	if !ok {
		o, err := t.object(c)
		if err != nil {
			return err
		}
		id = t.b.whole(o)
	}
	t.take(id)
	return nil
}

// readMember reads a member of a collection, or its end.
func (t *TurtleReader) readMember() error {
	c, ok := t.s.next()
	switch {
	case !ok:
		return t.s.failEnd(t.s.pos, "the collection is not closed", `")"`)
	case c == ')':
		return t.close()
	}
	return t.readObject(c)
}

// take makes the statements that an object ends.
func (t *TurtleReader) take(o uint32) {
	if t.kind != inCollection {
		t.emit(t.subject, t.verb, o)
		t.state = afterObject
		return
	}
	cell := t.newBlank()
	if t.head == noTerm {
		t.head = cell
	} else {
		t.emit(t.subject, t.b.list(1), cell)
	}
	t.emit(cell, t.b.list(0), o)
	t.subject, t.state = cell, atMember
}

// open begins brackets; pos is at the first.
func (t *TurtleReader) open(k kind) error {
	if len(t.outer)+1 > t.opt.MaxDepth {
		return t.s.failHere("brackets are nested too deeply", "a flatter document, or a higher limit")
	}
	t.s.pos++
	t.outer = append(t.outer, t.frame)
	t.frame, t.state = frame{kind: k, subject: noTerm, verb: noTerm, head: noTerm}, atMember
	if k == inBrackets {
		t.subject, t.state = t.newBlank(), atVerb
	}
	return nil
}

// close ends the innermost brackets, whose node is then a subject or an object of what is around them.
func (t *TurtleReader) close() error {
	t.s.pos++
	f, id := t.frame, t.subject
	if f.kind == inCollection {
		if id = f.head; id == noTerm {
			id = t.b.list(2)
		} else {
			t.emit(f.subject, t.b.list(1), t.b.list(2))
		}
	}
	n := len(t.outer) - 1
	t.frame, t.outer = t.outer[n], t.outer[:n]
	if t.kind == inStatement && t.verb == noTerm {
		bare := f.kind == inBrackets && f.verb == noTerm
		return t.afterSubject(id, bare, f.kind == inBrackets && !bare)
	}
	t.take(id)
	return nil
}

// readAfter reads what follows an object that is no member.
func (t *TurtleReader) readAfter() error {
	c, _ := t.s.next()
	switch {
	case c == ',' && t.verb != noTerm:
		t.s.pos++
		t.state = atObject
	case c == ';':
		t.skipSemicolons()
		if c, _ = t.s.next(); t.kind == inBrackets || c != '.' && !(c == '}' && t.inGraph) {
			t.state = atVerb
		}
	case t.kind == inBrackets && c == ']':
		return t.close()
	case t.kind == inBrackets:
		return t.s.failHere(t.s.describe(), `",", ";" or "]"`)
	case c == '.':
		t.s.pos++
		t.state = atStatement
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
