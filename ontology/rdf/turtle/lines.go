package turtle

import (
	"io"

	"w3id.org/concord/ontology/rdf"
)

// LineReader reads N-Triples or N-Quads: one statement per line.
type LineReader struct {
	s     *source
	quads bool
	st    statement
	last  rdf.Quad  // the terms of the last statement that was scanned, and how they were written
	raw   [4][]byte // but for the object
	// tokens leaves the scanner out, for tests.
	tokens bool
	err    error
}

// NewReader reads N-Triples, or N-Quads if quads is set.
func NewReader(r io.Reader, quads bool, o Options) *LineReader {
	return &LineReader{s: newSource(r, o.withDefaults()), quads: quads}
}

// Read returns the next quad; io.EOF after the last.
func (l *LineReader) Read() (rdf.Quad, error) {
	if l.err != nil {
		return rdf.Quad{}, l.err
	}
	q, err := l.read()
	l.err = err
	return q, err
}

func (l *LineReader) read() (rdf.Quad, error) {
	s := l.s
	if _, ok := s.next(); !ok {
		return rdf.Quad{}, s.endOr(io.EOF)
	}
	for c := range l.raw {
		l.st.guess[c] = view(l.raw[c])
	}
	if l.tokens || !l.st.scan(s.buf[:s.end], s.pos, l.quads, s.maxIRI) || l.isLangString() {
		return l.statement()
	}
	l.take(0, &l.last.S)
	l.take(1, &l.last.P)
	if s.buf[l.st.from[2]] == '"' {
		l.last.O = l.scanned()
	} else {
		l.last.O = l.node(s.buf[l.st.from[2]:l.st.to[2]])
	}
	q := l.last
	if l.st.from[3] == 0 {
		q.G = rdf.Term{}
	} else {
		l.take(3, &l.last.G)
		q.G = l.last.G
	}
	s.pos, s.start = l.st.end, l.st.end
	return q, nil
}

// take makes term c of the statement that was scanned, unless t is that.
func (l *LineReader) take(c int, t *rdf.Term) {
	if l.st.same[c] {
		return
	}
	written := l.s.buf[l.st.from[c]:l.st.to[c]]
	l.raw[c] = append(l.raw[c][:0], written...)
	*t = l.node(written)
}

func (l *LineReader) node(written []byte) rdf.Term {
	if written[0] == '<' {
		return rdf.NewIRI(l.s.table.string(written[1 : len(written)-1]))
	}
	return rdf.NewBlank(l.s.table.string(written[2:]))
}

// scanned makes the literal that was scanned.
func (l *LineReader) scanned() rdf.Term {
	s, st := l.s, &l.st
	b := s.buf[st.from[2]+1 : st.quote]
	if st.escaped {
		s.scratch = appendUnescaped(s.scratch[:0], view(b))
		b = s.scratch
	}
	lexical, suffix := s.lexical(b), s.buf[st.quote+1:st.to[2]]
	switch {
	case len(suffix) == 0:
		return rdf.NewString(lexical)
	case suffix[0] == '@':
		return rdf.NewLang(lexical, s.table.string(suffix[1:]))
	}
	return rdf.NewTyped(lexical, s.table.string(suffix[3:len(suffix)-1]))
}

// isLangString reports whether the object has the one datatype that a literal cannot name.
func (l *LineReader) isLangString() bool {
	st := &l.st
	const suffix = "^^<" + rdf.RDFLangString + ">"
	n := st.to[2] - len(suffix)
	return n > st.from[2] && l.s.buf[n] == '^' && string(l.s.buf[n:st.to[2]]) == suffix
}

// Offset is the number of bytes of the document that have been read so far, for progress.
func (l *LineReader) Offset() int64 { return l.s.off + int64(l.s.pos) }

// Boundary is the offset behind the last statement that has been read as a whole.
func (l *LineReader) Boundary() int64 { return l.Offset() }

// statement reads what scan does not take; pos is at its first byte.
func (l *LineReader) statement() (q rdf.Quad, err error) {
	if q.S, err = l.subject(); err != nil {
		return q, err
	}
	if q.P, err = l.predicate(); err != nil {
		return q, err
	}
	if q.O, err = l.object(); err != nil {
		return q, err
	}
	if l.quads {
		if q.G, err = l.graph(); err != nil {
			return q, err
		}
	}
	return q, l.endOfLine()
}

// endOr gives the error of the input if it had one, else end.
func (s *source) endOr(end error) error {
	if s.err != nil && s.err != io.EOF {
		return s.err
	}
	return end
}

// blankTo skips spaces and tabs and returns the byte there, 0 at the end of the document.
func (s *source) blankTo() byte {
	for {
		for s.pos < s.end {
			if c := s.buf[s.pos]; c != ' ' && c != '\t' {
				s.start = s.pos
				return c
			}
			s.pos++
		}
		s.start = s.pos
		if _, ok := s.fill(); !ok {
			return 0
		}
	}
}

