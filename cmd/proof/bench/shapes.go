package bench

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"w3id.org/concord/cmd/proof/bench/shop"
	"w3id.org/concord/cmd/proof/bench/sp2b"
	"w3id.org/concord/cmd/proof/bench/watdiv"
	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
)

// shape is a kind of data that can be made in any size.
type shape struct {
	write    func(w io.Writer, triples int, seed uint64) error // N-Triples
	prefixes []rdf.Prefix                                      // that a person would declare in Turtle
	quads    bool                                              // N-Quads
}

var shapes = map[string]shape{
	"mixed": {write: func(w io.Writer, n int, _ uint64) error { return mixed(w, n) }, prefixes: mixedPrefixes},
	"sp2b": {write: func(w io.Writer, n int, seed uint64) error {
		return sp2b.Generate(w, sp2b.Options{Triples: int64(n), Seed: seed})
	}, prefixes: sp2b.Prefixes},
	"watdiv": {write: func(w io.Writer, n int, seed uint64) error {
		return watdiv.Generate(w, watdiv.Options{Triples: int64(n), Seed: seed})
	}, prefixes: watdiv.Prefixes},
	"shop": {write: func(w io.Writer, n int, seed uint64) error {
		return shop.Generate(w, shop.Options{Triples: int64(n), Seed: seed})
	}, prefixes: shop.Prefixes},
}

func shapeNames() []string { return slices.Sorted(maps.Keys(shapes)) }

func writeMixed(name string, n int) error { return writeShape(name, shapes["mixed"], n, 0) }

// writeShape writes n triples of a shape into a file, in the format of its extension.
func writeShape(name string, s shape, n int, seed uint64) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	format := rdf.FormatByFile(name)
	if format == nil {
		return fmt.Errorf("%s: the ending names no format of RDF", name)
	}
	if format == rdf.NTriples || s.quads {
		return s.write(f, n, seed)
	}
	pr, pw := io.Pipe()
	go func() { pw.CloseWithError(s.write(pw, n, seed)) }()
	_, err = ingest.Convert(context.Background(), f, ingest.ConvertOptions{
		Options: ingest.Options{Sources: []string{"-"}, Stdin: pr, Format: rdf.NTriples},
		To:      format, Prefixes: s.prefixes,
	})
	return err
}
