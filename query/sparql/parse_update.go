package sparql

import "w3id.org/concord/ontology/rdf"

func (p *parser) update() *Update {
	u := &Update{}
	for p.err == nil {
		p.prologue()
		if p.tok.kind == eof {
			break
		}
		p.chain(len(u.Operations))
		p.operation++
		u.Operations = append(u.Operations, p.updateOperation())
		if !p.acceptOp(";") {
			if p.tok.kind != eof {
				p.unexpected("“;” between operations, or the end")
			}
			break
		}
	}
	u.Base, u.Prefixes = p.base, p.declared
	return u
}

func (p *parser) updateOperation() Operation {
	name := p.oneOf("INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
	switch name {
	case "INSERT", "DELETE":
		return p.dataOrModify()
	case "WITH":
		p.next()
		return p.modify(p.iriTerm())
	case "":
		if form := p.oneOf("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"); form != "" {
			p.failAt(p.tok.pos, form+" begins a query, this is an update", "INSERT, DELETE or another operation; or send it as a query")
		}
		p.unexpected("INSERT, DELETE, WITH, LOAD, CLEAR, DROP, CREATE, ADD, MOVE or COPY")
		return &Clear{}
	}
	p.next()
	silent := p.accept("SILENT")
	switch name {
	case "LOAD":
		return p.load(silent)
	case "CLEAR":
		return &Clear{silent, p.graphRefAll()}
	case "DROP":
		return &Drop{silent, p.graphRefAll()}
	case "CREATE":
		return &Create{silent, p.graphRef()}
	}
	t := &Transfer{Name: name, Silent: silent, From: p.graphOrDefault()}
	p.expect("TO")
	t.To = p.graphOrDefault()
	return t
}

func (p *parser) load(silent bool) Operation {
	l := &Load{Silent: silent, Source: p.iri()}
	if p.accept("INTO") {
		l.Into = p.graphRef()
	}
	return l
}

func (p *parser) graphRef() rdf.Term {
	p.expect("GRAPH")
	return p.iriTerm()
}

func (p *parser) graphRefAll() GraphTarget {
	switch {
	case p.accept("DEFAULT"):
		return GraphTarget{Default: true}
	case p.accept("NAMED"):
		return GraphTarget{Named: true}
	case p.accept("ALL"):
		return GraphTarget{All: true}
	case p.isWord("GRAPH"):
		return GraphTarget{Graph: p.graphRef()}
	}
	p.unexpected("GRAPH <…>, DEFAULT, NAMED or ALL")
	return GraphTarget{}
}

func (p *parser) graphOrDefault() GraphTarget {
	if p.accept("DEFAULT") {
		return GraphTarget{Default: true}
	}
	if !p.accept("GRAPH") && !p.isIRI() {
		p.unexpected("a graph's IRI or DEFAULT")
	}
	return GraphTarget{Graph: p.iriTerm()}
}

// dataOrModify reads what begins with INSERT or DELETE.
func (p *parser) dataOrModify() Operation {
	insert := p.isWord("INSERT")
	if !insert {
		p.next()
		switch {
		case p.accept("DATA"):
			return &DeleteData{p.quads(inDeleteData)}
		case p.accept("WHERE"):
			return p.deleteWhere()
		}
		return p.modifyFrom(&Modify{}, true)
	}
	p.next()
	if p.accept("DATA") {
		return &InsertData{p.quads(inInsertData)}
	}
	return p.modifyFrom(&Modify{}, false)
}

func (p *parser) deleteWhere() Operation {
	m := &Modify{Delete: p.quads(inDelete)}
	m.Where = groupOf(m.Delete)
	return m
}

// groupOf makes the pattern of DELETE WHERE: runs of quads in one graph become one block.
func groupOf(quads []QuadPattern) *Group {
	g := &Group{}
	for i := 0; i < len(quads); {
		j := i
		t := &Triples{}
		for ; j < len(quads) && quads[j].Graph == quads[i].Graph; j++ {
			t.Patterns = append(t.Patterns, quads[j].Triple)
		}
		if name := quads[i].Graph; name == (Node{}) {
			g.Elements = append(g.Elements, t)
		} else {
			g.Elements = append(g.Elements, &GraphPattern{name, &Group{[]Element{t}}})
		}
		i = j
	}
	return g
}

func (p *parser) modify(with rdf.Term) Operation {
	m := &Modify{With: with}
	switch {
	case p.accept("DELETE"):
		return p.modifyFrom(m, true)
	case p.accept("INSERT"):
		return p.modifyFrom(m, false)
	}
	p.unexpected("DELETE or INSERT after WITH")
	return m
}

// modifyFrom goes on after the word DELETE or INSERT.
func (p *parser) modifyFrom(m *Modify, isDelete bool) Operation {
	if !p.isOp("{") {
		if isDelete {
			p.unexpected("“{”, DATA or WHERE after DELETE")
		} else {
			p.unexpected("“{” or DATA after INSERT")
		}
	}
	if isDelete {
		m.Delete = p.quads(inDelete)
	}
	if !isDelete || p.accept("INSERT") {
		m.Insert = p.quads(inInsert)
	}
	for p.accept("USING") {
		if p.accept("NAMED") {
			m.Named = append(m.Named, p.iriTerm())
		} else {
			m.Using = append(m.Using, p.iriTerm())
		}
	}
	p.expect("WHERE")
	p.labels = map[string]int{} // labels of a pattern are its own
	m.Where = p.group()
	return m
}

// quads reads { triples and GRAPH blocks } (rules 48 to 51).
func (p *parser) quads(m mode) []QuadPattern {
	p.mode = m
	pos := p.open("{")
	var out []QuadPattern
	for p.err == nil {
		out = appendQuads(out, Node{}, p.triplesBlock())
		if !p.accept("GRAPH") {
			break
		}
		at := p.tok.pos
		name := p.varOrIRI()
		if name.IsVar() {
			p.variableAllowed(name.Var, at)
		}
		out = appendQuads(out, name, p.triplesTemplate())
		p.acceptOp(".")
	}
	p.closing("}", pos, afterTriple+", GRAPH")
	p.mode = inPattern
	return out
}

func appendQuads(out []QuadPattern, graph Node, triples []Triple) []QuadPattern {
	for _, t := range triples {
		out = append(out, QuadPattern{graph, t})
	}
	return out
}
