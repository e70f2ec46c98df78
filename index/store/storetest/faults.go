package storetest

import (
	"errors"
	"fmt"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// errDisk is what a failing operation gives.
var errDisk = errors.New("input/output error")

// Faults plays a plan once per file operation and mode and lets that operation fail: once, or it and all that follow until
// the disk is repaired. The open store must go on answering from its last commit. Opened anew it holds that commit, or
// the one under way, whole, and plays the rest of the plan. Returned is also how many operations the plan has.
func Faults(seed int64, steps int) *Result {
	start := time.Now()
	f := &faulter{Result: Result{Name: "failing operations", Seed: seed}, plan: NewPlan(seed, steps)}
	for _, forever := range []bool{false, true} {
		for n := 1; f.at(n, forever); n++ {
			f.Tried++
		}
	}
	f.Took = time.Since(start)
	f.Note = fmt.Sprintf("%d steps, each operation once and for ever; %d gave no error", len(f.plan.steps), f.silent)
	return &f.Result
}

type faulter struct {
	Result
	plan   *Plan
	silent int // failures that did not make a step fail

	mem     *vfs.Mem
	p       *player
	ops, n  int
	what    string // the operation that failed
	forever bool
	healed  bool
}

// at lets operation n fail; it reports whether there is one.
func (f *faulter) at(n int, forever bool) bool {
	f.mem, f.ops, f.n, f.what, f.forever, f.healed = vfs.NewMem(), 0, n, "", forever, false
	f.p = &player{plan: f.plan, fs: vfs.Wrap(f.mem, f.hook), dir: dir}
	if err := attempt(f.trial); err != nil {
		f.found("plan %d, operation %d (%s) failed, for ever %v: %v", f.plan.Seed, n, f.what, forever, err)
	}
	return f.what != ""
}

func (f *faulter) hook(op vfs.Op, name string) error {
	f.ops++
	if f.ops == f.n {
		f.what = fmt.Sprint(op, " ", name)
	}
	if f.ops == f.n || f.forever && f.ops > f.n && !f.healed {
		return fmt.Errorf("%s %s: %w", op, name, errDisk)
	}
	return nil
}

// trial plays the plan, over the failure, to its end.
func (f *faulter) trial() error {
	err := f.p.play()
	if err == nil {
		f.silent++
		f.healed = true
		return f.end()
	}
	if !errors.Is(err, errDisk) && !errors.Is(err, index.ErrReadOnly) {
		return fmt.Errorf("the error does not say so: %w", err)
	}
	if err := f.p.same(); err != nil {
		return err
	}
	if f.p.s != nil {
		f.p.s.Close() // may fail like the rest
		f.p.s = nil
	}
	f.healed = true
	if err := f.p.resume(); err != nil {
		return err
	}
	if err := f.p.play(); err != nil {
		return fmt.Errorf("after the failure: %w", err)
	}
	return f.end()
}

func (f *faulter) end() error {
	_, err := f.plan.Verify(f.mem, f.p.acked.Load(), f.p.acked.Load())
	return err
}
