package answer

import (
	"io"

	"github.com/xuri/excelize/v2"

	"w3id.org/concord/query/harmonise"
)

const (
	matrixSheet = "Matrix"
	maxCellText = 32_767 // characters that a cell of a spreadsheet holds
)

// matrixXLSX writes the grid as a workbook: one sheet, head and names frozen. Every cell is text, never a formula.
func matrixXLSX(w io.Writer, m *harmonise.Matrix) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", matrixSheet); err != nil {
		return err
	}
	sheet, err := f.NewStreamWriter(matrixSheet)
	if err != nil {
		return err
	}
	styles, err := matrixStyles(f)
	if err != nil {
		return err
	}
	if err := layOut(sheet, len(m.Columns)); err != nil {
		return err
	}
	for i, row := range grid(m) {
		style := styles[min(i, 1)]
		cells := make([]any, len(row))
		for j, text := range row {
			cells[j] = excelize.Cell{StyleID: style, Value: short(text)}
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := sheet.SetRow(at, cells); err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

// layOut freezes the head and the names, and gives the columns their widths.
func layOut(sheet *excelize.StreamWriter, columns int) error {
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, XSplit: 2, YSplit: 1, TopLeftCell: "C2", ActivePane: "bottomRight"}); err != nil {
		return err
	}
	if err := sheet.SetColWidth(1, 1, 12); err != nil {
		return err
	}
	if err := sheet.SetColWidth(2, 3, 28); err != nil || columns == 0 {
		return err
	}
	return sheet.SetColWidth(4, 3+columns, 32)
}

// matrixStyles are those of the head and of the other rows.
func matrixStyles(f *excelize.File) (styles [2]int, err error) {
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	if styles[0], err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: wrap}); err != nil {
		return styles, err
	}
	styles[1], err = f.NewStyle(&excelize.Style{Alignment: wrap})
	return styles, err
}

// short cuts what no cell can hold.
func short(text string) string {
	if r := []rune(text); len(r) > maxCellText {
		return string(r[:maxCellText-4]) + " ..."
	}
	return text
}
