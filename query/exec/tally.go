package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/query/expr"
	"w3id.org/concord/query/plan"
)

// tally yields runs as rows: the value and, in as many columns as are asked for, the length.
type tally struct {
	q      *Query
	runs   runSource
	out    *Batch
	counts [][]index.ID
}

func (q *Query) openTally(n *plan.Tally, e *env) (operator, error) {
	col, err := q.scanColumn(n.Request(e.graphs(n.Pattern.Graph)), n.Bound)
	if err != nil {
		return nil, err
	}
	return q.newTally(q.newRuns(col, len(n.Vars) > 1), len(n.Vars)-1), nil
}

func (q *Query) newTally(runs runSource, counts int) *tally {
	t := &tally{q: q, runs: runs, out: &Batch{Cols: make([][]index.ID, 1+counts)}}
	t.counts = t.out.Cols[1:]
	return t
}

func (t *tally) next() (*Batch, error) {
	values, lengths, err := t.runs.read(0)
	if len(values) == 0 || err != nil {
		return nil, err
	}
	t.out.N, t.out.Cols[0] = len(values), values
	for i := range t.counts {
		t.counts[i] = resize(t.counts[i], len(values))
		if err := expr.Integers(t.q, lengths, t.counts[i]); err != nil {
			return nil, err
		}
	}
	return t.out, nil
}

func (t *tally) close() { t.runs.close() }
