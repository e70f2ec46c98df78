package sparql

import (
	"strconv"

	"w3id.org/concord/ontology/rdf"
)

func (p *parser) query() *Query {
	p.prologue()
	q := &Query{Modifiers: Modifiers{Limit: -1}}
	switch p.oneOf("SELECT", "ASK", "CONSTRUCT", "DESCRIBE") {
	case "SELECT":
		q.Form = Select
		p.selectQuery(q)
	case "ASK":
		q.Form = Ask
		p.next()
		p.dataset(q)
		q.Where = p.where()
		p.modifiers(&q.Modifiers, q.Where)
	case "CONSTRUCT":
		q.Form = Construct
		p.next()
		p.construct(q)
	case "DESCRIBE":
		q.Form = Describe
		p.next()
		p.describe(q)
	default:
		if name := p.oneOf("INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"); name != "" {
			p.failAt(p.tok.pos, name+" begins an update, this is a query", "SELECT, ASK, CONSTRUCT or DESCRIBE; or send it as an update")
		}
		p.unexpected("SELECT, ASK, CONSTRUCT or DESCRIBE (or PREFIX, BASE before it)")
	}
	q.Base, q.Prefixes = p.base, p.declared
	q.Values = p.values()
	return q
}

func (p *parser) selectQuery(q *Query) {
	places := p.selectClause(&q.SelectClause)
	p.dataset(q)
	q.Where = p.where()
	p.modifiers(&q.Modifiers, q.Where)
	p.checkSelect(&q.SelectClause, places, q.Where, &q.Modifiers)
}

func (p *parser) subSelect() *SubSelect {
	s := &SubSelect{Modifiers: Modifiers{Limit: -1}}
	places := p.selectClause(&s.SelectClause)
	s.Where = p.where()
	p.modifiers(&s.Modifiers, s.Where)
	p.checkSelect(&s.SelectClause, places, s.Where, &s.Modifiers)
	s.Values = p.values()
	return s
}

// selectClause returns the place of each item, for the checks that need the rest of the query.
func (p *parser) selectClause(s *SelectClause) (places []int) {
	places = append(places, p.tok.pos)
	p.expect("SELECT")
	if s.Distinct = p.accept("DISTINCT"); !s.Distinct {
		s.Reduced = p.accept("REDUCED")
	}
	if s.Star = p.acceptOp("*"); s.Star {
		return places
	}
	for p.err == nil {
		places = append(places, p.tok.pos)
		switch {
		case p.tok.kind == variable:
			s.Items = append(s.Items, Projection{Var: p.variable()})
		case p.isOp("("):
			s.Items = append(s.Items, p.projection(true))
		case len(s.Items) == 0:
			p.unexpected("“*”, a variable, or (expression AS ?name) after SELECT")
		default:
			return places
		}
	}
	return places
}

// projection reads (expr AS ?v); without required the AS may be missing.
func (p *parser) projection(required bool) Projection {
	pos := p.open("(")
	var x Projection
	if required {
		p.withAggregates(func() { x.Expr = p.expr() })
	} else {
		x.Expr = p.expr()
	}
	if p.accept("AS") {
		x.Var = p.variable()
	} else if required {
		p.unexpected("AS ?name, or an operator")
	}
	p.closing(")", pos, "")
	return x
}

func (p *parser) variable() Var {
	if p.tok.kind != variable {
		p.unexpected("a variable such as ?name")
		return ""
	}
	v := Var(p.tok.val)
	p.next()
	return v
}

func (p *parser) dataset(q *Query) {
	for p.accept("FROM") {
		if p.accept("NAMED") {
			q.Named = append(q.Named, p.iriTerm())
		} else {
			q.From = append(q.From, p.iriTerm())
		}
	}
}

func (p *parser) where() *Group {
	if !p.accept("WHERE") && !p.isOp("{") {
		p.unexpected("WHERE {")
	}
	return p.group()
}

func (p *parser) construct(q *Query) {
	if p.isOp("{") {
		p.mode = inTemplate
		q.Template = p.triplesTemplate()
		p.mode = inPattern
		p.labels = map[string]int{} // labels of a template and of a pattern are two things
		p.dataset(q)
		q.Where = p.where()
	} else {
		p.dataset(q)
		p.expect("WHERE")
		p.mode = inShortConstruct
		q.Template = p.triplesTemplate()
		p.mode = inPattern
		q.Where = &Group{}
		if len(q.Template) > 0 {
			q.Where.Elements = []Element{&Triples{Patterns: q.Template}}
		}
	}
	p.modifiers(&q.Modifiers, q.Where)
}

// triplesTemplate reads { triples }.
func (p *parser) triplesTemplate() []Triple {
	pos := p.open("{")
	t := p.triplesBlock()
	p.closing("}", pos, afterTriple)
	return t
}

func (p *parser) describe(q *Query) {
	if q.Star = p.acceptOp("*"); !q.Star {
		for p.isIRI() || p.tok.kind == variable {
			q.Describe = append(q.Describe, p.varOrIRI())
		}
		if len(q.Describe) == 0 {
			p.unexpected("“*”, variables or IRIs after DESCRIBE")
		}
	}
	p.dataset(q)
	if p.isWord("WHERE") || p.isOp("{") {
		q.Where = p.where()
	}
	p.modifiers(&q.Modifiers, q.Where)
}

