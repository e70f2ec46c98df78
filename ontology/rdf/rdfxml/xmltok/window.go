package xmltok

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
)

const (
	windowSize  = 128 << 10
	keepContext = 300     // bytes kept before the current token, for the excerpt of an error
	smallToken  = 4 << 10 // up to here an unfinished token is tried again after every read
)

// errMore says that a token does not end within the window.
var errMore = errors.New("more bytes are needed")

// window is the part of the document, in UTF-8, that is being read. A token lies in it as a whole. Lines are counted
// only when bytes leave it or an error is made.
type window struct {
	r        io.Reader
	file     string
	enc      encoding
	buf      []byte
	start    int   // first byte of the token
	pos      int   // behind the token
	end      int   // end of the valid bytes
	off      int64 // offset of buf[0] in the document
	lines    int   // line of buf[0]
	cols     int   // characters of that line before buf[0]
	maxToken int
	err      error // why there are no more bytes
}

// more reads on, so far that trying a long token again and again costs no more than reading it twice; false if there is
// nothing more, w.err says why.
func (w *window) more() bool {
	had := w.end - w.start
	want := had + 1
	if had > smallToken {
		want = 2 * had
	}
	for w.end-w.start < want && w.fill() {
	}
	return w.end-w.start > had
}

func (w *window) fill() bool {
	if w.err != nil {
		return false
	}
	if w.end-w.start > w.maxToken {
		w.err = w.fail(w.start, fmt.Sprintf("this tag or text is longer than the limit of %d bytes", w.maxToken), "a shorter one, or a higher limit")
		return false
	}
	w.makeRoom()
	for range 100 {
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		if err != nil {
			w.err = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	w.err = io.ErrNoProgress
	return false
}

// makeRoom sees to it that a good part of the window is free.
func (w *window) makeRoom() {
	if w.buf == nil {
		w.buf = make([]byte, windowSize)
	}
	if len(w.buf)-w.end >= len(w.buf)/4 {
		return
	}
	w.slide()
	if len(w.buf)-w.end < len(w.buf)/4 {
		w.buf = append(w.buf, make([]byte, len(w.buf))...)
	}
}

// slide drops the bytes before the token, but for some context, and counts the lines that go.
func (w *window) slide() {
	cut := w.start - keepContext
	for cut > 0 && !utf8.RuneStart(w.buf[cut]) {
		cut--
	}
	if cut > 0 {
		w.drop(cut)
	}
}

func (w *window) drop(cut int) {
	gone := w.buf[:cut]
	lines, last := countLines(gone)
	if lines > 0 {
		w.cols = 0
	}
	w.lines += lines
	w.cols += utf8.RuneCount(gone[last:])
	w.off += w.enc.width(gone)
	copy(w.buf, w.buf[cut:w.end])
	w.start, w.pos, w.end = w.start-cut, w.pos-cut, w.end-cut
}

// countLines gives the number of line ends in b and the place where its last line begins.
func countLines(b []byte) (n, last int) {
	return bytes.Count(b, []byte{'\n'}), bytes.LastIndexByte(b, '\n') + 1
}

// offset is the offset in the document of place i.
func (w *window) offset(i int) int64 {
	n := w.off + w.enc.width(w.buf[:i])
	if i == w.end && w.half() {
		n-- // the character that stands for half a unit is one byte of the document
	}
	return n
}

// half reports whether the window ends with half a unit of UTF-16, the end of a document of odd length.
func (w *window) half() bool {
	c, ok := w.r.(*recoder)
	return ok && c.half
}

// fail makes the error for place i of the window.
func (w *window) fail(i int, msg, expected string) *rdf.SyntaxError {
	i = min(i, w.end)
	before := w.buf[:i]
	lines, from := countLines(before)
	column := utf8.RuneCount(before[from:]) + 1
	if lines == 0 {
		column += w.cols
	}
	e := &rdf.SyntaxError{File: w.file, Line: w.lines + lines, Offset: w.offset(i), Msg: msg, Expected: expected}
	to := min(i+keepContext, w.end)
	if n := bytes.IndexByte(w.buf[i:to], '\n'); n >= 0 {
		to = i + n
	}
	head := bytes.ToValidUTF8(w.buf[max(from, i-keepContext):i], nil)
	e.Place(string(head)+string(w.buf[i:to]), len(head))
	e.Column = column
	return e
}
