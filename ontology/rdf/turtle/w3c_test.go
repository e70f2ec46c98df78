package turtle_test

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// TestW3C runs the four suites; none of their tests may fail. Each runs twice, the second time with one byte per read,
// so that every token crosses the edge of the window; those of the line formats once more from memory.
func TestW3C(t *testing.T) {
	for _, s := range []struct {
		suite        string
		lines, quads bool
	}{
		{"rdf-n-triples", true, false},
		{"rdf-n-quads", true, true},
		{"rdf-turtle", false, false},
		{"rdf-trig", false, true},
	} {
		t.Run(s.suite, func(t *testing.T) {
			tests := w3ctest.Load(t, s.suite)
			open := func(r io.Reader, test w3ctest.Test) rdf.Reader {
				if s.lines {
					return turtle.NewReader(r, s.quads, turtle.Options{})
				}
				return turtle.NewTurtleReader(r, s.quads, turtle.Options{Base: test.Base})
			}
			w3ctest.Run(t, tests, nil, open)
			w3ctest.Run(t, tests, nil, func(r io.Reader, test w3ctest.Test) rdf.Reader {
				return open(iotest.OneByteReader(r), test)
			})
			if s.lines {
				w3ctest.Run(t, tests, nil, func(r io.Reader, test w3ctest.Test) rdf.Reader {
					text, _ := io.ReadAll(r)
					inMemory := turtle.NewBytesReader(s.quads, turtle.Options{})
					inMemory.Reset(text, 1, 0)
					return inMemory
				})
				w3ctest.Run(t, tests, nil, func(r io.Reader, test w3ctest.Test) rdf.Reader {
					text, _ := io.ReadAll(r)
					checkSame(t, string(text), s.quads, 3)
					return turtle.NewReader(bytes.NewReader(text), s.quads, turtle.Options{})
				})
			}
		})
	}
}
