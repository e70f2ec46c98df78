package sparql

import (
	"regexp"
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

func (p *printer) group(g *Group) {
	p.line("{")
	p.indented(func() {
		for _, e := range g.Elements {
			p.element(e)
		}
	})
	p.text("}")
}

// element prints one element and ends its line.
func (p *printer) element(e Element) {
	switch e := e.(type) {
	case *Triples:
		p.triples(e.Patterns)
		return
	case *SubSelect:
		p.subSelect(e)
		return
	case *Group:
		p.group(e)
	case *Optional:
		p.text("OPTIONAL ")
		p.group(e.Group)
	case *Minus:
		p.text("MINUS ")
		p.group(e.Group)
	case *Union:
		for i, g := range e.Alternatives {
			if i > 0 {
				p.text(" UNION ")
			}
			p.group(g)
		}
	case *GraphPattern:
		p.text("GRAPH ")
		p.named(e.Name, e.Group)
	case *Service:
		if p.text("SERVICE "); e.Silent {
			p.text("SILENT ")
		}
		p.named(e.Name, e.Group)
	case *Filter:
		p.filter(e.Expr)
	case *Bind:
		p.text("BIND(")
		p.expr(e.Expr, 0)
		p.text(" AS ?" + string(e.Var) + ")")
	case *InlineData:
		p.inlineData(e)
	}
	p.line("")
}

func (p *printer) named(name Node, g *Group) {
	p.node(name)
	p.text(" ")
	p.group(g)
}

func (p *printer) filter(e Expr) {
	p.text("FILTER ")
	if x, ok := e.(*ExistsGroup); ok {
		p.exists(x)
		return
	}
	p.text("(")
	p.expr(e, 0)
	p.text(")")
}

func (p *printer) exists(x *ExistsGroup) {
	if x.Not {
		p.text("NOT ")
	}
	p.text("EXISTS ")
	p.group(x.Group)
}

func (p *printer) subSelect(q *SubSelect) {
	p.selectClause(&q.SelectClause)
	p.line("")
	p.text("WHERE ")
	p.group(q.Where)
	p.line("")
	p.modifiers(&q.Modifiers)
	p.values(q.Values)
}

func (p *printer) triples(list []Triple) {
	for _, t := range list {
		p.triple(t)
		p.line(" .")
	}
}

func (p *printer) triple(t Triple) {
	p.node(t.S)
	p.text(" ")
	if t.PVar != "" {
		p.variable(t.PVar)
	} else {
		p.path(t.Path, 0)
	}
	p.text(" ")
	p.node(t.O)
}

func (p *printer) node(n Node) {
	if n.IsVar() {
		p.variable(n.Var)
		return
	}
	p.term(n.Term)
}

func (p *printer) variable(v Var) {
	if v.IsBlank() {
		p.text("_:" + p.label(string(v[2:])))
		return
	}
	p.text("?" + string(v))
}

// label gives a fresh blank node a label that can be written and that the user did not write.
func (p *printer) label(l string) string {
	if !strings.HasPrefix(l, freshPrefix) {
		return l
	}
	if to, ok := p.labels[l]; ok {
		return to
	}
	to := "b" + strconv.Itoa(len(p.labels))
	for n := len(p.labels) + 1; p.taken[to]; n++ {
		to = "b" + strconv.Itoa(n)
	}
	if p.labels == nil {
		p.labels = map[string]string{}
	}
	if p.taken == nil {
		p.taken = map[string]bool{}
	}
	p.labels[l], p.taken[to] = to, true
	return to
}

var (
	plainLocal   = regexp.MustCompile(`^([A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?)?$`)
	plainInteger = regexp.MustCompile(`^[+-]?[0-9]+$`)
	plainDecimal = regexp.MustCompile(`^[+-]?[0-9]*\.[0-9]+$`)
	plainDouble  = regexp.MustCompile(`^[+-]?([0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+$`)
)

func (p *printer) iri(iri string) {
	best := -1
	for i, x := range p.prefixes {
		if x.IRI != "" && strings.HasPrefix(iri, x.IRI) && plainLocal.MatchString(iri[len(x.IRI):]) &&
			(best < 0 || len(x.IRI) > len(p.prefixes[best].IRI)) {
			best = i
		}
	}
	if best < 0 {
		p.text(rdf.NewIRI(iri).String())
		return
	}
	p.text(p.prefixes[best].Name + ":" + iri[len(p.prefixes[best].IRI):])
}

func (p *printer) term(t rdf.Term) {
	switch {
	case t.Kind == rdf.IRI:
		p.iri(t.Value)
	case t.Kind == rdf.Blank:
		p.text("_:" + p.label(t.Value))
	case t.Kind == rdf.Literal && isPlain(t):
		p.text(t.Value)
	case t.Kind == rdf.Literal && t.Datatype != rdf.XSDString && t.Lang == "":
		p.text(rdf.NewString(t.Value).String() + "^^")
		p.iri(t.Datatype)
	default:
		p.text(t.String())
	}
}

// isPlain reports whether a literal can be written without quotation marks.
func isPlain(t rdf.Term) bool {
	switch t.Datatype {
	case rdf.XSDInteger:
		return plainInteger.MatchString(t.Value)
	case rdf.XSDDecimal:
		return plainDecimal.MatchString(t.Value)
	case rdf.XSDDouble:
		return plainDouble.MatchString(t.Value)
	case rdf.XSDBoolean:
		return t.Value == "true" || t.Value == "false"
	}
	return false
}
