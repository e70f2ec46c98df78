package plan

import (
	"maps"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// unify makes one variable of two that have the same term in every solution, and binds the other above it where somebody wants it:
//
//   - FILTER(?a = ?b) where the values of one are names or strings only, by the kinds of IDs in its pattern: these equal nothing but
//     themselves. And sameTerm;
//   - { ?x p ?v . ?y p ?v } where by the statistics no two subjects share an object of p; and the same for two objects of a subject.
//
// Counts of the snapshot decide, so it is no part of Rewrite. It leaves alone what is joined or fed: there a join puts filters and patterns
// in order itself, and a binding would be in its way.
func (b *Builder) unify(n algebra.Node) (algebra.Node, error) {
	u := unifier{b: b, made: map[algebra.Node]Var{}}
	out := u.node(n)
	if u.err != nil || len(u.made) == 0 {
		return n, u.err
	}
	return out, nil
}

type unifier struct {
	b    *Builder
	made map[algebra.Node]Var // the bindings made, and the variables that they read
	err  error
}

func (u *unifier) node(n algebra.Node) algebra.Node {
	switch n := n.(type) {
	case *algebra.BGP:
		return u.twins(n)
	case *algebra.Filter:
		return u.filter(n.Expr, u.node(n.Input))
	case *algebra.Project:
		return &algebra.Project{Input: u.unbind(u.node(n.Input), setOf(n.Vars)), Vars: n.Vars}
	case *algebra.Group:
		return &algebra.Group{Input: u.unbind(u.node(n.Input), wantedBy(n)), Keys: n.Keys, Aggregates: n.Aggregates}
	case *algebra.Extend:
		return &algebra.Extend{Input: u.node(n.Input), Var: n.Var, Expr: n.Expr}
	case *algebra.Distinct:
		return &algebra.Distinct{Input: u.node(n.Input)}
	case *algebra.Reduced:
		return &algebra.Reduced{Input: u.node(n.Input)}
	case *algebra.OrderBy:
		return &algebra.OrderBy{Input: u.node(n.Input), Keys: n.Keys}
	case *algebra.Slice:
		return &algebra.Slice{Input: u.node(n.Input), Offset: n.Offset, Limit: n.Limit}
	case *algebra.Union:
		return &algebra.Union{Left: u.node(n.Left), Right: u.node(n.Right)}
	}
	return n
}

// filter puts a condition over n, below the bindings that were made there, or makes one variable of the two that it says are equal.
func (u *unifier) filter(cond sparql.Expr, n algebra.Node) algebra.Node {
	if to, ok := u.made[n]; ok && !hasExists(cond) {
		e := n.(*algebra.Extend)
		return u.bind(e.Var, to, u.filter(renameExpr(cond, e.Var, to), e.Input))
	}
	if from, to, ok := u.equated(cond, n); ok {
		out := rename(n, from, to)
		if bgp, ok := out.(*algebra.BGP); ok {
			out = u.twins(bgp)
		}
		return u.bind(from, to, out)
	}
	return &algebra.Filter{Expr: cond, Input: n}
}

// bind binds a variable to another above n.
func (u *unifier) bind(v, to Var, n algebra.Node) algebra.Node {
	e := &algebra.Extend{Var: v, Expr: &sparql.ExprVar{Var: to}, Input: n}
	u.made[e] = to
	return e
}

// unbind leaves out the bindings that were made of variables that nobody wants.
func (u *unifier) unbind(n algebra.Node, wanted vars) algebra.Node {
	switch n := n.(type) {
	case *algebra.Extend:
		if _, made := u.made[n]; made && !wanted[n.Var] {
			return u.unbind(n.Input, wanted)
		}
		e := &algebra.Extend{Input: u.unbind(n.Input, union(wanted, exprVars(n.Expr))), Var: n.Var, Expr: n.Expr}
		if to, made := u.made[n]; made {
			u.made[e] = to
		}
		return e
	case *algebra.Filter:
		return &algebra.Filter{Expr: n.Expr, Input: u.unbind(n.Input, union(wanted, exprVars(n.Expr)))}
	case *algebra.OrderBy:
		all := wanted
		for _, k := range n.Keys {
			all = union(all, exprVars(k.Expr))
		}
		return &algebra.OrderBy{Input: u.unbind(n.Input, all), Keys: n.Keys}
	}
	return n
}

func setOf(list []Var) vars {
	set := vars{}
	for _, v := range list {
		set[v] = true
	}
	return set
}

// wantedBy are the variables that a group looks at.
func wantedBy(n *algebra.Group) vars {
	wanted := setOf(n.Keys)
	for _, a := range n.Aggregates {
		if a.X != nil {
			maps.Copy(wanted, exprVars(a.X))
		}
	}
	return wanted
}

// equated takes a condition apart that leaves one variable of two of n: the first may become the second.
func (u *unifier) equated(cond sparql.Expr, n algebra.Node) (from, to Var, ok bool) {
	eqs := equalities(cond)
	if len(eqs) != 1 {
		return "", "", false
	}
	from, to = eqs[0].b, eqs[0].a
	if surely := certain(n); !surely[from] || !surely[to] {
		return "", "", false
	}
	if !takesConstant(n, from) {
		from, to = to, from
	}
	if !takesConstant(n, from) {
		return "", "", false
	}
	_, isCall := cond.(*sparql.Call) // sameTerm
	return from, to, isCall || u.names(n, from) || u.names(n, to)
}

// names reports whether a variable has values in n that equal nothing but themselves.
func (u *unifier) names(n algebra.Node, v Var) bool {
	switch n := n.(type) {
	case *algebra.BGP:
		for i := range n.Triples {
			if t := &n.Triples[i]; t.S.Var == v || t.PVar == v || t.O.Var == v && u.namesOnly(t) {
				return true
			}
		}
	case *algebra.Join:
		return u.names(n.Left, v) || u.names(n.Right, v)
	case *algebra.Extend:
		return n.Var != v && u.names(n.Input, v)
	case *algebra.Filter:
		return u.names(n.Input, v)
	case *algebra.Graph:
		return n.Name.Var == v || u.names(n.Input, v)
	}
	return false
}

// namesOnly reports whether all objects that the predicate of a pattern has in the store are blank nodes, IRIs or strings. The kinds of these
// follow each other.
func (u *unifier) namesOnly(t *sparql.Triple) bool {
	p, ok := t.Path.(*sparql.PathIRI)
	if caps := u.b.Snap.Caps(); !ok || !caps.Sorted || !caps.Has(index.POS) {
		return false
	}
	id, all := u.predicate(p), index.Scan{Order: index.POS, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}}
	all.Prefix = []index.ID{id}
	names := all
	names.From, names.To = []index.ID{index.MakeID(index.KindBlank, 0)}, []index.ID{index.MakeID(index.KindString+1, 0)}
	n, ok := u.count(all)
	m, okay := u.count(names)
	return ok && okay && n == m
}

