package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"w3id.org/concord/index/store"
	"w3id.org/concord/index/vfs"
)

// player plays a plan on a store.
type player struct {
	plan   *Plan
	fs     vfs.FS
	dir    string
	beside bool // compactions run beside the commits that follow

	s     *store.Store
	next  int           // number of the step that comes
	acked atomic.Uint64 // the last commit that was acknowledged
	begun atomic.Uint64 // the last that was begun

	compacting sync.WaitGroup
	failed     error // of a compaction beside
}

// play plays the steps that are left, until an error.
func (p *player) play() (err error) {
	if p.s == nil {
		if p.s, err = store.Open(p.dir, store.Options{FS: p.fs}); err != nil {
			return err
		}
	}
	for ; p.next < len(p.plan.steps); p.next++ {
		if err := p.step(&p.plan.steps[p.next]); err != nil {
			return fmt.Errorf("step %d, %v: %w", p.next, p.plan.steps[p.next].kind, err)
		}
	}
	return p.close()
}

func (p *player) step(s *step) (err error) {
	switch {
	case s.kind == reopen:
		if err := p.close(); err != nil {
			return err
		}
		p.s, err = store.Open(p.dir, store.Options{FS: p.fs})
		return err
	case s.kind == compact && p.beside:
		p.compactBeside(s)
		return nil
	case s.kind == compact:
		_, err := s.do(p.s)
		return err
	}
	return p.commit(s)
}

func (p *player) commit(s *step) error {
	want := p.acked.Load() + 1
	p.begun.Store(want)
	seq, err := s.do(p.s)
	if err != nil {
		return err
	}
	if seq != want {
		return fmt.Errorf("commit %d calls itself %d", want, seq)
	}
	p.acked.Store(seq)
	return nil
}

func (p *player) compactBeside(s *step) {
	p.compacting.Wait()
	st := p.s
	p.compacting.Add(1)
	go func() {
		defer p.compacting.Done()
		s.do(st) // a load or Close may end it; what matters is what is left
	}()
}

// close ends the store. What it may find left of the plan is what was acknowledged.
func (p *player) close() error {
	s := p.s
	p.s = nil
	if s == nil {
		return nil
	}
	err := s.Close()
	p.compacting.Wait()
	return err
}

// resume opens the store after a failure and goes on behind the commit that it is at.
func (p *player) resume() error {
	s, err := openInTime(p.fs)
	if err != nil {
		return fmt.Errorf("open after the failure: %w", err)
	}
	p.s = s
	seq, err := p.plan.holds(s, p.acked.Load(), p.begun.Load())
	if err != nil {
		return err
	}
	if seq > p.acked.Load() { // the commit that was called failed is there after all, whole
		p.acked.Store(seq)
		p.next++
	}
	p.begun.Store(seq)
	return nil
}

// same is whether a store that failed still answers from its last acknowledged commit.
func (p *player) same() error {
	if p.s == nil {
		return nil
	}
	acked := p.acked.Load()
	_, err := p.plan.holds(p.s, acked, acked)
	if err != nil {
		err = errors.Join(errors.New("after the failure the open store is not as before"), err)
	}
	return err
}
