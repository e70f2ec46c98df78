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
	batches []*batcher
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
	if bytes.IndexByte(head, '\n') < 0 {
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
	limit := l.o.MaxToken
	if limit <= 0 {
		limit = turtle.DefaultMaxToken
	}
	var rest []byte // the line that the last piece left unfinished
	for line, offset := 1, int64(0); ; {
		text := l.text(max(pieceSize, 2*len(rest)))
		n := copy(text, rest)
		m, err := fill(d, text[n:])
		text = text[:n+m]
		atEnd := err == io.EOF
		if err != nil && !atEnd {
			return err
		}
		end := len(text)
		if !atEnd {
			end = bytes.LastIndexByte(text, '\n') + 1
		}
		if rest = text[end:]; len(rest) > limit {
			return tooLong(d, rest, line, offset+int64(end), limit)
		}
		if end > 0 {
			p := &piece{text: text[:end], line: line, offset: offset, done: make(chan struct{})}
			line, offset = line+bytes.Count(p.text, []byte{'\n'}), offset+int64(end)
			if !send(ctx, p, inOrder) || !send(ctx, p, work) {
				return ctx.Err()
			}
		}
		if atEnd {
			return nil
		}
	}
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

func tooLong(d *document, rest []byte, line int, offset int64, limit int) error {
	e := rdf.ErrorAt(d.label(), string(rest[:min(200, len(rest))]), 0, fmt.Sprintf("this line is longer than %d bytes", limit), "a shorter line, or a higher limit")
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

// batcher gives an empty batcher.
func (l *load) batcher() *batcher {
	if b, ok := l.spare.Get().(*batcher); ok {
		return b
	}
	return newBatcher(l.graph())
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
	b := l.batcher()
	p.batches = append(p.batches, b)
	for {
		q, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			p.err = err
			return
		}
		if b.full() {
			b = l.batcher()
			p.batches = append(p.batches, b)
		}
		b.add(q)
	}
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
	for _, b := range p.batches {
		if err := l.flush(part, b); err != nil {
			return err
		}
		l.spare.Put(b)
	}
	l.texts.Put(&p.text)
	return nil
}
