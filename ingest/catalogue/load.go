package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

const batchSize = 4096 // quads between two looks at the context

// Load puts the catalogue into the store in one commit. Graphs of an older catalogue are replaced, all others are left
// alone. progress, if not nil, is told how many quads of how many are in.
func Load(ctx context.Context, s index.Store, progress func(done, total int)) (Report, error) {
	quads, report, err := Quads()
	if err != nil {
		return Report{}, err
	}
	old, err := ownGraphs(ctx, s)
	if err != nil {
		return Report{}, fmt.Errorf("loading the catalogue: looking for an older one: %w", err)
	}
	report.Seq, err = commit(ctx, s, quads, old, progress)
	if err != nil {
		return Report{}, fmt.Errorf("loading the catalogue: %w", err)
	}
	return *report, nil
}

// commit replaces graphs by quads in one transaction.
func commit(ctx context.Context, s index.Store, quads []rdf.Quad, clear []rdf.Term, progress func(done, total int)) (uint64, error) {
	w, err := s.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer w.Rollback()
	if err := clearGraphs(w, append(graphsOf(quads), clear...)); err != nil {
		return 0, err
	}
	in := interner{w: w, ids: map[rdf.Term]index.ID{{}: 0}}
	for done := 0; done < len(quads); {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		part := quads[done:min(done+batchSize, len(quads))]
		if err := in.add(part); err != nil {
			return 0, err
		}
		done += len(part)
		if progress != nil {
			progress(done, len(quads))
		}
	}
	return w.Commit()
}

func clearGraphs(w index.Writer, graphs []rdf.Term) error {
	ids := make([]index.ID, len(graphs))
	if err := w.Intern(graphs, ids); err != nil {
		return err
	}
	for _, g := range ids {
		if err := w.ClearGraph(g); err != nil {
			return err
		}
	}
	return nil
}

// interner asks the store for each term once.
type interner struct {
	w     index.Writer
	ids   map[rdf.Term]index.ID
	terms []rdf.Term
	fresh []index.ID
	rows  [][4]index.ID
}

func (n *interner) add(quads []rdf.Quad) error {
	n.terms = n.terms[:0]
	for _, q := range quads {
		for _, t := range [...]rdf.Term{q.S, q.P, q.O, q.G} {
			if _, ok := n.ids[t]; !ok {
				n.ids[t] = 0
				n.terms = append(n.terms, t)
			}
		}
	}
	n.fresh = append(n.fresh[:0], make([]index.ID, len(n.terms))...)
	if err := n.w.Intern(n.terms, n.fresh); err != nil {
		return err
	}
	for i, t := range n.terms {
		n.ids[t] = n.fresh[i]
	}
	n.rows = n.rows[:0]
	for _, q := range quads {
		n.rows = append(n.rows, [4]index.ID{n.ids[q.S], n.ids[q.P], n.ids[q.O], n.ids[q.G]})
	}
	return n.w.Add(n.rows)
}

// Stored returns the version of the catalogue that a snapshot holds, "" if it holds none.
func Stored(ctx context.Context, snap index.Snapshot) (string, error) {
	found, err := objects(ctx, snap, datasetNode, ontology.OWLVersionInfo)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0].Value, nil
}

// ownGraphs lists the graphs of the catalogue that is in the store, none if there is none.
func ownGraphs(ctx context.Context, s index.Store) ([]rdf.Term, error) {
	snap, err := s.Snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	return objects(ctx, snap, datasetNode, ontology.DCTHasPart)
}

// objects reads what the evidence graph says of a subject and property.
func objects(ctx context.Context, snap index.Snapshot, subject rdf.Term, property string) ([]rdf.Term, error) {
	ids := make([]index.ID, 3)
	if err := snap.IDs(ctx, []rdf.Term{subject, rdf.NewIRI(property), evidenceGraph}, ids); err != nil {
		return nil, err
	}
	if ids[0] == 0 || ids[1] == 0 || ids[2] == 0 {
		return nil, nil
	}
	c, err := snap.Scan(ctx, index.Scan{Order: index.SPO, Prefix: ids[:2], Cols: 1 << 2, Graphs: index.One(ids[2])})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	var out []rdf.Term
	for col := make([]index.ID, 256); ; {
		n, err := c.Next([][]index.ID{col})
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		terms := make([]rdf.Term, n)
		if err := snap.Terms(ctx, col[:n], terms); err != nil {
			return nil, err
		}
		for _, t := range terms {
			out = append(out, cloned(t))
		}
	}
}

// cloned makes a term that outlives its snapshot.
func cloned(t rdf.Term) rdf.Term {
	t.Value, t.Datatype, t.Lang = string([]byte(t.Value)), string([]byte(t.Datatype)), string([]byte(t.Lang))
	return t
}
