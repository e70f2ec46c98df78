package plan

import (
	"maps"

	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// vars is a set of variables.
type vars map[Var]bool

func (s vars) addNode(n sparql.Node) {
	if n.IsVar() {
		s[n.Var] = true
	}
}

func (s vars) addTriple(t *sparql.Triple) {
	s.addNode(t.S)
	s.addNode(t.O)
	if t.PVar != "" {
		s[t.PVar] = true
	}
}

// possible collects the variables a node may bind, certain those it binds in every solution.
func possible(n algebra.Node) vars { s, _ := scope(n); return s }
func certain(n algebra.Node) vars  { _, s := scope(n); return s }

func scope(n algebra.Node) (maybe, always vars) {
	maybe, always = vars{}, vars{}
	switch n := n.(type) {
	case *algebra.BGP:
		for i := range n.Triples {
			always.addTriple(&n.Triples[i])
		}
		return always, always
	case *algebra.Path:
		always.addNode(n.S)
		always.addNode(n.O)
		return always, always
	case *algebra.Values:
		return valuesScope(n)
	case *algebra.Route:
		for _, v := range n.Vars() {
			always[v] = true
		}
		return always, always
	case *algebra.Search:
		for _, v := range n.Vars() {
			always[v] = true
		}
		return always, always
	case *algebra.Group:
		return groupScope(n)
	case *algebra.Service:
		maybe := possible(n.Input)
		if n.Name.IsVar() {
			maybe = union(maybe, vars{n.Name.Var: true})
		}
		return maybe, always
	}
	return inputScope(n)
}

// inputScope is the scope of the operators that combine or pass on what their inputs bind.
func inputScope(n algebra.Node) (maybe, always vars) {
	switch n := n.(type) {
	case *algebra.Join:
		a, b := scope(n.Left)
		c, d := scope(n.Right)
		return union(a, c), union(b, d)
	case *algebra.LeftJoin:
		a, b := scope(n.Left)
		return union(a, possible(n.Right)), b
	case *algebra.Union:
		a, b := scope(n.Left)
		c, d := scope(n.Right)
		return union(a, c), intersect(b, d)
	case *algebra.Minus:
		return scope(n.Left)
	case *algebra.Filter:
		return scope(n.Input)
	case *algebra.Graph:
		a, b := scope(n.Input)
		a, b = union(a, nil), union(b, nil)
		a.addNode(n.Name)
		b.addNode(n.Name)
		return a, b
	case *algebra.Extend:
		a, b := scope(n.Input)
		a = union(a, nil)
		a[n.Var] = true
		return a, b
	case *algebra.OrderBy:
		return scope(n.Input)
	case *algebra.Distinct:
		return scope(n.Input)
	case *algebra.Reduced:
		return scope(n.Input)
	case *algebra.Slice:
		return scope(n.Input)
	case *algebra.Project:
		a, b := scope(n.Input)
		keep := vars{}
		for _, v := range n.Vars {
			keep[v] = true
		}
		return intersect(a, keep), intersect(b, keep)
	}
	return vars{}, vars{}
}

func valuesScope(n *algebra.Values) (maybe, always vars) {
	maybe, always = vars{}, vars{}
	for i, v := range n.Vars {
		maybe[v], always[v] = true, true
		for _, row := range n.Rows {
			if row[i].IsZero() {
				delete(always, v)
			}
		}
	}
	return maybe, always
}

func groupScope(n *algebra.Group) (maybe, always vars) {
	maybe, always = vars{}, vars{}
	in := certain(n.Input)
	for _, v := range n.Keys {
		maybe[v] = true
		if in[v] {
			always[v] = true
		}
	}
	for _, a := range n.Aggregates {
		maybe[a.Var] = true
	}
	return maybe, always
}

func union(a, b vars) vars {
	out := vars{}
	for v := range a {
		out[v] = true
	}
	for v := range b {
		out[v] = true
	}
	return out
}

func intersect(a, b vars) vars {
	out := vars{}
	for v := range a {
		if b[v] {
			out[v] = true
		}
	}
	return out
}

// mentions reports whether v occurs in an expression, patterns of EXISTS included.
func mentions(e sparql.Expr, v Var) bool { return exprVars(e)[v] }

// exprVars collects the variables of an expression, patterns of EXISTS included.
func exprVars(e sparql.Expr) vars {
	s := vars{}
	walkExpr(e, func(e sparql.Expr) {
		switch e := e.(type) {
		case *sparql.ExprVar:
			s[e.Var] = true
		case *algebra.Exists:
			for v := range occurs(e.Node) {
				s[v] = true
			}
		}
	})
	return s
}

func walkExpr(e sparql.Expr, f func(sparql.Expr)) {
	if e == nil {
		return
	}
	f(e)
	switch e := e.(type) {
	case *sparql.Unary:
		walkExpr(e.X, f)
	case *sparql.Binary:
		walkExpr(e.L, f)
		walkExpr(e.R, f)
	case *sparql.In:
		walkExpr(e.X, f)
		for _, x := range e.List {
			walkExpr(x, f)
		}
	case *sparql.Call:
		for _, x := range e.Args {
			walkExpr(x, f)
		}
	}
}

func hasExists(e sparql.Expr) bool {
	found := false
	walkExpr(e, func(e sparql.Expr) {
		if _, ok := e.(*algebra.Exists); ok {
			found = true
		}
	})
	return found
}

// occurs collects every variable in a node that substitution would reach: bound or only mentioned, but not those that
// a sub-select hides.
func occurs(n algebra.Node) vars {
	s := vars{}
	s.addOccurring(n)
	return s
}

func (s vars) addOccurring(n algebra.Node) {
	switch n := n.(type) {
	case *algebra.BGP:
		for i := range n.Triples {
			s.addTriple(&n.Triples[i])
		}
	case *algebra.Join:
		s.addOccurring(n.Left)
		s.addOccurring(n.Right)
	case *algebra.LeftJoin:
		s.addOccurring(n.Left)
		s.addOccurring(n.Right)
		maps.Copy(s, exprVars(n.Expr))
	case *algebra.Union:
		s.addOccurring(n.Left)
		s.addOccurring(n.Right)
	case *algebra.Minus:
		s.addOccurring(n.Left)
		s.addOccurring(n.Right)
	case *algebra.Filter:
		s.addOccurring(n.Input)
		maps.Copy(s, exprVars(n.Expr))
	case *algebra.Graph:
		s.addNode(n.Name)
		s.addOccurring(n.Input)
	case *algebra.Extend:
		s[n.Var] = true
		s.addOccurring(n.Input)
		maps.Copy(s, exprVars(n.Expr))
	case *algebra.Distinct:
		s.addOccurring(n.Input)
	case *algebra.Reduced:
		s.addOccurring(n.Input)
	case *algebra.Slice:
		s.addOccurring(n.Input)
	case *algebra.OrderBy:
		s.addOccurring(n.Input)
	default:
		maps.Copy(s, possible(n))
	}
}

// mentioned reports whether v occurs in n, without collecting what else does.
func mentioned(n algebra.Node, v Var) bool {
	switch n := n.(type) {
	case *algebra.BGP:
		return surelyBinds(n, v)
	case *algebra.Join:
		return mentioned(n.Left, v) || mentioned(n.Right, v)
	}
	return occurs(n)[v]
}

// surelyBinds reports whether v is certain in n, without collecting what else is.
func surelyBinds(n algebra.Node, v Var) bool {
	switch n := n.(type) {
	case *algebra.BGP:
		for i := range n.Triples {
			if t := &n.Triples[i]; t.S.Var == v || t.PVar == v || t.O.Var == v {
				return true
			}
		}
		return false
	case *algebra.Join:
		return surelyBinds(n.Left, v) || surelyBinds(n.Right, v)
	case *algebra.Filter:
		return surelyBinds(n.Input, v)
	}
	return certain(n)[v]
}

// joinable reports whether substituting v in n gives the same as joining n with v's value: v is certainly bound
// wherever an expression, an OPTIONAL or a MINUS looks at it (DESIGN: EXISTS is a semi-join only then).
func joinable(n algebra.Node, v Var) bool {
	if !occurs(n)[v] {
		return true
	}
	switch n := n.(type) {
	case *algebra.BGP, *algebra.Search:
		return true
	case *algebra.Path: // a zero-length path relates a constant to itself even where the graph does not know it
		return !zeroLength(n.Path)
	case *algebra.Values:
		return certain(n)[v]
	case *algebra.Join:
		return joinable(n.Left, v) && joinable(n.Right, v)
	case *algebra.Union:
		return joinable(n.Left, v) && joinable(n.Right, v)
	case *algebra.LeftJoin:
		return certain(n.Left)[v] && joinable(n.Left, v) && joinable(n.Right, v)
	case *algebra.Minus:
		return certain(n.Left)[v] && joinable(n.Left, v) && !occurs(n.Right)[v]
	case *algebra.Filter:
		return joinable(n.Input, v) && (!mentions(n.Expr, v) || certain(n.Input)[v])
	case *algebra.Extend:
		return n.Var != v && joinable(n.Input, v) && (!mentions(n.Expr, v) || certain(n.Input)[v])
	case *algebra.Distinct:
		return joinable(n.Input, v)
	case *algebra.Graph:
		return n.Name.Var != v && joinable(n.Input, v)
	case *algebra.Project:
		return joinable(n.Input, v)
	}
	return false
}

func zeroLength(p sparql.Path) bool {
	switch p := p.(type) {
	case *sparql.PathRepeat:
		return p.Min == 0 || zeroLength(p.Path)
	case *sparql.PathInverse:
		return zeroLength(p.Path)
	case *sparql.PathSequence:
		return zeroLength(p.Left) && zeroLength(p.Right)
	case *sparql.PathAlternative:
		return zeroLength(p.Left) || zeroLength(p.Right)
	}
	return false
}

func isVar(e sparql.Expr) bool {
	_, ok := e.(*sparql.ExprVar)
	return ok
}
