package tabular

import (
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"

	"w3id.org/concord/ingest/tabular/workbook"
	"w3id.org/concord/ontology/rdf"
)

// splitSheet takes the sheet off the address of a table in a workbook, like glossary.xlsx#Terms.
func splitSheet(address string) (file, sheet string) {
	at := strings.Index(strings.ToLower(address), ".xlsx#")
	if at < 0 {
		return address, ""
	}
	file, sheet = address[:at+len(".xlsx")], address[at+len(".xlsx#"):]
	if name, err := url.PathUnescape(sheet); err == nil {
		sheet = name
	}
	return file, sheet
}

// IsWorkbook reports whether a file is a workbook by its name.
func IsWorkbook(file string) bool {
	file, _ = splitSheet(file)
	return strings.HasSuffix(strings.ToLower(file), ".xlsx")
}

// Sheets lists the tables of a workbook that the metadata describe, as names for NewReader: file, and # and the sheet.
func (m *Metadata) Sheets(file string) []string {
	var out []string
	for _, s := range m.Tables {
		if address, sheet := splitSheet(s.URL); m.near(address, file) > 0 {
			name := file
			if sheet != "" {
				name += "#" + url.PathEscape(sheet)
			}
			out = append(out, name)
		}
	}
	return out
}

// near says how surely an address of the metadata is that of a file: 2 by its path, 1 by the last part of it, 0 not.
func (m *Metadata) near(address, file string) int {
	if !rdf.HasScheme(address) && path.Clean(path.Join(path.Dir(m.Base), address)) == path.Clean(file) {
		return 2
	}
	if path.Base(address) == path.Base(file) && (rdf.HasScheme(address) || !strings.Contains(address, "/")) {
		return 1
	}
	return 0
}

// sheetSource gives the rows of a sheet as records. Rows without anything are passed over.
type sheetSource struct {
	file, name string
	dialect    Dialect
	rows       *workbook.Rows
	width      int // cells of a record
	cells      []Cell
}

// newSheetSource opens the sheet that a name like glossary.xlsx#Terms says, or the only one. width is the number of
// columns if it is known.
func newSheetSource(name string, r io.Reader, d Dialect, width int, limit int64) (*sheetSource, error) {
	file, sheet := splitSheet(name)
	b, err := workbook.Open(r, limit)
	if err != nil {
		return nil, err
	}
	if sheets := b.Sheets(); sheet == "" {
		if len(sheets) != 1 {
			return nil, fmt.Errorf("it has the sheets %s; say in its metadata what they hold, with a \"url\" like %s#%s", strings.Join(sheets, ", "), path.Base(file), strings.Join(sheets[:min(1, len(sheets))], ""))
		}
		sheet = sheets[0]
	}
	rows, err := b.Rows(sheet)
	if err != nil {
		return nil, err
	}
	return &sheetSource{file: file, name: sheet, dialect: d, rows: rows, width: width}, nil
}

// Next gives the next row, as wide as the first.
func (s *sheetSource) Next() ([]Cell, error) {
	for {
		in, err := s.rows.Next()
		if err == io.EOF {
			return nil, err
		}
		if err != nil {
			return nil, fmt.Errorf("%s, sheet %q: %w", s.file, s.name, err)
		}
		in = in[min(s.dialect.SkipColumns, len(in)):]
		if len(in) == 0 || s.rows.Row() <= s.dialect.SkipRows {
			continue
		}
		s.cells = s.cells[:0]
		for i, c := range in {
			s.cells = append(s.cells, Cell{Text: c.Text, Line: s.rows.Row(), Column: i + 1 + s.dialect.SkipColumns, Kind: c.Kind, Value: c.Value})
		}
		if s.width == 0 {
			s.width = len(in)
		}
		for i := len(in); i < s.width; i++ {
			s.cells = append(s.cells, Cell{Line: s.rows.Row(), Column: i + 1 + s.dialect.SkipColumns})
		}
		return s.cells, nil
	}
}

func (s *sheetSource) row() int { return s.rows.Row() }

func (s *sheetSource) sheet() string { return s.name }

// errorCell names the place in words: a workbook has no lines.
func (s *sheetSource) errorCell(c Cell, msg, expected string) *rdf.SyntaxError {
	if !strings.HasPrefix(msg, "sheet ") {
		place := fmt.Sprintf("sheet %q", s.name)
		if c.Line > 0 {
			place += fmt.Sprintf(", %s%d", columnLetters(c.Column), c.Line)
		}
		msg = place + ": " + msg
	}
	return &rdf.SyntaxError{File: s.file, Offset: -1, Caret: -1, Msg: msg, Expected: expected}
}

func (s *sheetSource) close() error { return s.rows.Close() }
