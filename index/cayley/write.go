package cayley

import (
	"context"
	"errors"
	"fmt"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

var errView = fmt.Errorf("cayley: a view of one snapshot: %w", index.ErrReadOnly)

// ApplyDeltas commits the changes in one transaction, all or none. They are netted first: of several changes to one
// quad only the last is written, and each is held against what those before it left.
func (qs *QuadStore) ApplyDeltas(deltas []graph.Delta, ignore graph.IgnoreOpts) error {
	if qs.store == nil {
		return errView
	}
	qs.write.Lock()
	defer qs.write.Unlock()
	w, err := qs.store.Begin(context.Background())
	if err != nil {
		return err
	}
	defer w.Rollback()
	quads, err := internAll(w, deltas, qs.opts.Typed)
	if err != nil {
		return err
	}
	add, remove, err := net(w, deltas, quads, ignore)
	if err != nil {
		return err
	}
	if err := errors.Join(w.Remove(remove), w.Add(add)); err != nil {
		return err
	}
	if _, err := w.Commit(); err != nil {
		return err
	}
	return qs.Refresh()
}

// internAll gives the IDs of each delta's quad.
func internAll(w index.Writer, deltas []graph.Delta, typed bool) ([][4]index.ID, error) {
	terms := make([]rdf.Term, 0, 4*len(deltas))
	for _, d := range deltas {
		if d.Action != graph.Add && d.Action != graph.Delete {
			return nil, &graph.DeltaError{Delta: d, Err: graph.ErrInvalidAction}
		}
		t, err := quadTerms(d.Quad, typed)
		if err != nil {
			return nil, err
		}
		terms = append(terms, t[:]...)
	}
	ids := make([]index.ID, len(terms))
	if err := w.Intern(terms, ids); err != nil {
		return nil, err
	}
	quads := make([][4]index.ID, len(deltas))
	for i := range quads {
		quads[i] = [4]index.ID(ids[4*i:])
	}
	return quads, nil
}

func quadTerms(q quad.Quad, typed bool) (t [4]rdf.Term, err error) {
	for i, v := range []quad.Value{q.Subject, q.Predicate, q.Object, q.Label} {
		t[i] = toTerm(v, typed)
		if !fits(t[i], v, index.Column(i), typed) {
			return t, fmt.Errorf("cayley: quad %v: %v is no %s of an RDF quad", q, v, columnNames[i])
		}
	}
	return t, nil
}

var columnNames = [4]string{"subject", "predicate", "object", "graph"}

// fits says whether a term may stand in a column (RDF 1.1 Concepts, 3.1). Cayley's own data put literals anywhere, which
// typed allows.
func fits(t rdf.Term, v quad.Value, c index.Column, typed bool) bool {
	switch {
	case t.IsZero():
		return v == nil && c == index.Graph
	case typed || c == index.Object || t.Kind == rdf.IRI:
		return true
	}
	return t.Kind == rdf.Blank && c != index.Predicate
}

// net plays the deltas through and gives what differs from the committed state at the end.
func net(w index.Writer, deltas []graph.Delta, quads [][4]index.ID, ignore graph.IgnoreOpts) (add, remove [][4]index.ID, err error) {
	before, err := w.Snapshot()
	if err != nil {
		return nil, nil, err
	}
	defer before.Close()
	was, is := map[[4]index.ID]bool{}, map[[4]index.ID]bool{}
	for i, d := range deltas {
		q := quads[i]
		if _, known := was[q]; !known {
			if was[q], err = has(before, q); err != nil {
				return nil, nil, err
			}
			is[q] = was[q]
		}
		switch {
		case d.Action == graph.Add && is[q] && !ignore.IgnoreDup:
			return nil, nil, &graph.DeltaError{Delta: d, Err: graph.ErrQuadExists}
		case d.Action == graph.Delete && !is[q] && !ignore.IgnoreMissing:
			return nil, nil, &graph.DeltaError{Delta: d, Err: graph.ErrQuadNotExist}
		}
		is[q] = d.Action == graph.Add
	}
	for q, present := range is {
		switch {
		case present && !was[q]:
			add = append(add, q)
		case !present && was[q]:
			remove = append(remove, q)
		}
	}
	return add, remove, nil
}

func has(s index.Snapshot, q [4]index.ID) (bool, error) {
	key := index.SPO.Key(q)
	n, _, err := s.Count(context.Background(), index.Scan{Order: index.SPO, Prefix: key[:3], Cols: index.AllCols, Graphs: index.One(q[index.Graph])})
	return n > 0, err
}

// NewQuadWriter starts a transaction that Close commits. It must be closed: the store has one writer at a time.
func (qs *QuadStore) NewQuadWriter() (quad.WriteCloser, error) {
	if qs.store == nil {
		return nil, errView
	}
	return &quadWriter{qs: qs}, nil
}

// quadWriter ignores duplicates. After an error nothing of it is committed. Its transaction begins with the first quad.
type quadWriter struct {
	qs     *QuadStore
	w      index.Writer
	err    error
	closed bool
}

// WriteQuad adds one quad.
func (w *quadWriter) WriteQuad(q quad.Quad) error {
	_, err := w.WriteQuads([]quad.Quad{q})
	return err
}

// WriteQuads adds quads and returns how many: all, or none on error.
func (w *quadWriter) WriteQuads(quads []quad.Quad) (int, error) {
	if w.closed {
		return 0, index.ErrClosed
	}
	if w.err == nil && w.w == nil {
		w.w, w.err = w.qs.store.Begin(context.Background())
	}
	if w.err == nil {
		w.err = w.add(quads)
	}
	if w.err != nil {
		return 0, w.err
	}
	return len(quads), nil
}

func (w *quadWriter) add(quads []quad.Quad) error {
	deltas := make([]graph.Delta, len(quads))
	for i, q := range quads {
		deltas[i] = graph.Delta{Quad: q, Action: graph.Add}
	}
	ids, err := internAll(w.w, deltas, w.qs.opts.Typed)
	if err != nil {
		return err
	}
	return w.w.Add(ids)
}

// Close commits.
func (w *quadWriter) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	if w.w == nil {
		return w.err
	}
	if w.err != nil {
		return errors.Join(w.err, w.w.Rollback())
	}
	if _, err := w.w.Commit(); err != nil {
		return err
	}
	return w.qs.Refresh()
}
