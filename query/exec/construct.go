package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// source is a place of a template: a constant, a column, or a blank node that is new for each solution.
type source struct {
	id    index.ID
	col   int
	blank int // number of the blank node in the template, from 1
}

// templates turns nodes into sources.
type templates struct {
	q      *Query
	s      *plan.Schema
	blanks map[plan.Var]int
}

func (t *templates) source(n sparql.Node) (source, error) {
	if !n.IsVar() {
		var id [1]index.ID
		err := t.q.Intern([]rdf.Term{n.Term}, id[:])
		return source{id: id[0], col: -1}, err
	}
	c := t.s.Col(n.Var)
	if c < 0 && n.Var.IsBlank() {
		if t.blanks[n.Var] == 0 {
			t.blanks[n.Var] = len(t.blanks) + 1
		}
		return source{col: -1, blank: t.blanks[n.Var]}, nil
	}
	if c < 0 {
		c = neverBound
	}
	return source{col: c}, nil
}

// neverBound is the column of a variable that the pattern does not have: what it stands in is no triple, and a GRAPH that it
// names is not the default graph.
const neverBound = -2

// Construct instantiates a template for each solution. Triples that are none, or that came before, are left out.
type Construct struct {
	q     *Query
	rows  *Rows
	parts [][3]source
	fresh []index.ID
	seen  *table
}

// Construct prepares CONSTRUCT over the rows of a plan.
func (q *Query) Construct(rows *Rows, n plan.Node, template []sparql.Triple) (*Construct, error) {
	t := &templates{q: q, s: n.Out(), blanks: map[plan.Var]int{}}
	c := &Construct{q: q, rows: rows, seen: newTable(q, 3)}
	for _, x := range template {
		pred := sparql.Node{Var: x.PVar}
		if iri, ok := x.Path.(*sparql.PathIRI); ok {
			pred = sparql.Node{Term: rdf.NewIRI(iri.IRI)}
		}
		var part [3]source
		for i, node := range [3]sparql.Node{x.S, pred, x.O} {
			var err error
			if part[i], err = t.source(node); err != nil {
				return nil, err
			}
		}
		c.parts = append(c.parts, part)
	}
	c.fresh = make([]index.ID, len(t.blanks)+1)
	return c, nil
}

// Next returns the triples of the next batch of solutions that are new; nil at the end.
func (c *Construct) Next() ([]rdf.Triple, error) {
	b, err := c.rows.Next()
	if b == nil || err != nil {
		return nil, err
	}
	made := sizedBatch(3, b.N*len(c.parts))
	for row := range b.N {
		if err := c.q.newBlanks(c.fresh); err != nil {
			return nil, err
		}
		for _, part := range c.parts {
			c.instantiate(part, b, row, made)
		}
	}
	return c.unseen(made)
}

func (c *Construct) instantiate(part [3]source, b *Batch, row int, made *Batch) {
	var ids [3]index.ID
	for i, s := range part {
		ids[i] = s.id
		if s.blank > 0 {
			ids[i] = c.fresh[s.blank]
		} else if s.col >= 0 {
			ids[i] = b.Cols[s.col][row]
		}
		if ids[i] == 0 {
			return
		}
	}
	for i, id := range ids {
		made.Cols[i][made.N] = id
	}
	made.N++
}

func (c *Construct) unseen(made *Batch) ([]rdf.Triple, error) {
	known := uint32(c.seen.n)
	at := make([]uint32, made.N)
	if err := c.seen.upsert(made.N, made.Cols, at); err != nil {
		return nil, err
	}
	mark := make([]bool, made.N)
	for i, r := range at {
		if mark[i] = r >= known; mark[i] {
			known++
		}
	}
	made.keep(mark)
	return c.q.triples(made)
}

// triples makes terms of rows of three IDs and leaves out what is no RDF triple.
func (q *Query) triples(b *Batch) ([]rdf.Triple, error) {
	ids := make([]index.ID, 0, 3*b.N)
	for i := range b.N {
		ids = append(ids, b.Cols[0][i], b.Cols[1][i], b.Cols[2][i])
	}
	terms := make([]rdf.Term, len(ids))
	if err := q.Terms(ids, terms); err != nil {
		return nil, err
	}
	out := make([]rdf.Triple, 0, b.N)
	for i := 0; i < len(terms); i += 3 {
		t := rdf.Triple{S: terms[i], P: terms[i+1], O: terms[i+2]}
		if t.S.Kind != rdf.Literal && t.P.Kind == rdf.IRI {
			out = append(out, t)
		}
	}
	return out, nil
}