// either reads an IRI or a blank node; c is the byte there.
func (l *LineReader) either(c byte) (rdf.Term, error) {
	if c == '<' {
		return l.absolute()
	}
	b, err := l.s.blankLabel()
	if err != nil {
		return rdf.Term{}, err
	}
	return l.s.blank(b), nil
}

func (l *LineReader) subject() (rdf.Term, error) {
	c := l.s.blankTo()
	if c != '<' && c != '_' {
		return rdf.Term{}, l.s.failHere(l.s.describe(), `a subject: "<" of an IRI or "_:" of a blank node`)
	}
	return l.either(c)
}

func (l *LineReader) predicate() (rdf.Term, error) {
	if c := l.s.blankTo(); c != '<' {
		return rdf.Term{}, l.s.failHere(l.s.describe(), `a predicate: "<" of an IRI`)
	}
	return l.absolute()
}

func (l *LineReader) graph() (rdf.Term, error) {
	switch c := l.s.blankTo(); c {
	case '.':
		return rdf.Term{}, nil
	case '<', '_':
		return l.either(c)
	}
	return rdf.Term{}, l.s.failHere(l.s.describe(), `"." or the graph: "<" of an IRI or "_:" of a blank node`)
}

func (l *LineReader) object() (rdf.Term, error) {
	switch c := l.s.blankTo(); c {
	case '<', '_':
		return l.either(c)
	case '"':
		return l.literal()
	}
	return rdf.Term{}, l.s.failHere(l.s.describe(), `an object: "<" of an IRI, "_:" of a blank node or a quote`)
}

func (l *LineReader) absolute() (rdf.Term, error) {
	b, err := l.s.iriRef()
	if err != nil {
		return rdf.Term{}, err
	}
	if !isAbsolute(b) {
		return rdf.Term{}, l.s.fail(l.s.start, "a relative IRI", "an absolute IRI")
	}
	return rdf.NewIRI(l.s.table.string(b)), nil
}

func (l *LineReader) literal() (rdf.Term, error) {
	s := l.s
	b, err := s.shortString()
	if err != nil {
		return rdf.Term{}, err
	}
	lexical := s.lexical(b)
	switch s.blankTo() {
	case '@':
		tag, err := s.langTag()
		if err != nil {
			return rdf.Term{}, err
		}
		return rdf.NewLang(lexical, s.table.string(tag)), nil
	case '^':
		if c, ok := s.peekAt(1); !ok || c != '^' {
			return rdf.Term{}, s.fail(s.pos+1, "incomplete datatype", `"^^" and an IRI`)
		}
		s.pos += 2
		if s.blankTo() != '<' {
			return rdf.Term{}, s.failHere(s.describe(), `"<" of the datatype's IRI`)
		}
		datatype, err := l.absolute()
		if err != nil {
			return rdf.Term{}, err
		}
		return s.typed(lexical, datatype.Value)
	}
	return rdf.NewString(lexical), nil
}

// typed refuses rdf:langString, which a literal has only through a language tag (RDF 1.1 Concepts, section 3.3).
func (s *source) typed(lexical, datatype string) (rdf.Term, error) {
	if datatype == rdf.RDFLangString {
		return rdf.Term{}, s.fail(s.start, "rdf:langString without a language tag", "a language tag or another datatype")
	}
	return rdf.NewTyped(lexical, datatype), nil
}

// endOfLine reads the full stop and sees that nothing but a comment follows on the line.
func (l *LineReader) endOfLine() error {
	s := l.s
	if s.blankTo() != '.' {
		return s.failHere(s.describe(), `"." at the end of the statement`)
	}
	s.pos++
	switch c := s.blankTo(); c {
	case '\n', '\r', '#':
		return nil
	case 0:
		if s.pos >= s.end {
			return s.endOr(nil)
		}
	}
	return s.failHere(s.describe(), "the end of the line")
}

// NewBytesReader reads N-Triples or N-Quads that lie in memory as a whole, without copying them. Reset lets one reader
// go through many pieces of a document.
func NewBytesReader(quads bool, o Options) *LineReader {
	o = o.withDefaults()
	return &LineReader{s: &source{file: o.File, maxToken: o.MaxToken, maxIRI: o.MaxIRI, err: io.EOF}, quads: quads, err: io.EOF}
}

// Reset makes the reader go on with a piece of text that begins at a line; line is that line's number and offset the
// place of the piece in the document. The text must not change while it is read.
func (l *LineReader) Reset(text []byte, line int, offset int64) {
	s := l.s
	s.buf, s.start, s.pos, s.end = text, 0, 0, len(text)
	s.off, s.lines, s.cols, s.err, l.err = offset, line, 0, io.EOF, nil
	if offset == 0 && len(text) >= 3 && string(text[:3]) == "\xEF\xBB\xBF" {
		s.pos, s.start = 3, 3
	}
}
