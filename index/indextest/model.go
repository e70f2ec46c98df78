// Package indextest proves implementations of the contract of package index: Run is the conformance suite, in levels
// that follow Caps; NewModel is the smallest correct store, the reference that others are compared with.
//
// It is for tests only. The model keeps everything in sorted slices in memory, copies them at every commit and inlines
// no values: it is right and slow.
package indextest

import (
	"context"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// NewModel returns an empty in-memory store.
func NewModel() index.Store {
	return &model{lock: make(chan struct{}, 1), dict: newDict(), state: &state{rows: map[[4]index.ID]bool{}}}
}

// model is a store whose committed state is replaced as a whole.
type model struct {
	lock   chan struct{} // holds a token while a transaction is open
	mu     sync.Mutex
	dict   *dict
	state  *state
	closed bool
}

// state is one committed set of quads; it never changes once it is in model.state.
type state struct {
	seq      uint64
	rows     map[[4]index.ID]bool
	literals int // literals that exist for this state
}

// dict only grows, so all snapshots share it.
type dict struct {
	mu       sync.RWMutex
	ids      map[rdf.Term]index.ID
	terms    map[index.ID]rdf.Term
	next     [16]uint64
	literals []index.ID // by text ordinal
}

func newDict() *dict {
	return &dict{ids: map[rdf.Term]index.ID{}, terms: map[index.ID]rdf.Term{}}
}

func kindOf(t rdf.Term) index.Kind {
	switch {
	case t.Kind == rdf.IRI:
		return index.KindIRI
	case t.Kind == rdf.Blank:
		return index.KindBlank
	case t.Lang != "":
		return index.KindLang
	case t.Datatype == rdf.XSDString:
		return index.KindString
	}
	return index.KindOther
}

// find returns 0 for a term that has no ID.
func (d *dict) find(t rdf.Term) index.ID {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.ids[t]
}

func (d *dict) intern(t rdf.Term) index.ID {
	d.mu.Lock()
	defer d.mu.Unlock()
	if id, ok := d.ids[t]; ok {
		return id
	}
	k := kindOf(t)
	d.next[k]++
	id := index.MakeID(k, d.next[k])
	d.ids[t], d.terms[id] = id, t
	if t.Kind == rdf.Literal {
		d.literals = append(d.literals, id)
	}
	return id
}

func (d *dict) newBlank() index.ID {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next[index.KindBlank]++
	id := index.MakeID(index.KindBlank, d.next[index.KindBlank])
	t := rdf.NewBlank("b" + strconv.FormatUint(id.Payload(), 10))
	d.ids[t], d.terms[id] = id, t
	return id
}

// Snapshot returns the newest committed state.
func (m *model) Snapshot() (index.Snapshot, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, index.ErrClosed
	}
	return newSnapshot(m.dict, m.state), nil
}

// Text returns nil: the model has no text index.
func (m *model) Text() index.Text { return nil }

// Close ends the store.
func (m *model) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

// Begin waits for the transaction before it.
func (m *model) Begin(ctx context.Context) (index.Writer, error) { return m.begin(ctx) }

func (m *model) begin(ctx context.Context) (*writer, error) {
	select {
	case m.lock <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		<-m.lock
		return nil, index.ErrClosed
	}
	rows := make(map[[4]index.ID]bool, len(m.state.rows))
	for q := range m.state.rows {
		rows[q] = true
	}
	return &writer{m: m, rows: rows, labels: map[string]index.ID{}}, nil
}

// writer changes a copy of the state.
type writer struct {
	m      *model
	rows   map[[4]index.ID]bool
	labels map[string]index.ID // blank nodes named in this transaction
	done   bool
}

func (w *writer) NewBlank() index.ID { return w.m.dict.newBlank() }

func (w *writer) Intern(terms []rdf.Term, dst []index.ID) error {
	if w.done {
		return index.ErrClosed
	}
	for i, t := range terms {
		dst[i] = w.intern(t)
	}
	return nil
}

func (w *writer) intern(t rdf.Term) index.ID {
	switch t.Kind {
	case rdf.None:
		return 0
	case rdf.Blank:
		if id := w.m.dict.find(t); id != 0 {
			return id
		}
		id, ok := w.labels[t.Value]
		if !ok {
			id = w.NewBlank()
			w.labels[t.Value] = id
		}
		return id
	}
	return w.m.dict.intern(t)
}

