package publish

import (
	"context"
	"fmt"
	"io"
	"math/bits"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/encode"
	"w3id.org/concord/query/results"
)

// statements is how N-Triples and N-Quads put a row together, as rdf.Quad.Append does.
var statements = results.Layout{Cell: func(dst []byte, t rdf.Term) []byte { return t.Append(dst) }, Between: " ", Close: " .\n", Skip: true}

// blockRows is how many statements are encoded at once.
const blockRows = 16 << 10

// dumpLines writes scans as lines, with the graph or without it, and returns how many.
func dumpLines(ctx context.Context, snap index.Snapshot, w io.Writer, withGraphs bool, scans []index.Scan) (n int64, err error) {
	pipe := encode.NewPipe(ctx, &statements, func(_ int, text []byte) error {
		_, err := w.Write(text)
		return err
	})
	defer pipe.Stop()
	terms := encode.Terms(snap)
	for _, s := range scans {
		if !withGraphs {
			s.Cols = triples
		}
		rows, err := dumpScan(ctx, snap, s, pipe, terms)
		if n += rows; err != nil {
			return n, err
		}
	}
	return n, pipe.Flush()
}

func dumpScan(ctx context.Context, snap index.Snapshot, s index.Scan, pipe *encode.Pipe, terms index.TermReader) (n int64, err error) {
	cur, err := snap.Scan(ctx, s)
	if err != nil {
		return 0, err
	}
	defer cur.Close()
	for {
		b := pipe.Block(bits.OnesCount8(s.Cols))
		if err := fillBlock(ctx, cur, b); err != nil || b.Rows == 0 {
			return n, err
		}
		n += int64(b.Rows)
		if err := pipe.Put(terms); err != nil {
			return n, err
		}
	}
}

// fillBlock reads the next rows of a cursor, none at its end.
func fillBlock(ctx context.Context, cur index.Cursor, b *encode.Block) error {
	rest := make([][]index.ID, len(b.Cols))
	for i := range b.Cols {
		b.Cols[i] = slices.Grow(b.Cols[i], blockRows)[:blockRows]
	}
	for b.Rows < blockRows {
		if err := ctx.Err(); err != nil {
			return err
		}
		for i, c := range b.Cols {
			rest[i] = c[b.Rows:]
		}
		n, err := cur.Next(rest)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		b.Rows += n
	}
	for i, c := range b.Cols {
		b.Cols[i] = c[:b.Rows]
	}
	for r := range b.Rows {
		if b.Cols[0][r].Kind() > index.KindIRI || b.Cols[1][r].Kind() != index.KindIRI {
			return fmt.Errorf("write RDF: statement %d of a block is no triple: its subject is a literal, or its predicate no IRI", r)
		}
	}
	return nil
}
