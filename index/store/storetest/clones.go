package storetest

import (
	"fmt"
	"math/rand"
	"sync"
	"time"

	"w3id.org/concord/index/store"
	"w3id.org/concord/index/vfs"
)

// lost is how much of what was not synced a loss of power takes. Each sector, each length and each name is lost or kept by
// itself, so pages are torn and names of a folder go one by one.
var lost = [...]float64{0, 0.1, 0.5, 1}

// Clones takes the power away before each file operation of random plans, until that many disks were tried: of each
// moment one disk per share lost. Every disk is opened, every fourth with a second loss of power while it is recovered.
// Compactions run between the commits of one plan, beside those of the next.
func Clones(seed int64, count int) *Result {
	start := time.Now()
	c := &cloner{Result: Result{Name: "crash clones", Seed: seed}, rng: rand.New(rand.NewSource(seed)), most: count}
	for n := int64(0); c.Tried < count; n++ {
		c.plan(seed+n, n%2 == 1)
	}
	c.Took = time.Since(start)
	c.Note = fmt.Sprintf("%d plans, %d file operations, %d second crashes", c.plans, c.ops, c.seconds)
	return &c.Result
}

type cloner struct {
	Result
	rng                 *rand.Rand
	most                int
	plans, ops, seconds int

	one sync.Mutex // an operation at a time, so that a clone is of one moment
	mem *vfs.Mem
	p   *player
}

// planSteps is about how many steps a plan has.
const planSteps = 16

// plan plays one plan to its end, or until enough disks were tried.
func (c *cloner) plan(seed int64, beside bool) {
	c.plans++
	c.mem = vfs.NewMem()
	c.p = &player{plan: NewPlan(seed, planSteps), fs: vfs.Wrap(c.mem, c.crash), dir: dir, beside: beside}
	err := attempt(c.p.play)
	if err == nil {
		err = c.crash("the end", "")
	}
	if err == nil {
		_, err = c.p.plan.Verify(c.mem, c.p.acked.Load(), c.p.acked.Load())
	}
	if err != nil {
		c.found("plan %d, without a crash: %v", seed, err)
	}
}

// crash is the hook before each operation.
func (c *cloner) crash(op vfs.Op, name string) error {
	c.one.Lock()
	defer c.one.Unlock()
	c.ops++
	for _, part := range lost {
		if c.Tried >= c.most {
			return nil
		}
		acked := c.p.acked.Load()
		disk := c.mem.CrashClone(c.rng, 1-part)
		begun := c.p.begun.Load()
		c.Tried++
		if err := attempt(func() error { return c.recover(disk, acked, begun) }); err != nil {
			c.found("plan %d, beside %v: power lost before operation %d (%s %s) with %v of what was not synced: %v", c.p.plan.Seed, c.p.beside, c.ops, op, name, part, err)
		}
	}
	return nil
}

// recover opens what a crash left, and now and then loses power again meanwhile.
func (c *cloner) recover(disk *vfs.Mem, acked, begun uint64) error {
	if c.rng.Intn(4) > 0 {
		_, err := c.p.plan.Verify(disk, acked, begun)
		return err
	}
	var second error
	at, first := c.rng.Intn(12), uint64(0)
	s, err := store.Open(dir, store.Options{FS: vfs.Wrap(disk, func(vfs.Op, string) error {
		if at--; at == 0 {
			c.seconds++
			_, second = c.p.plan.Verify(disk.CrashClone(c.rng, c.rng.Float64()), acked, begun)
		}
		return nil
	})})
	if err != nil {
		return err
	}
	if first, err = c.p.plan.holds(s, acked, begun); err != nil {
		s.Close()
		return err
	}
	if second != nil {
		s.Close()
		return fmt.Errorf("a second time during recovery: %w", second)
	}
	// What an opening has shown was read by somebody: it stays, even if the power goes now.
	if _, err := c.p.plan.Verify(disk.CrashClone(c.rng, 0), first, first); err != nil {
		s.Close()
		return fmt.Errorf("a second time after recovery: %w", err)
	}
	if err := s.Close(); err != nil {
		return err
	}
	_, err = c.p.plan.Verify(disk, first, first)
	return err
}
