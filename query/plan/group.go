package plan

import (
	"math"
	"slices"

	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// factor is one of the inputs of a join group.
type factor struct {
	alone   Node // planned without the others
	pattern *Pattern
	path    *algebra.Path
	route   *algebra.Route
	node    algebra.Node
	graph   GraphRef
	feeds   bool // may be planned with a feed

	filtered Node         // alone with the filters over it; nil until it is asked for
	reads    [16]*reading // the ways to read the pattern, by which of its places are bound; nil until asked for
}

// pending is a filter that waits until its variables are bound.
type pending struct {
	expr  sparql.Expr
	graph GraphRef
	need  vars
}

// joinGroup is a set of inner joins to be put in order, with the filters over them.
type joinGroup struct {
	b       *Builder
	factors []*factor
	filters []pending
	bound   vars // all variables the group or its feed may bind
	equal   []equality
	empty   bool
	scratch []step
	first   int64   // rows that are wanted; 0: all
	share   float64 // the part of the work after the start that is expected to be done
}

// group plans a tree of joins, basic graph patterns, paths and filters.
func (b *Builder) group(n algebra.Node, in *Input, g GraphRef) (Node, error) {
	j := &joinGroup{b: b, first: b.take(), share: 1}
	if in != nil {
		j.factors = append(j.factors, &factor{alone: in})
	}
	j.bound = union(possible(n), inputVars(in))
	if f, ok := n.(*algebra.Filter); ok && !j.mayRise(f, true, in) {
		return b.beside(n, in, g)
	}
	if err := j.flatten(n, g, true, in); err != nil {
		return nil, err
	}
	if err := j.joinExists(union(certain(n), inputVars(in))); err != nil {
		return nil, err
	}
	if j.empty {
		return newEmpty(possible(n), in), nil
	}
	for i := range j.filters {
		j.equal = append(j.equal, equalities(j.filters[i].expr)...)
		j.filters[i].need = intersect(exprVars(j.filters[i].expr), j.bound)
	}
	j.informed()
	if err := j.useRanges(); err != nil {
		return nil, err
	}
	best, err := j.order()
	if err != nil {
		return nil, err
	}
	for _, again := range [...]func(Node) (Node, error){j.sampleDear, j.hurry, j.branchOut} {
		if best, err = again(best); err != nil {
			return nil, err
		}
	}
	best = j.filterRest(best)
	return best, b.settle(best)
}

func inputVars(in *Input) vars {
	s := vars{}
	if in != nil {
		for _, v := range in.Vars {
			s[v] = true
		}
	}
	return s
}

// flatten collects factors and filters. A filter may only leave its place where the variables it sees are surely bound
// there already, or where it is at the top.
func (j *joinGroup) flatten(n algebra.Node, g GraphRef, top bool, in *Input) error {
	switch n := n.(type) {
	case *algebra.Join:
		if err := j.flatten(n.Left, g, false, in); err != nil {
			return err
		}
		return j.flatten(n.Right, g, false, in)
	case *algebra.BGP:
		for _, t := range n.Triples {
			if err := j.addPattern(t, g); err != nil {
				return err
			}
		}
		return nil
	case *algebra.Filter:
		if j.mayRise(n, top, in) {
			j.filters = append(j.filters, pending{expr: n.Expr, graph: g})
			return j.flatten(n.Input, g, top, in)
		}
	case *algebra.Path:
		return j.addPath(n, g)
	case *algebra.Route:
		return j.addRoute(n, g)
	case *algebra.Graph:
		ref, input, ok, err := j.b.inside(n)
		if err != nil {
			return err
		}
		if ok {
			return j.flatten(input, ref, false, in)
		}
	}
	return j.addOpaque(n, g)
}

// mayRise reports whether a filter gives the same wherever in the group it is applied, once its variables are bound:
// no variable it sees may be bound outside of its own input alone.
func (j *joinGroup) mayRise(n *algebra.Filter, top bool, in *Input) bool {
	seen, surely := exprVars(n.Expr), certain(n.Input)
	if top {
		return !clash(in, seen, surely)
	}
	for v := range seen {
		if j.bound[v] && !surely[v] {
			return false
		}
	}
	return true
}

func (j *joinGroup) addPattern(t sparql.Triple, g GraphRef) error {
	p, ok, err := j.b.pattern(t, g)
	if err != nil {
		return err
	}
	if !ok {
		j.empty = true
		return nil
	}
	alone, err := j.b.scan(p, "")
	j.factors = append(j.factors, &factor{alone: alone, pattern: &p, graph: g})
	return err
}

func (j *joinGroup) addPath(n *algebra.Path, g GraphRef) error {
	alone, err := j.b.path(n, newUnit(), g)
	if err != nil {
		return err
	}
	if _, none := alone.(*Empty); none {
		j.empty = true
	}
	j.factors = append(j.factors, &factor{alone: alone, path: n, graph: g})
	return nil
}

func (j *joinGroup) addOpaque(n algebra.Node, g GraphRef) error {
	alone, err := j.b.special(n, g)
	if err != nil {
		return err
	}
	if _, none := alone.(*Empty); none {
		j.empty = true
	}
	_, table := n.(*algebra.Values)
	j.factors = append(j.factors, &factor{alone: alone, node: n, graph: g, feeds: !table})
	return nil
}

// special plans what is a factor of its own: inline data, a filter that must stay in its place, and other operators.
func (b *Builder) special(n algebra.Node, g GraphRef) (Node, error) {
	if v, ok := n.(*algebra.Values); ok {
		return b.values(v)
	}
	return b.build(n, nil, g)
}

const dynamicLimit = 7 // factors up to which every left-deep order is tried

func (j *joinGroup) order() (Node, error) {
	if len(j.factors) == 0 {
		return j.filterNow(nil, newUnit()), nil
	}
	if len(j.factors) <= dynamicLimit {
		return j.dynamic()
	}
	return j.greedy()
}

func (j *joinGroup) connected(cur Node, f *factor) bool {
	if f.route != nil {
		return f.reaches(cur)
	}
	s := f.alone.Out()
	if len(s.Vars) == 0 {
		return true
	}
	for _, v := range s.Vars {
		if cur.Out().Col(v) >= 0 {
			return true
		}
	}
	return len(equalKeys(cur, f.alone, j.equal)) > 0
}

// bounded is the number of factors from which a greedy order is worth having before all orders are tried.
const bounded = 4

// dynamic finds the cheapest left-deep order by dynamic programming over subsets. The greedy order comes first: what costs as
// much before all factors are joined cannot become the cheapest, which leaves few subsets where one factor is small.
func (j *joinGroup) dynamic() (known Node, err error) {
	n := len(j.factors)
	limit := math.Inf(1)
	if n >= bounded && j.b.Method == Auto {
		if known, err = j.greedy(); err != nil {
			return nil, err
		}
		limit = j.priceOf(known)
	}
	best := make([]step, 1<<n)
	for i, f := range j.factors {
		best[1<<i] = made(j.filtered(f))
	}
	for set := 1; set < 1<<n-1; set++ {
		if best[set].how == none || j.price(&best[set]) >= limit {
			continue
		}
		cur, err := j.take(&best[set])
		if err != nil {
			return nil, err
		}
		if err := j.grow(best, set, cur); err != nil {
			return nil, err
		}
	}
	if full := &best[1<<n-1]; full.how != none && (known == nil || j.price(full) < limit) {
		return j.take(full)
	}
	return known, nil
}

// grow joins the best plan of a set with each factor outside, connected ones only if there are any.
func (j *joinGroup) grow(best []step, set int, cur Node) error {
	linked := false
	for pass := 0; pass < 2 && !linked; pass++ {
		for i, f := range j.factors {
			if set&(1<<i) != 0 || pass == 0 && !j.connected(cur, f) {
				continue
			}
			linked = true
			next, err := j.step(cur, f)
			if err != nil {
				return err
			}
			to := set | 1<<i
			if best[to].how == none || j.price(&next) < j.price(&best[to]) {
				best[to] = next
			}
		}
	}
	return nil
}

// greedy begins with the smallest factor (or the feed) and always takes the connected one that gives fewest rows.
func (j *joinGroup) greedy() (Node, error) {
	left := append([]*factor(nil), j.factors...)
	at := 0
	for i, f := range left {
		if _, feed := left[at].alone.(*Input); !feed && f.alone.Out().Rows < left[at].alone.Out().Rows {
			at = i
		}
	}
	cur := j.filtered(left[at])
	for left = remove(left, at); len(left) > 0; left = remove(left, at) {
		var best step
		linked := false
		for i, f := range left {
			c := j.connected(cur, f)
			if linked && !c {
				continue
			}
			next, err := j.step(cur, f)
			if err != nil {
				return nil, err
			}
			if best.how == none || c && !linked || next.rows+j.price(&next) < best.rows+j.price(&best) {
				best, at = next, i
			}
			linked = linked || c
		}
		var err error
		if cur, err = j.take(&best); err != nil {
			return nil, err
		}
	}
	return cur, nil
}

func remove(s []*factor, i int) []*factor { return append(s[:i:i], s[i+1:]...) }

// filterNow applies the filters whose variables next surely binds and cur did not.
func (j *joinGroup) filterNow(cur, next Node) Node { return j.filterBoth(cur, nil, next) }

// filterBoth applies the filters that neither side of a join could apply.
func (j *joinGroup) filterBoth(left, right, next Node) Node {
	var conds []*Expr
	ranges, _ := next.(*RangeScan)
	for _, f := range j.filters {
		if ranges != nil && ranges.holds(f.expr) {
			continue
		}
		if j.ready(f, next) && !(left != nil && j.ready(f, left)) && !(right != nil && j.ready(f, right)) {
			conds = append(conds, &Expr{Source: f.expr, graph: f.graph})
		}
	}
	if conds == nil {
		return next
	}
	if s, ok := next.(*Scan); ok { // terms are fetched for less in the order of the dictionary
		if v := textVar(conds); v != "" {
			next = j.b.leadWith(s, v)
		}
	}
	return newFilter(next, conds)
}

// textVar is the variable whose text the conditions look at, "" where there is none.
func textVar(conds []*Expr) Var {
	for _, c := range conds {
		if call, ok := c.Source.(*sparql.Call); ok && call.Name != "BOUND" && call.Name != "SAMETERM" {
			if seen := exprVars(call); len(seen) == 1 {
				for v := range seen {
					return v
				}
			}
		}
	}
	return ""
}

func (j *joinGroup) ready(f pending, n Node) bool {
	for v := range f.need {
		if !n.Out().IsCertain(v) {
			return false
		}
	}
	return true
}

// filterRest applies the filters that never became ready: a variable of theirs may stay unbound.
func (j *joinGroup) filterRest(n Node) Node {
	var conds []*Expr
	for _, f := range j.filters {
		if !j.ready(f, n) {
			conds = append(conds, &Expr{Source: f.expr, graph: f.graph})
		}
	}
	if conds == nil {
		return n
	}
	return newFilter(n, conds)
}

// settle compiles the filters of a finished order.
func (b *Builder) settle(n Node) error {
	if f, ok := n.(*Filter); ok && !f.settled() {
		for i, c := range f.Conds {
			if c.Prog != nil {
				continue
			}
			x, err := b.expr(c.Source, f.Input.Out(), c.graph)
			if err != nil {
				return err
			}
			f.Conds[i] = x
		}
	}
	switch n := n.(type) {
	case *Filter:
		return b.settle(n.Input)
	case *Lookup:
		return b.settle(n.Input)
	case *PathScan:
		return b.settle(n.Input)
	case *Route:
		return b.settle(n.Input)
	case *Join:
		if err := b.settle(n.Left); err != nil {
			return err
		}
		return b.settle(n.Right)
	}
	return nil
}

// compiled reports whether a condition is compiled: those of an inner group are when its filter is merged with an outer one.
func (f *Filter) compiled() bool {
	return slices.ContainsFunc(f.Conds, func(c *Expr) bool { return c.Prog != nil })
}

// settled reports whether every condition is compiled.
func (f *Filter) settled() bool {
	for _, c := range f.Conds {
		if c.Prog == nil {
			return false
		}
	}
	return true
}
