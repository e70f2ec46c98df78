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
