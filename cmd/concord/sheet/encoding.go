package sheet

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// Encoding is how a text is written in bytes. What is read by it and written by it again is the same, byte for byte.
type Encoding string

// The encodings of tables.
const (
	UTF8        Encoding = "UTF-8"
	UTF8BOM     Encoding = "UTF-8 with byte order mark"
	UTF16LE     Encoding = "UTF-16 (little endian)"
	UTF16BE     Encoding = "UTF-16 (big endian)"
	Windows1252 Encoding = "Windows-1252"
)

var marks = map[Encoding][]byte{UTF8BOM: {0xEF, 0xBB, 0xBF}, UTF16LE: {0xFF, 0xFE}, UTF16BE: {0xFE, 0xFF}}

// ErrNoText says that bytes are no text in an encoding that is known here.
var ErrNoText = errors.New("this is no text: it holds zero bytes. Is it a workbook, or UTF-16 without a byte order mark? Save it as CSV UTF-8")

// DetectEncoding reads a text to its end: by its byte order mark, else UTF-8 if all of it is valid, else Windows-1252.
func DetectEncoding(r io.Reader) (Encoding, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	head, err := b.Peek(3)
	if err != nil && err != io.EOF {
		return "", err
	}
	for _, e := range []Encoding{UTF16LE, UTF16BE} {
		if bytes.HasPrefix(head, marks[e]) {
			return e, nil
		}
	}
	found := UTF8
	if bytes.HasPrefix(head, marks[UTF8BOM]) {
		found = UTF8BOM
	}
	for {
		c, size, err := b.ReadRune()
		switch {
		case err == io.EOF:
			return found, nil
		case err != nil:
			return "", err
		case c == 0:
			return "", ErrNoText
		case c == utf8.RuneError && size == 1 && found == UTF8BOM:
			return "", errors.New("the text begins with the byte order mark of UTF-8 but is not valid UTF-8")
		case c == utf8.RuneError && size == 1:
			found = Windows1252
		}
	}
}

// NewReader gives the text of an encoding in UTF-8, without its byte order mark.
func (e Encoding) NewReader(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 64<<10)
	skip := len(marks[e])
	if _, err := b.Discard(skip); err != nil {
		return b
	}
	switch e {
	case UTF16LE, UTF16BE:
		return &recoder{next: func() (rune, error) { return readUTF16(b, e.order()) }}
	case Windows1252:
		return &recoder{next: func() (rune, error) {
			c, err := b.ReadByte()
			return decode1252(c), err
		}}
	}
	return b
}

func (e Encoding) order() binary.ByteOrder {
	if e == UTF16BE {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// recoder writes what next gives as UTF-8.
type recoder struct {
	next func() (rune, error)
	rest []byte
	err  error
}

func (d *recoder) Read(p []byte) (int, error) {
	for len(d.rest) < len(p) && d.err == nil {
		var c rune
		if c, d.err = d.next(); d.err == nil {
			d.rest = utf8.AppendRune(d.rest, c)
		}
	}
	n := copy(p, d.rest)
	d.rest = d.rest[:copy(d.rest, d.rest[n:])]
	if n == 0 && len(p) > 0 {
		return 0, d.err
	}
	return n, nil
}

func readUTF16(r io.Reader, order binary.ByteOrder) (rune, error) {
	unit := func() (rune, error) {
		var b [2]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			if err == io.ErrUnexpectedEOF {
				err = errors.New("the UTF-16 text ends within a character")
			}
			return 0, err
		}
		return rune(order.Uint16(b[:])), nil
	}
	c, err := unit()
	if err != nil || !utf16.IsSurrogate(c) {
		return c, err
	}
	low, err := unit()
	if err != nil && err != io.EOF {
		return 0, err
	}
	if c = utf16.DecodeRune(c, low); c == utf8.RuneError {
		return 0, errors.New("the text is not valid UTF-16: half of a character stands alone")
	}
	return c, nil
}

// upper1252 are the characters of the bytes 0x80 to 0x9F; the five bytes that have none stand for themselves.
var upper1252 = [32]rune{0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
	0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178}

func decode1252(b byte) rune {
	if b >= 0x80 && b < 0xA0 {
		return upper1252[b-0x80]
	}
	return rune(b)
}

func encode1252(c rune) (byte, bool) {
	for i, u := range upper1252 {
		if u == c {
			return byte(0x80 + i), true
		}
	}
	return byte(c), c < 0x80 || c >= 0xA0 && c <= 0xFF
}

// Writer writes UTF-8 in an encoding. Lost counts the characters that the encoding does not have: they become "?".
type Writer struct {
	Lost int
	w    *bufio.Writer
	e    Encoding
}

// NewWriter writes the byte order mark of an encoding, if it has one, and then what comes.
func (e Encoding) NewWriter(w io.Writer) *Writer {
	out := &Writer{w: bufio.NewWriterSize(w, 64<<10), e: e}
	out.w.Write(marks[e]) // its error comes again from Flush
	return out
}

// WriteString writes a whole text: characters are not cut in two.
func (w *Writer) WriteString(s string) (int, error) {
	var err error
	switch w.e {
	case UTF16LE, UTF16BE:
		var buf []byte
		for _, u := range utf16.Encode([]rune(s)) {
			buf = w.e.order().(binary.AppendByteOrder).AppendUint16(buf, u)
		}
		_, err = w.w.Write(buf)
	case Windows1252:
		for _, c := range s {
			b, ok := encode1252(c)
			if !ok {
				b = '?'
				w.Lost++
			}
			if err = w.w.WriteByte(b); err != nil {
				break
			}
		}
	default:
		_, err = w.w.WriteString(s)
	}
	if err != nil {
		return 0, fmt.Errorf("write the table: %w", err)
	}
	return len(s), nil
}

// Flush writes what is left.
func (w *Writer) Flush() error { return w.w.Flush() }
