// Package workbook reads the sheets of an XLSX file row by row, as what people see in the cells and what the cells hold.
//
// It writes nothing, works out no formula (the value that the file holds for one is taken) and knows of formats only what
// tells a date from a number, percentages, and leading and trailing zeros. Merged cells have their value in the first.
// A sheet is read as a stream; the file itself and its shared strings are held in memory, within a limit.
//
// The main path: b, err := Open(file, limit); rows, err := b.Rows("Sheet1"); cells, err := rows.Next().
package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// DefaultLimit bounds, in bytes, the file, and the parts that are unpacked from it.
const DefaultLimit = 256 << 20

// Book is an open workbook.
type Book struct {
	zip     *zip.Reader
	limit   int64
	sheets  []sheetEntry
	shared  []string
	formats []format // by index of the cell style
	from    epoch
}

type sheetEntry struct{ name, part string }

// Open reads a workbook: its list of sheets, shared strings and formats. limit 0 is DefaultLimit.
func Open(r io.Reader, limit int64) (*Book, error) {
	if limit <= 0 {
		limit = DefaultLimit
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("the workbook is larger than %d bytes; save its sheets as CSV", limit)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w; is it an .xlsx file, not .xls or .ods, and without a password?", err)
	}
	b := &Book{zip: z, limit: limit}
	for _, load := range []func() error{b.loadSheets, b.loadShared, b.loadFormats} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Sheets lists the names of the sheets, in their order; hidden ones too.
func (b *Book) Sheets() []string {
	var out []string
	for _, s := range b.sheets {
		out = append(out, s.name)
	}
	return out
}

// part opens a part of the file. More than the limit of it is an error.
func (b *Book) part(name string) (io.ReadCloser, error) {
	for _, f := range b.zip.File {
		if strings.EqualFold(strings.TrimPrefix(f.Name, "/"), name) {
			in, err := f.Open()
			if err != nil {
				return nil, err
			}
			return &bounded{in, name, b.limit}, nil
		}
	}
	return nil, fmt.Errorf("it has no part %s: %w", name, errNoPart)
}

var errNoPart = errors.New("the workbook is not whole")

// bounded refuses a part that unpacks to more than the limit.
type bounded struct {
	io.ReadCloser
	name string
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("its part %s is too large when unpacked; save the sheets as CSV", b.name)
	}
	return n, err
}

// each calls f for every element that begins in a part. f may read on from the decoder.
func (b *Book) each(part string, f func(d *xml.Decoder, e xml.StartElement) error) error {
	in, err := b.part(part)
	if err != nil {
		return err
	}
	defer in.Close()
	d := xml.NewDecoder(in)
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", part, err)
		}
		if e, ok := token.(xml.StartElement); ok {
			if err := f(d, e); err != nil {
				return err
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// loadSheets finds the parts that hold the sheets, through the relations of the workbook.
func (b *Book) loadSheets() error {
	parts := map[string]string{}
	err := b.each("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		if target := attr(e, "Target"); e.Name.Local == "Relationship" {
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			parts[attr(e, "Id")] = strings.TrimPrefix(target, "/")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.each("xl/workbook.xml", func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			b.from = epoch(attr(e, "date1904") == "1" || attr(e, "date1904") == "true")
		case "sheet":
			part := ""
			for _, a := range e.Attr { // r:id, and not id
				if a.Name.Local == "id" && a.Name.Space != "" {
					part = parts[a.Value]
				}
			}
			b.sheets = append(b.sheets, sheetEntry{attr(e, "name"), part})
		}
		return nil
	})
}

// loadShared reads the texts that cells refer to.
func (b *Book) loadShared() error {
	err := b.each("xl/sharedStrings.xml", func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		s, err := textOf(d)
		b.shared = append(b.shared, s)
		return err
	})
	if errors.Is(err, errNoPart) { // there is no text in it
		return nil
	}
	return err
}

// textOf joins the texts within an element up to its end, without those that say how it is pronounced.
func textOf(d *xml.Decoder) (string, error) {
	var out []byte
	depth, inText := 1, false
	for depth > 0 {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch x := token.(type) {
		case xml.StartElement:
			if x.Name.Local == "rPh" {
				if err := d.Skip(); err != nil {
					return "", err
				}
				continue
			}
			depth++
			inText = x.Name.Local == "t"
		case xml.EndElement:
			depth--
			inText = false
		case xml.CharData:
			if inText {
				out = append(out, x...)
			}
		}
	}
	return unescape(string(out)), nil
}

// unescape resolves the escapes _xHHHH_ that stand for characters which XML cannot hold.
func unescape(s string) string {
	at := strings.Index(s, "_x")
	if at < 0 {
		return s
	}
	var b strings.Builder
	for ; at >= 0; at = strings.Index(s, "_x") {
		b.WriteString(s[:at])
		s = s[at:]
		n, err := int64(0), errNoPart
		if len(s) >= 7 && s[6] == '_' {
			n, err = strconv.ParseInt(s[2:6], 16, 32)
		}
		if err != nil {
			b.WriteString(s[:2])
			s = s[2:]
			continue
		}
		b.WriteRune(rune(n))
		s = s[7:]
	}
	return b.String() + s
}
