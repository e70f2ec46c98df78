package query

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// naive evaluates algebra as chapter 18 of SPARQL 1.1 Query defines it, solution by solution, without indexes: the
// oracle of the property tests. Substitution (18.6) is an environment: its variables are constants wherever they occur.
type naive struct {
	plain []rdf.Triple // the default graph, each triple once
	named map[rdf.Term][]rdf.Triple
	left  int // solutions it may still make
}

type solution map[sparql.Var]rdf.Term

type tooMuch struct{}

func (s solution) with(v sparql.Var, t rdf.Term) solution {
	out := make(solution, len(s)+1)
	for k, x := range s {
		out[k] = x
	}
	out[v] = t
	return out
}

func compatible(a, b solution) (ok, shared bool) {
	for v, x := range a {
		if y, both := b[v]; both {
			if x != y {
				return false, true
			}
			shared = true
		}
	}
	return true, shared
}

func merged(a, b solution) solution {
	out := make(solution, len(a)+len(b))
	for v, x := range a {
		out[v] = x
	}
	for v, x := range b {
		out[v] = x
	}
	return out
}

func (n *naive) spend(k int) {
	if n.left -= k; n.left < 0 {
		panic(tooMuch{})
	}
}

func (n *naive) eval(x algebra.Node, g []rdf.Triple, mu solution) []solution {
	out := n.operator(x, g, mu)
	n.spend(len(out))
	return out
}

func (n *naive) operator(x algebra.Node, g []rdf.Triple, mu solution) (out []solution) {
	switch x := x.(type) {
	case *algebra.BGP:
		return n.bgp(x.Triples, g, mu)
	case *algebra.Path:
		return n.path(x, g, mu)
	case *algebra.Join:
		return n.join(n.eval(x.Left, g, mu), n.eval(x.Right, g, mu))
	case *algebra.LeftJoin:
		return n.leftJoin(x, g, mu)
	case *algebra.Filter:
		for _, s := range n.eval(x.Input, g, mu) {
			if v, ok := n.truth(x.Expr, s, g, mu); v && ok {
				out = append(out, s)
			}
		}
	case *algebra.Union:
		return append(n.eval(x.Left, g, mu), n.eval(x.Right, g, mu)...)
	case *algebra.Minus:
		return n.minus(n.eval(x.Left, g, mu), n.eval(x.Right, g, mu))
	case *algebra.Graph:
		return n.graph(x, mu)
	case *algebra.Extend:
		for _, s := range n.eval(x.Input, g, mu) {
			if t, ok := n.value(x.Expr, s, g, mu); ok {
				s = s.with(x.Var, t)
			}
			out = append(out, s)
		}
	case *algebra.Values:
		return valuesOf(x, mu)
	case *algebra.Project:
		inner := solution{}
		for _, v := range x.Vars {
			if t, ok := mu[v]; ok {
				inner[v] = t
			}
		}
		for _, s := range n.eval(x.Input, g, inner) {
			p := solution{}
			for _, v := range x.Vars {
				if t, ok := s[v]; ok {
					p[v] = t
				}
			}
			out = append(out, p)
		}
	case *algebra.Distinct:
		seen := map[string]bool{}
		for _, s := range n.eval(x.Input, g, mu) {
			if k := s.text(); !seen[k] {
				seen[k] = true
				out = append(out, s)
			}
		}
	default:
		panic(fmt.Sprintf("%T", x))
	}
	return out
}

func (s solution) text() string {
	var cells []string
	for v, t := range s {
		cells = append(cells, string(v)+"="+t.String())
	}
	sort.Strings(cells)
	return strings.Join(cells, " ")
}

// valuesOf makes solutions of inline data. Section 18.6 does not say what substitution does to it; here, as in plans, a row
// that contradicts the value put in is none.
func valuesOf(x *algebra.Values, mu solution) (out []solution) {
	for _, row := range x.Rows {
		s := solution{}
		for i, v := range x.Vars {
			if !row[i].IsZero() {
				s[v] = row[i]
			}
		}
		if ok, _ := compatible(s, mu); ok {
			out = append(out, s)
		}
	}
	return out
}

