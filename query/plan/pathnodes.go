package plan

import (
	"slices"

	"w3id.org/concord/query/sparql"
)

// holdsNodes reports whether every value that a plan gives v is an end of a triple in the graphs that g reads, as what a pattern over them
// binds to its subject or object is. A path of length zero leads from such a node to itself; of other terms that must be looked up.
func holdsNodes(n Node, v Var, g GraphRef) bool {
	if !n.Out().IsCertain(v) {
		return false
	}
	switch n := n.(type) {
	case *Scan:
		return n.Pattern.ends(v, g)
	case *RangeScan:
		return n.Pattern.ends(v, g)
	case *Lookup:
		return n.Pattern.ends(v, g) || holdsNodes(n.Input, v, g)
	case *PathScan:
		return holdsNodes(n.Input, v, g)
	case *Filter:
		return holdsNodes(n.Input, v, g)
	case *Distinct:
		return holdsNodes(n.Input, v, g)
	case *Join:
		return holdsNodes(n.Left, v, g) || n.Kind == Inner && holdsNodes(n.Right, v, g)
	}
	return false
}

// ends reports whether v is subject or object of a pattern that reads what g reads.
func (p *Pattern) ends(v Var, g GraphRef) bool {
	return p.Graph.reads(g) && (p.Slots[0].Var == v || p.Slots[2].Var == v)
}

// reads reports whether two references surely read the same graphs.
func (g GraphRef) reads(other GraphRef) bool {
	return g.Var == "" && other.Var == "" && g.Active == other.Active && g.Set.Mode == other.Set.Mode && slices.Equal(g.Set.Graphs, other.Set.Graphs)
}

// bindEnd puts one end of a path in its place.
func (b *Builder) bindEnd(p *PathScan, at int, end sparql.Node) (err error) {
	slot := [2]*Slot{&p.S, &p.O}[at]
	slot.Var = end.Var
	if !end.IsVar() {
		slot.ID, err = b.intern(end.Term)
		return err
	}
	p.Nodes[at] = holdsNodes(p.Input, end.Var, p.Graph)
	p.Schema.add(end.Var, true)
	return nil
}
