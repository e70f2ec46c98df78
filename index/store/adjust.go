package store

import (
	"errors"
	"slices"
	"sort"

	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
)

// adjuster turns the statistics of one state into those of a later one, by looking at the quads that differ.
type adjuster struct {
	st            index.Stats
	before, after *state
	seen          map[key]bool // groups that were counted: a triple, a subject, predicate and object ...
	whole         bool         // subjects and objects are known
	err           error
}

// adjust gives the statistics of after. changed names the quads that differ between the states, each once.
func adjust(st index.Stats, before, after *state, changed func(yield func(quad key, del bool))) (index.Stats, error) {
	st.Graphs, st.Predicates = slices.Clone(st.Graphs), slices.Clone(st.Predicates)
	a := adjuster{st: st, before: before, after: after, seen: map[key]bool{}, whole: knowsAll(&st)}
	changed(a.quad)
	return a.result()
}

// knowsAll reports whether statistics tell the number of subjects and objects: those of old files do not.
func knowsAll(st *index.Stats) bool { return st.Subjects > 0 || st.Quads == 0 }

// result leaves out what has no rows.
func (a *adjuster) result() (index.Stats, error) {
	a.st.Graphs = slices.DeleteFunc(a.st.Graphs, func(g index.GraphStats) bool { return g.Quads == 0 })
	a.st.Predicates = slices.DeleteFunc(a.st.Predicates, func(p index.PredicateStats) bool { return p.Quads == 0 })
	if len(a.st.Graphs) == 0 {
		a.st.Graphs = nil
	}
	if len(a.st.Predicates) == 0 {
		a.st.Predicates = nil
	}
	return a.st, a.err
}

func (a *adjuster) quad(q key, del bool) {
	p := a.count(q, del)
	a.group(index.SPO, q, 3, &a.st.Triples)
	a.group(index.PSO, q, 2, &p.Subjects)
	a.group(index.POS, q, 2, &p.Objects)
	if a.whole {
		a.group(index.SPO, q, 1, &a.st.Subjects)
		a.group(index.OSP, q, 1, &a.st.Objects)
	}
}

// count notes a row more or less.
func (a *adjuster) count(q key, del bool) *index.PredicateStats {
	n := uint64(1)
	if del {
		n = ^n + 1 // minus one
	}
	a.st.Quads += n
	if g := q[index.Graph]; g == 0 {
		a.st.Unnamed += n
	} else {
		a.graph(g).Quads += n
	}
	p := a.predicate(q[index.Predicate])
	p.Quads += n
	return p
}

// graph finds the line of a graph, making one if there is none.
func (a *adjuster) graph(g index.ID) *index.GraphStats {
	i, ok := slices.BinarySearchFunc(a.st.Graphs, g, func(s index.GraphStats, g index.ID) int { return compare(s.Graph, g) })
	if !ok {
		a.st.Graphs = slices.Insert(a.st.Graphs, i, index.GraphStats{Graph: g})
	}
	return &a.st.Graphs[i]
}

func (a *adjuster) predicate(p index.ID) *index.PredicateStats {
	i, ok := slices.BinarySearchFunc(a.st.Predicates, p, func(s index.PredicateStats, p index.ID) int { return compare(s.Predicate, p) })
	if !ok {
		a.st.Predicates = slices.Insert(a.st.Predicates, i, index.PredicateStats{Predicate: p})
	}
	return &a.st.Predicates[i]
}

