package plan

import (
	"cmp"
	"slices"

	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// JoinTally counts the solutions of a join without making them. Both inputs come sorted by Key, the one variable that they share, or
// are JoinTallies on it; where runs of equal keys meet, their lengths are multiplied (Inner; with LeftOut a run that meets none stays),
// or the left run is kept (Semi) or dropped (Anti). Of a union (Sum) all runs stay, and where two meet their lengths are added. With Each it yields the keys that have solutions, its first column; the others
// hold the number of solutions with the key, or of all.
type JoinTally struct {
	Schema
	Kind        JoinKind
	Key         Var
	Each        bool
	Left, Right Node
}

// Kids are both sides.
func (n *JoinTally) Kids() []Node { return []Node{n.Left, n.Right} }

// runTree is an algebra as joins on one variable of parts that share nothing else. A leaf has no kids.
type runTree struct {
	kind JoinKind
	leaf algebra.Node
	g    GraphRef
	kids []*runTree // two, or any number for Inner
	over Var        // "", or the second kid has runs of this variable, which hang on the rows of the first, a leaf

	planned bool // its plan was made: trees with different roots have parts in common
	plan    Node
}

// splitKey names what an algebra is split into at a variable.
type splitKey struct {
	n algebra.Node
	v Var
}

// jointCounts answers a Group that counts a join by runs of a variable that all its parts share; nil where that does not apply or is not
// cheaper than kid, the plan of its input.
func (b *Builder) jointCounts(n *algebra.Group, kid Node, g GraphRef) (Node, error) {
	if g.Var != "" || b.Method != Auto || !b.Snap.Caps().Sorted || len(n.Keys) > 1 {
		return nil, nil
	}
	if countsRows(n, kid) {
		t, err := b.jointTally(n.Input, n.Keys, kid, g)
		if t == nil || err != nil {
			return nil, err
		}
		if t.Each = len(n.Keys) > 0; !t.Each {
			t.Vars, t.Certain, t.Sorted, t.Rows = nil, nil, nil, 1
		}
		for _, a := range n.Aggregates {
			t.Schema.add(a.Var, true)
		}
		return t, nil
	}
	if len(n.Keys) > 0 || len(n.Aggregates) != 1 || !countsDistinct(n, kid) {
		return nil, nil
	}
	a := n.Aggregates[0]
	t, err := b.jointTally(n.Input, []Var{a.X.(*sparql.ExprVar).Var}, kid, g)
	if t == nil || err != nil {
		return nil, err
	}
	t.Each = true
	return countOf(t, a.Var), nil
}

// countOf counts the rows of a plan.
func countOf(n Node, as Var) *Group {
	g := &Group{Input: n, Aggs: []Agg{{Spec: sparql.Aggregate{Name: "COUNT"}}}}
	g.Schema.add(as, true)
	g.Rows, g.Cost = 1, n.Out().Cost+n.Out().Rows
	return g
}

// jointTally plans n by runs of one of the keys, or of any variable where there are none, if that is cheaper than kid.
func (b *Builder) jointTally(n algebra.Node, keys []Var, kid Node, g GraphRef) (*JoinTally, error) {
	counted := len(keys) == 0
	if counted {
		for v := range certain(n) {
			keys = append(keys, v)
		}
		sortVars(keys)
	}
	var best *JoinTally
	splits := map[splitKey]*runTree{}
	for _, v := range keys {
		b.weighs, b.splits = kid.Out().Cost >= weighFrom, splits // planning a part may have counted another join
		tree := b.splitRuns(n, v, g)
		if tree == nil || tree.kids == nil || tree.kind == Sum && counted { // rows of a union alone are counted as they come
			continue
		}
		out, err := b.runsOf(tree, v)
		if err != nil {
			return nil, err
		}
		if t, ok := out.(*JoinTally); ok && t.Cost < kid.Out().Cost && (best == nil || t.Cost < best.Cost) {
			best = t
		}
	}
	return best, nil
}

// splitRuns takes an algebra apart into parts that share v alone and surely bind it; nil where it cannot be.
func (b *Builder) splitRuns(n algebra.Node, v Var, g GraphRef) *runTree {
	key := splitKey{n, v}
	t, known := b.splits[key]
	if !known {
		t = b.splitAnew(n, v, g)
		b.splits[key] = t
	}
	return t
}

func (b *Builder) splitAnew(n algebra.Node, v Var, g GraphRef) *runTree {
	if !surelyBinds(n, v) {
		return nil
	}
	switch n := n.(type) {
	case *algebra.LeftJoin:
		if n.Expr == nil {
			if t := b.splitPair(LeftOut, n.Left, n.Right, v, g); t != nil {
				return t
			}
			return b.splitParts(n, v, g)
		}
	case *algebra.Minus:
		if t := b.splitPair(Anti, n.Left, n.Right, v, g); t != nil {
			return t
		}
		return b.splitParts(n, v, g)
	case *algebra.Union:
		return b.splitUnion(n, v, g)
	case *algebra.Graph:
		if ref, input, ok, err := b.inside(n); ok && err == nil && ref.Var == "" {
			return b.splitRuns(input, v, ref)
		}
	case *algebra.Filter:
		if x, ok := n.Expr.(*algebra.Exists); ok {
			if t := b.splitExists(x, n.Input, v, g); t != nil {
				return t
			}
			return b.splitParts(n, v, g)
		}
		if hasExists(n.Expr) {
			return nil
		}
		return b.splitParts(n, v, g)
	case *algebra.Join, *algebra.BGP:
		return b.splitParts(n, v, g)
	}
	return &runTree{leaf: n, g: g}
}

// splitPair splits the sides of OPTIONAL or MINUS.
func (b *Builder) splitPair(kind JoinKind, l, r algebra.Node, v Var, g GraphRef) *runTree {
	if !shareOnly(l, r, v) {
		return b.weigh(kind, l, r, v, g)
	}
	left, right := b.splitRuns(l, v, g), b.splitRuns(r, v, g)
	if left == nil || right == nil {
		return nil
	}
	return &runTree{kind: kind, kids: []*runTree{left, right}}
}

// splitExists makes a semi-join of an EXISTS for which substituting v is the same as joining on it.
func (b *Builder) splitExists(x *algebra.Exists, outer algebra.Node, v Var, g GraphRef) *runTree {
	core := b.existsPattern(x, &Schema{}).core
	if shared, ok := sharedOne(outer, core); !ok || !joinable(core, shared) {
		return nil
	}
	if x.Not {
		return b.splitPair(Anti, outer, core, v, g)
	}
	return b.splitPair(Semi, outer, core, v, g)
}

// splitUnion splits the sides of UNION, which may share anything: their solutions never meet.
func (b *Builder) splitUnion(n *algebra.Union, v Var, g GraphRef) *runTree {
	left, right := b.splitRuns(n.Left, v, g), b.splitRuns(n.Right, v, g)
	if left == nil || right == nil {
		return nil
	}
	return &runTree{kind: Sum, kids: []*runTree{left, right}}
}

// splitParts splits a tree of joins, with what is left out of it, looked for or optional.
func (b *Builder) splitParts(n algebra.Node, v Var, g GraphRef) *runTree {
	parts, ok := b.partsBeside(n)
	if !ok {
		return nil
	}
	if len(parts) == 1 {
		return &runTree{leaf: n, g: g}
	}
	t := &runTree{kind: Inner}
	for _, group := range groupsBeside(parts, v) {
		var kid *runTree
		if len(group) == 1 {
			kid = b.splitRuns(group[0], v, g)
		} else {
			kid = b.hang(group, v, g)
		}
		if kid == nil {
			return nil
		}
		t.kids = append(t.kids, kid)
	}
	if len(t.kids) == 1 {
		return t.kids[0]
	}
	return t
}

// partsBeside are the inputs of a tree of joins under OPTIONAL, MINUS or EXISTS, each of which goes to the part that surely binds all that it
// shares with the tree: it does not matter to it what else is joined.
func (b *Builder) partsBeside(n algebra.Node) (parts []algebra.Node, ok bool) {
	switch n := n.(type) {
	case *algebra.LeftJoin:
		return b.giveTo(n.Left, occurs(n.Right), func(p algebra.Node) algebra.Node { return &algebra.LeftJoin{Left: p, Right: n.Right, Expr: n.Expr} })
	case *algebra.Minus:
		return b.giveTo(n.Left, occurs(n.Right), func(p algebra.Node) algebra.Node { return leftOut(p, n.Right) })
	case *algebra.Filter:
		if x, ok := n.Expr.(*algebra.Exists); ok {
			return b.giveTo(n.Input, occurs(x.Node), func(p algebra.Node) algebra.Node { return &algebra.Filter{Expr: n.Expr, Input: p} })
		}
	}
	return b.joinParts(n)
}

// leftOut is left MINUS right; as NOT EXISTS, which keeps the order of the left side, where that is the same: both surely bind what they share.
func leftOut(left, right algebra.Node) algebra.Node {
	shared := intersect(occurs(left), occurs(right))
	same := len(shared) > 0 && covered(shared, certain(left)) && covered(shared, certain(right))
	for v := range shared {
		same = same && joinable(right, v)
	}
	if !same {
		return &algebra.Minus{Left: left, Right: right}
	}
	return &algebra.Filter{Expr: &algebra.Exists{Node: right, Not: true}, Input: left}
}

// giveTo puts something that sees some variables on top of the one part of a tree that surely binds those that it has in common with the tree.
func (b *Builder) giveTo(tree algebra.Node, sees vars, on func(algebra.Node) algebra.Node) (parts []algebra.Node, ok bool) {
	if parts, ok = b.partsBeside(tree); !ok {
		return nil, false
	}
	shared := intersect(sees, occurs(tree))
	for i, p := range parts {
		if covered(shared, certain(p)) {
			parts[i] = on(p)
			return parts, true
		}
	}
	return nil, false
}

// joinParts are the inputs of a tree of joins, each triple by itself; a filter goes to the part that binds all it sees.
func (b *Builder) joinParts(n algebra.Node) (parts []algebra.Node, ok bool) {
	switch n := n.(type) {
	case *algebra.BGP:
		return slices.Clone(b.triples(n)), len(n.Triples) > 0
	case *algebra.Join:
		l, okLeft := b.joinParts(n.Left)
		r, okRight := b.joinParts(n.Right)
		return append(l, r...), okLeft && okRight
	case *algebra.Filter:
		if hasExists(n.Expr) {
			break
		}
		parts, ok = b.joinParts(n.Input)
		for i, p := range parts {
			if covered(exprVars(n.Expr), certain(p)) {
				parts[i] = &algebra.Filter{Expr: n.Expr, Input: p}
				return parts, ok
			}
		}
		return nil, false
	}
	return []algebra.Node{n}, true
}

// triples are the patterns of a BGP one by one, the same nodes whenever it is asked for, so that their plans are found again.
func (b *Builder) triples(n *algebra.BGP) []algebra.Node {
	if len(n.Triples) == 1 {
		return []algebra.Node{n}
	}
	parts := b.single[n]
	if parts == nil {
		for _, t := range n.Triples {
			parts = append(parts, &algebra.BGP{Triples: []sparql.Triple{t}})
		}
		b.single[n] = parts
	}
	return parts
}

// shareOnly reports whether v is all that two algebras have in common, mentioned variables included.
func shareOnly(l, r algebra.Node, v Var) bool {
	shared := intersect(occurs(l), occurs(r))
	return len(shared) == 1 && shared[v]
}

// runsOf plans a tree; nil where a leaf cannot be read in the order of v, or nothing is left to be counted.
func (b *Builder) runsOf(t *runTree, v Var) (n Node, err error) {
	if !t.planned {
		t.plan, err = b.planRuns(t, v)
		t.planned = err == nil
	}
	return t.plan, err
}

func (b *Builder) planRuns(t *runTree, v Var) (Node, error) {
	if t.kids == nil {
		return b.sortedBy(t.leaf, v, t.g)
	}
	if t.over != "" {
		return b.weightedRuns(t, v)
	}
	var kids []Node
	for _, k := range t.kids {
		kid, err := b.runsOf(k, v)
		if kid == nil || err != nil {
			return nil, err
		}
		kids = append(kids, kid)
	}
	if t.kind == Inner { // few keys first: of the others only what they meet is read
		slices.SortStableFunc(kids, func(x, y Node) int { return cmp.Compare(x.Out().Rows, y.Out().Rows) })
	}
	out := kids[0]
	if _, none := out.(*Empty); none {
		if t.kind == Sum {
			return kids[1], nil
		}
		return nil, nil
	}
	for _, k := range kids[1:] {
		if _, none := k.(*Empty); !none {
			out = newJoinTally(t.kind, out, k, v)
		} else if t.kind == Inner || t.kind == Semi {
			return nil, nil
		}
	}
	return out, nil
}

// sortedBy plans n in the order of v; nil where that takes sorting.
func (b *Builder) sortedBy(n algebra.Node, v Var, g GraphRef) (Node, error) {
	kid, err := b.build(n, nil, g)
	if err != nil {
		return nil, err
	}
	if f, ok := kid.(*Filter); ok && !f.isSortedBy(v) { // compiled for the columns as they were
		turned := b.leadWith(f.Input, v)
		var conds []*Expr
		for _, c := range f.Conds {
			conds = append(conds, &Expr{Source: c.Source, graph: c.graph})
		}
		kid = newFilter(turned, conds)
		err = b.settle(kid)
	}
	if p, ok := kid.(*PathScan); ok {
		if t := tallyPath(p, v, []Var{".runs"}); t != nil {
			return t, nil
		}
	}
	kid = b.leadWith(kid, v)
	if _, none := kid.(*Empty); !none && !kid.Out().isSortedBy(v) {
		return nil, err
	}
	return kid, err
}

const (
	runRow  = 0.5 // cost of a row of a scan of which only the key is read, in rows touched
	runSeek = 24  // and of passing over rows up to a key
)

// runCost is the cost of reading a plan as runs, of which only some keys are wanted.
func runCost(n Node, keys float64) float64 {
	switch n := n.(type) {
	case *Scan:
		return runRow * min(n.Rows, runSeek/runRow*keys)
	case *JoinTally:
		if n.Kind == Sum {
			return runCost(n.Left, keys) + runCost(n.Right, keys)
		}
		return n.Cost
	case *Weighted:
		return n.Cost
	}
	return n.Out().Cost + n.Out().Rows
}

func newJoinTally(kind JoinKind, l, r Node, v Var) *JoinTally {
	t := &JoinTally{Kind: kind, Key: v, Left: l, Right: r}
	t.Schema.add(v, true)
	t.Sorted = []Var{v}
	left, right := l.Out().distinct(v), r.Out().distinct(v)
	wanted := left
	switch kind {
	case Inner, Semi:
		t.Rows, wanted = min(left, right), right
	case Anti:
		t.Rows, wanted = max(1, left/2), l.Out().Rows
	case Sum:
		t.Rows, wanted = left+right, l.Out().Rows
	default:
		t.Rows, wanted = left, l.Out().Rows
	}
	t.Cost = runCost(l, wanted) + runCost(r, left)
	if kind == Sum {
		t.Cost = runCost(l, wanted) + runCost(r, r.Out().Rows)
	}
	t.spread = map[Var]drawn{v: {t.Rows, false}}
	return t
}
