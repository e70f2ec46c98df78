package ingest

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"w3id.org/concord/ingest/tabular"
	"w3id.org/concord/ontology/rdf"
)

// source is one document to read.
type source struct {
	name string // as the user named it, or below the folder that the user named
	size int64
	body *Body // nil for a file and for standard input
}

const stdin = "-"

// findSources lists the documents in the order in which they are read: sources as given, folders by path.
func findSources(o Options) (docs []source, total int64, err error) {
	known := true
	for _, name := range o.Sources {
		if name == stdin {
			docs, known = append(docs, source{name: name}), false
			continue
		}
		info, err := os.Stat(name)
		if err != nil {
			return nil, 0, fmt.Errorf("load: %w", err)
		}
		found := []source{{name: name, size: info.Size()}}
		if info.IsDir() {
			if found, err = findInFolder(name); err != nil {
				return nil, 0, err
			}
		}
		docs = append(docs, found...)
	}
	for i := range o.Bodies {
		docs, known = append(docs, source{name: o.Bodies[i].Name, body: &o.Bodies[i]}), false
	}
	for _, d := range docs {
		total += d.size
	}
	if !known {
		total = 0
	}
	return docs, total, nil
}

// findInFolder lists the files below a folder that have a known extension, in lexical order.
func findInFolder(dir string) ([]source, error) {
	var docs []source
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if hidden := strings.HasPrefix(e.Name(), ".") && path != dir; hidden {
			if e.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if e.IsDir() || rdf.FormatByFile(e.Name()) == nil && !isTable(e.Name()) || isAside(path) {
			return nil
		}
		info, err := os.Stat(path) // follows links to files
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		docs = append(docs, source{name: path, size: info.Size()})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	if len(docs) == 0 {
		return nil, fmt.Errorf("load: the folder %s holds no file with a known extension (.ttl .trig .nt .nq .rdf .owl .jsonld .csv .tsv, also with .gz or .zst, and .xlsx with metadata)", dir)
	}
	return docs, nil
}

// isTable reports whether a file is a table by its name.
func isTable(name string) bool {
	name = plainName(name)
	return strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".tsv") || tabular.IsWorkbook(name)
}

// isAside reports whether a file of a folder is no data of its own: a description of tables, a workbook that nothing
// describes, or what a program for spreadsheets writes while it has one open.
func isAside(path string) bool {
	if isMetadata(path) || strings.HasPrefix(filepath.Base(path), "~$") {
		return true
	}
	if !tabular.IsWorkbook(plainName(path)) {
		return false
	}
	m, err := tabular.FindMetadata(tableName(path))
	return m == nil && err == nil
}

// isMetadata reports whether a file describes tables (CSVW): it is read with them, not by itself.
func isMetadata(name string) bool {
	name = filepath.Base(plainName(name))
	return strings.HasSuffix(name, "-metadata.json") || name == "csv-metadata.json"
}

// plainName is the name in lower case without the ending of a compressed file.
func plainName(name string) string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(name), ".gz"), ".zst")
}

// fileIRI is the address of a file, the base IRI of a document that names none (RFC 3986, section 5.1.3).
func fileIRI(name string) string {
	path, err := filepath.Abs(name)
	if err != nil {
		return ""
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
