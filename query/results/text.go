package results

import (
	"strconv"
	"strings"
	"unicode"

	"w3id.org/concord/ontology/rdf"
)

// A table for people: columns aligned, no types but language tags. It is not meant to be read back.

const sampleRows = 1000 // rows that decide on the widths of the columns

type textWriter struct {
	*document
	widths  []int
	right   []bool     // columns of numbers stand to the right
	sample  [][]string // rows held back
	started bool
}

func newText(d *document) *textWriter {
	w := &textWriter{document: d, widths: make([]int, len(d.vars)), right: make([]bool, len(d.vars))}
	for i, v := range d.vars {
		w.widths[i], w.right[i] = displayWidth(v), true
	}
	return w
}

func (w *textWriter) Row(row []rdf.Term) error {
	if !w.row(row) {
		return w.err
	}
	cells := make([]string, len(row))
	for i, t := range row {
		cells[i] = cell(t)
		if !w.started {
			w.widths[i] = max(w.widths[i], displayWidth(cells[i]))
			w.right[i] = w.right[i] && (t.IsZero() || numberType(t.Value) != "")
		}
	}
	if w.started {
		w.line(cells)
		return w.flush()
	}
	if w.sample = append(w.sample, cells); len(w.sample) == sampleRows {
		w.start()
	}
	return w.flush()
}

var flatten = strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`)

// cell shows a term.
func cell(t rdf.Term) string {
	switch t.Kind {
	case rdf.None:
		return ""
	case rdf.IRI:
		return "<" + t.Value + ">"
	case rdf.Blank:
		return "_:" + t.Value
	}
	s := flatten.Replace(t.Value)
	if t.Lang != "" {
		s += "@" + t.Lang
	}
	return s
}

// wide are the blocks of characters that take two places on a terminal (Unicode Standard Annex 11, W and F, by block).
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{{0x1100, 0x115F, 1}, {0x2E80, 0x303E, 1}, {0x3041, 0xA4CF, 1}, {0xAC00, 0xD7A3, 1}, {0xF900, 0xFAFF, 1}, {0xFE30, 0xFE6F, 1}, {0xFF01, 0xFF60, 1}, {0xFFE0, 0xFFE6, 1}},
	R32: []unicode.Range32{{0x1F300, 0x1FAFF, 1}, {0x20000, 0x3FFFD, 1}},
}

// displayWidth counts the places a string takes on a terminal: two for wide characters, none for combining ones.
func displayWidth(s string) (n int) {
	for _, r := range s {
		switch {
		case r < 0x300:
			n++
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		default:
			n++
			if unicode.Is(wide, r) {
				n++
			}
		}
	}
	return n
}

// start writes the header and the rows held back.
func (w *textWriter) start() {
	w.started = true
	if len(w.vars) > 0 {
		w.line(w.vars)
		for i, n := range w.widths {
			if i > 0 {
				w.buf = append(w.buf, "-+-"...)
			}
			w.buf = append(w.buf, strings.Repeat("-", n)...)
		}
		w.buf = append(w.buf, '\n')
	}
	for _, cells := range w.sample {
		w.line(cells)
	}
	w.sample = nil
}

func (w *textWriter) line(cells []string) {
	at := len(w.buf)
	for i, c := range cells {
		if i > 0 {
			w.buf = append(w.buf, " | "...)
		}
		pad := strings.Repeat(" ", max(0, w.widths[i]-displayWidth(c)))
		if w.right[i] {
			w.buf = append(append(w.buf, pad...), c...)
		} else {
			w.buf = append(append(w.buf, c...), pad...)
		}
	}
	for len(w.buf) > at && w.buf[len(w.buf)-1] == ' ' {
		w.buf = w.buf[:len(w.buf)-1]
	}
	w.buf = append(w.buf, '\n')
}

func (w *textWriter) Bool(v bool) error {
	if w.boolean() {
		w.buf = append(strconv.AppendBool(w.buf, v), '\n')
	}
	return w.err
}

func (w *textWriter) Close() error {
	if w.isBool || w.closed {
		return w.end("")
	}
	if !w.started {
		w.start()
	}
	if w.rows == 1 {
		return w.end("(1 row)\n")
	}
	return w.end("(" + strconv.FormatInt(w.rows, 10) + " rows)\n")
}
