package answer

import (
	"io"

	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/query/harmonise"
)

const matrixSheet = "Matrix"

// matrixXLSX writes the grid as a workbook: one sheet, head and names frozen. Every cell is text, never a formula.
func matrixXLSX(w io.Writer, m *harmonise.Matrix) error {
	rows := grid(m)
	t := sheet.Table{Name: matrixSheet, Columns: rows[0], Rows: rows[1:], Frozen: 2, Widths: []float64{12, 28, 28}}
	for range m.Columns {
		t.Widths = append(t.Widths, 32)
	}
	return sheet.XLSX(w, t)
}
