package plan

import (
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// bindConstants puts the value of FILTER(?v = constant) into the patterns under the filter, which are then read and counted by it, and
// binds ?v afterwards. Constants that equal nothing but themselves qualify: IRIs and strings, and with sameTerm all.
// Filters within a join stay: the join puts them in order with its other inputs.
func bindConstants(n algebra.Node) algebra.Node {
	was := map[algebra.Node]*algebra.Filter{}
	var back func(n algebra.Node) algebra.Node
	back = func(n algebra.Node) algebra.Node {
		if f, ok := was[n]; ok {
			return &algebra.Filter{Expr: f.Expr, Input: back(f.Input)}
		}
		return n
	}
	return transform(n, func(n algebra.Node) algebra.Node {
		switch n := n.(type) {
		case *algebra.Filter:
			if v, value, ok := constantOf(n.Expr); ok && certain(n.Input)[v] && takesConstant(n.Input, v) {
				bound := &algebra.Extend{Var: v, Expr: &sparql.ExprTerm{Term: value}, Input: substitute(n.Input, map[Var]rdf.Term{v: value})}
				was[bound] = n
				return bound
			}
		case *algebra.Join:
			return &algebra.Join{Left: back(n.Left), Right: back(n.Right)}
		}
		return n
	})
}

// constantOf takes a condition apart that leaves one term for a variable.
func constantOf(e sparql.Expr) (v Var, value rdf.Term, ok bool) {
	var l, r sparql.Expr
	same := false
	switch e := e.(type) {
	case *sparql.Binary:
		if e.Op != "=" {
			return "", value, false
		}
		l, r = e.L, e.R
	case *sparql.Call:
		if e.Name != "SAMETERM" || len(e.Args) != 2 {
			return "", value, false
		}
		l, r, same = e.Args[0], e.Args[1], true
	default:
		return "", value, false
	}
	if _, isTerm := l.(*sparql.ExprTerm); isTerm {
		l, r = r, l
	}
	x, isVar := l.(*sparql.ExprVar)
	c, isTerm := r.(*sparql.ExprTerm)
	if !isVar || !isTerm {
		return "", value, false
	}
	return x.Var, c.Term, same || c.Term.Kind == rdf.IRI || c.Term.Kind == rdf.Literal && c.Term.Datatype == rdf.XSDString
}

// takesConstant reports whether solutions of n in which v has a value are those of n with the value put in. It does not look at what
// would need thought: a path, which is never empty between equal ends that are given, OPTIONAL, EXISTS, sub-selects.
func takesConstant(n algebra.Node, v Var) bool {
	switch n := n.(type) {
	case *algebra.BGP:
		return true
	case *algebra.Join:
		return takesConstant(n.Left, v) && takesConstant(n.Right, v)
	case *algebra.Extend: // of another constant
		_, constant := n.Expr.(*sparql.ExprTerm)
		return constant && n.Var != v && takesConstant(n.Input, v)
	case *algebra.Filter:
		return !hasExists(n.Expr) && takesConstant(n.Input, v)
	case *algebra.Graph:
		bgp, ok := n.Input.(*algebra.BGP)
		return ok && len(bgp.Triples) > 0
	case *algebra.Path, *algebra.Values:
		return !possible(n)[v]
	}
	return false
}
