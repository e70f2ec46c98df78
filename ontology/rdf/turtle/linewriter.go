package turtle

import (
	"bufio"
	"fmt"
	"io"

	"w3id.org/concord/ontology/rdf"
)

// LineWriter writes canonical N-Triples or N-Quads, one statement per line in the order in which they come.
type LineWriter struct {
	w     *bufio.Writer
	quads bool
	line  []byte
	err   error
}

// NewWriter writes N-Triples, or N-Quads if quads is set.
func NewWriter(w io.Writer, quads bool) *LineWriter {
	return &LineWriter{w: bufio.NewWriterSize(w, 64<<10), quads: quads}
}

// Write writes one statement; N-Triples drops the graph.
func (l *LineWriter) Write(q rdf.Quad) error {
	if l.err != nil {
		return l.err
	}
	if !l.quads {
		q.G = rdf.Term{}
	}
	q, err := writable(q)
	if err != nil {
		return err
	}
	l.line = append(q.Append(l.line[:0]), '\n')
	_, l.err = l.w.Write(l.line)
	return l.err
}

// Close writes what is buffered. It does not close the underlying writer.
func (l *LineWriter) Close() error {
	if l.err != nil {
		return l.err
	}
	return l.w.Flush()
}

// writable checks that q is an RDF quad and gives its blank nodes labels that the grammar allows.
func writable(q rdf.Quad) (rdf.Quad, error) {
	switch {
	case q.S.Kind != rdf.IRI && q.S.Kind != rdf.Blank:
		return q, fmt.Errorf("write RDF: the subject %s is neither an IRI nor a blank node", q.S)
	case q.P.Kind != rdf.IRI:
		return q, fmt.Errorf("write RDF: the predicate %s is not an IRI", q.P)
	case q.O.Kind == rdf.None:
		return q, fmt.Errorf("write RDF: the triple of subject %s and predicate %s has no object", q.S, q.P)
	case q.G.Kind == rdf.Literal:
		return q, fmt.Errorf("write RDF: the graph name %s is a literal", q.G)
	}
	q.S, q.O, q.G = legalBlank(q.S), legalBlank(q.O), legalBlank(q.G)
	return q, nil
}

func legalBlank(t rdf.Term) rdf.Term {
	if t.Kind == rdf.Blank && (t.Value == "" || !isWord(t.Value)) && !isLabel(t.Value) {
		t.Value = fmt.Sprintf("anonx%x", t.Value)
	}
	return t
}

// isLabel reports whether s is the label part of BLANK_NODE_LABEL.
func isLabel(s string) bool {
	last := rune('.')
	for i, r := range s {
		if i == 0 && !(isNameStart(r) || r == '_' || r >= '0' && r <= '9') || !isNameChar(r) && r != '.' {
			return false
		}
		last = r
	}
	return last != '.'
}
