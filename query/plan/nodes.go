package plan

import (
	"slices"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

func sortVars(v []Var) { slices.Sort(v) }

// keysOf pairs the columns both sides have.
func keysOf(left, right Node) []Key {
	l, r := left.Out(), right.Out()
	var keys []Key
	for i, v := range l.Vars {
		if j := r.Col(v); j >= 0 {
			keys = append(keys, Key{Var: v, Left: i, Right: j, Certain: l.Certain[i] && r.Certain[j]})
		}
	}
	return keys
}

// mergeSchema is the columns of the left side and then those that only the right side has.
func mergeSchema(left, right Node, both bool) Schema {
	s := left.Out().clone()
	s.spread = nil
	if both {
		s.stars = joinStars(s.stars, right.Out().stars)
	}
	for i, v := range right.Out().Vars {
		s.add(v, both && right.Out().Certain[i])
	}
	return s
}

// finish fills in the schema of a join.
func (j *Join) finish() {
	l, r := j.Left.Out(), j.Right.Out()
	switch j.Kind {
	case Anti:
		j.Schema = l.clone()
		j.Rows = max(1, l.Rows/2)
	case LeftOut:
		j.Schema = mergeSchema(j.Left, j.Right, false)
		j.Rows = max(l.Rows, j.matches())
	default:
		j.Schema = mergeSchema(j.Left, j.Right, true)
		j.Rows = j.matches()
		j.spread = joinSpread(l, r, j.stars)
	}
	j.Cost = l.Cost + r.Cost + 2*l.Rows + j.Rows
	j.Start = l.Start + r.Start
	if j.Feed != nil {
		j.Cost += 2 * l.Rows
	}
	if !j.Merge {
		j.Cost += 3 * r.Rows
		j.Start += r.Cost - r.Start + 3*r.Rows
	}
	if j.Kind != Inner && j.Feed == nil || j.Feed != nil || !j.Merge {
		j.Sorted = nil
	}
}

// matches estimates the pairs of an inner join.
func (j *Join) matches() float64 {
	l, r := j.Left.Out(), j.Right.Out()
	if j.Feed != nil { // the right side is joined with the feed already
		return max(r.Rows, 1)
	}
	return pairRows(l, r, j.Keys)
}

// pairRows estimates the rows of the join of two plans by the variables they share, and by the equalities among the keys.
func pairRows(l, r *Schema, keys []Key) float64 {
	rows := l.Rows * r.Rows
	for _, v := range l.Vars {
		if r.Col(v) >= 0 {
			rows *= agreeing(l, r, &Key{Var: v})
		}
	}
	for i := range keys {
		if keys[i].With != "" {
			rows *= agreeing(l, r, &keys[i])
		}
	}
	return rows
}

func joinSpread(l, r *Schema, stars stars) map[Var]drawn {
	out := make(map[Var]drawn, len(l.spread)+len(r.spread))
	for _, side := range [2]*Schema{l, r} {
		for v, d := range side.spread {
			d.from = side.domain(v)
			if e, ok := out[v]; !ok || d.from < e.from {
				out[v] = d
			}
		}
	}
	for _, s := range stars {
		if n, ok := s.subjects(); ok && n < out[s.subject].from {
			out[s.subject] = drawn{n, false}
		}
	}
	return out
}

// hashJoin joins with the smaller side as build side.
func (b *Builder) hashJoin(x, y Node, eqs ...equality) Node {
	if x.Out().Rows < y.Out().Rows {
		x, y = y, x
	}
	j := &Join{Kind: Inner, Left: x, Right: y, Keys: append(keysOf(x, y), equalKeys(x, y, eqs)...)}
	j.finish()
	return j
}

func newEmpty(of vars, in *Input) *Empty {
	e := &Empty{}
	for v := range of {
		e.Schema.add(v, true)
	}
	if in != nil {
		for _, v := range in.Vars {
			e.Schema.add(v, true)
		}
	}
	sortVars(e.Vars)
	return e
}

func newUnit() *Unit { return &Unit{Schema{Rows: 1}} }

func newDistinct(kid Node) Node {
	if kid == nil {
		return nil
	}
	if isSet(kid) {
		return kid
	}
	d := &Distinct{Schema: kid.Out().clone(), Input: kid}
	d.Cost += 2 * d.Rows
	if len(d.Vars) == 0 {
		d.Rows = 1
		return d
	}
	rows := 1.0
	for _, v := range d.Vars {
		rows *= d.distinct(v)
	}
	d.Rows = min(d.Rows, rows)
	return d
}

// Grouped reports whether equal rows come one after the other.
func (d *Distinct) Grouped() bool {
	return len(d.Vars) > 0 && len(d.Input.Out().Sorted) >= len(d.Vars)
}

// isSet reports whether the rows of a plan differ from each other: the solutions of a path are a set.
func isSet(n Node) bool {
	if p, ok := n.(*Project); ok {
		for _, v := range p.Input.Out().Vars {
			if p.Col(v) < 0 {
				return false
			}
		}
		n = p.Input
	}
	p, ok := n.(*PathScan)
	if !ok {
		return false
	}
	_, alone := p.Input.(*Unit)
	return alone
}

func newProject(kid Node, vs []Var) Node {
	in := kid.Out()
	p := &Project{Input: kid}
	for _, v := range vs {
		i := in.Col(v)
		if p.Col(v) >= 0 {
			continue
		}
		p.From = append(p.From, i)
		p.Schema.add(v, i >= 0 && in.Certain[i])
	}
	p.Rows, p.Cost, p.Start, p.spread = in.Rows, in.Cost, in.Start, in.spread
	for _, v := range in.Sorted {
		if p.Col(v) < 0 {
			break
		}
		p.Sorted = append(p.Sorted, v)
	}
	return p
}

func newSlice(kid Node, n *algebra.Slice) Node {
	if kid == nil {
		return nil
	}
	s := &Slice{Schema: kid.Out().clone(), Input: kid, Offset: n.Offset, Limit: n.Limit}
	if n.Limit >= 0 {
		s.Rows = min(s.Rows, float64(n.Limit))
	}
	return s
}

func newUnion(kids []Node) Node {
	u := &Union{Inputs: kids}
	for _, k := range kids {
		for _, v := range k.Out().Vars {
			u.Schema.add(v, false)
		}
		u.Rows += k.Out().Rows
		u.Cost += k.Out().Cost
	}
	if len(kids) > 0 {
		u.Start = kids[0].Out().Start
	}
	for i, v := range u.Vars {
		u.Certain[i] = len(kids) > 0
		for _, k := range kids {
			u.Certain[i] = u.Certain[i] && k.Out().IsCertain(v)
		}
	}
	u.spread = map[Var]drawn{}
	for _, v := range u.Vars {
		for _, k := range kids {
			if k.Out().Col(v) >= 0 {
				u.spread[v] = drawn{u.spread[v].from + k.Out().distinct(v), true}
			}
		}
	}
	return u
}

func newFilter(kid Node, conds []*Expr) Node {
	if f, ok := kid.(*Filter); ok {
		conds = append(append([]*Expr(nil), f.Conds...), conds...)
		kid = f.Input
	}
	f := &Filter{Schema: kid.Out().clone(), Input: kid, Conds: conds}
	for _, c := range conds {
		f.Cost += f.Rows
		if !settles(kid, c.Source) {
			f.Rows *= selectivity(c.Source)
		}
	}
	return f
}

// selectivity is a guess at the part of the rows that pass.
func selectivity(e sparql.Expr) float64 {
	switch e := e.(type) {
	case *sparql.Binary:
		switch e.Op {
		case "=":
			return 0.05
		case "||":
			return min(1, selectivity(e.L)+selectivity(e.R))
		case "&&":
			return selectivity(e.L) * selectivity(e.R)
		case "!=":
			return 0.9
		}
		return 0.35
	case *sparql.In:
		if e.Not {
			return 0.9
		}
		return min(1, 0.05*float64(len(e.List)))
	case *sparql.Call:
		if e.Name == "BOUND" {
			return 0.7
		}
		return 0.25
	case *algebra.Exists:
		return 0.5
	}
	return 0.5
}

// constantTerm reports whether an expression is a constant that is surely a value.
func constantTerm(e sparql.Expr) bool {
	x, ok := e.(*sparql.ExprTerm)
	return ok && x.Term != rdf.Term{}
}
