package oracle

import (
	"slices"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// resolve puts the constant in place of a variable that EXISTS has given a value.
func resolve(n sparql.Node, sc scope) sparql.Node {
	if t, ok := sc.put[n.Var]; ok && n.IsVar() {
		return sparql.Node{Term: t}
	}
	return n
}

// bgp matches the triples one after the other (18.3.1). Blank nodes are variables here, kept to the end.
func (e *evaluator) bgp(n *algebra.BGP, sc scope) []solution {
	out := []solution{{}}
	for _, p := range n.Triples {
		var next []solution
		for _, m := range out {
			for _, t := range sc.graph {
				if m, ok := matchTriple(m, p, t, sc); ok {
					next = append(next, m)
				}
			}
		}
		e.spend(len(next))
		out = next
	}
	return out
}

func matchTriple(m solution, p sparql.Triple, t rdf.Triple, sc scope) (solution, bool) {
	pred := sparql.Node{Var: p.PVar}
	if link, ok := p.Path.(*sparql.PathIRI); ok {
		pred = sparql.Node{Term: rdf.NewIRI(link.IRI)}
	}
	m, ok := matchNode(m, resolve(p.S, sc), t.S)
	if ok {
		m, ok = matchNode(m, resolve(pred, sc), t.P)
	}
	if ok {
		m, ok = matchNode(m, resolve(p.O, sc), t.O)
	}
	return m, ok
}

func matchNode(m solution, n sparql.Node, t rdf.Term) (solution, bool) {
	if !n.IsVar() {
		return m, n.Term == t
	}
	if old, ok := m[n.Var]; ok {
		return m, old == t
	}
	return merge(m, solution{n.Var: t}), true
}

// link is a pair of nodes that a path joins.
type link struct{ from, to rdf.Term }

// somewhere is a variable that is nobody else's.
var somewhere = sparql.Node{Var: "_:"}

// path is eval(Path(X, path, Y)) of section 18.4.
func (e *evaluator) path(n *algebra.Path, sc scope) (out []solution) {
	s, o := resolve(n.S, sc), resolve(n.O, sc)
	for _, l := range e.links(s, n.Path, o, sc.graph) {
		m, ok := matchNode(solution{}, s, l.from)
		if ok {
			m, ok = matchNode(m, o, l.to)
		}
		if ok {
			out = append(out, m)
		}
	}
	return out
}

// links lists the pairs that a path joins, as often as it joins them. Whether the ends are terms or variables matters to
// paths of length zero alone, and is passed on for them.
func (e *evaluator) links(x sparql.Node, p sparql.Path, y sparql.Node, graph []rdf.Triple) (out []link) {
	switch p := p.(type) {
	case *sparql.PathIRI:
		out = triples(graph, func(t rdf.Triple) bool { return t.P.Value == p.IRI })
	case *sparql.PathInverse:
		out = turned(e.links(y, p.Path, x, graph))
	case *sparql.PathSequence:
		right := e.links(somewhere, p.Right, y, graph)
		for _, a := range e.links(x, p.Left, somewhere, graph) {
			for _, b := range right {
				if a.to == b.from {
					out = append(out, link{a.from, b.to})
				}
			}
		}
	case *sparql.PathAlternative:
		out = slices.Concat(e.links(x, p.Left, y, graph), e.links(x, p.Right, y, graph))
	case *sparql.PathNegated:
		out = negated(p, graph)
	case *sparql.PathRepeat:
		out = e.repeated(x, p, y, graph)
	}
	out = slices.DeleteFunc(out, func(l link) bool {
		return !x.IsVar() && x.Term != l.from || !y.IsVar() && y.Term != l.to
	})
	e.spend(len(out))
	return out
}

func triples(graph []rdf.Triple, keep func(rdf.Triple) bool) (out []link) {
	for _, t := range graph {
		if keep(t) {
			out = append(out, link{t.S, t.O})
		}
	}
	return out
}

func turned(in []link) []link {
	out := make([]link, len(in))
	for i, l := range in {
		out[i] = link{l.to, l.from}
	}
	return out
}

// negated is the union of the forward and the backward part of a negated set, each only if something is named in it; "!()"
// is forward.
func negated(p *sparql.PathNegated, graph []rdf.Triple) (out []link) {
	if len(p.Forward) > 0 || len(p.Backward) == 0 {
		out = triples(graph, func(t rdf.Triple) bool { return !slices.Contains(p.Forward, t.P.Value) })
	}
	if len(p.Backward) > 0 {
		back := triples(graph, func(t rdf.Triple) bool { return !slices.Contains(p.Backward, t.P.Value) })
		out = append(out, turned(back)...)
	}
	return out
}

// repeated is p?, p* or p+: each pair once. With a term at the far end alone it is the inverse path from there.
func (e *evaluator) repeated(x sparql.Node, p *sparql.PathRepeat, y sparql.Node, graph []rdf.Triple) (out []link) {
	var starts []rdf.Term
	switch {
	case !x.IsVar():
		starts = []rdf.Term{x.Term}
	case !y.IsVar():
		back := &sparql.PathRepeat{Path: &sparql.PathInverse{Path: p.Path}, Min: p.Min, Many: p.Many}
		return turned(e.repeated(y, back, x, graph))
	default:
		starts = nodesOf(graph)
	}
	for _, from := range starts {
		seen := map[rdf.Term]bool{}
		if p.Min == 0 {
			seen[from] = true
		}
		for _, l := range e.links(sparql.Node{Term: from}, p.Path, somewhere, graph) {
			e.walk(l.to, p, graph, seen)
		}
		for to := range seen {
			out = append(out, link{from, to})
		}
	}
	return out
}

// walk is ALP: it marks x, and for p* and p+ what can be reached from it.
func (e *evaluator) walk(x rdf.Term, p *sparql.PathRepeat, graph []rdf.Triple, seen map[rdf.Term]bool) {
	if seen[x] {
		return
	}
	seen[x] = true
	if !p.Many {
		return
	}
	for _, l := range e.links(sparql.Node{Term: x}, p.Path, somewhere, graph) {
		e.walk(l.to, p, graph, seen)
	}
}

// nodesOf is nodes(G): the subjects and objects of a graph.
func nodesOf(graph []rdf.Triple) (out []rdf.Term) {
	for _, t := range graph {
		for _, x := range []rdf.Term{t.S, t.O} {
			if !slices.Contains(out, x) {
				out = append(out, x)
			}
		}
	}
	return out
}
