package sparql

import "w3id.org/concord/ontology/rdf"

// The functions that follow collect the labels of blank nodes that the user wrote.

func (p *printer) takeNode(n Node) {
	if n.Term.Kind == rdf.Blank {
		p.taken[n.Term.Value] = true
	}
	if n.Var.IsBlank() {
		p.taken[string(n.Var[2:])] = true
	}
}

func (p *printer) takeLabels(list []Triple) {
	for _, t := range list {
		p.takeNode(t.S)
		p.takeNode(t.O)
	}
}

func (p *printer) takeOperation(o Operation) {
	take := func(quads []QuadPattern) {
		for _, q := range quads {
			p.takeNode(q.S)
			p.takeNode(q.O)
		}
	}
	switch o := o.(type) {
	case *InsertData:
		take(o.Quads)
	case *Modify:
		take(o.Insert)
		p.takeGroup(o.Where)
	}
}

func (p *printer) takeGroup(g *Group) {
	if g == nil {
		return
	}
	for _, e := range g.Elements {
		switch e := e.(type) {
		case *Group:
			p.takeGroup(e)
		case *Triples:
			p.takeLabels(e.Patterns)
		case *Optional:
			p.takeGroup(e.Group)
		case *Minus:
			p.takeGroup(e.Group)
		case *Union:
			for _, a := range e.Alternatives {
				p.takeGroup(a)
			}
		case *GraphPattern:
			p.takeGroup(e.Group)
		case *Service:
			p.takeGroup(e.Group)
		case *SubSelect:
			p.takeGroup(e.Where)
			p.takeClauses(&e.SelectClause, &e.Modifiers)
		case *Filter:
			p.takeExpr(e.Expr)
		case *Bind:
			p.takeExpr(e.Expr)
		}
	}
}

func (p *printer) takeExpr(e Expr) {
	WalkExpr(e, func(e Expr) bool {
		if x, ok := e.(*ExistsGroup); ok {
			p.takeGroup(x.Group)
		}
		return true
	})
}

func (p *printer) takeClauses(s *SelectClause, m *Modifiers) {
	for _, x := range s.Items {
		p.takeExpr(x.Expr)
	}
	for _, x := range m.GroupBy {
		p.takeExpr(x.Expr)
	}
	for _, x := range m.Having {
		p.takeExpr(x)
	}
	for _, x := range m.OrderBy {
		p.takeExpr(x.Expr)
	}
}
