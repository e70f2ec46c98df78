package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"w3id.org/concord/index"
)

// A compaction pays when the delta, or the log, has grown to a good part of the base, and is needed when the delta takes much memory.
const (
	rebuildRows  = 1 << 16 // and a quarter of the base
	rebuildLog   = 64 << 20
	defaultDelta = 2 << 30 // bytes
	earlyDelta   = 4       // part of them from which on a compaction is due
)

// compaction writes the next generation beside readers and writers. It begins with the state of one moment; commits that
// come meanwhile are noted, and repeated on the new generation when it is there.
type compaction struct {
	from    *state
	ctx     context.Context
	cancel  context.CancelFunc
	done    chan struct{} // closed at the end
	err     error         // to be read then
	pending [][]byte      // payloads of the commits since; guarded by Store.mu
}

// Compact rebuilds the base with everything that was committed before the call. Snapshots that are open stay as they are;
// commits go on meanwhile.
func (s *Store) Compact(ctx context.Context) error {
	for {
		if _, err := s.enter(ctx); err != nil {
			return err
		}
		c, mine := s.beginCompaction(ctx)
		s.leave()
		if c == nil {
			return index.ErrClosed
		}
		if mine {
			s.compact(c, false)
		}
		select {
		case <-c.done:
		case <-ctx.Done():
			return fmt.Errorf("wait for the compaction: %w", ctx.Err())
		}
		if mine {
			return c.err
		}
	}
}

// compactIfDue is called after a commit, which stands whatever comes of it, by who holds the right to write. What counts is
// how many rows scans must splice in, and how many changes an opening must replay: changes can cancel out.
func (s *Store) compactIfDue(now *state) {
	rows, logged := uint64(now.trees[index.SPO].len()), int64(0)
	if s.log != nil {
		logged = s.log.size.Load()
	}
	rows = max(rows, uint64(logged/changeSize))
	mostRows, mostLog, mostBytes := s.thresholds()
	if logged < mostLog && now.deltaBytes() < mostBytes && (rows < uint64(mostRows) || rows*4 < now.base.rows()) {
		return
	}
	c, mine := s.beginCompaction(context.Background())
	switch {
	case !mine: // one is on its way, or the store is being closed
	case s.inline:
		s.compact(c, true)
	default:
		go s.compact(c, false)
	}
}

func (s *Store) thresholds() (rows int, log int64, bytes uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rebuildRows, s.rebuildLog, s.deltaMemory / earlyDelta
}

// waitForMemory waits while a compaction runs and the delta takes all the memory it may.
func (s *Store) waitForMemory(ctx context.Context) error {
	for {
		s.mu.Lock()
		c, full := s.compacting, s.head.deltaBytes() >= s.deltaMemory
		s.mu.Unlock()
		if c == nil || !full {
			return nil
		}
		select {
		case <-c.done:
		case <-ctx.Done():
			return fmt.Errorf("wait for the compaction, because the changes since the last take all the memory they may: %w", ctx.Err())
		}
	}
}

// beginCompaction notes the state that a compaction begins with, or gives the one that is running. The caller holds the
// right to write, so no commit is between being logged and being noted.
func (s *Store) beginCompaction(ctx context.Context) (c *compaction, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.compacting != nil || s.closed {
		return s.compacting, false
	}
	c = &compaction{from: s.head, done: make(chan struct{})}
	c.ctx, c.cancel = context.WithCancel(ctx)
	c.from.base.retain()
	s.compacting = c
	return c, true
}

// compact runs a compaction to its end. holding says that the caller holds the right to write.
func (s *Store) compact(c *compaction, holding bool) {
	c.err = s.compactTo(c, holding)
	s.mu.Lock()
	s.compacting = nil
	stopped := c.ctx.Err() != nil
	if !stopped {
		s.failed, s.failedAt = c.err, time.Now()
	}
	if c.err != nil && s.broken == nil && c.ctx.Err() == nil {
		s.rebuildRows, s.rebuildLog = 2*s.rebuildRows, 2*s.rebuildLog // it is tried again later
		s.deltaMemory *= 2
	}
	s.mu.Unlock()
	if c.err != nil && !stopped && s.tell != nil {
		s.tell(c.err)
	}
	c.cancel()
	c.from.base.release()
	close(c.done)
}