func (n *naive) join(l, r []solution) (out []solution) {
	n.spend(len(l) * len(r) / 8)
	for _, a := range l {
		for _, b := range r {
			if ok, _ := compatible(a, b); ok {
				out = append(out, merged(a, b))
			}
		}
	}
	return out
}

func (n *naive) leftJoin(x *algebra.LeftJoin, g []rdf.Triple, mu solution) (out []solution) {
	right := n.eval(x.Right, g, mu)
	for _, a := range n.eval(x.Left, g, mu) {
		some := false
		for _, b := range right {
			if ok, _ := compatible(a, b); !ok {
				continue
			}
			m := merged(a, b)
			if x.Expr != nil {
				if v, ok := n.truth(x.Expr, m, g, mu); !v || !ok {
					continue
				}
			}
			some = true
			out = append(out, m)
		}
		if !some {
			out = append(out, a)
		}
	}
	return out
}

func (n *naive) minus(l, r []solution) (out []solution) {
	for _, a := range l {
		if !slices.ContainsFunc(r, func(b solution) bool { ok, shared := compatible(a, b); return ok && shared }) {
			out = append(out, a)
		}
	}
	return out
}

func (n *naive) graph(x *algebra.Graph, mu solution) (out []solution) {
	name := node(x.Name, mu)
	for g, triples := range n.named {
		if !name.IsVar() {
			if name.Term == g {
				out = append(out, n.eval(x.Input, triples, mu)...)
			}
			continue
		}
		out = append(out, n.join(n.eval(x.Input, triples, mu), []solution{{name.Var: g}})...)
	}
	return out
}

func node(x sparql.Node, mu solution) sparql.Node {
	if t, ok := mu[x.Var]; ok && x.IsVar() {
		return sparql.Node{Term: t}
	}
	return x
}

func (n *naive) bgp(patterns []sparql.Triple, g []rdf.Triple, mu solution) []solution {
	out := []solution{{}}
	for _, p := range patterns {
		pred := sparql.Node{Var: p.PVar}
		if iri, ok := p.Path.(*sparql.PathIRI); ok {
			pred = sparql.Node{Term: rdf.NewIRI(iri.IRI)}
		}
		var next []solution
		for _, s := range out {
			for _, t := range g {
				m, ok := match(s, node(p.S, mu), t.S)
				if ok {
					m, ok = match(m, node(pred, mu), t.P)
				}
				if ok {
					m, ok = match(m, node(p.O, mu), t.O)
				}
				if ok {
					next = append(next, m)
				}
			}
		}
		n.spend(len(next))
		out = next
	}
	return out
}

func match(s solution, x sparql.Node, t rdf.Term) (solution, bool) {
	if !x.IsVar() {
		return s, x.Term == t
	}
	if known, ok := s[x.Var]; ok {
		return s, known == t
	}
	return s.with(x.Var, t), true
}

type pair struct{ s, o rdf.Term }

// path makes all pairs of a path, and of a node of the query itself where it is zero-length.
func (n *naive) path(x *algebra.Path, g []rdf.Triple, mu solution) (out []solution) {
	s, o := node(x.S, mu), node(x.O, mu)
	nodes := map[rdf.Term]bool{}
	for _, t := range g {
		nodes[t.S], nodes[t.O] = true, true
	}
	for _, e := range [2]sparql.Node{s, o} {
		if !e.IsVar() {
			nodes[e.Term] = true
		}
	}
	for p, count := range pairs(x.Path, g, nodes) {
		m, ok := match(solution{}, s, p.s)
		if ok {
			m, ok = match(m, o, p.o)
		}
		for ; ok && count > 0; count-- {
			out = append(out, m)
		}
	}
	return out
}

