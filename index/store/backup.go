package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// Backup copies the newest committed state into a folder that is empty or not there yet: a store of its own, that can be
// opened. Readers and writers go on meanwhile. A store opened read-only copies what the writing process has committed. The
// manifest is written last, so that a copy that was broken off is no store. The full-text index is not copied: it is made
// anew from the data.
func (s *Store) Backup(ctx context.Context, dir string) (seq uint64, err error) {
	if s.volatile {
		return 0, errors.New("back up: a store in memory has no files")
	}
	if err := emptyFolder(s.fs, dir); err != nil {
		return 0, fmt.Errorf("back up: %w", err)
	}
	c, err := s.holdFiles()
	if err != nil {
		return 0, fmt.Errorf("back up: %w", err)
	}
	defer c.close()
	to := &Store{fs: s.fs, dir: filepath.ToSlash(dir)}
	if err := c.write(ctx, to); err != nil {
		return 0, fmt.Errorf("back up to %s: %w; what was written there is no store and can be removed", dir, err)
	}
	return c.seq, nil
}

// Restore makes a store in a folder that is empty or not there yet from a backup, and checks every byte of it.
func Restore(ctx context.Context, from, dir string, o Options) error {
	o.ReadOnly = true
	b, err := Open(from, o)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer b.Close()
	if _, err := b.Backup(ctx, dir); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	s, err := Open(dir, o)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer s.Close()
	if err := s.Check(ctx); err != nil {
		return fmt.Errorf("restore from %s: %w; the backup is damaged: remove %s and restore another", from, err, dir)
	}
	return nil
}

// emptyFolder makes a folder, and refuses one that holds files.
func emptyFolder(f vfs.FS, dir string) error {
	if err := f.MkdirAll(filepath.ToSlash(dir)); err != nil {
		return err
	}
	names, err := f.List(filepath.ToSlash(dir))
	if err == nil && len(names) > 0 {
		return fmt.Errorf("%s is not empty: it holds %s; name a new folder", dir, names[0])
	}
	return err
}

// copying is the files of a generation, mapped: they can be read even when they are removed meanwhile.
type copying struct {
	m     manifest
	names []string
	files []vfs.Mapping
	seq   uint64
}

func (c *copying) close() {
	for _, f := range c.files {
		f.Close()
	}
}

// holdFiles maps the files of the newest state. A reading process may meet a generation that is just being replaced: it
// then tries again.
func (s *Store) holdFiles() (*copying, error) {
	s.replacing.Lock()
	defer s.replacing.Unlock()
	for {
		m, err := s.readManifest()
		if err != nil {
			return nil, err
		}
		if m == nil {
			return nil, fmt.Errorf("there is no store in %s", s.dir)
		}
		c := &copying{m: *m}
		if err = c.hold(s); err == nil {
			return c, nil
		}
		c.close()
		if again, e := s.readManifest(); !errors.Is(err, fs.ErrNotExist) || e != nil || again == nil || again.generation == m.generation {
			return nil, err
		}
	}
}

// hold maps the files that the manifest names, the log last.
func (c *copying) hold(s *Store) error {
	if g := c.m.generation; c.m.base {
		c.names = append(c.names, dictName(g), statsName(g))
		for o := index.Order(0); o < index.NumOrders; o++ {
			c.names = append(c.names, runName(o, g))
		}
	}
	c.names = append(c.names, c.m.logName())
	for _, name := range c.names {
		f, err := s.fs.Map(s.file(name))
		if err != nil {
			return index.FileError(s.file(name), err)
		}
		c.files = append(c.files, f)
	}
	return nil
}

// write makes the store to: the files, the log up to its last whole record, the manifest.
func (c *copying) write(ctx context.Context, to *Store) error {
	last := len(c.files) - 1
	for i, f := range c.files[:last] {
		if err := writeCopy(ctx, to, c.names[i], f.Bytes()); err != nil {
			return err
		}
	}
	records, err := c.log(c.files[last].Bytes())
	if err != nil {
		return err
	}
	if err := writeCopy(ctx, to, c.names[last], records); err != nil {
		return err
	}
	if err := to.fs.SyncDir(to.dir); err != nil {
		return err
	}
	c.m.logged = int64(len(records))
	return to.writeManifest(&c.m)
}

// log gives the log up to its last whole record, sealed.
func (c *copying) log(data []byte) ([]byte, error) {
	r := &logReader{name: c.m.logName(), data: data, lastSeq: c.m.seq, logged: c.m.logged, sealed: true}
	if err := r.header(); err != nil {
		return nil, err
	}
	for c.seq = c.m.seq; ; r.number++ {
		payload, err := r.next()
		if err != nil {
			return nil, err
		}
		if payload == nil {
			break
		}
		if c.seq, err = lastCommit(payload, c.seq); err != nil {
			return nil, r.corrupt(err.Error())
		}
		if err := r.seal(c.seq); err != nil {
			return nil, err
		}
	}
	records := append([]byte(nil), data[:r.at]...)
	if !r.sealed {
		records = r.salt.appendSeal(records, c.seq)
	}
	return records, nil
}

// copyPage is how much is written between two looks at the context.
const copyPage = 4 << 20

func writeCopy(ctx context.Context, to *Store, name string, data []byte) error {
	f, err := to.fs.Create(to.file(name))
	if err != nil {
		return err
	}
	for len(data) > 0 && err == nil {
		if err = ctx.Err(); err == nil {
			n := min(len(data), copyPage)
			_, err = f.Write(data[:n])
			data = data[n:]
		}
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
