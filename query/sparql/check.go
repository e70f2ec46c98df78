package sparql

// checkSelect holds the rules of section 19.8 on SELECT, GROUP BY and AS. places[0] is the place of the word SELECT, the
// others those of the items.
func (p *parser) checkSelect(s *SelectClause, places []int, where *Group, m *Modifiers) {
	if p.err != nil {
		return
	}
	grouped := isGrouped(s, m)
	if s.Star && grouped {
		p.failAt(places[0], "SELECT * cannot be used with GROUP BY or an aggregate", "the names of what to show")
		return
	}
	var visible, named, keys scope
	bound(where, &visible)
	for _, k := range m.GroupBy {
		keys.add(k.Var)
	}
	for i, item := range s.Items {
		at := places[i+1]
		if grouped {
			p.checkGrouped(item, at, &keys)
		}
		if item.Expr != nil {
			if visible.has(item.Var) || named.has(item.Var) {
				p.failAt(at, "?"+string(item.Var)+" after AS is already in use in this SELECT", "a new name after AS")
			}
			keys.add(item.Var) // later items may read it
		}
		named.add(item.Var)
	}
}

func isGrouped(s *SelectClause, m *Modifiers) bool {
	found := len(m.GroupBy) > 0
	look := func(e Expr) bool {
		if _, ok := e.(*Aggregate); ok {
			found = true
		}
		return !found
	}
	for _, x := range s.Items {
		WalkExpr(x.Expr, look)
	}
	walkAll(m.Having, look)
	for _, k := range m.OrderBy {
		WalkExpr(k.Expr, look)
	}
	return found
}

// checkGrouped: an item of a grouped SELECT reads, outside of aggregates, only keys of the groups and names given before.
func (p *parser) checkGrouped(item Projection, at int, keys *scope) {
	check := func(v Var) {
		if !keys.has(v) {
			p.failAt(at, "?"+string(v)+" is neither in GROUP BY nor inside an aggregate", "GROUP BY ?"+string(v)+", or an aggregate such as SAMPLE(?"+string(v)+")")
		}
	}
	if item.Expr == nil {
		check(item.Var)
		return
	}
	WalkExpr(item.Expr, func(e Expr) bool {
		if v, ok := e.(*ExprVar); ok {
			check(v.Var)
		}
		_, agg := e.(*Aggregate)
		return !agg
	})
}
