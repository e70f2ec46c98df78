package vfs

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// both runs a test on the real and on the memory file system.
func both(t *testing.T, f func(t *testing.T, fs FS, dir string)) {
	t.Run("OS", func(t *testing.T) { f(t, OS, filepath.ToSlash(t.TempDir())) })
	t.Run("Mem", func(t *testing.T) { f(t, NewMem(), "db") })
	t.Run("Disk", func(t *testing.T) { f(t, NewDisk(NewMem(), 100), "db") })
	t.Run("Wrapped", func(t *testing.T) {
		f(t, Wrap(NewMem(), func(Op, string) error { return nil }), "db")
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, f FS, name, text string) {
	t.Helper()
	file, err := f.Create(name)
	must(t, err)
	_, err = file.Write([]byte(text))
	must(t, err)
	must(t, file.Sync())
	must(t, file.Close())
}

func content(t *testing.T, f FS, name string) string {
	t.Helper()
	m, err := f.Map(name)
	must(t, err)
	defer m.Close()
	return string(m.Bytes())
}

func TestFiles(t *testing.T) {
	both(t, func(t *testing.T, f FS, dir string) {
		dir = path.Join(dir, "sub", "folder")
		must(t, f.MkdirAll(dir))
		a, b := path.Join(dir, "a"), path.Join(dir, "b")
		write(t, f, a, "one")
		file, err := f.Append(a)
		must(t, err)
		_, err = file.Write([]byte(" two"))
		must(t, err)
		if n, err := file.Size(); err != nil || n != 7 {
			t.Fatalf("size %d, %v", n, err)
		}
		must(t, file.Truncate(5))
		_, err = file.Write([]byte("!"))
		must(t, err)
		must(t, file.Close())
		if got := content(t, f, a); got != "one t!" {
			t.Fatalf("the file holds %q", got)
		}
		write(t, f, b, "other")
		m, err := f.Map(b)
		must(t, err)
		must(t, f.Rename(a, b))
		must(t, f.SyncDir(dir))
		if got := content(t, f, b); got != "one t!" || string(m.Bytes()) != "other" {
			t.Fatalf("after the rename %q, mapped before it %q", got, m.Bytes())
		}
		must(t, m.Close())
		names, err := f.List(dir)
		must(t, err)
		if !slices.Equal(names, []string{"b"}) {
			t.Fatalf("the folder holds %q", names)
		}
		must(t, f.Remove(b))
		if _, err := f.Map(b); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("a removed file gives %v", err)
		}
	})
}

func TestLock(t *testing.T) {
	both(t, func(t *testing.T, f FS, dir string) {
		name := path.Join(dir, "LOCK")
		l, err := f.Lock(name)
		must(t, err)
		if _, err := f.Lock(name); !errors.Is(err, ErrLocked) {
			t.Fatalf("the second lock gives %v", err)
		}
		must(t, l.Close())
		l, err = f.Lock(name)
		must(t, err)
		must(t, l.Close())
	})
}

// TestCrashClone: what was synced survives; of the rest any part may.
func TestCrashClone(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	synced, unsynced := strings.Repeat("s", 700), strings.Repeat("u", 3000)
	lengths, named := map[int]bool{}, map[bool]bool{}
	for range 500 {
		m := NewMem()
		write(t, m, "db/log", synced)
		must(t, m.SyncDir("db"))
		f, _ := m.Append("db/log")
		f.Write([]byte(unsynced))
		write(t, m, "db/new", "x")
		c := m.CrashClone(rng, 0.5)
		got := string(c.Bytes("db/log"))
		if !strings.HasPrefix(got, synced) {
			t.Fatalf("synced bytes are lost: %q", got)
		}
		if rest := strings.Trim(got[len(synced):], "u\x00"); rest != "" {
			t.Fatalf("bytes nobody wrote: %q", rest)
		}
		lengths[len(got)] = true
		named[c.Bytes("db/new") != nil] = true
	}
	if len(lengths) < 20 || len(named) != 2 {
		t.Fatalf("%d lengths, name kept or lost: %v", len(lengths), named)
	}
	m := NewMem()
	write(t, m, "db/a", "x")
	must(t, m.SyncDir("db"))
	must(t, m.Remove("db/a"))
	if c := m.CrashClone(rng, 0); string(c.Bytes("db/a")) != "x" {
		t.Fatal("a removal that was not synced survives")
	}
}

func TestFailingWrite(t *testing.T) {
	m, bad := NewMem(), errors.New("full")
	f := Wrap(m, func(op Op, name string) error {
		if op == OpWrite {
			return bad
		}
		return nil
	})
	file, err := f.Create("a")
	must(t, err)
	if n, err := file.Write([]byte("1234")); n != 2 || err != bad {
		t.Fatalf("wrote %d, %v", n, err)
	}
	if string(m.Bytes("a")) != "12" {
		t.Fatalf("the file holds %q", m.Bytes("a"))
	}
	if _, err := OS.Map(filepath.Join(os.TempDir(), "there is no such file")); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
}

// TestMemory: where the machine's memory is known, it is a plausible number.
func TestMemory(t *testing.T) {
	n, err := Memory()
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("the system does not say how much memory there is")
	}
	if err != nil || n < 64<<20 || n > 1<<50 {
		t.Fatalf("%d bytes, %v", n, err)
	}
}

// TestFullDisk: what fits is written, removed files give their room back.
func TestFullDisk(t *testing.T) {
	d := NewDisk(NewMem(), 10)
	write(t, d, "a", "123456")
	file, err := d.Create("b")
	must(t, err)
	if n, err := file.Write([]byte("abcdef")); n != 4 || !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("wrote %d, %v", n, err)
	}
	must(t, file.Truncate(1))
	must(t, d.Rename("b", "a"))
	if now, most := d.Used(); now != 1 || most != 10 {
		t.Fatalf("%d bytes are used, were %d", now, most)
	}
	d.Resize(-1)
	write(t, d, "c", strings.Repeat("x", 100))
	must(t, d.Remove("c"))
	if now, most := d.Used(); now != 1 || most != 101 {
		t.Fatalf("%d bytes are used, were %d", now, most)
	}
}

// TestReadOnce: a reader that lets the system's cache go gives the file's bytes.
func TestReadOnce(t *testing.T) {
	want := make([]byte, 2*onceWindow+onceWindow/2)
	rand.New(rand.NewSource(1)).Read(want)
	name := filepath.Join(t.TempDir(), "large")
	must(t, os.WriteFile(name, want, 0o600))
	f, err := os.Open(name)
	must(t, err)
	defer f.Close()
	for _, r := range []io.Reader{ReadOnce(f), &once{f: f}} {
		_, err := f.Seek(0, io.SeekStart)
		must(t, err)
		got, err := io.ReadAll(r)
		must(t, err)
		if !bytes.Equal(got, want) {
			t.Fatalf("%T gives other bytes", r)
		}
	}
}
