// Package tabular turns tables (CSV, TSV, sheets of XLSX workbooks) into quads as CSVW metadata say (W3C Tabular Data
// Model, Metadata Vocabulary for Tabular Data, csv2rdf), and gives typed access to the rows of a described table.
//
// It is not a spreadsheet library and fetches nothing: metadata are found beside the file or handed in. Of CSVW it
// understands what describes data well: columns with names, titles, datatypes and their formats and bounds, languages,
// separators, nulls, defaults and templates; virtual columns; primary and foreign keys; groups of tables; schemas in a
// file beside the metadata; dialects; annotations; minimal and standard mode. GUIDE.md lists every property, with an
// example. What it does not understand it refuses: transformations, schemaReference, unknown properties and datatypes,
// templates beyond {x}, {+x}, {#x} and {x,y}, encodings other than UTF-8, line ends other than LF and CRLF.
//
// All bad cells of a table are found, not only the first; Options.Lenient leaves them out instead.
//
// The main path: m, err := FindMetadata(path); r, err := NewReader(path, file, Options{Metadata: m, Base: address}); r is
// an rdf.Reader. Or ReadTable for rows.
package tabular

import (
	"fmt"
	"io"
	"sort"
	"strings"
)

// Table is a whole table in memory.
type Table struct {
	File   string
	Schema *Schema
	Header []string
	Rows   []Row
	index  map[string]int
}

// Row is one record of a table.
type Row struct {
	Table *Table
	Line  int // where it begins in the file
	cells []string
}

// Problem is something wrong in a table that does not keep it from being read.
type Problem struct {
	File string
	Line int
	Msg  string
}

// String gives place and message.
func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Msg) }

