package store

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// latch is a mutex that can be asked to tell how long it was held each time.
type latch struct {
	mu    sync.Mutex
	tell  func(held time.Duration) // nil: nobody asked
	since time.Time
}

// Lock takes it.
func (l *latch) Lock() {
	l.mu.Lock()
	if l.tell != nil {
		l.since = time.Now()
	}
}

// Unlock gives it back.
func (l *latch) Unlock() {
	if l.tell != nil {
		l.tell(time.Since(l.since))
	}
	l.mu.Unlock()
}

// turn is the right to write, which one transaction, bulk load or end of a compaction has at a time.
type turn struct {
	taken chan struct{}            // holds a token while somebody has it
	tell  func(held time.Duration) // nil: nobody asked
	since time.Time
}

func newTurn() turn { return turn{taken: make(chan struct{}, 1)} }

// take waits for the right to write.
func (t *turn) take(ctx context.Context) error {
	select {
	case t.taken <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("wait for the open transaction to end: %w", ctx.Err())
	}
	if t.tell != nil {
		t.since = time.Now()
	}
	return nil
}

// give gives it back.
func (t *turn) give() {
	if t.tell != nil {
		t.tell(time.Since(t.since))
	}
	<-t.taken
}
