package workbook

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

const (
	maxColumns = 16_384 // of a sheet, by the format
	maxRows    = 1_048_576
)

// Kind is what a cell holds.
type Kind uint8

// The kinds.
const (
	Text Kind = iota
	Number
	Moment
	Boolean
	Failed // an error like #REF!, or a formula, with =, that has no value in the file
)

// Cell is one cell.
type Cell struct {
	Text  string // as it is shown: numbers with a point, dates as 2024-12-31
	Kind  Kind
	Value string // of a Number, Moment (an xsd:dateTime without zone) or Boolean, as XSD writes it
}

// Rows reads a sheet.
type Rows struct {
	b      *Book
	in     io.Closer
	d      *xml.Decoder
	number int
	cells  []Cell
}

// Rows opens a sheet by its name. Close it.
func (b *Book) Rows(sheet string) (*Rows, error) {
	at := slices.IndexFunc(b.sheets, func(s sheetEntry) bool { return s.name == sheet })
	if at < 0 {
		return nil, fmt.Errorf("there is no sheet %q; there are: %s", sheet, strings.Join(b.Sheets(), ", "))
	}
	in, err := b.part(b.sheets[at].part)
	if err != nil {
		return nil, fmt.Errorf("sheet %q: %w", sheet, err)
	}
	return &Rows{b: b, in: in, d: xml.NewDecoder(in)}, nil
}

// Close ends the reading.
func (r *Rows) Close() error { return r.in.Close() }

// Row is the number of the last row, from 1.
func (r *Rows) Row() int { return r.number }

// Next gives the cells of the next row that the file holds, up to the last that is not empty; io.EOF after the last row.
// The slice is reused.
func (r *Rows) Next() ([]Cell, error) {
	for {
		token, err := r.d.Token()
		if err != nil {
			return nil, err
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "row" {
			continue
		}
		n := r.number + 1
		if s := attr(e, "r"); s != "" {
			if n, err = strconv.Atoi(s); err != nil {
				return nil, fmt.Errorf("the row number %q is none", s)
			}
		}
		if n <= r.number || n > maxRows {
			return nil, fmt.Errorf("the row %d comes after row %d", n, r.number)
		}
		r.number = n
		return r.readRow()
	}
}

func (r *Rows) readRow() ([]Cell, error) {
	r.cells = r.cells[:0]
	for column := 0; ; {
		token, err := r.d.Token()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		switch x := token.(type) {
		case xml.EndElement:
			if x.Name.Local == "row" {
				return r.trimmed(), nil
			}
		case xml.StartElement:
			if x.Name.Local != "c" {
				continue
			}
			if column, err = columnOf(attr(x, "r"), column); err != nil {
				return nil, err
			}
			for len(r.cells) < column {
				r.cells = append(r.cells, Cell{})
			}
			if r.cells[column-1], err = r.readCell(x); err != nil {
				return nil, fmt.Errorf("row %d, column %d: %w", r.number, column, err)
			}
		}
	}
}

func (r *Rows) trimmed() []Cell {
	n := len(r.cells)
	for n > 0 && r.cells[n-1].Text == "" {
		n--
	}
	return r.cells[:n]
}

// columnOf is the column of a cell like D17, or the one after the last.
func columnOf(ref string, last int) (int, error) {
	if ref == "" {
		ref = "-"
	}
	n := 0
	for i := 0; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && n <= maxColumns; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	if ref == "-" {
		n = last + 1
	}
	if n < 1 || n > maxColumns {
		return 0, fmt.Errorf("there is no cell %q", ref)
	}
	return n, nil
}

// readCell reads a cell from behind its start to its end.
func (r *Rows) readCell(start xml.StartElement) (Cell, error) {
	var value, inline, formula string
	known := false // there is a value, if only an empty one
	for {
		token, err := r.d.Token()
		if err != nil {
			return Cell{}, err
		}
		switch x := token.(type) {
		case xml.EndElement:
			if x.Name.Local == "c" {
				if formula != "" && value == "" && (!known || attr(start, "t") != "str") { // no program has worked it out yet
					return Cell{Text: "=" + formula, Kind: Failed}, nil
				}
				return r.makeCell(attr(start, "t"), attr(start, "s"), value, inline)
			}
		case xml.StartElement:
			switch x.Name.Local {
			case "v":
				known = true
				value, err = content(r.d)
			case "f":
				formula, err = content(r.d)
			case "is":
				inline, err = textOf(r.d)
			default:
				err = r.d.Skip()
			}
			if err != nil {
				return Cell{}, err
			}
		}
	}
}

// content is the text of an element without others in it.
func content(d *xml.Decoder) (string, error) {
	var out string
	for {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch x := token.(type) {
		case xml.CharData:
			out += string(x)
		case xml.EndElement:
			return out, nil
		}
	}
}

func (r *Rows) makeCell(kind, style, value, inline string) (Cell, error) {
	switch kind {
	case "inlineStr":
		return Cell{Text: inline}, nil
	case "str":
		return Cell{Text: unescape(value)}, nil
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if value == "" {
			return Cell{}, nil
		}
		if err != nil || n < 0 || n >= len(r.b.shared) {
			return Cell{}, fmt.Errorf("there is no shared string %q", value)
		}
		return Cell{Text: r.b.shared[n]}, nil
	case "e":
		return Cell{Text: value, Kind: Failed}, nil
	case "b":
		if value == "1" || value == "true" {
			return Cell{Text: "TRUE", Kind: Boolean, Value: "true"}, nil
		}
		return Cell{Text: "FALSE", Kind: Boolean, Value: "false"}, nil
	case "d":
		return Cell{Text: value, Kind: Moment, Value: value}, nil
	}
	f := format{places: -1}
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(r.b.formats) {
		f = r.b.formats[n]
	}
	return r.b.number(strings.TrimSpace(value), f)
}
