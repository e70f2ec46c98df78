package exec

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
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

// budget is what a query and its workers hold together.
type budget struct {
	pool  *Pool
	seen  *atomic.Int64 // held, for those who look on
	mu    sync.Mutex
	held  int64
	peak  int64
	drawn int64 // from the pool
}

// hold adds n bytes, or takes them off, and gives what is held now.
func (b *budget) hold(n int64) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held += n
	b.peak = max(b.peak, b.held)
	b.seen.Store(b.held)
	if n < 0 {
		b.giveBack()
	}
	return b.held
}

func (b *budget) now() int64 { return b.seen.Load() }

func (b *budget) most() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.peak
}

// draw takes from the pool what is held beyond what has been drawn. It may wait, while others of the query give back.
func (b *budget) draw(ctx context.Context) error {
	if b.pool == nil {
		return nil
	}
	b.mu.Lock()
	more := b.wanted() - b.drawn
	b.drawn += max(0, more)
	b.mu.Unlock()
	if more <= 0 {
		return nil
	}
	err := b.pool.take(ctx, more)
	if err != nil {
		b.mu.Lock()
		b.drawn -= more
		b.mu.Unlock()
	}
	return err
}

func (b *budget) wanted() int64 {
	return (max(0, b.held-ownBytes) + pieceBytes - 1) / pieceBytes * pieceBytes
}

// giveBack gives the pool what is no longer held, once that is some: a table that shrinks and grows again does not go to
// the pool each time.
func (b *budget) giveBack() {
	if want := b.wanted(); want < b.drawn-4*pieceBytes {
		b.pool.give(b.drawn - want)
		b.drawn = want
	}
}

// Close gives back what the query has drawn from the pool. It is harmless to call it twice; nothing may run afterwards.
func (q *Query) Close() {
	b := q.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.drawn > 0 {
		b.pool.give(b.drawn)
		b.drawn = 0
	}
}
