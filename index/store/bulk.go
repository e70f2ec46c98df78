package store

import (
	"context"
	"fmt"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// Bulk starts a load. It is a transaction whose parts may be filled by several goroutines.
func (s *Store) Bulk(ctx context.Context, o index.BulkOptions) (index.Loader, error) {
	w, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	return &loader{w: w}, nil
}

// loader implements index.Loader.
type loader struct {
	mu   sync.Mutex
	w    *writer
	open int
}

// Part opens a further part.
func (l *loader) Part() (index.PartWriter, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.w.done {
		return nil, index.ErrClosed
	}
	l.open++
	return &part{l: l, labels: map[string]index.ID{}}, nil
}

// Commit makes all parts visible.
func (l *loader) Commit(ctx context.Context) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open > 0 {
		return 0, fmt.Errorf("commit the load: %d parts are not closed", l.open)
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	return l.w.Commit()
}

// Abort drops everything.
func (l *loader) Abort() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Rollback()
}

// part implements index.PartWriter.
type part struct {
	l      *loader
	labels map[string]index.ID
	ids    []index.ID
	quads  [][4]index.ID
	closed bool
}

// Add takes quads as indexes into terms.
func (p *part) Add(terms []rdf.Term, quads [][4]uint32) error {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	if p.closed || p.l.w.done {
		return index.ErrClosed
	}
	p.ids = append(p.ids[:0], make([]index.ID, len(terms))...)
	if err := p.intern(terms); err != nil {
		return err
	}
	p.quads = p.quads[:0]
	for _, q := range quads {
		var k key
		for c, t := range q {
			if int(t) >= len(terms) {
				return fmt.Errorf("add to the load: quad names term %d of %d", t, len(terms))
			}
			k[c] = p.ids[t]
		}
		p.quads = append(p.quads, k)
	}
	return p.l.w.Add(p.quads)
}

func (p *part) intern(terms []rdf.Term) error {
	for i, t := range terms {
		if t.Kind != rdf.Blank {
			if err := p.l.w.Intern(terms[i:i+1], p.ids[i:i+1]); err != nil {
				return err
			}
			continue
		}
		id, ok := p.labels[t.Value]
		if !ok {
			id = p.l.w.NewBlank()
			p.labels[t.Value] = id
		}
		p.ids[i] = id
	}
	return nil
}

// Close ends the part.
func (p *part) Close() error {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	if !p.closed {
		p.closed = true
		p.l.open--
	}
	return nil
}
