package ingest

import (
	"context"
	"fmt"
	"sort"

	"w3id.org/concord/ontology/rdf"
)

// Reader reads one source quad by quad: unpacked, in the format that its name or its content tells, within the limits.
type Reader struct {
	ctx    context.Context
	l      *load
	d      *document
	in     *limited
	format *rdf.Format
	n      uint64
}

// reportQuads is the number of quads after which a reader looks at its context and tells its progress.
const reportQuads = 4096

// Open opens the one source that the options name, for a caller that wants the quads and not a store.
func Open(ctx context.Context, o Options) (*Reader, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	docs, total, err := findSources(o)
	if err != nil {
		return nil, err
	}
	if len(docs) != 1 {
		return nil, fmt.Errorf("open: %d documents; name one", len(docs))
	}
	if docs[0].body == nil && isTable(docs[0].name) && o.Format == nil {
		return nil, fmt.Errorf("open: %s is a table, not RDF; load it into a store with its metadata, and export that", docs[0].name)
	}
	l := &load{o: o, progress: newMeter(o.Progress, total)}
	l.progress.source = docs[0].name
	d, err := l.open(docs[0])
	if err != nil {
		return nil, err
	}
	r := &Reader{ctx: ctx, l: l, d: d}
	if err := r.start(); err != nil {
		d.Close()
		return nil, err
	}
	return r, nil
}

func (r *Reader) start() (err error) {
	if r.format, err = r.l.format(r.d); err != nil {
		return err
	}
	if !r.l.o.Lenient {
		r.in, err = r.l.reader(r.ctx, r.d, r.format)
		return err
	}
	if !isLineFormat(r.format) {
		return fmt.Errorf("%s is %s: %w", r.d.label(), r.format.Title, ErrNotLines)
	}
	r.in = &limited{in: r.l.lineReader(r.d, r.format), growth: growth{d: r.d, l: r.l.o.Limits}}
	return nil
}

// Read gives the next quad; io.EOF after the last.
func (r *Reader) Read() (rdf.Quad, error) {
	q, err := r.in.Read()
	if err != nil {
		return q, err
	}
	r.n++
	if most := r.l.o.MaxQuads; most > 0 && r.n > most {
		return rdf.Quad{}, tooManyQuads(r.d.label(), most)
	}
	if r.n%reportQuads == 0 {
		if err := r.ctx.Err(); err != nil {
			return rdf.Quad{}, err
		}
		r.l.progress.addQuads(reportQuads)
	}
	if q.G.IsZero() {
		q.G = r.l.graph()
	}
	return q, nil
}

// Close closes the source.
func (r *Reader) Close() error {
	r.in.Close()
	r.d.Close()
	return nil
}

// Name is the document's name in messages.
func (r *Reader) Name() string { return r.d.label() }

// Format is the format that is read.
func (r *Reader) Format() *rdf.Format { return r.format }

// Bad is the number of lines skipped so far (Options.Lenient).
func (r *Reader) Bad() uint64 { return r.l.bad }

// Prefixes gives the abbreviations that the document has declared so far, by name.
func (r *Reader) Prefixes() []rdf.Prefix {
	p, ok := r.in.in.(interface{ Prefixes() map[string]string })
	if !ok {
		return nil
	}
	var out []rdf.Prefix
	for name, iri := range p.Prefixes() {
		out = append(out, rdf.Prefix{Name: name, IRI: iri})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}
