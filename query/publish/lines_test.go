package publish

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
)

// Lines dumped by blocks are those that the writer of statements gives, in the same sequence.
func TestDumpedLinesAreWritten(t *testing.T) {
	quads := parse(t, rdf.TriG, sample)
	many := many(20_000)
	for _, q := range [][]rdf.Quad{quads, many, nil} {
		snap := stored(t, q)
		for _, f := range []*rdf.Format{rdf.NTriples, rdf.NQuads} {
			for _, graph := range []string{"", DefaultGraph, "https://example.org/g1"} {
				if graph != "" && graph != DefaultGraph && len(q) == 0 {
					continue
				}
				var got, want bytes.Buffer
				n, err := Dump(context.Background(), snap, &got, f, graph)
				if err != nil {
					t.Fatal(err)
				}
				if m := writeLines(t, snap, &want, f, graph); m != n || got.String() != want.String() {
					t.Errorf("%s of %q: %d statements, not %d; %d bytes, not %d", f.Title, graph, n, m, got.Len(), want.Len())
				}
			}
		}
	}
}

// many quads in three graphs, with terms that repeat and terms that need escapes.
func many(n int) (quads []rdf.Quad) {
	for i := range n {
		q := rdf.Quad{S: rdf.NewIRI(fmt.Sprint("https://example.org/s", i/3)), P: rdf.NewIRI(fmt.Sprint("https://example.org/p", i%5)), O: rdf.NewString(fmt.Sprint("a \"", i*7919%n, "\"\n"))}
		switch i % 4 {
		case 0:
			q.O = rdf.NewTyped(fmt.Sprint(i), rdf.XSDInteger)
		case 1:
			q.S, q.G = rdf.NewBlank(fmt.Sprint("n", i)), rdf.NewIRI("https://example.org/g1")
		case 2:
			q.O, q.G = rdf.NewLang("é\\", "fr"), rdf.NewIRI("https://example.org/g2")
		}
		quads = append(quads, q)
	}
	return quads
}

func writeLines(t *testing.T, snap index.Snapshot, w io.Writer, f *rdf.Format, graph string) (n int64) {
	t.Helper()
	out, err := codec.NewWriter(f, w, codec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	scans, err := dumpScans(context.Background(), snap, f.Quads, graph)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scans {
		err := each(context.Background(), snap, s, func(rows []rdf.Quad) error {
			n += int64(len(rows))
			return write(out, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return n
}
