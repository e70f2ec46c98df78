package tabular

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"w3id.org/concord/ingest/tabular/workbook"
	"w3id.org/concord/ontology/rdf"
)

// Dialect says how a file of delimited text is written (CSVW metadata, section 5.9). Use DefaultDialect or TSVDialect
// and change what differs.
type Dialect struct {
	Delimiter        byte   // between cells
	Quote            byte   // around cells; 0: there is none
	DoubleQuote      bool   // a quote within quotes is doubled; otherwise a backslash goes before it
	Comment          string // lines that begin so are skipped; "" for none
	HeaderRows       int
	SkipRows         int // before the header
	SkipColumns      int
	SkipBlankRows    bool
	SkipInitialSpace bool
	Trim             Trimming // white space around cells that are not quoted
	MaxRecord        int      // bytes of one record, quoted line ends included; 0 means DefaultMaxRecord
}

// DefaultMaxRecord is the limit where Dialect has 0: it keeps a quote that is never closed from taking all memory.
const DefaultMaxRecord = 64 << 20

// DefaultDialect is RFC 4180 with one header row.
func DefaultDialect() Dialect {
	return Dialect{Delimiter: ',', Quote: '"', DoubleQuote: true, HeaderRows: 1}
}

// TSVDialect is DefaultDialect with tabs between cells.
func TSVDialect() Dialect {
	d := DefaultDialect()
	d.Delimiter = '\t'
	return d
}

// Cell is one cell as it was written, with its place in the file.
type Cell struct {
	Text   string
	Line   int // from 1
	Column int // in characters, from 1

	Kind  workbook.Kind // Text, or what a cell of a workbook holds
	Value string        // of a number, moment or boolean, as XSD writes it
}

// Scanner splits delimited text into records. Lines end with LF or CRLF; a quoted cell may hold either.
type Scanner struct {
	file    string
	dialect Dialect
	in      *bufio.Reader
	line    string // the line being read, without its end
	ending  string // the end of it: "\n", "\r\n" or ""
	number  int
	offset  int64 // of the beginning of line
	long    []byte
	size    int // bytes of the current record so far
	cells   []Cell
	rows    int // records so far, with the lines skipped
}

// NewScanner reads r; file is for errors.
func NewScanner(file string, r io.Reader, d Dialect) *Scanner {
	if d.MaxRecord <= 0 {
		d.MaxRecord = DefaultMaxRecord
	}
	return &Scanner{file: file, dialect: d, in: bufio.NewReaderSize(r, 1<<16)}
}

// Next returns the cells of the next record, header rows included; io.EOF after the last. The slice is reused.
func (s *Scanner) Next() ([]Cell, error) {
	for {
		s.size = 0
		if err := s.readLine(); err != nil {
			return nil, err
		}
		s.rows++
		if s.number <= s.dialect.SkipRows || s.dialect.Comment != "" && strings.HasPrefix(s.line, s.dialect.Comment) {
			continue
		}
		if s.line == "" && s.dialect.SkipBlankRows {
			continue
		}
		return s.record()
	}
}

// readLine fetches the next line of the file.
func (s *Scanner) readLine() error {
	s.offset += int64(len(s.line) + len(s.ending))
	raw, err := s.rawLine()
	if err != nil && err != io.EOF {
		return err
	}
	if len(raw) == 0 {
		s.line, s.ending = "", ""
		return err
	}
	s.number++
	if s.number == 1 && bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")) {
		raw, s.offset = raw[3:], 3
	}
	end := len(raw)
	if end > 0 && raw[end-1] == '\n' {
		end--
		if end > 0 && raw[end-1] == '\r' {
			end--
		}
	}
	s.line, s.ending = string(raw[:end]), string(raw[end:])
	return s.checkUTF8()
}

// rawLine reads up to the end of a line; the bytes are valid until the next call.
func (s *Scanner) rawLine() ([]byte, error) {
	raw, err := s.in.ReadSlice('\n')
	s.size += len(raw)
	if err != bufio.ErrBufferFull {
		return raw, err
	}
	s.long = append(s.long[:0], raw...)
	for err == bufio.ErrBufferFull {
		if s.size > s.dialect.MaxRecord {
			break
		}
		raw, err = s.in.ReadSlice('\n')
		s.size += len(raw)
		s.long = append(s.long, raw...)
	}
	if s.size > s.dialect.MaxRecord {
		return nil, s.tooLong()
	}
	return s.long, err
}

func (s *Scanner) tooLong() error {
	return &rdf.SyntaxError{File: s.file, Line: s.number + 1, Offset: s.offset, Caret: -1,
		Msg: fmt.Sprintf("a record is longer than %d bytes", s.dialect.MaxRecord), Expected: "shorter records; a quote may not be closed"}
}

