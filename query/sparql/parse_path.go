package sparql

import "w3id.org/concord/ontology/rdf"

// path is rule 88: alternatives of sequences.
func (p *parser) path() Path {
	left := p.pathSequence()
	for n := 0; p.acceptOp("|"); n++ {
		p.chain(n)
		left = &PathAlternative{left, p.pathSequence()}
	}
	return left
}

func (p *parser) pathSequence() Path {
	left := p.pathElement()
	for n := 0; p.acceptOp("/"); n++ {
		p.chain(n)
		left = &PathSequence{left, p.pathElement()}
	}
	return left
}

func (p *parser) pathElement() Path {
	if p.acceptOp("^") {
		return &PathInverse{p.pathRepeat()}
	}
	return p.pathRepeat()
}

func (p *parser) pathRepeat() Path {
	x := p.pathPrimary()
	switch {
	case p.acceptOp("?"):
		return &PathRepeat{Path: x}
	case p.acceptOp("*"):
		return &PathRepeat{Path: x, Many: true}
	case p.acceptOp("+"):
		return &PathRepeat{Path: x, Min: 1, Many: true}
	}
	return x
}

func (p *parser) pathPrimary() Path {
	switch {
	case p.acceptOp("!"):
		return p.pathNegated()
	case p.isOp("("):
		pos := p.open("(")
		x := p.path()
		p.closing(")", pos, "“/”, “|”, “*”, “+”, “?”")
		return x
	}
	return p.pathIRI()
}

// pathIRI reads an IRI or "a".
func (p *parser) pathIRI() *PathIRI {
	if p.tok.kind == word && p.tok.val == "a" {
		p.next()
		return &PathIRI{rdf.RDFType}
	}
	if !p.isIRI() {
		p.unexpected("a predicate: an IRI, “a”, or a path of them")
	}
	return &PathIRI{p.iri()}
}

func (p *parser) pathNegated() Path {
	n := &PathNegated{}
	if !p.isOp("(") {
		p.pathOneNegated(n)
		return n
	}
	pos := p.open("(")
	if !p.isOp(")") {
		p.pathOneNegated(n)
		for p.acceptOp("|") {
			p.pathOneNegated(n)
		}
	}
	p.closing(")", pos, "“|”")
	return n
}

func (p *parser) pathOneNegated(n *PathNegated) {
	if p.acceptOp("^") {
		n.Backward = append(n.Backward, p.pathIRI().IRI)
		return
	}
	n.Forward = append(n.Forward, p.pathIRI().IRI)
}
