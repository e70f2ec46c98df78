package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"syscall"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// job is work that needs room on the disk.
type job struct {
	name   string
	before func(*store.Store) error
	do     func(*store.Store) error
	adds   Content // to what there is
	costs  int     // a trial, against the cheapest
}

func jobs() []job {
	some, many := numbered("some", 2000), numbered("many", 70_000)
	long := numbered("long", 3000)
	for i := range long {
		long[i].O = rdf.NewString(fmt.Sprint(strings.Repeat("text ", 100), i))
	}
	put := func(quads []rdf.Quad) func(*store.Store) error {
		return func(s *store.Store) error { _, err := Put(s, quads); return err }
	}
	bulk := func(memory uint64, quads []rdf.Quad) func(*store.Store) error {
		return func(s *store.Store) error { _, err := Load(s, index.BulkOptions{Memory: memory}, quads); return err }
	}
	base := bulk(0, numbered("base", 1000))
	return []job{
		{"load", base, bulk(0, some), contentOf(some), 1},
		{"load with spilled rows", base, bulk(1, many), contentOf(many), 20},
		{"load with spilled terms", base, bulk(1, long), contentOf(long), 4},
		{"update", base, put(some), contentOf(some), 1},
		{"compaction", func(s *store.Store) error { return errors.Join(base(s), put(some)(s)) },
			func(s *store.Store) error { return s.Compact(ctx) }, Content{}, 1},
	}
}

// numbered gives n quads.
func numbered(name string, n int) (quads []rdf.Quad) {
	for i := range n {
		quads = append(quads, rdf.Quad{S: iri(fmt.Sprint(name, i%997)), P: iri(fmt.Sprint("p", i%7)), O: rdf.NewTyped(fmt.Sprint(i), rdf.XSDInteger), G: graph(i % 3)})
	}
	return quads
}

func contentOf(quads []rdf.Quad) (c Content) {
	for _, q := range quads {
		c.add(q)
	}
	return c
}

// Full fills the disk at that many points of a load, of spilled rows and terms, of an update and of a compaction. The work must
// fail with ENOSPC, the open store answer as before; with room again, the same work succeeds, if not in the open store
// then in the store opened anew.
func Full(count int) *Result {
	w := &worker{Result: Result{Name: "disk full"}}
	return w.all(func(j *job) error { return w.fill(j, max(2, count/j.costs)) })
}

// WorkFaults lets file operations of the same work fail as Faults does with those of a plan: each of them, or about that
// many of each work if count is not 0.
func WorkFaults(count int) *Result {
	w := &worker{Result: Result{Name: "failing operations of large work"}}
	return w.all(func(j *job) error { return w.fail(j, min(count, max(2, count/j.costs))) })
}

// worker tries work on disks that fail.
type worker struct {
	Result
	atOnce, anew, silent int
}

func (w *worker) all(try func(*job) error) *Result {
	start := time.Now()
	for _, j := range jobs() {
		if err := attempt(func() error { return try(&j) }); err != nil {
			w.found("%s: %v", j.name, err)
		}
	}
	w.Took = time.Since(start)
	w.Note = fmt.Sprintf("%d went on at once when all was well again, %d after opening anew, %d gave no error", w.atOnce, w.anew, w.silent)
	return &w.Result
}

// fill runs a job with as much room as it needs, to measure, then with less.
func (w *worker) fill(j *job, points int) error {
	image, err := prepared(j)
	if err != nil {
		return err
	}
	m, err := measure(j, image)
	if err != nil {
		return err
	}
	for i := range points {
		size := m.used + (m.most-m.used)*int64(i)/int64(points)
		bad := func(d *vfs.Disk) (vfs.FS, func(), func()) {
			return d, func() { d.Resize(size) }, func() { d.Resize(-1) }
		}
		w.Tried++
		if err := attempt(func() error { return w.trial(j, image, m.before, bad, syscall.ENOSPC) }); err != nil {
			w.found("%s with room for %d of %d bytes: %v", j.name, size-m.used, m.most-m.used, err)
		}
	}
	return nil
}

// fail runs a job to count its operations, then once for each and mode with that operation failing.
func (w *worker) fail(j *job, count int) error {
	image, err := prepared(j)
	if err != nil {
		return err
	}
	m, err := measure(j, image)
	if err != nil {
		return err
	}
	stride := 1
	if count > 0 {
		stride = max(1, 2*m.ops/count)
	}
	for n := 1; n <= m.ops; n += stride {
		for _, forever := range []bool{false, true} {
			c := &counter{}
			bad := func(d *vfs.Disk) (vfs.FS, func(), func()) {
				return vfs.Wrap(d, c.hook), func() { c.set(n, forever) }, func() { c.set(0, false) } // n of 0 is none
			}
			w.Tried++
			if err := attempt(func() error { return w.trial(j, image, m.before, bad, errDisk) }); err != nil {
				w.found("%s, operation %d of %d failed, for ever %v: %v", j.name, n, m.ops, forever, err)
			}
		}
	}
	return nil
}

