package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"w3id.org/concord/index"
)

// A rebuild pays when the delta, or the log, has grown to a good part of the base.
const (
	rebuildRows = 1 << 16 // and a quarter of the base
	rebuildLog  = 64 << 20
)

// Compact rebuilds the base with everything that was committed since. Snapshots that are open stay as they are.
func (s *Store) Compact(ctx context.Context) error {
	now, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer s.leave()
	return s.rebuild(ctx, now, nil, now.seq, defaultMemory)
}

// rebuildIfDue is called after a commit, which stands whatever comes of it. What counts is how many rows scans must
// splice in, and how many changes an opening must replay: changes can cancel out.
func (s *Store) rebuildIfDue(now *state) error {
	rows, logged := uint64(now.trees[index.SPO].len()), int64(0)
	if s.log != nil {
		logged = s.log.size
	}
	rows = max(rows, uint64(logged/changeSize))
	if logged < s.rebuildLog && (rows < uint64(s.rebuildRows) || rows*4 < now.base.rows()) {
		return nil
	}
	return s.rebuild(context.Background(), now, nil, now.seq, defaultMemory)
}

// rebuild writes a new generation and makes it the newest state, as commit seq. The caller holds the right to write.
// Up to the rename of the manifest the store is as it was; what was written is then removed.
func (s *Store) rebuild(ctx context.Context, old *state, chunks []*chunk, seq, memory uint64) error {
	s.replacing.Lock()
	defer s.replacing.Unlock()
	if err := s.writeError(); err != nil {
		return err
	}
	b := &builder{s: s, ctx: ctx, old: old, chunks: chunks, memory: memory,
		m: manifest{generation: s.generation + 1, seq: seq, base: true}}
	next, newLog, err := s.prepare(b)
	if err != nil {
		return errors.Join(fmt.Errorf("rebuild the store: %w", err), s.sweep(s.generation))
	}
	if !s.volatile {
		if err := s.writeManifest(&b.m); err != nil { // either may now be on the disk
			s.poison(err)
			return errors.Join(fmt.Errorf("rebuild the store: %w", err), next.release())
		}
	}
	return s.swap(&b.m, next, newLog)
}

// prepare writes and opens everything that the new manifest will name.
func (s *Store) prepare(b *builder) (next *base, newLog *log, err error) {
	if err := b.build(); err != nil {
		return nil, nil, err
	}
	if !s.volatile {
		if newLog, err = createLog(s.fs, s.file(b.m.logName())); err != nil {
			return nil, nil, err
		}
		if err = s.fs.SyncDir(s.dir); err != nil {
			return nil, nil, errors.Join(err, newLog.close())
		}
	}
	if next, err = s.openBase(b.m.generation); err != nil && newLog != nil {
		err = errors.Join(err, newLog.close())
	}
	return next, newLog, err
}

// swap makes a generation the current one and removes the files of the one before.
func (s *Store) swap(m *manifest, next *base, newLog *log) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errors.Join(index.ErrClosed, next.release())
	}
	oldBase, oldLog := s.now.base, s.log
	s.now, s.log, s.generation = newState(next, m), newLog, m.generation
	// The new generation stands. What cannot be released or removed now is swept at the next opening.
	oldBase.release()
	if oldLog != nil {
		oldLog.file.Close()
	}
	s.sweep(s.generation)
	return nil
}

// sweep removes the files of other generations, which a crash or a failure left.
func (s *Store) sweep(generation uint64) error {
	names, err := s.fs.List(s.dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range names {
		if n, ok := generationOf(name); ok && n != generation || name == manifestName+".tmp" || strings.HasPrefix(name, tmpPrefix) {
			errs = append(errs, s.fs.Remove(s.file(name)))
		}
	}
	return errors.Join(errs...)
}

func (s *Store) poison(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = err
}
