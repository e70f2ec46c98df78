package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"w3id.org/concord/ingest/tabular"
	"w3id.org/concord/ontology/rdf"
)

// BadCell is a cell of a table, or a row, that its metadata do not allow.
type BadCell = tabular.BadCell

// table loads a CSV or TSV file, or the sheets of a workbook; the metadata beside it (CSVW) say what its columns mean.
func (l *load) table(ctx context.Context, s source) error {
	name := tableName(s.name)
	metadata, err := tabular.FindMetadata(name)
	if err != nil {
		return fmt.Errorf("load: %s: %w", s.name, err)
	}
	tables := []string{name}
	if metadata != nil && tabular.IsWorkbook(name) {
		if tables = metadata.Sheets(name); len(tables) == 0 {
			return fmt.Errorf("load: the metadata %s describe no sheet of %s; name each in a \"url\" like %s#Sheet1", metadata.Base, s.name, filepath.Base(name))
		}
	}
	var bad []error
	for _, table := range tables {
		err := l.oneTable(ctx, s, table, metadata)
		if isBadCells(err) { // the other sheets may have more
			bad = append(bad, err)
		} else if err != nil {
			return errors.Join(append(bad, err)...)
		}
	}
	return errors.Join(bad...)
}

func isBadCells(err error) bool {
	var bad *tabular.BadCellsError
	return errors.As(err, &bad)
}

// tableName is the name of a file without the ending of a compressed one.
func tableName(file string) string {
	return strings.TrimSuffix(strings.TrimSuffix(file, ".gz"), ".zst")
}

// oneTable loads a file, or one sheet of it, as one part of the bulk load.
func (l *load) oneTable(ctx context.Context, s source, name string, metadata *tabular.Metadata) error {
	d, err := l.open(s)
	if err != nil {
		return err
	}
	defer d.Close()
	r, err := tabular.NewReader(name, withContext{ctx, d}, l.tableOptions(ctx, tableName(s.name), metadata))
	if err != nil {
		return err
	}
	defer r.Close()
	part, err := l.loader.Part()
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	in := rdf.Reader(r)
	if !tabular.IsWorkbook(name) { // a workbook is a compressed file, with limits of its own
		in = &limited{in: r, growth: growth{d: d, l: l.o.Limits}}
	}
	if err := l.drainHere(ctx, quadBatches{in}, part); err != nil {
		part.Close()
		return err
	}
	l.left.Cells += r.Left().Cells
	l.left.Rows += r.Left().Rows
	return part.Close()
}

func (l *load) tableOptions(ctx context.Context, name string, m *tabular.Metadata) tabular.Options {
	return tabular.Options{Metadata: m, Base: l.base(&document{source: source{name: name}}), Lenient: l.o.Lenient, BadCell: l.o.BadCell,
		MaxBad: l.o.MaxBad, MaxBook: l.o.MaxDocument, Open: func(url string) (io.ReadCloser, error) { return l.otherTable(ctx, filepath.Dir(name), url) }}
}

// otherTable opens a table that a foreign key names: a file in the folder of the one being loaded or below it, perhaps
// compressed.
func (l *load) otherTable(ctx context.Context, folder, url string) (io.ReadCloser, error) {
	if !filepath.IsLocal(url) {
		return nil, fmt.Errorf("%s is no file in the folder %s; nothing is fetched", url, folder)
	}
	quiet := &load{o: l.o, progress: newMeter(nil, 0)} // its bytes are none of the sources'
	var first error
	for _, ending := range []string{"", ".gz", ".zst"} {
		d, err := quiet.open(source{name: filepath.Join(folder, url) + ending})
		if err == nil {
			return closing{withContext{ctx, d}, d}, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// closing reads a document and closes it.
type closing struct {
	io.Reader
	d *document
}

// Close closes the document.
func (c closing) Close() error {
	c.d.Close()
	return nil
}