// ReadTable reads all rows. A nil schema takes every column as text.
func ReadTable(file string, r io.Reader, schema *Schema) (*Table, error) {
	dialect := DefaultDialect()
	if schema != nil {
		dialect = schema.Dialect
	}
	s := NewScanner(file, r, dialect)
	t := &Table{File: file, Schema: schema, index: map[string]int{}}
	if err := t.readHeader(s, dialect); err != nil {
		return nil, err
	}
	for {
		cells, err := s.Next()
		if err == io.EOF {
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		if err := checkWidth(s, cells, len(t.Header)); err != nil {
			return nil, err
		}
		row := Row{Table: t, Line: cells[0].Line, cells: make([]string, len(cells))}
		for i, c := range cells {
			row.cells[i] = c.Text
		}
		t.Rows = append(t.Rows, row)
	}
}

func (t *Table) readHeader(s *Scanner, d Dialect) error {
	var err error
	if t.Header, err = readHeader(s, d, t.Schema); err != nil {
		return err
	}
	for i, c := range namesOf(t.Schema, t.Header) {
		t.index[c] = i
	}
	return nil
}

// namesOf names the real columns: as the schema says, or else as the header does.
func namesOf(schema *Schema, header []string) []string {
	var names []string
	if schema != nil {
		for _, c := range schema.Columns {
			if !c.Virtual {
				names = append(names, c.Name)
			}
		}
	}
	if len(names) == 0 {
		return header
	}
	return names
}

func checkWidth(s *Scanner, cells []Cell, want int) error {
	if len(cells) == want || want == 0 {
		return nil
	}
	at := cells[len(cells)-1]
	if len(cells) > want {
		at = cells[want]
	}
	return s.errorCell(at, fmt.Sprintf("this row has %d cells", len(cells)), fmt.Sprintf("%d, as in the header", want))
}

// Has reports whether the table has a column.
func (t *Table) Has(column string) bool { _, ok := t.index[column]; return ok }

// Names lists the names of the columns, in order.
func (t *Table) Names() []string { return namesOf(t.Schema, t.Header) }

// Get returns a cell's text; "" where it is empty, null or there is no such column.
func (r Row) Get(column string) string {
	i, ok := r.Table.index[column]
	if !ok {
		return ""
	}
	text := r.cells[i]
	if r.Table.Schema != nil {
		if c := r.Table.Schema.Column(column); c != nil {
			if text == "" {
				text = c.Default
			}
			if c.Separator == "" && c.isNull(text) {
				return ""
			}
		}
	}
	return text
}

// List returns the values of a cell: those between the separators of its column, or the one value; none if empty.
func (r Row) List(column string) []string {
	text := r.Get(column)
	if text == "" {
		return nil
	}
	if r.Table.Schema != nil {
		if c := r.Table.Schema.Column(column); c != nil && c.Separator != "" {
			return c.split(text)
		}
	}
	return []string{text}
}

// split cuts a cell at the column's separator. White space around parts falls away, an empty part becomes the default,
// and parts that are null or empty fall away too.
func (c *Column) split(text string) []string {
	var out []string
	for _, part := range strings.Split(text, c.Separator) {
		if part = strings.TrimSpace(part); part == "" {
			part = c.Default
		}
		if part != "" && !c.isNull(part) {
			out = append(out, part)
		}
	}
	return out
}

func (c *Column) isNull(text string) bool {
	for _, n := range c.Null {
		if text == n {
			return true
		}
	}
	return false
}

// CheckKeys finds rows whose primary key is empty or repeated, and values of foreign keys that the other table does
// not have. tables holds all tables by the URL of their schema.
func CheckKeys(tables map[string]*Table) []Problem {
	var out []Problem
	for _, url := range sortedKeys(tables) {
		t := tables[url]
		if t.Schema == nil {
			continue
		}
		out = append(out, t.checkRequired()...)
		out = append(out, t.checkPrimary()...)
		for _, k := range t.Schema.ForeignKeys {
			out = append(out, t.checkForeign(k, tables[k.Table])...)
		}
	}
	return out
}

func (t *Table) problem(r Row, format string, args ...any) Problem {
	return Problem{File: t.File, Line: r.Line, Msg: fmt.Sprintf(format, args...)}
}

func (t *Table) checkRequired() []Problem {
	var out []Problem
	for _, c := range t.Schema.Columns {
		if !c.Required || c.Virtual {
			continue
		}
		for _, r := range t.Rows {
			if r.Get(c.Name) == "" {
				out = append(out, t.problem(r, "the column %s is empty but required", c.Name))
			}
		}
	}
	return out
}

func (t *Table) checkPrimary() []Problem {
	var out []Problem
	seen := map[string]int{}
	for _, r := range t.Rows {
		if len(t.Schema.PrimaryKey) == 0 {
			break
		}
		key := r.key(t.Schema.PrimaryKey)
		if first, ok := seen[key]; ok {
			out = append(out, t.problem(r, "the key %s is also that of line %d", strings.ReplaceAll(key, "\x00", ", "), first))
		}
		seen[key] = r.Line
	}
	return out
}

func (t *Table) checkForeign(k ForeignKey, other *Table) []Problem {
	if other == nil {
		return []Problem{{t.File, 1, "the foreign key's table " + k.Table + " is missing"}}
	}
	known := map[string]bool{}
	for _, r := range other.Rows {
		known[r.key(k.Reference)] = true
	}
	var out []Problem
	for _, r := range t.Rows {
		for _, v := range r.keys(k.Columns) {
			if !known[v] {
				out = append(out, t.problem(r, "%s %q is not in %s", strings.Join(k.Columns, ", "), strings.ReplaceAll(v, "\x00", ", "), other.File))
			}
		}
	}
	return out
}

// key joins the values of several columns.
func (r Row) key(columns []string) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = r.Get(c)
	}
	return strings.Join(parts, "\x00")
}

// keys gives the values to look up: each value of a single list column, or the one joined key.
func (r Row) keys(columns []string) []string {
	if len(columns) == 1 {
		return r.List(columns[0])
	}
	if k := r.key(columns); strings.Trim(k, "\x00") != "" {
		return []string{k}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// escapeName makes a column name of a title, as csv2rdf does: characters outside the unreserved ones in percents.
func escapeName(title string) string {
	var b strings.Builder
	for i := 0; i < len(title); i++ {
		c := title[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
