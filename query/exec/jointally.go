package exec

import (
	"errors"
	"math/bits"

	"w3id.org/concord/index"
	"w3id.org/concord/query/expr"
	"w3id.org/concord/query/plan"
)

// joinRuns merges the runs of two sources: lengths of equal values are multiplied or added, or the left run is kept or dropped.
type joinRuns struct {
	kind        plan.JoinKind
	left, right runEnd
	values      []index.ID
	lengths     []int64
}

// runEnd is where a merge stands in a source.
type runEnd struct {
	src     runSource
	values  []index.ID
	lengths []int64
	ended   bool
}

// move goes to the first run whose value is at least from; false at the end.
func (r *runEnd) move(from index.ID) (bool, error) {
	for {
		i := index.Below(r.values, from)
		r.values, r.lengths = r.values[i:], r.lengths[i:]
		if len(r.values) > 0 || r.ended {
			return len(r.values) > 0, nil
		}
		var err error
		if r.values, r.lengths, err = r.src.read(from); err != nil {
			return false, err
		}
		r.ended = len(r.values) == 0
	}
}

func (q *Query) openJoinRuns(n *plan.JoinTally, e *env) (*joinRuns, error) {
	j := &joinRuns{kind: n.Kind}
	var err error
	if j.left.src, err = q.runsOf(n.Left, n.Key, e); err != nil {
		return nil, err
	}
	if j.right.src, err = q.runsOf(n.Right, n.Key, e); err != nil {
		j.left.src.close()
		return nil, err
	}
	return j, nil
}

func (j *joinRuns) read(from index.ID) ([]index.ID, []int64, error) {
	if j.values == nil {
		j.values, j.lengths = make([]index.ID, 0, BatchRows), make([]int64, 0, BatchRows)
	}
	j.values, j.lengths = j.values[:0], j.lengths[:0]
	if j.kind == plan.Sum {
		return j.readBoth(from)
	}
	for len(j.values) < BatchRows {
		if ok, err := j.left.move(from); !ok || err != nil {
			return j.values, j.lengths, err
		}
		v := j.left.values[0]
		ok, err := j.right.move(v)
		if err != nil {
			return nil, nil, err
		}
		if ok && j.right.values[0] != v && j.needsRight() {
			from = j.right.values[0]
			continue
		}
		if !ok && j.needsRight() {
			j.left.values, j.left.ended = nil, true
			continue
		}
		if err := j.meet(v, ok && j.right.values[0] == v); err != nil {
			return nil, nil, err
		}
		j.left.values, j.left.lengths = j.left.values[1:], j.left.lengths[1:]
	}
	return j.values, j.lengths, nil
}

// readBoth reads the runs of a union. Where a value was asked for, it gives what is at hand before it reads on.
func (j *joinRuns) readBoth(from index.ID) ([]index.ID, []int64, error) {
	l, r := &j.left, &j.right
	for len(j.values) < BatchRows {
		if from > 0 && len(j.values) > 0 && (l.spent() || r.spent()) {
			break
		}
		left, err := l.move(from)
		if err != nil {
			return nil, nil, err
		}
		right, err := r.move(from)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case left && right:
			if err := j.addRuns(); err != nil {
				return nil, nil, err
			}
		case left:
			j.take(l, len(l.values))
		case right:
			j.take(r, len(r.values))
		default:
			return j.values, j.lengths, nil
		}
	}
	return j.values, j.lengths, nil
}

// spent reports whether a source must be read for the next run.
func (r *runEnd) spent() bool { return len(r.values) == 0 && !r.ended }

// take writes the next runs of one side, at most n.
func (j *joinRuns) take(r *runEnd, n int) {
	n = min(n, BatchRows-len(j.values))
	j.values, j.lengths = append(j.values, r.values[:n]...), append(j.lengths, r.lengths[:n]...)
	r.values, r.lengths = r.values[n:], r.lengths[n:]
}

// addRuns writes the runs of both sides in order, and the sum where they meet, until one side has been read.
func (j *joinRuns) addRuns() error {
	l, r, i, k := &j.left, &j.right, 0, 0
	for i < len(l.values) && k < len(r.values) && len(j.values) < BatchRows {
		v, n := l.values[i], l.lengths[i]
		switch w := r.values[k]; {
		case v < w:
			i++
		case w < v:
			v, n = w, r.lengths[k]
			k++
		default:
			if n += r.lengths[k]; n < 0 {
				return errTooMany
			}
			i, k = i+1, k+1
		}
		j.values, j.lengths = append(j.values, v), append(j.lengths, n)
	}
	l.values, l.lengths = l.values[i:], l.lengths[i:]
	r.values, r.lengths = r.values[k:], r.lengths[k:]
	return nil
}

// needsRight reports whether a left run that meets none is dropped.
func (j *joinRuns) needsRight() bool { return j.kind == plan.Inner || j.kind == plan.Semi }

var errTooMany = errors.New("a count exceeds 2^63")

// meet writes the run of v, of which the right side has one or none.
func (j *joinRuns) meet(v index.ID, both bool) error {
	n := j.left.lengths[0]
	switch {
	case both && j.kind == plan.Anti:
		return nil
	case both && j.kind != plan.Semi:
		high, low := bits.Mul64(uint64(n), uint64(j.right.lengths[0]))
		if high != 0 || int64(low) < 0 {
			return errTooMany
		}
		n = int64(low)
	}
	j.values, j.lengths = append(j.values, v), append(j.lengths, n)
	return nil
}

func (j *joinRuns) close() {
	j.left.src.close()
	j.right.src.close()
}

func (q *Query) openJoinTally(n *plan.JoinTally, e *env) (operator, error) {
	t := &total{q: q, out: sizedBatch(len(n.Vars), 1)}
	if !n.Each {
		ranges, err := q.splitKeys(n, e)
		if err != nil {
			return nil, err
		}
		if len(ranges) > 1 {
			t.sum = func() (int64, error) { return q.sumRanges(n, e, ranges) }
			return t, nil
		}
	}
	j, err := q.openJoinRuns(n, e)
	if err != nil {
		return nil, err
	}
	if n.Each {
		return q.newTally(j, len(n.Vars)-1), nil
	}
	t.runs, t.sum = j, func() (int64, error) { return q.sum(j) }
	return t, nil
}

// total yields one row: the sum of all lengths, in each column.
type total struct {
	q    *Query
	sum  func() (int64, error)
	runs runSource // nil where they are opened range by range
	out  *Batch
	done bool
}

func (t *total) next() (*Batch, error) {
	if t.done {
		return nil, nil
	}
	t.done = true
	sum, err := t.sum()
	if err != nil {
		return nil, err
	}
	t.out.N = 1
	for _, c := range t.out.Cols {
		if err := expr.Integers(t.q, []int64{sum}, c); err != nil {
			return nil, err
		}
	}
	return t.out, nil
}

// sum adds up all lengths.
func (q *Query) sum(runs runSource) (sum int64, err error) {
	for {
		if err := q.check(); err != nil {
			return 0, err
		}
		values, lengths, err := runs.read(0)
		if len(values) == 0 || err != nil {
			return sum, err
		}
		for _, n := range lengths {
			if sum += n; sum < 0 {
				return 0, errTooMany
			}
		}
	}
}

func (t *total) close() {
	if t.runs != nil {
		t.runs.close()
	}
}
