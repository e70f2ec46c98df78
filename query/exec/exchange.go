package exec

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"w3id.org/concord/query/plan"
)

// exchange runs the parts of a pipeline and hands on their rows part after part. Workers take the parts in sequence and are ahead of
// the part that is read by so many bytes, and the worker of that part by a few batches. Where no core is free, the goroutine of the query
// runs the parts itself.
type exchange struct {
	q      *Query
	n      plan.Node
	e      *env
	chain  []plan.Node // from n down to the leaf
	pieces []part
	shared map[buildKey]table // build sides
	wanted []bool             // columns that are looked at; nil: all
	alone  operator           // the part that is read, without workers
	most   int64              // bytes to be ahead
	rows   *sorter            // what is parted, where that is arranged rows

	end    context.CancelCauseFunc // of the workers; nil where there are none
	unhook func() bool
	wait   sync.WaitGroup
	mu     sync.Mutex
	turn   sync.Cond // something below has changed
	parts  []made    // nil before the first row is asked for, and without workers
	at     int       // the part that is read
	taken  int       // parts that have a worker
	ahead  int64     // bytes of batches that nobody has read
	held   int64     // bytes of all batches
	spare  []*Batch
	last   *Batch // was handed on
	err    error
	broken *panicked
}

// made are rows of a part that wait for being read.
type made struct {
	batches []*Batch
	done    bool
}

// panicked is a panic of a worker, which ends the query as one of its own goroutine does.
type panicked struct {
	cause any
	stack []byte
}

func (p *panicked) String() string { return fmt.Sprintf("%v\n%s", p.cause, p.stack) }

var errClosed = errors.New("the rows are not wanted any more")

const (
	aheadBytes = 16 << 20
	aheadShare = 8 // the part of the memory of a query that may be taken by batches that nobody has read
	atHand     = 8 // batches of the part that is read
)

func newExchange(q *Query, n plan.Node, e *env) *exchange {
	x := &exchange{q: q, n: n, e: e, most: aheadBytes}
	if q.opts.Memory > 0 {
		x.most = min(x.most, max(0, q.room())/aheadShare)
	}
	x.turn.L = &x.mu
	return x
}

// count counts one start of each operator.
func (x *exchange) count() {
	for _, c := range x.chain {
		s := x.q.stats.of(c)
		s.opens.Add(1)
		s.parts.Add(int64(len(x.pieces)))
	}
}

func (x *exchange) next() (*Batch, error) {
	if x.end == nil && x.alone == nil && x.at == 0 {
		x.begin()
	}
	if x.end == nil {
		return x.nextAlone()
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.last != nil {
		x.spare, x.last = append(x.spare, x.last), nil
	}
	for x.at < len(x.parts) {
		if x.broken != nil {
			panic(x.broken)
		}
		if x.err != nil {
			return nil, x.err
		}
		if err := x.q.check(); err != nil {
			return nil, err
		}
		if x.last = x.read(); x.last != nil {
			return x.last, nil
		}
	}
	return nil, nil
}

// read takes a batch of the part that is read, goes on to the next part, or waits.
func (x *exchange) read() (b *Batch) {
	p := &x.parts[x.at]
	switch {
	case len(p.batches) > 0:
		b, p.batches = p.batches[0], p.batches[1:]
		x.ahead -= x.bytes()
		x.turn.Broadcast()
	case p.done:
		x.at++
		x.turn.Broadcast()
	default:
		x.turn.Wait()
	}
	return b
}

// begin starts workers: one with the core of the query, and one for each further core that is free. With none, there are none, nor
// where the batches at hand would take what operators above need to go on in files.
func (x *exchange) begin() {
	more := 0
	if x.most < 2*atHand*x.bytes() {
		return
	}
	for more+1 < len(x.pieces) && x.q.opts.Cores.take() {
		more++
	}
	if more == 0 {
		return
	}
	x.parts = make([]made, len(x.pieces))
	ctx, end := context.WithCancelCause(x.q.ctx)
	x.end = end
	x.unhook = context.AfterFunc(ctx, func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.turn.Broadcast()
	})
	for _, c := range x.chain {
		s := x.q.stats.of(c)
		s.workers.Store(max(s.workers.Load(), int64(more+1)))
	}
	x.wait.Add(more + 1)
	go x.work(ctx, false)
	for range more {
		go x.work(ctx, true)
	}
}

// work runs parts until none is left; a worker on a core that others need as well, until it has finished one.
func (x *exchange) work(ctx context.Context, further bool) {
	defer x.wait.Done()
	defer func() {
		if cause := recover(); cause != nil {
			x.fail(errClosed, &panicked{cause, debug.Stack()})
		}
	}()
	if further {
		defer x.q.opts.Cores.Leave()
	}
	for {
		k := x.takePart()
		if k < 0 {
			return
		}
		if err := x.run(ctx, k); err != nil {
			x.fail(err, nil)
			return
		}
		if further && x.q.opts.Cores.short() {
			return
		}
	}
}

