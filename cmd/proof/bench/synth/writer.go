// Package synth holds what the generators of benchmark data share: random numbers that depend on the thing described and on
// nothing else, words and names, and a writer of N-Triples that stops at a number of lines.
//
// It is not a model of any data (packages sp2b and watdiv are).
//
// The main path: At for a stream of random numbers, NewWriter, Writer.Link and its siblings until Writer.Full, Writer.Flush.
package synth

import (
	"io"
	"strconv"
)

// Writer writes N-Triples until it has written as many as it was asked for; what comes after that is left out. Subjects and
// predicates are terms as N-Triples writes them. Errors of the io.Writer are kept for Flush.
type Writer struct {
	out     io.Writer
	buf     []byte
	left    int64
	started int // where the present line starts in buf
	err     error
}

// NewWriter returns a writer of at most n triples.
func NewWriter(out io.Writer, n int64) *Writer {
	return &Writer{out: out, left: n, buf: make([]byte, 0, full+4096)}
}

const full = 1 << 16 // bytes that are collected before they are written

// Full says whether all triples asked for are written, or writing failed.
func (w *Writer) Full() bool { return w.left <= 0 || w.err != nil }

// Flush writes what is still collected and gives the first error of writing.
func (w *Writer) Flush() error {
	if w.err == nil && len(w.buf) > 0 {
		_, w.err = w.out.Write(w.buf)
	}
	w.buf = w.buf[:0]
	return w.err
}

func (w *Writer) start(s []byte, p string) {
	w.started = len(w.buf)
	w.buf = append(append(w.buf, s...), ' ')
	w.buf = append(append(w.buf, p...), ' ')
}

func (w *Writer) end() {
	if w.Full() {
		w.buf = w.buf[:w.started]
		return
	}
	w.buf = append(w.buf, " .\n"...)
	w.left--
	if len(w.buf) >= full {
		w.Flush()
	}
}

// Link writes a triple whose object is a term as N-Triples writes it.
func (w *Writer) Link(s []byte, p string, o []byte) {
	w.start(s, p)
	w.buf = append(w.buf, o...)
	w.end()
}

// LinkTo is Link with an object held in a string.
func (w *Writer) LinkTo(s []byte, p, o string) {
	w.start(s, p)
	w.buf = append(w.buf, o...)
	w.end()
}

// Text writes a triple whose object is a string. It may hold no quote, backslash or line end.
func (w *Writer) Text(s []byte, p string, text []byte) {
	w.start(s, p)
	w.buf = append(append(append(w.buf, '"'), text...), '"')
	w.end()
}

// LangText writes a triple whose object is a string with a language.
func (w *Writer) LangText(s []byte, p string, text []byte, lang string) {
	w.start(s, p)
	w.buf = append(append(append(w.buf, '"'), text...), `"@`...)
	w.buf = append(w.buf, lang...)
	w.end()
}

// XSD is the namespace of the datatypes.
const XSD = "http://www.w3.org/2001/XMLSchema#"

// Int writes a triple whose object is an xsd:integer.
func (w *Writer) Int(s []byte, p string, v int) {
	w.start(s, p)
	w.buf = append(strconv.AppendInt(append(w.buf, '"'), int64(v), 10), `"^^<`+XSD+`integer>`...)
	w.end()
}

// Double writes a triple whose object is a number of cents as an xsd:double with two decimals.
func (w *Writer) Double(s []byte, p string, cents int) {
	w.start(s, p)
	w.buf = strconv.AppendInt(append(w.buf, '"'), int64(cents/100), 10)
	w.buf = append(w.buf, '.', byte('0'+cents/10%10), byte('0'+cents%10))
	w.buf = append(w.buf, `"^^<`+XSD+`double>`...)
	w.end()
}

// Date writes a triple whose object is an xsd:date: the day given of the year given, counted from 0, in months of 28 days.
func (w *Writer) Date(s []byte, p string, year, day int) {
	w.start(s, p)
	w.buf = strconv.AppendInt(append(w.buf, '"'), int64(year), 10)
	w.buf = twoDigits(append(w.buf, '-'), day/28%12+1)
	w.buf = twoDigits(append(w.buf, '-'), day%28+1)
	w.buf = append(w.buf, `"^^<`+XSD+`date>`...)
	w.end()
}

func twoDigits(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }
