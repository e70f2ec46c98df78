package sparql

import (
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// startsTriples reports whether the lookahead begins a subject.
func (p *parser) startsTriples() bool {
	switch p.tok.kind {
	case variable, blankLabel:
		return true
	case op:
		return p.tok.val == "[" || p.tok.val == "("
	}
	return p.isIRI() || p.isLiteral()
}

// triplesBlock reads triples separated by dots (rules 52 and 55), up to what can begin none.
func (p *parser) triplesBlock() []Triple {
	saved := p.triples
	p.triples = nil
	for p.err == nil && p.startsTriples() {
		p.sameSubject()
		if !p.acceptOp(".") {
			break
		}
	}
	out := p.triples
	p.triples = saved
	return out
}

// sameSubject is rule 75 or 81: after a bracketed subject the properties may be missing.
func (p *parser) sameSubject() {
	n := len(p.triples)
	s, bracketed := p.graphNode()
	if bracketed && len(p.triples) > n && !p.startsVerb() {
		return
	}
	p.propertyList(s, "a predicate")
}

func (p *parser) startsVerb() bool {
	if p.tok.kind == variable || p.isIRI() || p.tok.kind == word && p.tok.val == "a" {
		return true
	}
	return p.isOp("^") || p.isOp("!") || p.isOp("(")
}

// propertyList is rule 77 or 83: verbs and objects, separated by semicolons.
func (p *parser) propertyList(s Node, expected string) {
	if !p.startsVerb() {
		p.unexpected(expected)
	}
	for p.err == nil && p.startsVerb() {
		path, v := p.verb()
		for p.err == nil {
			o, _ := p.graphNode()
			p.triples = append(p.triples, Triple{S: s, Path: path, PVar: v, O: o})
			if !p.acceptOp(",") {
				break
			}
		}
		if !p.isOp(";") {
			return
		}
		for p.acceptOp(";") {
		}
	}
}

func (p *parser) verb() (Path, Var) {
	if p.tok.kind == variable {
		pos := p.tok.pos
		v := p.variable()
		p.variableAllowed(v, pos)
		return nil, v
	}
	if p.mode == inPattern {
		return p.path(), ""
	}
	if p.isOp("^") || p.isOp("!") || p.isOp("(") {
		p.failAt(p.tok.pos, "a property path cannot stand in a template or in data", "a single predicate")
		return &PathIRI{}, ""
	}
	path := p.pathIRI()
	if p.isOp("/") || p.isOp("|") || p.isOp("*") || p.isOp("+") || p.isOp("?") {
		p.failAt(p.tok.pos, "a property path cannot stand in a template or in data", "a single predicate")
	}
	return path, ""
}

// variableAllowed fails for a variable in the data of INSERT DATA and DELETE DATA.
func (p *parser) variableAllowed(v Var, pos int) {
	if p.mode == inInsertData || p.mode == inDeleteData {
		p.failAt(pos, "the variable ?"+string(v)+" cannot stand in data", "an IRI, a literal or a blank node; or INSERT { … } WHERE { … }")
	}
}

// graphNode reads a subject or an object with all that hangs on it: a term, a variable, [ ... ] or ( ... ).
func (p *parser) graphNode() (n Node, bracketed bool) {
	switch t := p.tok; {
	case t.kind == variable:
		v := p.variable()
		p.variableAllowed(v, t.pos)
		return Node{Var: v}, false
	case t.kind == blankLabel:
		p.next()
		return p.labelled(t), false
	case p.isOp("["):
		return p.blankPropertyList(), true
	case p.isOp("("):
		return p.collection(), true
	case p.isIRI():
		return Node{Term: p.iriTerm()}, false
	case p.isLiteral():
		return Node{Term: p.literal()}, false
	}
	p.unexpected("a variable, an IRI, a literal or a blank node")
	return Node{}, false
}

func (p *parser) blankPropertyList() Node {
	at := p.tok.pos
	n := p.anonymous(at)
	pos := p.open("[")
	if !p.isOp("]") {
		p.propertyList(n, "a predicate or “]”")
	}
	p.closing("]", pos, "“;”, “,”")
	return n
}

// collection writes ( a b ) out as rdf:first and rdf:rest.
func (p *parser) collection() Node {
	at := p.tok.pos
	pos := p.open("(")
	if p.isOp(")") {
		p.closing(")", pos, "")
		return Node{Term: rdf.NewIRI(rdf.RDFNil)}
	}
	head := p.anonymous(at)
	for cell := head; p.err == nil; {
		item, _ := p.graphNode()
		p.triples = append(p.triples, Triple{S: cell, Path: &PathIRI{rdf.RDFFirst}, O: item})
		rest := Node{Term: rdf.NewIRI(rdf.RDFNil)}
		last := p.isOp(")") || p.tok.kind == eof
		if !last {
			rest = p.anonymous(at)
		}
		p.triples = append(p.triples, Triple{S: cell, Path: &PathIRI{rdf.RDFRest}, O: rest})
		if last {
			break
		}
		cell = rest
	}
	p.closing(")", pos, "")
	return head
}

// anonymous makes the blank node of [] or of a cell of a list. Its label begins with a dot, which no written label does.
func (p *parser) anonymous(pos int) Node {
	label := freshPrefix + strconv.Itoa(p.fresh)
	p.fresh++
	return p.blank(label, pos)
}

// labelled makes a blank node from _:label and checks where else the label stands.
func (p *parser) labelled(t token) Node {
	here := p.bgp
	if p.mode == inInsert || p.mode == inInsertData {
		here = -1 - p.operation
	}
	if p.mode == inPattern || p.mode == inInsert || p.mode == inInsertData {
		if there, ok := p.labels[t.val]; ok && there != here {
			p.failAt(t.pos, "the blank node _:"+t.val+" also stands in another "+what(there), "a variable, which may stand in several")
		}
		p.labels[t.val] = here
	}
	return p.blank(t.val, t.pos)
}

func what(place int) string {
	if place < 0 {
		return "operation"
	}
	return "group of triples"
}

// blank is a variable in a pattern and in the template of CONSTRUCT, a term in what is to be inserted.
func (p *parser) blank(label string, pos int) Node {
	switch p.mode {
	case inDelete, inDeleteData:
		p.failAt(pos, "a blank node cannot stand in what is to be deleted", "a variable, bound in WHERE")
	case inInsert, inInsertData:
		return Node{Term: rdf.NewBlank(label)}
	}
	return Node{Var: Var("_:" + label)}
}

func (p *parser) isLiteral() bool {
	switch p.tok.kind {
	case str, integer, decimal, double:
		return true
	}
	return p.oneOf("true", "false") != ""
}

func (p *parser) literal() rdf.Term {
	t := p.tok
	p.next()
	switch t.kind {
	case integer:
		return rdf.NewTyped(t.val, rdf.XSDInteger)
	case decimal:
		return rdf.NewTyped(t.val, rdf.XSDDecimal)
	case double:
		return rdf.NewTyped(t.val, rdf.XSDDouble)
	case word:
		return rdf.NewTyped(strings.ToLower(t.val), rdf.XSDBoolean)
	}
	if tag := p.tok; tag.kind == langTag {
		p.next()
		return rdf.NewLang(t.val, tag.val)
	}
	if p.acceptOp("^^") {
		return rdf.NewTyped(t.val, p.iri())
	}
	return rdf.NewString(t.val)
}