func (p *parser) varOrIRI() Node {
	if p.tok.kind == variable {
		return Node{Var: p.variable()}
	}
	if !p.isIRI() {
		p.unexpected("a variable or an IRI")
	}
	return Node{Term: p.iriTerm()}
}

func (p *parser) modifiers(m *Modifiers, where *Group) {
	if p.accept("GROUP") {
		p.expect("BY")
		p.groupBy(m, where)
	}
	if p.accept("HAVING") {
		p.withAggregates(func() {
			for n := 0; p.err == nil && (n == 0 || p.isConstraint()); n++ {
				m.Having = append(m.Having, p.constraint("a condition in brackets after HAVING"))
			}
		})
	}
	if p.accept("ORDER") {
		p.expect("BY")
		p.withAggregates(func() { p.orderBy(m) })
	}
	limit, offset := false, false
	for p.err == nil {
		switch {
		case !limit && p.accept("LIMIT"):
			m.Limit, limit = p.count(), true
		case !offset && p.accept("OFFSET"):
			m.Offset, offset = p.count(), true
		default:
			return
		}
	}
}

func (p *parser) groupBy(m *Modifiers, where *Group) {
	for p.err == nil {
		pos := p.tok.pos
		var x Projection
		switch {
		case p.tok.kind == variable:
			x.Var = p.variable()
		case p.isOp("("):
			x = p.projection(false)
			if x.Var != "" && where != nil && inScope(where, x.Var) {
				p.failAt(pos, "?"+string(x.Var)+" is already bound in the pattern", "a new name after AS")
			}
			if v, ok := x.Expr.(*ExprVar); ok && x.Var == "" {
				x = Projection{Var: v.Var}
			}
		case p.isConstraint():
			x.Expr = p.constraint("")
		case len(m.GroupBy) == 0:
			p.unexpected("a variable or (expression AS ?name) after GROUP BY")
		default:
			return
		}
		m.GroupBy = append(m.GroupBy, x)
	}
}

func (p *parser) orderBy(m *Modifiers) {
	for p.err == nil {
		var k OrderKey
		switch direction := p.oneOf("ASC", "DESC"); {
		case direction != "":
			k.Desc = direction == "DESC"
			p.next()
			k.Expr = p.bracketed()
		case p.tok.kind == variable:
			k.Expr = &ExprVar{p.variable()}
		case p.isConstraint():
			k.Expr = p.constraint("")
		case len(m.OrderBy) == 0:
			p.unexpected("a variable, ASC(…), DESC(…) or an expression in brackets after ORDER BY")
		default:
			return
		}
		m.OrderBy = append(m.OrderBy, k)
	}
}

func (p *parser) count() int64 {
	n, err := strconv.ParseInt(p.tok.val, 10, 64)
	if p.tok.kind != integer || err != nil || n < 0 || !isDigit(rune(p.tok.val[0])) {
		p.unexpected("a whole number without a sign")
		return 0
	}
	p.next()
	return n
}

// values reads a trailing VALUES; nil if there is none.
func (p *parser) values() *InlineData {
	if !p.accept("VALUES") {
		return nil
	}
	return p.dataBlock()
}

// dataBlock reads what follows VALUES.
func (p *parser) dataBlock() *InlineData {
	d := &InlineData{Rows: [][]rdf.Term{}}
	single := p.tok.kind == variable
	if single {
		d.Vars = []Var{p.variable()}
	} else {
		d.Vars = p.dataVars()
	}
	pos := p.open("{")
	for p.err == nil && !p.isOp("}") && p.tok.kind != eof {
		if single {
			d.Rows = append(d.Rows, []rdf.Term{p.dataValue()})
		} else {
			d.Rows = append(d.Rows, p.dataRow(len(d.Vars)))
		}
	}
	p.closing("}", pos, "")
	return d
}

func (p *parser) dataVars() []Var {
	pos := p.open("(")
	var vars []Var
	seen := map[Var]bool{}
	for p.tok.kind == variable {
		at := p.tok.pos
		v := p.variable()
		if seen[v] {
			p.failAt(at, "?"+string(v)+" stands twice in VALUES", "each variable once")
		}
		seen[v] = true
		vars = append(vars, v)
	}
	p.closing(")", pos, "a variable")
	return vars
}

func (p *parser) dataRow(n int) []rdf.Term {
	pos := p.tok.pos
	p.expectOp("(")
	row := make([]rdf.Term, 0, n)
	for p.err == nil && !p.isOp(")") && p.tok.kind != eof {
		row = append(row, p.dataValue())
	}
	if p.expectOp(")"); len(row) != n {
		p.failAt(pos, "this row of VALUES has "+strconv.Itoa(len(row))+" values", strconv.Itoa(n)+", one for each variable (UNDEF for none)")
	}
	return row
}

func (p *parser) dataValue() rdf.Term {
	if p.accept("UNDEF") {
		return rdf.Term{}
	}
	if p.isIRI() {
		return p.iriTerm()
	}
	if p.isLiteral() {
		return p.literal()
	}
	p.unexpected("an IRI, a literal or UNDEF")
	return rdf.Term{}
}
