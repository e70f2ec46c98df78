package results

import (
	"strconv"

	"w3id.org/concord/ontology/rdf"
)

// Layout says how a format puts rows together from cells, for those who write many rows at once: a row is Open, the cells with
// Between between them, and Close. A cell is what stands before those of its variable, the term, and After.
type Layout struct {
	Cell        func(dst []byte, t rdf.Term) []byte // appends a term, never the zero one
	Rows        string                              // between two rows
	Open, Close string
	Between     string   // between two cells
	Before      []string // by variable; nil: nothing
	After       string
	Skip        bool // an unbound variable leaves nothing behind; else an empty cell
}

// AppendRow appends one row.
func (l *Layout) AppendRow(dst []byte, row []rdf.Term) []byte {
	dst = append(dst, l.Open...)
	first := true
	for i, t := range row {
		if t.IsZero() && l.Skip {
			continue
		}
		if !first {
			dst = append(dst, l.Between...)
		}
		first = false
		if t.IsZero() {
			continue
		}
		if l.Before != nil {
			dst = append(dst, l.Before[i]...)
		}
		dst = append(l.Cell(dst, t), l.After...)
	}
	return append(dst, l.Close...)
}

// syntax is a format for certain variables: what stands around the rows, and around the truth of an ASK.
type syntax struct {
	layout          Layout
	head, tail      string
	truth, truthEnd string
}

// laidOut writes a document by its syntax.
type laidOut struct {
	*document
	*syntax
	started bool
}

// Layout is how rows look that are given to Laid.
func (w *laidOut) Layout() *Layout { return &w.layout }

// begin writes what comes before a row.
func (w *laidOut) begin() {
	if w.started {
		w.buf = append(w.buf, w.layout.Rows...)
		return
	}
	w.start()
}

func (w *laidOut) start() {
	if !w.started {
		w.started = true
		w.buf = append(w.buf, w.head...)
	}
}

func (w *laidOut) Row(row []rdf.Term) error {
	if !w.row(row) {
		return w.err
	}
	w.begin()
	w.buf = w.layout.AppendRow(w.buf, row)
	return w.flush()
}

// Laid writes rows that are laid out already, with Layout.Rows between them.
func (w *laidOut) Laid(rows int, text []byte) error {
	if rows == 0 || !w.more(rows) {
		return w.err
	}
	w.begin()
	if len(text) < bufferSize {
		w.buf = append(w.buf, text...)
		return w.flush()
	}
	w.drain()
	w.write(text)
	return w.err
}

func (w *laidOut) Bool(v bool) error {
	if w.boolean() {
		w.buf = append(strconv.AppendBool(append(w.buf, w.truth...), v), w.truthEnd...)
	}
	return w.err
}

func (w *laidOut) Close() error {
	if w.isBool || w.closed {
		return w.end("")
	}
	w.start()
	return w.end(w.tail)
}
