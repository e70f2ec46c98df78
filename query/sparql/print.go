package sparql

import (
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// printer writes canonical text: one element a line, two spaces for each level, full keywords, and declared prefixes
// where they fit.
type printer struct {
	b        strings.Builder
	fresh    bool // at the beginning of a line
	indent   int
	prefixes []rdf.Prefix
	taken    map[string]bool   // labels that were written by the user
	labels   map[string]string // fresh label to the one printed
}

// String prints the query in canonical form; parsing it again and printing gives the same text.
func (q *Query) String() string {
	p := &printer{prefixes: q.Prefixes, taken: map[string]bool{}}
	p.takeLabels(q.Template)
	p.takeGroup(q.Where)
	p.takeClauses(&q.SelectClause, &q.Modifiers)
	p.prologue(q.Base, q.Prefixes)
	switch q.Form {
	case Select:
		p.selectClause(&q.SelectClause)
		p.line("")
	case Ask:
		p.line("ASK")
	case Construct:
		p.line("CONSTRUCT {")
		p.indented(func() { p.triples(q.Template) })
		p.line("}")
	case Describe:
		p.describe(q)
	}
	p.terms("FROM ", q.From)
	p.terms("FROM NAMED ", q.Named)
	if q.Where != nil {
		p.text("WHERE ")
		p.group(q.Where)
		p.line("")
	}
	p.modifiers(&q.Modifiers)
	p.values(q.Values)
	return p.b.String()
}

// String prints the group alone, without any prefix, as it is sent to another endpoint.
func (g *Group) String() string {
	p := &printer{taken: map[string]bool{}}
	p.takeGroup(g)
	p.group(g)
	return p.b.String()
}

// ExprString prints an expression alone, without any prefix.
func ExprString(e Expr) string {
	p := &printer{taken: map[string]bool{}}
	p.expr(e, 0)
	return p.b.String()
}

// PathString prints a path alone, without any prefix.
func PathString(x Path) string {
	p := &printer{}
	p.path(x, 0)
	return p.b.String()
}

// text prints s, after the indentation where a line begins.
func (p *printer) text(s string) {
	if p.fresh && s != "" {
		p.fresh = false
		for range p.indent {
			p.b.WriteString("  ")
		}
	}
	p.b.WriteString(s)
}

// line prints s and ends the line.
func (p *printer) line(s string) {
	p.text(s)
	p.b.WriteByte('\n')
	p.fresh = true
}

// indented prints whole lines one level deeper.
func (p *printer) indented(f func()) {
	p.indent++
	f()
	p.indent--
}

func (p *printer) prologue(base string, prefixes []rdf.Prefix) {
	if base != "" {
		p.line("BASE " + rdf.NewIRI(base).String())
	}
	for _, x := range prefixes {
		p.line("PREFIX " + x.Name + ": " + rdf.NewIRI(x.IRI).String())
	}
}

func (p *printer) selectClause(s *SelectClause) {
	p.text("SELECT")
	if s.Distinct {
		p.text(" DISTINCT")
	}
	if s.Reduced {
		p.text(" REDUCED")
	}
	if s.Star {
		p.text(" *")
	}
	for _, x := range s.Items {
		p.text(" ")
		p.projection(x)
	}
}

func (p *printer) projection(x Projection) {
	if x.Expr == nil {
		p.text("?" + string(x.Var))
		return
	}
	p.text("(")
	p.expr(x.Expr, 0)
	if x.Var != "" {
		p.text(" AS ?" + string(x.Var))
	}
	p.text(")")
}

func (p *printer) describe(q *Query) {
	p.text("DESCRIBE")
	if q.Star {
		p.text(" *")
	}
	for _, n := range q.Describe {
		p.text(" ")
		p.node(n)
	}
	p.line("")
}

func (p *printer) terms(before string, terms []rdf.Term) {
	for _, t := range terms {
		p.text(before)
		p.term(t)
		p.line("")
	}
}

func (p *printer) modifiers(m *Modifiers) {
	if len(m.GroupBy) > 0 {
		p.text("GROUP BY")
		for _, x := range m.GroupBy {
			p.text(" ")
			p.projection(x)
		}
		p.line("")
	}
	if len(m.Having) > 0 {
		p.text("HAVING")
		for _, x := range m.Having {
			p.text(" (")
			p.expr(x, 0)
			p.text(")")
		}
		p.line("")
	}
	if len(m.OrderBy) > 0 {
		p.text("ORDER BY")
		for _, k := range m.OrderBy {
			p.orderKey(k)
		}
		p.line("")
	}
	if m.Limit >= 0 {
		p.line("LIMIT " + strconv.FormatInt(m.Limit, 10))
	}
	if m.Offset > 0 {
		p.line("OFFSET " + strconv.FormatInt(m.Offset, 10))
	}
}

func (p *printer) orderKey(k OrderKey) {
	if v, ok := k.Expr.(*ExprVar); ok && !k.Desc {
		p.text(" ?" + string(v.Var))
		return
	}
	if k.Desc {
		p.text(" DESC(")
	} else {
		p.text(" ASC(")
	}
	p.expr(k.Expr, 0)
	p.text(")")
}

func (p *printer) values(d *InlineData) {
	if d != nil {
		p.inlineData(d)
		p.line("")
	}
}

func (p *printer) inlineData(d *InlineData) {
	p.text("VALUES (")
	for i, v := range d.Vars {
		if i > 0 {
			p.text(" ")
		}
		p.text("?" + string(v))
	}
	p.line(") {")
	p.indented(func() {
		for _, row := range d.Rows {
			p.row(row)
		}
	})
	p.text("}")
}

func (p *printer) row(row []rdf.Term) {
	p.text("(")
	for i, t := range row {
		if i > 0 {
			p.text(" ")
		}
		if t.IsZero() {
			p.text("UNDEF")
		} else {
			p.term(t)
		}
	}
	p.line(")")
}
