package harmonise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// reader reads a snapshot over all its graphs, in small batches of columns.
type reader struct {
	ctx       context.Context
	snap      index.Snapshot
	bySubject index.Order // an order that begins with the subject
	byObject  index.Order
	room      [][]index.ID
}

func newReader(ctx context.Context, snap index.Snapshot) (*reader, error) {
	r := &reader{ctx: ctx, snap: snap, room: [][]index.ID{make([]index.ID, 128), make([]index.ID, 128)}}
	var ok [2]bool
	r.bySubject, ok[0] = choose(snap.Caps(), index.SPO, index.SOP)
	r.byObject, ok[1] = choose(snap.Caps(), index.OPS, index.OSP)
	if !ok[0] || !ok[1] {
		return nil, fmt.Errorf("look up labels: %w", index.ErrNoOrder)
	}
	return r, nil
}

func choose(c index.Caps, orders ...index.Order) (index.Order, bool) {
	for _, o := range orders {
		if c.Has(o) {
			return o, true
		}
	}
	return 0, false
}

// around calls yield with predicate and other end of every triple that begins (or, with byObject, ends) at a node, until
// yield says no. With a sorted list of wanted predicates the rest may be jumped over: a literal like "2015" can be the
// object of many triples, none of which names anything.
func (r *reader) around(node index.ID, o index.Order, wanted []index.ID, yield func(p, other index.ID) bool) error {
	cur, err := r.snap.Scan(r.ctx, index.Scan{Order: o, Prefix: []index.ID{node}, Cols: 0b110,
		Graphs: index.GraphSet{Mode: index.Union}, Distinct: true})
	if err != nil {
		return err
	}
	defer cur.Close()
	p, other := 0, 1
	if o.Columns()[1] != index.Predicate {
		p, other, wanted = 1, 0, nil
	}
	for {
		n, err := cur.Next(r.room)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i := range n {
			if !yield(r.room[p][i], r.room[other][i]) {
				return nil
			}
		}
		more, err := r.jump(cur, wanted, r.room[p][n-1])
		if err != nil || !more {
			return err
		}
	}
}

// jump moves a cursor that stands after predicate p to the next wanted one; more is false if there is none.
func (r *reader) jump(cur index.Cursor, wanted []index.ID, p index.ID) (more bool, err error) {
	if err := r.ctx.Err(); err != nil {
		return false, err
	}
	if wanted == nil || !r.snap.Caps().Sorted {
		return true, nil
	}
	at, found := slices.BinarySearch(wanted, p)
	switch {
	case found:
		return true, nil
	case at == len(wanted):
		return false, nil
	}
	return true, cur.Seek(wanted[at : at+1])
}

// ids looks up the IDs of IRIs; those the snapshot does not have are left out.
func ids[V any](r *reader, iris map[string]V) (map[index.ID]V, error) {
	terms := make([]rdf.Term, 0, len(iris))
	for iri := range iris {
		terms = append(terms, rdf.NewIRI(iri))
	}
	found := make([]index.ID, len(terms))
	if err := r.snap.IDs(r.ctx, terms, found); err != nil {
		return nil, err
	}
	out := make(map[index.ID]V, len(terms))
	for i, id := range found {
		if id != 0 {
			out[id] = iris[terms[i].Value]
		}
	}
	return out, nil
}

// terms fetches terms in one batch, by ID.
func (r *reader) terms(ids []index.ID) (map[index.ID]rdf.Term, error) {
	dst := make([]rdf.Term, len(ids))
	if err := r.snap.Terms(r.ctx, ids, dst); err != nil {
		return nil, err
	}
	out := make(map[index.ID]rdf.Term, len(ids))
	for i, id := range ids {
		out[id] = dst[i]
	}
	return out, nil
}
