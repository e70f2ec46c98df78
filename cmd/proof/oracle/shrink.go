package oracle

import (
	"slices"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// shrink makes a difference smaller as long as it stays one: fewer quads, then fewer parts of the query.
func shrink(quads []rdf.Quad, mode query.DatasetMode, text string, m plan.Method) ([]rdf.Quad, string) {
	differs := func(quads []rdf.Quad, text string) bool {
		b, err := newBench(quads, mode)
		if err != nil {
			return false
		}
		defer b.store.Close()
		return b.compare(text, m).differs()
	}
	for smaller := true; smaller; {
		smaller = false
		for i := 0; i < len(quads); i++ {
			if less := slices.Delete(slices.Clone(quads), i, i+1); differs(less, text) {
				quads, smaller = less, true
				i--
			}
		}
		for _, t := range smallerQueries(text) {
			if len(t) < len(text) && differs(quads, t) {
				text, smaller = t, true
				break
			}
		}
	}
	return quads, text
}

// smallerQueries gives the query with one part left out or replaced by a part of it, in every way.
func smallerQueries(text string) []string {
	q, err := sparql.ParseQuery(text, sparql.Options{})
	if err != nil {
		return nil
	}
	c := &cutter{query: q}
	c.modifiers(&q.SelectClause, &q.Modifiers)
	c.group(q.Where)
	slices.SortFunc(c.out, func(a, b string) int { return len(a) - len(b) })
	return c.out
}

// cutter changes a tree in one place at a time, prints it, and changes it back.
type cutter struct {
	query *sparql.Query
	out   []string
}

func (c *cutter) emit() { c.out = append(c.out, c.query.String()) }

// try sets a place to something else for the time of printing.
func try[T any](c *cutter, place *T, value T) {
	old := *place
	*place = value
	c.emit()
	*place = old
}

func without[T any](list []T, i int) []T { return slices.Delete(slices.Clone(list), i, i+1) }

func (c *cutter) modifiers(s *sparql.SelectClause, m *sparql.Modifiers) {
	try(c, m, sparql.Modifiers{GroupBy: m.GroupBy, Having: m.Having, Limit: -1})
	try(c, m, sparql.Modifiers{GroupBy: m.GroupBy, OrderBy: m.OrderBy, Limit: m.Limit, Offset: m.Offset})
	try(c, &m.Limit, -1)
	try(c, &m.Offset, 0)
	try(c, &s.Distinct, false)
	for i := range s.Items {
		try(c, &s.Items, without(s.Items, i))
		if s.Items[i].Expr != nil {
			c.expr(&s.Items[i].Expr)
		}
	}
	for i := range m.OrderBy {
		try(c, &m.OrderBy, without(m.OrderBy, i))
	}
	for i := range m.GroupBy {
		try(c, &m.GroupBy, without(m.GroupBy, i))
	}
	for i := range m.Having {
		c.expr(&m.Having[i])
	}
}

func (c *cutter) group(g *sparql.Group) {
	for i := range g.Elements {
		try(c, &g.Elements, without(g.Elements, i))
		c.element(&g.Elements[i])
	}
	if len(g.Elements) == 1 {
		if in, ok := g.Elements[0].(*sparql.Group); ok {
			try(c, &g.Elements, in.Elements)
		}
	}
}

func (c *cutter) element(place *sparql.Element) {
	inner := func(g *sparql.Group) {
		try(c, place, sparql.Element(g))
		c.group(g)
	}
	switch x := (*place).(type) {
	case *sparql.Group:
		c.group(x)
	case *sparql.Triples:
		c.triples(x)
	case *sparql.Optional:
		inner(x.Group)
	case *sparql.Union:
		for _, g := range x.Alternatives {
			inner(g)
		}
	case *sparql.GraphPattern:
		inner(x.Group)
	case *sparql.Minus:
		inner(x.Group)
	case *sparql.Filter:
		c.expr(&x.Expr)
	case *sparql.Bind:
		c.expr(&x.Expr)
	case *sparql.InlineData:
		for i := range x.Rows {
			try(c, &x.Rows, without(x.Rows, i))
		}
	case *sparql.SubSelect:
		try(c, place, sparql.Element(x.Where))
		c.modifiers(&x.SelectClause, &x.Modifiers)
		c.group(x.Where)
	}
}

func (c *cutter) triples(x *sparql.Triples) {
	for i := range x.Patterns {
		if len(x.Patterns) > 1 {
			try(c, &x.Patterns, without(x.Patterns, i))
		}
		if x.Patterns[i].Path != nil {
			c.path(&x.Patterns[i].Path)
		}
	}
}

func (c *cutter) path(place *sparql.Path) {
	var parts []*sparql.Path
	switch x := (*place).(type) {
	case *sparql.PathInverse:
		parts = []*sparql.Path{&x.Path}
	case *sparql.PathRepeat:
		parts = []*sparql.Path{&x.Path}
	case *sparql.PathSequence:
		parts = []*sparql.Path{&x.Left, &x.Right}
	case *sparql.PathAlternative:
		parts = []*sparql.Path{&x.Left, &x.Right}
	}
	for _, p := range parts {
		try(c, place, *p)
		c.path(p)
	}
}

func (c *cutter) expr(place *sparql.Expr) {
	if x, ok := (*place).(*sparql.ExistsGroup); ok {
		c.group(x.Group)
		return
	}
	for _, p := range operands(*place) {
		try(c, place, *p)
		c.expr(p)
	}
}

func operands(x sparql.Expr) (out []*sparql.Expr) {
	switch x := x.(type) {
	case *sparql.Unary:
		return []*sparql.Expr{&x.X}
	case *sparql.Binary:
		return []*sparql.Expr{&x.L, &x.R}
	case *sparql.In:
		return []*sparql.Expr{&x.X}
	case *sparql.Aggregate:
		if x.X != nil {
			return []*sparql.Expr{&x.X}
		}
	case *sparql.Call:
		for i := range x.Args {
			out = append(out, &x.Args[i])
		}
	}
	return out
}
