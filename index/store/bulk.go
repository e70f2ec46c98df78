package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/index/bulk"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
)

// Bulk starts a load. Terms and rows are collected in chunks, which are sorted and written to temporary files as they
// fill up; Commit merges them with what is there into a new generation.
func (s *Store) Bulk(ctx context.Context, o index.BulkOptions) (index.Loader, error) {
	now, err := s.enter(ctx)
	if err != nil {
		return nil, err
	}
	l := &loader{s: s, base: now, memory: o.Memory, sealing: make(chan struct{}, 1)}
	if l.memory == 0 {
		l.memory = defaultMemory
	}
	l.room = bulk.NewRoom(l.memory / rowsShare)
	return l, nil
}

// defaultMemory is what a bulk load uses unless it is told otherwise.
const defaultMemory = 2 << 30

// rowsShare is the part of the memory in which rows wait until all terms are known; beside it are two chunks' keys, and then the
// ranks.
const rowsShare = 3

// loader implements index.Loader.
type loader struct {
	s       *Store
	base    *state
	memory  uint64
	room    *bulk.Room
	sealing chan struct{} // held while a chunk is being sealed

	mu     sync.Mutex
	chunks []*chunk // all
	idle   []*chunk // those that no part is filling
	parts  uint32   // opened so far
	open   int      // of them not yet closed
	done   bool
}

// Part opens a further part.
func (l *loader) Part() (index.PartWriter, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done {
		return nil, index.ErrClosed
	}
	p := &part{l: l, number: l.parts}
	l.parts++
	l.open++
	p.chunk = l.takeChunk()
	return p, nil
}

// takeChunk gives a chunk that nobody fills, making one if there is none. The caller holds mu.
func (l *loader) takeChunk() *chunk {
	if n := len(l.idle); n > 0 {
		c := l.idle[n-1]
		l.idle = l.idle[:n-1]
		return c
	}
	c := newChunk(l.s, l.room)
	l.chunks = append(l.chunks, c)
	return c
}

// exchange seals a full chunk, beside the work that goes on, and gives another. One is sealed at a time: that bounds
// how many there are in memory.
func (l *loader) exchange(full *chunk) *chunk {
	l.sealing <- struct{}{}
	go func() {
		full.seal()
		<-l.sealing
	}()
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.takeChunk()
}

// settle waits until no chunk is being sealed.
func (l *loader) settle() (err error) {
	l.sealing <- struct{}{}
	defer func() { <-l.sealing }()
	for _, c := range l.chunks {
		err = errors.Join(err, c.failed)
	}
	return err
}

// Commit makes all parts visible and durable.
func (l *loader) Commit(ctx context.Context) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.done:
		return 0, index.ErrClosed
	case l.open > 0:
		return 0, errors.New("commit the load: a part is not closed")
	}
	if err := l.settle(); err != nil {
		return 0, fmt.Errorf("commit the load: %w", err)
	}
	if l.isSmall() {
		return l.commitSmall(ctx)
	}
	defer l.end()
	l.s.stopCompaction() // what it would write is written here
	seq := l.base.seq + 1
	g, err := l.s.build(ctx, l.base, l.chunks, seq, l.memory, false)
	var tidy func()
	if err == nil {
		tidy, err = l.s.install(g)
	}
	if tidy != nil {
		tidy()
	}
	if err != nil {
		return 0, fmt.Errorf("commit the load: %w", err)
	}
	return seq, nil
}

// A load of few rows, against the base, is a transaction: a rebuild would write the whole base again.
const (
	smallLoad = 8 // times as many rows in the base
	mostSmall = 1 << 20
)

func (l *loader) isSmall() bool {
	rows := uint64(0)
	for _, c := range l.chunks {
		if rows += c.rows.Len(); c.file != "" {
			return false
		}
	}
	return rows <= mostSmall && rows*l.s.smallLoad < l.base.base.rows()
}

