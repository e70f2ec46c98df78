package turtle

import (
	"bufio"
	"io"
	"iter"

	"w3id.org/concord/ontology/rdf"
)

// WriterOptions steer the Turtle and TriG writers. The zero value is ready to use.
type WriterOptions struct {
	Prefixes []rdf.Prefix // abbreviations; those with an illegal name are left out
	Spare    []rdf.Prefix // further abbreviations; a document that is streamed declares only those that its first quads use
	Buffer   int          // quads held back to write them prettily; 0 means DefaultBuffer, below 0 none
}

// DefaultBuffer is the number of quads up to which a document is written as a whole: subjects together, only the
// prefixes that are used, collections and anonymous nodes in brackets. Longer documents are streamed: quads that follow
// each other are grouped, all prefixes declared, blank nodes labelled.
const DefaultBuffer = 20000

const maxGroup = 4096 // quads of one subject that a streaming writer gathers

// TurtleWriter writes Turtle or TriG.
type TurtleWriter struct {
	w         *bufio.Writer
	a         *abbreviator
	trig      bool
	limit     int
	held      heldQuads // not written yet, of a document that may be written as a whole
	streaming bool
	group     []rdf.Quad // of one subject, not written yet, once streaming
	graph     rdf.Term   // that is open
	blocks    int        // written so far
	printer   printer    // of the streaming writer
	err       error
}

// NewTurtleWriter writes Turtle, or TriG if trig is set.
func NewTurtleWriter(w io.Writer, trig bool, o WriterOptions) *TurtleWriter {
	if o.Buffer == 0 {
		o.Buffer = DefaultBuffer
	}
	return &TurtleWriter{w: bufio.NewWriterSize(w, 64<<10), a: newAbbreviator(o.Prefixes, o.Spare), trig: trig, limit: o.Buffer}
}

// Write takes one quad; Turtle drops the graph.
func (t *TurtleWriter) Write(q rdf.Quad) error {
	if t.err != nil {
		return t.err
	}
	if !t.trig {
		q.G = rdf.Term{}
	}
	q, err := writable(q)
	if err != nil {
		return err
	}
	if t.streaming {
		t.stream(q)
		return t.err
	}
	if t.held.add(q); t.held.n > t.limit {
		t.startStreaming()
	}
	return t.err
}

// Close writes the rest. It does not close the underlying writer.
func (t *TurtleWriter) Close() error {
	if t.err != nil {
		return t.err
	}
	if t.streaming {
		t.flushGroup()
	} else {
		t.writeWhole(&t.held)
	}
	t.switchGraph(rdf.Term{})
	if t.err != nil {
		return t.err
	}
	return t.w.Flush()
}

func (t *TurtleWriter) startStreaming() {
	held := t.held
	t.streaming, t.held = true, heldQuads{}
	for _, q := range held.all() {
		t.a.count(q)
	}
	t.a.settle()
	t.put(t.a.header())
	for _, q := range held.all() {
		t.stream(*q)
	}
}

func (t *TurtleWriter) stream(q rdf.Quad) {
	if n := len(t.group); n > 0 && (n >= maxGroup || t.group[0].S != q.S || t.group[0].G != q.G) {
		t.flushGroup()
	}
	t.group = append(t.group, q)
}

func (t *TurtleWriter) flushGroup() {
	if len(t.group) == 0 {
		return
	}
	t.switchGraph(t.group[0].G)
	p := &t.printer
	p.a, p.indent, p.out = t.a, t.indent(), p.out[:0]
	p.block(t.group[0].S, t.group)
	t.putBlock(p.out)
	t.group = t.group[:0]
}

// indent is the number of steps by which statements of the open graph are set in.
func (t *TurtleWriter) indent() int {
	if t.graph.IsZero() {
		return 0
	}
	return 1
}

// switchGraph closes the open graph and opens g, if they differ.
func (t *TurtleWriter) switchGraph(g rdf.Term) {
	if g == t.graph {
		return
	}
	if !t.graph.IsZero() {
		t.put([]byte("}\n"))
	}
	t.graph = g
	if !g.IsZero() {
		if t.blocks > 0 {
			t.put(newline)
		}
		t.put(append(t.a.append(nil, g), " {\n"...))
		t.blocks = 0
	} else {
		t.blocks = 1
	}
}

// putBlock writes a statement with an empty line before it, unless it is the first.
func (t *TurtleWriter) putBlock(b []byte) {
	if t.blocks++; t.blocks > 1 {
		t.put(newline)
	}
	t.put(b)
}

func (t *TurtleWriter) put(b []byte) {
	if t.err == nil {
		_, t.err = t.w.Write(b)
	}
}

// header declares the prefixes that are used.
func (a *abbreviator) header() []byte {
	var out []byte
	for i := len(a.prefixes) - 1; i >= 0; i-- {
		if p := &a.prefixes[i]; p.used {
			out = append(append(append(out, "@prefix "...), p.Name...), ": <"...)
			out = append(append(out, p.IRI...), "> .\n"...)
		}
	}
	if len(out) > 0 {
		out = append(out, '\n')
	}
	return out
}

// heldQuads is a list that is not copied as it grows.
type heldQuads struct {
	chunks [][]rdf.Quad
	n      int
}

const (
	firstHeld = 64
	mostHeld  = 4096
)

func (h *heldQuads) add(q rdf.Quad) {
	last := len(h.chunks) - 1
	if last < 0 || len(h.chunks[last]) == cap(h.chunks[last]) {
		h.chunks = append(h.chunks, make([]rdf.Quad, 0, min(max(firstHeld, h.n), mostHeld)))
		last++
	}
	h.chunks[last] = append(h.chunks[last], q)
	h.n++
}

func (h *heldQuads) all() iter.Seq2[int, *rdf.Quad] {
	return func(yield func(int, *rdf.Quad) bool) {
		n := 0
		for _, chunk := range h.chunks {
			for i := range chunk {
				if !yield(n, &chunk[i]) {
					return
				}
				n++
			}
		}
	}
}
