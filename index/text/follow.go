package text

import (
	"context"
	"errors"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// The times of the follower: it lets commits gather before it indexes them, and tries again after a failure, more and
// more rarely.
const (
	gather     = 50 * time.Millisecond
	again      = time.Second
	mostRarely = time.Minute
)

// fewInMemory is how many young literals an index in memory leaves to be searched directly: Bleve does not merge the
// segments of one, so they should be large.
const fewInMemory = 1_000

// follow opens the index and keeps it up to date until ctx ends.
func (ix *Index) follow(ctx context.Context) {
	defer close(ix.done)
	err := ix.step(ctx)
	close(ix.opened)
	for pause := again; ctx.Err() == nil; {
		if err == nil {
			err = ix.step(ctx)
		}
		if err == nil {
			ix.idle(ctx, 0)
			pause = again
			continue
		}
		ix.idle(ctx, pause)
		pause = min(2*pause, mostRarely)
		err = ix.step(ctx)
	}
}

// idle waits for a commit, or after a failure for the pause.
func (ix *Index) idle(ctx context.Context, pause time.Duration) {
	if pause == 0 {
		select {
		case <-ix.wake:
			pause = gather
		case <-ctx.Done():
			return
		}
	}
	select {
	case <-time.After(pause):
	case <-ctx.Done():
	}
}

// step opens the index if it is not, else brings it up to date.
func (ix *Index) step(ctx context.Context) error {
	ix.mu.RLock()
	eng, anew := ix.eng, ix.anew
	ix.mu.RUnlock()
	switch {
	case eng == nil:
		return ix.open(ctx, anew)
	case ix.opts.ReadOnly && eng.path != "":
		return nil
	}
	err := ix.catchUp(ctx, eng)
	if err != nil && ctx.Err() == nil && !errors.Is(err, index.ErrClosed) && !index.IsCorrupt(err) {
		ix.discard(eng)
	}
	return err
}

// open finds an index that fits the store or makes an empty one.
func (ix *Index) open(ctx context.Context, anew bool) error {
	if ix.dir == "" {
		return ix.openMemory()
	}
	if !anew || ix.opts.ReadOnly {
		eng, err := openEngine(ix.dir, ix.opts.ReadOnly)
		if err == nil {
			through, err := ix.fits(ctx, eng)
			if err == nil {
				ix.install(eng, through)
				return nil
			}
			eng.close()
		}
		if ix.opts.ReadOnly {
			return ix.openFallback(ctx)
		}
		if errors.Is(err, errLocked) {
			return err // a reader has it for a moment
		}
	}
	eng, err := makeEngine(ix.dir)
	if err != nil {
		return err
	}
	ix.install(eng, 0)
	return nil
}

// openFallback serves a reader without a usable index: few literals are searched directly, for many there is an index in
// memory.
func (ix *Index) openFallback(ctx context.Context) error {
	if _, short, err := ix.refresh(ctx); err != nil || !short {
		return err
	}
	return ix.openMemory()
}

func (ix *Index) openMemory() error {
	eng, err := newMemory()
	if err != nil {
		return err
	}
	ix.install(eng, 0)
	return nil
}

var errForeign = errors.New("the text index belongs to another store")

// fits checks that an index was made from this store: the last literal it holds must have the same ordinal here.
func (ix *Index) fits(ctx context.Context, eng *engine) (through uint64, err error) {
	var last *literal
	if err := guard(func() error { through, last, err = eng.stamp(); return err }); err != nil {
		return 0, err
	}
	if last == nil {
		if through > 0 {
			return 0, errForeign
		}
		return 0, nil
	}
	sn, err := ix.store.Snapshot()
	if err != nil {
		return 0, err
	}
	defer sn.Close()
	var id [1]index.ID
	var t [1]rdf.Term
	if err := sn.Ordinals([]uint64{last.ord}, id[:]); err != nil {
		return 0, err
	}
	if err := sn.Terms(ctx, id[:], t[:]); err != nil {
		return 0, err
	}
	if cut(t[0].Value, maxText) != last.text || t[0].Lang != last.tag || through < last.ord {
		return 0, errForeign
	}
	return through, nil
}

// install puts an engine in the place of the one before.
func (ix *Index) install(eng *engine, through uint64) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.anew = false
	ix.replace(eng, through)
}

// replace closes the engine before and forgets what is known of young literals; mu is held.
func (ix *Index) replace(eng *engine, through uint64) {
	if ix.eng != nil {
		ix.eng.close()
	}
	ix.eng, ix.young = eng, young{}
	ix.commits.Add(1)
	ix.moveTo(through)
}

// moveTo sets the stamp and tells those who wait; mu is held.
func (ix *Index) moveTo(through uint64) {
	ix.through.Store(through)
	ix.young.drop(through)
	close(ix.moved)
	ix.moved = make(chan struct{})
}

// catchUp indexes what is younger than the stamp.
func (ix *Index) catchUp(ctx context.Context, eng *engine) error {
	for ctx.Err() == nil {
		from := ix.Through()
		lits, end, more, err := ix.read(ctx, from, batchSize)
		if err != nil || end == from || eng.path == "" && !more && len(lits) < fewInMemory {
			return err
		}
		if err := eng.add(lits, end); err != nil {
			return err
		}
		ix.cache.put(lits...)
		ix.mu.Lock()
		ix.moveTo(end)
		ix.mu.Unlock()
		if !more {
			return nil
		}
	}
	return ctx.Err()
}

// discard gives a failing engine up. Searches then match all literals directly until the follower has made a new one.
func (ix *Index) discard(eng *engine) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.eng == eng && !ix.closed {
		ix.anew = true
		ix.replace(nil, 0)
		ix.nudge()
	}
}
