// Package store is the native store behind the contract of package index: quads in six orders with the graph last and
// three with it first, a dictionary, one writer, any number of snapshots, atomic commits that survive kill -9.
//
// It is not a query engine and keeps no text index (Text returns nil; package text wraps a store). DESIGN.md draws
// the files and says why they are as they are.
//
// The main path: Open; Snapshot to read; Begin or Bulk to write.
package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// Options steer Open. The zero value is right for most uses.
type Options struct {
	ReadOnly bool        // take no lock and no writes; the state is the one of the moment of opening
	FS       vfs.FS      // nil: the operating system's
	Memory   uint64      // bytes that the delta may take while a compaction runs; 0: 2 GiB. From a quarter of it on one begins
	Failed   func(error) // is told when a compaction in the background fails; nil: nobody, see Status
}

// Store implements index.Store.
type Store struct {
	fs       vfs.FS
	dir      string
	readOnly bool
	volatile bool // dir is "": nothing needs to be logged
	lock     io.Closer
	writing  turn

	rebuildRows int    // rebuild when the delta has that many rows and a quarter of the base's
	rebuildLog  int64  // or the log that many bytes
	deltaMemory uint64 // transactions wait for the compaction that is running when the delta takes so much
	smallLoad   uint64
	inline      bool // compaction runs in the commit that makes it due: for tests that count operations
	generation  uint64
	manifest    manifest // as it was last read or written
	replacing   latch    // held while the newest state is being replaced; Close waits for it

	mu         latch  // guards what follows
	now        *state // the newest that is durable: what readers see
	head       *state // the newest that was committed, what transactions begin with
	waitingLog []byte // commits after now, as they go into the log
	log        *log
	closed     bool
	broken     error       // why writes are refused since a failed write or fsync
	compacting *compaction // the one that is running
	failed     error       // of the last compaction
	failedAt   time.Time
	opened     map[*snapshot]time.Time // and since when
	tell       func(error)
	numbered   uint64 // the highest generation that was begun
	chunked    uint64 // names of chunks given out
}

// Open opens the store in a folder, making it if there is none. dir "" is a store in memory that ends with Close.
// A second process that opens it for writing gets index.ErrLocked.
func Open(dir string, o Options) (*Store, error) {
	s := &Store{fs: o.FS, dir: filepath.ToSlash(dir), readOnly: o.ReadOnly, tell: o.Failed, writing: newTurn(),
		rebuildRows: rebuildRows, rebuildLog: rebuildLog, smallLoad: smallLoad, deltaMemory: o.Memory}
	if s.deltaMemory == 0 {
		s.deltaMemory = defaultDelta
	}
	if dir == "" {
		s.fs, s.volatile, s.now = vfs.NewMem(), true, newState(nil, &manifest{})
		s.head = s.now
		return s, nil
	}
	if s.fs == nil {
		s.fs = vfs.OS
	}
	if err := s.open(); err != nil {
		s.release()
		return nil, fmt.Errorf("open store %s: %w", dir, err)
	}
	return s, nil
}

func (s *Store) open() error {
	if !s.readOnly {
		if err := s.takeLock(); err != nil {
			return err
		}
	}
	if err := s.recover(); err != nil {
		return err
	}
	s.head = s.now
	return nil
}

func (s *Store) takeLock() (err error) {
	if err := s.fs.MkdirAll(s.dir); err != nil {
		return err
	}
	s.lock, err = s.fs.Lock(s.file(lockName))
	if errors.Is(err, vfs.ErrLocked) {
		return fmt.Errorf("%w; stop that process, or send it the change: reading is possible beside it, writing is not", index.ErrLocked)
	}
	return err
}

// file gives the path of one of the store's files.
func (s *Store) file(name string) string { return path.Join(s.dir, name) }

// release lets go of the log and the lock.
func (s *Store) release() error {
	var errs []error
	if s.log != nil {
		errs = append(errs, s.log.close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// Text returns nil: package text wraps a store with an index.
func (s *Store) Text() index.Text { return nil }

// Snapshot returns the newest committed state.
func (s *Store) Snapshot() (index.Snapshot, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, index.ErrClosed
	}
	return s.watch(newSnapshot(s.now, !s.volatile)), nil
}

// Close ends the store; an open transaction can then not be committed.
func (s *Store) Close() error {
	if s.end() {
		return nil
	}
	s.stopCompaction()
	return errors.Join(s.vouch(), s.now.base.release(), s.release())
}

// end lets nothing begin any more, once what is being replaced has been. It reports whether that was so before.
func (s *Store) end() (before bool) {
	s.replacing.Lock()
	defer s.replacing.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	before, s.closed = s.closed, true
	return before
}

// enter waits until no other transaction is open and returns the state it starts from.
func (s *Store) enter(ctx context.Context) (*state, error) {
	if err := s.writing.take(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.writable(); err != nil {
		s.leave()
		return nil, err
	}
	return s.head, nil
}

func (s *Store) leave() { s.writing.give() }

// writable is called with mu held.
func (s *Store) writable() error {
	switch {
	case s.closed:
		return index.ErrClosed
	case s.readOnly:
		return fmt.Errorf("%w: it was opened read-only", index.ErrReadOnly)
	case s.broken != nil:
		return fmt.Errorf("%w since a write failed (%w); close and open the store again", index.ErrReadOnly, s.broken)
	}
	return nil
}

// writeError says why writes are refused, nil if they are not.
func (s *Store) writeError() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writable()
}
