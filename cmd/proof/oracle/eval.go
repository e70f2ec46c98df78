// Package oracle holds a second, naive SPARQL evaluator and asks it the same random questions as the engine.
//
// The evaluator follows chapter 18 of SPARQL 1.1 Query, one small function per operator, over plain lists: no index, no
// optimisation, and no code in common with the executor. It is for tests only: it is slow, and it knows only what the
// generator of queries writes (no SERVICE, no functions of time or chance).
//
// Each dataset is asked with the unnamed graph or the union of all as default graph.
//
// The main path: Run makes graphs and queries from a seed, compares the answers, shrinks what differs and prints it.
package oracle

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// solution is a solution mapping (18.1.8): what is not in it is unbound.
type solution map[sparql.Var]rdf.Term

// evaluator evaluates on one dataset.
type evaluator struct {
	plain  []rdf.Triple
	named  map[rdf.Term][]rdf.Triple
	budget int // solutions it may still make
}

// scope is what evaluation depends on besides the dataset: the active graph, and what EXISTS has put in place of variables
// (18.6). A variable put in is a constant wherever it occurs.
type scope struct {
	graph []rdf.Triple
	put   solution
}

// tooMuch is panicked with when the budget is spent, and caught by answer.
type tooMuch struct{}

func newEvaluator(quads []rdf.Quad, mode query.DatasetMode, budget int) *evaluator {
	e := &evaluator{named: map[rdf.Term][]rdf.Triple{}, budget: budget}
	for _, q := range quads {
		if (q.G.IsZero() || mode == query.Union) && !slices.Contains(e.plain, q.Triple()) {
			e.plain = append(e.plain, q.Triple())
		}
		if !q.G.IsZero() {
			e.named[q.G] = append(e.named[q.G], q.Triple())
		}
	}
	return e
}

// answer evaluates a whole query; ok is false if it is too large.
func (e *evaluator) answer(q *algebra.Query) (rows []solution, ok bool) {
	defer func() {
		if p := recover(); p != nil {
			if _, much := p.(tooMuch); !much {
				panic(p)
			}
			rows, ok = nil, false
		}
	}()
	return e.eval(q.Node, scope{graph: e.plain}), true
}

func (e *evaluator) spend(n int) {
	if e.budget -= n; e.budget < 0 {
		panic(tooMuch{})
	}
}

// eval is eval(D(G), pattern) of section 18.6.
func (e *evaluator) eval(n algebra.Node, sc scope) (out []solution) {
	defer func() { e.spend(len(out)) }()
	switch n := n.(type) {
	case *algebra.BGP:
		return e.bgp(n, sc)
	case *algebra.Path:
		return e.path(n, sc)
	case *algebra.Join:
		return e.join(e.eval(n.Left, sc), e.eval(n.Right, sc))
	case *algebra.LeftJoin:
		return e.leftJoin(n, sc)
	case *algebra.Filter:
		return e.filter(n, sc)
	case *algebra.Union:
		return slices.Concat(e.eval(n.Left, sc), e.eval(n.Right, sc))
	case *algebra.Minus:
		return e.minus(e.eval(n.Left, sc), e.eval(n.Right, sc))
	case *algebra.Graph:
		return e.inGraph(n, sc)
	case *algebra.Extend:
		return e.extend(n, sc)
	case *algebra.Values:
		return values(n, sc)
	case *algebra.Group:
		return e.group(n, sc)
	}
	return e.modifier(n, sc)
}

// modifier evaluates the solution modifiers.
func (e *evaluator) modifier(n algebra.Node, sc scope) []solution {
	switch n := n.(type) {
	case *algebra.OrderBy:
		return e.orderBy(n, sc)
	case *algebra.Project:
		return e.project(n, sc)
	case *algebra.Distinct:
		return distinct(e.eval(n.Input, sc))
	case *algebra.Slice:
		return slice(e.eval(n.Input, sc), n.Offset, n.Limit)
	}
	panic(fmt.Sprintf("the oracle does not know the operator %T", n))
}

// compatible is section 18.3: no variable is bound to different terms. shared tells whether there is a common variable.
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

func merge(a, b solution) solution {
	out := make(solution, len(a)+len(b))
	for v, t := range a {
		out[v] = t
	}
	for v, t := range b {
		out[v] = t
	}
	return out
}

