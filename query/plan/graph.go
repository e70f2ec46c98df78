package plan

import (
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
)

// graph plans GRAPH. Where it can, the graph becomes a column of the patterns inside; else they run once per graph.
func (b *Builder) graph(n *algebra.Graph, in *Input, g GraphRef) (Node, error) {
	if ref, input, ok, err := b.inside(n); err != nil || ok {
		if err != nil {
			return nil, err
		}
		return b.build(input, in, ref)
	}
	if !n.Name.IsVar() {
		return newEmpty(possible(n), in), nil
	}
	if in != nil {
		return b.beside(n, in, g)
	}
	graphs, err := b.namedGraphs()
	if err != nil {
		return nil, err
	}
	kid, err := b.build(n.Input, nil, GraphRef{Active: true})
	if err != nil {
		return nil, err
	}
	a := &GraphApply{Input: kid, Var: n.Name.Var, Graphs: graphs}
	a.Schema = kid.Out().clone()
	a.Sorted = nil
	a.Schema.add(n.Name.Var, true)
	a.Cost *= max(1, float64(len(graphs)))
	return a, nil
}

// inside gives the reference with which the input of a GRAPH can be planned as if it stood outside.
func (b *Builder) inside(n *algebra.Graph) (ref GraphRef, input algebra.Node, ok bool, err error) {
	if n.Name.IsVar() {
		named := b.Dataset.Named
		ref = GraphRef{Set: named, Var: n.Name.Var}
		return ref, n.Input, graphBound(n.Input, n.Name.Var) == bound, nil
	}
	id, err := b.intern(n.Name.Term)
	if err != nil || n.Name.Term.Kind != rdf.IRI || id.Kind() == index.KindQuery || !b.Dataset.Named.Has(id) {
		return ref, nil, false, err
	}
	ref = GraphRef{Set: index.One(id)}
	if b.Dataset.Named.Mode == index.Set || !b.Snap.Caps().Has(index.GSPO) {
		return ref, n.Input, true, nil
	}
	count, _, err := b.Snap.Count(b.Ctx, index.Scan{Order: index.GSPO, Prefix: []index.ID{id}, Cols: index.AllCols, Graphs: index.One(id)})
	return ref, n.Input, count > 0, err
}

// dependence says how the solutions of a tree depend on the active graph.
type dependence uint8

const (
	free    dependence = iota // not at all
	bound                     // each solution comes from one graph that a column can hold
	unclear                   // the tree must run graph by graph
)

// graphBound finds out whether GRAPH ?v can become a column of the patterns in n.
func graphBound(n algebra.Node, v Var) dependence {
	switch n := n.(type) {
	case *algebra.BGP:
		if len(n.Triples) > 0 {
			return bound
		}
		return free
	case *algebra.Values:
		return free
	case *algebra.Join:
		return max(graphBound(n.Left, v), graphBound(n.Right, v))
	case *algebra.Union:
		if l, r := graphBound(n.Left, v), graphBound(n.Right, v); l == r {
			return l
		}
	case *algebra.LeftJoin:
		l, r := graphBound(n.Left, v), graphBound(n.Right, v)
		if l == bound && r <= bound && !occurs(n)[v] && !hasExists(n.Expr) {
			return bound
		}
	case *algebra.Minus:
		l, r := graphBound(n.Left, v), graphBound(n.Right, v)
		shared := intersect(certain(n.Left), certain(n.Right))
		if l == bound && r <= bound && len(shared) > 0 && !occurs(n)[v] {
			return bound
		}
	case *algebra.Filter:
		if !mentions(n.Expr, v) && !hasExists(n.Expr) {
			return graphBound(n.Input, v)
		}
	case *algebra.Extend:
		if n.Var != v && !mentions(n.Expr, v) && !hasExists(n.Expr) {
			return graphBound(n.Input, v)
		}
	}
	return unclear
}

// namedGraphs lists the graphs that GRAPH ?g ranges over.
func (b *Builder) namedGraphs() ([]index.ID, error) {
	if b.Dataset.Named.Mode == index.Set {
		return b.Dataset.Named.Graphs, nil
	}
	if c := b.Snap.Caps(); c.Sorted && c.Has(index.GSPO) {
		return b.skipGraphs()
	}
	var out []index.ID
	for _, g := range b.statistics().Graphs {
		out = append(out, g.Graph)
	}
	return out, nil
}

// skipGraphs reads one row of each graph and seeks to the next.
func (b *Builder) skipGraphs() ([]index.ID, error) {
	c, err := b.Snap.Scan(b.Ctx, index.Scan{Order: index.GSPO, Cols: 1, Graphs: index.GraphSet{Mode: index.EachNamed}})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	var out []index.ID
	col := [][]index.ID{make([]index.ID, 1)}
	for {
		_, err := c.Next(col)
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		g := col[0][0]
		out = append(out, g)
		if err := c.Seek([]index.ID{g + 1}); err != nil {
			return nil, err
		}
	}
}