func (x *exchange) takePart() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.taken == len(x.parts) || x.err != nil {
		return -1
	}
	x.taken++
	return x.taken - 1
}

func (x *exchange) fail(err error, p *panicked) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.err == nil {
		x.err, x.broken = err, p
	}
	x.end(x.err)
	x.turn.Broadcast()
}

// open starts the pipeline on one part.
func (x *exchange) open(ctx context.Context, k int) (operator, error) {
	op, err := x.q.worker(ctx, x.pieces[k], x.shared).open(x.n, x.e)
	if err == nil && x.wanted != nil {
		narrow(op, x.wanted)
	}
	return op, err
}

// run makes the rows of a part.
func (x *exchange) run(ctx context.Context, k int) error {
	op, err := x.open(ctx, k)
	if err != nil {
		return err
	}
	defer op.close()
	var out *Batch
	for {
		b, err := op.next()
		if err != nil {
			return err
		}
		if b == nil {
			x.put(k, out, true)
			return nil
		}
		for from := 0; from < b.N; {
			if out == nil {
				if out, err = x.fresh(ctx, k); err != nil {
					return err
				}
			}
			from += x.copy(out, b, from)
			if out.N == BatchRows {
				x.put(k, out, false)
				out = nil
			}
		}
	}
}

// copy appends the rows of b from one on, as many as there is room for.
func (x *exchange) copy(out, b *Batch, from int) int {
	n := min(b.N-from, BatchRows-out.N)
	for i, c := range b.Cols {
		if x.isWanted(i) {
			copy(out.Cols[i][out.N:], c[from:from+n])
		}
	}
	out.N += n
	return n
}

func (x *exchange) isWanted(col int) bool { return x.wanted == nil || x.wanted[col] }

// bytes are those of a batch.
func (x *exchange) bytes() int64 { return int64(8 * BatchRows * len(x.n.Out().Vars)) }

// fresh gives an empty batch, and waits while the workers are too far ahead.
func (x *exchange) fresh(ctx context.Context, k int) (*Batch, error) {
	x.mu.Lock()
	for x.isFar(k) && ctx.Err() == nil {
		x.turn.Wait()
	}
	var b *Batch
	if last := len(x.spare) - 1; last >= 0 {
		b, x.spare = x.spare[last], x.spare[:last]
		b.N = 0
	} else {
		x.held += x.bytes()
	}
	x.mu.Unlock()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if b != nil {
		return b, nil
	}
	return x.newBatch(), x.q.growBy(ctx, x.q.stats.of(x.n), x.bytes())
}

// isFar reports whether the worker of a part should wait: that of the part that is read has a few batches at hand, whatever the others
// have, and all together have no more than they may.
func (x *exchange) isFar(k int) bool {
	if k == x.at {
		return len(x.parts[k].batches) >= atHand
	}
	return x.ahead >= x.most
}

func (x *exchange) newBatch() *Batch {
	b := newBatch(len(x.n.Out().Vars))
	for i := range b.Cols {
		if !x.isWanted(i) {
			b.Cols[i] = zeros
		}
	}
	return b
}

// put leaves rows of a part to be read.
func (x *exchange) put(k int, b *Batch, done bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if b != nil {
		x.parts[k].batches = append(x.parts[k].batches, b)
		x.ahead += x.bytes()
	}
	x.parts[k].done = done
	x.turn.Broadcast()
}

// nextAlone runs the parts one after the other.
func (x *exchange) nextAlone() (*Batch, error) {
	for x.at < len(x.pieces) {
		if x.alone == nil {
			op, err := x.open(x.q.ctx, x.at)
			if err != nil {
				return nil, err
			}
			x.alone = op
		}
		b, err := x.alone.next()
		if b != nil || err != nil {
			return b, err
		}
		x.alone.close()
		x.alone = nil
		x.at++
	}
	return nil, nil
}

// close ends the workers; none is left when it returns.
func (x *exchange) close() {
	if x.alone != nil {
		x.alone.close()
		x.alone = nil
	}
	if x.rows != nil {
		defer x.rows.close()
	}
	if x.end == nil {
		return
	}
	x.end(errClosed)
	x.wait.Wait()
	x.unhook()
	if x.held > 0 {
		x.q.stats.of(x.n).hold(-x.held)
		x.q.budget.hold(-x.held)
		x.held = 0
	}
	x.parts, x.spare, x.last = nil, nil, nil
}
