package plan

import (
	"context"
	"fmt"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/expr"
)

// Method forces a way to join, for tests that compare plans.
type Method uint8

// The methods. Auto chooses by estimated cost; the others are used wherever they are possible.
const (
	Auto Method = iota
	ForceHash
	ForceLookup
	ForceMerge
	ForceFeed
	ForceCut  // cuts the branches under every DISTINCT, and chooses by cost otherwise
	ForceTree // samples every group and joins parts of several factors wherever that is possible, and chooses by cost otherwise

	LastMethod = ForceTree // for loops over all methods
)

// Builder chooses operators for one query on one snapshot. It belongs to one goroutine.
type Builder struct {
	Ctx     context.Context
	Snap    index.Snapshot
	Terms   expr.Context // gives constants their IDs
	Dataset Dataset
	Text    index.Text // for the cost of searches; may be nil
	Method  Method
	Memory  *Memory // of the estimates of other queries; may be nil

	First int64 // rows that are wanted, 1 for ASK; 0: all

	first     int64 // rows wanted of what is planned next; 0: all
	stats     *index.Stats
	estimates *estimates
	replans   bool
	weighs    bool                             // parts of a counted join may hang on others
	memo      map[algebra.Node]Node            // plans without a feed
	single    map[*algebra.BGP][]algebra.Node  // their patterns, one by one
	joins     map[[2]algebra.Node]algebra.Node // their joins
	splits    map[splitKey]*runTree            // of the join that is counted
	fed       map[fedKey]fedPlan
	inner     map[*algebra.Exists]*existing // their patterns, rewritten once so that plans of them are found again
}

// Build plans a rewritten tree over the dataset's default graph.
func (b *Builder) Build(n algebra.Node) (Node, error) {
	g := b.Dataset.defaultRef()
	if g.Set.Mode == index.Union {
		named, err := b.anyNamed()
		if err != nil {
			return nil, err
		}
		g.Distinct = named
	}
	n, err := b.unify(n)
	if err != nil {
		return nil, err
	}
	b.first = b.First
	return b.begin().build(n, nil, g)
}

// Replans reports whether what was built calls the builder again while it runs, and so serves its own run alone.
func (b *Builder) Replans() bool { return b.replans }

// anyNamed reports whether a named graph may hold something. While none does, no triple is there twice.
func (b *Builder) anyNamed() (bool, error) {
	if !b.Snap.Caps().Has(index.GSPO) {
		return true, nil
	}
	n, exact, err := b.Snap.Count(b.Ctx, index.Scan{Order: index.GSPO, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.EachNamed}})
	return n > 0 || !exact, err
}

// begin makes the memories of plans.
func (b *Builder) begin() *Builder {
	if b.memo == nil {
		b.memo, b.fed, b.inner = map[algebra.Node]Node{}, map[fedKey]fedPlan{}, map[*algebra.Exists]*existing{}
		b.single, b.joins = map[*algebra.BGP][]algebra.Node{}, map[[2]algebra.Node]algebra.Node{}
	}
	return b
}

// build plans n in the graph g. With a feed, the result is the feed joined with n: the feed's columns are part of it.
func (b *Builder) build(n algebra.Node, in *Input, g GraphRef) (Node, error) {
	first := b.take()
	if in == nil {
		if known, ok := b.memo[n]; ok {
			return known, nil
		}
	}
	if streams(n) {
		b.first = first
	}
	if err := b.Ctx.Err(); err != nil {
		return nil, err
	}
	out, err := b.dispatch(n, in, g)
	if err == nil && in == nil && out != nil {
		b.memo[n] = out
	}
	return out, err
}

