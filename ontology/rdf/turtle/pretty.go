package turtle

import "w3id.org/concord/ontology/rdf"

const (
	maxNesting = 16 // of brackets that the writer makes
	step       = "    "
)

// printer lays out the statements about subjects.
type printer struct {
	a        *abbreviator
	nodes    nodes      // nil: all nodes have labels
	deferred []rdf.Term // nodes that lie too deep and are written with a label
	out      []byte
	indent   int
	depth    int
	chains   []*chains // one for each depth
}

// writeWhole writes a document that is known as a whole.
func (t *TurtleWriter) writeWhole(held *heldQuads) {
	groups := groupSubjects(held)
	p := printer{a: t.a, nodes: findNodes(groups)}
	var ends []int
	var graphs []rdf.Term
	for _, g := range groups {
		if p.nodes.of(g[0].S).inside() {
			continue
		}
		p.indent = 0
		if !g[0].G.IsZero() {
			p.indent = 1
		}
		p.block(g[0].S, g)
		for len(p.deferred) > 0 {
			node := p.deferred[0]
			p.deferred = p.deferred[1:]
			p.out = append(p.out, '\n')
			p.block(node, p.nodes.of(node).quads)
		}
		ends, graphs = append(ends, len(p.out)), append(graphs, g[0].G)
	}
	t.put(t.a.headerFor(graphs))
	from := 0
	for i, end := range ends {
		t.switchGraph(graphs[i])
		t.putBlock(p.out[from:end])
		from = end
	}
}

// headerFor is header after the names of the graphs have been counted as used.
func (a *abbreviator) headerFor(graphs []rdf.Term) []byte {
	for i, g := range graphs {
		if i == 0 || g != graphs[i-1] {
			a.append(nil, g)
		}
	}
	return a.header()
}

// block writes the statements about one subject.
func (p *printer) block(s rdf.Term, quads []rdf.Quad) {
	p.tab(0)
	if p.nodes.of(s).bare() {
		p.out = append(p.out, "[]"...)
	} else {
		p.out = p.a.append(p.out, s)
	}
	p.out = append(p.out, ' ')
	p.predicates(quads)
	p.out = append(p.out, " .\n"...)
}

func (p *printer) tab(more int) {
	for i := 0; i < p.indent+more; i++ {
		p.out = append(p.out, step...)
	}
}

// predicates writes the predicate list of one subject; rdf:type comes first.
func (p *printer) predicates(quads []rdf.Quad) {
	for len(p.chains) <= p.depth {
		p.chains = append(p.chains, &chains{})
	}
	c := p.chains[p.depth]
	c.begin(quads)
	for n := range c.all {
		if n > 0 {
			p.out = append(p.out, " ;\n"...)
			p.tab(1)
		}
		first := c.all[n].first
		p.out = append(p.a.appendVerb(p.out, quads[first].P), ' ')
		for i := first; i >= 0; i = c.next[i] {
			if i != first {
				p.out = append(p.out, ", "...)
			}
			p.object(quads[i].O)
		}
	}
}

func (p *printer) object(o rdf.Term) {
	n := p.nodes.of(o)
	switch {
	case o.Kind == rdf.IRI && o.Value == rdf.RDFNil:
		p.out = append(p.out, "()"...)
	case !n.inside():
		p.out = p.a.append(p.out, o)
	case len(n.quads) == 0:
		p.out = append(p.out, "[]"...)
	case p.depth >= maxNesting:
		p.deferred = append(p.deferred, o)
		p.out = p.a.append(p.out, o)
	default:
		p.depth++
		if items, ok := p.list(o); ok {
			p.collection(items)
		} else {
			p.brackets(n.quads)
		}
		p.depth--
	}
}

// list gives the members if the node is the head of a well-formed collection that is all in brackets.
func (p *printer) list(head rdf.Term) (items []rdf.Term, ok bool) {
	var cells []*node
	for head.Kind != rdf.IRI || head.Value != rdf.RDFNil {
		n := p.nodes.of(head)
		if n != nil {
			cells = append(cells, n)
		}
		if !n.inside() || n.broken || !isCell(n.quads) {
			for _, c := range cells {
				c.broken = true // so that a long chain without an end is walked only once
			}
			return nil, false
		}
		first, rest := cell(n.quads)
		items, head = append(items, first), rest
	}
	return items, true
}

// isCell reports whether these are exactly one rdf:first and one rdf:rest.
func isCell(quads []rdf.Quad) bool {
	if len(quads) != 2 {
		return false
	}
	a, b := quads[0].P.Value, quads[1].P.Value
	return a == rdf.RDFFirst && b == rdf.RDFRest || a == rdf.RDFRest && b == rdf.RDFFirst
}

// cell gives the two objects of a cell.
func cell(quads []rdf.Quad) (first, rest rdf.Term) {
	if quads[0].P.Value == rdf.RDFRest {
		return quads[1].O, quads[0].O
	}
	return quads[0].O, quads[1].O
}

func (p *printer) collection(items []rdf.Term) {
	p.out = append(p.out, '(')
	for _, item := range items {
		p.out = append(p.out, ' ')
		p.object(item)
	}
	p.out = append(p.out, " )"...)
}

func (p *printer) brackets(quads []rdf.Quad) {
	p.out = append(p.out, "[\n"...)
	p.indent++
	p.tab(1)
	p.predicates(quads)
	p.indent--
	p.out = append(p.out, '\n')
	p.tab(1)
	p.out = append(p.out, ']')
}
