package sparql

// freshPrefix begins the labels of blank nodes that were written without one.
const freshPrefix = "."

// scope is a set of variables in the order in which they came.
type scope struct {
	list []Var
	set  map[Var]bool
}

func (s *scope) add(v Var) {
	if v == "" || v.IsBlank() || s.set[v] {
		return
	}
	if s.set == nil {
		s.set = map[Var]bool{}
	}
	s.set[v] = true
	s.list = append(s.list, v)
}

func (s *scope) has(v Var) bool { return s.set[v] }

func (s *scope) addNode(n Node) { s.add(n.Var) }

// Visible lists the variables in scope at the end of a group (section 18.2.1), in the order of their first appearance:
// what SELECT * projects.
func (g *Group) Visible() []Var {
	var s scope
	if g != nil {
		bound(g, &s)
	}
	return s.list
}

func inScope(g *Group, v Var) bool {
	var s scope
	bound(g, &s)
	return s.has(v)
}

// Projected lists the variables that a sub-SELECT makes visible outside of it.
func (q *SubSelect) Projected() []Var {
	var s scope
	q.bound(&s)
	return s.list
}

// Projected lists the variables of a SELECT query's result.
func (q *Query) Projected() []Var {
	s := SubSelect{SelectClause: q.SelectClause, Where: q.Where, Values: q.Values}
	return s.Projected()
}

func (q *SubSelect) bound(s *scope) {
	if !q.Star {
		for _, x := range q.Items {
			s.add(x.Var)
		}
		return
	}
	if q.Where != nil { // DESCRIBE * may have none
		bound(q.Where, s)
	}
	if q.Values != nil {
		bound(q.Values, s)
	}
}

func (t *Triples) bound(s *scope) {
	for _, x := range t.Patterns {
		s.addNode(x.S)
		s.add(x.PVar)
		s.addNode(x.O)
	}
}

// bound adds the variables that an element makes visible (the table of section 18.2.1).
func bound(e Element, s *scope) {
	switch e := e.(type) {
	case *Group:
		for _, x := range e.Elements {
			bound(x, s)
		}
	case *Triples:
		e.bound(s)
	case *Optional:
		bound(e.Group, s)
	case *Union:
		for _, x := range e.Alternatives {
			bound(x, s)
		}
	case *GraphPattern:
		s.addNode(e.Name)
		bound(e.Group, s)
	case *Service:
		s.addNode(e.Name)
		bound(e.Group, s)
	case *Bind:
		s.add(e.Var)
	case *InlineData:
		for _, v := range e.Vars {
			s.add(v)
		}
	case *SubSelect:
		e.bound(s)
	}
}

// WalkExpr calls visit for e and, where visit returns true, for the operands of e, in the order in which they are written.
// The patterns of EXISTS are not entered.
func WalkExpr(e Expr, visit func(Expr) bool) {
	if e == nil || !visit(e) {
		return
	}
	switch e := e.(type) {
	case *Unary:
		WalkExpr(e.X, visit)
	case *Binary:
		WalkExpr(e.L, visit)
		WalkExpr(e.R, visit)
	case *In:
		WalkExpr(e.X, visit)
		walkAll(e.List, visit)
	case *Call:
		walkAll(e.Args, visit)
	case *Aggregate:
		WalkExpr(e.X, visit)
	}
}

func walkAll(list []Expr, visit func(Expr) bool) {
	for _, x := range list {
		WalkExpr(x, visit)
	}
}
