// Package sheet writes and reads tables as people keep them: CSV, TSV and XLSX workbooks. Text that a spreadsheet would
// take for a formula is written so that it stays text.
//
// It knows nothing of what the tables hold, and it is no RDF: CSV that becomes triples goes through ingest/tabular.
//
// The main path: fill Tables, then CSV for one of them or XLSX for all; ReadXLSX gives them back.
package sheet

import (
	"encoding/csv"
	"io"
	"strings"
)

// Table is a table of text. Rows may be shorter than Columns.
type Table struct {
	Name    string     // of the sheet; at most 31 characters, without : \ / ? * [ ]
	Columns []string   // the head
	Rows    [][]string // what stands below it
	Widths  []float64  // of the columns, in characters; those that are missing are chosen by XLSX
	Frozen  int        // columns that a workbook keeps in view at the side
	Choices []Choice   // columns whose cells take one of a list
}

// Choice says that the cells of a column take one of a few values. A workbook offers them; other values are refused there.
type Choice struct {
	Column string
	Values []string
}

// Harmless keeps a spreadsheet from taking text for a formula (OWASP, CSV injection): an apostrophe goes before it.
func Harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// CSV writes a table by RFC 4180, every cell harmless.
func CSV(w io.Writer, t Table) error { return separated(w, t, ',') }

// TSV writes a table with tabs between the cells.
func TSV(w io.Writer, t Table) error { return separated(w, t, '\t') }

func separated(w io.Writer, t Table, comma rune) error {
	out := csv.NewWriter(w)
	out.Comma = comma
	for i := -1; i < len(t.Rows); i++ {
		row := t.Columns
		if i >= 0 {
			row = t.Rows[i]
		}
		safe := make([]string, len(row))
		for j, text := range row {
			safe[j] = Harmless(text)
		}
		if err := out.Write(safe); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
