package vfs

import (
	"path"
	"sync"
	"syscall"
)

// Disk is a file system of limited size, like a partition: what does not fit is refused with ENOSPC, a write after the
// part of it that fits. Removed files give their room back, which on a real disk those that are mapped do not.
type Disk struct {
	FS
	mu    sync.Mutex
	size  int64 // bytes there may be; below 0 there is no limit
	used  int64
	most  int64
	files map[string]*int64 // lengths
}

// NewDisk limits f, which is empty, to a size in bytes; below 0 there is no limit.
func NewDisk(f FS, size int64) *Disk { return &Disk{FS: f, size: size, files: map[string]*int64{}} }

// Resize changes the size; what is there stays.
func (d *Disk) Resize(size int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.size, d.most = size, d.used
}

// Used gives the bytes of all files, and the most that there were since the last Resize.
func (d *Disk) Used() (now, most int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.used, d.most
}

type diskFile struct {
	File
	disk *Disk
	len  *int64
}

// Create implements FS.
func (d *Disk) Create(name string) (File, error) {
	f, err := d.FS.Create(name)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget(name)
	return d.file(name, f), nil
}

// Append implements FS.
func (d *Disk) Append(name string) (File, error) {
	f, err := d.FS.Append(name)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.file(name, f), nil
}

// Rename implements FS.
func (d *Disk) Rename(from, to string) error {
	if err := d.FS.Rename(from, to); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget(to)
	if n := d.files[path.Clean(from)]; n != nil {
		d.files[path.Clean(to)] = n
		delete(d.files, path.Clean(from))
	}
	return nil
}

// Remove implements FS.
func (d *Disk) Remove(name string) error {
	if err := d.FS.Remove(name); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget(name)
	return nil
}

// forget and file are called with mu held.
func (d *Disk) forget(name string) {
	if n := d.files[path.Clean(name)]; n != nil {
		d.used -= *n
		delete(d.files, path.Clean(name))
	}
}

func (d *Disk) file(name string, f File) File {
	n := d.files[path.Clean(name)]
	if n == nil {
		n = new(int64)
		d.files[path.Clean(name)] = n
	}
	return &diskFile{f, d, n}
}

func (f *diskFile) Write(b []byte) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	fits := len(b)
	if f.disk.size >= 0 {
		fits = int(min(int64(fits), max(0, f.disk.size-f.disk.used)))
	}
	n, err := f.File.Write(b[:fits])
	f.grow(int64(n))
	if err == nil && n < len(b) {
		err = syscall.ENOSPC
	}
	return n, err
}

func (f *diskFile) grow(n int64) {
	*f.len += n
	f.disk.used += n
	f.disk.most = max(f.disk.most, f.disk.used)
}

func (f *diskFile) Truncate(size int64) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.File.Truncate(size); err != nil {
		return err
	}
	f.grow(size - *f.len)
	return nil
}
