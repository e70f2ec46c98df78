package bench

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
)

// spread gives the shape with each subject, and all that is said of it, in one of n named graphs: N-Quads.
func (s shape) spread(n int) shape {
	write := s.write
	s.quads = true
	s.write = func(w io.Writer, triples int, seed uint64) error {
		g := &graphWriter{w: w}
		for i := range n {
			g.ends = append(g.ends, fmt.Appendf(nil, "<https://example.org/graph/%d> .\n", i))
		}
		if err := write(g, triples, seed); err != nil {
			return err
		}
		return g.flush()
	}
	return s
}

// graphWriter makes N-Quads of N-Triples, line by line.
type graphWriter struct {
	w    io.Writer
	ends [][]byte // of the lines in each graph
	rest []byte   // a line that is not complete
	out  []byte
}

// Write takes any piece of the N-Triples.
func (g *graphWriter) Write(b []byte) (int, error) {
	size := len(b)
	for {
		end := bytes.IndexByte(b, '\n')
		if end < 0 {
			g.rest = append(g.rest, b...)
			break
		}
		line := b[:end]
		if len(g.rest) > 0 {
			g.rest = append(g.rest, line...)
			line = g.rest
		}
		g.line(line)
		g.rest, b = g.rest[:0], b[end+1:]
	}
	if len(g.out) < 1<<16 {
		return size, nil
	}
	return size, g.flush()
}

// line appends a statement with the graph of its subject in place of the full stop.
func (g *graphWriter) line(b []byte) {
	b = bytes.TrimRight(b, " \t\r")
	if len(b) == 0 {
		return
	}
	subject, _, _ := bytes.Cut(b, []byte{' '})
	g.out = append(g.out, bytes.TrimSuffix(b, []byte{'.'})...)
	g.out = append(g.out, g.ends[crc32.ChecksumIEEE(subject)%uint32(len(g.ends))]...)
}

func (g *graphWriter) flush() error {
	_, err := g.w.Write(g.out)
	g.out = g.out[:0]
	return err
}
