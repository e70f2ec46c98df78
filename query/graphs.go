package query

import (
	"errors"
	"fmt"
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

// targets lists the graphs a target names; exists is false for a named graph without quads.
func (u *update) targets(t sparql.GraphTarget) (graphs []index.ID, exists bool, err error) {
	if t.Default {
		return []index.ID{0}, true, nil
	}
	err = u.read(func(snap index.Snapshot) error {
		if t.Named || t.All {
			for _, g := range snap.Stats().Graphs {
				graphs = append(graphs, g.Graph)
			}
			if t.All {
				graphs = append(graphs, 0)
			}
			exists = true
			return nil
		}
		var id [1]index.ID
		if err := snap.IDs(u.ctx, []rdf.Term{t.Graph}, id[:]); err != nil || id[0] == 0 {
			return err
		}
		graphs = id[:]
		n, err := u.count(snap, id[0])
		exists = n > 0
		return err
	})
	return graphs, exists, err
}

// count is the number of quads of a graph.
func (u *update) count(snap index.Snapshot, g index.ID) (uint64, error) {
	n, _, err := snap.Count(u.ctx, index.Scan{Order: index.SPO, Cols: index.AllCols, Graphs: index.One(g)})
	return n, err
}

// clear removes all quads of the graphs: CLEAR and, because an empty graph is no graph here, DROP.
func (u *update) clear(t sparql.GraphTarget) error {
	graphs, _, err := u.targets(t)
	if err != nil {
		return err
	}
	for _, g := range graphs {
		if err := u.empty(g); err != nil {
			return err
		}
	}
	return nil
}

func (u *update) empty(g index.ID) error {
	var n uint64
	err := u.read(func(snap index.Snapshot) (err error) {
		n, err = u.count(snap, g)
		return err
	})
	if err != nil || n == 0 {
		return err
	}
	u.report.Deleted += int64(n)
	return u.w.ClearGraph(g)
}

// create only looks: the store keeps no empty graphs.
func (u *update) create(op *sparql.Create) error {
	_, exists, err := u.targets(sparql.GraphTarget{Graph: op.Graph})
	if err == nil && exists {
		return fmt.Errorf("graph %s exists already; use CREATE SILENT, or CLEAR it", op.Graph)
	}
	return err
}

// transfer is ADD, COPY and MOVE.
func (u *update) transfer(op *sparql.Transfer) error {
	if op.From == op.To {
		return nil
	}
	from, exists, err := u.targets(op.From)
	if err != nil {
		return err
	}
	if !exists {
		return fmt.Errorf("there is no graph %s; use %s SILENT to go on without it", op.From.Graph, op.Name)
	}
	quads, err := u.graph(from[0])
	if err != nil {
		return err
	}
	var to [1]index.ID
	if !op.To.Default {
		if err := u.w.Intern([]rdf.Term{op.To.Graph}, to[:]); err != nil {
			return err
		}
	}
	if op.Name != "ADD" {
		if err := u.empty(to[0]); err != nil {
			return err
		}
	}
	for i := range quads {
		quads[i][3] = to[0]
	}
	u.report.Inserted += int64(len(quads))
	if err := u.w.Add(quads); err != nil || op.Name != "MOVE" {
		return err
	}
	return u.empty(from[0])
}

const quadBytes = 32 // of one quad of IDs in memory

// graph reads all quads of a graph.
func (u *update) graph(g index.ID) (quads [][4]index.ID, err error) {
	err = u.read(func(snap index.Snapshot) error {
		c, err := snap.Scan(u.ctx, index.Scan{Order: index.SPO, Cols: 0b111, Graphs: index.One(g)})
		if err != nil {
			return err
		}
		defer c.Close()
		cols := [][]index.ID{make([]index.ID, 1024), make([]index.ID, 1024), make([]index.ID, 1024)}
		for {
			n, err := c.Next(cols)
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			for i := range n {
				quads = append(quads, [4]index.ID{cols[0][i], cols[1][i], cols[2][i], g})
			}
			if err := u.room(int64(len(quads)) * quadBytes); err != nil {
				return err
			}
		}
	})
	return quads, err
}

// room checks the budget and the end of the request.
func (u *update) room(bytes int64) error {
	if u.e.opts.Memory > 0 && bytes > u.e.opts.Memory {
		return fmt.Errorf("%w (%d MiB)", ErrMemory, u.e.opts.Memory>>20)
	}
	return u.ctx.Err()
}

// load reads a document into memory and then adds it: a document that breaks off adds nothing.
func (u *update) load(op *sparql.Load) error {
	if u.e.opts.Load == nil {
		return ErrLoad
	}
	r, err := u.e.opts.Load(u.ctx, op.Source)
	if err != nil {
		return fmt.Errorf("%w: <%s>: %w", ErrRemote, op.Source, err)
	}
	var terms []rdf.Term
	held := int64(0)
	for {
		q, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("<%s>: %w", op.Source, err)
		}
		if !op.Into.IsZero() {
			q.G = op.Into
		}
		terms = append(terms, q.S, q.P, q.O, q.G)
		held += 256 + int64(len(q.S.Value)+len(q.P.Value)+len(q.O.Value))
		if err := u.room(held); err != nil {
			return err
		}
	}
	return u.addTerms(terms)
}

// addTerms adds quads given as their terms, four by four.
func (u *update) addTerms(terms []rdf.Term) error {
	scope := map[string]index.ID{}
	const batch = 4 * 1024
	for len(terms) > 0 {
		n := min(batch, len(terms))
		ids := make([]index.ID, n)
		if err := u.intern(terms[:n], ids, scope); err != nil {
			return err
		}
		quads := make([][4]index.ID, n/4)
		for i := range quads {
			quads[i] = [4]index.ID(ids[4*i : 4*i+4])
		}
		if err := u.w.Add(quads); err != nil {
			return err
		}
		u.report.Inserted += int64(len(quads))
		terms = terms[n:]
	}
	return nil
}
