package tabular

import (
	"fmt"
	"io"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// Mode is how much of a table becomes triples (csv2rdf, section 4).
type Mode int

// The modes of csv2rdf.
const (
	Minimal  Mode = iota // what the cells say
	Standard             // and the table, its rows and which row says what
)

// Options steer a Reader. The zero value reads a table without metadata, by its header.
type Options struct {
	Metadata *Metadata // from FindMetadata or ParseMetadata; the table is found in it by the file's name
	Schema   *Schema   // the schema of this table, in place of the one that Metadata has for the file's name
	Base     string    // absolute address of the table; "" for file:/// and the name
	Mode     Mode

	// Lenient leaves out what is bad: the row, if the cell is required, of the key, or part of an aboutUrl, and
	// otherwise the cell. BadCell is told of each.
	Lenient bool
	BadCell func(BadCell)
	MaxBad  int // bad cells that an error lists when not Lenient; 0: DefaultMaxBad

	// Open opens a table that a foreign key names, by its address in the metadata, without a "#". nil: foreign keys are
	// not checked.
	Open    func(url string) (io.ReadCloser, error)
	MaxKeys int // keys that are held; 0: DefaultMaxKeys

	MaxBook int64 // bytes of a workbook, and of each part that is unpacked from it; 0: workbook.DefaultLimit
}

// rowSource gives the records of a table.
type rowSource interface {
	Next() ([]Cell, error) // the slice is reused; io.EOF after the last
	row() int              // of the last record, from 1, as programs for spreadsheets number rows
	sheet() string         // of a workbook
	errorCell(c Cell, msg, expected string) *rdf.SyntaxError
	close() error
}

var errEnd = io.EOF

// Reader turns a table into quads of the default graph. It implements rdf.Reader and holds one row at a time, plus the
// keys it has seen where the metadata declare a primary key, and those of other tables for foreign keys. After a bad
// cell it reads on to find the others, and ends with a BadCellsError.
type Reader struct {
	file    string
	source  rowSource
	schema  *Schema
	plans   []plan // of the columns, the virtual ones last
	real    int    // how many are not virtual
	url     string // of the table
	options Options

	primary  []int
	keys     *keySet
	foreign  []foreign
	keyParts []string
	held     int // keys

	number  int // of the row, without headers
	cells   []Cell
	rowBad  []BadCell
	rowLeft bool
	listed  []BadCell
	left    Left

	badCells int
	queue    []rdf.Quad
	at       int
	blanks   int
	table    rdf.Term // standard mode
	started  bool
	err      error
}

// NewReader reads the table in r. file names it in errors, decides the dialect (.tsv: tabs) where there are no
// metadata, and finds its description in Options.Metadata. A file like glossary.xlsx#Terms is a sheet of a workbook; the
// name of the sheet may have percent escapes, and may be missing if there is one sheet only.
func NewReader(file string, r io.Reader, o Options) (*Reader, error) {
	t := &Reader{file: file, schema: o.Schema, options: o, url: o.Base}
	if t.schema == nil && o.Metadata != nil {
		if t.schema = o.Metadata.Table(file); t.schema == nil {
			return nil, fmt.Errorf("reading %s: the metadata %s describe no such table; name it in \"url\"", file, o.Metadata.Base)
		}
	}
	if t.url == "" {
		var b strings.Builder
		escape(&b, strings.TrimLeft(file, "/"), true)
		t.url = "file:///" + b.String()
	}
	dialect := DefaultDialect()
	if t.schema != nil {
		dialect = t.schema.Dialect
	} else if strings.HasSuffix(strings.ToLower(file), ".tsv") {
		dialect = TSVDialect()
	}
	if t.schema == nil {
		dialect.SkipBlankRows = true
	}
	if err := t.open(r, dialect); err != nil {
		return nil, err
	}
	if err := t.header(dialect); err != nil {
		t.source.close()
		return nil, err
	}
	return t, nil
}

// open makes the source of records.
func (t *Reader) open(r io.Reader, d Dialect) error {
	if !IsWorkbook(t.file) {
		t.source = NewScanner(t.file, r, d)
		return nil
	}
	width := 0
	if t.schema != nil {
		for _, c := range t.schema.Columns {
			if !c.Virtual {
				width++
			}
		}
	}
	s, err := newSheetSource(t.file, r, d, width, t.options.MaxBook)
	if err != nil {
		return t.failed(err)
	}
	t.source = s
	return nil
}

// Close gives back what the reader holds; the reader of NewReader stays open.
func (t *Reader) Close() error { return t.source.close() }

func (t *Reader) failed(err error) error { return fmt.Errorf("reading %s: %w", t.file, err) }

// header reads the header rows and settles the columns.
func (t *Reader) header(d Dialect) error {
	titles, err := readHeader(t.source, d, t.schema)
	if err != nil {
		return err
	}
	if t.schema == nil {
		t.schema = &Schema{URL: t.url, Dialect: d}
	}
	columns := t.schema.Columns
	if len(columns) == 0 {
		columns = defaultColumns(titles, t.schema)
	}
	return t.makePlans(columns)
}

// defaultColumns are those of a table that only its header describes: every cell is a string.
func defaultColumns(titles []string, s *Schema) []*Column {
	var out []*Column
	for i, title := range titles {
		name := escapeName(strings.TrimSpace(title))
		if name == "" {
			name = fmt.Sprintf("_col.%d", i+1)
		}
		out = append(out, &Column{Name: name, Titles: []string{title}, Datatype: Datatype{Base: "string"}, Null: []string{""},
			AboutURL: s.AboutURL, PropertyURL: s.PropertyURL, ValueURL: s.ValueURL})
	}
	return out
}

// Read returns the next quad, io.EOF after the last. Bad cells are a *BadCellsError at the end.
func (t *Reader) Read() (rdf.Quad, error) {
	for t.at >= len(t.queue) {
		if t.err == nil {
			t.queue, t.at = t.queue[:0], 0
			if err := t.next(); err != nil {
				t.err = t.end(err)
			}
		}
		if t.err != nil && t.at >= len(t.queue) {
			return rdf.Quad{}, t.err
		}
	}
	t.at++
	return t.queue[t.at-1], nil
}

// next fills the queue from the next row.
func (t *Reader) next() error {
	if !t.started {
		t.started = true
		if err := t.loadForeign(); err != nil {
			return err
		}
		t.tableTriples()
	}
	if err := t.nextRow(); err != nil {
		return err
	}
	if !t.rowLeft {
		t.readCells()
		if err := t.checkPrimary(); err != nil {
			return err
		}
		t.checkForeign()
	}
	if t.settle() && !t.schema.Suppress {
		t.rowTriples()
	}
	return nil
}

// nextRow fetches a record, which is bad as a whole if it has too many or too few cells.
func (t *Reader) nextRow() error {
	cells, err := t.source.Next()
	if err != nil {
		return err
	}
	if len(t.plans) == 0 { // neither header nor metadata: the first row says how many columns there are
		if err := t.makePlans(defaultColumns(make([]string, len(cells)), t.schema)); err != nil {
			return err
		}
	}
	t.number++
	t.cells, t.rowBad, t.rowLeft = cells, t.rowBad[:0], false
	if len(cells) != t.real && t.real > 0 {
		t.badWidth()
	}
	return nil
}

// badWidth says where a row begins to have too many or too few cells.
func (t *Reader) badWidth() {
	at := t.cells[len(t.cells)-1]
	if len(t.cells) > t.real {
		at = t.cells[t.real]
	}
	b := BadCell{Sheet: t.source.sheet(), Row: t.source.row(), Reason: fmt.Sprintf("this row has %d cells, and the header %d", len(t.cells), t.real)}
	b.Err = t.source.errorCell(at, b.String(), "")
	t.rowBad, t.rowLeft = append(t.rowBad, b), true
}
