// Package exec runs plans: every operator pulls batches of columns of IDs from those below it and passes batches on.
// Terms are made only where an expression needs a string and for the rows that are shown.
//
// It chooses nothing (that is package plan) and knows no text. One Query is one run on one snapshot: it holds the
// dictionary of the terms the query makes, the memory budget and the context, which every operator checks for each
// batch and in every loop that can spin.
//
// The main path: New, plan with the Query as plan.Builder.Terms, Open, Next until nil, Close.
package exec

import (
	"context"
	"errors"
	"fmt"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/plan"
)

// ErrMemory says that a query needs more memory than it may have.
var ErrMemory = errors.New("the query needs more memory than its limit")

// ServiceFunc answers a SERVICE call: rows of terms, one per variable given, zero for unbound.
type ServiceFunc func(ctx context.Context, call *algebra.Service, endpoint string, vars []plan.Var) ([][]rdf.Term, error)

// Options are what a run may use.
type Options struct {
	Memory  int64      // bytes that operators may hold; 0 for no limit
	Temp    string     // directory for rows that exceed them; "": the query ends with ErrMemory
	Text    index.Text // for io:search; nil where there is none
	Pool    *Pool      // what the query shares with others; nil for no limit
	Cores   *Cores     // alike; nil: the query runs on one
	Now     time.Time
	Base    string
	Service ServiceFunc
	// OpenTemp makes a temporary file in Temp; nil is exec.OpenTemp. For tests with disks that are full or fail.
	OpenTemp func(dir string) (TempFile, error)
	// SpillRows is how many rows an operator holds before it writes to Temp though there is memory, for tests; 0: what the memory holds.
	SpillRows int
	// SplitCost is the expected work from which a pipeline is split, in rows touched, for tests; 0: where it pays.
	SplitCost float64
	Analyze   bool // measure the time of every operator; rows and memory are always counted
}

// Query is one run on one snapshot. It belongs to one goroutine; what its workers share with it has locks.
type Query struct {
	ctx      context.Context
	snap     index.Snapshot
	opts     Options
	dict     *dictionary
	budget   *budget
	part     *part               // of a worker: what it reads
	at       *counter            // of the operator that works just now; memory is put down to it
	tables   map[buildKey]*table // build sides that do not depend on a feed or an active graph
	streams  int64
	stats    *counters
	links    map[linkKey]*adjacency
	closures map[closureKey]*closure
	memo     map[*plan.Exists]map[string]bool
}

// New begins a run. ctx ends it.
func New(ctx context.Context, snap index.Snapshot, o Options) *Query {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	stats := &counters{}
	return &Query{ctx: ctx, snap: snap, opts: o, dict: &dictionary{}, stats: stats, budget: &budget{pool: o.Pool, seen: &stats.held}, tables: map[buildKey]*table{},
		links: map[linkKey]*adjacency{}, closures: map[closureKey]*closure{}, memo: map[*plan.Exists]map[string]bool{}}
}

// Peak is the most memory that operators held at once, in bytes.
func (q *Query) Peak() int64 { return q.budget.most() }

// check returns the reason why the run must end, if there is one.
func (q *Query) check() error {
	if q.ctx.Err() != nil {
		return context.Cause(q.ctx)
	}
	return nil
}

// grow takes memory out of the budget; a negative n gives it back.
func (q *Query) grow(n int64) error {
	return q.growBy(q.ctx, q.at, n)
}

// growBy is grow for an operator that need not be at work just now, for any goroutine of the query.
func (q *Query) growBy(ctx context.Context, at *counter, n int64) error {
	if at != nil {
		at.hold(n)
	}
	if held := q.budget.hold(n); q.opts.Memory > 0 && held > q.opts.Memory {
		return fmt.Errorf("%w (%d MiB); ask for less at once, or raise the limit", ErrMemory, q.opts.Memory>>20)
	}
	return q.budget.draw(ctx)
}

// hold puts memory down to the query and to the operator that works just now, without a look at the budget.
func (q *Query) hold(n int64) {
	if q.at != nil {
		q.at.hold(n)
	}
	q.budget.hold(n)
}

