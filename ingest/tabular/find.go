package tabular

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// FindMetadata looks beside a file for what describes it: FILE-metadata.json, or csv-metadata.json if that speaks of
// the file. nil without an error means that there is nothing; the header must do.
func FindMetadata(file string) (*Metadata, error) {
	for i, path := range []string{file + "-metadata.json", filepath.Join(filepath.Dir(file), "csv-metadata.json")} {
		doc, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("opening the table metadata: %w", err)
		}
		m, err := parseMetadata(doc, path, beside(path))
		if err != nil {
			return nil, err
		}
		if i == 0 || len(m.Sheets(file)) > 0 {
			return m, nil
		}
	}
	return nil, nil
}

// beside reads files in the folder of a metadata document and below.
func beside(metadata string) func(name string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if !filepath.IsLocal(name) {
			return nil, fmt.Errorf("%s is not in the folder of %s or below it", name, metadata)
		}
		return os.ReadFile(filepath.Join(filepath.Dir(metadata), name))
	}
}
