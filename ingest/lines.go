package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

const pieceSize = 1 << 20

// piece is a run of whole lines of a document, and then the batches that were read from it.
type piece struct {
	text    []byte
	line    int   // number of its first line
	offset  int64 // place of its first byte in the document
	batches []*turtle.Batch
	bad     []BadLine // those skipped
	err     error
	done    chan struct{}
}

// readLines loads N-Triples or N-Quads with several readers: one goroutine cuts the document at line ends, others read
// the pieces, and the caller adds what they read in the document's order, so that the first error of the document is
// the one that is reported. It gives up (false, having read nothing) where the document has no line ends in reach.
func (l *load) readLines(ctx context.Context, d *document, f *rdf.Format, part index.PartWriter) (bool, error) {
	head, err := d.Peek(peekSize)
	if err != nil && err != io.EOF {
		return false, err
	}
	if bytes.IndexByte(head, '\n') < 0 && !l.o.Lenient {
		return false, nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	work := make(chan *piece)
	inOrder := make(chan *piece, 2*workers)
	for range workers {
		go l.readPieces(ctx, work, f.Quads, d.label())
	}
	cut := make(chan error, 1)
	go func() {
		cut <- l.cut(ctx, d, work, inOrder)
		close(work)
		close(inOrder)
	}()
	for p := range inOrder {
		if err := l.addPiece(ctx, p, part); err != nil {
			cancel()
			for range inOrder { // lets the cutting goroutine end before the document is closed
			}
			return true, err
		}
	}
	return true, <-cut
}

// cut divides the document into pieces.
func (l *load) cut(ctx context.Context, d *document, work, inOrder chan<- *piece) error {
	c := l.cutter(d)
	for {
		p, err := c.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if !send(ctx, p, inOrder) || !send(ctx, p, work) {
			return ctx.Err()
		}
	}
}

// cutter takes whole lines off a document.
type cutter struct {
	l      *load
	d      *document
	line   int
	offset int64
	rest   []byte // the line that the last piece left unfinished
	atEnd  bool
}

func (l *load) cutter(d *document) *cutter { return &cutter{l: l, d: d, line: 1} }

// next gives the next lines, as many as fit into a piece; io.EOF after the last.
func (c *cutter) next() (*piece, error) {
	for !c.atEnd {
		text := c.l.text(max(pieceSize, 2*len(c.rest)))
		n := copy(text, c.rest)
		m, err := fill(c.d, text[n:])
		text, c.atEnd = text[:n+m], err == io.EOF
		if err != nil && !c.atEnd {
			return nil, err
		}
		end := len(text)
		if !c.atEnd {
			end = bytes.LastIndexByte(text, '\n') + 1
		}
		if c.rest = text[end:]; len(c.rest) > c.l.o.MaxToken {
			return nil, c.tooLong(c.offset + int64(end))
		}
		if end > 0 {
			p := &piece{text: text[:end], line: c.line, offset: c.offset, done: make(chan struct{})}
			c.line, c.offset = c.line+bytes.Count(p.text, []byte{'\n'}), c.offset+int64(end)
			return p, nil
		}
	}
	return nil, io.EOF
}

// fill reads until b is full. Unlike io.ReadFull it gives io.EOF only where the reader did: a compressed file that was
// cut off ends in io.ErrUnexpectedEOF, which is no end of the document.
func fill(r io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var m int
		m, err = r.Read(b[n:])
		n += m
	}
	return n, err
}

func (c *cutter) tooLong(offset int64) error {
	limit, line := c.l.o.MaxToken, c.line
	e := rdf.ErrorAt(c.d.label(), string(c.rest[:min(200, len(c.rest))]), 0, fmt.Sprintf("this line is longer than %d bytes", limit), "a shorter line, or a higher limit")
	e.Line, e.Offset = line, offset
	return e
}

func send(ctx context.Context, p *piece, to chan<- *piece) bool {
	select {
	case to <- p:
		return true
	case <-ctx.Done():
		return false
	}
}

// text gives a buffer for a piece; that of a piece which was added may serve again.
func (l *load) text(size int) []byte {
	if b, ok := l.texts.Get().(*[]byte); ok && cap(*b) >= size {
		return (*b)[:cap(*b)]
	}
	return make([]byte, size)
}

// readPieces reads pieces until there are no more.
func (l *load) readPieces(ctx context.Context, work <-chan *piece, quads bool, file string) {
	r := turtle.NewBytesReader(quads, turtle.Options{File: file, MaxToken: l.o.MaxToken})
	for p := range work {
		if ctx.Err() == nil {
			l.readPiece(p, r)
		}
		close(p.done)
	}
}

func (l *load) readPiece(p *piece, r *turtle.LineReader) {
	r.Reset(p.text, p.line, p.offset)
	for {
		b := l.batch()
		p.batches = append(p.batches, b)
		for {
			err := r.ReadBatch(b, batchQuads)
			if long := l.longTerm(b); long != nil { // it stands before what err is about
				err = long
			}
			if err == nil {
				break
			}
			if err == io.EOF {
				return
			}
			if !l.o.Lenient || !p.skip(r, err) {
				p.err = err
				return
			}
		}
	}
}

// batch gives an empty batch.
func (l *load) batch() *turtle.Batch {
	if b, ok := l.batches.Get().(*turtle.Batch); ok {
		return b
	}
	return turtle.NewBatch(l.graph())
}

// longTerm is the error for a literal beyond the limit.
func (l *load) longTerm(b *turtle.Batch) error {
	for i := range b.Terms {
		if len(b.Terms[i].Value) > l.o.MaxToken && b.Terms[i].Kind == rdf.Literal {
			return longLiteral(l.progress.source, l.o.MaxToken)
		}
	}
	return nil
}

// addPiece waits for a piece to be read and adds it.
func (l *load) addPiece(ctx context.Context, p *piece, part index.PartWriter) error {
	select {
	case <-p.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	if p.err != nil {
		return p.err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	l.report(p.bad)
	for _, b := range p.batches {
		if err := l.hand(part, b.Terms, b.Quads); err != nil {
			return err
		}
		b.Reset()
		l.batches.Put(b)
	}
	l.texts.Put(&p.text)
	return nil
}
