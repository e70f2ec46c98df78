package algebra

import (
	"fmt"
	"strconv"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

// translator numbers the variables it makes: they begin with ".", or "_:." where they stand for a node of a path, so that
// they are neither projected nor in the way of a user's.
type translator struct {
	fresh int
	err   error // the first thing that a text asks for and cannot have
}

func (t *translator) name(prefix string) Var {
	t.fresh++
	return Var(prefix + strconv.Itoa(t.fresh-1))
}

// Translate turns a query into algebra (section 18.2).
func Translate(q *sparql.Query) (*Query, error) {
	t := &translator{}
	a := &Query{Form: q.Form, From: q.From, Named: q.Named, Node: &BGP{}}
	if q.Where != nil {
		a.Node = t.group(q.Where)
	}
	s := solution{clause: q.SelectClause, mods: q.Modifiers, values: q.Values}
	switch q.Form {
	case sparql.Select:
		a.Vars = q.Projected()
		s.project, s.vars = true, a.Vars
	case sparql.Construct:
		a.Template = renameBlanks(q.Template)
	case sparql.Describe:
		a.Describe = q.Describe
		if q.Star {
			a.Describe = nodes(q.Projected())
		}
	}
	if q.Form != sparql.Select {
		s.clause = sparql.SelectClause{Star: true}
	}
	a.Node = t.solutions(a.Node, s)
	return a, t.err
}

// TranslateGroup turns a group graph pattern alone into algebra, for the WHERE of an update.
func TranslateGroup(g *sparql.Group) (Node, error) {
	if g == nil {
		return nil, fmt.Errorf("algebra: no pattern to translate")
	}
	t := &translator{}
	n := t.group(g)
	return n, t.err
}

func nodes(vars []Var) []sparql.Node {
	out := make([]sparql.Node, len(vars))
	for i, v := range vars {
		out[i] = sparql.Node{Var: v}
	}
	return out
}

// renameBlanks keeps the blank nodes of a template apart from those of the pattern, which may have the same labels.
func renameBlanks(template []sparql.Triple) []sparql.Triple {
	out := make([]sparql.Triple, len(template))
	for i, x := range template {
		x.S.Var, x.O.Var = templateVar(x.S.Var), templateVar(x.O.Var)
		out[i] = x
	}
	return out
}

func templateVar(v Var) Var {
	if v.IsBlank() {
		return "_:.t" + v[2:]
	}
	return v
}

// empty is Z of section 18.2.2: the pattern with one empty solution.
func isEmpty(n Node) bool {
	b, ok := n.(*BGP)
	return ok && len(b.Triples) == 0
}

// join is Join with the simplification of section 18.2.2.8.
func join(l, r Node) Node {
	switch {
	case isEmpty(l):
		return r
	case isEmpty(r):
		return l
	}
	return &Join{l, r}
}

// group translates a group graph pattern (18.2.2.6): its filters hold over the whole of it.
func (t *translator) group(g *sparql.Group) Node {
	n, cond := t.parts(g)
	return filter(n, cond)
}

func filter(n Node, cond sparql.Expr) Node {
	if cond == nil {
		return n
	}
	return &Filter{cond, n}
}

// parts translates a group without its filters, and gives the conjunction of these, nil if there are none.
func (t *translator) parts(g *sparql.Group) (n Node, cond sparql.Expr) {
	n = &BGP{}
	var block []sparql.Triple // adjacent triples; a filter between them does not part them
	flush := func() {
		n = t.triples(n, block)
		block = nil
	}
	for _, e := range g.Elements {
		switch e := e.(type) {
		case *sparql.Filter:
			cond = and(cond, t.expr(e.Expr))
		case *sparql.Triples:
			block = append(block, e.Patterns...)
		case *sparql.Optional:
			flush()
			right, on := t.parts(e.Group)
			n = &LeftJoin{n, right, on}
		case *sparql.Minus:
			flush()
			n = &Minus{n, t.group(e.Group)}
		case *sparql.Bind:
			flush()
			n = &Extend{n, e.Var, t.expr(e.Expr)}
		default:
			flush()
			n = join(n, t.element(e))
		}
	}
	flush()
	return n, cond
}

func and(a, b sparql.Expr) sparql.Expr {
	if a == nil {
		return b
	}
	return &sparql.Binary{Op: "&&", L: a, R: b}
}

func (t *translator) element(e sparql.Element) Node {
	switch e := e.(type) {
	case *sparql.Group:
		return t.group(e)
	case *sparql.Union:
		n := t.group(e.Alternatives[0])
		for _, g := range e.Alternatives[1:] {
			n = &Union{n, t.group(g)}
		}
		return n
	case *sparql.GraphPattern:
		return &Graph{e.Name, t.group(e.Group)}
	case *sparql.Service:
		if n, ok := t.route(e); ok {
			return n
		}
		return &Service{Silent: e.Silent, Name: e.Name, Input: t.group(e.Group), Text: e.Group.String()}
	case *sparql.InlineData:
		return &Values{e.Vars, e.Rows}
	case *sparql.SubSelect:
		return t.solutions(t.group(e.Where), solution{e.SelectClause, e.Modifiers, e.Values, true, e.Projected()})
	}
	return &BGP{}
}

// triples joins a block to n: after the translation of paths, adjacent triple patterns form one basic graph pattern
// (18.2.2.5).
func (t *translator) triples(n Node, block []sparql.Triple) Node {
	found, block := t.searches(block)
	for _, s := range found {
		n = join(n, s)
	}
	var bgp []sparql.Triple
	flush := func() {
		if len(bgp) > 0 {
			n = join(n, &BGP{bgp})
		}
		bgp = nil
	}
	for _, x := range block {
		t.pattern(x, func(x sparql.Triple) {
			if isPlain(x) {
				bgp = append(bgp, x)
				return
			}
			flush()
			n = join(n, &Path{x.S, x.Path, x.O})
		})
	}
	flush()
	return n
}

func isPlain(x sparql.Triple) bool {
	_, ok := x.Path.(*sparql.PathIRI)
	return ok || x.PVar != ""
}

// pattern takes a property-path pattern apart where the text says so (18.2.2.4): inverses of an IRI, and sequences.
func (t *translator) pattern(x sparql.Triple, emit func(sparql.Triple)) {
	switch p := x.Path.(type) {
	case *sparql.PathInverse:
		if iri, ok := p.Path.(*sparql.PathIRI); ok {
			emit(sparql.Triple{S: x.O, Path: iri, O: x.S})
			return
		}
	case *sparql.PathSequence:
		mid := sparql.Node{Var: t.name("_:.p")}
		t.pattern(sparql.Triple{S: x.S, Path: p.Left, O: mid}, emit)
		t.pattern(sparql.Triple{S: mid, Path: p.Right, O: x.O}, emit)
		return
	}
	emit(x)
}

// expr replaces the groups of EXISTS by their algebra.
func (t *translator) expr(e sparql.Expr) sparql.Expr {
	return MapExpr(e, func(e sparql.Expr) sparql.Expr {
		if x, ok := e.(*sparql.ExistsGroup); ok {
			return &Exists{x.Not, t.group(x.Group)}
		}
		return nil
	})
}

// MapExpr copies e with what replace gives for it or for its operands; nil leaves an operand to be copied.
func MapExpr(e sparql.Expr, replace func(sparql.Expr) sparql.Expr) sparql.Expr {
	if e == nil {
		return nil
	}
	if r := replace(e); r != nil {
		return r
	}
	each := func(list []sparql.Expr) []sparql.Expr {
		out := make([]sparql.Expr, len(list))
		for i, x := range list {
			out[i] = MapExpr(x, replace)
		}
		return out
	}
	switch e := e.(type) {
	case *sparql.Unary:
		return &sparql.Unary{Op: e.Op, X: MapExpr(e.X, replace)}
	case *sparql.Binary:
		return &sparql.Binary{Op: e.Op, L: MapExpr(e.L, replace), R: MapExpr(e.R, replace)}
	case *sparql.In:
		return &sparql.In{Not: e.Not, X: MapExpr(e.X, replace), List: each(e.List)}
	case *sparql.Call:
		return &sparql.Call{Name: e.Name, IRI: e.IRI, Distinct: e.Distinct, Args: each(e.Args)}
	case *sparql.Aggregate:
		c := *e
		c.X = MapExpr(e.X, replace)
		return &c
	}
	return e
}

// valuesOf is the trailing VALUES as a node; rows stay as they are.
func valuesOf(d *sparql.InlineData) Node {
	rows := d.Rows
	if rows == nil {
		rows = [][]rdf.Term{}
	}
	return &Values{d.Vars, rows}
}
