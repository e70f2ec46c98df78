package turtle

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
	keepContext = 300 // bytes kept before the current token, for the excerpt of an error
)

// source is a sliding window over a document. Tokens lie in the window as a whole: fill keeps everything from start
// on and grows the window if it must. Lines are counted only when bytes leave the window or an error is built.
type source struct {
	r        io.Reader
	file     string
	buf      []byte
	start    int   // first byte of the token being read
	pos      int   // next byte to read
	end      int   // end of the valid bytes
	off      int64 // offset of buf[0] in the document
	lines    int   // number of the line that buf[0] is in
	cols     int   // characters of that line before buf[0]
	maxToken int
	maxIRI   int
	err      error // why there are no more bytes: io.EOF, an error of r, or a limit
	scratch  []byte
	table    interner
}

func newSource(r io.Reader, o Options) *source {
	s := &source{r: r, file: o.File, buf: make([]byte, windowSize), lines: o.Line, maxToken: o.MaxToken, maxIRI: o.MaxIRI}
	for more := true; more && s.end < 3; {
		_, more = s.fill()
	}
	if bytes.HasPrefix(s.buf[:s.end], []byte("\xEF\xBB\xBF")) { // a byte order mark is not part of the text
		s.pos, s.start = 3, 3
	}
	return s
}

// fill reads more bytes behind the window. It returns by how many bytes the window's content moved to the front, and
// false if there is nothing more (s.err says why).
func (s *source) fill() (moved int, ok bool) {
	if s.err != nil {
		return 0, false
	}
	if s.end-s.start > s.maxToken {
		s.err = s.fail(s.start, fmt.Sprintf("this token is longer than the limit of %d bytes", s.maxToken), "a shorter one, or a higher limit")
		return 0, false
	}
	if s.end == len(s.buf) {
		moved = s.slide()
		if s.end > len(s.buf)*3/4 {
			s.buf = append(s.buf, make([]byte, len(s.buf))...)
		}
	}
	for try := 0; try < 100; try++ {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err != nil {
			s.err = err
		}
		if n > 0 || err != nil {
			return moved, n > 0
		}
	}
	s.err = io.ErrNoProgress
	return moved, false
}

// grow is fill for a scanner at place i of the window: i stays on its byte.
func (s *source) grow(i *int) bool {
	moved, ok := s.fill()
	*i -= moved
	return ok
}

// slide drops the bytes before the token, but for some context, and counts the lines that go.
func (s *source) slide() int {
	cut := s.start - keepContext
	for cut > 0 && !utf8.RuneStart(s.buf[cut]) {
		cut--
	}
	if cut <= 0 {
		return 0
	}
	gone := s.buf[:cut]
	if i := bytes.LastIndexByte(gone, '\n'); i >= 0 {
		s.lines += bytes.Count(gone, newline)
		s.cols = utf8.RuneCount(gone[i+1:])
	} else {
		s.cols += utf8.RuneCount(gone)
	}
	copy(s.buf, s.buf[cut:s.end])
	s.off += int64(cut)
	s.start, s.pos, s.end = s.start-cut, s.pos-cut, s.end-cut
	return cut
}

var newline = []byte{'\n'}

// peek returns the next byte; ok is false at the end.
func (s *source) peek() (byte, bool) {
	if s.pos < s.end {
		return s.buf[s.pos], true
	}
	s.start = s.pos
	if _, ok := s.fill(); !ok {
		return 0, false
	}
	return s.buf[s.pos], true
}

// peekAt returns the byte n places after pos; ok is false if the document ends before it.
func (s *source) peekAt(n int) (byte, bool) {
	for s.pos+n >= s.end {
		s.start = min(s.start, s.pos)
		if _, ok := s.fill(); !ok {
			return 0, false
		}
	}
	return s.buf[s.pos+n], true
}

// ahead reports whether the text goes on with word.
func (s *source) ahead(word string) bool {
	for i := range len(word) {
		if c, ok := s.peekAt(i); !ok || c != word[i] {
			return false
		}
	}
	return true
}

// next skips white space and comments and returns the byte there.
func (s *source) next() (byte, bool) {
	for {
		for i, c := range s.buf[s.pos:s.end] {
			if !isSpace[c] && c != '#' {
				s.pos += i
				s.start = s.pos
				return c, true
			}
			if c == '#' {
				s.pos += i
				return s.behindComments()
			}
		}
		s.pos = s.end
		s.start = s.pos
		if _, ok := s.fill(); !ok {
			return 0, false
		}
	}
}

// behindComments is next where there is a comment.
func (s *source) behindComments() (byte, bool) {
	for {
		s.skipComment()
		c, ok := s.peek()
		for ok && isSpace[c] {
			s.pos++
			c, ok = s.peek()
		}
		if s.start = s.pos; c != '#' || !ok {
			return c, ok
		}
	}
}

func (s *source) skipComment() {
	for {
		i := bytes.IndexAny(s.buf[s.pos:s.end], "\n\r")
		if i >= 0 {
			s.pos += i
			return
		}
		s.pos = s.end
		s.start = s.pos
		if _, ok := s.fill(); !ok {
			return
		}
	}
}

// fail builds the error for a place in the window.
func (s *source) fail(at int, msg, expected string) *rdf.SyntaxError {
	at = min(at, s.end)
	before := s.buf[:at]
	line := s.lines + bytes.Count(before, newline)
	from := bytes.LastIndexByte(before, '\n') + 1
	column := utf8.RuneCount(before[from:])
	if from == 0 {
		column += s.cols
	}
	to := min(at+keepContext, s.end)
	if i := bytes.IndexByte(s.buf[at:to], '\n'); i >= 0 {
		to = at + i
	}
	if at-from > keepContext {
		from = at - keepContext
		for from < at && !utf8.RuneStart(s.buf[from]) {
			from++
		}
	}
	e := &rdf.SyntaxError{File: s.file, Line: line, Offset: s.off + int64(at), Msg: msg, Expected: expected}
	e.Place(string(s.buf[from:to]), at-from)
	e.Column = column + 1
	return e
}

// failHere is fail at the next byte; where the document has ended it says so, or gives the error of the input.
func (s *source) failHere(msg, expected string) error {
	if s.pos >= s.end {
		return s.failEnd(s.pos, "unexpected end of the document", expected)
	}
	return s.fail(s.pos, msg, expected)
}

// failEnd is the error where bytes ran out: the input's own error if it had one.
func (s *source) failEnd(at int, msg, expected string) error {
	if s.err != nil && !errors.Is(s.err, io.EOF) {
		return s.err
	}
	return s.fail(at, msg, expected)
}

// describe names the next byte or character for an error message. It may move the window.
func (s *source) describe() string {
	if s.pos >= s.end {
		return "unexpected end of the document"
	}
	for !utf8.FullRune(s.buf[s.pos:s.end]) {
		if _, ok := s.fill(); !ok {
			break
		}
	}
	r, n := utf8.DecodeRune(s.buf[s.pos:s.end])
	if r == utf8.RuneError && n <= 1 {
		return "a byte that is not UTF-8"
	}
	if r < 0x20 || r == 0x7f {
		return "unexpected line break or control character"
	}
	return "unexpected " + quoteRune(r)
}

func quoteRune(r rune) string {
	if r == '"' {
		return `'"'`
	}
	return `"` + string(r) + `"`
}
