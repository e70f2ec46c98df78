package store

import (
	"errors"
	"fmt"
	"math/rand"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// gate is a disk whose syncs of the log wait while it is shut, or fail.
type gate struct {
	shut  atomic.Bool
	syncs atomic.Int64
	open  chan error
}

func (g *gate) hook(op vfs.Op, name string) error {
	if op != vfs.OpSync || !g.shut.Load() {
		return nil
	}
	g.syncs.Add(1)
	return <-g.open
}

// gated gives a store with one quad, whose next syncs wait for the gate.
func gated(t *testing.T) (*Store, *gate, *vfs.Mem) {
	g, fs := &gate{open: make(chan error)}, vfs.NewMem()
	s := open(t, "db", Options{FS: vfs.Wrap(fs, g.hook)})
	if _, err := tryPut(s, numbered(0)); err != nil {
		t.Fatal(err)
	}
	g.shut.Store(true)
	return s, g, fs
}

func numbered(i int) rdf.Quad {
	return rdf.Quad{S: term(fmt.Sprint("s", i)), P: term("p"), O: rdf.NewString(fmt.Sprint("text ", i))}
}

// commitAll commits quads 1 to n side by side and gives the errors.
func commitAll(s *Store, n int) (errs []error, wait func()) {
	var all sync.WaitGroup
	errs = make([]error, n+1)
	for i := 1; i <= n; i++ {
		all.Go(func() { _, errs[i] = tryPut(s, numbered(i)) })
	}
	return errs, all.Wait
}

// waitStaged waits until commits up to a number are on their way.
func waitStaged(t *testing.T, s *Store, seq uint64) {
	for range 5000 {
		s.mu.Lock()
		at := s.head.seq
		s.mu.Unlock()
		if at == seq {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("the commits do not come along")
}

// TestGroupCommit lets sixteen commits meet while a sync is under way: the first has its own, the others share the next.
// None is seen before.
func TestGroupCommit(t *testing.T) {
	s, g, fs := gated(t)
	errs, wait := commitAll(s, 16)
	waitStaged(t, s, 17)
	if n := len(mustDump(t, s)); n != 1 {
		t.Errorf("%d quads are seen before they are durable, want 1", n)
	}
	close(g.open)
	wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if n := g.syncs.Load(); n > 2 {
		t.Errorf("16 commits took %d syncs, want 2", n)
	}
	g.shut.Store(false)
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
	again := open(t, "db", Options{FS: fs.CrashClone(rand.New(rand.NewSource(1)), 0)})
	if n := len(mustDump(t, again)); n != 17 {
		t.Errorf("after a power failure there are %d quads, want 17", n)
	}
	if err := again.Check(ctx); err != nil {
		t.Error(err)
	}
}

// TestGroupFails lets the sync fail that commits wait for: all of them fail, and nobody sees any.
func TestGroupFails(t *testing.T) {
	s, g, fs := gated(t)
	errs, wait := commitAll(s, 8)
	waitStaged(t, s, 9)
	g.open <- errors.New("no power")
	wait()
	g.shut.Store(false)
	for i, err := range errs[1:] {
		if err == nil {
			t.Errorf("commit %d is said to be durable", i)
		}
	}
	if n := len(mustDump(t, s)); n != 1 {
		t.Errorf("%d quads are seen, want 1", n)
	}
	if n := len(mustDump(t, open(t, "db", Options{FS: fs.CrashClone(rand.New(rand.NewSource(1)), 0)}))); n != 1 {
		t.Errorf("after opening anew there are %d quads, want 1", n)
	}
}

// BenchmarkGroupCommit commits one quad at a time, from one goroutine and from sixteen.
func BenchmarkGroupCommit(b *testing.B) {
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprint(writers), func(b *testing.B) {
			s, err := Open(b.TempDir(), Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			var next atomic.Int64
			var all sync.WaitGroup
			for range writers {
				all.Go(func() {
					for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
						if _, err := tryPut(s, numbered(int(i))); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}
