package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/cayleygraph/quad"
	"github.com/cayleygraph/quad/nquads"
	knakk "github.com/knakk/rdf"

	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
)

// parsers are what a process of our own can measure: each reads a whole file and says how many statements it held.
var parsers = map[string]func(context.Context, string) (uint64, error){
	"parse": parseOurs,
	"ids":   parseToIDs,
	"read":  readOurs,
	"knakk": parseKnakk,
	"quad":  parseQuad,
}

// runOne parses one file with one parser and prints the number of statements.
func runOne(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) != 2 || parsers[args[0]] == nil {
		return errors.New("proof bench one takes a parser (parse, ids, read, knakk, quad) and a file")
	}
	n, err := parsers[args[0]](ctx, args[1])
	if err == nil {
		fmt.Fprintln(stdout, n)
	}
	return err
}

func parseOurs(ctx context.Context, name string) (uint64, error) {
	r, err := ingest.Parse(ctx, ingest.Options{Sources: []string{name}})
	return r.Quads, err
}

func parseToIDs(ctx context.Context, name string) (uint64, error) {
	r, _, err := ingest.ParseToIDs(ctx, ingest.Options{Sources: []string{name}})
	return r.Quads, err
}

// readOurs takes statement after statement on one thread, as a program would that uses the readers alone.
func readOurs(_ context.Context, name string) (n uint64, err error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r, err := codec.NewReader(rdf.FormatByFile(name), f, codec.Options{Base: "http://example.org/"})
	if err != nil {
		return 0, err
	}
	for ; err == nil; n++ {
		_, err = r.Read()
	}
	if err != io.EOF {
		return n, err
	}
	return n - 1, nil
}

// parseKnakk uses knakk/rdf directly, without the statement scanner that guards it in package ingest/knakk. That scanner costs time
// which would not be fair to count.
func parseKnakk(_ context.Context, name string) (n uint64, err error) {
	formats := map[*rdf.Format]knakk.Format{rdf.NTriples: knakk.NTriples, rdf.Turtle: knakk.Turtle, rdf.RDFXML: knakk.RDFXML}
	format, ok := formats[rdf.FormatByFile(name)]
	if !ok {
		return 0, errors.New("knakk/rdf does not read this format")
	}
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	d := knakk.NewTripleDecoder(f, format)
	for {
		if _, err := d.Decode(); err == io.EOF {
			return n, nil
		} else if err != nil {
			return n, err
		}
		n++
	}
}

// parseQuad uses the reader of Cayley's quads, for N-Triples, with raw terms, its fastest way.
func parseQuad(_ context.Context, name string) (n uint64, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	r := nquads.NewReader(bytes.NewReader(data), true)
	var q quad.Quad
	for {
		if q, err = r.ReadQuad(); err == io.EOF {
			return n, nil
		} else if err != nil {
			return n, fmt.Errorf("after %v: %w", q, err)
		}
		n++
	}
}
