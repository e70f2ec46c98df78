package ingest

import (
	"context"
	"fmt"
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/ingest/knakk"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/ontology/rdf/turtle"
)

// document loads one source as one part of the bulk load.
func (l *load) document(ctx context.Context, s source) error {
	l.progress.source = s.name
	if s.body == nil && isTable(s.name) && l.o.Format == nil {
		return l.table(ctx, s)
	}
	d, err := l.open(s)
	if err != nil {
		return err
	}
	defer d.Close()
	format, err := l.format(d)
	if err != nil {
		return err
	}
	part, err := l.loader.Part()
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	if err := l.read(ctx, d, format, part); err != nil {
		part.Close()
		return err
	}
	return part.Close()
}

// format is the user's choice, or follows from the name, or from the content.
func (l *load) format(d *document) (*rdf.Format, error) {
	if d.body != nil && d.body.Format != nil {
		return d.body.Format, nil
	}
	if l.o.Format != nil {
		return l.o.Format, nil
	}
	if f := rdf.FormatByFile(d.name); f != nil && d.name != stdin {
		return f, nil
	}
	head, err := d.Peek(peekSize)
	if err != nil && err != io.EOF {
		return nil, err
	}
	f := sniff(head)
	if f == rdf.TriG && l.o.Parser == ParserKnakk {
		f = rdf.Turtle // that parser has no TriG
	}
	return f, nil
}

func (l *load) read(ctx context.Context, d *document, f *rdf.Format, part index.PartWriter) error {
	if l.o.Lenient && !isLineFormat(f) {
		return fmt.Errorf("%s is %s: %w", d.label(), f.Title, ErrNotLines)
	}
	if l.o.Parser != ParserKnakk && isLineFormat(f) && !(f.Quads && l.o.OneGraph) {
		done, err := l.readLines(ctx, d, f, part)
		if done || err != nil {
			return err
		}
	}
	if l.o.Parser != ParserKnakk && (f == rdf.Turtle || f == rdf.TriG) {
		o := l.codecOptions(d)
		t := turtle.NewTurtleReader(withContext{ctx, d}, f.Quads, turtle.Options{File: o.File, Base: o.Base, MaxDepth: o.MaxDepth, MaxToken: o.MaxToken, MaxPrefixes: o.MaxPrefixes})
		return l.drain(ctx, &turtleBatches{t, growth{d: d, l: l.o.Limits}}, part)
	}
	r, err := l.reader(ctx, d, f)
	if err != nil {
		return err
	}
	defer r.Close()
	return l.drain(ctx, quadBatches{r}, part)
}

// reader reads a document quad by quad, within the limits.
func (l *load) reader(ctx context.Context, d *document, f *rdf.Format) (*limited, error) {
	in := withContext{ctx, d}
	if l.o.Parser == ParserKnakk {
		r, err := knakk.NewReader(f, in, knakk.Options{File: d.label(), Base: l.base(d)})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.label(), err)
		}
		return &limited{in: r, growth: growth{d: d, l: l.o.Limits}, close: r.Close}, nil
	}
	r, err := codec.NewReader(f, in, l.codecOptions(d))
	if err != nil {
		return nil, err
	}
	return &limited{in: r, growth: growth{d: d, l: l.o.Limits}}, nil
}

func (l *load) graph() rdf.Term {
	if l.o.Graph == "" {
		return rdf.Term{}
	}
	return rdf.NewIRI(l.o.Graph)
}

func (l *load) codecOptions(d *document) codec.Options {
	return codec.Options{File: d.label(), Base: l.base(d), MaxDepth: l.o.MaxDepth, MaxToken: l.o.MaxToken,
		MaxPrefixes: l.o.MaxPrefixes, MaxDocument: l.o.MaxDocument, LoadContext: l.o.LoadContext}
}

// label is the document's name in errors.
func (d *document) label() string {
	if d.name == stdin {
		return "standard input"
	}
	return d.name
}

func (l *load) base(d *document) string {
	if l.o.Base != "" || d.name == stdin || d.body != nil {
		return l.o.Base
	}
	return fileIRI(d.name)
}

// hand gives a batch to the store, which keeps nothing of it.
func (l *load) hand(part index.PartWriter, terms []rdf.Term, quads [][4]uint32) error {
	n := len(quads)
	if n == 0 {
		return nil
	}
	if most := l.o.MaxQuads; most > 0 && l.progress.quads+uint64(n) > most {
		return tooManyQuads(l.progress.source, most)
	}
	if err := part.Add(terms, quads); err != nil {
		return fmt.Errorf("load: %w", err)
	}
	l.progress.addQuads(n)
	return nil
}

// withContext is an io.Reader that ends with the context.
type withContext struct {
	ctx context.Context
	r   io.Reader
}

func (w withContext) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}
