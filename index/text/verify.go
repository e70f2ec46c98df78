package text

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
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
