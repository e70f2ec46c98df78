package indextest

import (
	"context"
	"errors"
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// Load commits quads in one transaction; a label names one new blank node.
func Load(s index.Store, quads []rdf.Quad) error {
	w, err := s.Begin(context.Background())
	if err != nil {
		return err
	}
	defer w.Rollback()
	for _, q := range quads {
		var ids [4]index.ID
		if err := w.Intern([]rdf.Term{q.S, q.P, q.O, q.G}, ids[:]); err != nil {
			return err
		}
		if err := w.Add([][4]index.ID{ids}); err != nil {
			return err
		}
	}
	_, err = w.Commit()
	return err
}

// Dump reads all quads of a store.
func Dump(s index.Store) ([]rdf.Quad, error) {
	snap, err := s.Snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	ctx := context.Background()
	c, err := snap.Scan(ctx, index.Scan{Order: index.SPO, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	var out []rdf.Quad
	dst := [][]index.ID{make([]index.ID, 1), make([]index.ID, 1), make([]index.ID, 1), make([]index.ID, 1)}
	for {
		_, err := c.Next(dst)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		var t [4]rdf.Term
		if err := snap.Terms(ctx, []index.ID{dst[0][0], dst[1][0], dst[2][0], dst[3][0]}, t[:]); err != nil {
			return nil, err
		}
		out = append(out, rdf.Quad{S: t[0], P: t[1], O: t[2], G: t[3]})
	}
}
