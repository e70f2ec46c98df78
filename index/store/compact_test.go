package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// held is a file system whose compactions wait, when they begin to write, until they are let go.
type held struct {
	vfs.FS
	begun, let chan struct{}
	once       sync.Once
}

func (h *held) Create(name string) (vfs.File, error) {
	if strings.Contains(name, "/dict-") {
		h.once.Do(func() {
			close(h.begun)
			<-h.let
		})
	}
	return h.FS.Create(name)
}

// changes commits what a compaction may meet: new terms and known ones, blank nodes, removals, a graph that is cleared.
func changes(t *testing.T, s *Store, round int) {
	t.Helper()
	w, err := s.begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Rollback()
	for i := range 5 {
		terms := []rdf.Term{term(fmt.Sprint("s", round%7, i)), term("p"), rdf.NewString(fmt.Sprint("late ", round, " ", i)), term(fmt.Sprint("g", round%3)), rdf.NewBlank("x")}
		ids := make([]index.ID, len(terms))
		if err := w.Intern(terms, ids); err != nil {
			t.Fatal(err)
		}
		err := errors.Join(w.Add([][4]index.ID{{ids[0], ids[1], ids[2], ids[3]}, {ids[4], ids[1], ids[0], 0}}))
		if round%4 == 1 {
			err = errors.Join(err, w.Remove([][4]index.ID{{ids[0], ids[1], ids[2], ids[3]}}))
		}
		if round%5 == 4 && i == 4 {
			err = errors.Join(err, w.ClearGraph(ids[3]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Commit(); err != nil {
		t.Fatal(err)
	}
}

// TestCommitsBeside: what is committed while a compaction runs is there when it is done, and after opening; snapshots stay
// as they are, and nothing is left over.
func TestCommitsBeside(t *testing.T) {
	defer goleak.VerifyNone(t)
	fs := &held{FS: vfs.NewMem(), begun: make(chan struct{}), let: make(chan struct{})}
	s, model := open(t, "db", Options{FS: fs}), open(t, "", Options{})
	for round := range 6 {
		changes(t, s, round)
		changes(t, model, round)
	}
	done := make(chan error, 1)
	go func() { done <- s.Compact(ctx) }()
	<-fs.begun
	for round := 6; round < 40; round++ {
		changes(t, s, round)
		changes(t, model, round)
	}
	sn, before := newestOf(t, s), mustDump(t, s)
	close(fs.let)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if s.generation == 0 {
		t.Fatal("the generation is the old one")
	}
	if got := mustDump(t, s); !maps.Equal(got, before) || !sameButBlanks(got, mustDump(t, model)) {
		t.Fatal("the compaction changed what the store holds")
	}
	if sn.Seq() != 40 {
		t.Fatalf("the snapshot is of commit %d", sn.Seq())
	}
	sn.Close()
	changes(t, s, 41)
	changes(t, model, 41)
	if err := s.Check(ctx); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, "db", Options{FS: fs})
	if !sameButBlanks(mustDump(t, s), mustDump(t, model)) {
		t.Fatal("after opening, the store holds something else")
	}
	names, _ := fs.List("db")
	for _, name := range names {
		if n, ok := generationOf(name); ok && n != s.generation || strings.HasPrefix(name, tmpPrefix) {
			t.Errorf("%s is left over", name)
		}
	}
	s.Close()
	model.Close()
}

// sameButBlanks compares dumps by what does not name blank nodes, and their sizes.
func sameButBlanks(a, b map[string]bool) bool {
	n := 0
	for q := range a {
		if strings.Contains(q, "_:") {
			continue
		}
		if n++; !b[q] {
			return false
		}
	}
	return n > 0 && len(a) == len(b)
}

func newestOf(t *testing.T, s *Store) index.Snapshot {
	sn, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return sn
}

// TestCompactionGivesWay: a load and Close end a compaction that is running; the store is as it should be.
func TestCompactionGivesWay(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, what := range []string{"load", "close"} {
		fs := &held{FS: vfs.NewMem(), begun: make(chan struct{}), let: make(chan struct{})}
		s := open(t, "db", Options{FS: fs})
		s.smallLoad = 0
		for round := range 6 {
			changes(t, s, round)
		}
		want := len(mustDump(t, s))
		done := make(chan error, 1)
		go func() { done <- s.Compact(ctx) }()
		<-fs.begun
		time.AfterFunc(20*time.Millisecond, func() { close(fs.let) })
		if what == "load" {
			if err := killLoad(s, workloadQuads(99)); err != nil {
				t.Fatal(err)
			}
			want = len(mustDump(t, s))
		}
		s.Close()
		if err := <-done; err == nil {
			t.Errorf("%s: the compaction went on", what)
		}
		s = open(t, "db", Options{FS: fs})
		if got := len(mustDump(t, s)); got != want {
			t.Errorf("%s: %d quads, want %d", what, got, want)
		}
		if err := s.Check(ctx); err != nil {
			t.Error(err)
		}
		s.Close()
	}
}

// TestShortWait: while a compaction of many rows runs and ends, no commit waits for it.
func TestShortWait(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	loadSample(t, s, 200_000)
	changes(t, s, 0)
	stop, done := make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.Compact(ctx)
		close(stop)
	}()
	longest, commits := time.Duration(0), 0
	for running := true; running; commits++ {
		select {
		case <-stop:
			running = false
		default:
		}
		start := time.Now()
		changes(t, s, commits)
		longest = max(longest, time.Since(start))
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	t.Logf("%d commits beside it, the longest took %v", commits, longest)
	if commits < 10 {
		t.Errorf("only %d commits ran beside the compaction", commits)
	}
}

// slowRemove is a file system on which files of dictionaries are removed when they are let go.
type slowRemove struct {
	vfs.FS
	begun, let chan struct{}
	once       sync.Once
}

func (r *slowRemove) Remove(name string) error {
	if strings.Contains(name, "/dict-") {
		r.once.Do(func() { close(r.begun) })
		<-r.let
	}
	return r.FS.Remove(name)
}

// TestRemoveBeside: readers and writers go on while the files of the generation before are removed, and Close waits for it.
func TestRemoveBeside(t *testing.T) {
	defer goleak.VerifyNone(t)
	fs := &slowRemove{FS: vfs.NewMem(), begun: make(chan struct{}), let: make(chan struct{})}
	s := open(t, "db", Options{FS: fs})
	loadSample(t, s, 100)
	changes(t, s, 0)
	done := make(chan error, 1)
	go func() { done <- s.Compact(ctx) }()
	<-fs.begun
	changes(t, s, 1)
	newestOf(t, s).Close()
	select {
	case err := <-done:
		t.Fatal("the compaction ended before the files were removed: ", err)
	default:
	}
	close(fs.let)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	s.Close()
	names, _ := fs.List("db")
	for _, name := range names {
		if n, ok := generationOf(name); ok && n != s.generation {
			t.Errorf("%s is left over", name)
		}
	}
}

// TestDeltaMemory: a compaction begins when the delta takes much memory; while one runs, transactions go on until the delta takes all
// it may, and then wait for its end or their own.
func TestDeltaMemory(t *testing.T) {
	defer goleak.VerifyNone(t)
	fs := &held{FS: vfs.NewMem(), begun: make(chan struct{}), let: make(chan struct{})}
	s := open(t, "db", Options{FS: fs, Memory: 1 << 18})
	defer s.Close()
	round := 0
	for ; !s.isCompacting(); round++ {
		changes(t, s, round)
	}
	if n := s.head.deltaBytes(); n < 1<<16 || n > 1<<17 {
		t.Fatalf("a compaction began at %d bytes", n)
	}
	<-fs.begun
	for ; s.head.deltaBytes() < 1<<18; round++ {
		changes(t, s, round)
	}
	short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	if _, err := s.Begin(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal("a transaction began though the memory is used up: ", err)
	}
	time.AfterFunc(10*time.Millisecond, func() { close(fs.let) })
	changes(t, s, round)
	st, err := s.Status()
	if err != nil || st.DeltaBytes >= 1<<18 || st.Generation == 0 {
		t.Fatalf("the delta takes %d bytes in generation %d, %v", st.DeltaBytes, st.Generation, err)
	}
}

// TestDeltaBytes: what the delta is said to take is about what it takes.
func TestDeltaBytes(t *testing.T) {
	s := open(t, "", Options{})
	defer s.Close()
	s.rebuildRows = 1 << 30
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range 20 {
		w, err := s.begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var quads [][4]index.ID
		ids := make([]index.ID, 3)
		for j := range 5000 {
			if err := w.Intern([]rdf.Term{term(fmt.Sprint("s", j*20+i)), term("p"), term(fmt.Sprint("g", j%7))}, ids); err != nil {
				t.Fatal(err)
			}
			quads = append(quads, [4]index.ID{ids[0], ids[1], ids[0], ids[2]})
		}
		if err := w.Add(quads); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	taken, said := float64(after.HeapAlloc-before.HeapAlloc), float64(s.now.deltaBytes())
	t.Logf("%.0f bytes a row, said to be %.0f", taken/100_000, said/100_000)
	if said < 0.75*taken || said > 1.25*taken {
		t.Errorf("the delta takes %.0f bytes and says %.0f", taken, said)
	}
}