func (e *evaluator) join(l, r []solution) (out []solution) {
	e.spend(len(l) * len(r) / 8)
	for _, a := range l {
		for _, b := range r {
			if ok, _ := compatible(a, b); ok {
				out = append(out, merge(a, b))
			}
		}
	}
	return out
}

func (e *evaluator) leftJoin(n *algebra.LeftJoin, sc scope) (out []solution) {
	right := e.eval(n.Right, sc)
	for _, a := range e.eval(n.Left, sc) {
		found := false
		for _, m := range e.join([]solution{a}, right) {
			if n.Expr == nil || e.holds(n.Expr, m, sc) {
				out, found = append(out, m), true
			}
		}
		if !found {
			out = append(out, a)
		}
	}
	return out
}

func (e *evaluator) filter(n *algebra.Filter, sc scope) (out []solution) {
	for _, m := range e.eval(n.Input, sc) {
		if e.holds(n.Expr, m, sc) {
			out = append(out, m)
		}
	}
	return out
}

// minus keeps what no solution on the right both agrees with and shares a variable with.
func (e *evaluator) minus(l, r []solution) (out []solution) {
	for _, a := range l {
		removed := slices.ContainsFunc(r, func(b solution) bool {
			ok, shared := compatible(a, b)
			return ok && shared
		})
		if !removed {
			out = append(out, a)
		}
	}
	return out
}

// inGraph evaluates in one named graph, or in each, joined with the graph's name.
func (e *evaluator) inGraph(n *algebra.Graph, sc scope) (out []solution) {
	name := resolve(n.Name, sc)
	for g, triples := range e.named {
		inner := e.inOne(n.Input, scope{triples, sc.put}, name, g)
		out = append(out, inner...)
	}
	return out
}

func (e *evaluator) inOne(n algebra.Node, sc scope, name sparql.Node, g rdf.Term) []solution {
	switch {
	case name.IsVar():
		return e.join(e.eval(n, sc), []solution{{name.Var: g}})
	case name.Term == g:
		return e.eval(n, sc)
	}
	return nil
}

func (e *evaluator) extend(n *algebra.Extend, sc scope) (out []solution) {
	for _, m := range e.eval(n.Input, sc) {
		if t := e.value(n.Expr, m, sc); !t.IsZero() {
			m = merge(m, solution{n.Var: t})
		}
		out = append(out, m)
	}
	return out
}

// values are the rows of inline data. What EXISTS puts in is a constant: a row that says otherwise does not match.
func values(n *algebra.Values, sc scope) (out []solution) {
	for _, row := range n.Rows {
		m := solution{}
		for i, v := range n.Vars {
			if !row[i].IsZero() {
				m[v] = row[i]
			}
		}
		if ok, _ := compatible(m, sc.put); ok {
			out = append(out, m)
		}
	}
	return out
}

// project hides the other variables, for EXISTS too: what is put in from outside reaches a sub-select only by the
// variables that it projects.
func (e *evaluator) project(n *algebra.Project, sc scope) (out []solution) {
	for _, m := range e.eval(n.Input, scope{sc.graph, only(sc.put, n.Vars)}) {
		out = append(out, only(m, n.Vars))
	}
	return out
}

func only(m solution, vars []sparql.Var) solution {
	out := solution{}
	for _, v := range vars {
		if t, ok := m[v]; ok {
			out[v] = t
		}
	}
	return out
}

func distinct(in []solution) (out []solution) {
	seen := map[string]bool{}
	for _, m := range in {
		if k := m.key(); !seen[k] {
			seen[k] = true
			out = append(out, m)
		}
	}
	return out
}

// key is a text that is the same for equal solutions alone.
func (m solution) key() string {
	cells := make([]string, 0, len(m))
	for v, t := range m {
		cells = append(cells, "?"+string(v)+" = "+t.String())
	}
	sort.Strings(cells)
	return strings.Join(cells, "  ")
}

func slice(in []solution, offset, limit int64) []solution {
	in = in[min(offset, int64(len(in))):]
	if limit >= 0 {
		in = in[:min(limit, int64(len(in)))]
	}
	return in
}
