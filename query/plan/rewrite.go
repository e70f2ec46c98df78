package plan

import (
	"fmt"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// Rewrite applies the passes that need no counts. Each is a pure function of the tree.
func Rewrite(n algebra.Node) algebra.Node { return bindConstants(rewriteNaming(n, "_:path")) }

// rewriteNaming is Rewrite with new variables whose names begin with prefix. The pattern of an EXISTS is rewritten apart
// from what is around it, and must not share these names with it.
func rewriteNaming(n algebra.Node, prefix string) algebra.Node {
	n = expandPaths(n, prefix)
	n = splitFilters(n)
	n = raiseOptionals(n)
	n = pushFilters(n)
	n = negateOptionals(n)
	return n
}

// transform rebuilds a tree bottom up.
func transform(n algebra.Node, f func(algebra.Node) algebra.Node) algebra.Node {
	t := func(x algebra.Node) algebra.Node { return transform(x, f) }
	switch n := n.(type) {
	case *algebra.Join:
		return f(&algebra.Join{Left: t(n.Left), Right: t(n.Right)})
	case *algebra.LeftJoin:
		return f(&algebra.LeftJoin{Left: t(n.Left), Right: t(n.Right), Expr: n.Expr})
	case *algebra.Filter:
		return f(&algebra.Filter{Expr: n.Expr, Input: t(n.Input)})
	case *algebra.Union:
		return f(&algebra.Union{Left: t(n.Left), Right: t(n.Right)})
	case *algebra.Minus:
		return f(&algebra.Minus{Left: t(n.Left), Right: t(n.Right)})
	case *algebra.Graph:
		return f(&algebra.Graph{Name: n.Name, Input: t(n.Input)})
	case *algebra.Extend:
		return f(&algebra.Extend{Input: t(n.Input), Var: n.Var, Expr: n.Expr})
	case *algebra.Group:
		return f(&algebra.Group{Input: t(n.Input), Keys: n.Keys, Aggregates: n.Aggregates})
	case *algebra.OrderBy:
		return f(&algebra.OrderBy{Input: t(n.Input), Keys: n.Keys})
	case *algebra.Project:
		return f(&algebra.Project{Input: t(n.Input), Vars: n.Vars})
	case *algebra.Distinct:
		return f(&algebra.Distinct{Input: t(n.Input)})
	case *algebra.Reduced:
		return f(&algebra.Reduced{Input: t(n.Input)})
	case *algebra.Slice:
		return f(&algebra.Slice{Input: t(n.Input), Offset: n.Offset, Limit: n.Limit})
	}
	return f(n) // leaves: BGP, Path, Values, Service
}

// expandPaths turns sequences and alternatives at the top of a path into joins and unions (SPARQL 1.1, 18.4: that is
// how they are defined), so that the planner may order their parts. Repeats keep theirs.
func expandPaths(n algebra.Node, prefix string) algebra.Node {
	fresh := 0
	next := func() sparql.Node {
		fresh++
		return sparql.Node{Var: Var(fmt.Sprintf("%s%d", prefix, fresh))}
	}
	return transform(n, func(n algebra.Node) algebra.Node {
		if p, ok := n.(*algebra.Path); ok {
			return expandPath(p.S, p.Path, p.O, next)
		}
		return n
	})
}

func expandPath(s sparql.Node, p sparql.Path, o sparql.Node, next func() sparql.Node) algebra.Node {
	switch p := p.(type) {
	case *sparql.PathIRI:
		return &algebra.BGP{Triples: []sparql.Triple{{S: s, Path: p, O: o}}}
	case *sparql.PathInverse:
		return expandPath(o, p.Path, s, next)
	case *sparql.PathSequence:
		mid := next()
		return &algebra.Join{Left: expandPath(s, p.Left, mid, next), Right: expandPath(mid, p.Right, o, next)}
	case *sparql.PathNegated:
		return expandNegated(s, p, o, next)
	case *sparql.PathAlternative:
		return &algebra.Union{Left: expandPath(s, p.Left, o, next), Right: expandPath(s, p.Right, o, next)}
	}
	return &algebra.Path{S: s, Path: p, O: o}
}

// expandNegated reads every triple whose predicate is none of those excluded, forward, backward or both.
func expandNegated(s sparql.Node, p *sparql.PathNegated, o sparql.Node, next func() sparql.Node) algebra.Node {
	one := func(s, o sparql.Node, not []string) algebra.Node {
		v := next().Var
		test := &sparql.In{Not: true, X: &sparql.ExprVar{Var: v}}
		for _, iri := range not {
			test.List = append(test.List, &sparql.ExprTerm{Term: rdf.NewIRI(iri)})
		}
		return &algebra.Filter{Expr: test, Input: &algebra.BGP{Triples: []sparql.Triple{{S: s, PVar: v, O: o}}}}
	}
	switch {
	case len(p.Backward) == 0:
		return one(s, o, p.Forward)
	case len(p.Forward) == 0:
		return one(o, s, p.Backward)
	}
	return &algebra.Union{Left: one(s, o, p.Forward), Right: one(o, s, p.Backward)}
}

// splitFilters turns FILTER(a && b) into two filters, which can then run at different places. A solution passes a
// conjunction exactly when both sides are true, errors included.
func splitFilters(n algebra.Node) algebra.Node {
	return transform(n, func(n algebra.Node) algebra.Node {
		f, ok := n.(*algebra.Filter)
		if !ok {
			return n
		}
		out := f.Input
		for _, e := range conjuncts(f.Expr) {
			out = &algebra.Filter{Expr: e, Input: out}
		}
		return out
	})
}

func conjuncts(e sparql.Expr) []sparql.Expr {
	if b, ok := e.(*sparql.Binary); ok && b.Op == "&&" {
		return append(conjuncts(b.L), conjuncts(b.R)...)
	}
	return []sparql.Expr{e}
}

// raiseOptionals moves joins below the left side of OPTIONAL and MINUS, so that all required patterns of a group can be
// put in order together: Join(LeftJoin(A, B), C) is LeftJoin(Join(A, C), B) where C shares with B, and with the
// condition, only variables that A surely binds.
func raiseOptionals(n algebra.Node) algebra.Node {
	return transform(n, func(n algebra.Node) algebra.Node {
		if j, ok := n.(*algebra.Join); ok {
			return raise(j)
		}
		return n
	})
}

func raise(j *algebra.Join) algebra.Node {
	for _, side := range [2][2]algebra.Node{{j.Left, j.Right}, {j.Right, j.Left}} {
		a, c := side[0], side[1]
		var left, right algebra.Node
		seen := vars{}
		switch x := a.(type) {
		case *algebra.LeftJoin:
			left, right = x.Left, x.Right
			seen = exprVars(x.Expr)
		case *algebra.Minus:
			left, right = x.Left, x.Right
		default:
			continue
		}
		seen = union(seen, occurs(right))
		if !covered(intersect(possible(c), seen), certain(left)) {
			continue
		}
		below := raise(&algebra.Join{Left: left, Right: c})
		if x, ok := a.(*algebra.LeftJoin); ok {
			return &algebra.LeftJoin{Left: below, Right: right, Expr: x.Expr}
		}
		return &algebra.Minus{Left: below, Right: right}
	}
	return j
}

func covered(a, by vars) bool {
	for v := range a {
		if !by[v] {
			return false
		}
	}
	return true
}

// pushFilters moves filters towards the leaves past operators that do not change their truth.
func pushFilters(n algebra.Node) algebra.Node {
	return transform(n, func(n algebra.Node) algebra.Node {
		if f, ok := n.(*algebra.Filter); ok {
			return push(f)
		}
		return n
	})
}

func push(f *algebra.Filter) algebra.Node {
	under := func(n algebra.Node) algebra.Node { return push(&algebra.Filter{Expr: f.Expr, Input: n}) }
	seen := exprVars(f.Expr)
	switch n := f.Input.(type) {
	case *algebra.LeftJoin:
		if covered(intersect(seen, possible(n.Right)), certain(n.Left)) {
			return &algebra.LeftJoin{Left: under(n.Left), Right: n.Right, Expr: n.Expr}
		}
	case *algebra.Minus:
		return &algebra.Minus{Left: under(n.Left), Right: n.Right}
	case *algebra.Union:
		return &algebra.Union{Left: under(n.Left), Right: under(n.Right)}
	case *algebra.Extend:
		if !seen[n.Var] {
			return &algebra.Extend{Input: under(n.Input), Var: n.Var, Expr: n.Expr}
		}
	case *algebra.Filter: // keep their order, but let this one go on below
		return pushPast(f, n)
	}
	return f
}

// pushPast tries to move a filter below another one.
func pushPast(f, other *algebra.Filter) algebra.Node {
	moved := push(&algebra.Filter{Expr: f.Expr, Input: other.Input})
	if m, ok := moved.(*algebra.Filter); ok && m.Input == other.Input {
		return f
	}
	return &algebra.Filter{Expr: other.Expr, Input: moved}
}

// negateOptionals turns the filter that keeps the solutions which an OPTIONAL has not extended into NOT EXISTS, which need not make the
// others: FILTER(!BOUND(?v)) where the optional pattern surely binds ?v and nothing else does. It must give the same by joining as
// by substitution.
func negateOptionals(n algebra.Node) algebra.Node {
	return transform(n, func(n algebra.Node) algebra.Node {
		f, ok := n.(*algebra.Filter)
		if !ok {
			return n
		}
		if v, ok := notBound(f.Expr); ok {
			if m := unmatched(f.Input, v); m != nil {
				return m
			}
		}
		return n
	})
}

// notBound is the variable that a condition says is not bound.
func notBound(e sparql.Expr) (Var, bool) {
	not, ok := e.(*sparql.Unary)
	if !ok || not.Op != "!" {
		return "", false
	}
	call, ok := not.X.(*sparql.Call)
	if !ok || call.Name != "BOUND" {
		return "", false
	}
	v, ok := call.Args[0].(*sparql.ExprVar)
	if !ok {
		return "", false
	}
	return v.Var, true
}

// unmatched is a pattern without the solutions in which an OPTIONAL at its top has bound v; nil where that cannot be said.
func unmatched(n algebra.Node, v Var) algebra.Node {
	switch n := n.(type) {
	case *algebra.Filter:
		if in := unmatched(n.Input, v); in != nil {
			return &algebra.Filter{Expr: n.Expr, Input: in}
		}
	case *algebra.LeftJoin:
		if !certain(n.Right)[v] || possible(n.Left)[v] || n.Expr != nil && hasExists(n.Expr) || !joinsSurely(n) {
			return nil
		}
		inner := n.Right
		if n.Expr != nil {
			inner = &algebra.Filter{Expr: n.Expr, Input: inner}
		}
		return &algebra.Filter{Expr: &algebra.Exists{Not: true, Node: inner}, Input: n.Left}
	}
	return nil
}

// joinsSurely reports whether both sides of an OPTIONAL share variables, all bound on the left, which may be joined as well as
// substituted.
func joinsSurely(n *algebra.LeftJoin) bool {
	shared := intersect(possible(n.Left), occurs(n.Right))
	for v := range shared {
		if !certain(n.Left)[v] || !certain(n.Right)[v] || !joinable(n.Right, v) {
			return false
		}
	}
	return len(shared) > 0
}
