package sheet

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Kept is a table of separated values that is read row by row, so that it can be written again with further columns and
// every byte of it as it was.
type Kept struct {
	Encoding  Encoding
	Delimiter byte
	Columns   []string // of the first row
	Rows      int      // below the first
	Width     int      // cells of the longest row
	Formulas  int      // cells that a spreadsheet may take for a formula
	Formula   string   // where the first of them is

	in io.ReadSeeker
	cr bool // lines end with a carriage return alone
	r  *bufio.Reader
	at int // line
}

// Row is a row as it was written, and its cells.
type Row struct {
	Line  int    // where it begins
	Raw   string // without the end of the line
	End   string // "\n", "\r\n", "\r" or, at the end of the file, nothing
	Cells []string
}

// Blank reports whether the row is an empty line.
func (r Row) Blank() bool { return r.Raw == "" }

const (
	maxRow  = 16 << 20 // bytes of a row
	sniffed = 20       // rows from which the delimiter is guessed
)

// Keep looks through a table: how it is written and what its columns are. delimiter 0 means that it is guessed.
func Keep(in io.ReadSeeker, delimiter byte) (*Kept, error) {
	k := &Kept{in: in, Delimiter: delimiter}
	e, err := DetectEncoding(in)
	if err != nil {
		return nil, err
	}
	k.Encoding = e
	if err := k.guess(); err != nil {
		return nil, err
	}
	if err := k.Rewind(); err != nil {
		return nil, err
	}
	for first := true; ; {
		row, err := k.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if first && !row.Blank() {
			k.Columns, first = row.Cells, false
		} else if !row.Blank() {
			k.Rows++
		}
		k.Width = max(k.Width, len(row.Cells))
		k.look(row)
	}
	if k.Columns == nil {
		return nil, errors.New("the table is empty: it has no row of column names")
	}
	return k, k.Rewind()
}

// guess finds out how lines end and what stands between cells: what cuts the first rows into the most cells, all of them.
func (k *Kept) guess() error {
	if err := k.Rewind(); err != nil {
		return err
	}
	head, err := k.r.Peek(k.r.Size())
	if err != nil && err != io.EOF {
		return err
	}
	cr, lf := strings.IndexByte(string(head), '\r'), strings.IndexByte(string(head), '\n')
	k.cr = cr >= 0 && lf < 0
	if k.Delimiter != 0 {
		return nil
	}
	k.Delimiter = ','
	most := 1
	for _, d := range []byte{',', ';', '\t', '|'} {
		trial := &Kept{Delimiter: d, cr: k.cr, r: bufio.NewReader(strings.NewReader(string(head)))}
		least := 0
		for range sniffed {
			row, err := trial.Next()
			if err != nil || row.End == "" && least > 0 { // the last row may be cut
				break
			}
			if !row.Blank() && (least == 0 || len(row.Cells) < least) {
				least = len(row.Cells)
			}
		}
		if least > most {
			k.Delimiter, most = d, least
		}
	}
	return nil
}

// look counts the cells that begin like a formula and are no numbers.
func (k *Kept) look(row Row) {
	for i, c := range row.Cells {
		if Harmless(c) == c {
			continue
		}
		if _, err := strconv.ParseFloat(strings.ReplaceAll(c, ",", "."), 64); err == nil {
			continue
		}
		if k.Formulas++; k.Formulas == 1 {
			k.Formula = fmt.Sprintf("line %d, column %d", row.Line, i+1)
		}
	}
}

// Rewind goes back to the first row.
func (k *Kept) Rewind() error {
	if _, err := k.in.Seek(0, io.SeekStart); err != nil {
		return err
	}
	k.r, k.at = bufio.NewReaderSize(k.Encoding.NewReader(k.in), 256<<10), 1
	return nil
}

