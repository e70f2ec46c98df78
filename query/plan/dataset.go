package plan

import (
	"w3id.org/concord/index"
)

// Dataset says which graphs a query sees: Default is read as one graph, Named are those that GRAPH reaches.
type Dataset struct {
	Default index.GraphSet
	Named   index.GraphSet
}

// several reports whether a set may hold a triple more than once.
func several(s index.GraphSet) bool {
	return s.Mode == index.Union || s.Mode == index.EachNamed || s.Mode == index.Set && len(s.Graphs) > 1
}

// defaultRef reads the default graph.
func (d Dataset) defaultRef() GraphRef {
	return GraphRef{Set: d.Default, Distinct: several(d.Default)}
}

// nothing reports whether a reference can hold no triple at all.
func (g GraphRef) nothing() bool {
	return !g.Active && g.Set.Mode == index.Set && len(g.Set.Graphs) == 0
}

// one gives the single graph a reference reads, if it is one.
func (g GraphRef) one() (index.ID, bool) {
	if !g.Active && g.Set.Mode == index.Set && len(g.Set.Graphs) == 1 {
		return g.Set.Graphs[0], true
	}
	return 0, false
}
