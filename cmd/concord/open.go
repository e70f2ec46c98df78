package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/index/text"
)

// dir is the directory of the store that a command works on.
func (a *app) dir() (string, error) {
	if a.storeDir != "" {
		return a.storeDir, nil
	}
	if d := os.Getenv("CONCORD_STORE"); d != "" {
		return d, nil
	}
	home, err := dataHome()
	if err != nil {
		return "", fmt.Errorf("find the user's data home: %w; name a directory with --store", err)
	}
	return filepath.Join(home, "concord"), nil
}

// dataHome is where the platform wants the data of programs to be.
func dataHome() (string, error) {
	if d := os.Getenv("XDG_DATA_HOME"); d != "" {
		return d, nil
	}
	if d := os.Getenv("LOCALAPPDATA"); d != "" && runtime.GOOS == "windows" {
		return d, nil
	}
	home, err := os.UserHomeDir()
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support"), err
	}
	return filepath.Join(home, ".local", "share"), err
}

// openWrite opens or makes the store, for this process alone.
func (a *app) openWrite() (*store.Store, string, error) {
	dir, err := a.dir()
	if err != nil {
		return nil, "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, "", err
	}
	s, err := store.Open(dir, store.Options{Failed: func(err error) { fmt.Fprintln(a.err, "concord: "+err.Error()) }})
	return s, dir, err
}

// openRead opens the store as it is now, beside a process that writes. The user's own store is made on first use and
// filled with the catalogue; one that was named must be there.
func (a *app) openRead(ctx context.Context) (*store.Store, string, error) {
	dir, err := a.dir()
	if err != nil {
		return nil, "", err
	}
	_, err = os.Stat(dir)
	missing := errors.Is(err, fs.ErrNotExist)
	if missing && a.storeDir != "" {
		return nil, "", fmt.Errorf("there is no store at %s; \"concord load --store %s FILE\" or \"concord serve --store %s\" makes one", dir, dir, dir)
	}
	if missing || a.storeDir == "" && untouched(dir) {
		if err := a.firstUse(ctx); err != nil && !errors.Is(err, index.ErrLocked) { // a server may be filling it
			return nil, "", err
		}
	}
	s, err := store.Open(dir, store.Options{ReadOnly: true})
	return s, dir, err
}

// untouched reports whether nothing was ever committed to a store: its first load was broken off, say.
func untouched(dir string) bool {
	s, err := store.Open(dir, store.Options{ReadOnly: true})
	if err != nil {
		return false // what is wrong is said when it is opened for use
	}
	defer s.Close()
	snap, err := s.Snapshot()
	if err != nil {
		return false
	}
	defer snap.Close()
	return snap.Seq() == 0
}

// firstUse makes the user's own store and loads the catalogue into it.
func (a *app) firstUse(ctx context.Context) error {
	s, _, err := a.openWrite()
	if err != nil {
		return err
	}
	defer s.Close()
	return a.ensureCatalogue(ctx, s)
}

// snapshot opens the store for reading and gives its newest state; done closes both.
func (a *app) snapshot(ctx context.Context) (snap index.Snapshot, done func(), err error) {
	s, _, err := a.openRead(ctx)
	if err != nil {
		return nil, nil, err
	}
	snap, err = s.Snapshot()
	if err != nil {
		s.Close()
		return nil, nil, err
	}
	return snap, func() { snap.Close(); s.Close() }, nil
}

// textDir is where the full-text index of a store lies.
func textDir(dir string) string { return filepath.Join(dir, "text") }

// openText opens the store for reading together with its full-text index. Nothing is written: what a server has not
// indexed yet is searched directly.
func (a *app) openText(ctx context.Context) (index.Store, error) {
	s, dir, err := a.openRead(ctx)
	if err != nil {
		return nil, err
	}
	return text.Attach(s, textDir(dir), text.Options{ReadOnly: true})
}
