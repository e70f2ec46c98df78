package plan

import (
	"w3id.org/concord/index"
	"w3id.org/concord/query/algebra"
)

// Search finds literals by the text index: the columns are those of Algebra.Vars.
type Search struct {
	Schema
	Algebra *algebra.Search
	Graph   GraphRef // where the literals must be objects
}

// Kids are none.
func (n *Search) Kids() []Node { return nil }

// SearchModes are the ways in which a search of a query matches; typing errors are forgiven only where these find nothing.
const SearchModes = index.MatchExact | index.MatchPrefix | index.MatchStem

// MostHits is the number of literals that a search without a limit looks at.
const MostHits = 10_000

// Costs in rows touched: the search itself, and each literal that it finds, which is looked up in the store.
const (
	searchCost = 200
	hitCost    = 10
)

func (b *Builder) search(n *algebra.Search, g GraphRef) (Node, error) {
	s := &Search{Algebra: n, Graph: g}
	for _, v := range n.Vars() {
		s.Schema.add(v, true)
	}
	hits := 20.0
	if b.Text != nil {
		hits = max(5, float64(b.Text.Estimate(index.TextQuery{Text: n.Text, Lang: n.Lang, Modes: SearchModes, Limit: MostHits})))
	}
	s.Rows = hits
	if n.Limit > 0 {
		s.Rows = min(hits, float64(n.Limit))
	}
	s.Cost = searchCost + hitCost*hits
	return s, nil
}
