package exec

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrBusy says that the queries of a process together hold all the memory they may.
var ErrBusy = errors.New("the queries that run now hold all the memory there is for queries; try again in a moment")

// Pool is memory that all queries of a process share. It is safe for concurrent use.
type Pool struct {
	mu    sync.Mutex
	limit int64
	taken int64
	freed chan struct{} // closed when memory comes back and somebody waits
}

// NewPool has so many bytes.
func NewPool(limit int64) *Pool { return &Pool{limit: limit} }

// Taken is how much of the pool is in use, in bytes.
func (p *Pool) Taken() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken
}

// patience is how long a query waits for memory: others may be about to end. Longer, and queries that hold some and want
// more would wait for each other.
const patience = time.Second

// take gets n bytes, and waits for them for a moment.
func (p *Pool) take(ctx context.Context, n int64) error {
	var late <-chan time.Time
	for {
		freed := p.try(n)
		if freed == nil {
			return nil
		}
		if late == nil {
			t := time.NewTimer(patience)
			defer t.Stop()
			late = t.C
		}
		select {
		case <-freed:
		case <-late:
			return fmt.Errorf("%w (%d MiB)", ErrBusy, p.limit>>20)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// try takes n bytes and gives nil; or else what is closed when memory comes back.
func (p *Pool) try(n int64) (freed <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken+n <= p.limit {
		p.taken += n
		return nil
	}
	if p.freed == nil {
		p.freed = make(chan struct{})
	}
	return p.freed
}

func (p *Pool) give(n int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken -= n
	if p.freed != nil {
		close(p.freed)
		p.freed = nil
	}
}

// The first bytes of a query are its own, so that small queries answer while large ones fill the pool; what goes beyond
// is drawn in pieces, so that the lock is seldom taken.
const (
	ownBytes   = 1 << 20
	pieceBytes = 1 << 20
)

// draw takes from the pool what is held beyond what has been drawn.
func (q *Query) draw() error {
	p := q.opts.Pool
	if p == nil {
		return nil
	}
	want := q.wanted()
	if want <= q.drawn {
		return nil
	}
	if err := p.take(q.ctx, want-q.drawn); err != nil {
		return err
	}
	q.drawn = want
	return nil
}

func (q *Query) wanted() int64 {
	return (max(0, q.held-ownBytes) + pieceBytes - 1) / pieceBytes * pieceBytes
}

// giveBack gives the pool what is no longer held, once that is some: a table that shrinks and grows again does not go to
// the pool each time.
func (q *Query) giveBack() {
	if want := q.wanted(); want < q.drawn-4*pieceBytes {
		q.opts.Pool.give(q.drawn - want)
		q.drawn = want
	}
}

// Close gives back what the query has drawn from the pool. It is harmless to call it twice; nothing may run afterwards.
func (q *Query) Close() {
	if q.drawn > 0 {
		q.opts.Pool.give(q.drawn)
		q.drawn = 0
	}
}