func (b *Builder) dispatch(n algebra.Node, in *Input, g GraphRef) (Node, error) {
	switch n := n.(type) {
	case *algebra.BGP, *algebra.Join, *algebra.Filter, *algebra.Path, *algebra.Values, *algebra.Route:
		return b.group(n, in, g)
	case *algebra.Graph:
		return b.graph(n, in, g)
	case *algebra.LeftJoin:
		return b.leftJoin(n, in, g)
	case *algebra.Minus:
		return b.minus(n, in, g)
	case *algebra.Union:
		return b.union(n, in, g)
	case *algebra.Extend:
		return b.extend(n, in, g)
	case *algebra.Project:
		return b.project(n, in, g)
	case *algebra.Distinct:
		if clash(in, possible(n.Input), certain(n.Input)) { // rows that differ by being unbound would become one
			return b.beside(n, in, g)
		}
		streamed := b.first > 0
		kid, err := b.build(n.Input, in, g)
		if err != nil || in != nil {
			return newDistinct(kid), err
		}
		if t := b.different(kid); t != nil {
			return t, nil
		}
		kid, err = b.cheaperCut(kid, n.Input, possible(n.Input), g)
		return b.distinctOf(kid, streamed), err
	case *algebra.Reduced: // duplicates may stay
		return b.build(n.Input, in, g)
	}
	if s, ok := n.(*algebra.Service); ok && in != nil && calledByVar(s) && in.Col(s.Name.Var) >= 0 {
		return b.hashJoin(b.serviceOf(s, in), in), nil
	}
	if in != nil {
		return b.beside(n, in, g)
	}
	switch n := n.(type) {
	case *algebra.Group:
		return b.groupBy(n, g)
	case *algebra.OrderBy:
		return b.orderBy(n, 0, g)
	case *algebra.Slice:
		return b.slice(n, g)
	case *algebra.Service:
		return b.service(n)
	case *algebra.Search:
		return b.search(n, g)
	}
	return nil, fmt.Errorf("plan: no operator for %T", n)
}

// beside joins the feed with a plan of n that does not know of it.
func (b *Builder) beside(n algebra.Node, in *Input, g GraphRef) (Node, error) {
	alone, err := b.build(n, nil, g)
	if err != nil {
		return nil, err
	}
	return b.hashJoin(alone, in), nil
}

// intern gives the ID of a constant.
func (b *Builder) intern(t rdf.Term) (index.ID, error) {
	var id [1]index.ID
	err := b.Terms.Intern([]rdf.Term{t}, id[:])
	return id[0], err
}

// clash reports whether a variable of the feed is seen by an expression or pattern before the tree has surely bound it:
// pushing the feed's values in would then change the answer.
func clash(in *Input, seen, surely vars) bool {
	if in == nil {
		return false
	}
	for _, v := range in.Vars {
		if seen[v] && !surely[v] {
			return true
		}
	}
	return false
}

func (b *Builder) leftJoin(n *algebra.LeftJoin, in *Input, g GraphRef) (Node, error) {
	seen := union(occurs(n.Right), exprVars(n.Expr))
	if clash(in, seen, certain(n.Left)) {
		return b.beside(n, in, g)
	}
	left, err := b.build(n.Left, in, g)
	if err != nil {
		return nil, err
	}
	right, feed, err := b.rightSide(left, n.Right, possible(n.Right), g)
	if err != nil {
		return nil, err
	}
	j := &Join{Kind: LeftOut, Left: left, Right: right, Feed: feed, Keys: keysOf(left, right)}
	if n.Expr != nil {
		j.Keys = append(j.Keys, equalKeys(left, right, equalities(n.Expr))...)
		merged := mergeSchema(left, right, false)
		if j.Cond, err = b.expr(n.Expr, &merged, g); err != nil {
			return nil, err
		}
	}
	j.finish()
	return j, nil
}

func (b *Builder) minus(n *algebra.Minus, in *Input, g GraphRef) (Node, error) {
	shared := intersect(possible(n.Left), possible(n.Right))
	if clash(in, occurs(n.Right), certain(n.Left)) {
		return b.beside(n, in, g)
	}
	left, err := b.build(n.Left, in, g)
	if err != nil || len(shared) == 0 { // disjoint solutions take nothing away
		return left, err
	}
	// A variable that the right side may leave unbound must not be bound by the feed: it would count as shared.
	right, feed, err := b.rightSide(left, n.Right, certain(n.Right), g)
	if err != nil {
		return nil, err
	}
	j := &Join{Kind: Anti, Left: left, Right: right, Feed: feed, Keys: keysOf(left, right)}
	if len(j.Keys) == 0 { // what bound a shared variable has turned out to be empty
		return left, nil
	}
	j.finish()
	return j, nil
}

func (b *Builder) union(n *algebra.Union, in *Input, g GraphRef) (Node, error) {
	var kids []Node
	for _, x := range alternatives(n, nil) {
		kid, err := b.build(x, in, g)
		if err != nil {
			return nil, err
		}
		if _, none := kid.(*Empty); !none {
			kids = append(kids, kid)
		}
	}
	switch len(kids) {
	case 0:
		return newEmpty(possible(n), in), nil
	case 1:
		return kids[0], nil
	}
	return newUnion(kids), nil
}

func alternatives(n algebra.Node, to []algebra.Node) []algebra.Node {
	if u, ok := n.(*algebra.Union); ok {
		return alternatives(u.Right, alternatives(u.Left, to))
	}
	return append(to, n)
}

