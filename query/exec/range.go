package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// rangeTest is a condition on a variable as the ranges of IDs for which it is true: a comparison with a constant, or a test of the
// kind of term. Everything else is false or an error, which a filter treats alike.
type rangeTest struct {
	col    int
	ranges []index.IDRange
}

type idRange index.IDRange

const mostRanges = 8 // beyond them evaluating is as quick

// rangeOf asks for the ranges of a condition; nil where there are none, or the store cannot say.
func (q *Query) rangeOf(x *plan.Expr) (*rangeTest, error) {
	if len(x.Cols) != 1 || x.Cols[0] < 0 || len(x.Exists) > 0 {
		return nil, nil
	}
	_, ranges, ok, err := plan.Ranges(q.snap, x.Source)
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