// commitSmall puts the chunks into a transaction and commits it.
func (l *loader) commitSmall(ctx context.Context) (uint64, error) {
	w := l.s.writerOn(l.base)
	chunks := l.chunks
	l.done, l.chunks = true, nil
	defer w.Rollback()
	defer dropAll(chunks)
	for _, c := range chunks {
		if err := w.addChunk(ctx, c); err != nil {
			return 0, err
		}
	}
	return w.Commit()
}

// addChunk gives the terms of a chunk their IDs and adds its rows.
func (w *writer) addChunk(ctx context.Context, c *chunk) error {
	ids, err := w.chunkIDs(c.keys.View)
	if err != nil {
		return err
	}
	var quads []key
	return c.rows.Each(func(page []bulk.Row) error {
		quads = quads[:0]
		for _, r := range page {
			quads = append(quads, key{ids[r[0]], ids[r[1]], ids[r[2]], ids[r[3]]})
		}
		return errors.Join(w.Add(quads), ctx.Err())
	})
}

// chunkIDs gives the keys of a chunk their IDs in the transaction, by number plus 1. Those of the dictionary are found by one pass
// over the base, and those that are new put into the table together.
func (w *writer) chunkIDs(keys dict.View) ([]index.ID, error) {
	ids := make([]index.ID, keys.Len()+1)
	for i := range keys.Len() {
		switch k, key := keys.Key(i); {
		case k == index.KindBlank:
			ids[i+1] = w.NewBlank()
		case dict.IsInline(k):
			ids[i+1] = index.ID(binary.BigEndian.Uint64(key))
		}
	}
	order := slices.DeleteFunc(keys.Sorted(nil), func(r dict.KeyRef) bool { return ids[r.Number+1] != 0 })
	places := make([]dict.Place, keys.Len())
	if w.st.vocabulary.base != nil {
		if err := w.st.vocabulary.base.FindSorted(keys, order, places); err != nil {
			return nil, err
		}
	}
	rest := order[:0]
	for _, r := range order {
		if p := places[r.Number]; p.There {
			k, _ := keys.Key(int(r.Number))
			ids[r.Number+1] = index.MakeID(k, p.Number)
		} else {
			rest = append(rest, r)
		}
	}
	for n, i := range w.st.addTerms(keys, rest, nil) {
		k, _ := keys.Key(int(rest[n].Number))
		ids[rest[n].Number+1] = index.MakeID(k, lateBit|uint64(i))
	}
	return ids, nil
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
		l.settle() // what failed does not matter any more
		dropAll(l.chunks)
		l.done, l.chunks = true, nil
		l.s.leave()
	}
}

func (l *loader) ended() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.done
}

// part implements index.PartWriter.
type part struct {
	l       *loader
	number  uint32 // scope of its blank nodes
	chunk   *chunk
	numbers []uint32
	closed  bool
}

// Add takes quads as indexes into terms.
func (p *part) Add(terms []rdf.Term, quads [][4]uint32) error {
	if p.closed || p.l.ended() {
		return index.ErrClosed
	}
	if p.chunk.full(p.l.memory, len(terms)) {
		p.chunk = p.l.exchange(p.chunk)
	}
	p.numbers = p.chunk.intern(p.numbers[:0], terms, p.number)
	for _, q := range quads {
		row, err := p.row(q)
		if err != nil {
			return err
		}
		if err := p.chunk.add(row); err != nil {
			return err
		}
	}
	return nil
}

func (p *part) row(q [4]uint32) (row bulk.Row, err error) {
	for c, t := range q {
		if int(t) >= len(p.numbers) {
			return row, fmt.Errorf("add to the load: a quad names term %d of %d", t, len(p.numbers))
		}
		if row[c] = p.numbers[t]; row[c] == 0 && index.Column(c) != index.Graph {
			return row, fmt.Errorf("add to the load: no term in column %d: %w", c, index.ErrForeign)
		}
	}
	return row, nil
}

// Close ends the part. Another may go on filling its chunk.
func (p *part) Close() error {
	if p.closed {
		return nil
	}
	p.closed = true
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	p.l.open--
	p.l.idle = append(p.l.idle, p.chunk)
	return nil
}
