package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/query/expr"
)

// groupSpill is what a group does when there is no room for more groups. Those it has go on to take their rows. The rows of
// others are set aside, sorted by their keys, and aggregated as many groups at a time as there is room for. So the rows of a
// group keep their sequence. Values of DISTINCT that are not among those held are set aside with the numbers of their groups.
type groupSpill struct {
	cols    []int   // columns of the input that are read
	frozen  bool    // no group is added
	rest    *sorter // rows of other groups
	sorted  bool    // rest is the input now
	pending *Batch  // rows of rest that are not taken yet
	more    bool    // there may be groups after those in the result
	mark    []bool
}

// freeze ends the adding of groups if there is no room for more.
func (g *group) freeze() {
	s := &g.spill
	held, rows := g.set.held+g.held, max(1, g.set.n)
	for _, a := range g.aggs {
		if a.rows != nil {
			held, rows = held+a.rows.held, max(rows, a.rows.n)
		} else if a.spec.Distinct && g.q.opts.SpillRows > 0 {
			rows = max(rows, int(a.agg.Bytes()/64))
		}
	}
	if s.frozen || !g.q.crowded(held, rows) {
		return
	}
	s.frozen = true
	shares := 2
	for _, a := range g.aggs {
		if a.spec.Distinct {
			shares++
		}
	}
	if !s.sorted && len(g.keys) > 0 {
		s.rest, s.more = g.q.newRowSort(len(s.cols), g.restKeys(), shares), true
	}
	for i := range g.aggs {
		if a := &g.aggs[i]; a.spec.Distinct && a.rows != nil {
			a.late = g.q.newRowSort(len(a.all)+1, columns(len(a.all)+1), shares)
		} else if _, ok := a.agg.(expr.Distinct); ok {
			a.late = g.q.newRowSort(2, columns(2), shares)
		}
	}
}

// restKeys are the keys as columns of the rows set aside.
func (g *group) restKeys() (keys []int) {
	for _, k := range g.keys {
		for i, c := range g.spill.cols {
			if c == k {
				keys = append(keys, i)
			}
		}
	}
	return keys
}

// nextRows gives the next rows of groups that there is room for.
func (g *group) nextRows() (*Batch, error) {
	for {
		b, err := g.read()
		if b == nil || err != nil {
			return nil, err
		}
		if !g.spill.frozen || len(g.keys) == 0 {
			return b, nil
		}
		if err := g.setAside(b); err != nil {
			return nil, err
		}
		if b.N > 0 {
			return b, nil
		}
		if g.spill.sorted {
			return nil, nil
		}
	}
}

// read gives the next rows of the input, or of those set aside.
func (g *group) read() (*Batch, error) {
	s := &g.spill
	if !s.sorted {
		return g.in.next()
	}
	b := s.pending
	s.pending = nil
	if b == nil {
		var err error
		if b, err = s.rest.next(); b == nil || err != nil {
			s.more = false
			return nil, err
		}
		b = g.widen(b)
	}
	return b, nil
}

// widen puts columns that were set aside where the input has them.
func (g *group) widen(b *Batch) *Batch {
	wide := &Batch{N: b.N, Cols: make([][]index.ID, g.width)}
	for i := range wide.Cols {
		wide.Cols[i] = zeros
	}
	for i, c := range g.spill.cols {
		wide.Cols[c] = b.Cols[i]
	}
	return wide
}

// setAside takes the rows of unknown groups out of a batch.
func (g *group) setAside(b *Batch) error {
	s := &g.spill
	for i, c := range g.keys {
		g.cols[i] = zeros
		if c >= 0 {
			g.cols[i] = b.Cols[c]
		}
	}
	g.at, s.mark = resize(g.at, b.N), resize(s.mark, b.N)
	g.set.probe(b.N, g.cols, g.at)
	for i, r := range g.at {
		s.mark[i] = r != 0
	}
	others := b.split(s.mark)
	if others.N == 0 {
		return nil
	}
	if s.sorted { // they are the last of the batch
		s.pending = others
		return nil
	}
	narrow := &Batch{N: others.N}
	for _, c := range s.cols {
		narrow.Cols = append(narrow.Cols, others.Cols[c])
	}
	return s.rest.put(narrow)
}

// again begins with the groups after those in the result.
func (g *group) again() error {
	s := &g.spill
	g.release()
	g.out, s.frozen = nil, false
	g.set = newTable(g.q, len(g.keys))
	for i := range g.aggs {
		if err := g.aggs[i].begin(g.q); err != nil {
			return err
		}
	}
	if s.sorted {
		return nil
	}
	s.sorted = true
	return s.rest.arrange()
}

// addColumn hands values to an aggregate; those that are new to a DISTINCT without room are set aside.
func (g *group) addColumn(a *aggregate, groups []uint32, col []index.ID) error {
	if a.late == nil {
		return a.agg.Add(g.q, groups, col)
	}
	own := make([]index.ID, len(col))
	for i := range own {
		own[i] = 1
		if groups != nil {
			own[i] += index.ID(groups[i])
		}
	}
	mark := resize(g.spill.mark, len(col))
	a.agg.(expr.Distinct).Known(groups, col, mark)
	b := &Batch{N: len(col), Cols: [][]index.ID{own, col}}
	return a.late.put(b.without(mark))
}

// postpone sets the rows aside that are new to a COUNT(DISTINCT *) without room.
func (g *group) postpone(a *aggregate, n int, cols [][]index.ID) error {
	heads := make([]uint32, n)
	a.rows.probe(n, cols, heads)
	mark := make([]bool, n)
	for i, r := range heads {
		mark[i] = r != 0
	}
	b := &Batch{N: n, Cols: cols}
	return a.late.put(b.without(mark))
}

// addLate hands on what was set aside of a DISTINCT, each value of a group once.
func (g *group) addLate(a *aggregate) error {
	if a.late == nil {
		return nil
	}
	agg := a.agg
	if d, ok := agg.(expr.Distinct); ok {
		agg = d.Inner()
	}
	if err := a.late.arrange(); err != nil {
		return err
	}
	once := runs{in: a.late}
	for {
		b, err := once.next()
		if err != nil {
			return err
		}
		if b == nil {
			a.late.close()
			a.late = nil
			return nil
		}
		groups := make([]uint32, b.N)
		for i, id := range b.Cols[0][:b.N] {
			groups[i] = uint32(id - 1)
		}
		var col []index.ID
		if a.rows == nil {
			col = b.Cols[1][:b.N]
		}
		if err := agg.Add(g.q, groups, col); err != nil {
			return err
		}
	}
}
