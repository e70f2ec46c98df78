package turtle

import "w3id.org/concord/ontology/rdf"

const (
	maxNesting = 16 // of brackets that the writer makes
	step       = "    "
)

// printer lays out the statements about subjects.
type printer struct {
	a        *abbreviator
	nest     map[rdf.Term][]rdf.Quad // blank nodes written in brackets, with their quads; nil: none
	bare     map[rdf.Term]bool       // blank nodes that nothing refers to
	deferred []rdf.Term              // nodes of nest that lie too deep and are written with a label
	broken   map[rdf.Term]bool       // nodes that are known to head no collection
	out      []byte
	indent   int
	depth    int
}

// writeWhole writes a document that is known as a whole.
func (t *TurtleWriter) writeWhole(quads []rdf.Quad) {
	n := findNesting(quads)
	body := &TurtleWriter{w: t.w, a: t.a, trig: t.trig}
	groups := groupSubjects(quads)
	p := printer{a: t.a, nest: n.inside, bare: n.bare, broken: map[rdf.Term]bool{}}
	var blocks [][]byte
	var graphs []rdf.Term
	for i := 0; i < len(groups); i++ {
		g := groups[i]
		if _, inside := n.inside[g[0].S]; inside {
			continue
		}
		p.indent, p.out = 0, nil
		if !g[0].G.IsZero() {
			p.indent = 1
		}
		p.block(g[0].S, g)
		for len(p.deferred) > 0 {
			node := p.deferred[0]
			p.deferred = p.deferred[1:]
			p.out = append(p.out, '\n')
			p.block(node, n.inside[node])
		}
		blocks, graphs = append(blocks, p.out), append(graphs, g[0].G)
	}
	t.put(t.a.headerFor(graphs))
	for i, b := range blocks {
		body.switchGraph(graphs[i])
		body.putBlock(b)
	}
	t.graph, t.err = body.graph, firstError(t.err, body.err)
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// headerFor is header after the names of the graphs have been counted as used.
func (a *abbreviator) headerFor(graphs []rdf.Term) []byte {
	for _, g := range graphs {
		a.append(nil, g)
	}
	return a.header()
}

// groupSubjects puts the quads of each graph and subject together, in the order of their first appearance, graph by
// graph with the default graph first.
func groupSubjects(quads []rdf.Quad) [][]rdf.Quad {
	type key struct{ g, s rdf.Term }
	at := map[key]int{}
	var groups [][]rdf.Quad
	var graphs []rdf.Term
	byGraph := map[rdf.Term][]int{{}: nil}
	for _, q := range quads {
		k := key{q.G, q.S}
		i, ok := at[k]
		if !ok {
			i = len(groups)
			at[k] = i
			groups = append(groups, nil)
			if _, known := byGraph[q.G]; !known {
				graphs = append(graphs, q.G)
			}
			byGraph[q.G] = append(byGraph[q.G], i)
		}
		groups[i] = append(groups[i], q)
	}
	out := make([][]rdf.Quad, 0, len(groups))
	for _, g := range append([]rdf.Term{{}}, graphs...) {
		for _, i := range byGraph[g] {
			out = append(out, groups[i])
		}
	}
	return out
}

// block writes the statements about one subject.
func (p *printer) block(s rdf.Term, quads []rdf.Quad) {
	p.tab(0)
	if p.bare[s] {
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
	for i, group := range groupPredicates(quads) {
		if i > 0 {
			p.out = append(p.out, " ;\n"...)
			p.tab(1)
		}
		p.out = append(p.a.appendVerb(p.out, group[0].P), ' ')
		for j, q := range group {
			if j > 0 {
				p.out = append(p.out, ", "...)
			}
			p.object(q.O)
		}
	}
}

func groupPredicates(quads []rdf.Quad) [][]rdf.Quad {
	at := map[string]int{rdf.RDFType: 0}
	groups := make([][]rdf.Quad, 1, 8)
	for _, q := range quads {
		i, ok := at[q.P.Value]
		if !ok {
			i = len(groups)
			at[q.P.Value] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], q)
	}
	if groups[0] == nil {
		return groups[1:]
	}
	return groups
}

func (p *printer) object(o rdf.Term) {
	quads, inside := p.nest[o]
	switch {
	case o == rdf.NewIRI(rdf.RDFNil):
		p.out = append(p.out, "()"...)
	case !inside:
		p.out = p.a.append(p.out, o)
	case len(quads) == 0:
		p.out = append(p.out, "[]"...)
	case p.depth >= maxNesting:
		p.deferred = append(p.deferred, o)
		p.out = p.a.append(p.out, o)
	default:
		p.depth++
		if items, ok := p.list(o); ok {
			p.collection(items)
		} else {
			p.brackets(quads)
		}
		p.depth--
	}
}

// list gives the members if the node is the head of a well-formed collection that is all in brackets.
func (p *printer) list(head rdf.Term) (items []rdf.Term, ok bool) {
	var cells []rdf.Term
	for head != rdf.NewIRI(rdf.RDFNil) {
		first, rest, ok := cell(p.nest[head])
		if !ok || p.broken[head] {
			for _, c := range append(cells, head) {
				p.broken[c] = true // so that a long chain without an end is walked only once
			}
			return nil, false
		}
		cells, items, head = append(cells, head), append(items, first), rest
	}
	return items, true
}

// cell gives the two objects of a node that has exactly one rdf:first and one rdf:rest.
func cell(quads []rdf.Quad) (first, rest rdf.Term, ok bool) {
	if len(quads) != 2 {
		return first, rest, false
	}
	a, b := quads[0], quads[1]
	if a.P.Value == rdf.RDFRest {
		a, b = b, a
	}
	return a.O, b.O, a.P.Value == rdf.RDFFirst && b.P.Value == rdf.RDFRest
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

// nesting says which blank nodes of a document need no label.
type nesting struct {
	inside map[rdf.Term][]rdf.Quad // in brackets, where they are referred to
	bare   map[rdf.Term]bool       // as the subject []
}

// usage counts how a blank node is used in a document.
type usage struct {
	graph       rdf.Term
	parent      rdf.Term // subject of the last triple with the node as object
	refs        int      // as an object
	elsewhere   bool     // in a second graph, or as a graph's name
	asSubject   []rdf.Quad
	checkedRoot bool // no cycle above it
}

// findNesting finds the blank nodes with exactly one reference, all in one graph, whose chain of references leads to
// a subject that is written at the top.
func findNesting(quads []rdf.Quad) nesting {
	nodes := map[rdf.Term]*usage{}
	use := func(t, g rdf.Term) *usage {
		u := nodes[t]
		if u == nil {
			u = &usage{graph: g}
			nodes[t] = u
		}
		u.elsewhere = u.elsewhere || u.graph != g
		return u
	}
	for _, q := range quads {
		if q.S.Kind == rdf.Blank {
			u := use(q.S, q.G)
			u.asSubject = append(u.asSubject, q)
		}
		if q.O.Kind == rdf.Blank {
			u := use(q.O, q.G)
			u.parent = q.S
			u.refs++
		}
		if q.G.Kind == rdf.Blank {
			use(q.G, q.G).elsewhere = true
		}
	}
	n := nesting{map[rdf.Term][]rdf.Quad{}, map[rdf.Term]bool{}}
	for t, u := range nodes {
		switch {
		case u.elsewhere:
		case u.refs == 0:
			n.bare[t] = true
		case u.refs == 1 && leadsUp(nodes, t):
			n.inside[t] = u.asSubject
		}
	}
	return n
}

// leadsUp reports whether the references above a node end at one that is written at the top, not in a cycle.
func leadsUp(nodes map[rdf.Term]*usage, t rdf.Term) bool {
	var path []*usage
	seen := map[rdf.Term]bool{}
	for {
		u := nodes[t]
		if u == nil || u.refs != 1 || u.elsewhere || u.checkedRoot {
			break
		}
		if seen[t] {
			return false
		}
		seen[t] = true
		path, t = append(path, u), u.parent
	}
	for _, u := range path {
		u.checkedRoot = true
	}
	return true
}
