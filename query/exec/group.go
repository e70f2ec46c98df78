package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/expr"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// group hashes rows by key into dense group numbers and feeds the aggregates.
type group struct {
	q     *Query
	in    operator
	keys  []int
	width int // of the input
	set   *table
	aggs  []aggregate
	held  int64 // of the aggregates
	at    []uint32
	cols  [][]index.ID
	zero  []index.ID
	out   *stored
	spill groupSpill
}

// aggregate is one column of the result.
type aggregate struct {
	agg  expr.Aggregator
	eval *eval // nil for COUNT(*)
	col  []index.ID
	rows *table // COUNT(DISTINCT *): the different rows seen
	all  []int
	spec sparql.Aggregate
	late *sorter // of DISTINCT: values, after their groups, that there was no room for
}

func (q *Query) newGroup(n *plan.Group, in operator, e *env) (operator, error) {
	g := &group{q: q, in: in, keys: n.Keys, width: len(n.Input.Out().Vars), set: newTable(q, len(n.Keys)), cols: make([][]index.ID, len(n.Keys))}
	for _, a := range n.Aggs {
		x := aggregate{all: a.All, spec: a.Spec}
		if a.X != nil {
			x.col = make([]index.ID, BatchRows)
			var err error
			if x.eval, err = q.newEval(a.X, e); err != nil {
				in.close()
				return nil, err
			}
		}
		if err := x.begin(q); err != nil {
			in.close()
			return nil, err
		}
		g.aggs = append(g.aggs, x)
	}
	g.narrow()
	readWhole(in)
	return g, nil
}

// begin makes the aggregate one over nothing.
func (a *aggregate) begin(q *Query) (err error) {
	spec := a.spec
	if a.eval == nil && spec.Distinct {
		a.rows = newTable(q, len(a.all)+1)
		spec.Distinct = false
	}
	a.agg, err = expr.NewAggregator(spec)
	return err
}

// narrow asks the input for no more columns than the group reads.
func (g *group) narrow() {
	wanted := make([]bool, g.width)
	for _, c := range g.keys {
		if c >= 0 {
			wanted[c] = true
		}
	}
	for _, a := range g.aggs {
		for _, c := range a.all {
			wanted[c] = true
		}
		if a.eval != nil && !a.eval.reads(wanted) {
			g.spill.cols = columns(g.width)
			return
		}
	}
	narrow(g.in, wanted)
	for c, w := range wanted {
		if w {
			g.spill.cols = append(g.spill.cols, c)
		}
	}
}

func (g *group) next() (*Batch, error) {
	for {
		if g.out == nil {
			if err := g.consume(); err != nil {
				return nil, err
			}
			if err := g.result(); err != nil {
				return nil, err
			}
		}
		b, err := g.out.next()
		if b != nil || err != nil || !g.spill.more {
			return b, err
		}
		if err := g.again(); err != nil {
			return nil, err
		}
	}
}

func (g *group) consume() error {
	for {
		b, err := g.nextRows()
		if b == nil || err != nil {
			return err
		}
		if err := g.q.check(); err != nil {
			return err
		}
		if err := g.number(b); err != nil {
			return err
		}
		for i := range g.aggs {
			if err := g.add(&g.aggs[i], b); err != nil {
				return err
			}
		}
		if err := g.account(); err != nil {
			return err
		}
		g.freeze()
	}
}

// number gives the rows of a batch the numbers of their groups.
func (g *group) number(b *Batch) error {
	g.at = resize(g.at, b.N)
	if len(g.keys) == 0 { // all of group 0
		clear(g.at)
		return nil
	}
	for i, c := range g.keys {
		g.cols[i] = zeros
		if c >= 0 {
			g.cols[i] = b.Cols[c]
		}
	}
	return g.set.upsert(b.N, g.cols, g.at)
}

// byValue is an aggregate that takes values as well as IDs, so that values that are computed need none. In a column of IDs it passes over
// expr.Taken.
type byValue interface {
	AddValue(group uint32, v *xsd.Value)
}

func (g *group) add(a *aggregate, b *Batch) error {
	switch {
	case a.rows != nil:
		return g.addDistinct(a, b)
	case a.eval == nil:
		return a.agg.Add(g.q, g.at, nil)
	}
	groups := g.at
	if len(g.keys) == 0 {
		groups = nil
	}
	if col, ok := a.eval.column(b); ok {
		return g.addColumn(a, groups, col)
	}
	if agg, ok := a.agg.(byValue); ok {
		if err := a.eval.mixed(b, a.col, func(row int, v *xsd.Value) { agg.AddValue(g.at[row], v) }); err != nil {
			return err
		}
	} else if err := a.eval.value(b, a.col); err != nil {
		return err
	}
	return g.addColumn(a, groups, a.col[:b.N])
}

// addDistinct counts the rows that are new to their group.
func (g *group) addDistinct(a *aggregate, b *Batch) error {
	cols := make([][]index.ID, 0, len(a.all)+1)
	own := make([]index.ID, b.N)
	for i, r := range g.at {
		own[i] = index.ID(r) + 1
	}
	cols = append(cols, own)
	for _, c := range a.all {
		cols = append(cols, b.Cols[c])
	}
	if a.late != nil {
		return g.postpone(a, b.N, cols)
	}
	known := uint32(a.rows.n)
	rows := make([]uint32, b.N)
	if err := a.rows.upsert(b.N, cols, rows); err != nil {
		return err
	}
	var groups []uint32
	for i, r := range rows {
		if r >= known {
			known++
			groups = append(groups, g.at[i])
		}
	}
	return a.agg.Add(g.q, groups, nil)
}

func (g *group) account() error {
	sum := int64(0)
	for _, a := range g.aggs {
		sum += a.agg.Bytes()
	}
	grown := sum - g.held
	g.held = sum
	return g.q.grow(grown)
}

// result makes the rows: keys and then aggregates. Without keys there is one group even over nothing.
func (g *group) result() error {
	n := g.set.n
	if len(g.keys) == 0 {
		n = 1
	}
	b := &Batch{N: n, Cols: append([][]index.ID(nil), g.set.cols...)}
	for i := range g.aggs {
		if err := g.addLate(&g.aggs[i]); err != nil {
			return err
		}
		col := make([]index.ID, n)
		if err := g.aggs[i].agg.Result(g.q, n, col); err != nil {
			return err
		}
		b.Cols = append(b.Cols, col)
	}
	g.out = &stored{q: g.q, rows: b}
	return nil
}

// release gives back the memory of the groups.
func (g *group) release() {
	g.set.free()
	g.q.hold(-g.held)
	g.held = 0
	for i := range g.aggs {
		a := &g.aggs[i]
		if a.rows != nil {
			a.rows.free()
		}
		if a.late != nil {
			a.late.close()
			a.late = nil
		}
	}
}

func (g *group) close() {
	g.in.close()
	g.release()
	if g.spill.rest != nil {
		g.spill.rest.close()
	}
	for _, a := range g.aggs {
		if a.eval != nil {
			a.eval.close()
		}
	}
}
