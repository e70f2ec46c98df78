package exec

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// dictionary holds the terms a query makes, as IDs of index.KindQuery. A term the store knows is never in it. The workers of a query
// use that of the query.
type dictionary struct {
	mu     sync.Mutex
	ids    map[rdf.Term]index.ID
	terms  []rdf.Term
	fresh  int64
	labels map[string]rdf.Term
	ask    []rdf.Term // scratch
	at     []int
	stored []index.ID
}

// Intern gives terms their IDs: the store's where it has them.
func (q *Query) Intern(terms []rdf.Term, dst []index.ID) error {
	if err := q.check(); err != nil {
		return err
	}
	d := q.dict
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ask, d.at = d.ask[:0], d.at[:0]
	for i, t := range terms {
		if t.IsZero() {
			dst[i] = 0
		} else if id, ok := d.ids[t]; ok {
			dst[i] = id
		} else {
			d.ask, d.at = append(d.ask, t), append(d.at, i)
		}
	}
	if len(d.ask) == 0 {
		return nil
	}
	if cap(d.stored) < len(d.ask) {
		d.stored = make([]index.ID, len(d.ask))
	}
	found := d.stored[:len(d.ask)]
	clear(found)
	if err := q.snap.IDs(q.ctx, d.ask, found); err != nil {
		return err
	}
	for i, id := range found {
		if id == 0 {
			var err error
			if id, err = q.make(d.ask[i]); err != nil {
				return err
			}
		}
		dst[d.at[i]] = id
	}
	return nil
}

// make gives a term an ID of this query. The dictionary is locked.
func (q *Query) make(t rdf.Term) (index.ID, error) {
	d := q.dict
	if id, ok := d.ids[t]; ok { // twice in one call
		return id, nil
	}
	if d.ids == nil {
		d.ids = map[rdf.Term]index.ID{}
	}
	d.terms = append(d.terms, t)
	id := index.MakeID(index.KindQuery, uint64(len(d.terms)))
	d.ids[t] = id
	return id, q.grow(int64(len(t.Value)+len(t.Lang)) + 160)
}

// Made are the terms that the query has made so far.
func (q *Query) Made() []rdf.Term { return slices.Clone(q.dict.made()) }

// made are the terms so far; they do not change any more.
func (d *dictionary) made() []rdf.Term {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clip(d.terms)
}

// Know makes the terms that another query made, before any other: so a plan of that query has the right IDs for this one. Both must read
// the same state.
func (q *Query) Know(terms []rdf.Term) error {
	q.dict.mu.Lock()
	defer q.dict.mu.Unlock()
	for _, t := range terms {
		if _, err := q.make(t); err != nil {
			return err
		}
	}
	return nil
}

// Terms gives the terms of stored and query-made IDs.
func (q *Query) Terms(ids []index.ID, dst []rdf.Term) error {
	made := false
	for _, id := range ids {
		if id.Kind() == index.KindQuery {
			made = true
			break
		}
	}
	if !made {
		return q.snap.Terms(q.ctx, ids, dst)
	}
	stored := make([]index.ID, len(ids))
	for i, id := range ids {
		if id.Kind() != index.KindQuery {
			stored[i] = id
		}
	}
	if err := q.snap.Terms(q.ctx, stored, dst); err != nil {
		return err
	}
	own := q.dict.made()
	for i, id := range ids {
		if id.Kind() != index.KindQuery {
			continue
		}
		p := id.Payload()
		if p == 0 || p > uint64(len(own)) {
			return fmt.Errorf("exec: ID %x is not of this query", uint64(id))
		}
		dst[i] = own[p-1]
	}
	return nil
}

// reader shows terms of a snapshot and of a query.
type reader struct {
	stored index.TermReader
	made   []rdf.Term
}

// Reader shows the terms of stored IDs and of those that the query has made up to now. Other goroutines may use it while the query
// goes on. stored shows those of the query's snapshot.
func (q *Query) Reader(stored index.TermReader) index.TermReader {
	made := q.dict.made()
	if len(made) == 0 {
		return stored
	}
	return reader{stored, made}
}

func (r reader) EachTerm(ctx context.Context, ids []index.ID, use func(at int, t *rdf.Term)) error {
	stored := ids
	for i, id := range ids {
		if id.Kind() != index.KindQuery {
			continue
		}
		p := id.Payload()
		if p == 0 || p > uint64(len(r.made)) {
			return fmt.Errorf("exec: ID %x is not of this query", uint64(id))
		}
		if &stored[0] == &ids[0] {
			stored = slices.Clone(ids)
		}
		stored[i] = 0
		t := r.made[p-1]
		use(i, &t)
	}
	return r.stored.EachTerm(ctx, stored, use)
}

// Blank is a blank node for BNODE(), with labels no store gives out.
func (q *Query) Blank(label string, row int64) rdf.Term {
	d := q.dict
	d.mu.Lock()
	defer d.mu.Unlock()
	if label == "" {
		return d.freshBlank()
	}
	if d.labels == nil {
		d.labels = map[string]rdf.Term{}
	}
	key := strconv.FormatInt(row, 36) + " " + label
	t, ok := d.labels[key]
	if !ok {
		t = d.freshBlank()
		d.labels[key] = t
		q.hold(int64(len(key)) + 120) // the budget is checked with the next batch
	}
	return t
}

func (d *dictionary) freshBlank() rdf.Term {
	d.fresh++
	return rdf.NewBlank("q" + strconv.FormatInt(d.fresh, 10))
}
