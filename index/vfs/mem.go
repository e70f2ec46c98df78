package vfs

import (
	"fmt"
	"io"
	"io/fs"
	"math/rand"
	"path"
	"sort"
	"sync"
)

// Mem is a file system in memory. It knows which bytes and which names were synced, so that CrashClone can give the
// disk that is left after a power failure. The zero value is not ready; use NewMem.
type Mem struct {
	mu      sync.Mutex
	names   map[string]*inode // as the process sees them
	durable map[string]*inode // as of the last SyncDir
	locks   map[string]bool
}

// inode is a file: what was written, and what of it was synced.
type inode struct{ data, synced []byte }

// NewMem returns an empty file system.
func NewMem() *Mem {
	return &Mem{names: map[string]*inode{}, durable: map[string]*inode{}, locks: map[string]bool{}}
}

type memFile struct {
	fs *Mem
	*inode
}

// Create implements FS.
func (m *Mem) Create(name string) (File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := &inode{}
	m.names[path.Clean(name)] = n
	return &memFile{m, n}, nil
}

// Append implements FS.
func (m *Mem) Append(name string) (File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	name = path.Clean(name)
	if m.names[name] == nil {
		m.names[name] = &inode{}
	}
	return &memFile{m, m.names[name]}, nil
}

// Map implements FS.
func (m *Mem) Map(name string) (Mapping, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.names[path.Clean(name)]
	if n == nil {
		return nil, &fs.PathError{Op: "map", Path: name, Err: fs.ErrNotExist}
	}
	return heap(n.data[:len(n.data):len(n.data)]), nil
}

// Rename implements FS.
func (m *Mem) Rename(from, to string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	from, to = path.Clean(from), path.Clean(to)
	n := m.names[from]
	if n == nil {
		return &fs.PathError{Op: "rename", Path: from, Err: fs.ErrNotExist}
	}
	delete(m.names, from)
	m.names[to] = n
	return nil
}

// Remove implements FS.
func (m *Mem) Remove(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	name = path.Clean(name)
	if m.names[name] == nil {
		return &fs.PathError{Op: "remove", Path: name, Err: fs.ErrNotExist}
	}
	delete(m.names, name)
	return nil
}

// List implements FS.
func (m *Mem) List(dir string) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	for name := range m.names {
		if path.Dir(name) == path.Clean(dir) {
			out = append(out, path.Base(name))
		}
	}
	sort.Strings(out)
	return out, nil
}

// MkdirAll implements FS; folders need not exist here.
func (m *Mem) MkdirAll(string) error { return nil }

// SyncDir implements FS.
func (m *Mem) SyncDir(dir string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir = path.Clean(dir)
	for name := range m.durable {
		if path.Dir(name) == dir {
			delete(m.durable, name)
		}
	}
	for name, n := range m.names {
		if path.Dir(name) == dir {
			m.durable[name] = n
		}
	}
	return nil
}

type memLock struct {
	fs   *Mem
	name string
}

// Lock implements FS.
func (m *Mem) Lock(name string) (io.Closer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.locks[name] {
		return nil, ErrLocked
	}
	m.locks[name] = true
	return &memLock{m, name}, nil
}

func (l *memLock) Close() error {
	l.fs.mu.Lock()
	defer l.fs.mu.Unlock()
	delete(l.fs.locks, l.name)
	return nil
}

func (f *memFile) Write(b []byte) (int, error) {
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	f.data = append(f.data, b...)
	return len(b), nil
}

func (f *memFile) Sync() error {
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	f.synced = f.data[:len(f.data):len(f.data)] // later writes land beyond or in a copy: see Truncate
	return nil
}

func (f *memFile) Truncate(size int64) error {
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	if size > int64(len(f.data)) {
		return fmt.Errorf("truncate to %d bytes: the file has %d", size, len(f.data))
	}
	f.data = append([]byte(nil), f.data[:size]...)
	return nil
}

func (f *memFile) Size() (int64, error) {
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	return int64(len(f.data)), nil
}

func (f *memFile) Close() error { return nil }

// sector is the unit in which unsynced bytes reach the disk or do not.
const sector = 512

// CrashClone returns the file system that a power failure now would leave: what was synced is there; of the rest,
// each sector and each change of a name arrives with probability keep, independently.
func (m *Mem) CrashClone(rng *rand.Rand, keep float64) *Mem {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, seen := NewMem(), map[*inode]*inode{}
	for _, name := range m.allNames() {
		n := m.durable[name]
		if now := m.names[name]; now != n && rng.Float64() < keep {
			n = now
		}
		if n == nil {
			continue
		}
		if seen[n] == nil {
			data := n.survive(rng, keep)
			seen[n] = &inode{data: data, synced: data[:len(data):len(data)]}
		}
		c.names[name], c.durable[name] = seen[n], seen[n]
	}
	return c
}

func (m *Mem) allNames() []string {
	all := map[string]bool{}
	for name := range m.names {
		all[name] = true
	}
	for name := range m.durable {
		all[name] = true
	}
	out := make([]string, 0, len(all))
	for name := range all {
		out = append(out, name)
	}
	sort.Strings(out) // one seed, one outcome
	return out
}

// survive mixes synced and unsynced sectors; a lost sector below the new length reads as what was there or zeros.
func (n *inode) survive(rng *rand.Rand, keep float64) []byte {
	size := len(n.synced)
	if rng.Float64() < keep {
		size = len(n.data)
		if grown := len(n.data) - len(n.synced); grown > 0 && rng.Intn(2) == 0 {
			size = len(n.synced) + rng.Intn(grown+1)
		}
	}
	out := make([]byte, size)
	copy(out, n.synced)
	for at := 0; at < size; at += sector {
		if at < len(n.data) && rng.Float64() < keep {
			copy(out[at:min(at+sector, size)], n.data[at:])
		}
	}
	return out
}

// Bytes gives a copy of a file's content, for tests.
func (m *Mem) Bytes(name string) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.names[path.Clean(name)]
	if n == nil {
		return nil
	}
	return append([]byte(nil), n.data...)
}

// Put replaces a file's content durably, for tests that damage files.
func (m *Mem) Put(name string, data []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := &inode{data: data, synced: data[:len(data):len(data)]}
	m.names[path.Clean(name)], m.durable[path.Clean(name)] = n, n
}
