package rdfxml

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
)

const (
	windowSize  = 64 << 10
	keepContext = 4 << 10 // bytes that stay readable behind the reading position
)

// window is the document as an io.ByteReader that remembers enough of the last bytes to show where an error is.
type window struct {
	r        io.Reader
	file     string
	buf      []byte
	pos, end int
	off      int64 // offset of buf[0] in the document
	lines    int   // line number of buf[0]
	cols     int   // characters of that line before buf[0]
	token    int64 // offset at which the current token begins
	maxToken int64
	err      error
}

// ReadByte gives the next byte.
func (w *window) ReadByte() (byte, error) {
	if w.pos == w.end {
		if err := w.fill(); err != nil {
			return 0, err
		}
	}
	w.pos++
	return w.buf[w.pos-1], nil
}

// Read is there because encoding/xml asks for an io.Reader; it uses ReadByte.
func (w *window) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c, err := w.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = c
	return 1, nil
}

func (w *window) fill() error {
	if w.err != nil {
		return w.err
	}
	if w.off+int64(w.end)-w.token > w.maxToken {
		w.err = w.fail(w.token, fmt.Sprintf("this tag or text is longer than the limit of %d bytes", w.maxToken), "a shorter one, or a higher limit")
		return w.err
	}
	if w.end+windowSize > len(w.buf) {
		w.slide()
	}
	for w.pos == w.end && w.err == nil {
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		w.err = err
	}
	if w.pos < w.end {
		return nil
	}
	return w.err
}

func (w *window) slide() {
	cut := w.end - keepContext
	for cut > 0 && !utf8.RuneStart(w.buf[cut]) {
		cut--
	}
	if cut <= 0 {
		return
	}
	gone := w.buf[:cut]
	if i := bytes.LastIndexByte(gone, '\n'); i >= 0 {
		w.lines += bytes.Count(gone, []byte{'\n'})
		w.cols = utf8.RuneCount(gone[i+1:])
	} else {
		w.cols += utf8.RuneCount(gone)
	}
	copy(w.buf, w.buf[cut:w.end])
	w.off += int64(cut)
	w.pos, w.end = w.pos-cut, w.end-cut
}

// fail builds the error for an offset; one that has left the window is moved to its beginning.
func (w *window) fail(offset int64, msg, expected string) *rdf.SyntaxError {
	at := int(min(max(offset-w.off, 0), int64(w.end)))
	before := w.buf[:at]
	from := bytes.LastIndexByte(before, '\n') + 1
	column := utf8.RuneCount(before[from:]) + 1
	if from == 0 {
		column += w.cols
	}
	e := &rdf.SyntaxError{File: w.file, Line: w.lines + bytes.Count(before, []byte{'\n'}), Offset: w.off + int64(at),
		Msg: msg, Expected: expected}
	to := min(at+300, w.end)
	if i := bytes.IndexByte(w.buf[at:to], '\n'); i >= 0 {
		to = at + i
	}
	head := bytes.ToValidUTF8(w.buf[max(from, at-300):at], nil)
	e.Place(string(head)+string(w.buf[at:to]), len(head))
	e.Column = column
	return e
}
