package store

import "w3id.org/concord/index"

// recover brings the store to the last acknowledged commit. A store opened read-only may meet a generation that
// another process is just replacing: it then tries again.
func (s *Store) recover() error {
	for {
		err := s.recoverOnce()
		if err == nil || !s.readOnly {
			return err
		}
		if m, again := s.readManifest(); again != nil || m.generation == s.generation {
			return err
		}
	}
}

// recoverOnce reads manifest, base and log.
func (s *Store) recoverOnce() error {
	m, err := s.readManifest()
	if err != nil {
		return err
	}
	if m == nil {
		return s.create()
	}
	s.generation, s.manifest = m.generation, *m
	var b *base
	if m.base {
		if b, err = s.openBase(m.generation); err != nil {
			return err
		}
	}
	s.now = newState(b, m)
	if err := s.replayLog(m); err != nil {
		b.release()
		return err
	}
	if s.readOnly {
		return nil
	}
	s.vouch() // on a full disk, say, the store opens all the same
	return s.sweep(m.generation)
}

// create makes a new store.
func (s *Store) create() (err error) {
	m := &manifest{}
	s.now = newState(nil, m)
	if s.log, err = createLog(s.fs, s.file(m.logName())); err != nil {
		return err
	}
	if err := s.fs.SyncDir(s.dir); err != nil {
		return err
	}
	return s.writeManifest(m)
}

// replayLog applies the commits of the log, cuts off what a crash left half written, and opens the log for more.
func (s *Store) replayLog(m *manifest) error {
	name := s.file(m.logName())
	mapping, err := s.fs.Map(name)
	if err != nil {
		return index.FileError(name, err)
	}
	r := &logReader{name: name, data: mapping.Bytes(), lastSeq: m.seq, logged: m.logged, sealed: true, gather: true, steps: make([]row, 0, len(mapping.Bytes())/changeSize)}
	err = s.replayAll(r)
	whole := len(r.data) == r.at
	if e := mapping.Close(); err == nil {
		err = e
	}
	if err != nil || s.readOnly {
		return err
	}
	return s.continueLog(r, whole)
}

func (s *Store) replayAll(r *logReader) error {
	if err := r.header(); err != nil {
		return err
	}
	for {
		payload, err := r.next()
		if err != nil {
			return err
		}
		if payload == nil {
			break
		}
		if err := r.replay(s.now, payload); err != nil {
			return err
		}
		if err := r.seal(s.now.seq); err != nil {
			return err
		}
		r.number++
	}
	if !s.now.plant(r.steps) {
		return &index.CorruptError{File: r.name, Block: -1, Why: "a step of a commit changes nothing"}
	}
	r.steps = nil
	return nil
}

// continueLog opens the log behind what was read. A record without seal is sealed: it is on the disk now.
func (s *Store) continueLog(r *logReader, whole bool) error {
	f, err := s.fs.Append(r.name)
	if err != nil {
		return err
	}
	s.log = &log{file: f, salt: r.salt}
	s.log.size.Store(int64(r.at))
	if !whole {
		if err := f.Truncate(int64(r.at)); err != nil {
			return err
		}
	}
	if whole && r.sealed {
		return nil
	}
	if err := f.Sync(); err != nil { // the record, if it came from the system's memory
		return err
	}
	if r.sealed {
		return nil
	}
	if err := s.log.seal(r.lastSeq); err != nil {
		return err
	}
	return f.Sync()
}
