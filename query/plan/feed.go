package plan

import (
	"math"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/expr"
	"w3id.org/concord/query/sparql"
)

// newInput makes the feed of the variables both sides share, as far as the outer side surely binds them; nil if none.
func newInput(outer *Schema, inner vars) *Input {
	in := &Input{}
	rows := 1.0
	in.spread = map[Var]drawn{}
	for i, v := range outer.Vars {
		if inner[v] && outer.Certain[i] {
			in.Schema.add(v, true)
			in.spread[v] = drawn{outer.domain(v), false}
			rows *= outer.distinct(v)
		}
	}
	if len(in.Vars) == 0 {
		return nil
	}
	in.Sorted = in.Vars
	in.Rows = max(1, min(rows, outer.Rows))
	in.Cost = in.Rows
	return in
}

// fedKey names a plan with a feed: feeds of the same variables and of about the same size share one, so that the
// search for an order does not plan an input again for every set of factors before it.
type fedKey struct {
	n    algebra.Node
	vars string
	size int
}

type fedPlan struct {
	feed *Input
	node Node
}

// withFeed plans n with the bindings of outer for the variables given; nil where there are none to feed.
func (b *Builder) withFeed(outer *Schema, inner vars, n algebra.Node, g GraphRef) (Node, *Input, error) {
	feed := newInput(outer, inner)
	if feed == nil {
		return nil, nil, nil
	}
	key := fedKey{n, list(feed.Vars), int(math.Log2(feed.Rows) / 3)}
	if known, ok := b.fed[key]; ok {
		return known.node, known.feed, nil
	}
	node, err := b.build(n, feed, g)
	if err != nil {
		return nil, nil, err
	}
	b.fed[key] = fedPlan{feed, node}
	return node, feed, nil
}

// worthFeeding reports whether a plan of its own costs so much that it may be cheaper to run it with bindings.
func (b *Builder) worthFeeding(outer, alone *Schema) bool {
	return b.Method == ForceFeed || b.Method == Auto && alone.Cost > 2*outer.Rows+32
}

// cheaper reports whether the fed plan costs less than the one of its own.
func (b *Builder) cheaper(outer, fed, alone *Schema) bool {
	return b.Method == ForceFeed || fed.Cost+3*outer.Rows < alone.Cost+3*alone.Rows
}

// rightSide plans the right side of OPTIONAL or MINUS: alone, or with the left side's bindings of the variables given.
func (b *Builder) rightSide(left Node, n algebra.Node, shared vars, g GraphRef) (Node, *Input, error) {
	alone, err := b.build(n, nil, g)
	if err != nil || !b.worthFeeding(left.Out(), alone.Out()) {
		return alone, nil, err
	}
	with, feed, err := b.withFeed(left.Out(), shared, n, g)
	if err != nil || with == nil || !b.cheaper(left.Out(), with.Out(), alone.Out()) {
		return alone, nil, err
	}
	return with, feed, nil
}

// feedJoin joins a plan with a factor that runs with the plan's bindings; nil where that is no gain.
func (b *Builder) feedJoin(cur Node, f *factor) (Node, error) {
	if !calledByVar(f.node) && !b.worthFeeding(cur.Out(), f.alone.Out()) {
		return nil, nil
	}
	with, feed, err := b.withFeed(cur.Out(), possible(f.node), f.node, f.graph)
	if err != nil || with == nil {
		return nil, err
	}
	j := &Join{Kind: Inner, Left: cur, Right: with, Feed: feed, Keys: keysOf(cur, with)}
	j.finish()
	return j, nil
}

// mergeKey is the one variable that two plans share, where both surely bind it.
func mergeKey(l, r *Schema) (v Var, ok bool) {
	for i, x := range l.Vars {
		if c := r.Col(x); c >= 0 {
			if v != "" || !l.Certain[i] || !r.Certain[c] {
				return "", false
			}
			v = x
		}
	}
	return v, v != ""
}

// mergeJoin joins two plans that are, or can be, sorted by the one variable they share.
func (b *Builder) mergeJoin(x, y Node) Node {
	v, _ := mergeKey(x.Out(), y.Out())
	x, y = b.leadWith(x, v), b.leadWith(y, v)
	j := &Join{Kind: Inner, Left: x, Right: y, Keys: keysOf(x, y), Merge: true}
	j.finish()
	j.Sorted = []Var{v}
	return j
}

// expr compiles an expression over the columns of s.
func (b *Builder) expr(e sparql.Expr, s *Schema, g GraphRef) (*Expr, error) {
	prog, err := expr.Compile(e)
	if err != nil {
		return nil, err
	}
	x := &Expr{Source: e, Prog: prog}
	for _, v := range prog.Vars() {
		x.Cols = append(x.Cols, s.Col(v))
	}
	for _, ex := range prog.Exists() {
		p, err := b.exists(ex, s, g)
		if err != nil {
			return nil, err
		}
		x.Exists = append(x.Exists, p)
	}
	return x, nil
}

// substitution plans the pattern of an EXISTS with the values of one row put in. Variables that substitution does not
// reach, inside a grouping for example, are joined with their values.
func (b *Builder) substitution(n algebra.Node, shared []Var, g GraphRef) func([]index.ID) (Node, error) {
	b.replans = true
	return func(values []index.ID) (Node, error) {
		terms := make([]rdf.Term, len(values))
		if err := b.Terms.Terms(values, terms); err != nil {
			return nil, err
		}
		mu := map[Var]rdf.Term{}
		for i, v := range shared {
			if values[i] != 0 {
				mu[v] = terms[i]
			}
		}
		tree := substitute(n, mu)
		if rest := intersect(possible(tree), domain(mu)); len(rest) > 0 {
			row := &algebra.Values{Rows: [][]rdf.Term{nil}}
			for v := range rest {
				row.Vars = append(row.Vars, v)
				row.Rows[0] = append(row.Rows[0], mu[v])
			}
			tree = &algebra.Join{Left: tree, Right: row}
		}
		inner := &Builder{Ctx: b.Ctx, Snap: b.Snap, Terms: b.Terms, Dataset: b.Dataset, Text: b.Text, Method: b.Method, Memory: b.Memory, stats: b.stats}
		return inner.begin().build(Rewrite(tree), nil, g)
	}
}

func domain(mu map[Var]rdf.Term) vars {
	s := vars{}
	for v := range mu {
		s[v] = true
	}
	return s
}
