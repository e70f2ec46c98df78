package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

const (
	manifestName  = "MANIFEST"
	lockName      = "LOCK"
	formatVersion = 1
)

// manifest names the files of one generation. It is a few lines of text with a checksum at the end, and replaced as
// a whole by a rename.
type manifest struct {
	generation uint64 // number in the names of the files
	seq        uint64 // commit of the base; the log goes on from it
	blanks     uint64 // blank nodes given out up to then
	base       bool   // there are base files; a new store has none
	logged     int64  // bytes of the log that were durable when this was written: there are at least so many
}

func (m *manifest) logName() string { return fmt.Sprintf("log-%d", m.generation) }

func (m *manifest) encode() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "concord store %d\ngeneration %d\nseq %d\nblanks %d\nbase %t\n", formatVersion, m.generation, m.seq, m.blanks, m.base)
	if m.logged > 0 { // stores of before have no such line
		fmt.Fprintf(&b, "log %d\n", m.logged)
	}
	fmt.Fprintf(&b, "crc32c %08x\n", checksum(b.Bytes()))
	return b.Bytes()
}

func decodeManifest(name string, data []byte) (*manifest, error) {
	corrupt := func(why string) error { return &index.CorruptError{File: name, Block: -1, Why: why} }
	at := strings.LastIndex(string(data), "crc32c ")
	if at < 0 || string(data[at:]) != fmt.Sprintf("crc32c %08x\n", checksum(data[:at])) {
		return nil, corrupt("the checksum does not match")
	}
	var version int
	if _, err := fmt.Sscanf(string(data), "concord store %d\n", &version); err != nil {
		return nil, corrupt("it is not a manifest")
	}
	if version != formatVersion {
		return nil, fmt.Errorf("%s: %w: format %d, this program knows %d; export with the other version and load again",
			name, index.ErrVersion, version, formatVersion)
	}
	m := &manifest{}
	const lines = "concord store %d\ngeneration %d\nseq %d\nblanks %d\nbase %t\n"
	n, _ := fmt.Sscanf(string(data), lines+"log %d\n", &version, &m.generation, &m.seq, &m.blanks, &m.base, &m.logged)
	if n < 5 || string(m.encode()) != string(data) {
		return nil, corrupt("a line cannot be read")
	}
	return m, nil
}

// writeManifest replaces the manifest: new file, sync, rename, sync of the folder.
func (s *Store) writeManifest(m *manifest) error {
	tmp := s.file(manifestName + ".tmp")
	f, err := s.fs.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.Write(m.encode())
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := s.fs.Rename(tmp, s.file(manifestName)); err != nil {
		return err
	}
	s.manifest = *m
	return s.fs.SyncDir(s.dir)
}

// vouch writes into the manifest how long the log is, so that a log that is cut short later is told from one that a crash
// left short. It is done when the store is opened and closed, not at each commit.
func (s *Store) vouch() error {
	if s.log == nil || s.readOnly || s.log.size.Load() == s.manifest.logged || s.log.failed != nil || s.broken != nil {
		return nil
	}
	if err := s.log.file.Sync(); err != nil { // the seal of the last record may not be on the disk
		return err
	}
	m := s.manifest
	m.logged = s.log.size.Load()
	return s.writeManifest(&m)
}

// readManifest gives nil if the store is new.
func (s *Store) readManifest() (*manifest, error) {
	name := s.file(manifestName)
	data, err := readFile(s.fs, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, s.checkNew()
	}
	if err != nil {
		return nil, err
	}
	return decodeManifest(name, data)
}

// checkNew makes sure that a folder without manifest does not hold a store that lost it. Before the first manifest
// there is at most an empty log.
func (s *Store) checkNew() error {
	names, err := s.fs.List(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, name := range names {
		n, ours := generationOf(name)
		lost := ours && n > 0
		if name == (&manifest{}).logName() {
			data, err := readFile(s.fs, s.file(name))
			if err != nil {
				return err
			}
			lost = len(data) > logHeaderSize
		}
		if lost {
			return &index.CorruptError{File: s.file(manifestName), Block: -1, Why: "it is missing, but there is a file " + name}
		}
	}
	if s.readOnly {
		return fmt.Errorf("there is no store to read in %s: %w", s.dir, fs.ErrNotExist)
	}
	return nil
}

// generationOf reads the number at the end of the name of one of the store's files; ok is false for other files.
func generationOf(name string) (n uint64, ok bool) {
	prefix, number, found := strings.Cut(name, "-")
	if !found || !slices.Contains(filePrefixes, prefix) {
		return 0, false
	}
	n, err := strconv.ParseUint(number, 10, 64)
	return n, err == nil
}

var filePrefixes = func() []string {
	list := []string{"log", "dict", "stats"}
	for o := index.Order(0); o < index.NumOrders; o++ {
		list = append(list, o.String())
	}
	return list
}()

func readFile(f vfs.FS, name string) ([]byte, error) {
	m, err := f.Map(name)
	if err != nil {
		return nil, err
	}
	data := append([]byte(nil), m.Bytes()...)
	return data, m.Close()
}
