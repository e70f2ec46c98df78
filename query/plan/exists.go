package plan

import (
	"fmt"

	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// existing is the pattern of an EXISTS, rewritten once so that plans of it are found again: the part that is joined with the rows
// outside, and the filters over it that name variables of those rows which it does not itself have.
type existing struct {
	core  algebra.Node
	conds []*algebra.Filter
	keys  map[string]algebra.Node // the different values of some variables of it
}

// pattern splits the pattern of an EXISTS over rows of the schema given.
func (b *Builder) existsPattern(x *algebra.Exists, outer *Schema) *existing {
	p := b.inner[x]
	if p == nil {
		p = &existing{core: rewriteNaming(x.Node, fmt.Sprintf("_:exists%d-path", len(b.inner)))}
		b.inner[x] = p
	}
	core, conds := residual(p.core, outer)
	if len(conds) == 0 {
		return p
	}
	return &existing{core: core, conds: conds}
}

// residual takes the filters off a pattern that name a variable of the rows outside which the pattern under all its filters does not
// mention: substitution changes nothing but what these filters see.
func residual(n algebra.Node, outer *Schema) (core algebra.Node, conds []*algebra.Filter) {
	var stay []*algebra.Filter
	core = n
	for {
		f, ok := core.(*algebra.Filter)
		if !ok {
			break
		}
		stay, core = append(stay, f), f.Input
	}
	inside := occurs(core)
	for i := len(stay) - 1; i >= 0; i-- {
		f := stay[i]
		if !hasExists(f.Expr) && namesOnly(f.Expr, outer, inside) {
			conds = append(conds, f)
		} else {
			core = &algebra.Filter{Expr: f.Expr, Input: core}
		}
	}
	return core, conds
}

// namesOnly reports whether an expression names a variable that only the rows outside have.
func namesOnly(e sparql.Expr, outer *Schema, inside vars) bool {
	for v := range exprVars(e) {
		if outer.Col(v) >= 0 && !inside[v] {
			return true
		}
	}
	return false
}

// exists plans an EXISTS: a semi-join where substitution gives the same as a join, else once per binding.
func (b *Builder) exists(x *algebra.Exists, outer *Schema, g GraphRef) (*Exists, error) {
	p := b.existsPattern(x, outer)
	e := &Exists{Pattern: x.Node, Not: x.Not}
	joins, sure := e.share(p.core, outer)
	if joins && len(p.conds) > 0 && (!sure || len(e.Shared) == 0) {
		joins = false
	}
	if !joins {
		*e = Exists{Pattern: x.Node, Not: x.Not}
		e.share(b.inner[x].core, outer)
		e.Substitute = b.substitution(x.Node, e.Shared, g)
		return e, nil
	}
	return e, b.semiJoin(e, p, sure, outer, g)
}

// share collects the variables that the rows outside share with a pattern. joins: substituting them is the same as joining; sure: the rows
// outside bind them all.
func (e *Exists) share(n algebra.Node, outer *Schema) (joins, sure bool) {
	seen := occurs(n)
	joins, sure = true, true
	for i, v := range outer.Vars {
		if !seen[v] {
			continue
		}
		e.Shared = append(e.Shared, v)
		e.Cols = append(e.Cols, i)
		joins = joins && joinable(n, v)
		sure = sure && outer.Certain[i]
	}
	return joins, sure
}

// semiJoin plans the pattern of an EXISTS alone, or with the bindings of the rows outside.
func (b *Builder) semiJoin(e *Exists, p *existing, sure bool, outer *Schema, g GraphRef) error {
	alone, err := b.build(p.core, nil, g)
	if err != nil {
		return err
	}
	wanted := e.wanted(p, outer)
	e.Sub = newProject(alone, wanted)
	if len(p.conds) == 0 {
		e.Sub = newDistinct(e.Sub)
	}
	if sure && len(e.Shared) > 0 && b.worthFeeding(outer, alone.Out()) {
		batch := ofBatch(outer)
		with, feed, err := b.withFeed(batch, occurs(p.core), p.core, g)
		if err != nil {
			return err
		}
		if with != nil && b.cheaperRuns(outer.Rows/batch.Rows, batch, with.Out(), e.Sub.Out()) {
			e.Sub, e.Feed = newProject(with, wanted), feed
		}
	}
	return b.pairs(e, p, outer, g)
}

// batchRows is the number of rows for which a pattern of an EXISTS is run at a time: those of a batch of the executor.
const batchRows = 1024

// ofBatch is the schema of a batch of the rows outside.
func ofBatch(outer *Schema) *Schema {
	s := outer.clone()
	s.Rows = min(max(s.Rows, 1), batchRows)
	return &s
}

// cheaperRuns reports whether so many runs of the fed plan, each with the bindings of a batch, cost less than one of the plan of its own, whose rows
// are hashed.
func (b *Builder) cheaperRuns(runs float64, batch, fed, alone *Schema) bool {
	return b.Method == ForceFeed || max(1, runs)*(fed.Cost+3*batch.Rows) < alone.Cost+3*alone.Rows
}

// named are the variables of the conditions.
func (p *existing) named() vars {
	out := vars{}
	for _, c := range p.conds {
		out = union(out, exprVars(c.Expr))
	}
	return out
}

// wanted are the columns of the pattern that the rows outside or the conditions look at: first those shared.
func (e *Exists) wanted(p *existing, outer *Schema) []Var {
	var more []Var
	for v := range intersect(p.named(), possible(p.core)) {
		if outer.Col(v) < 0 {
			more = append(more, v)
		}
	}
	sortVars(more)
	return append(append([]Var(nil), e.Shared...), more...)
}

// pairs compiles the conditions over pairs of a row outside and a solution of the pattern.
func (b *Builder) pairs(e *Exists, p *existing, outer *Schema, g GraphRef) error {
	both, named := &Schema{}, p.named()
	add := func(s *Schema, isOuter bool) {
		for i, v := range s.Vars {
			if named[v] && both.Col(v) < 0 {
				both.add(v, s.Certain[i])
				e.Pairs = append(e.Pairs, PairColumn{Outer: isOuter, Col: i})
			}
		}
	}
	add(outer, true)
	add(e.Sub.Out(), false)
	for _, c := range p.conds {
		x, err := b.expr(c.Expr, both, g)
		if err != nil {
			return err
		}
		e.Conds = append(e.Conds, x)
	}
	return nil
}

// joinExists makes factors of the group of those EXISTS that are semi-joins on variables which both sides surely bind: the different
// values of these are joined like anything else, so that the order may begin with them.
func (j *joinGroup) joinExists(sure vars) error {
	outer := &Schema{}
	for v := range j.bound {
		outer.add(v, sure[v])
	}
	var stay []pending
	for _, f := range j.filters {
		var keys algebra.Node
		if x, ok := f.expr.(*algebra.Exists); ok && !x.Not && j.mayJoin(f.graph) {
			keys = j.b.existsKeys(x, outer)
		}
		if keys == nil {
			stay = append(stay, f)
		} else if err := j.addOpaque(keys, f.graph); err != nil {
			return err
		}
	}
	j.filters = stay
	return nil
}

// mayJoin reports whether another factor may be added: it should not keep the search from trying all orders.
func (j *joinGroup) mayJoin(g GraphRef) bool {
	return j.b.Method == Auto && len(j.factors) > 0 && len(j.factors) < dynamicLimit && g.Var == "" && !g.Active
}

// existsKeys is the pattern of an EXISTS cut down to the different values of the variables that it shares with the rows outside; nil where
// it cannot be joined by them.
func (b *Builder) existsKeys(x *algebra.Exists, outer *Schema) algebra.Node {
	p := b.existsPattern(x, outer)
	if len(p.conds) > 0 {
		return nil
	}
	seen, surely := occurs(p.core), certain(p.core)
	var shared []Var
	for i, v := range outer.Vars {
		if !seen[v] {
			continue
		}
		if !outer.Certain[i] || !surely[v] || !joinable(p.core, v) {
			return nil
		}
		shared = append(shared, v)
	}
	if len(shared) == 0 {
		return nil
	}
	sortVars(shared)
	name := list(shared)
	if p.keys[name] == nil {
		if p.keys == nil {
			p.keys = map[string]algebra.Node{}
		}
		p.keys[name] = &algebra.Distinct{Input: &algebra.Project{Input: p.core, Vars: shared}}
	}
	return p.keys[name]
}
