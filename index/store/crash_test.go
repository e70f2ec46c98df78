package store

import (
	"errors"
	"fmt"
	"maps"
	"math/rand"
	"sync"
	"sync/atomic"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// The workload: commits, removals, a load, rebuilds. After commit n the store holds what history[n] says.

func workloadQuads(round int) (quads []rdf.Quad) {
	for i := range 12 {
		quads = append(quads, rdf.Quad{S: term(fmt.Sprint("s", round, "-", i%4)), P: term("p"), O: rdf.NewString(fmt.Sprint("text ", round, " ", i)), G: term("g")},
			rdf.Quad{S: rdf.NewBlank("x"), P: term("p"), O: rdf.NewTyped(fmt.Sprint(i), rdf.XSDInteger)})
	}
	return quads
}

// work runs the workload and calls acked after each commit. It stops at the first error.
func work(s *Store, acked func(seq uint64)) error {
	s.rebuildRows = 50
	for round := range 6 {
		var seq uint64
		var err error
		switch round {
		case 2:
			seq, err = workRemove(s)
		case 4:
			seq, err = workLoad(s, round)
		default:
			seq, err = tryPut(s, workloadQuads(round)...)
		}
		if err != nil {
			return err
		}
		acked(seq)
	}
	return nil
}

func workRemove(s *Store) (uint64, error) {
	w, err := s.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer w.Rollback()
	var q [1][4]index.ID
	first := workloadQuads(0)[0]
	if err := w.Intern([]rdf.Term{first.S, first.P, first.O, first.G}, q[0][:]); err != nil {
		return 0, err
	}
	if err := w.Remove(q[:]); err != nil {
		return 0, err
	}
	return w.Commit()
}

func workLoad(s *Store, round int) (uint64, error) {
	l, err := s.Bulk(ctx, index.BulkOptions{})
	if err != nil {
		return 0, err
	}
	defer l.Abort()
	p, err := l.Part()
	if err != nil {
		return 0, err
	}
	for _, q := range workloadQuads(round) {
		if err := p.Add([]rdf.Term{q.S, q.P, q.O, q.G}, [][4]uint32{{0, 1, 2, 3}}); err != nil {
			return 0, err
		}
	}
	p.Close()
	return l.Commit(ctx)
}

// history is what the workload leaves after each commit.
func history(t *testing.T) map[uint64]map[string]bool {
	s := open(t, "db", Options{FS: vfs.NewMem()})
	states := map[uint64]map[string]bool{0: {}}
	if err := work(s, func(seq uint64) { states[seq] = mustDump(t, s) }); err != nil {
		t.Fatal(err)
	}
	return states
}

// verify opens what a crash left: the state must be that of the last acknowledged commit or the one under way, whole.
func verify(fs vfs.FS, states map[uint64]map[string]bool, acked uint64) error {
	s, err := Open("db", Options{FS: fs})
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer s.Close()
	sn, err := s.Snapshot()
	if err != nil {
		return err
	}
	defer sn.Close()
	got, err := dump(s)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	if seq := sn.Seq(); seq != acked && seq != acked+1 {
		return fmt.Errorf("commit %d was acknowledged, the store is at %d", acked, seq)
	}
	if !maps.Equal(got, states[sn.Seq()]) {
		return fmt.Errorf("at commit %d the store holds %d quads, want %d", sn.Seq(), len(got), len(states[sn.Seq()]))
	}
	if err := s.Check(ctx); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if _, err := tryPut(s, rdf.Quad{S: term("after"), P: term("p"), O: term("crash")}); err != nil {
		return fmt.Errorf("write after the crash: %w", err)
	}
	return nil
}

// TestPowerLoss takes crash clones before every file operation of the workload and recovers each of them, some
// with a second crash during the recovery. Compactions run in the commits, then beside them.
func TestPowerLoss(t *testing.T) {
	for _, inline := range []bool{true, false} {
		t.Run(fmt.Sprint("inline ", inline), func(t *testing.T) { losePower(t, inline) })
	}
}

func losePower(t *testing.T, inline bool) {
	states := history(t)
	rng := rand.New(rand.NewSource(1))
	mem, ops, clones := vfs.NewMem(), 0, 0
	var acked atomic.Uint64
	var one sync.Mutex // one operation at a time, so that a clone is of one moment
	crash := func(op vfs.Op, name string) error {
		one.Lock()
		defer one.Unlock()
		ops++
		for _, keep := range []float64{0, 0.1, 0.5, 0.9, 1} {
			clones++
			if err := recoverTwice(mem.CrashClone(rng, keep), rng, states, acked.Load()); err != nil {
				t.Errorf("crash before operation %d (%s %s), keeping %v of what was not synced: %v", ops, op, name, keep, err)
			}
		}
		return nil
	}
	s, err := Open("db", Options{FS: vfs.Wrap(mem, crash)})
	if err != nil {
		t.Fatal(err)
	}
	s.inline = inline
	if err := work(s, acked.Store); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d operations, %d crashes", ops, clones)
	if clones < 400 {
		t.Fatalf("only %d crashes were tried", clones)
	}
}

func recoverTwice(clone *vfs.Mem, rng *rand.Rand, states map[uint64]map[string]bool, acked uint64) error {
	if rng.Intn(4) > 0 {
		return verify(clone, states, acked)
	}
	var second error
	at := rng.Intn(12)
	s, err := Open("db", Options{FS: vfs.Wrap(clone, func(vfs.Op, string) error {
		if at--; at == 0 {
			second = verify(clone.CrashClone(rng, rng.Float64()), states, acked)
		}
		return nil
	})})
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	if second != nil {
		s.Close()
		return fmt.Errorf("crash during recovery: %w", second)
	}
	if err := s.Close(); err != nil {
		return err
	}
	return verify(clone, states, acked)
}

var errDisk = errors.New("no space left")

// TestFaults makes each file operation of the workload fail in turn, once and for ever, until the workload runs
// through. Opening the store again finds it whole.
func TestFaults(t *testing.T) {
	states := history(t)
	for _, forever := range []bool{false, true} {
		n := 1
		for faultAt(t, states, n, forever) {
			n++
		}
		t.Logf("%d operations failed, for ever %v", n-1, forever)
		if n < 100 {
			t.Fatalf("only %d operations were tried", n)
		}
	}
}

// faultAt reports whether there was an n-th operation.
func faultAt(t *testing.T, states map[uint64]map[string]bool, n int, forever bool) (failed bool) {
	mem, ops := vfs.NewMem(), 0
	hook := func(op vfs.Op, name string) error {
		if ops++; ops == n || forever && ops > n {
			failed = true
			return fmt.Errorf("%s %s: %w", op, name, errDisk)
		}
		return nil
	}
	acked := uint64(0)
	s, err := Open("db", Options{FS: vfs.Wrap(mem, hook)})
	if err == nil {
		s.inline = true
		err = work(s, func(seq uint64) { acked = seq })
		s.Close()
	}
	if err != nil && !errors.Is(err, errDisk) && !errors.Is(err, index.ErrReadOnly) && !index.IsCorrupt(err) {
		t.Fatalf("operation %d failed, for ever %v: the error is %v", n, forever, err)
	}
	if err := verify(mem, states, acked); err != nil {
		t.Fatalf("operation %d failed, for ever %v: %v", n, forever, err)
	}
	return failed
}

// TestPoisoned: after a failed fsync nothing more is written, for what the system then holds is unknown.
func TestPoisoned(t *testing.T) {
	mem, failing := vfs.NewMem(), false
	s := open(t, "db", Options{FS: vfs.Wrap(mem, func(op vfs.Op, name string) error {
		if failing && op == vfs.OpSync {
			failing = false
			return errDisk
		}
		return nil
	})})
	put(t, s, workloadQuads(0)...)
	before := mustDump(t, s)
	failing = true
	if _, err := tryPut(s, workloadQuads(1)...); !errors.Is(err, errDisk) {
		t.Fatalf("a commit whose fsync fails gives %v", err)
	}
	if !maps.Equal(mustDump(t, s), before) {
		t.Fatal("the failed commit is visible")
	}
	if _, err := tryPut(s, workloadQuads(1)...); !errors.Is(err, index.ErrReadOnly) {
		t.Fatalf("the next write gives %v", err)
	}
}