func (s *Store) compactTo(c *compaction, holding bool) error {
	g, err := s.build(c.ctx, c.from, nil, c.from.seq, defaultMemory, true)
	if err == nil {
		err = s.catchUp(c, g, holding)
	}
	if err != nil {
		return fmt.Errorf("compact the store: %w; the store answers and takes changes as before, and tries again when there are twice as many changes; "+
			"see that %s has room for a second copy of the data, then run \"concord compact\"", err, s.dir)
	}
	return nil
}

// fewChanges is how many changes are repeated while writers wait, and rounds how often it is tried to get there.
const (
	fewChanges = 4096
	rounds     = 50
)

// catchUp repeats what was committed meanwhile and installs the generation. Writers wait only for the last few changes.
func (s *Store) catchUp(c *compaction, g *generation, holding bool) (err error) {
	for n := 0; n < rounds && err == nil && s.waiting(c) > fewChanges*changeSize; n++ {
		err = s.repeat(c, g)
	}
	if err == nil && g.log != nil {
		err = g.log.file.Sync() // what is repeated while writers wait is then all that is left to sync
	}
	if err != nil {
		return errors.Join(err, s.discard(g))
	}
	tidy, err := s.takeOver(c, g, holding)
	if tidy != nil {
		tidy()
	}
	return err
}

// takeOver repeats the last changes and installs the generation. holding says that the caller holds the right to write.
func (s *Store) takeOver(c *compaction, g *generation, holding bool) (tidy func(), err error) {
	if !holding {
		if _, err = s.enter(c.ctx); err == nil {
			defer s.leave()
		}
	}
	if err == nil {
		err = s.repeat(c, g)
	}
	if err != nil {
		return nil, errors.Join(err, s.discard(g))
	}
	return s.install(g)
}

// waiting is how many bytes of commits are to be repeated.
func (s *Store) waiting(c *compaction) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range c.pending {
		n += len(p)
	}
	return n
}

// repeat applies the commits noted so far to the new generation, and logs them there.
func (s *Store) repeat(c *compaction, g *generation) error {
	s.mu.Lock()
	payloads := c.pending
	c.pending = nil
	s.mu.Unlock()
	for _, payload := range payloads {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		payload, err := g.numbering.translate(payload)
		if err != nil {
			return err
		}
		r := &logReader{name: s.file(g.m.logName())}
		if err := r.replay(g.state, payload); err != nil {
			return err
		}
		if g.log != nil {
			if err := g.log.write(commitRecord{g.state.seq, payload}); err != nil {
				return err
			}
		}
	}
	return nil
}

// translate gives the record of a commit with the IDs of the new generation. Late terms that are not in its dictionary
// came after the ones that are, so they are counted from there.
func (n *numbering) translate(payload []byte) ([]byte, error) {
	d := decoder{b: payload}
	_, changes := d.commit()
	if d.bad || len(d.b) > 0 {
		return nil, errors.New("a commit that was noted cannot be read")
	}
	out := append([]byte(nil), payload...)
	for steps := out[len(out)-len(changes):]; len(steps) > 0; steps = steps[changeSize:] {
		for i := 1; i < changeSize; i += 8 {
			binary.LittleEndian.PutUint64(steps[i:], uint64(n.renumber(index.ID(binary.LittleEndian.Uint64(steps[i:])))))
		}
	}
	return out, nil
}

// stopCompaction ends a compaction that is running, and waits for that.
func (s *Store) stopCompaction() {
	s.mu.Lock()
	c := s.compacting
	s.mu.Unlock()
	if c != nil {
		c.cancel()
		<-c.done
	}
}

// note keeps a commit for the compaction that is running. The caller holds mu.
func (s *Store) note(payload []byte) {
	if s.compacting != nil {
		s.compacting.pending = append(s.compacting.pending, payload)
	}
}

func (s *Store) isCompacting() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.compacting != nil
}
