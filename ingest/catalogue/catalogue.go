// Package catalogue is the IO catalogue that Concord ships with: tables of facts on the instruments of international
// organisations (data/*.csv, described by data/csv-metadata.json), and the mapping that turns them into named graphs.
//
// It is not a general mapper of tables (see package tabular) and invents nothing: what a cell does not say is not in
// the graph. MODEL.md says for every file and column what it becomes; the functions here read like it.
//
// The main path: Load puts the catalogue, the ontology and the schemes of codes into a store in one commit; Quads gives
// the same without a store.
package catalogue

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"

	"w3id.org/concord/ingest/tabular"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// Data holds the tables and their metadata as they are written.
//
//go:embed data/*.csv data/csv-metadata.json
var Data embed.FS

// Report says what arrived.
type Report struct {
	Files    []FileReport      // in the order in which they are read
	Quads    int               // all, with the ontology
	Problems []tabular.Problem // what could not be joined; the rows are loaded all the same
	Version  string            // content hash, see Version
	Seq      uint64            // the commit, by Load
}

// FileReport counts one table.
type FileReport struct {
	File     string
	Rows     int
	Subjects int  // different subjects that the rows became
	Derived  bool // recomputed and compared, not loaded
}

// sources are the functions of this package: what they make of a table is part of the catalogue's version.
//
//go:embed *.go
var sources embed.FS

// Version is a hash of what the catalogue is made from: tables, ontology and mapping. A store that holds another one is
// out of date. It costs no building of the graph.
func Version() string { return version() }

var version = sync.OnceValue(func() string {
	h := sha256.New()
	for _, files := range []embed.FS{Data, ontology.Files, sources} {
		if err := hashFiles(h, files); err != nil {
			panic(err) // embedded files can always be read
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
})

func hashFiles(h io.Writer, files fs.FS) error {
	return fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(files, path)
		fmt.Fprintf(h, "%s %d\n%s", path, len(text), text)
		return err
	})
}

// Quads returns the whole catalogue with the ontology and the schemes of codes, and what there is to report. Every call
// builds it afresh, in about half a second.
func Quads() ([]rdf.Quad, *Report, error) {
	tables, err := Tables()
	if err != nil {
		return nil, nil, err
	}
	words, err := ontology.Quads()
	if err != nil {
		return nil, nil, fmt.Errorf("building the catalogue: %w", err)
	}
	b := newBuilder(tables, words)
	b.all()
	b.dataset(Version())
	return b.quads, &Report{Files: b.files, Quads: len(b.quads), Problems: b.problems, Version: Version()}, nil
}

// Tables reads the embedded tables, keyed by file name.
func Tables() (map[string]*tabular.Table, error) { return readTables(Data.ReadFile) }

// readTables reads the tables that the metadata describe, wherever the files come from.
func readTables(read func(name string) ([]byte, error)) (map[string]*tabular.Table, error) {
	doc, err := read("data/csv-metadata.json")
	if err != nil {
		return nil, fmt.Errorf("opening the catalogue's metadata: %w", err)
	}
	meta, err := tabular.ParseMetadata(doc, "csv-metadata.json")
	if err != nil {
		return nil, err
	}
	out := map[string]*tabular.Table{}
	for _, schema := range meta.Tables {
		text, err := read("data/" + schema.URL)
		if err != nil {
			return nil, fmt.Errorf("opening a table of the catalogue: %w", err)
		}
		out[schema.URL], err = tabular.ReadTable(schema.URL, bytes.NewReader(text), schema)
		if err != nil {
			return nil, fmt.Errorf("reading the catalogue: %w", err)
		}
	}
	return out, nil
}
