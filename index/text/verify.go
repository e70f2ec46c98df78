package text

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
)

// verify checks the checksum that every segment file of Bleve ends with; Bleve writes it and does not look at it.
func verify(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "store", "*.zap"))
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := verifyFile(f); err != nil {
			return fmt.Errorf("text index: %w", err)
		}
	}
	return nil
}

func verifyFile(name string) error {
	f, err := os.Open(name)
	if os.IsNotExist(err) {
		return nil // merged away by another process
	}
	if err != nil {
		return err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil || size < 4 {
		return fmt.Errorf("%s: %d bytes: %v", name, size, err)
	}
	sum := crc32.NewIEEE()
	if _, err := io.Copy(sum, io.NewSectionReader(f, 0, size-4)); err != nil {
		return err
	}
	var end [4]byte
	if _, err := f.ReadAt(end[:], size-4); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(end[:]) != sum.Sum32() {
		return fmt.Errorf("%s: the checksum is wrong", name)
	}
	return nil
}

// A bbolt file begins with two pages that each describe it: magic, version and size of a page, and behind them how many pages
// there are, the number of the transaction, and a checksum of all that.
const (
	boltMagic    = 0xED0CDAED
	boltHeader   = 16 // of a page
	boltMetaSize = 64
)

// verifyRoot checks that the file in which Bleve names its segments has all its pages. bbolt maps it and does not look: a
// page that is not there is a fault in one of Bleve's goroutines, and the end of the process.
func verifyRoot(dir string) error {
	name := filepath.Join(dir, "store", "root.bolt")
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil // Bleve says what is missing
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var newest, size uint64
	for at := int64(0); at <= 1<<16; at = max(1<<10, 2*at) { // the second page begins where the first, of any size, ends
		if txid, bytes, ok := boltMeta(f, at); ok && txid >= newest {
			newest, size = txid, bytes
		}
	}
	if size == 0 || uint64(info.Size()) < size {
		return fmt.Errorf("text index: %s has %d bytes, and should have %d", name, info.Size(), size)
	}
	return nil
}

// boltMeta reads a description of a bbolt file: its transaction and the bytes of all pages.
func boltMeta(f io.ReaderAt, at int64) (txid, size uint64, ok bool) {
	var b [boltMetaSize]byte
	if _, err := f.ReadAt(b[:], at+boltHeader); err != nil {
		return 0, 0, false
	}
	sum := fnv.New64a()
	sum.Write(b[:boltMetaSize-8])
	le := binary.NativeEndian // as bbolt writes
	ok = le.Uint32(b[:]) == boltMagic && le.Uint64(b[boltMetaSize-8:]) == sum.Sum64()
	return le.Uint64(b[48:]), le.Uint64(b[40:]) * uint64(le.Uint32(b[8:])), ok
}
