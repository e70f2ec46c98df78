package storetest

import (
	"errors"
	"fmt"
	"math/rand"
	"sync"
	"sync/atomic"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// Crowd attacks a store that several writers commit to at once, beside a compaction: power is lost before file operations
// until that many disks were tried, and then operations fail, half as many. What was acknowledged to any writer, and what any
// reader saw, must be there afterwards; nothing may be there in part.
func Crowd(seed int64, count int) *Result {
	start := time.Now()
	c := &crowd{Result: Result{Name: "writers at once", Seed: seed}, rng: rand.New(rand.NewSource(seed))}
	for c.clones < count {
		if err := attempt(func() error { return c.losePower(count) }); err != nil {
			c.found("%v", err)
		}
	}
	for n, tries := 1, 0; tries < count/2; n, tries = n+1, tries+1 {
		forever := tries%2 == 1
		struck, err := c.strike(n, forever)
		if err != nil {
			c.found("operation %d failed, for ever %v: %v", n, forever, err)
		}
		if c.Tried++; !struck {
			n = 0
		}
	}
	c.Took = time.Since(start)
	c.Note = fmt.Sprintf("%d clones, %d writers, %d commits each", c.clones, crowdSize, crowdCommits)
	return &c.Result
}

const (
	crowdSize    = 4  // writers
	crowdCommits = 12 // of each
	crowdQuads   = 12 // of a commit
)

type crowd struct {
	Result
	rng    *rand.Rand
	clones int
}

// scene is one store with its writers.
type scene struct {
	s     *store.Store
	acked [crowdSize]atomic.Int64 // commits
	begun [crowdSize]atomic.Int64
	seen  atomic.Uint64 // the newest commit that a reader saw
	errs  [crowdSize]error
}

// known is what is certain at a moment, to be read before what it is compared with.
type known struct {
	acked [crowdSize]int64
	seen  uint64
}

func (sc *scene) known() (k known) {
	k.seen = sc.seen.Load()
	for w := range sc.acked {
		k.acked[w] = sc.acked[w].Load()
	}
	return k
}

func crowdMarks(writer, n int) (quads []rdf.Quad) {
	for i := range crowdQuads {
		quads = append(quads, rdf.Quad{S: iri(fmt.Sprint("writer", writer)), P: iri(fmt.Sprint("p", i%3)), O: rdf.NewString(fmt.Sprint("commit ", n, " of ", writer, ", ", i)), G: graph(i % 4)})
	}
	return quads
}

// play lets the writers work, each until its first error.
func (sc *scene) play() {
	var writers, others sync.WaitGroup
	var stop atomic.Bool
	for w := range crowdSize {
		writers.Go(func() { sc.errs[w] = attempt(func() error { return sc.write(w) }) })
	}
	others.Go(func() {
		for !stop.Load() {
			sc.look()
		}
	})
	others.Go(func() { sc.s.Compact(ctx) }) // may fail where operations do
	writers.Wait()
	stop.Store(true)
	others.Wait()
}

func (sc *scene) write(w int) error {
	for n := 1; n <= crowdCommits; n++ {
		sc.begun[w].Store(int64(n))
		if _, err := Put(sc.s, crowdMarks(w, n)); err != nil {
			return err
		}
		sc.acked[w].Store(int64(n))
	}
	return nil
}

// look notes the commit that a reader sees now.
func (sc *scene) look() {
	sn, err := sc.s.Snapshot()
	if err != nil {
		return
	}
	defer sn.Close()
	sc.seen.Store(sn.Seq())
	time.Sleep(50 * time.Microsecond)
}

// whole compares a store with what is known: each commit is there whole or not at all, those that are certain are there,
// and there are as many as the store says.
func (sc *scene) whole(s index.Store, k known) error {
	lines, err := Lines(s)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	sn, err := s.Snapshot()
	if err != nil {
		return err
	}
	defer sn.Close()
	commits := uint64(0)
	for w := range crowdSize {
		for n := 1; n <= crowdCommits; n++ {
			marks := 0
			for _, q := range crowdMarks(w, n) {
				if lines[q.String()] {
					marks++
				}
			}
			switch {
			case marks == crowdQuads:
				commits++
			case marks > 0:
				return fmt.Errorf("commit %d of writer %d has %d of %d quads", n, w, marks, crowdQuads)
			case int64(n) <= k.acked[w]:
				return fmt.Errorf("commit %d of writer %d was acknowledged and is lost", n, w)
			}
		}
	}
	if seq := sn.Seq(); commits != seq || seq < k.seen || len(lines) != int(commits)*crowdQuads {
		return fmt.Errorf("the store is at commit %d, a reader saw %d; there are %d commits, %d quads", seq, k.seen, commits, len(lines))
	}
	return nil
}

// left opens what an attack left, compares it, checks it, and commits.
func (sc *scene) left(fs vfs.FS, k known) error {
	s, err := openInTime(fs)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := sc.whole(s, k); err != nil {
		return err
	}
	if err := s.Check(ctx); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if err := tidy(fs); err != nil {
		return err
	}
	return takesCommit(s, fs)
}

// losePower plays one scene and recovers clones of its disk.
func (c *crowd) losePower(most int) error {
	mem, sc := vfs.NewMem(), &scene{}
	var one sync.Mutex
	crash := func(op vfs.Op, name string) error {
		one.Lock()
		defer one.Unlock()
		if c.clones >= most {
			return nil
		}
		part := lost[c.clones%len(lost)]
		k := sc.known()
		disk := mem.CrashClone(c.rng, 1-part)
		c.clones++
		c.Tried++
		if err := attempt(func() error { return sc.left(disk, k) }); err != nil {
			c.found("power lost before %s %s with %v of what was not synced: %v", op, name, part, err)
		}
		return nil
	}
	var err error
	if sc.s, err = store.Open(dir, store.Options{FS: vfs.Wrap(mem, crash)}); err != nil {
		return err
	}
	sc.play()
	return errors.Join(errors.Join(sc.errs[:]...), sc.s.Close(), sc.left(mem, sc.known()))
}

// strike plays one scene whose n-th operation after the opening fails, or that and all that follow; struck says that there
// was one.
func (c *crowd) strike(n int, forever bool) (struck bool, err error) {
	mem, sc, bad := vfs.NewMem(), &scene{}, &counter{}
	if sc.s, err = store.Open(dir, store.Options{FS: vfs.Wrap(mem, bad.hook)}); err != nil {
		return false, err
	}
	bad.set(n, forever)
	sc.play()
	struck = bad.done() >= n
	for w, err := range sc.errs {
		if err != nil && !errors.Is(err, errDisk) && !errors.Is(err, index.ErrReadOnly) {
			return struck, fmt.Errorf("writer %d: the error does not say so: %w", w, err)
		}
	}
	k := sc.known()
	if err := sc.whole(sc.s, k); err != nil {
		return struck, fmt.Errorf("the open store: %w", err)
	}
	sc.s.Close() // may fail like the rest
	bad.set(0, false)
	return struck, sc.left(mem, k)
}
