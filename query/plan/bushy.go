package plan

import (
	"math"
	"math/bits"
)

// bushyLimit is the number of factors up to which every tree of joins is tried: 3,025 pairs of parts.
const bushyLimit = 8

// branchOut tries trees of joins in place of an order that is expected to cost much.
func (j *joinGroup) branchOut(order Node) (Node, error) {
	if n := len(j.factors); !j.dear(order, dearToBranch) || j.share < 1 || n < bounded || n > bushyLimit {
		return order, nil
	}
	return j.bushy(order)
}

// bushy looks for a tree of joins that costs less than an order, which joins one factor after the other: in a tree both sides of a join
// may join several factors. It pays where two parts that are each small meet in many rows, as the co-authors of a journal do: all that
// can be done before is then done once for each part. Parts that cost as much as the order are not gone on with.
func (j *joinGroup) bushy(order Node) (Node, error) {
	all := 1<<len(j.factors) - 1
	limit := j.priceOf(order)
	if j.b.Method == ForceTree {
		limit = math.Inf(1)
	}
	parts := make([]*factor, all+1) // by set of factors; nil where there is none for less
	for set := 1; set <= all; set++ {
		if set&(set-1) == 0 {
			parts[set] = j.factors[bits.TrailingZeros(uint(set))]
			continue
		}
		best, err := j.bestSplit(parts, set)
		if err != nil {
			return nil, err
		}
		if best.how == none || j.price(&best) >= limit {
			continue
		}
		n, err := j.take(&best)
		if err != nil {
			return nil, err
		}
		parts[set] = &factor{alone: n, filtered: n}
	}
	if parts[all] == nil {
		return order, nil
	}
	return parts[all].alone, nil
}

// bestSplit is the cheapest way to join two connected parts that make up a set.
func (j *joinGroup) bestSplit(parts []*factor, set int) (best step, err error) {
	for sub := (set - 1) & set; sub > 0; sub = (sub - 1) & set {
		rest := set ^ sub
		l, r := parts[sub], parts[rest]
		single := rest&(rest-1) == 0
		if l == nil || r == nil || !single && sub < rest { // a part of several factors on the right: either way round is the same
			continue
		}
		cur := j.filtered(l)
		if !j.connected(cur, r) {
			continue
		}
		next, err := j.joinParts(cur, r, single)
		if err != nil {
			return best, err
		}
		tree := !single && j.b.Method == ForceTree
		if best.how == none || tree || j.price(&next) < j.price(&best) {
			best = next
		}
		if tree {
			break
		}
	}
	return best, nil
}

// joinParts is the cheapest way to join two parts, the right one a single factor or a join of several.
func (j *joinGroup) joinParts(cur Node, r *factor, single bool) (step, error) {
	if single {
		return j.step(cur, r)
	}
	j.scratch = j.joinSteps(j.scratch[:0], cur, r)
	return j.cheapest(j.scratch), nil
}
