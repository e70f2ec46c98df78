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

// XLSX writes tables as the sheets of a workbook: heads bold and frozen, every cell text, never a formula. On paper a sheet
// lies across, as wide as the page, with its head on every page.
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

// styles of the head and of the other rows; text without a blank, such as an address, is not broken.
type styles struct{ head, text, word int }

func makeStyles(f *excelize.File) (s styles, err error) {
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	for _, x := range []struct {
		to    *int
		style excelize.Style
	}{
		{&s.head, excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: wrap}}, {&s.text, excelize.Style{Alignment: wrap}},
		{&s.word, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}}},
	} {
		if *x.to, err = f.NewStyle(&x.style); err != nil {
			return s, err
		}
	}
	return s, nil
}

// setPage says how a sheet is printed.
func setPage(f *excelize.File, t Table) error {
	across, one, any, a4, fit := "landscape", 1, 0, 9, true
	if err := f.SetSheetProps(t.Name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := f.SetPageLayout(t.Name, &excelize.PageLayoutOptions{Orientation: &across, Size: &a4, FitToWidth: &one, FitToHeight: &any}); err != nil {
		return err
	}
	quoted := "'" + strings.ReplaceAll(t.Name, "'", "''") + "'"
	return f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: quoted + "!$1:$1", Scope: t.Name})
}

func writeSheet(f *excelize.File, t Table, s styles) error {
	if err := offerChoices(f, t); err != nil {
		return err
	}
	if err := setPage(f, t); err != nil {
		return err
	}
	sheet, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	if err := freeze(sheet, t.Frozen); err != nil {
		return err
	}
	t.Widths = widths(t)
	for i := range t.Columns {
		if err := sheet.SetColWidth(i+1, i+1, t.Widths[i]); err != nil {
			return err
		}
	}
	if err := writeRow(sheet, 1, t, t.Columns, s.head, s.head); err != nil {
		return err
	}
	for i, row := range t.Rows {
		if err := writeRow(sheet, i+2, t, row, s.text, s.word); err != nil {
			return err
		}
	}
	return sheet.Flush()
}

// freeze keeps the head in view, and some columns at the side.
func freeze(sheet *excelize.StreamWriter, columns int) error {
	corner, err := excelize.CoordinatesToCellName(columns+1, 2)
	if err != nil {
		return err
	}
	p := &excelize.Panes{Freeze: true, XSplit: columns, YSplit: 1, TopLeftCell: corner, ActivePane: "bottomLeft"}
	if columns > 0 {
		p.ActivePane = "bottomRight"
	}
	return sheet.SetPanes(p)
}

// wraps reports whether a text is broken at the edge of its cell: an address is not.
func wraps(text string) bool { return strings.ContainsAny(text, " \n\t") }

func writeRow(sheet *excelize.StreamWriter, number int, t Table, row []string, phrase, word int) error {
	cells := make([]any, len(row))
	for i, text := range row {
		style := word
		if wraps(text) {
			style = phrase
		}
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
		if !wraps(text) {
			continue
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
	return readXLSX(r, excelize.Options{UnzipSizeLimit: maxBytes, UnzipXMLSizeLimit: maxBytes})
}

// ReadXLSXRaw reads numbers and dates as they are stored, not as they are shown: a day is the number of days since
// 1899-12-30, whatever the format of its cell and the language of the program that wrote it.
func ReadXLSXRaw(r io.Reader, maxBytes int64) ([]Table, error) {
	return readXLSX(r, excelize.Options{UnzipSizeLimit: maxBytes, UnzipXMLSizeLimit: maxBytes, RawCellValue: true})
}

func readXLSX(r io.Reader, o excelize.Options) ([]Table, error) {
	f, err := excelize.OpenReader(r, o)
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
