package rdf

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError points at the place in a text where reading it failed. Every parser of the project, of RDF formats, of
// SPARQL and of tables, returns this kind for malformed input, so that a user always sees file, line, column, a
// caret, and what was expected.
type SyntaxError struct {
	File     string // name of the file; may be empty
	Line     int    // from 1; 0 if unknown
	Column   int    // in characters, from 1; 0 if unknown
	Offset   int64  // in bytes from the start of the document; -1 if unknown
	Excerpt  string // the line, or the part of it around Column
	Caret    int    // where in Excerpt the caret goes, in characters from 0; -1 for none
	Msg      string // what is wrong, lower case, no full stop
	Expected string // what would have been right; may be empty
}

// Error gives one line: place, what is wrong, what was expected.
func (e *SyntaxError) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File + ":")
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "%d:", e.Line)
		if e.Column > 0 {
			fmt.Fprintf(&b, "%d:", e.Column)
		}
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(e.Msg)
	if e.Expected != "" {
		b.WriteString("; expected " + e.Expected)
	}
	return b.String()
}

// Detail gives Error and, on two more lines, the excerpt with a caret under the place.
func (e *SyntaxError) Detail() string {
	if e.Excerpt == "" || e.Caret < 0 {
		return e.Error()
	}
	pad := make([]rune, 0, e.Caret)
	for i, r := range []rune(e.Excerpt) {
		if i >= e.Caret {
			break
		}
		if r != '\t' { // a tab under a tab keeps the caret in place
			r = ' '
		}
		pad = append(pad, r)
	}
	return e.Error() + "\n  " + e.Excerpt + "\n  " + string(pad) + "^"
}

const excerptRadius = 60 // characters shown on each side of the caret

// ErrorAt builds the error for a byte offset in a whole text: it counts line and column and cuts the excerpt.
func ErrorAt(file, text string, offset int, msg, expected string) *SyntaxError {
	if offset > len(text) {
		offset = len(text)
	}
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	end := len(text)
	if i := strings.IndexByte(text[offset:], '\n'); i >= 0 {
		end = offset + i
	}
	e := &SyntaxError{File: file, Offset: int64(offset), Msg: msg, Expected: expected}
	e.Line = strings.Count(text[:offset], "\n") + 1
	e.Place(text[start:end], offset-start)
	return e
}

// Place sets Column, Excerpt and Caret from the line and the byte offset in it.
func (e *SyntaxError) Place(line string, at int) {
	line = strings.TrimSuffix(line, "\r")
	if at > len(line) {
		at = len(line)
	}
	from, to := at, at
	for i := 0; i < excerptRadius && from > 0; i++ {
		_, n := utf8.DecodeLastRuneInString(line[:from])
		from -= n
	}
	for i := 0; i < excerptRadius && to < len(line); i++ {
		_, n := utf8.DecodeRuneInString(line[to:])
		to += n
	}
	e.Column, e.Caret = utf8.RuneCountInString(line[:at])+1, utf8.RuneCountInString(line[from:at])
	e.Excerpt = string([]rune(line[from:to])) // what is not UTF-8 shows as U+FFFD
}
