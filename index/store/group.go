package store

import "fmt"

// Group commit: a transaction that commits becomes the head, on which the next one begins, and waits to be written to the
// log. Whoever finds the log free writes all that wait as one record, with one sync, and makes the head the newest state:
// nobody sees a commit that is not durable, and none is durable without those before it.

// manyWaiting is how many bytes may wait for the log; then the next transaction waits too.
const manyWaiting = 16 << 20

// stage makes a transaction's state the head. The caller holds the right to write.
func (s *Store) stage(w *writer) error {
	var payload []byte
	if !s.volatile || s.isCompacting() {
		payload = encodeCommit(w).payload
	}
	if n := len(payload); n > mostPayload-manyWaiting && !s.volatile {
		return fmt.Errorf("commit: the transaction takes %d bytes of log, at most %d are possible; load so many quads in bulk",
			n, mostPayload-manyWaiting)
	}
	w.countChanges()
	st := w.st
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.writable(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	s.head = &st
	s.note(payload)
	if s.volatile {
		s.now = s.head
	} else {
		s.wait(payload)
	}
	return nil
}

// wait puts a commit behind those that wait for the log. One alone is not copied. The caller holds mu.
func (s *Store) wait(payload []byte) {
	if len(s.waitingLog) == 0 {
		s.waitingLog = payload[:len(payload):len(payload)]
	} else {
		s.waitingLog = append(s.waitingLog, payload...)
	}
}

// finish ends a commit that was staged, and gives up the right to write. The commit stands if it returns nil.
func (s *Store) finish(st *state) error {
	defer s.leave()
	s.mu.Lock()
	many := len(s.waitingLog) > manyWaiting
	s.mu.Unlock()
	if !s.inline && !many {
		s.compactIfDue(st)
		return nil
	}
	if err := s.flush(st.seq); err != nil {
		return err
	}
	s.compactIfDue(st)
	return nil
}

// flush returns when a commit is durable and can be seen.
func (s *Store) flush(seq uint64) error {
	s.replacing.Lock()
	defer s.replacing.Unlock()
	return s.flushHeld(seq)
}

// flushHeld is flush for a caller that holds replacing.
func (s *Store) flushHeld(seq uint64) error {
	s.mu.Lock()
	if s.now.seq >= seq { // somebody's sync was for this one too
		s.mu.Unlock()
		return nil
	}
	err := s.writable()
	head, record := s.head, commitRecord{s.head.seq, s.waitingLog}
	s.waitingLog = nil
	s.mu.Unlock()
	if err == nil {
		if err = s.log.append(record); err != nil {
			s.poison(err)
		}
	}
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = head
	return nil
}
