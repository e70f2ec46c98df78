package vfs

import (
	"errors"
	"io"
)

// Op names an operation of FS or File for a hook.
type Op string

// The operations a hook is told of.
const (
	OpCreate   Op = "create"
	OpAppend   Op = "append"
	OpMap      Op = "map"
	OpRename   Op = "rename"
	OpRemove   Op = "remove"
	OpList     Op = "list"
	OpMkdir    Op = "mkdir"
	OpSyncDir  Op = "syncdir"
	OpLock     Op = "lock"
	OpWrite    Op = "write"
	OpSync     Op = "sync"
	OpTruncate Op = "truncate"
	OpClose    Op = "close"
)

// Hook is called before each operation; an error makes the operation fail with it, a failing write after half of
// its bytes, a failing close after closing.
type Hook func(op Op, name string) error

// Wrap returns f with a hook before each operation.
func Wrap(f FS, h Hook) FS { return &wrapped{f, h} }

type wrapped struct {
	fs   FS
	hook Hook
}

type wrappedFile struct {
	File
	name string
	hook Hook
}

func (w *wrapped) file(op Op, name string, open func(string) (File, error)) (File, error) {
	if err := w.hook(op, name); err != nil {
		return nil, err
	}
	f, err := open(name)
	if err != nil {
		return nil, err
	}
	return &wrappedFile{f, name, w.hook}, nil
}

func (w *wrapped) Create(name string) (File, error) { return w.file(OpCreate, name, w.fs.Create) }
func (w *wrapped) Append(name string) (File, error) { return w.file(OpAppend, name, w.fs.Append) }

func (w *wrapped) Map(name string) (Mapping, error) {
	if err := w.hook(OpMap, name); err != nil {
		return nil, err
	}
	return w.fs.Map(name)
}

func (w *wrapped) Rename(from, to string) error {
	if err := w.hook(OpRename, to); err != nil {
		return err
	}
	return w.fs.Rename(from, to)
}

func (w *wrapped) Remove(name string) error {
	if err := w.hook(OpRemove, name); err != nil {
		return err
	}
	return w.fs.Remove(name)
}

func (w *wrapped) List(dir string) ([]string, error) {
	if err := w.hook(OpList, dir); err != nil {
		return nil, err
	}
	return w.fs.List(dir)
}

func (w *wrapped) MkdirAll(dir string) error {
	if err := w.hook(OpMkdir, dir); err != nil {
		return err
	}
	return w.fs.MkdirAll(dir)
}

func (w *wrapped) SyncDir(dir string) error {
	if err := w.hook(OpSyncDir, dir); err != nil {
		return err
	}
	return w.fs.SyncDir(dir)
}

func (w *wrapped) Lock(name string) (io.Closer, error) {
	if err := w.hook(OpLock, name); err != nil {
		return nil, err
	}
	return w.fs.Lock(name)
}

func (f *wrappedFile) Write(b []byte) (int, error) {
	if err := f.hook(OpWrite, f.name); err != nil {
		n, _ := f.File.Write(b[:len(b)/2])
		return n, err
	}
	return f.File.Write(b)
}

func (f *wrappedFile) Sync() error {
	if err := f.hook(OpSync, f.name); err != nil {
		return err
	}
	return f.File.Sync()
}

func (f *wrappedFile) Truncate(size int64) error {
	if err := f.hook(OpTruncate, f.name); err != nil {
		return err
	}
	return f.File.Truncate(size)
}

func (f *wrappedFile) Close() error {
	err := f.hook(OpClose, f.name)
	return errors.Join(err, f.File.Close())
}
