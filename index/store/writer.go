package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
)

// Begin starts the one write transaction.
func (s *Store) Begin(ctx context.Context) (index.Writer, error) { return s.begin(ctx) }

func (s *Store) begin(ctx context.Context) (*writer, error) {
	if err := s.waitForMemory(ctx); err != nil {
		return nil, err
	}
	now, err := s.enter(ctx)
	if err != nil {
		return nil, err
	}
	return s.writerOn(now), nil
}

// writerOn starts a transaction for a caller who holds the right to write; the transaction takes it over.
func (s *Store) writerOn(now *state) *writer {
	now.base.retain()
	w := &writer{s: s, base: now, st: *now, labels: map[string]index.ID{}}
	w.st.fork()
	w.find = finder{v: &w.st.vocabulary}
	return w
}

// writer implements index.Writer. It changes its own fork of the state.
type writer struct {
	s       *Store
	base    *state // where it started
	st      state
	changes []row // steps that changed something
	waiting []row // steps that are not yet made
	labels  map[string]index.ID
	find    finder
	failed  error // steps could not be made: the transaction cannot be committed
	done    bool
}

// NewBlank makes a blank node.
func (w *writer) NewBlank() index.ID {
	w.st.blanks++
	return index.MakeID(index.KindBlank, w.st.blanks-1)
}

// Intern gives each term its ID, making one where it has none.
func (w *writer) Intern(terms []rdf.Term, dst []index.ID) error {
	if w.done {
		return index.ErrClosed
	}
	for i := range terms {
		if terms[i].Kind > rdf.Literal {
			return fmt.Errorf("intern a term of unknown kind %d", terms[i].Kind)
		}
	}
	if len(terms) > fewTerms {
		if err := w.st.internTerms(context.Background(), terms, dst); err != nil {
			return err
		}
	} else if err := w.st.lookupFew(context.Background(), terms, dst); err != nil {
		return err
	}
	for i, t := range terms {
		if dst[i] != 0 || t.Kind == rdf.None {
			continue
		}
		dst[i] = w.make(t)
	}
	return nil
}

// make gives a term that is new, or that the same call had before, an ID.
func (w *writer) make(t rdf.Term) index.ID {
	if t.Kind == rdf.Blank {
		id, ok := w.labels[t.Value]
		if !ok {
			id = w.NewBlank()
			w.labels[strings.Clone(t.Value)] = id
		}
		return id
	}
	k := dict.KindOf(t)
	w.find.key = dict.AppendKey(w.find.key[:0], k, t)
	return w.st.addTerm(k, w.find.key)
}

// Add puts quads in.
func (w *writer) Add(q [][4]index.ID) error { return w.apply("add", q, false) }

// Remove takes quads out.
func (w *writer) Remove(q [][4]index.ID) error { return w.apply("remove", q, true) }

func (w *writer) apply(verb string, quads [][4]index.ID, del bool) error {
	if w.done {
		return index.ErrClosed
	}
	for _, q := range quads {
		for c, id := range q {
			if !w.st.valid(id) && (id != 0 || index.Column(c) != index.Graph) {
				return fmt.Errorf("%s a quad with ID %#x: %w", verb, uint64(id), index.ErrForeign)
			}
		}
	}
	for _, q := range quads {
		w.waiting = append(w.waiting, row{q, del})
	}
	if len(w.waiting) < mostWaiting {
		return nil
	}
	return w.settle()
}

// mostWaiting is how many steps wait to be made together: 40 bytes each. The more they are, the more of them share a leaf.
const mostWaiting = 1 << 18

// settle makes the steps that wait.
func (w *writer) settle() error {
	if len(w.waiting) == 0 || w.failed != nil {
		return w.failed
	}
	var changes []row
	changes, w.failed = w.st.apply(w.waiting)
	if w.waiting = nil; w.changes == nil {
		w.changes = changes
	} else {
		w.changes = append(w.changes, changes...)
	}
	return w.failed
}

// ClearGraph removes all quads of a graph.
func (w *writer) ClearGraph(g index.ID) error {
	if w.done {
		return index.ErrClosed
	}
	sc := index.Scan{Order: index.SPO, Cols: index.AllCols, Graphs: index.One(g)}
	if g != 0 {
		sc.Order, sc.Prefix = index.GSPO, []index.ID{g}
	}
	if err := w.settle(); err != nil {
		return err
	}
	rows, err := w.collect(sc)
	if err != nil {
		return err
	}
	return w.apply("clear", rows, true)
}

// collect reads a scan of the transaction's state as quads.
func (w *writer) collect(sc index.Scan) (quads [][4]index.ID, err error) {
	cur, err := newCursor(context.Background(), &w.st, sc)
	if err != nil {
		return nil, err
	}
	err = cur.rows(func(k key) { quads = append(quads, sc.Order.Quad(k)) })
	return quads, err
}

// Snapshot sees the transaction's own changes so far.
func (w *writer) Snapshot() (index.Snapshot, error) {
	if w.done {
		return nil, index.ErrClosed
	}
	if err := w.settle(); err != nil {
		return nil, err
	}
	own := w.st
	w.st.fork()
	return newSnapshot(&own, !w.s.volatile), nil
}

// Commit makes the changes visible and durable.
func (w *writer) Commit() (uint64, error) {
	if w.done {
		return 0, index.ErrClosed
	}
	if err := w.settle(); err != nil {
		return 0, errors.Join(fmt.Errorf("commit: %w", err), w.Rollback())
	}
	w.st.seq++
	if err := w.s.stage(w); err != nil {
		w.st.seq--
		return 0, errors.Join(err, w.Rollback())
	}
	st := w.st
	w.end()
	if err := w.s.finish(&st); err != nil {
		return 0, err
	}
	if err := w.s.flush(st.seq); err != nil {
		return 0, err
	}
	return st.seq, nil
}

// end lets go of the state the transaction started from.
func (w *writer) end() {
	w.done = true
	w.base.base.release()
}

// Rollback drops the changes.
func (w *writer) Rollback() error {
	if w.done {
		return nil
	}
	w.base.lex.mu.Lock()
	w.base.lex.late.Truncate(w.base.late.Len())
	w.base.lex.mu.Unlock()
	w.base.lex.forgetRanks()
	w.end()
	w.s.leave()
	return nil
}
