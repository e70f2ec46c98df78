package exec

import (
	"context"
	"runtime/debug"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// A count of a join by runs is split by ranges of its key where all that it reads are scans: no run lies in two ranges, so the counts of
// the ranges add up.

// keyRange is the keys from one to before another; to is 0 where there is no end.
type keyRange struct{ from, to index.ID }

// of cuts a scan, whose first column after its constants is the key.
func (r *keyRange) of(req index.Scan) index.Scan {
	if r != nil {
		req.From, req.To = []index.ID{r.from}, nil
		if r.to != 0 {
			req.To = []index.ID{r.to}
		}
	}
	return req
}

// splitKeys gives the ranges into which the keys of a count are split, fewer than two where that does not pay or cannot be done.
func (q *Query) splitKeys(n *plan.JoinTally, e *env) (ranges []keyRange, err error) {
	lead := leadingScan(n)
	if q.part != nil || lead == nil || !q.paysFrom(sumCost, n.Cost) {
		return nil, nil
	}
	parts := q.partsOf(n.Cost, lead.Rows)
	if parts < 2 {
		return nil, nil
	}
	scans, err := q.snap.Split(lead.Request(e.graphs(lead.Pattern.Graph)), parts)
	if err != nil {
		return nil, err
	}
	ranges = append(ranges, keyRange{})
	for _, s := range scans[1:] {
		last := &ranges[len(ranges)-1]
		if cut := s.From[0]; cut > last.from {
			last.to = cut
			ranges = append(ranges, keyRange{from: cut})
		}
	}
	return ranges, nil
}

// leadingScan gives the first of the scans that a count by runs reads; nil if it reads anything else.
func leadingScan(n plan.Node) *plan.Scan {
	switch n := n.(type) {
	case *plan.Scan:
		if !repeatedColumn(n) {
			return n
		}
	case *plan.JoinTally:
		if leadingScan(n.Right) != nil {
			return leadingScan(n.Left)
		}
	}
	return nil
}

// keyWork sums up the counts of ranges, on as many cores as are free.
type keyWork struct {
	q      *Query
	n      *plan.JoinTally
	e      *env
	ranges []keyRange

	end    context.CancelCauseFunc
	wait   sync.WaitGroup
	mu     sync.Mutex
	taken  int // ranges that have a worker
	sum    int64
	err    error
	broken *panicked
}

// sumRanges is the count of all ranges. The query works beside the workers.
func (q *Query) sumRanges(n *plan.JoinTally, e *env, ranges []keyRange) (int64, error) {
	w := &keyWork{q: q, n: n, e: e, ranges: ranges}
	ctx, end := context.WithCancelCause(q.ctx)
	w.end = end
	defer w.wait.Wait() // after a panic too: no worker outlives the query's snapshot
	defer end(errClosed)
	more := 0
	for more+1 < len(ranges) && q.opts.Cores.take() {
		more++
		w.wait.Add(1)
		go w.beside(ctx)
	}
	w.note(n, more+1)
	w.work(ctx, false)
	w.wait.Wait()
	if w.broken != nil {
		panic(w.broken)
	}
	return w.sum, w.err
}

// note notes for explain in how many parts a plan is run, and that what is below it is started once.
func (w *keyWork) note(n plan.Node, workers int) {
	s := w.q.stats.of(n)
	s.parts.Add(int64(len(w.ranges)))
	s.workers.Store(max(s.workers.Load(), int64(workers)))
	for _, kid := range n.Kids() {
		w.q.stats.of(kid).opens.Add(1)
		w.note(kid, workers)
	}
}

// beside works on a further core.
func (w *keyWork) beside(ctx context.Context) {
	defer w.wait.Done()
	defer w.q.opts.Cores.Leave()
	defer func() {
		if cause := recover(); cause != nil {
			w.add(0, errClosed, &panicked{cause, debug.Stack()})
		}
	}()
	w.work(ctx, true)
}

// work counts ranges until none is left; on a core that others need as well, until it has counted one.
func (w *keyWork) work(ctx context.Context, further bool) {
	for {
		r := w.take()
		if r == nil {
			return
		}
		n, err := w.count(ctx, r)
		w.add(n, err, nil)
		if further && w.q.opts.Cores.short() {
			return
		}
	}
}

func (w *keyWork) take() *keyRange {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.taken == len(w.ranges) || w.err != nil {
		return nil
	}
	w.taken++
	return &w.ranges[w.taken-1]
}

// count counts the runs of one range.
func (w *keyWork) count(ctx context.Context, r *keyRange) (int64, error) {
	q := w.q.worker(ctx, part{keys: r}, nil)
	runs, err := q.openJoinRuns(w.n, w.e)
	if err != nil {
		return 0, err
	}
	defer runs.close()
	return q.sum(runs)
}

// add adds the count of a range. The first error ends the others.
func (w *keyWork) add(n int64, err error, p *panicked) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.sum += n; w.sum < 0 {
		err = errTooMany
	}
	if err != nil && w.err == nil {
		w.err, w.broken = err, p
		w.end(err)
	}
}
