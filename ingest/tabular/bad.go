package tabular

import (
	"fmt"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// BadCell is a cell that the metadata do not allow, or a row as a whole.
type BadCell struct {
	Sheet   string // of a workbook; "" for delimited text
	Row     int    // from 1, as programs for spreadsheets number rows: blank lines and comments count
	Column  int    // from 1; 0: the row as a whole
	Title   string // of the column
	Reason  string
	Record  string           // Options.Lenient: the row as comma-separated text
	RowLeft bool             // Options.Lenient: the whole row is left out, not this cell alone
	Err     *rdf.SyntaxError // the same with file, line and character
}

// Ref is the place as programs for spreadsheets write it, like D17; "" for a row as a whole.
func (b BadCell) Ref() string {
	if b.Column <= 0 {
		return ""
	}
	return columnLetters(b.Column) + fmt.Sprint(b.Row)
}

func columnLetters(n int) string {
	var out string
	for ; n > 0; n = (n - 1) / 26 {
		out = string(rune('A'+(n-1)%26)) + out
	}
	return out
}

// String is the place and the reason, like: row 17, column "Valid from" (D17): "31.02.2024" is no date.
func (b BadCell) String() string {
	var s strings.Builder
	if b.Sheet != "" {
		fmt.Fprintf(&s, "sheet %q, ", b.Sheet)
	}
	fmt.Fprintf(&s, "row %d", b.Row)
	if b.Column > 0 {
		fmt.Fprintf(&s, ", column %q (%s)", b.Title, b.Ref())
	}
	return s.String() + ": " + b.Reason
}

// BadCellsError tells of all bad cells of a table. It unwraps to the *rdf.SyntaxError of each of Cells.
type BadCellsError struct {
	File  string
	Cells []BadCell // the first Options.MaxBad
	More  int       // how many there are besides
	Stop  error     // what kept the rest of the table from being read, nil if it was
}

// Error lists the cells, one a line.
func (e *BadCellsError) Error() string {
	var b strings.Builder
	for i, c := range e.Cells {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(c.Err.Error())
	}
	switch {
	case e.More > 0:
		fmt.Fprintf(&b, "\nand %d more; nothing of %s is loaded", e.More, e.File)
	case len(e.Cells) > 1:
		fmt.Fprintf(&b, "\n%d bad cells; nothing of %s is loaded", len(e.Cells), e.File)
	}
	if e.Stop != nil {
		b.WriteString("\n" + e.Stop.Error())
	}
	return b.String()
}

// Unwrap gives the errors of the cells, and what stopped the reading.
func (e *BadCellsError) Unwrap() []error {
	var out []error
	for _, c := range e.Cells {
		out = append(out, c.Err)
	}
	if e.Stop != nil {
		out = append(out, e.Stop)
	}
	return out
}

// DefaultMaxBad is the number of bad cells that an error lists.
const DefaultMaxBad = 100

// bad notes that a cell of the current row is wrong; column is -1 for the row as a whole.
func (t *Reader) bad(column int, reason string) {
	b := BadCell{Sheet: t.source.sheet(), Row: t.source.row(), Reason: reason}
	at := t.cells[0]
	if column >= 0 {
		at = t.cells[column]
		p := &t.plans[column]
		b.Column, b.Title = column+1+t.schema.Dialect.SkipColumns, p.title()
		p.left = true
	}
	if column < 0 || t.plans[column].essential {
		t.rowLeft = true
	}
	b.Err = t.source.errorCell(at, b.String(), "")
	t.rowBad = append(t.rowBad, b)
}

// settle counts what is wrong in the current row, tells of it where the reader is lenient, and reports whether the row
// may be used.
func (t *Reader) settle() bool {
	if len(t.rowBad) == 0 {
		return t.lenient() || t.badCells == 0
	}
	t.badCells += len(t.rowBad)
	if !t.lenient() {
		room := t.options.MaxBad
		if room <= 0 {
			room = DefaultMaxBad
		}
		t.listed = append(t.listed, t.rowBad[:max(0, min(len(t.rowBad), room-len(t.listed)))]...)
		return false
	}
	if t.rowLeft {
		t.left.Rows++
	} else {
		t.left.Cells += len(t.rowBad)
	}
	if t.options.BadCell != nil {
		record := t.record()
		for _, b := range t.rowBad {
			b.RowLeft, b.Record = t.rowLeft, record
			t.options.BadCell(b)
		}
	}
	return !t.rowLeft
}

// record writes the current row as comma-separated text.
func (t *Reader) record() string {
	var b strings.Builder
	for i, c := range t.cells {
		if i > 0 {
			b.WriteByte(',')
		}
		if strings.ContainsAny(c.Text, ",\"\r\n") {
			b.WriteString(`"` + strings.ReplaceAll(c.Text, `"`, `""`) + `"`)
		} else {
			b.WriteString(c.Text)
		}
	}
	return b.String()
}

func (t *Reader) lenient() bool { return t.options.Lenient }

// end is the error for the end of the table: io.EOF or another, or all bad cells.
func (t *Reader) end(err error) error {
	if t.lenient() || t.badCells == 0 {
		return err
	}
	e := &BadCellsError{File: t.file, Cells: t.listed, More: t.badCells - len(t.listed)}
	if err != errEnd {
		e.Stop = err
	}
	return e
}

// Left counts what a lenient reader leaves out: single cells, and whole rows.
type Left struct{ Cells, Rows int }

// Left says what was left out so far.
func (t *Reader) Left() Left { return t.left }