func compare(a, b index.ID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// group adds to n what became of the rows that share q's first columns in an order: they may be new, or gone.
func (a *adjuster) group(o index.Order, q key, columns int, n *uint64) {
	k := o.Key(q)
	clear(k[columns:])
	mark := k
	mark[3] = index.ID(o)<<8 | index.ID(columns) // the graph is never part of a group
	if a.seen[mark] || a.err != nil {
		return
	}
	a.seen[mark] = true
	hi := k
	hi[columns-1]++
	before, err1 := a.before.between(o, k, hi)
	after, err2 := a.after.between(o, k, hi)
	if a.err = err1; err2 != nil {
		a.err = err2
	}
	*n += min(after, 1) - min(before, 1)
}

// adjustLimit is how many changes a commit counts at once; more are counted when somebody asks.
const adjustLimit = 256

// countChanges gives the state of a small transaction its statistics if those of the state before are known.
func (w *writer) countChanges() {
	known := w.base.counted.get()
	if known == nil || len(w.changes) > adjustLimit {
		return
	}
	last := map[key]bool{} // what became of each quad
	for _, c := range w.changes {
		if _, ok := last[c.key]; ok {
			delete(last, c.key) // there and back again
			continue
		}
		last[c.key] = c.del
	}
	st, err := adjust(*known, w.base, &w.st, func(yield func(key, bool)) {
		for q, del := range last {
			yield(q, del)
		}
	})
	if err == nil {
		w.st.counted.set(st)
	}
}

// adjustBase gives the statistics of the state from those of its base. It walks the delta in each order that something is
// counted in, and the base beside it.
func (s *state) adjustBase() (index.Stats, error) {
	st := s.base.stats
	st.Graphs, st.Predicates = slices.Clone(st.Graphs), slices.Clone(st.Predicates)
	a := adjuster{st: st}
	var it treeIter
	for it.seek(s.trees[index.PSO], key{}); it.peek() != nil; it.advance() {
		r := it.peek()
		a.count(index.PSO.Quad(r.key), r.del)
	}
	a.err = s.changedGroups(index.PSO, 2, func(k key, n uint64) { a.predicate(k[0]).Subjects += n })
	if a.err == nil {
		a.err = s.changedGroups(index.POS, 2, func(k key, n uint64) { a.predicate(k[0]).Objects += n })
	}
	if knowsAll(&s.base.stats) && a.err == nil {
		a.err = errors.Join(s.changedGroups(index.SPO, 1, func(_ key, n uint64) { a.st.Subjects += n }),
			s.changedGroups(index.OSP, 1, func(_ key, n uint64) { a.st.Objects += n }))
	}
	if s.allUnnamed() {
		a.st.Triples = a.st.Quads
	} else if a.err == nil {
		a.err = s.changedGroups(index.SPO, 3, func(_ key, n uint64) { a.st.Triples += n })
	}
	return a.result()
}

// changedGroups calls f for the groups of rows with the same first columns that the delta makes appear or go away, with 1 or
// minus 1.
func (s *state) changedGroups(o index.Order, columns int, f func(k key, n uint64)) error {
	p := prober{r: s.base.run(o), number: -1}
	var it treeIter
	it.seek(s.trees[o], key{})
	for r := it.peek(); r != nil; r = it.peek() {
		lo := r.key
		clear(lo[columns:])
		hi := lo
		hi[columns-1]++
		change := 0
		for ; r != nil && less(r.key, hi); r = it.peek() {
			change += 1 - 2*r.dels()
			it.advance()
		}
		from, err := p.rank(&lo)
		if err != nil {
			return err
		}
		to, err := p.rank(&hi)
		if err != nil {
			return err
		}
		before := int(to - from)
		if n := min(before+change, 1) - min(before, 1); n != 0 {
			f(lo, uint64(n))
		}
	}
	return nil
}

// prober finds the places of ascending keys in a run, loading each block once.
type prober struct {
	r      *run.Reader
	block  run.Block
	number int // of the block, -1 before the first
	row    int
}

// rank is how many rows are below k, which is not below the k of the call before.
func (p *prober) rank(k *key) (uint64, error) {
	if p.r == nil || p.r.Blocks() == 0 {
		return 0, nil
	}
	if next := p.number + 1; next < p.r.Blocks() && (p.number < 0 || !less(*k, p.r.First(next))) {
		p.number = next + sort.Search(p.r.Blocks()-next-1, func(i int) bool { return less(*k, p.r.First(next+i+1)) })
		p.row = 0
		if err := p.r.Load(p.number, &p.block); err != nil {
			return 0, err
		}
	}
	p.row = min(p.block.N, p.block.Search(k, p.row))
	return p.r.Before(p.number) + uint64(p.row), nil
}