func (s *Scanner) checkUTF8() error {
	if utf8.ValidString(s.line) {
		return nil
	}
	at := 0
	for at < len(s.line) {
		r, n := utf8.DecodeRuneInString(s.line[at:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	return s.errorAt(at, "this byte is not UTF-8", "a file in UTF-8")
}

// record splits the current line, and the following ones where a quoted cell goes on, into cells.
func (s *Scanner) record() ([]Cell, error) {
	s.cells = s.cells[:0]
	line, column, counted := s.number, 1, 0 // column is that of the byte counted of the line
	for at := 0; ; {
		if s.dialect.SkipInitialSpace {
			for at < len(s.line) && (s.line[at] == ' ' || s.line[at] == '\t' && s.dialect.Delimiter != '\t') {
				at++
			}
		}
		if s.number != line {
			line, column, counted = s.number, 1, 0
		}
		column, counted = column+utf8.RuneCountInString(s.line[counted:at]), at
		c := Cell{Line: s.number, Column: column}
		var err error
		if at < len(s.line) && s.dialect.Quote != 0 && s.line[at] == s.dialect.Quote {
			c.Text, at, err = s.quoted(at + 1)
		} else {
			c.Text, at, err = s.plain(at)
		}
		if err != nil {
			return nil, err
		}
		s.cells = append(s.cells, c)
		if at >= len(s.line) {
			break
		}
		at++ // the delimiter; at the end of the line an empty cell follows
	}
	if k := min(s.dialect.SkipColumns, len(s.cells)); k > 0 {
		return s.cells[k:], nil
	}
	return s.cells, nil
}

// plain reads a cell without quotes that begins at a byte of the line and returns where it ends.
func (s *Scanner) plain(from int) (string, int, error) {
	to := len(s.line)
	if i := strings.IndexByte(s.line[from:], s.dialect.Delimiter); i >= 0 {
		to = from + i
	}
	text := s.line[from:to]
	if s.dialect.Quote != 0 {
		if i := strings.IndexByte(text, s.dialect.Quote); i >= 0 {
			return "", 0, s.errorAt(from+i, "a quote inside a cell that does not begin with one", "quotes around the whole cell, and the quotes in it doubled")
		}
	}
	return s.dialect.Trim.apply(text), to, nil
}

// quoted reads a cell from behind its opening quote.
func (s *Scanner) quoted(from int) (string, int, error) {
	var b strings.Builder
	start := *s // for the error of a quote that is never closed
	for at := from; ; {
		if at >= len(s.line) {
			b.WriteString(s.ending)
			err := s.readLine()
			if err == nil && s.size > s.dialect.MaxRecord {
				err = s.tooLong()
			}
			if err == io.EOF {
				return "", 0, start.errorAt(from-1, "this quote is never closed", "a closing quote")
			}
			if err != nil {
				return "", 0, err
			}
			at = 0
			continue
		}
		c := s.line[at]
		next := byte(0)
		if at+1 < len(s.line) {
			next = s.line[at+1]
		}
		switch {
		case c == s.dialect.Quote && s.dialect.DoubleQuote && next == c, c == '\\' && !s.dialect.DoubleQuote && next != 0:
			b.WriteByte(next)
			at += 2
		case c == s.dialect.Quote:
			if at+1 < len(s.line) && next != s.dialect.Delimiter {
				return "", 0, s.errorAt(at+1, "text after the closing quote", "the delimiter or the end of the line")
			}
			return b.String(), at + 1, nil
		default:
			b.WriteByte(c)
			at++
		}
	}
}

// errorAt points at a byte of the current line.
func (s *Scanner) errorAt(at int, msg, expected string) error {
	e := &rdf.SyntaxError{File: s.file, Line: s.number, Offset: s.offset + int64(at), Msg: msg, Expected: expected}
	e.Place(s.line, at)
	return e
}

// errorCell points at a cell of the record read last.
func (s *Scanner) errorCell(c Cell, msg, expected string) *rdf.SyntaxError {
	e := &rdf.SyntaxError{File: s.file, Line: c.Line, Column: c.Column, Offset: -1, Caret: -1, Msg: msg, Expected: expected}
	if c.Line == s.number && c.Line > 0 {
		e.Offset, e.Caret = s.offset, 0
		at := len(s.line)
		for i, n := 0, 1; i < len(s.line); n++ {
			if n == c.Column {
				at = i
				break
			}
			_, k := utf8.DecodeRuneInString(s.line[i:])
			i += k
		}
		e.Offset += int64(at)
		e.Place(s.line, at)
	}
	return e
}

func (s *Scanner) row() int { return s.rows }

func (s *Scanner) sheet() string { return "" }

func (s *Scanner) close() error { return nil }
