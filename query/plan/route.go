package plan

import (
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// Route joins each row of Input with the shortest paths between two nodes. The columns are those of Input and then the
// variables of Algebra that it lacks.
type Route struct {
	Schema
	Input    Node
	Algebra  *algebra.Route
	From, To Slot
	Along    []index.ID // predicates; nil for all
	Graph    GraphRef
}

// Kids is the input.
func (n *Route) Kids() []Node { return []Node{n.Input} }

// Bound reports whether both ends are known in every row of the input.
func (n *Route) Bound() bool { return len(n.Unbound()) == 0 }

// Unbound are the ends that are not.
func (n *Route) Unbound() (out []string) {
	for _, s := range [2]Slot{n.From, n.To} {
		if s.Var != "" && !n.Input.Out().IsCertain(s.Var) {
			out = append(out, "?"+string(s.Var))
		}
	}
	return out
}

const routeCost, routeRows = 2000, 6 // of one pair of ends, a guess

func (b *Builder) route(n *algebra.Route, input Node, g GraphRef) (Node, error) {
	r := &Route{Input: input, Algebra: n, Graph: g, Schema: input.Out().clone()}
	r.Sorted, r.spread = nil, nil
	for _, v := range n.Vars() {
		r.Schema.add(v, true)
	}
	var err error
	if r.From, err = b.end(n.From); err != nil {
		return nil, err
	}
	if r.To, err = b.end(n.To); err != nil {
		return nil, err
	}
	for _, t := range n.Along {
		id, err := b.intern(t)
		if err != nil {
			return nil, err
		}
		r.Along = append(r.Along, id)
	}
	in := input.Out()
	r.Rows = in.Rows * routeRows
	if r.Cost = in.Cost + in.Rows*routeCost; !r.Bound() {
		r.Cost = 1e15 // it cannot begin before its ends have values: every plan that gives them is better
	}
	return r, nil
}

func (b *Builder) end(n sparql.Node) (s Slot, err error) {
	if n.IsVar() {
		return Slot{Var: n.Var}, nil
	}
	s.ID, err = b.intern(n.Term)
	return s, err
}

// routeFrom continues a plan with a route; nil where the plan does not surely bind its ends.
func (b *Builder) routeFrom(cur Node, f *factor) (Node, error) {
	n, err := b.route(f.route, cur, f.graph)
	if err != nil || !n.(*Route).Bound() {
		return nil, err
	}
	return n, nil
}

func (j *joinGroup) addRoute(n *algebra.Route, g GraphRef) error {
	alone, err := j.b.route(n, newUnit(), g)
	j.factors = append(j.factors, &factor{alone: alone, route: n, graph: g})
	return err
}

// reaches reports whether a plan binds the ends of a route.
func (f *factor) reaches(cur Node) bool {
	for _, e := range [2]sparql.Node{f.route.From, f.route.To} {
		if e.IsVar() && cur.Out().Col(e.Var) < 0 {
			return false
		}
	}
	return true
}

// substituteRoute puts values in the place of the ends; what it gives stays a variable, to be joined.
func substituteRoute(n *algebra.Route, mu map[Var]rdf.Term) algebra.Node {
	r := *n
	r.From, r.To = substituteNode(n.From, mu), substituteNode(n.To, mu)
	return &r
}