func (b *Builder) extend(n *algebra.Extend, in *Input, g GraphRef) (Node, error) {
	if in != nil && (in.Col(n.Var) >= 0 || clash(in, exprVars(n.Expr), certain(n.Input))) {
		return b.beside(n, in, g)
	}
	kid, err := b.build(n.Input, in, g)
	if err != nil {
		return nil, err
	}
	x, err := b.expr(n.Expr, kid.Out(), g)
	if err != nil {
		return nil, err
	}
	e := &Extend{Input: kid, Var: n.Var, Expr: x}
	e.Schema = *kid.Out()
	e.Schema = e.Schema.clone()
	e.Schema.add(n.Var, constantTerm(n.Expr))
	e.Cost += e.Rows
	return e, nil
}

// project keeps the feed's columns too; a hidden variable that is named like one of the feed's is another variable.
func (b *Builder) project(n *algebra.Project, in *Input, g GraphRef) (Node, error) {
	keep := append([]Var(nil), n.Vars...)
	if in != nil {
		visible := vars{}
		for _, v := range n.Vars {
			visible[v] = true
		}
		hidden := occurs(n.Input)
		for _, v := range in.Vars {
			if !visible[v] && hidden[v] {
				return b.beside(n, in, g)
			}
			if !visible[v] {
				keep = append(keep, v)
			}
		}
	}
	kid, err := b.build(n.Input, in, g)
	if err != nil {
		return nil, err
	}
	return newProject(kid, keep), nil
}

func (b *Builder) slice(n *algebra.Slice, g GraphRef) (Node, error) {
	if n.Limit >= 0 && n.Offset >= 0 && n.Limit+n.Offset >= n.Limit {
		if kid, ok, err := b.topK(n.Input, n.Limit+n.Offset, g); ok || err != nil {
			return newSlice(kid, n), err
		}
	}
	if n.Limit >= 0 {
		b.first = max(0, n.Limit+max(0, n.Offset)) // 0 where the sum is no number
	}
	kid, err := b.build(n.Input, nil, g)
	if err != nil {
		return nil, err
	}
	return newSlice(kid, n), nil
}

// topK hands the number of rows that are wanted down to a sort.
func (b *Builder) topK(n algebra.Node, k int64, g GraphRef) (Node, bool, error) {
	switch n := n.(type) {
	case *algebra.OrderBy:
		kid, err := b.orderBy(n, k, g)
		return kid, true, err
	case *algebra.Project:
		kid, ok, err := b.topK(n.Input, k, g)
		if !ok || err != nil {
			return nil, ok, err
		}
		return newProject(kid, n.Vars), true, nil
	}
	return nil, false, nil
}

func (b *Builder) orderBy(n *algebra.OrderBy, limit int64, g GraphRef) (Node, error) {
	kid, err := b.build(n.Input, nil, g)
	if err != nil {
		return nil, err
	}
	s := &Sort{Input: kid, Limit: limit}
	s.Schema = kid.Out().clone()
	s.Sorted = nil
	for _, k := range n.Keys {
		x, err := b.expr(k.Expr, kid.Out(), g)
		if err != nil {
			return nil, err
		}
		s.Keys = append(s.Keys, SortKey{Expr: x, Desc: k.Desc})
	}
	s.Cost += 8 * s.Rows
	s.Start = s.Cost
	if limit > 0 {
		s.Rows = min(s.Rows, float64(limit))
	}
	return s, nil
}

func (b *Builder) service(n *algebra.Service) (Node, error) {
	s := b.serviceOf(n, nil)
	if calledByVar(n) {
		s.Cost = 1e15 // it cannot be called before the variable has values: every plan that feeds them is better
		return s, nil
	}
	id, err := b.intern(n.Name.Term)
	s.Name = id
	return s, err
}

func (b *Builder) serviceOf(n *algebra.Service, feed *Input) *Service {
	s := &Service{Algebra: n, Feed: feed}
	maybe, _ := scope(n)
	for v := range maybe {
		s.Schema.add(v, feed != nil && v == n.Name.Var)
	}
	sortVars(s.Vars)
	for i, v := range s.Vars {
		s.Certain[i] = feed != nil && v == n.Name.Var
	}
	s.Rows, s.Cost = 1000, 1e6
	return s
}

// calledByVar reports whether the data say which endpoint a SERVICE calls.
func calledByVar(n algebra.Node) bool {
	s, ok := n.(*algebra.Service)
	return ok && s.Name.IsVar()
}
