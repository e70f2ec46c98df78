package decide

import (
	"context"
	"fmt"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// Receipt says what was recorded.
type Receipt struct {
	Seq       uint64     `json:"seq"`
	Decisions []Decision `json:"decisions"`
}

// Record adds decisions to the log of a store, all of them or none, in one commit, and brings what is in force up to date.
// The fields that a decision gets here (number, address, what it supersedes, what it asserts) need not be filled. A
// RefusedError says why one cannot be recorded.
func Record(ctx context.Context, s index.Store, now time.Time, asked ...Decision) (*Receipt, error) {
	w, err := s.Begin(ctx)
	if err != nil {
		return nil, fmt.Errorf("record a decision: %w", err)
	}
	defer w.Rollback()
	out, added, removed, err := prepare(ctx, w, now.UTC().Truncate(time.Second), asked)
	if err != nil {
		return nil, err
	}
	if err := apply(w, removed, w.Remove); err != nil {
		return nil, fmt.Errorf("record a decision: %w", err)
	}
	if err := apply(w, added, w.Add); err != nil {
		return nil, fmt.Errorf("record a decision: %w", err)
	}
	if out.Seq, err = w.Commit(); err != nil {
		return nil, fmt.Errorf("record a decision: %w", err)
	}
	return out, nil
}

// prepare checks every decision against the state of the transaction, and tells which quads come and go.
func prepare(ctx context.Context, w index.Writer, now time.Time, asked []Decision) (out *Receipt, added, removed []rdf.Quad, err error) {
	snap, err := w.Snapshot()
	if err != nil {
		return nil, nil, nil, err
	}
	defer snap.Close()
	log, err := Read(ctx, snap)
	if err != nil {
		return nil, nil, nil, err
	}
	before := len(log.Decisions)
	c := &checker{view: newView(ctx, snap), log: log, now: now}
	lines := &writer{graph: logGraph}
	for i := range asked {
		d := asked[i]
		if err := c.check(&d); err != nil {
			return nil, nil, nil, err
		}
		d.Number = c.next()
		d.IRI, d.Recorded = decisionIRI(d.Number), now
		if last := log.on(d.matter()); last != nil {
			d.Supersedes = last.IRI
		}
		log.add(d)
		lines.record(&d)
	}
	lines.add(logGraph, ontology.DCTTitle, rdf.NewLang("Decisions of reviewers", "en"))
	come, gone, err := c.exchange(log.State())
	return &Receipt{Decisions: log.Decisions[before:]}, append(lines.quads, come...), gone, err
}

// exchange compares what is to be in force with what stands in its graph.
func (c *checker) exchange(want []rdf.Quad) (come, gone []rdf.Quad, err error) {
	nodes, err := c.graph(forceGraph)
	if err != nil {
		return nil, nil, err
	}
	have := map[rdf.Quad]bool{}
	for s, n := range nodes {
		for p, values := range n {
			for _, o := range values {
				have[rdf.Quad{S: rdf.NewIRI(s), P: rdf.NewIRI(p), O: o, G: forceGraph}] = true
			}
		}
	}
	for _, q := range want {
		if !have[q] {
			come = append(come, q)
		}
		delete(have, q)
	}
	for q := range have {
		gone = append(gone, q)
	}
	return come, gone, nil
}

// apply interns quads and hands them on.
func apply(w index.Writer, quads []rdf.Quad, do func([][4]index.ID) error) error {
	terms := make([]rdf.Term, 0, 4*len(quads))
	for _, q := range quads {
		terms = append(terms, q.S, q.P, q.O, q.G)
	}
	ids := make([]index.ID, len(terms))
	if err := w.Intern(terms, ids); err != nil {
		return err
	}
	rows := make([][4]index.ID, len(quads))
	for i := range rows {
		rows[i] = [4]index.ID(ids[4*i : 4*i+4])
	}
	return do(rows)
}
