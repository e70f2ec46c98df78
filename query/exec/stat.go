package exec

import (
	"sync"
	"sync/atomic"
	"time"

	"w3id.org/concord/query/plan"
)

// Stat is what is known of an operator, while it runs and after.
type Stat struct {
	Rows    int64         // that it gave
	Opens   int64         // how often it was started
	Parts   int64         // in how many parts its rows were made, beside each other where there were workers; 0: in one
	Workers int64         // how many made them at once at most; 0: the query itself
	Time    time.Duration // with that of the operators below it, that of all workers added; with Options.Analyze only
	Memory  int64         // bytes that it holds itself
	Peak    int64         // the most bytes that it held itself
}

// Stat gives what is known of a node's run; ok is false if it never ran. It may be called from any goroutine.
func (q *Query) Stat(n plan.Node) (s Stat, ok bool) { return q.stats.stat(n) }

// Held is the memory that operators hold now, in bytes. It may be called from any goroutine.
func (q *Query) Held() int64 { return q.stats.held.Load() }

// counters are the counts of all operators of a run; readers of other goroutines look on.
type counters struct {
	held atomic.Int64
	mu   sync.Mutex
	all  map[plan.Node]*counter
}

// counter is written by the goroutines of its query.
type counter struct{ rows, opens, parts, workers, nanos, bytes, peak atomic.Int64 }

func (s *counters) of(n plan.Node) *counter {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.all[n]
	if c == nil {
		if s.all == nil {
			s.all = map[plan.Node]*counter{}
		}
		c = &counter{}
		s.all[n] = c
	}
	return c
}

func (s *counters) stat(n plan.Node) (Stat, bool) {
	s.mu.Lock()
	c := s.all[n]
	s.mu.Unlock()
	if c == nil {
		return Stat{}, false
	}
	return Stat{Rows: c.rows.Load(), Opens: c.opens.Load(), Parts: c.parts.Load(), Workers: c.workers.Load(), Time: time.Duration(c.nanos.Load()), Memory: c.bytes.Load(), Peak: c.peak.Load()}, true
}

func (c *counter) hold(n int64) {
	now := c.bytes.Add(n)
	for peak := c.peak.Load(); now > peak && !c.peak.CompareAndSwap(peak, now); peak = c.peak.Load() {
	}
}

// counted counts what an operator does. The memory that is taken while it works, and not while one below it does, is its
// own.
type counted struct {
	operator
	q       *Query
	counter *counter
}

func (c *counted) next() (*Batch, error) {
	outer, start := c.enter()
	b, err := c.operator.next()
	c.leave(outer, start)
	if b != nil {
		c.counter.rows.Add(int64(b.N))
	}
	return b, err
}

func (c *counted) close() {
	outer, start := c.enter()
	c.operator.close()
	c.leave(outer, start)
}

// enter makes this the operator that works, and gives what leave needs.
func (c *counted) enter() (outer *counter, start time.Time) {
	outer, c.q.at = c.q.at, c.counter
	if c.q.opts.Analyze {
		start = time.Now()
	}
	return outer, start
}

func (c *counted) leave(outer *counter, start time.Time) {
	c.q.at = outer
	if c.q.opts.Analyze {
		c.counter.nanos.Add(int64(time.Since(start)))
	}
}
