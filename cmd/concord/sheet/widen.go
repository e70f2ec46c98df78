package sheet

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Widen reads a workbook and writes it with further columns to the right of one of its sheets ("" for the first), which
// further makes from the table of it: the head first, then a row for each row. All other cells stay as they are.
func Widen(w io.Writer, r io.Reader, maxBytes int64, name string, further func(Table) ([][]string, error)) error {
	f, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: maxBytes, UnzipXMLSizeLimit: maxBytes})
	if err != nil {
		return fmt.Errorf("read the workbook: %w; is it an .xlsx file, not .xls or .ods?", err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if name == "" && len(sheets) > 0 {
		name = sheets[0]
	}
	if at, err := f.GetSheetIndex(name); err != nil || at < 0 {
		return fmt.Errorf("the workbook has no sheet %q; it has: %s", name, strings.Join(sheets, ", "))
	}
	t, err := readSheet(f, name)
	if err != nil {
		return fmt.Errorf("read the sheet %q: %w", name, err)
	}
	rows, err := further(t)
	if err != nil {
		return err
	}
	width := len(t.Columns)
	for _, row := range t.Rows {
		width = max(width, len(row))
	}
	for i, row := range rows {
		for j, text := range row {
			at, err := excelize.CoordinatesToCellName(width+j+1, i+1)
			if err != nil {
				return err
			}
			if text == "" {
				continue
			}
			if err := f.SetCellStr(name, at, short(text)); err != nil {
				return err
			}
		}
	}
	return f.Write(w)
}