// Snapshot is what the query reads.
func (q *Query) Snapshot() index.Snapshot { return q.snap }

// Now is the time of the query.
func (q *Query) Now() time.Time { return q.opts.Now }

// OrderedKinds are the kinds of stored IDs that are in the order of ORDER BY.
func (q *Query) OrderedKinds() uint16 { return q.snap.Caps().OrderedIDs & valueKinds }

// Texts shows texts of stored IDs as they lie; ok is false where the snapshot shows none.
func (q *Query) Texts(ids []index.ID, use func(from int, texts []string)) (ok bool, err error) {
	t, ok := q.snap.(index.Texts)
	if !ok {
		return false, nil
	}
	return true, t.Texts(q.ctx, ids, use)
}

// Show shows terms of stored IDs that are not kept; ok is false where the snapshot shows none.
func (q *Query) Show(ids []index.ID, use func(at int, t *rdf.Term)) (ok bool, err error) {
	r, ok := q.snap.(index.TermReader)
	if !ok {
		return false, nil
	}
	return true, r.EachTerm(q.ctx, ids, use)
}

// Numbers gives the numbers of stored IDs; ok is false where the snapshot has only terms.
func (q *Query) Numbers(ids []index.ID, dst []index.Number) (ok bool, err error) {
	r, ok := q.snap.(index.NumberReader)
	if !ok {
		return false, nil
	}
	return true, r.Numbers(q.ctx, ids, dst)
}

// Base is the base IRI of the query.
func (q *Query) Base() string { return q.opts.Base }

// Open starts a plan. Close the rows when they are no longer wanted.
func (q *Query) Open(n plan.Node) (*Rows, error) {
	return q.start(n, &env{})
}

// OpenFirst is Open where no more than the first row is wanted.
func (q *Query) OpenFirst(n plan.Node) (*Rows, error) {
	return q.start(n, (&env{}).first(true))
}

func (q *Query) start(n plan.Node, e *env) (*Rows, error) {
	q.opts.Cores.Enter()
	op, err := q.open(n, e)
	if err != nil {
		q.opts.Cores.Leave()
		return nil, err
	}
	return &Rows{q: q, op: op}, nil
}

// Rows are the batches of a running plan.
type Rows struct {
	q     *Query
	op    operator
	ended bool
}

// Next returns the next batch, nil at the end. It stays valid until the next call.
func (r *Rows) Next() (*Batch, error) {
	if err := r.q.check(); err != nil {
		return nil, err
	}
	return r.op.next()
}

const gatherTime = 20 * time.Millisecond // rows that come slowly are not kept waiting

// NextUpTo returns about so many rows at once as one large batch, fewer where they come slowly or at the end; nil at the
// end. Terms of many rows are fetched for less than those of few.
func (r *Rows) NextUpTo(rows int) (*Batch, error) {
	begin := time.Now()
	first, err := r.Next()
	if first == nil || err != nil || first.N >= rows {
		return first, err
	}
	all := &Batch{Cols: make([][]index.ID, len(first.Cols))}
	for b := first; b != nil; {
		for i, c := range b.Cols {
			all.Cols[i] = append(all.Cols[i], c[:b.N]...)
		}
		if all.N += b.N; all.N >= rows || time.Since(begin) > gatherTime {
			break
		}
		if b, err = r.Next(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// FillUpTo is NextUpTo for some columns, into columns of the caller's: column i gets those of the batches' column cols[i], and stays
// empty where that is -1. It returns how many rows came, 0 at the end.
func (r *Rows) FillUpTo(rows int, cols []int, dst [][]index.ID) (n int, err error) {
	begin := time.Now()
	for n < rows && (n == 0 || time.Since(begin) <= gatherTime) {
		b, err := r.Next()
		if b == nil || err != nil {
			return n, err
		}
		for i, c := range cols {
			if c >= 0 {
				dst[i] = append(dst[i], b.Cols[c][:b.N]...)
			}
		}
		n += b.N
	}
	return n, nil
}

// Close ends the run of the plan. It is harmless to call it twice.
func (r *Rows) Close() {
	r.op.close()
	if !r.ended {
		r.ended = true
		r.q.opts.Cores.Leave()
	}
}
