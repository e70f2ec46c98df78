package store

import (
	"context"
	"sync/atomic"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// snapshot implements index.Snapshot. Cursors hold it too: what it reads is released when all are closed.
type snapshot struct {
	st      *state
	durable bool
	closed  atomic.Bool
}

func newSnapshot(st *state, durable bool) *snapshot { return &snapshot{st: st, durable: durable} }

// Seq is the number of the commit.
func (s *snapshot) Seq() uint64 { return s.st.seq }

// Close ends the snapshot.
func (s *snapshot) Close() error { s.closed.Store(true); return nil }

func (s *snapshot) open() error {
	if s.closed.Load() {
		return index.ErrClosed
	}
	return nil
}

// inlineOrdered are the kinds whose payload is ordered as the values are. Dates are not: their datatype comes first.
const inlineOrdered = 1<<index.KindInteger | 1<<index.KindDecimal | 1<<index.KindDouble | 1<<index.KindBoolean |
	1<<index.KindDateTimeZ | 1<<index.KindDateTime

// Caps says what the snapshot can do.
func (s *snapshot) Caps() index.Caps {
	return index.Caps{Orders: 1<<index.NumOrders - 1, Sorted: true, ExactCounts: true, Durable: s.durable,
		OrderedIDs: inlineOrdered}
}

// Scan opens a cursor.
func (s *snapshot) Scan(ctx context.Context, sc index.Scan) (index.Cursor, error) {
	if err := s.open(); err != nil {
		return nil, err
	}
	return newCursor(ctx, s.st, sc)
}

// IDs looks terms up.
func (s *snapshot) IDs(ctx context.Context, terms []rdf.Term, dst []index.ID) error {
	if err := s.open(); err != nil {
		return err
	}
	var buf []byte
	for i, t := range terms {
		id, b, err := s.st.find(t, buf)
		if err != nil {
			return err
		}
		dst[i], buf = id, b
	}
	return ctx.Err()
}

// Terms gives the terms of IDs.
func (s *snapshot) Terms(ctx context.Context, ids []index.ID, dst []rdf.Term) error {
	if err := s.open(); err != nil {
		return err
	}
	return s.st.terms(ctx, ids, dst)
}

// Ordinals turns text ordinals into IDs.
func (s *snapshot) Ordinals(ords []uint64, dst []index.ID) error {
	if err := s.open(); err != nil {
		return err
	}
	s.st.ordinals(ords, dst)
	return nil
}

// LiteralsSince scans the literals from a text ordinal on.
func (s *snapshot) LiteralsSince(ord uint64) (index.Cursor, error) {
	if err := s.open(); err != nil {
		return nil, err
	}
	return &ordinalCursor{st: s.st, next: ord, end: uint64(len(s.st.ords))}, nil
}

// Range cannot say yet for all kinds at once; the caller compares values.
func (s *snapshot) Range(index.Op, rdf.Term) ([]index.IDRange, bool, error) { return nil, false, nil }
