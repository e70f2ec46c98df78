package decide

import (
	"context"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// Caps are those of the snapshot below, without what the state of a day cannot keep: its rows come first and unsorted.
func (p *Past) Caps() index.Caps {
	c := p.Snapshot.Caps()
	c.Sorted, c.ExactCounts, c.Pattern = false, false, false
	return c
}

// Count is that of today: no promise.
func (p *Past) Count(ctx context.Context, s index.Scan) (uint64, bool, error) {
	n, _, err := p.Snapshot.Count(ctx, s)
	return n, false, err
}

// Split leaves a scan whole.
func (p *Past) Split(s index.Scan, _ int) ([]index.Scan, error) { return []index.Scan{s}, nil }

// Range leaves comparisons to the caller: not all IDs are the store's.
func (p *Past) Range(index.Op, rdf.Term) ([]index.IDRange, bool, error) { return nil, false, nil }

// Stats are those of today, but for the graph of what was in force.
func (p *Past) Stats() index.Stats {
	s := p.Snapshot.Stats()
	s.Subjects, s.Objects = 0, 0 // nobody has counted those of the day
	s.Graphs = slices.DeleteFunc(slices.Clone(s.Graphs), func(g index.GraphStats) bool { return g.Graph == p.force })
	if len(p.state) > 0 {
		s.Graphs = append(s.Graphs, index.GraphStats{Graph: p.force, Quads: uint64(len(p.state))})
	}
	return s
}

// IDs looks terms up in the store, then among those of the state of the day.
func (p *Past) IDs(ctx context.Context, terms []rdf.Term, dst []index.ID) error {
	if err := p.Snapshot.IDs(ctx, terms, dst); err != nil {
		return err
	}
	for i := range terms {
		if dst[i] == 0 {
			dst[i] = p.ids[terms[i]]
		}
	}
	return nil
}

// Terms gives the terms of IDs of either kind.
func (p *Past) Terms(ctx context.Context, ids []index.ID, dst []rdf.Term) error {
	stored := ids
	for i, id := range ids {
		if id.Kind() == index.KindQuery {
			if &stored[0] == &ids[0] {
				stored = slices.Clone(ids)
			}
			stored[i] = 0
		}
	}
	if err := p.Snapshot.Terms(ctx, stored, dst); err != nil {
		return err
	}
	for i, id := range ids {
		if n := id.Payload(); id.Kind() == index.KindQuery && n < uint64(len(p.made)) {
			dst[i] = p.made[n]
		}
	}
	return nil
}

// Scan gives the rows of the state of the day that match, then those of the store, without what is hidden.
func (p *Past) Scan(ctx context.Context, s index.Scan) (index.Cursor, error) {
	c := &pastCursor{past: p, scan: s, wanted: positions(s.Cols)}
	for _, row := range p.state {
		if key := s.Order.Key(row); p.matches(s, key) {
			c.first = append(c.first, c.pick(key))
		}
	}
	if s.Distinct {
		c.first = distinct(c.first)
	}
	c.held = map[[4]index.ID]bool{}
	for _, row := range c.first {
		c.held[row] = true
	}
	below := s
	below.Limit, below.Cols = 0, s.Cols|nodes(s.Order)
	c.read, c.widened = positions(below.Cols), below.Cols != s.Cols
	var some bool
	if below.Graphs, some = p.graphs(s.Graphs); !some || len(s.Prefix) > 0 && s.Order >= index.GSPO && s.Prefix[0] == p.force || slices.ContainsFunc(s.Prefix, p.own) {
		return c, nil
	}
	var err error
	c.below, err = p.Snapshot.Scan(ctx, below)
	c.room = make([][]index.ID, len(c.read))
	return c, err
}

// own reports whether an ID is no ID of the store.
func (p *Past) own(id index.ID) bool { return id.Kind() == index.KindQuery }

// graphs takes the graph of what is in force now out of a choice; some is false if nothing is left.
func (p *Past) graphs(g index.GraphSet) (out index.GraphSet, some bool) {
	switch g.Mode {
	case index.Unnamed:
		return g, true
	case index.Set:
		out := index.GraphSet{Mode: index.Set, Graphs: slices.DeleteFunc(slices.Clone(g.Graphs), func(id index.ID) bool { return id == p.force })}
		return out, len(out.Graphs) > 0
	}
	out = index.GraphSet{Mode: index.Set}
	held := false
	for _, s := range p.Snapshot.Stats().Graphs {
		if held = held || s.Graph == p.force; s.Graph != p.force {
			out.Graphs = append(out.Graphs, s.Graph)
		}
	}
	if !held {
		return g, true
	}
	if g.Mode == index.Union {
		out.Graphs = append(out.Graphs, 0)
	}
	slices.Sort(out.Graphs)
	return out, len(out.Graphs) > 0
}

// matches reports whether a key of the scan's order is in it.
func (p *Past) matches(s index.Scan, key [4]index.ID) bool {
	for i, id := range s.Prefix {
		if key[i] != id {
			return false
		}
	}
	rest := key[len(s.Prefix):]
	return s.Graphs.Has(p.force) && (s.From == nil || compare(rest, s.From) >= 0) && (s.To == nil || compare(rest, s.To) < 0)
}

// compare compares as many columns as the bound has.
func compare(key, bound []index.ID) int {
	return slices.Compare(key[:min(len(key), len(bound))], bound)
}

// positions are the columns that a mask asks for.
func positions(cols uint8) (out []int) {
	for i := range 4 {
		if cols&(1<<i) != 0 {
			out = append(out, i)
		}
	}
	return out
}

// nodes is the mask of subject and object in an order, by which rows are hidden.
func nodes(o index.Order) (mask uint8) {
	for i, c := range o.Columns() {
		if c == index.Subject || c == index.Object {
			mask |= 1 << i
		}
	}
	return mask
}

func distinct(rows [][4]index.ID) (out [][4]index.ID) {
	for _, r := range rows {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}
