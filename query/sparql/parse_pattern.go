package sparql

const afterTriple = "“.”, “;”, “,”"

// group reads a group graph pattern (rule 53).
func (p *parser) group() *Group {
	if !p.isOp("{") {
		p.unexpected("“{”")
		return &Group{}
	}
	pos := p.open("{")
	savedBGP, savedMode, savedAgg := p.bgp, p.mode, p.aggregate
	p.newBGP()
	p.mode, p.aggregate = inPattern, aggregateState{}
	g := &Group{}
	if p.isWord("SELECT") {
		g.Elements = []Element{p.subSelect()}
		p.closing("}", pos, "")
	} else {
		p.elements(g)
		p.closing("}", pos, p.expectedInGroup(g))
	}
	p.bgp, p.mode, p.aggregate = savedBGP, savedMode, savedAgg
	return g
}

func (p *parser) newBGP() {
	p.bgps++
	p.bgp = p.bgps
}

// expectedInGroup says what could have gone on or closed the group.
func (p *parser) expectedInGroup(g *Group) string {
	if n := len(g.Elements); n > 0 {
		if _, ok := g.Elements[n-1].(*Triples); ok {
			return afterTriple + ", FILTER, OPTIONAL, another keyword of patterns"
		}
	}
	return "a triple, FILTER, OPTIONAL, another keyword of patterns"
}

func (p *parser) elements(g *Group) {
	var seen scope
	for n := 0; p.err == nil; n++ {
		p.chain(n)
		if p.startsTriples() {
			e := &Triples{Patterns: p.triplesBlock()}
			e.bound(&seen)
			g.Elements = append(g.Elements, e)
			if p.startsTriples() { // the block ends here only where a dot is missing
				p.failAt(p.tok.pos, "unexpected "+quote(p.raw())+" after a complete triple: is a dot missing before it?", afterTriple+" or “}”")
			}
		}
		e := p.element(&seen)
		if e == nil {
			return
		}
		g.Elements = append(g.Elements, e)
		bound(e, &seen)
		if _, ok := e.(*Filter); !ok {
			p.newBGP()
		}
		p.acceptOp(".")
	}
}

// element reads one part of a group that is no triples block; nil if none begins here.
func (p *parser) element(seen *scope) Element {
	if p.isOp("{") {
		return p.groupOrUnion()
	}
	switch p.oneOf("OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES") {
	case "OPTIONAL":
		p.next()
		return &Optional{p.group()}
	case "MINUS":
		p.next()
		return &Minus{p.group()}
	case "GRAPH":
		p.next()
		name := p.varOrIRI()
		return &GraphPattern{name, p.group()}
	case "SERVICE":
		p.next()
		silent := p.accept("SILENT")
		name := p.varOrIRI()
		return &Service{silent, name, p.group()}
	case "FILTER":
		p.next()
		return &Filter{p.constraint("a condition in brackets, a function or EXISTS after FILTER")}
	case "BIND":
		p.next()
		return p.bind(seen)
	case "VALUES":
		p.next()
		return p.dataBlock()
	}
	return nil
}

func (p *parser) groupOrUnion() Element {
	g := p.group()
	if !p.isWord("UNION") {
		return g
	}
	u := &Union{Alternatives: []*Group{g}}
	for p.accept("UNION") {
		p.chain(len(u.Alternatives))
		u.Alternatives = append(u.Alternatives, p.group())
	}
	return u
}

func (p *parser) bind(seen *scope) Element {
	pos := p.open("(")
	b := &Bind{Expr: p.expr()}
	p.expect("AS")
	at := p.tok.pos
	b.Var = p.variable()
	if seen.has(b.Var) {
		p.failAt(at, "BIND cannot bind ?"+string(b.Var)+": it is already bound in this group", "a new name after AS")
	}
	p.closing(")", pos, "")
	return b
}
