package plan

import (
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// substitute replaces variables by terms everywhere in a node (SPARQL 1.1, 18.6, substitute), except inside
// sub-selects that do not project them. Blank nodes put in are constants.
func substitute(n algebra.Node, mu map[Var]rdf.Term) algebra.Node {
	if len(mu) == 0 {
		return n
	}
	t := func(x algebra.Node) algebra.Node { return substitute(x, mu) }
	switch n := n.(type) {
	case *algebra.BGP:
		out := make([]sparql.Triple, len(n.Triples))
		for i, tr := range n.Triples {
			out[i] = substituteTriple(tr, mu)
		}
		return &algebra.BGP{Triples: out}
	case *algebra.Path:
		return &algebra.Path{S: substituteNode(n.S, mu), Path: n.Path, O: substituteNode(n.O, mu)}
	case *algebra.Route:
		return substituteRoute(n, mu)
	case *algebra.Join:
		return &algebra.Join{Left: t(n.Left), Right: t(n.Right)}
	case *algebra.LeftJoin:
		return &algebra.LeftJoin{Left: t(n.Left), Right: t(n.Right), Expr: substituteExpr(n.Expr, mu)}
	case *algebra.Filter:
		return &algebra.Filter{Expr: substituteExpr(n.Expr, mu), Input: t(n.Input)}
	case *algebra.Union:
		return &algebra.Union{Left: t(n.Left), Right: t(n.Right)}
	case *algebra.Minus:
		return &algebra.Minus{Left: t(n.Left), Right: t(n.Right)}
	case *algebra.Graph:
		return &algebra.Graph{Name: substituteNode(n.Name, mu), Input: t(n.Input)}
	case *algebra.Extend:
		return substituteExtend(n, mu)
	case *algebra.Values:
		return substituteValues(n, mu)
	case *algebra.Distinct:
		return &algebra.Distinct{Input: t(n.Input)}
	case *algebra.Reduced:
		return &algebra.Reduced{Input: t(n.Input)}
	case *algebra.Slice:
		return &algebra.Slice{Input: t(n.Input), Offset: n.Offset, Limit: n.Limit}
	case *algebra.OrderBy:
		return &algebra.OrderBy{Input: t(n.Input), Keys: n.Keys}
	case *algebra.Project:
		return substituteProject(n, mu)
	}
	return n
}

func substituteNode(n sparql.Node, mu map[Var]rdf.Term) sparql.Node {
	if t, ok := mu[n.Var]; ok && n.IsVar() {
		return sparql.Node{Term: t}
	}
	return n
}

func substituteTriple(t sparql.Triple, mu map[Var]rdf.Term) sparql.Triple {
	t.S, t.O = substituteNode(t.S, mu), substituteNode(t.O, mu)
	if p, ok := mu[t.PVar]; ok && t.PVar != "" {
		if p.Kind == rdf.IRI {
			t.PVar, t.Path = "", &sparql.PathIRI{IRI: p.Value}
		} else { // no triple has a predicate that is not an IRI; a literal subject says so
			t.S = sparql.Node{Term: rdf.NewString("")}
		}
	}
	return t
}

// substituteExtend keeps the meaning of BIND where its variable is substituted: the value must be the same.
func substituteExtend(n *algebra.Extend, mu map[Var]rdf.Term) algebra.Node {
	out := &algebra.Extend{Input: substitute(n.Input, mu), Var: n.Var, Expr: substituteExpr(n.Expr, mu)}
	term, ok := mu[n.Var]
	if !ok {
		return out
	}
	return &algebra.Join{Left: out, Right: &algebra.Values{Vars: []Var{n.Var}, Rows: [][]rdf.Term{{term}}}}
}

func substituteValues(n *algebra.Values, mu map[Var]rdf.Term) algebra.Node {
	one := &algebra.Values{Rows: [][]rdf.Term{nil}}
	for _, v := range n.Vars {
		if t, ok := mu[v]; ok {
			one.Vars = append(one.Vars, v)
			one.Rows[0] = append(one.Rows[0], t)
		}
	}
	if len(one.Vars) == 0 {
		return n
	}
	return &algebra.Join{Left: n, Right: one}
}

func substituteProject(n *algebra.Project, mu map[Var]rdf.Term) algebra.Node {
	inner := map[Var]rdf.Term{}
	for _, v := range n.Vars {
		if t, ok := mu[v]; ok {
			inner[v] = t
		}
	}
	return &algebra.Project{Input: substitute(n.Input, inner), Vars: n.Vars}
}

func substituteExpr(e sparql.Expr, mu map[Var]rdf.Term) sparql.Expr {
	switch e := e.(type) {
	case *sparql.ExprVar:
		if t, ok := mu[e.Var]; ok {
			return &sparql.ExprTerm{Term: t}
		}
	case *sparql.Unary:
		return &sparql.Unary{Op: e.Op, X: substituteExpr(e.X, mu)}
	case *sparql.Binary:
		return &sparql.Binary{Op: e.Op, L: substituteExpr(e.L, mu), R: substituteExpr(e.R, mu)}
	case *sparql.In:
		return &sparql.In{Not: e.Not, X: substituteExpr(e.X, mu), List: substituteExprs(e.List, mu)}
	case *sparql.Call:
		return substituteCall(e, mu)
	case *algebra.Exists:
		return &algebra.Exists{Not: e.Not, Node: substitute(e.Node, mu)}
	}
	return e
}

// substituteCall answers BOUND itself: its argument must stay a variable.
func substituteCall(e *sparql.Call, mu map[Var]rdf.Term) sparql.Expr {
	if v, ok := e.Args, e.Name == "BOUND"; ok && len(v) == 1 {
		if x, isVar := v[0].(*sparql.ExprVar); isVar {
			if _, bound := mu[x.Var]; bound {
				return &sparql.ExprTerm{Term: rdf.NewTyped("true", rdf.XSDBoolean)}
			}
		}
		return e
	}
	return &sparql.Call{Name: e.Name, IRI: e.IRI, Distinct: e.Distinct, Args: substituteExprs(e.Args, mu)}
}

func substituteExprs(list []sparql.Expr, mu map[Var]rdf.Term) []sparql.Expr {
	out := make([]sparql.Expr, len(list))
	for i, e := range list {
		out[i] = substituteExpr(e, mu)
	}
	return out
}
