package algebra

import "w3id.org/concord/query/sparql"

// solution is what stands around the pattern of a query or sub-SELECT.
type solution struct {
	clause  sparql.SelectClause
	mods    sparql.Modifiers
	values  *sparql.InlineData
	project bool
	vars    []Var
}

// solutions adds grouping, HAVING, VALUES, SELECT expressions and solution modifiers to a pattern, in the order of
// sections 18.2.4 and 18.2.5.
func (t *translator) solutions(n Node, s solution) Node {
	g := &grouping{t: t, keys: map[Var]bool{}, alias: map[Var]sparql.Expr{}, known: map[string]Var{}}
	items, having, order := t.expressions(s)
	if len(s.mods.GroupBy) > 0 || anyAggregate(items, having, order) {
		n = g.keysOf(n, s.mods.GroupBy)
		g.replaceAll(items, having, order)
		g.node.Input = n
		n = &g.node
	}
	var cond sparql.Expr
	for _, h := range having {
		cond = and(cond, h)
	}
	n = filter(n, cond)
	if s.values != nil {
		n = join(n, valuesOf(s.values))
	}
	for _, x := range items {
		if x.Expr != nil {
			n = &Extend{n, x.Var, x.Expr}
		}
	}
	if len(order) > 0 {
		n = &OrderBy{n, order}
	}
	return shape(n, s)
}

// shape adds projection, DISTINCT, REDUCED and slicing (18.2.5).
func shape(n Node, s solution) Node {
	if s.project {
		n = &Project{n, s.vars}
	}
	if s.clause.Distinct {
		n = &Distinct{n}
	}
	if s.clause.Reduced {
		n = &Reduced{n}
	}
	if s.mods.Offset > 0 || s.mods.Limit >= 0 {
		n = &Slice{n, s.mods.Offset, s.mods.Limit}
	}
	return n
}

// expressions copies what may hold aggregates, with EXISTS translated.
func (t *translator) expressions(s solution) (items []sparql.Projection, having []sparql.Expr, order []sparql.OrderKey) {
	for _, x := range s.clause.Items {
		items = append(items, sparql.Projection{Expr: t.expr(x.Expr), Var: x.Var})
	}
	for _, x := range s.mods.Having {
		having = append(having, t.expr(x))
	}
	for _, x := range s.mods.OrderBy {
		order = append(order, sparql.OrderKey{Expr: t.expr(x.Expr), Desc: x.Desc})
	}
	return items, having, order
}

func anyAggregate(items []sparql.Projection, having []sparql.Expr, order []sparql.OrderKey) (found bool) {
	look := func(e sparql.Expr) bool {
		if _, ok := e.(*sparql.Aggregate); ok {
			found = true
		}
		return !found
	}
	for _, x := range items {
		sparql.WalkExpr(x.Expr, look)
	}
	for _, x := range having {
		sparql.WalkExpr(x, look)
	}
	for _, x := range order {
		sparql.WalkExpr(x.Expr, look)
	}
	return found
}

// grouping moves aggregates out of expressions into one Group node (18.2.4.1).
type grouping struct {
	t     *translator
	node  Group
	keys  map[Var]bool
	alias map[Var]sparql.Expr // names given by SELECT, with what they stand for
	known map[string]Var      // printed aggregate to its variable: equal ones are computed once
}

// keysOf puts key expressions below the group.
func (g *grouping) keysOf(n Node, by []sparql.Projection) Node {
	for _, k := range by {
		v := k.Var
		if k.Expr != nil {
			if v == "" {
				v = g.t.name(".k")
			}
			n = &Extend{n, v, g.t.expr(k.Expr)}
		}
		if !g.keys[v] {
			g.keys[v] = true
			g.node.Keys = append(g.node.Keys, v)
		}
	}
	return n
}

// replaceAll rewrites the expressions in place. A name given by SELECT is known to later items and to ORDER BY. In HAVING,
// which comes before these names are bound, it stands for its expression: the text leaves it unbound there, so that
// nothing that has an answer by the text changes.
func (g *grouping) replaceAll(items []sparql.Projection, having []sparql.Expr, order []sparql.OrderKey) {
	named := map[Var]bool{}
	for i, x := range items {
		if x.Expr != nil {
			items[i].Expr = g.replace(x.Expr, named)
			named[x.Var], g.alias[x.Var] = true, items[i].Expr
		}
	}
	for i, x := range having {
		having[i] = g.replace(x, nil)
	}
	for i, x := range order {
		order[i].Expr = g.replace(x.Expr, named)
	}
}

func (g *grouping) replace(e sparql.Expr, named map[Var]bool) sparql.Expr {
	return MapExpr(e, func(e sparql.Expr) sparql.Expr {
		switch e := e.(type) {
		case *sparql.Aggregate:
			return &sparql.ExprVar{Var: g.aggregate(e)}
		case *sparql.ExprVar:
			switch {
			case g.keys[e.Var] || named[e.Var]:
				return e
			case g.alias[e.Var] != nil:
				return g.substitute(g.alias[e.Var])
			}
			return &sparql.ExprVar{Var: g.sample(e.Var)}
		}
		return nil
	})
}

// substitute replaces the names in a SELECT expression by what they stand for.
func (g *grouping) substitute(e sparql.Expr) sparql.Expr {
	return MapExpr(e, func(e sparql.Expr) sparql.Expr {
		if v, ok := e.(*sparql.ExprVar); ok && g.alias[v.Var] != nil && !g.keys[v.Var] {
			return g.substitute(g.alias[v.Var])
		}
		return nil
	})
}

func (g *grouping) aggregate(a *sparql.Aggregate) Var {
	text := sparql.ExprString(a)
	if v, ok := g.known[text]; ok {
		return v
	}
	v := g.t.name(".a")
	g.known[text] = v
	g.node.Aggregates = append(g.node.Aggregates, Aggregation{v, *a})
	return v
}

// sample stands for a variable that is no key: the text takes Sample of it.
func (g *grouping) sample(v Var) Var {
	return g.aggregate(&sparql.Aggregate{Name: "SAMPLE", X: &sparql.ExprVar{Var: v}})
}
