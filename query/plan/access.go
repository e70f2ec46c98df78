package plan

import (
	"cmp"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

// pattern gives a triple pattern its IDs. ok is false where it can match nothing.
func (b *Builder) pattern(t sparql.Triple, g GraphRef) (p Pattern, ok bool, err error) {
	p = Pattern{Graph: g, Source: t}
	places := [3]sparql.Node{t.S, {Var: t.PVar}, t.O}
	if iri, link := t.Path.(*sparql.PathIRI); link {
		places[1] = sparql.Node{Term: rdf.NewIRI(iri.IRI)}
	}
	ok = !g.nothing()
	for i, n := range places {
		if n.IsVar() {
			p.Slots[i].Var = n.Var
			continue
		}
		if p.Slots[i].ID, err = b.intern(n.Term); err != nil {
			return p, false, err
		}
		ok = ok && p.Slots[i].ID.Kind() != index.KindQuery
	}
	return p, ok, nil
}

// slot is what stands in a column of a quad: the graph column counts as constant where one graph is read.
func (p *Pattern) slot(c index.Column) (s Slot, wanted bool) {
	if c != index.Graph {
		return p.Slots[c], true
	}
	if p.Graph.Var != "" {
		return Slot{Var: p.Graph.Var}, true
	}
	if id, one := p.Graph.one(); one && id != 0 {
		return Slot{ID: id}, true
	}
	return Slot{}, false
}

// access is a way to read a pattern.
type access struct {
	order       index.Order
	bound, keys int
	lead        bool // the first free column is the one that was preferred
}

// choose finds the order whose first columns are the constants, then as many bound variables as possible, then lead.
func (b *Builder) choose(p *Pattern, isBound func(Var) bool, lead Var) (best access, ok bool) {
	caps := b.Snap.Caps()
	for o := index.Order(0); o < index.NumOrders; o++ {
		if !caps.Has(o) {
			continue
		}
		a, fits := p.fit(o, isBound, lead)
		if fits && (!ok || better(a, best)) {
			best, ok = a, true
		}
	}
	return best, ok
}

func better(a, b access) bool {
	if a.keys != b.keys {
		return a.keys > b.keys
	}
	if a.lead != b.lead {
		return a.lead
	}
	return a.bound > b.bound // the graph as first column reads fewer rows
}

// fit matches an order with a pattern. In the orders that begin with the graph it must be known; in the others the
// graph comes last and is checked row by row.
func (p *Pattern) fit(o index.Order, isBound func(Var) bool, lead Var) (a access, ok bool) {
	a.order = o
	stage := 0 // constants, keys, free
	for i, c := range o.Columns() {
		s, wanted := p.slot(c)
		if c == index.Graph && i == 3 {
			break
		}
		switch {
		case c == index.Graph && (!wanted || s.Var != "" && !isBound(s.Var)):
			return a, false
		case s.Var == "":
			if stage > 0 {
				return a, false
			}
			a.bound++
		case isBound(s.Var):
			if stage > 1 {
				return a, false
			}
			stage = 1
			a.keys++
		default:
			if stage < 2 {
				a.lead = s.Var == lead
			}
			stage = 2
		}
	}
	return a, true
}

func unbound(Var) bool { return false }

// scan reads a pattern alone.
func (b *Builder) scan(p Pattern, lead Var) (Node, error) {
	a, ok := b.choose(&p, unbound, lead)
	if !ok {
		return nil, index.ErrNoOrder
	}
	s := &Scan{Pattern: p, Order: a.order, Bound: a.bound}
	sorted := b.Snap.Caps().Sorted
	for i, c := range a.order.Columns() {
		x, wanted := p.slot(c)
		if i < a.bound || !wanted || x.Var == "" {
			continue
		}
		if s.Col(x.Var) < 0 && sorted {
			s.Sorted = append(s.Sorted, x.Var)
		}
		s.Schema.add(x.Var, true)
	}
	return s, b.estimate(s)
}

// Prefix gives the constants a scan or lookup begins with.
func (p *Pattern) Prefix(o index.Order, bound int) []index.ID {
	key := make([]index.ID, 0, 4)
	cols := o.Columns()
	for _, c := range cols[:bound] {
		s, _ := p.slot(c)
		key = append(key, s.ID)
	}
	return key
}

// graphs are those whose rows are counted for a pattern before it is known which graph is read.
func (p *Pattern) graphs() index.GraphSet {
	if p.Graph.Active {
		return index.GraphSet{Mode: index.EachNamed}
	}
	return p.Graph.Set
}

// estimate counts a pattern's rows, and how many different values its variables have.
func (b *Builder) estimate(s *Scan) error {
	sc := index.Scan{Order: s.Order, Prefix: s.Pattern.Prefix(s.Order, s.Bound), Cols: index.AllCols, Graphs: s.Pattern.graphs()}
	n, _, err := b.Snap.Count(b.Ctx, sc)
	if err != nil {
		return err
	}
	s.Rows = float64(n)
	s.Cost = s.Rows
	s.spread = b.spread(&s.Pattern, s.Rows)
	s.stars = b.starOf(&s.Pattern)
	if repeated(&s.Pattern) {
		s.Rows = max(1, s.Rows/10)
	}
	return nil
}

func repeated(p *Pattern) bool {
	v := p.vars()
	for i := range v {
		for j := range i {
			if v[i] != "" && v[i] == v[j] {
				return true
			}
		}
	}
	return false
}

const small = 64 // patterns with fewer rows are not worth statistics of their own

// spread says from how many different values the variables of a pattern take theirs: those of its predicate, whatever constants leave of
// them. Small patterns do not have statistics read, but use them where they are there.
func (b *Builder) spread(p *Pattern, rows float64) map[Var]drawn {
	if rows < small && b.stats == nil {
		return nil
	}
	out := map[Var]drawn{}
	s, pr, o := p.Slots[0], p.Slots[1], p.Slots[2]
	st := b.statistics()
	if pr.Var != "" {
		out[pr.Var] = drawn{min(rows, float64(len(st.Predicates))), false}
		if s.Var != "" {
			out[s.Var] = drawn{rows / 4, true}
		}
		if o.Var != "" {
			out[o.Var] = drawn{rows / 3, true}
		}
	} else {
		x := predicateOf(st, pr.ID)
		if s.Var != "" {
			out[s.Var] = drawn{float64(x.Subjects), false}
		}
		if s.Var != "" && p.isClass() {
			out[s.Var] = drawn{rows, false}
		}
		if o.Var != "" {
			out[o.Var] = drawn{float64(x.Objects), false}
		}
	}
	if p.Graph.Var != "" {
		out[p.Graph.Var] = drawn{min(rows, float64(len(st.Graphs))), false}
	}
	return out
}

// isClass reports whether a pattern asks for the members of a class. What a predicate leads to mostly is of one class: so the class is taken for
// all that there is, not for a share of all things that have a class.
func (p *Pattern) isClass() bool {
	link, ok := p.Source.Path.(*sparql.PathIRI)
	return ok && link.IRI == rdf.RDFType && p.Slots[2].Var == ""
}

// informed gives small patterns the statistics that others of the group had read.
func (j *joinGroup) informed() {
	for _, f := range j.factors {
		if s, ok := f.alone.(*Scan); ok && s.spread == nil && j.b.stats != nil {
			s.spread, s.stars = j.b.spread(&s.Pattern, s.Rows), j.b.starOf(&s.Pattern)
		}
	}
}

// predicateOf finds the line of a predicate; it is empty where nothing has it.
func predicateOf(st *index.Stats, id index.ID) (x index.PredicateStats) {
	i, ok := slices.BinarySearchFunc(st.Predicates, id, func(s index.PredicateStats, id index.ID) int { return cmp.Compare(s.Predicate, id) })
	if ok {
		x = st.Predicates[i]
	}
	return x
}

func (b *Builder) statistics() *index.Stats {
	if b.stats == nil {
		st := b.Snap.Stats()
		b.stats = &st
	}
	return b.stats
}

// reading is a way to read a pattern by keys, the first of which is key.
type reading struct {
	access
	key Var
}

// readBy gives the way to read the pattern of a factor by what a plan binds; nil where it binds nothing of it, or not surely, or where no
// order begins with that.
func (b *Builder) readBy(in *Schema, f *factor) *reading {
	if !b.Snap.Caps().Sorted {
		return nil
	}
	mask := 0
	for i, v := range f.pattern.vars() {
		if c := in.Col(v); v != "" && c >= 0 {
			if !in.Certain[c] {
				return nil
			}
			mask |= 1 << i
		}
	}
	if mask == 0 {
		return nil
	}
	if f.reads[mask] == nil {
		r := &reading{}
		if a, ok := b.choose(f.pattern, func(v Var) bool { return in.Col(v) >= 0 }, ""); ok && a.keys > 0 {
			r.access, r.key = a, b.firstKey(f.pattern, a)
		}
		f.reads[mask] = r
	}
	if r := f.reads[mask]; r.keys > 0 {
		return r
	}
	return nil
}

// vars are the variables of a pattern by place, "" for a constant.
func (p *Pattern) vars() [4]Var {
	return [4]Var{p.Slots[0].Var, p.Slots[1].Var, p.Slots[2].Var, p.Graph.Var}
}

// What a lookup costs for each row of its input, besides the way to its key: where the keys come in order it only moves forward.
const (
	lookupForward  = 1.5
	lookupAnywhere = 6.0
	sortedAtOnce   = 65536 // rows of an input in any order that are sorted together
)

// The way to a key: rows are passed by where keys lie close, else the store is asked for the next key and reads a few rows there, which may hold
// the keys after it.
const (
	seek    = 60.0
	passed  = 8.0  // rows between two keys up to which they are passed by
	atASeek = 32.0 // rows read after a seek
)

// lookupCost is that of looking rows up, in or out of order, in a pattern of so many rows.
func lookupCost(rows, pattern float64, forward bool) float64 {
	perRow, together := lookupForward, rows
	if !forward {
		perRow, together = lookupAnywhere, min(rows, sortedAtOnce)
	}
	way := pattern / max(together, 1)
	if way > passed {
		way = seek * min(1, way/atASeek)
	}
	return rows * (perRow + way)
}

// lookup joins cur with a pattern by the pattern's order, which must be possible.
func (b *Builder) lookup(cur Node, f *factor) Node {
	r := b.readBy(cur.Out(), f)
	cur = b.leadWith(cur, r.key)
	in, right := cur.Out(), f.alone.Out()
	l := &Lookup{Input: cur, Pattern: *f.pattern, Order: r.order, Bound: r.bound, Keys: r.keys}
	l.Schema = mergeSchema(cur, f.alone, true)
	l.Rows = pairRows(in, right, nil)
	l.spread = joinSpread(in, right, l.stars)
	forward := in.isSortedBy(r.key)
	if !forward {
		l.Sorted = nil
	}
	l.Cost = in.Cost + lookupCost(in.Rows, right.Rows, forward) + l.Rows
	return l
}

// InOrder reports whether the input comes sorted by the first key.
func (l *Lookup) InOrder() bool {
	s, _ := l.Pattern.slot(l.Order.Columns()[l.Bound])
	return l.Input.Out().isSortedBy(s.Var)
}

// firstKey is the variable a lookup's keys begin with.
func (b *Builder) firstKey(p *Pattern, a access) Var {
	s, _ := p.slot(a.order.Columns()[a.bound])
	return s.Var
}

// leads reports whether a plan is sorted by v, or can be read so.
func (b *Builder) leads(n Node, v Var) bool { return b.leadWith(n, v).Out().isSortedBy(v) }

// leadWith reads a scan in the order that begins with v, if that is all that stands between.
func (b *Builder) leadWith(n Node, v Var) Node {
	switch n := n.(type) {
	case *Scan:
		if n.isSortedBy(v) || n.Col(v) < 0 {
			return n
		}
		if s, err := b.rescan(n, v); err == nil && s.Out().isSortedBy(v) {
			return s
		}
	case *Filter:
		if n.compiled() { // for the columns as they are
			return n
		}
		if kid := b.leadWith(n.Input, v); kid != n.Input {
			f := *n
			f.Input = kid
			f.Schema = kid.Out().clone()
			f.Rows, f.Cost = n.Rows, n.Cost
			return &f
		}
	}
	return n
}

func (b *Builder) rescan(n *Scan, v Var) (Node, error) {
	a, ok := b.choose(&n.Pattern, unbound, v)
	if !ok || !a.lead {
		return n, nil
	}
	s := &Scan{Pattern: n.Pattern, Order: a.order, Bound: a.bound}
	for i, c := range a.order.Columns() {
		x, wanted := n.Pattern.slot(c)
		if i < a.bound || !wanted || x.Var == "" {
			continue
		}
		if s.Col(x.Var) < 0 {
			s.Sorted = append(s.Sorted, x.Var)
		}
		s.Schema.add(x.Var, true)
	}
	s.Rows, s.Cost, s.spread, s.stars = n.Rows, n.Cost, n.spread, n.stars
	return s, nil
}
