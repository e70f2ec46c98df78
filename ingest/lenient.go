package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

// BadLine is a line of N-Triples or N-Quads that could not be read, and why.
type BadLine struct {
	Err  *rdf.SyntaxError
	Text string // the line without its end
}

// ErrNotLines says that Options.Lenient was asked for a format that does not have one statement per line.
var ErrNotLines = errors.New("only lines of N-Triples and N-Quads can be skipped, and cells of tables; in other formats one mistake makes the rest uncertain")

func isLineFormat(f *rdf.Format) bool { return f == rdf.NTriples || f == rdf.NQuads }

// checkLenient refuses what cannot be read leniently before anything is read, as far as names tell it.
func (o *Options) checkLenient() error {
	if !o.Lenient {
		return nil
	}
	if o.Parser == ParserKnakk {
		return errors.New("the parser knakk skips no lines; use concord's own")
	}
	if o.Format != nil && !isLineFormat(o.Format) {
		return fmt.Errorf("%s: %w", o.Format.Title, ErrNotLines)
	}
	for _, name := range o.Sources {
		if f := rdf.FormatByFile(name); o.Format == nil && f != nil && !isLineFormat(f) {
			return fmt.Errorf("%s is %s: %w", name, f.Title, ErrNotLines)
		}
	}
	return nil
}

// skip notes the line that an error lies on and puts the reader behind it; false if the error has no place in the text.
// A statement is handed out only after the end of its line was seen, so nothing of a bad line has been kept.
func (p *piece) skip(r *turtle.LineReader, err error) bool {
	var e *rdf.SyntaxError
	if !errors.As(err, &e) || e.Offset < p.offset || e.Offset > p.offset+int64(len(p.text)) {
		return false
	}
	at := int(e.Offset - p.offset)
	start, end := bytes.LastIndexAny(p.text[:at], "\r\n")+1, len(p.text)
	if i := bytes.IndexAny(p.text[at:], "\r\n"); i >= 0 {
		end = at + i
	}
	p.bad = append(p.bad, BadLine{Err: e, Text: string(p.text[start:end])})
	r.Reset(p.text[end:], e.Line, p.offset+int64(end))
	return true
}

// report tells of the lines that were skipped.
func (l *load) report(bad []BadLine) {
	l.bad += uint64(len(bad))
	if l.o.BadLine == nil {
		return
	}
	for _, b := range bad {
		l.o.BadLine(b)
	}
}

// lineReader reads a line format piece by piece, leniently.
type lineReader struct {
	l *load
	c *cutter
	r *turtle.LineReader
	p *piece
}

func (l *load) lineReader(d *document, f *rdf.Format) *lineReader {
	return &lineReader{l: l, c: l.cutter(d), r: turtle.NewBytesReader(f.Quads, turtle.Options{File: d.label(), MaxToken: l.o.MaxToken})}
}

// Read gives the next quad of a line that can be read.
func (x *lineReader) Read() (rdf.Quad, error) {
	for {
		if x.p == nil {
			p, err := x.c.next()
			if err != nil {
				return rdf.Quad{}, err
			}
			x.p = p
			x.r.Reset(p.text, p.line, p.offset)
		}
		q, err := x.r.Read()
		switch {
		case err == nil:
			return q, nil
		case err == io.EOF:
			x.l.texts.Put(&x.p.text)
			x.p = nil
		case x.p.skip(x.r, err):
			x.l.report(x.p.bad)
			x.p.bad = x.p.bad[:0]
		default:
			return q, err
		}
	}
}
