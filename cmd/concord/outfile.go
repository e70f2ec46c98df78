package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// writeFile writes beside the file and renames at the end: a failure leaves no half of one, and what was there before as
// it was. What is no file, like a pipe or a device, is written to directly.
func writeFile(name string, fill func(*bufio.Writer) (int64, error)) (n int64, err error) {
	f, done, err := createBeside(name)
	if err != nil {
		return 0, err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	if n, err = fill(w); err == nil {
		err = w.Flush()
	}
	return n, done(err)
}

// createBeside opens a new file beside the one that it will become. done, called with what went wrong, puts it in its
// place or removes it.
func createBeside(name string) (f *os.File, done func(error) error, err error) {
	mode := fs.FileMode(0o666)
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return nil, nil, fmt.Errorf("%s is a folder; name a file in it", name)
	case err == nil && !info.Mode().IsRegular():
		f, err = os.OpenFile(name, os.O_WRONLY, 0)
		return f, func(err error) error { return errors.Join(err, f.Close()) }, err
	case err == nil:
		mode = info.Mode().Perm()
		if name, err = filepath.EvalSymlinks(name); err != nil { // a link stays a link
			return nil, nil, err
		}
	}
	temporary := name + "." + strings.ToLower(rand.Text()[:8]) + ".part"
	f, err = os.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return nil, nil, err
	}
	return f, func(err error) error { return place(f, name, err) }, nil
}

// place gives a finished file its name; after an error it removes it.
func place(f *os.File, name string, err error) error {
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
