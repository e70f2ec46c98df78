package store

import (
	"slices"
	"time"

	"w3id.org/concord/index"
)

// Status is how a store is doing: what lies on the disk, what waits in memory, who holds old states.
type Status struct {
	Seq        uint64 // newest commit
	Generation uint64
	Files      []FileSize     // of the newest generation, log and manifest included
	Added      uint64         // rows of the delta that the base has not
	Removed    uint64         // rows of the base that the delta takes out
	LateTerms  uint64         // terms that came after the base
	DeltaBytes uint64         // of memory that the rows of the delta and these terms take
	Snapshots  []OpenSnapshot // that are open in this process, the oldest first
	Compacting bool
	Failed     error     // of the last compaction, nil if it ended well or there was none
	FailedAt   time.Time // when that was
}

// FileSize is one file.
type FileSize struct {
	Name  string
	Bytes int64
}

// OpenSnapshot is a snapshot, or the calls and cursors of a closed one, that holds a state.
type OpenSnapshot struct {
	Seq    uint64
	Since  time.Time
	Pinned int64 // bytes of files that are there for old snapshots only; 0 while its files are the newest
}

// Status tells how the store is doing.
func (s *Store) Status() (Status, error) {
	s.mu.Lock()
	now := s.now
	st := Status{Seq: now.seq, Generation: s.generation, Compacting: s.compacting != nil, Failed: s.failed, FailedAt: s.failedAt}
	for sn, since := range s.opened {
		o := OpenSnapshot{Seq: sn.st.seq, Since: since}
		if sn.st.base != now.base {
			o.Pinned = sn.st.base.bytes()
		}
		st.Snapshots = append(st.Snapshots, o)
	}
	s.mu.Unlock()
	slices.SortFunc(st.Snapshots, func(a, b OpenSnapshot) int { return a.Since.Compare(b.Since) })
	t := now.trees[index.SPO]
	if t.root != nil {
		st.Removed = uint64(t.root.dels)
		st.Added = uint64(t.root.n) - st.Removed
	}
	st.LateTerms, st.DeltaBytes = uint64(now.late.Len()), now.deltaBytes()
	if s.volatile {
		return st, nil
	}
	return st, s.sizes(&st)
}

// sizes lists the files.
func (s *Store) sizes(st *Status) error {
	names, err := s.fs.List(s.dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		if n, ours := generationOf(name); name != manifestName && (!ours || n != st.Generation) {
			continue
		}
		m, err := s.fs.Map(s.file(name))
		if err != nil {
			return index.FileError(s.file(name), err)
		}
		st.Files = append(st.Files, FileSize{name, int64(len(m.Bytes()))})
		m.Close()
	}
	return nil
}

// watch notes an open snapshot until it has ended. The caller holds mu.
func (s *Store) watch(sn *snapshot) *snapshot {
	if s.opened == nil {
		s.opened = map[*snapshot]time.Time{}
	}
	s.opened[sn] = time.Now()
	sn.ended = func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.opened, sn)
	}
	return sn
}

// bytes is the size of the files of a base.
func (b *base) bytes() (n int64) {
	if b == nil {
		return 0
	}
	n = int64(b.dict.Bytes())
	for _, r := range b.runs {
		n += int64(r.Bytes())
	}
	return n
}
