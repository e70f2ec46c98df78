package text_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/index/text"
)

// Check tells an index that is missing, in use, behind, whole, of another store, and damaged.
func TestCheck(t *testing.T) {
	home, dir := t.TempDir(), filepath.Join(t.TempDir(), "text")
	check := func(home string) text.State {
		t.Helper()
		s, err := store.Open(home, store.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		st, err := text.Check(context.Background(), s, dir)
		if err != nil {
			t.Fatal(err)
		}
		return st
	}
	half := len(vocabulary) / 2
	onDisk(t, home, dir, text.Options{}, func(s index.Store) {
		fill(t, s, vocabulary[:half]...)
		caughtUp(t, s)
		if st := check(home); !st.Busy {
			t.Errorf("in use: %+v", st)
		}
	})
	if st := check(home); st != (text.State{}) {
		t.Errorf("whole: %+v", st)
	}
	onDisk(t, home, "", text.Options{}, func(s index.Store) { fill(t, s, vocabulary[half:]...) })
	if st := check(home); st.Unfit != nil || st.Waiting == 0 {
		t.Errorf("behind: %+v", st)
	}
	other := t.TempDir()
	onDisk(t, other, "", text.Options{}, func(s index.Store) { fill(t, s, vocabulary[half:]...) })
	if st := check(other); st.Unfit == nil {
		t.Errorf("of another store: %+v", st)
	}
	for _, name := range files(t, dir) {
		flip(t, name)
	}
	if st := check(home); st.Unfit == nil {
		t.Errorf("damaged: %+v", st)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if st := check(home); !st.Missing {
		t.Errorf("missing: %+v", st)
	}
}

// Waiting counts what an open index does not hold: nothing once it has caught up, all of it where the index may not be made.
func TestWaiting(t *testing.T) {
	waiting := func(s index.Store) uint64 {
		t.Helper()
		n, err := text.Waiting(context.Background(), s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	home := t.TempDir()
	onDisk(t, home, filepath.Join(home, "text"), text.Options{}, func(s index.Store) {
		fill(t, s, vocabulary...)
		caughtUp(t, s)
		if n := waiting(s); n != 0 {
			t.Errorf("%d literals wait for an index that has caught up", n)
		}
	})
	s, err := store.Open(home, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := waiting(s); n != 0 {
		t.Errorf("%d literals wait for an index that is not there", n)
	}
	if n := waiting(attach(t, s, filepath.Join(t.TempDir(), "none"), text.Options{ReadOnly: true})); n < uint64(len(vocabulary))/2 {
		t.Errorf("%d literals of %d terms wait", n, len(vocabulary))
	}
}