// pairs is the relation of a path with multiplicities.
func pairs(p sparql.Path, g []rdf.Triple, nodes map[rdf.Term]bool) map[pair]int {
	out := map[pair]int{}
	switch p := p.(type) {
	case *sparql.PathIRI:
		for _, t := range g {
			if t.P.Value == p.IRI {
				out[pair{t.S, t.O}]++
			}
		}
	case *sparql.PathInverse:
		for x, n := range pairs(p.Path, g, nodes) {
			out[pair{x.o, x.s}] += n
		}
	case *sparql.PathSequence:
		right := pairs(p.Right, g, nodes)
		for x, n := range pairs(p.Left, g, nodes) {
			for y, m := range right {
				if x.o == y.s {
					out[pair{x.s, y.o}] += n * m
				}
			}
		}
	case *sparql.PathAlternative:
		for x, n := range pairs(p.Left, g, nodes) {
			out[x] += n
		}
		for x, n := range pairs(p.Right, g, nodes) {
			out[x] += n
		}
	case *sparql.PathNegated:
		for _, t := range g {
			if (len(p.Forward) > 0 || len(p.Backward) == 0) && !slices.Contains(p.Forward, t.P.Value) {
				out[pair{t.S, t.O}]++
			}
			if len(p.Backward) > 0 && !slices.Contains(p.Backward, t.P.Value) {
				out[pair{t.O, t.S}]++
			}
		}
	case *sparql.PathRepeat:
		return closure(p, pairs(p.Path, g, nodes), nodes)
	}
	return out
}

func closure(p *sparql.PathRepeat, step map[pair]int, nodes map[rdf.Term]bool) map[pair]int {
	out := map[pair]int{}
	for x := range step {
		out[x] = 1
	}
	for grown := p.Many; grown; {
		grown = false
		for x := range out {
			for y := range step {
				if x.o == y.s && out[pair{x.s, y.o}] == 0 {
					out[pair{x.s, y.o}] = 1
					grown = true
				}
			}
		}
	}
	for n := range nodes {
		if p.Min == 0 {
			out[pair{n, n}] = 1
		}
	}
	return out
}

// value evaluates variables and constants; ok is false for an error.
func (n *naive) value(e sparql.Expr, s solution, g []rdf.Triple, mu solution) (rdf.Term, bool) {
	switch e := e.(type) {
	case *sparql.ExprVar:
		if t, ok := mu[e.Var]; ok {
			return t, true
		}
		t, ok := s[e.Var]
		return t, ok
	case *sparql.ExprTerm:
		return e.Term, true
	}
	v, ok := n.truth(e, s, g, mu)
	return rdf.NewTyped(fmt.Sprint(v), rdf.XSDBoolean), ok
}

// truth evaluates conditions by the three-valued logic of section 17.2.
func (n *naive) truth(e sparql.Expr, s solution, g []rdf.Triple, mu solution) (val, ok bool) {
	switch e := e.(type) {
	case *sparql.Unary:
		v, ok := n.truth(e.X, s, g, mu)
		return !v && ok, ok
	case *sparql.Binary:
		return n.binary(e, s, g, mu)
	case *sparql.Call: // BOUND
		_, known := s[e.Args[0].(*sparql.ExprVar).Var]
		_, put := mu[e.Args[0].(*sparql.ExprVar).Var]
		return known || put, true
	case *sparql.In:
		x, known := n.value(e.X, s, g, mu)
		if !known {
			return false, false
		}
		found := slices.ContainsFunc(e.List, func(y sparql.Expr) bool { return y.(*sparql.ExprTerm).Term == x })
		return found != e.Not, true
	case *algebra.Exists:
		some := len(n.eval(e.Node, g, merged(mu, s))) > 0
		return some != e.Not, true
	}
	panic(fmt.Sprintf("%T", e))
}

func (n *naive) binary(e *sparql.Binary, s solution, g []rdf.Triple, mu solution) (val, ok bool) {
	switch e.Op {
	case "&&", "||":
		a, aok := n.truth(e.L, s, g, mu)
		b, bok := n.truth(e.R, s, g, mu)
		decisive := e.Op == "||"
		switch {
		case aok && a == decisive || bok && b == decisive:
			return decisive, true
		case aok && bok:
			return !decisive, true
		}
		return false, false
	}
	a, aok := n.value(e.L, s, g, mu)
	b, bok := n.value(e.R, s, g, mu)
	return (a == b) == (e.Op == "="), aok && bok
}
