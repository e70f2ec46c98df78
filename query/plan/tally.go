package plan

import (
	"strconv"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// counting answers a Group over one pattern from the store's counts and runs of equal values; nil where that does not apply.
func (b *Builder) counting(n *algebra.Group, kid Node) (Node, error) {
	if p, ok := kid.(*PathScan); ok {
		return countPath(n, p), nil
	}
	if r, ok := kid.(*RangeScan); ok && len(n.Keys) == 0 && len(n.Aggregates) == 1 && countsRows(n, r) {
		return b.countRanges(n.Aggregates[0].Var, r)
	}
	s, ok := kid.(*Scan)
	if !ok || s.Pattern.Graph.Active || repeated(&s.Pattern) {
		return nil, nil
	}
	switch {
	case len(n.Keys) == 1 && countsRows(n, s):
		if known, err := b.knownCounts(n, s); known != nil || err != nil {
			return known, err
		}
		if t := b.tally(s, n.Keys[0]); t != nil {
			for _, a := range n.Aggregates {
				t.Schema.add(a.Var, true)
			}
			return t, nil
		}
	case len(n.Keys) > 0 || len(n.Aggregates) != 1:
	case countsRows(n, s):
		return b.countRows(n.Aggregates[0].Var, s)
	case countsDistinct(n, s):
		return b.countDistinct(n.Aggregates[0], s)
	}
	return nil, nil
}

// countsRows reports whether every aggregate counts the rows of a plan.
func countsRows(n *algebra.Group, of Node) bool {
	for _, a := range n.Aggregates {
		v, ok := a.X.(*sparql.ExprVar)
		if a.Name != "COUNT" || a.Distinct || a.X != nil && !(ok && of.Out().IsCertain(v.Var)) {
			return false
		}
	}
	return true
}

// countsDistinct reports whether the one aggregate counts the different values of a variable of a plan.
func countsDistinct(n *algebra.Group, of Node) bool {
	a := n.Aggregates[0]
	v, ok := a.X.(*sparql.ExprVar)
	return a.Name == "COUNT" && a.Distinct && ok && of.Out().IsCertain(v.Var)
}

// countRows is the store's count.
func (b *Builder) countRows(as Var, s *Scan) (Node, error) {
	count, exact, err := b.Snap.Count(b.Ctx, s.Request(s.Pattern.Graph.Set))
	if err != nil || !exact {
		return nil, err
	}
	return b.number(as, count)
}

// countRanges is the sum of the store's counts.
func (b *Builder) countRanges(as Var, r *RangeScan) (Node, error) {
	if r.Pattern.Graph.Active || repeated(&r.Pattern) {
		return nil, nil
	}
	sum := uint64(0)
	for i := range r.Ranges {
		count, exact, err := b.Snap.Count(b.Ctx, r.Part(i, r.Request(r.Pattern.Graph.Set)))
		if err != nil || !exact {
			return nil, err
		}
		sum += count
	}
	return b.number(as, sum)
}

func (b *Builder) number(as Var, n uint64) (Node, error) {
	term := rdf.NewTyped(strconv.FormatUint(n, 10), rdf.XSDInteger)
	return b.values(&algebra.Values{Vars: []Var{as}, Rows: [][]rdf.Term{{term}}})
}

// countDistinct counts from statistics, or counts the rows of a tally.
func (b *Builder) countDistinct(a algebra.Aggregation, s *Scan) (Node, error) {
	v := a.X.(*sparql.ExprVar).Var
	if n, ok := b.knownDistinct(&s.Pattern, v); ok {
		return b.number(a.Var, n)
	}
	t := b.tally(s, v)
	if t == nil {
		return nil, nil
	}
	return countOf(t, a.Var), nil
}

// knownDistinct is the number of different values of a variable of a pattern, where statistics tell: over all graphs, for a
// pattern that leaves all but the predicate free.
func (b *Builder) knownDistinct(p *Pattern, v Var) (uint64, bool) {
	st := b.statistics()
	if !everything(p, st) || p.Graph.Var != "" || p.Slots[0].Var == "" || p.Slots[2].Var == "" || !b.Snap.Caps().ExactCounts {
		return 0, false
	}
	count := st.Subjects
	switch {
	case p.Slots[1].Var == "":
		x := predicateOf(st, p.Slots[1].ID)
		if count = x.Subjects; v == p.Slots[2].Var {
			count = x.Objects
		}
		return count, true
	case v == p.Slots[1].Var:
		return uint64(len(st.Predicates)), true
	case v == p.Slots[2].Var:
		count = st.Objects
	}
	return count, count > 0
}

// everything reports whether a pattern reads all graphs.
func everything(p *Pattern, st *index.Stats) bool {
	return p.Graph.Set.Mode == index.Union || p.Graph.Set.Mode == index.Unnamed && st.Quads == st.Unnamed
}

const manyPredicates = 4096 // beyond them a plan would be large

// knownCounts is the number of triples of each predicate, where statistics tell: over all graphs, for a pattern without constants, while no
// triple is there twice.
func (b *Builder) knownCounts(n *algebra.Group, s *Scan) (Node, error) {
	p, st := &s.Pattern, b.statistics()
	free := p.Slots[0].Var != "" && p.Slots[2].Var != "" && n.Keys[0] == p.Slots[1].Var && p.Graph.Var == ""
	if !free || p.Graph.Distinct || !everything(p, st) || len(st.Predicates) > manyPredicates || !b.Snap.Caps().ExactCounts {
		return nil, nil
	}
	counts := make([]rdf.Term, len(st.Predicates))
	for i, x := range st.Predicates {
		counts[i] = rdf.NewTyped(strconv.FormatUint(x.Quads, 10), rdf.XSDInteger)
	}
	ids := make([]index.ID, len(counts))
	if err := b.Terms.Intern(counts, ids); err != nil {
		return nil, err
	}
	v := &Values{}
	v.Schema.add(n.Keys[0], true)
	for _, a := range n.Aggregates {
		v.Schema.add(a.Var, true)
	}
	for i, x := range st.Predicates {
		row := []index.ID{x.Predicate}
		for range n.Aggregates {
			row = append(row, ids[i])
		}
		v.Table = append(v.Table, row[:len(v.Vars)])
	}
	v.Rows, v.Cost = float64(len(v.Table)), float64(len(v.Table))
	return v, nil
}

// tally reads a pattern in the order that begins with v; nil where the store has none, or does not count.
func (b *Builder) tally(s *Scan, v Var) *Tally {
	caps := b.Snap.Caps()
	a, ok := b.choose(&s.Pattern, unbound, v)
	if !ok || !a.lead || !caps.Sorted || !caps.ExactCounts {
		return nil
	}
	t := &Tally{Pattern: s.Pattern, Order: a.order, Bound: a.bound}
	t.Schema.add(v, true)
	t.Sorted, t.spread = []Var{v}, s.spread
	t.Rows, t.Cost = s.distinct(v), s.Cost
	return t
}

// different reads the values of a projected variable of one pattern each once; nil where that does not apply.
func (b *Builder) different(kid Node) Node {
	p, ok := kid.(*Project)
	if !ok || len(p.Vars) != 1 {
		return nil
	}
	if path, ok := p.Input.(*PathScan); ok {
		if t := tallyPath(path, p.Vars[0], nil); t != nil {
			return t
		}
		return nil
	}
	s, ok := p.Input.(*Scan)
	if !ok || s.Pattern.Graph.Active || repeated(&s.Pattern) || s.Col(p.Vars[0]) < 0 {
		return nil
	}
	if t := b.tally(s, p.Vars[0]); t != nil {
		return t
	}
	return nil
}
