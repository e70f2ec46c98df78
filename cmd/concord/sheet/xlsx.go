package sheet

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

const (
	maxCellText = 32_767 // characters that a cell of a workbook holds
	maxCells    = 5_000_000
	firstSheet  = "Sheet1" // of a new workbook
)

// XLSX writes tables as the sheets of a workbook: heads bold and frozen, every cell text, never a formula.
func XLSX(w io.Writer, tables ...Table) error {
	f := excelize.NewFile()
	defer f.Close()
	styles, err := makeStyles(f)
	if err != nil {
		return err
	}
	for i, t := range tables {
		if i == 0 {
			err = f.SetSheetName(firstSheet, t.Name)
		} else {
			_, err = f.NewSheet(t.Name)
		}
		if err == nil {
			err = writeSheet(f, t, styles)
		}
		if err != nil {
			return fmt.Errorf("write the sheet %q: %w", t.Name, err)
		}
	}
	return f.Write(w)
}

// makeStyles are those of the head and of the other rows.
func makeStyles(f *excelize.File) (styles [2]int, err error) {
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	if styles[0], err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: wrap}); err != nil {
		return styles, err
	}
	styles[1], err = f.NewStyle(&excelize.Style{Alignment: wrap})
	return styles, err
}

func writeSheet(f *excelize.File, t Table, styles [2]int) error {
	if err := offerChoices(f, t); err != nil {
		return err
	}
	sheet, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	t.Widths = widths(t)
	for i := range t.Columns {
		if err := sheet.SetColWidth(i+1, i+1, t.Widths[i]); err != nil {
			return err
		}
	}
	if err := writeRow(sheet, 1, t, t.Columns, styles[0]); err != nil {
		return err
	}
	for i, row := range t.Rows {
		if err := writeRow(sheet, i+2, t, row, styles[1]); err != nil {
			return err
		}
	}
	return sheet.Flush()
}

func writeRow(sheet *excelize.StreamWriter, number int, t Table, row []string, style int) error {
	cells := make([]any, len(row))
	for i, text := range row {
		cells[i] = excelize.Cell{StyleID: style, Value: short(text)}
	}
	at, err := excelize.CoordinatesToCellName(1, number)
	if err != nil {
		return err
	}
	return sheet.SetRow(at, cells, excelize.RowOpts{Height: height(t, row)})
}

const (
	lineHeight = 15  // points
	maxHeight  = 405 // points that a row may be high
)

// height is that of a row, so that wrapped text is seen: not every program works it out when it opens the file.
func height(t Table, row []string) float64 {
	lines := 1
	for i, text := range row {
		if i >= len(t.Columns) {
			break
		}
		room, n := max(int(t.Widths[i]), 1), 0
		for _, line := range strings.Split(text, "\n") {
			n += 1 + utf8.RuneCountInString(line)/room
		}
		lines = max(lines, n)
	}
	return float64(min(lines*lineHeight, maxHeight))
}

func widths(t Table) []float64 {
	out := make([]float64, len(t.Columns))
	for i := range out {
		out[i] = width(t, i)
	}
	return out
}

// width is that of a column: as given, else as wide as its head and first cells ask for, within reason.
func width(t Table, column int) float64 {
	if column < len(t.Widths) && t.Widths[column] > 0 {
		return t.Widths[column]
	}
	longest := utf8.RuneCountInString(t.Columns[column])
	for _, row := range t.Rows[:min(len(t.Rows), 100)] {
		if column < len(row) {
			longest = max(longest, utf8.RuneCountInString(row[column]))
		}
	}
	return float64(min(max(longest+2, 8), 48))
}

// offerChoices makes the cells of a column a list to choose from.
func offerChoices(f *excelize.File, t Table) error {
	for _, c := range t.Choices {
		at := slices.Index(t.Columns, c.Column)
		if at < 0 {
			return fmt.Errorf("there is no column %q to offer choices in", c.Column)
		}
		name, err := excelize.ColumnNumberToName(at + 1)
		if err != nil {
			return err
		}
		v := excelize.NewDataValidation(true)
		v.Sqref = fmt.Sprintf("%s2:%s%d", name, name, len(t.Rows)+1)
		if err := v.SetDropList(c.Values); err != nil {
			return err
		}
		if err := f.AddDataValidation(t.Name, v); err != nil {
			return err
		}
	}
	return nil
}

// short cuts what no cell can hold.
func short(text string) string {
	if r := []rune(text); len(r) > maxCellText {
		return string(r[:maxCellText-4]) + " ..."
	}
	return text
}

// ReadXLSX reads the sheets of a workbook as text; the first row of each is its head. Formulas come as the values that
// the workbook holds for them. maxBytes bounds what it unpacks to.
func ReadXLSX(r io.Reader, maxBytes int64) ([]Table, error) {
	f, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: maxBytes, UnzipXMLSizeLimit: maxBytes})
	if err != nil {
		return nil, fmt.Errorf("read the workbook: %w; is it an .xlsx file, not .xls or .ods?", err)
	}
	defer f.Close()
	var out []Table
	for _, name := range f.GetSheetList() {
		t, err := readSheet(f, name)
		if err != nil {
			return nil, fmt.Errorf("read the sheet %q: %w", name, err)
		}
		out = append(out, t)
	}
	return out, nil
}

func readSheet(f *excelize.File, name string) (Table, error) {
	t := Table{Name: name}
	rows, err := f.Rows(name)
	if err != nil {
		return t, err
	}
	defer rows.Close()
	cells := 0
	for first := true; rows.Next(); first = false {
		row, err := rows.Columns()
		if err != nil {
			return t, err
		}
		if cells += len(row); cells > maxCells {
			return t, fmt.Errorf("it has more than %d cells", maxCells)
		}
		if first {
			t.Columns = row
		} else {
			t.Rows = append(t.Rows, row)
		}
	}
	return t, rows.Error()
}
