package text

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"w3id.org/concord/index"
)

// Options steer Attach. The zero value is right for most uses.
type Options struct {
	// ReadOnly says that the folder is another's: the index there is used if it fits and nothing is written. It is not
	// needed for a store that is opened read-only: the index has a lock of its own, and who has to wait for it searches
	// directly meanwhile.
	ReadOnly bool
	Untagged string        // the language of literals without a tag, "" is English
	Wait     time.Duration // how long a search waits for literals that are too many to search directly; 0 is 2 s
}

// Index implements index.Text.
type Index struct {
	store index.Store
	dir   string
	opts  Options

	commits atomic.Uint64 // grows with every commit that was seen
	through atomic.Uint64
	wake    chan struct{}
	opened  chan struct{} // closed when the engine was opened, or will not be
	stop    context.CancelFunc
	done    chan struct{}

	cache      cache
	refreshing sync.Mutex // held while young literals are read
	mu         sync.RWMutex
	eng        *engine // nil while there is none; young then holds all literals
	young      young
	moved      chan struct{} // closed and replaced whenever the stamp moves
	anew       bool          // the engine was given up; what is in the folder is not to be opened again
	closed     bool
}

// Attached is a store with a text index. Everything but Text and Close is the store's own.
type Attached struct {
	index.Store
	ix *Index
}

// Attach gives a store a text index in a folder ("" keeps it in memory). It returns at once: the index is opened, made
// anew if need be, and brought up to date in the background, and searches are complete meanwhile.
func Attach(s index.Store, dir string, o Options) (index.Store, error) {
	if s == nil {
		return nil, errors.New("attach a text index: there is no store")
	}
	if o.Untagged == "" {
		o.Untagged = "en"
	}
	if o.Wait == 0 {
		o.Wait = 2 * time.Second
	}
	if dir != "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		dir = abs
	}
	ctx, stop := context.WithCancel(context.Background())
	ix := &Index{store: s, dir: dir, opts: o, wake: make(chan struct{}, 1), opened: make(chan struct{}), stop: stop,
		done: make(chan struct{}), moved: make(chan struct{})}
	ix.commits.Store(1)
	go ix.follow(ctx)
	return &Attached{s, ix}, nil
}

// Text is the index.
func (a *Attached) Text() index.Text { return a.ix }

// Begin starts a transaction whose commit the index follows.
func (a *Attached) Begin(ctx context.Context) (index.Writer, error) {
	w, err := a.Store.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return &writer{w, a.ix}, nil
}

// Bulk starts a load whose commit the index follows.
func (a *Attached) Bulk(ctx context.Context, o index.BulkOptions) (index.Loader, error) {
	l, err := a.Store.Bulk(ctx, o)
	if err != nil {
		return nil, err
	}
	return &loader{l, a.ix}, nil
}

// Close ends the index and the store.
func (a *Attached) Close() error {
	return errors.Join(a.ix.close(), a.Store.Close())
}

// Sync waits until the index of an attached store holds every literal that was committed before, but for the few that
// an index in memory leaves to be searched directly. A store without an index, or one that cannot write it, is in step.
func Sync(ctx context.Context, s index.Store) error {
	a, ok := s.(*Attached)
	if !ok {
		return nil
	}
	select {
	case <-a.ix.opened:
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		moved, _, err := a.ix.refresh(ctx)
		if err != nil || a.ix.inStep() {
			return err
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		case <-a.ix.done:
			return index.ErrClosed
		}
	}
}

// inStep reports whether the follower has nothing to do.
func (ix *Index) inStep() bool {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	few := len(ix.young.lits) == 0 || ix.eng != nil && ix.eng.path == "" && len(ix.young.lits) < fewInMemory
	return few && !ix.young.short || ix.opts.ReadOnly && (ix.eng == nil || ix.eng.path != "")
}

// writer tells the index of its commit.
type writer struct {
	index.Writer
	ix *Index
}

// Commit commits and wakes the index.
func (w *writer) Commit() (uint64, error) {
	seq, err := w.Writer.Commit()
	if err == nil {
		w.ix.committed()
	}
	return seq, err
}

type loader struct {
	index.Loader
	ix *Index
}

// Commit commits and wakes the index.
func (l *loader) Commit(ctx context.Context) (uint64, error) {
	seq, err := l.Loader.Commit(ctx)
	if err == nil {
		l.ix.committed()
	}
	return seq, err
}

func (ix *Index) committed() {
	ix.commits.Add(1)
	ix.nudge()
}

// nudge wakes the goroutine that follows.
func (ix *Index) nudge() {
	select {
	case ix.wake <- struct{}{}:
	default:
	}
}

// Through is the ordinal below which every literal is in the index.
func (ix *Index) Through() uint64 { return ix.through.Load() }

func (ix *Index) close() error {
	ix.stop()
	<-ix.done
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.closed {
		return nil
	}
	ix.closed = true
	ix.young = young{}
	if ix.eng == nil {
		return nil
	}
	return ix.eng.close()
}
