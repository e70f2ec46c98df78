package store

import (
	"context"
	"sync/atomic"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// snapshot implements index.Snapshot. Calls and cursors hold it open: its files are released when it is closed and
// the last of them has ended.
type snapshot struct {
	st      *state
	durable bool
	closed  atomic.Bool
	refs    atomic.Int64
	ended   func() // nil, or who wants to know
}

func newSnapshot(st *state, durable bool) *snapshot {
	st.base.retain()
	s := &snapshot{st: st, durable: durable}
	s.refs.Store(1)
	return s
}

// Seq is the number of the commit.
func (s *snapshot) Seq() uint64 { return s.st.seq }

// State is the number of the state.
func (s *snapshot) State() uint64 { return s.st.number }

// Close ends the snapshot.
func (s *snapshot) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	return s.leave()
}

// enter begins a call that reads; leave ends it.
func (s *snapshot) enter() error {
	for {
		n := s.refs.Load()
		if n == 0 || s.closed.Load() {
			return index.ErrClosed
		}
		if s.refs.CompareAndSwap(n, n+1) {
			return nil
		}
	}
}

func (s *snapshot) leave() error {
	if s.refs.Add(-1) > 0 {
		return nil
	}
	if s.ended != nil {
		s.ended()
	}
	return s.st.base.release()
}

// inlineOrdered are the kinds whose payload is ordered as the values are, and blank nodes, whose labels are numbered. Dates come by datatype
// first, as ORDER BY has them.
const inlineOrdered = 1<<index.KindBlank | 1<<index.KindInteger | 1<<index.KindDecimal | 1<<index.KindDouble | 1<<index.KindBoolean |
	1<<index.KindDateTimeZ | 1<<index.KindDateTime | 1<<index.KindDate

// Caps says what the snapshot can do. Kinds of the dictionary are ordered as long as all their terms are in the base.
func (s *snapshot) Caps() index.Caps {
	c := index.Caps{Orders: 1<<index.NumOrders - 1, Sorted: true, ExactCounts: true, Durable: s.durable, OrderedIDs: inlineOrdered}
	c.OrderedIDs |= (index.KindIRI.Bit() | index.KindString.Bit() | index.KindLang.Bit() | index.KindOrdered.Bit()) &^ s.st.lateKinds
	return c
}

// Scan opens a cursor.
func (s *snapshot) Scan(ctx context.Context, sc index.Scan) (index.Cursor, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	c, err := newCursor(ctx, s.st, sc)
	if err != nil {
		s.leave()
		return nil, err
	}
	c.release = s.leave
	return c, nil
}

// IDs looks terms up.
func (s *snapshot) IDs(ctx context.Context, terms []rdf.Term, dst []index.ID) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	return s.st.lookupTerms(ctx, terms, dst)
}

// Terms gives the terms of IDs.
func (s *snapshot) Terms(ctx context.Context, ids []index.ID, dst []rdf.Term) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	return s.st.terms(ctx, ids, dst)
}

// Ordinals turns text ordinals into IDs.
func (s *snapshot) Ordinals(ords []uint64, dst []index.ID) (err error) {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	for i, o := range ords {
		if dst[i], err = s.st.ordinal(o); err != nil {
			return err
		}
	}
	return nil
}

// LiteralsSince scans the literals from a text ordinal on.
func (s *snapshot) LiteralsSince(ord uint64) (index.Cursor, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	return &ordinalCursor{sn: s, next: ord, end: s.st.ordinals()}, nil
}
