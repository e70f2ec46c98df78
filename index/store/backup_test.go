package store

import (
	"errors"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// TestBackup copies a store with a base and a log while a writer goes on: the copy is a state of its own, whole and sound.
func TestBackup(t *testing.T) {
	fs := vfs.NewMem()
	s := open(t, "db", Options{FS: fs})
	loadSample(t, s, 1000)
	stop, ended := atomic.Bool{}, make(chan error, 1)
	go func() {
		var err error
		for i := 0; !stop.Load() && err == nil; i++ {
			_, err = tryPut(s, numbered(i))
		}
		ended <- err
	}()
	for _, name := range []string{"one", "two", "three"} {
		seq, err := s.Backup(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		b := open(t, name, Options{FS: fs, ReadOnly: true})
		if err := b.Check(ctx); err != nil {
			t.Error(err)
		}
		if got := newestSeq(t, b); got != seq || len(mustDump(t, b)) != 1000+int(seq)-1 {
			t.Errorf("the copy is at commit %d with %d quads, told was %d", got, len(mustDump(t, b)), seq)
		}
	}
	stop.Store(true)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if _, err := s.Backup(ctx, "one"); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("a folder that is not empty: %v", err)
	}
}

func newestSeq(t *testing.T, s *Store) uint64 {
	sn, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer sn.Close()
	return sn.Seq()
}

// TestRestore makes a store from a backup, and refuses a damaged one and a folder that is not empty.
func TestRestore(t *testing.T) {
	fs := vfs.NewMem()
	s := open(t, "db", Options{FS: fs})
	loadSample(t, s, 1000)
	if _, err := tryPut(s, numbered(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Backup(ctx, "backup"); err != nil {
		t.Fatal(err)
	}
	if err := Restore(ctx, "backup", "again", Options{FS: fs}); err != nil {
		t.Fatal(err)
	}
	if again := open(t, "again", Options{FS: fs}); !reflect.DeepEqual(mustDump(t, again), mustDump(t, s)) {
		t.Error("what was restored is not what was backed up")
	}
	if err := Restore(ctx, "backup", "again", Options{FS: fs}); err == nil {
		t.Error("a folder that is not empty was overwritten")
	}
	name := "backup/" + runName(index.POS, s.generation)
	data := append([]byte(nil), fs.Bytes(name)...)
	data[len(data)/2] ^= 4
	fs.Put(name, data)
	if err := Restore(ctx, "backup", "third", Options{FS: fs}); !index.IsCorrupt(err) {
		t.Errorf("restoring a damaged backup gives %v", err)
	}
}

// TestStatus lists files, delta and snapshots, and tells of a compaction that failed.
func TestStatus(t *testing.T) {
	var full atomic.Bool
	var told atomic.Value
	fs := vfs.Wrap(vfs.NewMem(), func(op vfs.Op, name string) error {
		if full.Load() && op == vfs.OpCreate {
			return errors.New("no space left on device")
		}
		return nil
	})
	s := open(t, "db", Options{FS: fs, Failed: func(err error) { told.Store(err) }})
	loadSample(t, s, 1000)
	sn, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tryPut(s, numbered(1)); err != nil {
		t.Fatal(err)
	}
	full.Store(true)
	if err := s.Compact(ctx); err == nil {
		t.Fatal("a full disk is no obstacle")
	}
	st, err := s.Status()
	if err != nil || st.Added != 1 || st.Removed != 0 || len(st.Files) != 13 || st.Failed == nil || !strings.Contains(st.Failed.Error(), "concord compact") || told.Load() == nil {
		t.Errorf("%+v, %v; told %v", st, err, told.Load())
	}
	if len(st.Snapshots) != 1 || st.Snapshots[0].Seq != 1 || st.Snapshots[0].Pinned != 0 {
		t.Errorf("snapshots %+v", st.Snapshots)
	}
	full.Store(false)
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	if st, err = s.Status(); err != nil || st.Failed != nil || st.Added != 0 || st.Snapshots[0].Pinned == 0 {
		t.Errorf("%+v, %v", st, err)
	}
	sn.Close()
	if st, err = s.Status(); err != nil || len(st.Snapshots) != 0 {
		t.Errorf("%+v, %v", st, err)
	}
}
