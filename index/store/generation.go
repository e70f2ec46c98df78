package store

import (
	"context"
	"errors"
	"strings"

	"w3id.org/concord/index"
)

// build writes the files of a generation that holds a state and chunks, as commit seq. On an error they are removed again.
// beside says that others read and write meanwhile, who come first.
func (s *Store) build(ctx context.Context, old *state, chunks []*chunk, seq, memory uint64, beside bool) (*generation, error) {
	b := &builder{s: s, ctx: ctx, old: old, chunks: chunks, memory: memory, pace: pace{beside: beside},
		m: manifest{generation: s.nextGeneration(), seq: seq, base: true}}
	next, newLog, err := s.prepare(b)
	if err != nil {
		dropAll(b.chunks)
		return nil, errors.Join(err, s.removeGeneration(b.m.generation))
	}
	g := &generation{m: b.m, log: newLog, numbering: b.numbering, state: newState(next, &b.m)}
	g.state.fork()
	return g, nil
}

// generation is a new one, written but not yet named by the manifest.
type generation struct {
	m         manifest
	log       *log // nil in memory
	state     *state
	numbering numbering
}

// discard removes a generation that does not become the current one.
func (s *Store) discard(g *generation) error {
	errs := []error{g.state.base.release()}
	if g.log != nil {
		errs = append(errs, g.log.file.Close())
	}
	return errors.Join(append(errs, s.removeGeneration(g.m.generation))...)
}

// nextGeneration gives a number that no file has.
func (s *Store) nextGeneration() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.numbered = max(s.numbered, s.generation) + 1
	return s.numbered
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

// install makes a generation the current one. The caller holds the right to write. Up to the rename of the manifest the
// store is as it was; the generation is then discarded. What is left to do when no lock is held any more is tidy, if it is not nil.
func (s *Store) install(g *generation) (tidy func(), err error) {
	s.replacing.Lock()
	defer s.replacing.Unlock()
	if err = s.writeError(); err == nil {
		err = s.flushHeld(s.head.seq) // what waits for the old log is in the new one too, but somebody waits for it
	}
	if err != nil {
		return nil, errors.Join(err, s.discard(g))
	}
	if !s.volatile {
		if err := g.log.file.Sync(); err != nil {
			return nil, errors.Join(err, s.discard(g))
		}
		g.m.logged = g.log.size.Load()
		if err := s.writeManifest(&g.m); err != nil { // either may now be on the disk
			s.poison(err)
			return nil, errors.Join(err, g.log.file.Close(), g.state.base.release())
		}
	}
	return s.swap(g)
}

// swap makes a generation the newest state. tidy removes the files of the one before: readers and writers do not wait for that.
func (s *Store) swap(g *generation) (tidy func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errors.Join(index.ErrClosed, g.state.base.release())
	}
	oldBase, oldLog, old := s.now.base, s.log, s.generation
	s.now, s.head, s.log, s.generation = g.state, g.state, g.log, g.m.generation
	return func() { // what cannot be released or removed is swept at the next opening
		oldBase.release()
		if oldLog != nil {
			oldLog.file.Close()
		}
		s.removeGeneration(old)
	}, nil
}

// removeGeneration removes the files of a generation, temporary ones among them.
func (s *Store) removeGeneration(generation uint64) error {
	return s.removeFiles(func(name string) bool {
		n, ok := generationOf(name)
		return ok && n == generation || strings.HasPrefix(name, tmpOf(generation))
	})
}

// sweep removes the files of other generations and temporary ones, which a crash or a failure left.
func (s *Store) sweep(generation uint64) error {
	return s.removeFiles(func(name string) bool {
		n, ok := generationOf(name)
		return ok && n != generation || name == manifestName+".tmp" || strings.HasPrefix(name, tmpPrefix)
	})
}

func (s *Store) removeFiles(gone func(name string) bool) error {
	names, err := s.fs.List(s.dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range names {
		if gone(name) {
			errs = append(errs, s.fs.Remove(s.file(name)))
		}
	}
	return errors.Join(errs...)
}

func (s *Store) poison(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = err
	s.head, s.waitingLog = s.now, nil
}