// predicate gives the ID of a predicate.
func (u *unifier) predicate(p *sparql.PathIRI) index.ID {
	id, err := u.b.intern(rdf.NewIRI(p.IRI))
	u.fail(err)
	return id
}

// count gives an exact count; ok is false where the store has none.
func (u *unifier) count(sc index.Scan) (n uint64, ok bool) {
	n, exact, err := u.b.Snap.Count(u.b.Ctx, sc)
	u.fail(err)
	return n, exact && err == nil
}

func (u *unifier) fail(err error) {
	if u.err == nil {
		u.err = err
	}
}

// twins makes one pattern of two of the same predicate that cannot differ in one variable only.
func (u *unifier) twins(n *algebra.BGP) algebra.Node {
	for i := range n.Triples {
		for j := range n.Triples[:i] {
			if from, to, ok := u.twin(&n.Triples[i], &n.Triples[j]); ok {
				return u.bind(from, to, u.twins(leaveOut(rename(n, from, to).(*algebra.BGP), i)))
			}
		}
	}
	return n
}

func leaveOut(n *algebra.BGP, i int) *algebra.BGP {
	return &algebra.BGP{Triples: append(append([]sparql.Triple(nil), n.Triples[:i]...), n.Triples[i+1:]...)}
}

// twin gives the variables in which two patterns differ that always have the same value.
func (u *unifier) twin(t, other *sparql.Triple) (from, to Var, ok bool) {
	p, isIRI := t.Path.(*sparql.PathIRI)
	q, otherIRI := other.Path.(*sparql.PathIRI)
	if !isIRI || !otherIRI || p.IRI != q.IRI || t.PVar != "" || other.PVar != "" {
		return "", "", false
	}
	ofObject := t.O == other.O && t.S.IsVar() && other.S.IsVar() && t.S.Var != other.S.Var
	ofSubject := t.S == other.S && t.O.IsVar() && other.O.IsVar() && t.O.Var != other.O.Var
	if !ofObject && !ofSubject {
		return "", "", false
	}
	st := predicateOf(u.b.statistics(), u.predicate(p))
	switch {
	case st.Quads == 0: // or not known
	case ofObject && st.Quads == st.Objects:
		return t.S.Var, other.S.Var, true
	case ofSubject && st.Quads == st.Subjects:
		return t.O.Var, other.O.Var, true
	}
	return "", "", false
}

// rename replaces a variable by another in a tree that takesConstant for it.
func rename(n algebra.Node, from, to Var) algebra.Node {
	switch n := n.(type) {
	case *algebra.BGP:
		out := make([]sparql.Triple, len(n.Triples))
		for i, t := range n.Triples {
			t.S, t.O = renameNode(t.S, from, to), renameNode(t.O, from, to)
			if t.PVar == from {
				t.PVar = to
			}
			out[i] = t
		}
		return &algebra.BGP{Triples: out}
	case *algebra.Join:
		return &algebra.Join{Left: rename(n.Left, from, to), Right: rename(n.Right, from, to)}
	case *algebra.Extend:
		return &algebra.Extend{Input: rename(n.Input, from, to), Var: n.Var, Expr: n.Expr}
	case *algebra.Filter:
		return &algebra.Filter{Expr: renameExpr(n.Expr, from, to), Input: rename(n.Input, from, to)}
	case *algebra.Graph:
		return &algebra.Graph{Name: renameNode(n.Name, from, to), Input: rename(n.Input, from, to)}
	}
	return n // it has no such variable
}

func renameNode(n sparql.Node, from, to Var) sparql.Node {
	if n.IsVar() && n.Var == from {
		n.Var = to
	}
	return n
}

func renameExpr(e sparql.Expr, from, to Var) sparql.Expr {
	return algebra.MapExpr(e, func(e sparql.Expr) sparql.Expr {
		if x, ok := e.(*sparql.ExprVar); ok && x.Var == from {
			return &sparql.ExprVar{Var: to}
		}
		return nil
	})
}