func (w *writer) Add(quads [][4]index.ID) error {
	if w.done {
		return index.ErrClosed
	}
	for _, q := range quads {
		if err := checkQuad(q); err != nil {
			return err
		}
		w.rows[q] = true
	}
	return nil
}

func checkQuad(q [4]index.ID) error {
	for i, id := range q {
		if id.Kind() == index.KindQuery || id == 0 && index.Column(i) != index.Graph {
			return fmt.Errorf("add quad: column %d holds %#x: %w", i, uint64(id), index.ErrForeign)
		}
	}
	return nil
}

func (w *writer) Remove(quads [][4]index.ID) error {
	if w.done {
		return index.ErrClosed
	}
	for _, q := range quads {
		delete(w.rows, q)
	}
	return nil
}

func (w *writer) ClearGraph(g index.ID) error {
	if w.done {
		return index.ErrClosed
	}
	for q := range w.rows {
		if q[index.Graph] == g {
			delete(w.rows, q)
		}
	}
	return nil
}

func (w *writer) Snapshot() (index.Snapshot, error) {
	if w.done {
		return nil, index.ErrClosed
	}
	rows := make(map[[4]index.ID]bool, len(w.rows))
	for q := range w.rows {
		rows[q] = true
	}
	return newSnapshot(w.m.dict, &state{seq: w.m.state.seq, rows: rows, literals: w.m.dict.count()}), nil
}

func (d *dict) count() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.literals)
}

func (w *writer) Commit() (uint64, error) {
	if w.done {
		return 0, index.ErrClosed
	}
	w.done = true
	w.m.mu.Lock()
	defer w.m.mu.Unlock()
	seq := w.m.state.seq + 1
	w.m.state = &state{seq: seq, rows: w.rows, literals: w.m.dict.count()}
	<-w.m.lock
	return seq, nil
}

func (w *writer) Rollback() error {
	if !w.done {
		w.done = true
		<-w.m.lock
	}
	return nil
}

// Bulk is a transaction with a mutex; labels of blank nodes get their part's number before them.
func (m *model) Bulk(ctx context.Context, _ index.BulkOptions) (index.Loader, error) {
	w, err := m.begin(ctx)
	if err != nil {
		return nil, err
	}
	return &loader{w: w}, nil
}

type loader struct {
	mu    sync.Mutex
	w     *writer
	parts int
	open  int
}

func (l *loader) Part() (index.PartWriter, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.w.done {
		return nil, index.ErrClosed
	}
	l.parts++
	l.open++
	return &part{l: l, scope: fmt.Sprintf("part %d ", l.parts)}, nil
}

func (l *loader) Commit(ctx context.Context) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open > 0 {
		return 0, fmt.Errorf("commit bulk load: %d parts are not closed", l.open)
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	return l.w.Commit()
}

func (l *loader) Abort() error { return l.w.Rollback() }

type part struct {
	l      *loader
	scope  string
	closed bool
}

func (p *part) Add(terms []rdf.Term, quads [][4]uint32) error {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	if p.closed {
		return index.ErrClosed
	}
	ids := make([]index.ID, len(terms))
	for i, t := range terms {
		t.Value, t.Datatype, t.Lang = strings.Clone(t.Value), strings.Clone(t.Datatype), strings.Clone(t.Lang)
		if t.Kind == rdf.Blank {
			t.Value = p.scope + t.Value // a space is in no label, so scopes never meet
		}
		ids[i] = p.l.w.intern(t)
	}
	rows := make([][4]index.ID, len(quads))
	for i, q := range quads {
		for c, t := range q {
			rows[i][c] = ids[t]
		}
	}
	return p.l.w.Add(rows)
}

func (p *part) Close() error {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	if !p.closed {
		p.closed = true
		p.l.open--
	}
	return nil
}

// sortedRows lists the rows of an order; the orders that begin with the graph leave the unnamed graph out.
func sortedRows(rows map[[4]index.ID]bool, o index.Order) [][4]index.ID {
	var keys [][4]index.ID
	for q := range rows {
		if strings.HasPrefix(o.String(), "G") && q[index.Graph] == 0 {
			continue
		}
		keys = append(keys, o.Key(q))
	}
	sort.Slice(keys, func(i, j int) bool { return index.CompareKeys(keys[i], keys[j]) < 0 })
	return keys
}
