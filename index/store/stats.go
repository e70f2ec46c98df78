package store

import (
	"context"
	"maps"
	"slices"

	"w3id.org/concord/index"
)

// Stats counts the state.
func (s *snapshot) Stats() index.Stats {
	st, err := s.st.stats()
	if err != nil {
		return index.Stats{}
	}
	return st
}

// stats counts by reading three orders.
func (s *state) stats() (st index.Stats, err error) {
	st.Terms = uint64(s.late.Len())
	graphs := map[index.ID]uint64{}
	preds := map[index.ID]*index.PredicateStats{}
	var last key
	err = s.walk(index.PSO, func(k key) {
		p := preds[k[0]]
		if p == nil {
			p = &index.PredicateStats{Predicate: k[0]}
			preds[k[0]] = p
		}
		st.Quads++
		p.Quads++
		graphs[k[3]]++
		if k[0] != last[0] || k[1] != last[1] {
			p.Subjects++
		}
		if [3]index.ID(k[:3]) != [3]index.ID(last[:3]) {
			st.Triples++
		}
		last = k
	})
	last = key{}
	if err == nil {
		err = s.walk(index.POS, func(k key) {
			if k[0] != last[0] || k[1] != last[1] {
				preds[k[0]].Objects++
			}
			last = k
		})
	}
	st.Unnamed = graphs[0]
	delete(graphs, 0)
	for _, g := range sortedKeys(graphs) {
		st.Graphs = append(st.Graphs, index.GraphStats{Graph: g, Quads: graphs[g]})
	}
	for _, p := range sortedKeys(preds) {
		st.Predicates = append(st.Predicates, *preds[p])
	}
	return st, err
}

// walk calls f for every row of an order.
func (s *state) walk(o index.Order, f func(key)) error {
	cur, err := newCursor(context.Background(), s, index.Scan{Order: o, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}})
	if err != nil {
		return err
	}
	return cur.rows(f)
}

func sortedKeys[V any](m map[index.ID]V) []index.ID {
	return slices.Sorted(maps.Keys(m))
}
