package plan

import (
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// Condenses reports whether a path is the closure of a relation that links, sets of excluded predicates, alternatives and sequences
// make: what it leads to can be read off the strongly connected components of that relation.
func (p *Path) Condenses() bool { return p.Repeat != nil && p.Many && p.Repeat.isStep() }

// isStep reports whether a path has no repeat in it.
func (p *Path) isStep() bool {
	for _, x := range p.Seq {
		if !x.isStep() {
			return false
		}
	}
	for _, x := range p.Alt {
		if !x.isStep() {
			return false
		}
	}
	return p.Repeat == nil
}

// countPath counts the solutions of a path without making them; nil where that does not apply.
func countPath(n *algebra.Group, p *PathScan) Node {
	var as []Var
	for _, a := range n.Aggregates {
		as = append(as, a.Var)
	}
	switch {
	case len(n.Keys) < 2 && countsRows(n, p):
		key := Var("")
		if len(n.Keys) == 1 {
			key = n.Keys[0]
		}
		if t := tallyPath(p, key, as); t != nil {
			return t
		}
	case len(n.Keys) == 0 && len(n.Aggregates) == 1 && countsDistinct(n, p):
		if t := tallyPath(p, n.Aggregates[0].X.(*sparql.ExprVar).Var, nil); t != nil {
			return countAll(as[0], t)
		}
	}
	return nil
}

// countAll counts the rows of a plan.
func countAll(as Var, of Node) Node {
	g := &Group{Input: of, Aggs: []Agg{{Spec: sparql.Aggregate{Name: "COUNT"}}}}
	g.Schema.add(as, true)
	g.Rows, g.Cost = 1, of.Out().Cost+of.Out().Rows
	return g
}

// tallyPath reads the nodes at one end of a path, or none if by is "", with counts under the names given; nil where the path does not
// condense, an end is bound, or by is no end.
func tallyPath(p *PathScan, by Var, counts []Var) *PathTally {
	_, alone := p.Input.(*Unit)
	if !alone || p.S.Var == "" || p.O.Var == "" || p.S.Var == p.O.Var || !p.Path.Condenses() {
		return nil
	}
	t := &PathTally{Ends: by != "", Path: p.Path, Graph: p.Graph, Source: p.Source}
	switch by {
	case "", p.S.Var:
	case p.O.Var:
		t.Path = Invert(p.Path)
	default:
		return nil
	}
	t.Rows, t.Cost, t.Start = 1, p.Cost, p.Cost
	if t.Ends {
		t.Rows = max(1, p.Rows/4)
		t.Schema.add(by, true)
	}
	for _, v := range counts {
		t.Schema.add(v, true)
	}
	return t
}

// what says what the rows are, for printing.
func (t *PathTally) what() string {
	switch {
	case !t.Ends:
		return "count"
	case len(t.Vars) > 1:
		return "counts of ?" + string(t.Vars[0])
	}
	return "values of ?" + string(t.Vars[0])
}
