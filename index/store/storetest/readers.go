package storetest

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"w3id.org/concord/index/store"
)

// Readers plays random plans on a store in a folder, which it empties before, compactions beside commits and loads, while goroutines read: every
// snapshot must hold what the plan says of its commit, and one commit never goes back behind an earlier one. Each plan
// reads until its end; there are as many plans as fit into the duration.
func Readers(folder string, seed int64, readers int, how time.Duration) *Result {
	start := time.Now()
	r := &reading{Result: Result{Name: "readers", Seed: seed}}
	for ; time.Since(start) < how; r.plans++ {
		if err := attempt(func() error { return r.plan(folder, seed+r.plans, readers) }); err != nil {
			r.found("plan %d: %v", seed+r.plans, err)
		}
	}
	r.Took = time.Since(start)
	r.Note = fmt.Sprintf("%d plans, %d readers", r.plans, readers)
	return &r.Result
}

type reading struct {
	Result
	mu    sync.Mutex
	plans int64
}

// plan plays one plan with readers beside.
func (r *reading) plan(folder string, seed int64, readers int) error {
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	plan := NewPlan(seed, 30)
	for i := range plan.steps {
		if plan.steps[i].kind == reopen { // readers would meet a closed store
			plan.steps[i].kind = compact
		}
	}
	p := &player{plan: plan, dir: folder, beside: true}
	s, err := store.Open(folder, store.Options{})
	if err != nil {
		return err
	}
	p.s = s
	var stop atomic.Bool
	var group sync.WaitGroup
	for range readers {
		group.Add(1)
		go func() {
			defer group.Done()
			r.read(p, s, &stop)
		}()
	}
	for ; p.next < len(plan.steps) && err == nil; p.next++ {
		err = p.step(&plan.steps[p.next])
	}
	stop.Store(true)
	group.Wait()
	if err == nil {
		err = s.Check(ctx)
	}
	if e := p.close(); err == nil {
		err = e
	}
	return err
}

// read compares snapshots with the plan until it is told to stop.
func (r *reading) read(p *player, s *store.Store, stop *atomic.Bool) {
	for !stop.Load() {
		acked := p.acked.Load()
		err := attempt(func() error { return readOne(p, s, acked) })
		r.mu.Lock()
		r.Tried++
		if err != nil {
			r.found("plan %d, beside step %d: %v", p.plan.Seed, acked, err)
		}
		r.mu.Unlock()
	}
}

// readOne reads a snapshot taken after a commit was acknowledged.
func readOne(p *player, s *store.Store, acked uint64) error {
	sn, err := s.Snapshot()
	if err != nil {
		return err
	}
	defer sn.Close()
	begun := p.begun.Load()
	got, err := ReadSnapshot(sn)
	switch seq := sn.Seq(); {
	case err != nil:
		return err
	case seq < acked || seq > begun:
		return fmt.Errorf("commit %d was acknowledged and %d begun, the snapshot is of %d", acked, begun, seq)
	case got != p.plan.States[seq]:
		return fmt.Errorf("the snapshot of commit %d holds %d quads that are not the %d it should hold", seq, got.Quads, p.plan.States[seq].Quads)
	}
	return nil
}
