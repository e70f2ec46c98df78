package knakk

import (
	"io"
	"sync/atomic"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

// guard lets the library see only whole statements that our own reader has accepted. The library's lexer runs in a
// goroutine of its own, where a panic ends the process and cannot be recovered, and it does panic on some malformed
// lines: a document that ends inside an IRI is enough. The errors are ours, too, with line, column and caret.
type guard struct {
	check interface {
		rdf.Reader
		Boundary() int64
	}
	buf   []byte // read by check, not yet by the library
	from  int    // first byte of buf that the library has not read
	off   int64  // offset of buf[0] in the document
	ready int    // end of the bytes of buf that are accepted
	err   error
	cut   atomic.Bool // accept nothing more: the library gets the rest of what is accepted, and then the end
}

func newGuard(f *rdf.Format, r io.Reader, o Options) *guard {
	g := &guard{}
	t := turtle.Options{File: o.File, Base: o.Base}
	record := io.TeeReader(r, recorder{g})
	if f == rdf.Turtle {
		g.check = turtle.NewTurtleReader(record, false, t)
	} else {
		g.check = turtle.NewReader(record, f.Quads, t)
	}
	return g
}

type recorder struct{ g *guard }

func (r recorder) Write(p []byte) (int, error) {
	r.g.buf = append(r.g.buf, p...)
	return len(p), nil
}

// Read gives the library the next accepted bytes.
func (g *guard) Read(p []byte) (int, error) {
	for g.ready-g.from < len(p) && g.err == nil && !g.cut.Load() {
		g.advance()
	}
	n := copy(p, g.buf[g.from:g.ready])
	if g.from += n; n == 0 {
		if g.err == nil {
			g.err = io.EOF // cut
		}
		return 0, g.err
	}
	if g.from > 1<<16 {
		g.buf = append(g.buf[:0], g.buf[g.from:]...)
		g.ready, g.off, g.from = g.ready-g.from, g.off+int64(g.from), 0
	}
	return n, nil
}

// advance accepts one more statement.
func (g *guard) advance() {
	_, err := g.check.Read()
	switch {
	case err == nil:
		g.ready = max(g.ready, int(g.check.Boundary()-g.off))
	case err == io.EOF:
		g.ready, g.err = len(g.buf), io.EOF
	default:
		g.err = err
	}
}
