package plan

import (
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
)

// values turns inline data into IDs.
func (b *Builder) values(n *algebra.Values) (Node, error) {
	v := &Values{}
	flat := make([]rdf.Term, 0, len(n.Rows)*len(n.Vars))
	for _, row := range n.Rows {
		flat = append(flat, row...)
	}
	ids := make([]index.ID, len(flat))
	if err := b.Terms.Intern(flat, ids); err != nil {
		return nil, err
	}
	for i, x := range n.Vars {
		surely := true
		for r := range n.Rows {
			surely = surely && ids[r*len(n.Vars)+i] != 0
		}
		v.Schema.add(x, surely)
	}
	for r := range n.Rows {
		v.Table = append(v.Table, ids[r*len(n.Vars):(r+1)*len(n.Vars)])
	}
	v.Rows = float64(len(n.Rows))
	v.Cost = v.Rows
	return v, nil
}

func (b *Builder) groupBy(n *algebra.Group, g GraphRef) (Node, error) {
	kid, err := b.build(n.Input, nil, g)
	if err != nil {
		return nil, err
	}
	if counted, err := b.counting(n, kid); counted != nil || err != nil {
		return counted, err
	}
	if counted, err := b.jointCounts(n, kid, g); counted != nil || err != nil {
		return counted, err
	}
	if wanted := wantedOnce(n); wanted != nil {
		if kid, err = b.cheaperCut(kid, n.Input, wanted, g); err != nil {
			return nil, err
		}
	}
	if v := onlyArgument(n); v != "" { // equal values come together, and those of the dictionary in its order
		kid = b.leadWith(kid, v)
	}
	in := kid.Out()
	out := &Group{Input: kid}
	groups := 1.0
	for _, v := range n.Keys {
		out.Keys = append(out.Keys, in.Col(v))
		out.Schema.add(v, in.IsCertain(v))
		groups *= in.distinct(v)
	}
	for _, a := range n.Aggregates {
		agg := Agg{Spec: a.Aggregate}
		if a.X != nil {
			if agg.X, err = b.expr(a.X, in, g); err != nil {
				return nil, err
			}
		} else if a.Distinct {
			agg.All = visibleColumns(in)
		}
		out.Aggs = append(out.Aggs, agg)
		out.Schema.add(a.Var, a.Name == "COUNT")
	}
	out.Rows = max(1, min(groups, in.Rows))
	out.Cost = in.Cost + 3*in.Rows
	out.Start = out.Cost
	return out, nil
}

// onlyArgument is the one variable that the aggregates of a group without keys look at, "" if there is none or several.
func onlyArgument(n *algebra.Group) (only Var) {
	for _, a := range n.Aggregates {
		if len(n.Keys) > 0 || a.X == nil || a.Name == "GROUP_CONCAT" || a.Name == "SAMPLE" {
			return ""
		}
		for v := range exprVars(a.X) {
			if only != "" && only != v {
				return ""
			}
			only = v
		}
	}
	return only
}

// visibleColumns are the columns a solution consists of: not those of blank nodes and of the translation.
func visibleColumns(s *Schema) []int {
	out := []int{}
	for i, v := range s.Vars {
		if !v.IsBlank() && v[0] != '.' {
			out = append(out, i)
		}
	}
	return out
}

// Request is the store's scan for a Scan over the graphs given.
func (s *Scan) Request(graphs index.GraphSet) index.Scan {
	return s.Pattern.request(s.Order, s.Bound, graphs)
}

// Request is the store's scan for a Tally over the graphs given: only the first column is needed where no rows repeat.
func (t *Tally) Request(graphs index.GraphSet) index.Scan {
	sc := t.Pattern.request(t.Order, t.Bound, graphs)
	if !sc.Distinct {
		sc.Cols = 1 << t.Bound
	}
	return sc
}

// Request is the store's scan for a Lookup, without the keys.
func (l *Lookup) Request(graphs index.GraphSet) index.Scan {
	return l.Pattern.request(l.Order, l.Bound, graphs)
}

func (p *Pattern) request(o index.Order, bound int, graphs index.GraphSet) index.Scan {
	sc := index.Scan{Order: o, Prefix: p.Prefix(o, bound), Graphs: graphs, Distinct: p.Graph.Distinct}
	for i, c := range o.Columns() {
		if s, wanted := p.slot(c); wanted && s.Var != "" && i >= bound {
			sc.Cols |= 1 << i
		}
	}
	if sc.Cols == 0 { // a constant pattern: any column says whether it is there
		sc.Cols = 1
	}
	return sc
}

// Columns gives the variable of each column that Request asks for, "" for one that is not of interest.
func (p *Pattern) Columns(o index.Order, bound int) []Var {
	var out []Var
	for i, c := range o.Columns() {
		if s, wanted := p.slot(c); wanted && s.Var != "" && i >= bound {
			out = append(out, s.Var)
		}
	}
	if len(out) == 0 {
		out = []Var{""}
	}
	return out
}