// Next reads a row; io.EOF after the last.
func (k *Kept) Next() (Row, error) {
	p := rowParser{k: k, row: Row{Line: k.at}}
	for {
		c, err := k.r.ReadByte()
		if err == io.EOF {
			return p.finish()
		}
		if err != nil {
			return p.row, err
		}
		if p.take(c) {
			return p.row, nil
		}
		if p.raw.Len() > maxRow {
			return p.row, fmt.Errorf("the row that begins in line %d is longer than %d bytes; is a quotation mark not closed?", p.row.Line, maxRow)
		}
	}
}

// rowParser takes a row apart byte by byte; no byte of a longer character looks like a delimiter.
type rowParser struct {
	k      *Kept
	row    Row
	raw    strings.Builder
	cell   strings.Builder
	state  int
	anyone bool
}

const (
	atStart = iota // of a cell
	inCell
	inQuotes
	afterQuote // within quotes: it closes them or is half of a pair
)

// take reads a byte and reports whether the row is at its end.
func (p *rowParser) take(c byte) bool {
	p.anyone = true
	if c == '\n' || c == '\r' && p.k.cr {
		p.k.at++
		if p.state != inQuotes {
			p.end(string(c))
			return true
		}
	}
	p.raw.WriteByte(c)
	switch {
	case p.state == inQuotes && c == '"':
		p.state = afterQuote
	case p.state == inQuotes:
		p.cell.WriteByte(c)
	case c == p.k.Delimiter:
		p.row.Cells = append(p.row.Cells, p.cell.String())
		p.cell.Reset()
		p.state = atStart
	case c == '"' && p.state == atStart:
		p.state = inQuotes
	case c == '"' && p.state == afterQuote:
		p.cell.WriteByte(c)
		p.state = inQuotes
	default:
		p.cell.WriteByte(c)
		p.state = inCell
	}
	return false
}

func (p *rowParser) end(newline string) {
	raw, last := p.raw.String(), p.cell.String()
	if newline == "\n" && strings.HasSuffix(raw, "\r") {
		raw, newline = raw[:len(raw)-1], "\r\n"
		last = strings.TrimSuffix(last, "\r")
	}
	p.row.Raw, p.row.End = raw, newline
	if raw != "" {
		p.row.Cells = append(p.row.Cells, last)
	}
}

func (p *rowParser) finish() (Row, error) {
	switch {
	case !p.anyone:
		return p.row, io.EOF
	case p.state == inQuotes:
		return p.row, fmt.Errorf("a quotation mark that opens in the row of line %d is never closed", p.row.Line)
	}
	p.end("")
	return p.row, nil
}

// WriteRow writes a row as it was with further cells after the longest row; the cells are harmless to spreadsheets.
func (k *Kept) WriteRow(w *Writer, row Row, cells []string) error {
	var b strings.Builder
	b.WriteString(row.Raw)
	if !row.Blank() {
		b.WriteString(strings.Repeat(string(k.Delimiter), k.Width-len(row.Cells)))
		for _, c := range cells {
			b.WriteByte(k.Delimiter)
			b.WriteString(k.quote(Harmless(c)))
		}
	}
	b.WriteString(row.End)
	_, err := w.WriteString(b.String())
	return err
}

func (k *Kept) quote(cell string) string {
	if !strings.ContainsAny(cell, "\"\r\n"+string(k.Delimiter)) && strings.TrimSpace(cell) == cell {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}

// Column finds a column by its name, or by its number from 1.
func Column(columns []string, name string) (int, error) {
	for _, same := range []func(string) bool{
		func(c string) bool { return c == name },
		func(c string) bool { return strings.EqualFold(strings.TrimSpace(c), strings.TrimSpace(name)) },
	} {
		if at := slices.IndexFunc(columns, same); at >= 0 {
			return at, nil
		}
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(columns) {
		return n - 1, nil
	}
	return 0, fmt.Errorf("there is no column %q; there are: %s", name, strings.Join(columns, ", "))
}
