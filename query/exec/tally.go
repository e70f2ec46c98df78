package exec

import (
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/query/expr"
	"w3id.org/concord/query/plan"
)

// tally yields the runs of equal values in a column that comes sorted, with their lengths. The end of a long run is not
// read: the store counts it and seeks behind it.
type tally struct {
	q       *Query
	req     index.Scan
	cur     index.Cursor
	key     int // column of dst that is tallied
	dst     [][]index.ID
	at, n   int // rows of dst not looked at yet
	value   index.ID
	run     int64 // rows of value so far; 0: no run is open
	ended   bool
	skipped bool // the run was counted by the store
	out     *Batch
	runs    []int64 // lengths of the runs in out
	counts  [][]index.ID
}

const longRun = 4 * BatchRows // rows after which asking the store is quicker than reading on

func (q *Query) openTally(n *plan.Tally, e *env) (operator, error) {
	t := &tally{q: q, req: n.Request(e.graphs(n.Pattern.Graph)), out: newBatch(len(n.Vars)), runs: make([]int64, BatchRows)}
	t.counts = t.out.Cols[1:]
	var err error
	if t.cur, err = q.snap.Scan(q.ctx, t.req); err != nil {
		return nil, err
	}
	width := 0
	for i := range 4 {
		if t.req.Cols&(1<<i) != 0 {
			if i == n.Bound {
				t.key = width
			}
			width++
		}
	}
	t.dst = sizedBatch(width, BatchRows).Cols
	return t, nil
}

func (t *tally) next() (*Batch, error) {
	t.out.N = 0
	for t.out.N < BatchRows && !t.ended {
		if t.at == t.n {
			if err := t.read(); err != nil {
				return nil, err
			}
			continue
		}
		t.step()
		if t.at == t.n && t.run >= longRun && !t.skipped {
			if err := t.skip(); err != nil {
				return nil, err
			}
		}
	}
	if t.out.N == 0 {
		return nil, nil
	}
	for _, c := range t.counts {
		if err := expr.Integers(t.q, t.runs[:t.out.N], c[:t.out.N]); err != nil {
			return nil, err
		}
	}
	return t.out, nil
}

// read takes the next rows of the cursor; at its end the open run is complete.
func (t *tally) read() error {
	if err := t.q.check(); err != nil {
		return err
	}
	n, err := t.cur.Next(t.dst)
	t.at, t.n = 0, n
	if err == io.EOF {
		t.ended, t.n = true, 0
		t.flush()
		return nil
	}
	return err
}

// step goes over the rows of one run.
func (t *tally) step() {
	col := t.dst[t.key][t.at:t.n]
	if v := col[0]; t.run == 0 || v != t.value {
		t.flush()
		t.value = v
	}
	i := 1
	for i < len(col) && col[i] == t.value {
		i++
	}
	t.run += int64(i)
	t.at += i
}

// flush writes the open run.
func (t *tally) flush() {
	if t.run == 0 {
		return
	}
	t.out.Cols[0][t.out.N], t.runs[t.out.N] = t.value, t.run
	t.out.N++
	t.run, t.skipped = 0, false
}

// skip counts the whole run and moves the cursor behind it.
func (t *tally) skip() error {
	t.skipped = true // asked once, even if there is no answer
	if len(t.counts) > 0 {
		all := t.req
		all.Prefix = append(append(make([]index.ID, 0, 4), t.req.Prefix...), t.value)
		n, exact, err := t.q.snap.Count(t.q.ctx, all)
		if err != nil || !exact {
			return err
		}
		t.run = int64(n)
	}
	return t.cur.Seek([]index.ID{t.value + 1})
}

func (t *tally) close() { t.cur.Close() }
