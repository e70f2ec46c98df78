package reconcile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// reader reads a snapshot over all its graphs.
type reader struct {
	ctx  context.Context
	snap index.Snapshot
}

const readBatch = 512

// scan calls yield with the two columns after the prefix, in the sequence of the order.
func (r *reader) scan(o index.Order, prefix []index.ID, cols uint8, size int, yield func(a, b index.ID) error) error {
	cur, err := r.snap.Scan(r.ctx, index.Scan{Order: o, Prefix: prefix, Cols: cols, Graphs: index.GraphSet{Mode: index.Union}, Distinct: true})
	if err != nil {
		return err
	}
	defer cur.Close()
	room := [][]index.ID{make([]index.ID, size), make([]index.ID, size)}
	if cols&(cols-1) == 0 {
		room = room[:1]
	}
	for {
		n, err := cur.Next(room)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i := range n {
			if err := yield(room[0][i], room[len(room)-1][i]); err != nil {
				return err
			}
		}
		if err := r.ctx.Err(); err != nil {
			return err
		}
	}
}

// order is the first of some orders that the snapshot has.
func (r *reader) order(orders ...index.Order) (index.Order, error) {
	for _, o := range orders {
		if r.snap.Caps().Has(o) {
			return o, nil
		}
	}
	return 0, fmt.Errorf("reconcile: %w", index.ErrNoOrder)
}

// pairs calls yield with subject and object of every triple of a predicate.
func (r *reader) pairs(predicate string, yield func(s, o index.ID) error) error {
	p, err := r.id(rdf.NewIRI(predicate))
	if err != nil || p == 0 {
		return err
	}
	o, err := r.order(index.PSO, index.POS)
	if err != nil {
		return err
	}
	return r.scan(o, []index.ID{p}, 0b110, readBatch, func(a, b index.ID) error {
		if o == index.POS {
			a, b = b, a
		}
		return yield(a, b)
	})
}

// column gives one object of a predicate for each subject.
func (r *reader) column(predicate string) (map[index.ID]index.ID, error) {
	out := map[index.ID]index.ID{}
	return out, r.pairs(predicate, func(s, o index.ID) error {
		out[s] = o
		return nil
	})
}

func (r *reader) id(t rdf.Term) (index.ID, error) {
	var id [1]index.ID
	err := r.snap.IDs(r.ctx, []rdf.Term{t}, id[:])
	return id[0], err
}

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

// kinds says what each thing is: by its address in the catalogue, else by its class.
func (r *reader) kinds(terms map[index.ID]rdf.Term) (map[index.ID]string, error) {
	out := make(map[index.ID]string, len(terms))
	for id, t := range terms {
		if t.Kind == rdf.IRI {
			if out[id] = harmonise.ThingKind(t.Value); out[id] == "" {
				out[id] = "thing"
			}
		}
	}
	classes := map[index.ID]string{}
	err := r.pairs(ontology.RDFType, func(s, class index.ID) error {
		if t := terms[s]; t.Kind != rdf.IRI || strings.HasPrefix(t.Value, ontology.ID) {
			return nil
		}
		k, ok := classes[class]
		if !ok {
			c, err := r.terms([]index.ID{class})
			if err != nil {
				return err
			}
			k = kindOfClass(c[class].Value)
			classes[class] = k
		}
		if old := out[s]; old == "thing" || old == "concept" || k < old && k != "concept" {
			out[s] = k
		}
		return nil
	})
	return out, err
}

func lastSegment(iri string) string { return iri[strings.LastIndexAny(iri, "/#")+1:] }
