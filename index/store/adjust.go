package store

import (
	"slices"

	"w3id.org/concord/index"
)

// adjuster turns the statistics of one state into those of a later one, by looking at the quads that differ.
type adjuster struct {
	st            index.Stats
	before, after *state
	seen          map[key]bool // groups that were counted: a triple, or predicate and subject or object
	err           error
}

// adjust gives the statistics of after. changed names the quads that differ between the states, each once.
func adjust(st index.Stats, before, after *state, changed func(yield func(quad key, del bool))) (index.Stats, error) {
	st.Graphs, st.Predicates = slices.Clone(st.Graphs), slices.Clone(st.Predicates)
	a := adjuster{st: st, before: before, after: after, seen: map[key]bool{}}
	changed(a.quad)
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
	a.group(index.SPO, q, 3, &a.st.Triples)
	a.group(index.PSO, q, 2, &p.Subjects)
	a.group(index.POS, q, 2, &p.Objects)
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
	mark[3] = index.ID(o) // the graph is never part of a group
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
		if _, ok := last[c.quad]; ok {
			delete(last, c.quad) // there and back again
			continue
		}
		last[c.quad] = c.del
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

// adjustBase gives the statistics of the state from those of its base.
func (s *state) adjustBase() (index.Stats, error) {
	before := &state{base: s.base}
	return adjust(s.base.stats, before, s, func(yield func(key, bool)) {
		var it treeIter
		for it.seek(s.trees[index.SPO], key{}); it.peek() != nil; it.advance() {
			r := it.peek()
			yield(r.key, r.del)
		}
	})
}
