package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// rangeTest is a comparison of a variable with a constant, as the ranges of IDs for which it is true. Everything else is
// false or an error, which a filter treats alike.
type rangeTest struct {
	col    int
	ranges []index.IDRange
}

var rangeOps = map[string]index.Op{"<": index.Less, "<=": index.LessEqual, "=": index.Equal, ">=": index.GreaterEqual, ">": index.Greater}

// mirrored are the operators with their sides exchanged.
var mirrored = map[string]string{"<": ">", "<=": ">=", "=": "=", ">=": "<=", ">": "<"}

type idRange index.IDRange

const mostRanges = 8 // beyond them evaluating is as quick

// rangeOf asks the store for the ranges of a condition; nil where it is no such comparison, or the store cannot say.
func (q *Query) rangeOf(x *plan.Expr) (*rangeTest, error) {
	e, ok := x.Source.(*sparql.Binary)
	if !ok || len(x.Cols) != 1 || x.Cols[0] < 0 {
		return nil, nil
	}
	_, left := e.L.(*sparql.ExprVar)
	constant, right := e.R.(*sparql.ExprTerm)
	name := e.Op
	if !left {
		_, left = e.R.(*sparql.ExprVar)
		constant, right = e.L.(*sparql.ExprTerm)
		name = mirrored[name]
	}
	op, known := rangeOps[name]
	if !left || !right || !known {
		return nil, nil
	}
	ranges, ok, err := q.snap.Range(op, constant.Term)
	if err != nil || !ok || len(ranges) > mostRanges {
		return nil, err
	}
	return &rangeTest{x.Cols[0], ranges}, nil
}

// test marks the rows whose ID lies in a range; false if the batch holds terms of the query, which no range knows.
func (r *rangeTest) test(b *Batch, keep []bool) bool {
	col := b.Cols[r.col][:b.N]
	keep = keep[:len(col)]
	low, high := index.MaxID, index.ID(0)
	for _, id := range col {
		low, high = min(low, id), max(high, id)
	}
	first := true
	for _, x := range r.ranges {
		if x.To <= low || x.From > high {
			continue
		}
		idRange(x).mark(col, keep, first)
		first = false
	}
	if first {
		clear(keep)
	}
	return high < index.MakeID(index.KindQuery, 0)
}

// mark marks the rows within a range; those that were marked before stay so unless it is the first.
func (x idRange) mark(col []index.ID, keep []bool, first bool) {
	from, size := x.From, x.To-x.From
	if first {
		for i, id := range col {
			keep[i] = id-from < size
		}
		return
	}
	for i, id := range col {
		if id-from < size {
			keep[i] = true
		}
	}
}
