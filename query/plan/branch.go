package plan

import (
	"maps"
	"slices"

	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// Where the solutions of a join are wanted once each, how often they come does not matter. A *branch* is a part of the join that shares
// one variable with the rest, and of which nothing else is wanted: it is cut down to the different values of that variable, so that it
// says whether a solution is one and no longer multiplies it.

// piece is an input of a join: a triple, a path or anything else.
type piece struct {
	node       algebra.Node
	seen, sure vars
	cut        bool // what is left of a branch
}

// takenApart is a tree of joins taken apart.
type takenApart struct {
	pieces  []piece
	filters []sparql.Expr // see only what the pieces surely bind
}

// mostPieces are looked through for branches: that takes as long as the third power of their number.
const mostPieces = 32

// cutBranches cuts all branches of a tree of which the variables given are wanted; nil if there are none.
func cutBranches(n algebra.Node, wanted vars) algebra.Node {
	switch n := n.(type) {
	case *algebra.Project:
		wanted = vars{}
		for _, v := range n.Vars {
			wanted[v] = true
		}
		if in := cutBranches(n.Input, wanted); in != nil {
			return &algebra.Project{Input: in, Vars: n.Vars}
		}
		return nil
	case *algebra.OrderBy:
		wanted = maps.Clone(wanted)
		for _, k := range n.Keys {
			maps.Copy(wanted, exprVars(k.Expr))
		}
		if in := cutBranches(n.Input, wanted); in != nil {
			return &algebra.OrderBy{Input: in, Keys: n.Keys}
		}
		return nil
	case *algebra.Extend:
		if in := cutBranches(n.Input, union(wanted, exprVars(n.Expr))); in != nil {
			return &algebra.Extend{Input: in, Var: n.Var, Expr: n.Expr}
		}
		return nil
	}
	t := &takenApart{}
	t.take(n)
	if len(t.pieces) > mostPieces {
		return nil
	}
	some := false
	for t.cutLargest(wanted) {
		some = true
	}
	if !some {
		return nil
	}
	return t.tree()
}

// take adds the inputs of a join, and the filters that may be applied anywhere after what they see is bound.
func (t *takenApart) take(n algebra.Node) {
	switch n := n.(type) {
	case *algebra.Join:
		t.take(n.Left)
		t.take(n.Right)
		return
	case *algebra.BGP:
		for _, triple := range n.Triples {
			t.add(&algebra.BGP{Triples: []sparql.Triple{triple}})
		}
		return
	case *algebra.Filter:
		if !hasExists(n.Expr) && within(exprVars(n.Expr), certain(n.Input)) {
			t.filters = append(t.filters, n.Expr)
			t.take(n.Input)
			return
		}
	}
	t.add(n)
}

func (t *takenApart) add(n algebra.Node) {
	t.pieces = append(t.pieces, piece{node: n, seen: occurs(n), sure: certain(n)})
}

func within(a, b vars) bool {
	for v := range a {
		if !b[v] {
			return false
		}
	}
	return true
}

// cutLargest cuts the branch of the most pieces; false if there is none.
func (t *takenApart) cutLargest(wanted vars) bool {
	var all vars
	for _, p := range t.pieces {
		all = union(all, p.sure)
	}
	var best []bool
	var at Var
	most := 0
	for _, v := range slices.Sorted(maps.Keys(all)) {
		for _, branch := range t.apartAt(v) {
			if n := t.sizeOf(branch, v, wanted); n > most {
				best, at, most = branch, v, n
			}
		}
	}
	if most > 0 {
		t.cut(best, at)
	}
	return most > 0
}

// apartAt gives the sets of pieces that hang together, through pieces and filters, by other variables than v.
func (t *takenApart) apartAt(v Var) (sets [][]bool) {
	done := make([]bool, len(t.pieces))
	for i := range t.pieces {
		if done[i] {
			continue
		}
		set, seen := make([]bool, len(t.pieces)), vars{}
		reach := func(k int) {
			set[k], done[k] = true, true
			maps.Copy(seen, t.pieces[k].seen)
			delete(seen, v)
		}
		reach(i)
		for grows := true; grows; {
			grows = false
			for _, f := range t.filters {
				if sees := exprVars(f); meet(sees, seen) && !within(sees, union(seen, vars{v: true})) {
					maps.Copy(seen, sees)
					delete(seen, v)
					grows = true
				}
			}
			for k := range t.pieces {
				if !done[k] && meet(t.pieces[k].seen, seen) {
					reach(k)
					grows = true
				}
			}
		}
		sets = append(sets, set)
	}
	return sets
}

func meet(a, b vars) bool {
	for v := range a {
		if b[v] {
			return true
		}
	}
	return false
}

// sizeOf is the number of pieces of a set that is a branch at v; 0 if it is none.
func (t *takenApart) sizeOf(set []bool, v Var, wanted vars) (n int) {
	inside, outside, hides := false, false, false
	for i, p := range t.pieces {
		if !set[i] {
			outside = outside || p.sure[v] && !p.cut
			continue
		}
		if p.cut && len(p.seen) > 1 {
			return 0
		}
		n++
		inside = inside || p.sure[v]
		for x := range p.seen {
			if x != v && wanted[x] {
				return 0
			}
			hides = hides || x != v
		}
	}
	if !inside || !outside || !hides {
		return 0
	}
	return n
}

// cut puts the different values of v in the place of a branch.
func (t *takenApart) cut(branch []bool, v Var) {
	inside, rest := &takenApart{}, takenApart{}
	seen := vars{}
	for i, p := range t.pieces {
		if branch[i] {
			inside.pieces = append(inside.pieces, p)
			maps.Copy(seen, p.seen)
		} else {
			rest.pieces = append(rest.pieces, p)
		}
	}
	delete(seen, v)
	for _, f := range t.filters {
		if meet(exprVars(f), seen) {
			inside.filters = append(inside.filters, f)
		} else {
			rest.filters = append(rest.filters, f)
		}
	}
	keys := &algebra.Distinct{Input: &algebra.Project{Input: inside.tree(), Vars: []Var{v}}}
	rest.pieces = append(rest.pieces, piece{node: keys, seen: vars{v: true}, sure: vars{v: true}, cut: true})
	*t = rest
}

// tree puts the pieces together again.
func (t *takenApart) tree() algebra.Node {
	var out algebra.Node
	bgp := &algebra.BGP{}
	for _, p := range t.pieces {
		if b, ok := p.node.(*algebra.BGP); ok {
			bgp.Triples = append(bgp.Triples, b.Triples...)
		} else {
			out = joined(out, p.node)
		}
	}
	if len(bgp.Triples) > 0 {
		out = joined(out, bgp)
	}
	for _, f := range t.filters {
		out = &algebra.Filter{Expr: f, Input: out}
	}
	return out
}

func joined(a, b algebra.Node) algebra.Node {
	if a == nil {
		return b
	}
	return &algebra.Join{Left: a, Right: b}
}

// dearJoin is the cost from which a plan without branches is looked for.
const dearJoin = 20_000

// cheaperCut plans a tree of which some variables are wanted, each combination once, without its branches, and gives that plan if it is the
// cheaper one, else the plan there is.
func (b *Builder) cheaperCut(plan Node, n algebra.Node, wanted vars, g GraphRef) (Node, error) {
	if b.Method != ForceCut && (b.Method != Auto || plan.Out().Cost < dearJoin) || g.Var != "" || g.Active {
		return plan, nil
	}
	cut := cutBranches(n, wanted)
	if cut == nil {
		return plan, nil
	}
	other, err := b.build(cut, nil, g)
	if err != nil || b.Method != ForceCut && onceEach(plan) <= onceEach(other) {
		return plan, err
	}
	return other, nil
}

// onceEach is the cost of a plan whose rows are then told apart.
func onceEach(n Node) float64 { return n.Out().Cost + 2*n.Out().Rows }

// wantedOnce are the variables that a group looks at, if it does not matter how often they come with the same values; else nil.
func wantedOnce(n *algebra.Group) vars {
	wanted := vars{}
	for _, v := range n.Keys {
		wanted[v] = true
	}
	for _, a := range n.Aggregates {
		extreme := a.Name == "MIN" || a.Name == "MAX"
		if a.X == nil || a.Name == "GROUP_CONCAT" || !extreme && !a.Distinct {
			return nil
		}
		maps.Copy(wanted, exprVars(a.X))
	}
	return wanted
}
