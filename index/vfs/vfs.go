// Package vfs is the little of a file system that the store needs, behind one interface, so that crashes, full disks
// and failing writes are ordinary tests: OS is the real one, Mem lives in memory and can be cloned as a machine that
// lost power would leave it, Wrap runs a hook before each operation.
//
// It is not a general file system: files are written once from front to back or appended to, read whole through a
// read-only mapping, and named by paths with slashes.
package vfs

import "io"

// FS is a file system. Every method is safe for concurrent use.
type FS interface {
	// Create makes an empty file, replacing one of that name, and opens it for writing.
	Create(name string) (File, error)
	// Append opens a file for writing at its end, making it if there is none.
	Append(name string) (File, error)
	// Map gives the bytes of a whole file, read-only. It stays readable when the file is removed.
	Map(name string) (Mapping, error)
	// Rename replaces the name to by the file at from; durable only after SyncDir.
	Rename(from, to string) error
	// Remove deletes a file; durable only after SyncDir.
	Remove(name string) error
	// List gives the names, without the folder, of the files in a folder, sorted.
	List(dir string) ([]string, error)
	// MkdirAll makes a folder and those above it.
	MkdirAll(dir string) error
	// SyncDir makes the names in a folder durable.
	SyncDir(dir string) error
	// Lock takes the lock of that name for this process until the Closer is closed; ErrLocked if it is taken.
	Lock(name string) (io.Closer, error)
}

// File is a file open for writing.
type File interface {
	io.Writer
	// Sync returns when all that was written is durable.
	Sync() error
	// Truncate cuts the file to a size.
	Truncate(size int64) error
	Size() (int64, error)
	Close() error
}

// Mapping is the content of a file.
type Mapping interface {
	// Bytes must not be written to, nor used after Close.
	Bytes() []byte
	Close() error
}
