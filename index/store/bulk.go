package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
)

// Bulk starts a load. Its parts collect terms and rows of their own; Commit merges them with what is there into a
// new generation. Terms are held in memory until then; rows beyond the memory allowed go to temporary files.
func (s *Store) Bulk(ctx context.Context, o index.BulkOptions) (index.Loader, error) {
	now, err := s.enter(ctx)
	if err != nil {
		return nil, err
	}
	l := &loader{s: s, base: now, memory: o.Memory}
	if l.memory == 0 {
		l.memory = defaultMemory
	}
	return l, nil
}

// loader implements index.Loader.
type loader struct {
	s      *Store
	base   *state
	mu     sync.Mutex
	parts  []*part
	memory uint64
	done   bool
}

// Part opens a further part.
func (l *loader) Part() (index.PartWriter, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done {
		return nil, index.ErrClosed
	}
	p := &part{l: l, terms: dict.NewTable(), labels: map[string]index.ID{}}
	p.rows = rowList{fs: l.s.fs, name: l.s.file(fmt.Sprint(tmpPrefix, "part-", len(l.parts))), limit: l.chunks()}
	l.parts = append(l.parts, p)
	return p, nil
}

// chunks is how many chunks a part may keep in memory: of a quarter of the memory, what four parts that are filled at
// the same time may each have.
func (l *loader) chunks() int { return int(max(1, l.memory/4/4/(32*chunkRows))) }

// Commit makes all parts visible and durable.
func (l *loader) Commit(ctx context.Context) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done {
		return 0, index.ErrClosed
	}
	for _, p := range l.parts {
		if !p.closed {
			return 0, errors.New("commit the load: a part is not closed")
		}
	}
	if rows := l.rows(); rows*l.s.smallLoad < l.base.base.rows() && rows <= mostSmall {
		return l.commitSmall(ctx)
	}
	seq := l.base.seq + 1
	err := l.s.rebuild(ctx, l.base, l.parts, seq, l.memory)
	l.end()
	if err != nil {
		return 0, err
	}
	return seq, nil
}

// A load of few rows, against the base, is a transaction: a rebuild would write the whole base again.
const (
	smallLoad = 8 // times as many rows in the base
	mostSmall = 1 << 20
)

func (l *loader) rows() (n uint64) {
	for _, p := range l.parts {
		n += p.rows.n
	}
	return n
}

// commitSmall puts the parts into a transaction and commits it.
func (l *loader) commitSmall(ctx context.Context) (uint64, error) {
	w := l.s.writerOn(l.base)
	parts := l.parts
	l.done, l.parts = true, nil
	defer w.Rollback()
	defer dropAll(parts)
	for _, p := range parts {
		if err := w.addPart(ctx, p); err != nil {
			return 0, err
		}
	}
	return w.Commit()
}

// addPart gives the terms of a part their IDs and adds its rows.
func (w *writer) addPart(ctx context.Context, p *part) error {
	ids := make([]index.ID, p.terms.Len())
	for i := range ids {
		k, key := p.terms.Key(i)
		id, err := w.find.byKey(k, key)
		if err != nil {
			return err
		}
		if id == 0 {
			id = w.st.addTerm(k, key)
		}
		ids[i] = id
	}
	blanks := w.st.blanks
	w.st.blanks += p.blanks
	return p.rows.each(func(k *key) error {
		if len(w.changes)&0xFFF == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return w.apply("add", [][4]index.ID{p.final(*k, ids, blanks)}, false)
	})
}

// final gives a row of the part with IDs of the store.
func (p *part) final(r key, ids []index.ID, blanks uint64) key {
	for c, id := range r {
		switch k := id.Kind(); {
		case k == index.KindBlank:
			r[c] = id + index.ID(blanks)
		case k >= index.KindIRI && k <= index.KindOrdered:
			r[c] = ids[id.Payload()-lateBit]
		}
	}
	return r
}

// Abort drops everything.
func (l *loader) Abort() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end()
	return nil
}

func (l *loader) end() {
	if !l.done {
		dropAll(l.parts)
		l.done, l.parts = true, nil
		l.s.leave()
	}
}

// dropAll removes the files of parts. One that cannot be removed is swept at the next opening.
func dropAll(parts []*part) {
	for _, p := range parts {
		p.rows.drop()
	}
}

func (l *loader) ended() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.done
}

// part implements index.PartWriter. Its IDs are its own: late IDs number its table, blank nodes count from 0.
type part struct {
	l      *loader
	terms  *dict.Table
	labels map[string]index.ID
	blanks uint64
	rows   rowList
	ids    []index.ID
	buf    []byte
	closed bool
}

// Add takes quads as indexes into terms.
func (p *part) Add(terms []rdf.Term, quads [][4]uint32) error {
	if p.closed || p.l.ended() {
		return index.ErrClosed
	}
	p.ids = p.ids[:0]
	for _, t := range terms {
		p.ids = append(p.ids, p.intern(t))
	}
	for _, q := range quads {
		var k key
		for c, t := range q {
			if int(t) >= len(terms) {
				return fmt.Errorf("add to the load: a quad names term %d of %d", t, len(terms))
			}
			if k[c] = p.ids[t]; k[c] == 0 && index.Column(c) != index.Graph {
				return fmt.Errorf("add to the load: no term in column %d: %w", c, index.ErrForeign)
			}
		}
		if err := p.rows.add(&k); err != nil {
			return err
		}
	}
	return nil
}

func (p *part) intern(t rdf.Term) index.ID {
	switch t.Kind {
	case rdf.None:
		return 0
	case rdf.Blank:
		id, ok := p.labels[t.Value]
		if !ok {
			id = index.MakeID(index.KindBlank, p.blanks)
			p.labels[strings.Clone(t.Value)] = id // the caller may use the bytes again
			p.blanks++
		}
		return id
	}
	if id, ok := dict.Inline(t); ok {
		return id
	}
	k := dict.KindOf(t)
	p.buf = dict.AppendKey(p.buf[:0], k, t)
	i, _ := p.terms.Add(k, p.buf)
	return index.MakeID(k, lateBit|uint64(i))
}

// Close ends the part.
func (p *part) Close() error {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	p.closed = true
	return nil
}
