package annotate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// reader reads what Compile needs beside the placed terms, over all graphs of a snapshot.
type reader struct {
	ctx       context.Context
	snap      index.Snapshot
	bySubject index.Order
	byObject  index.Order
}

func newReader(ctx context.Context, s index.Snapshot) (*reader, error) {
	r := &reader{ctx: ctx, snap: s}
	var ok [2]bool
	for i, orders := range [2][2]index.Order{{index.SPO, index.SOP}, {index.OPS, index.OSP}} {
		for _, o := range orders {
			if s.Caps().Has(o) && !ok[i] {
				*[]*index.Order{&r.bySubject, &r.byObject}[i], ok[i] = o, true
			}
		}
	}
	if !ok[0] || !ok[1] {
		return nil, fmt.Errorf("compile the names: %w", index.ErrNoOrder)
	}
	return r, nil
}

// around gives predicate and other end of the triples that begin (or, byObject, end) at a term.
func (r *reader) around(t rdf.Term, o index.Order) (pairs [][2]rdf.Term, err error) {
	var id [1]index.ID
	if err := r.snap.IDs(r.ctx, []rdf.Term{t}, id[:]); err != nil || id[0] == 0 {
		return nil, err
	}
	cur, err := r.snap.Scan(r.ctx, index.Scan{Order: o, Prefix: id[:], Cols: 0b110, Graphs: index.GraphSet{Mode: index.Union}, Distinct: true})
	if err != nil {
		return nil, err
	}
	defer cur.Close()
	p, other := 0, 1
	if o.Columns()[1] != index.Predicate {
		p, other = 1, 0
	}
	room := [][]index.ID{make([]index.ID, 128), make([]index.ID, 128)}
	for {
		n, err := cur.Next(room)
		if errors.Is(err, io.EOF) {
			return pairs, nil
		}
		if err == nil {
			err = r.ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		terms := make([]rdf.Term, 2*n)
		if err := r.snap.Terms(r.ctx, slices.Concat(room[p][:n], room[other][:n]), terms); err != nil {
			return nil, err
		}
		for i := range n {
			pairs = append(pairs, [2]rdf.Term{terms[i], terms[n+i]})
		}
	}
}

// node gives the properties of a thing.
func (r *reader) node(iri string) (map[string][]rdf.Term, error) {
	pairs, err := r.around(rdf.NewIRI(iri), r.bySubject)
	out := map[string][]rdf.Term{}
	for _, p := range pairs {
		out[p[0].Value] = append(out[p[0].Value], p[1])
	}
	return out, err
}

// subjects are the IRIs that have a property with a value, sorted.
func (r *reader) subjects(property, value string) ([]string, error) {
	pairs, err := r.around(rdf.NewIRI(value), r.byObject)
	var out []string
	for _, p := range pairs {
		if p[0].Value == property && p[1].Kind == rdf.IRI {
			out = append(out, p[1].Value)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), err
}

// best prefers English, then no language, then the first in the order of texts; later lists count if earlier are empty.
func best(lists ...[]rdf.Term) rdf.Term {
	for _, list := range lists {
		var found rdf.Term
		rank := 9
		for _, t := range list {
			k := 3
			switch {
			case t.Kind != rdf.Literal || t.Value == "":
				continue
			case strings.HasPrefix(strings.ToLower(t.Lang), "en"):
				k = 1
			case t.Lang == "":
				k = 2
			}
			if k < rank || k == rank && t.Value < found.Value {
				found, rank = t, k
			}
		}
		if rank < 9 {
			return found
		}
	}
	return rdf.Term{}
}

func lastSegment(iri string) string { return iri[strings.LastIndexAny(iri, "/#")+1:] }
