// Package publish gives a store's content out as linked data: dumps of the whole dataset or one graph, the description
// of one thing, the VoID description of the dataset and the SPARQL Service Description.
//
// It answers no queries and speaks no HTTP; it reads a snapshot and hands over quads or writes a document.
//
// The main path: Dump to a writer; or Describe, VoID, ServiceDescription for quads that package codec then writes.
package publish

import (
	"context"
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

const batchRows = 4096

// graphs over which a description is made: everything the store holds.
var union = index.GraphSet{Mode: index.Union}

// The columns of a scan in an order that has the graph last: triples, or quads.
const (
	triples uint8 = 0b0111
	quads   uint8 = index.AllCols
)

// each calls f with the rows of a scan (in an order with the graph last), batch by batch. The slice is reused; the
// terms stay valid until the snapshot is closed.
func each(ctx context.Context, snap index.Snapshot, s index.Scan, f func([]rdf.Quad) error) error {
	cur, err := snap.Scan(ctx, s)
	if err != nil {
		return err
	}
	defer cur.Close()
	b := newBatch(s)
	for {
		n, err := cur.Next(b.cols)
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		rows, err := b.read(ctx, snap, n)
		if err != nil {
			return err
		}
		if err := f(rows); err != nil {
			return err
		}
	}
}

// batch holds the columns of a scan and the terms that they become.
type batch struct {
	cols  [][]index.ID
	place []index.Column // place[i] is what the i-th column of the scan holds
	flat  []index.ID
	terms []rdf.Term
	out   []rdf.Quad
}

func newBatch(s index.Scan) *batch {
	b := &batch{out: make([]rdf.Quad, batchRows)}
	for i, c := range s.Order.Columns() {
		if s.Cols&(1<<i) != 0 {
			b.cols = append(b.cols, make([]index.ID, batchRows))
			b.place = append(b.place, c)
		}
	}
	b.flat = make([]index.ID, len(b.cols)*batchRows)
	b.terms = make([]rdf.Term, len(b.flat))
	return b
}

// read turns the first n rows into terms, all columns in one call.
func (b *batch) read(ctx context.Context, snap index.Snapshot, n int) ([]rdf.Quad, error) {
	for i, col := range b.cols {
		copy(b.flat[i*n:], col[:n])
	}
	all := len(b.cols) * n
	if err := snap.Terms(ctx, b.flat[:all], b.terms[:all]); err != nil {
		return nil, err
	}
	for i, place := range b.place {
		for row := range b.out[:n] {
			*field(&b.out[row], place) = b.terms[i*n+row]
		}
	}
	return b.out[:n], nil
}

func field(q *rdf.Quad, c index.Column) *rdf.Term {
	return [...]*rdf.Term{&q.S, &q.P, &q.O, &q.G}[c]
}

// lookup gives the ID of one term, 0 if the store does not have it.
func lookup(ctx context.Context, snap index.Snapshot, t rdf.Term) (index.ID, error) {
	var id [1]index.ID
	err := snap.IDs(ctx, []rdf.Term{t}, id[:])
	return id[0], err
}
