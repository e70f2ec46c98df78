package exec

import (
	"io"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// Describe gives the concise bounded description of resources: their outgoing triples, and those of the blank nodes
// that these lead to.
type Describe struct {
	q      *Query
	rows   *Rows
	cols   []int
	consts []index.ID
	graphs index.GraphSet
	seen   *table // resources described or waiting
	done   int
}

// Describe prepares DESCRIBE of nodes over the rows of a plan, reading all graphs of the dataset.
func (q *Query) Describe(rows *Rows, n plan.Node, nodes []sparql.Node, d plan.Dataset) (*Describe, error) {
	x := &Describe{q: q, rows: rows, graphs: allGraphs(d), seen: newTable(q, 1)}
	for _, node := range nodes {
		if node.IsVar() {
			if c := n.Out().Col(node.Var); c >= 0 {
				x.cols = append(x.cols, c)
			}
			continue
		}
		var id [1]index.ID
		if err := q.Intern([]rdf.Term{node.Term}, id[:]); err != nil {
			return nil, err
		}
		x.consts = append(x.consts, id[0])
	}
	return x, x.seen.addIDs(x.consts)
}

// allGraphs is every graph of a dataset.
func allGraphs(d plan.Dataset) index.GraphSet {
	switch {
	case d.Default.Mode == index.Union || d.Named.Mode == index.EachNamed && d.Default.Mode == index.Unnamed:
		return index.GraphSet{Mode: index.Union}
	case d.Default.Mode == index.Set && d.Named.Mode == index.Set:
		all := append(slices.Clone(d.Default.Graphs), d.Named.Graphs...)
		slices.Sort(all)
		return index.GraphSet{Mode: index.Set, Graphs: slices.Compact(all)}
	}
	return d.Default
}

// Next returns the description of further resources; nil at the end.
func (x *Describe) Next() ([]rdf.Triple, error) {
	for x.done == x.seen.n {
		b, err := x.rows.Next()
		if b == nil || err != nil {
			return nil, err
		}
		for _, c := range x.cols {
			if err := x.add(b.Cols[c][:b.N]); err != nil {
				return nil, err
			}
		}
	}
	id := x.seen.cols[0][x.done]
	x.done++
	if id.Kind() != index.KindIRI && id.Kind() != index.KindBlank {
		return []rdf.Triple{}, nil
	}
	return x.describe(id)
}

// add puts resources on the list; unbound is none.
func (x *Describe) add(ids []index.ID) error {
	for _, id := range ids {
		if id == 0 {
			continue
		}
		if err := x.seen.addIDs([]index.ID{id}); err != nil {
			return err
		}
	}
	return nil
}

func (x *Describe) describe(id index.ID) ([]rdf.Triple, error) {
	req := index.Scan{Order: index.SPO, Prefix: []index.ID{id}, Cols: 0b111, Graphs: x.graphs, Distinct: true}
	c, err := x.q.snap.Scan(x.q.ctx, req)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	out := []rdf.Triple{}
	b := newBatch(3)
	for {
		if err := x.q.check(); err != nil {
			return nil, err
		}
		if b.N, err = c.Next(b.Cols); err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		for _, o := range b.Cols[2][:b.N] {
			if o.Kind() == index.KindBlank {
				if err := x.seen.addIDs([]index.ID{o}); err != nil {
					return nil, err
				}
			}
		}
		some, err := x.q.triples(b)
		if err != nil {
			return nil, err
		}
		if err := x.q.grow(int64(len(some)) * 200); err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
}