// counter counts operations and lets the n-th fail, or it and all that follow.
type counter struct {
	mu      sync.Mutex
	ops, n  int
	forever bool
}

func (c *counter) hook(op vfs.Op, name string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ops++; c.ops == c.n || c.forever && c.ops > c.n {
		return fmt.Errorf("%s %s: %w", op, name, errDisk)
	}
	return nil
}

// done is how many operations there were.
func (c *counter) done() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ops
}

// set makes the counter begin anew.
func (c *counter) set(n int, forever bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ops, c.n, c.forever = 0, n, forever
}

// prepared gives the files of a store before the job.
func prepared(j *job) (*vfs.Mem, error) {
	mem := vfs.NewMem()
	s, err := store.Open(dir, store.Options{FS: mem})
	if err != nil {
		return nil, err
	}
	return mem, errors.Join(j.before(s), s.Close())
}

// onDisk puts the files of an image on a disk.
func onDisk(image *vfs.Mem) (*vfs.Disk, error) {
	d := vfs.NewDisk(vfs.NewMem(), -1)
	names, err := image.List(dir)
	for _, name := range names {
		f, e := d.Create(dir + "/" + name)
		if e == nil {
			_, e = f.Write(image.Bytes(dir + "/" + name))
			e = errors.Join(e, f.Sync(), f.Close())
		}
		err = errors.Join(err, e)
	}
	return d, errors.Join(err, d.SyncDir(dir))
}

// measured is what a job does when all is well.
type measured struct {
	before     Content
	used, most int64 // bytes on the disk before it, and at most meanwhile
	ops        int   // file operations
}

func measure(j *job, image *vfs.Mem) (m measured, err error) {
	d, err := onDisk(image)
	if err != nil {
		return m, err
	}
	c := &counter{}
	s, err := store.Open(dir, store.Options{FS: vfs.Wrap(d, c.hook)})
	if err != nil {
		return m, err
	}
	defer s.Close()
	if _, m.before, err = Read(s); err != nil {
		return m, err
	}
	d.Resize(-1)
	c.set(0, false)
	m.used, _ = d.Used()
	err = j.do(s)
	_, m.most = d.Used()
	m.ops = c.done()
	return m, err
}

// trial does a job on a disk that bad makes fail with the error want: it gives the file system, and what starts and ends the
// failure.
func (w *worker) trial(j *job, image *vfs.Mem, before Content, bad func(*vfs.Disk) (fs vfs.FS, strike, heal func()), want error) error {
	d, err := onDisk(image)
	if err != nil {
		return err
	}
	fs, strike, heal := bad(d)
	s, err := store.Open(dir, store.Options{FS: fs})
	if err != nil {
		return err
	}
	defer func() {
		if s != nil {
			s.Close()
		}
	}()
	strike()
	err = j.do(s)
	heal()
	switch {
	case err == nil:
		w.silent++
		return j.done(s, d, before)
	case !errors.Is(err, want):
		return fmt.Errorf("the error does not say so: %w", err)
	}
	if _, got, err := Read(s); err != nil || got != before {
		return fmt.Errorf("the open store holds %d quads, want %d as before, %w", got.Quads, before.Quads, err)
	}
	if s, err = w.again(j, s, fs, before); err != nil {
		return err
	}
	return j.done(s, d, before)
}

// done compares a store with what there is after a job.
func (j *job) done(s *store.Store, d *vfs.Disk, before Content) error {
	want := Content{before.Quads + j.adds.Quads, before.Sum + j.adds.Sum}
	if _, got, err := Read(s); err != nil || got != want {
		return fmt.Errorf("in the end there are %d quads, want %d, %w", got.Quads, want.Quads, err)
	}
	if err := s.Check(ctx); err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	again, err := openInTime(d)
	if err != nil {
		return err
	}
	defer again.Close()
	if _, got, err := Read(again); err != nil || got != want {
		return fmt.Errorf("opened anew it holds %d quads, want %d, %w", got.Quads, want.Quads, err)
	}
	return tidy(d)
}

// again does the job with all well, in the open store or in the store opened anew, where it may turn out to be done.
func (w *worker) again(j *job, s *store.Store, fs vfs.FS, before Content) (*store.Store, error) {
	err := j.do(s)
	if err == nil {
		w.atOnce++
		return s, nil
	}
	if !errors.Is(err, index.ErrReadOnly) {
		return s, fmt.Errorf("when all was well again: %w", err)
	}
	s.Close()
	if s, err = openInTime(fs); err != nil {
		return nil, fmt.Errorf("open when all was well again: %w", err)
	}
	w.anew++
	if _, got, err := Read(s); err != nil || got != before {
		return s, err // done judges
	}
	return s, j.do(s)
}
