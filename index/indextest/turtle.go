package indextest

import (
	"errors"
	"io"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

// LoadTurtle puts every triple of a Turtle document into each of the graphs, into the unnamed graph if none is named. Two
// graphs show whether anything is counted twice.
func LoadTurtle(t testing.TB, s index.Store, ttl string, graphs ...string) {
	t.Helper()
	terms := []rdf.Term{{}}
	if len(graphs) > 0 {
		terms = nil
	}
	for _, g := range graphs {
		terms = append(terms, rdf.NewIRI(g))
	}
	var quads []rdf.Quad
	for r := turtle.NewTurtleReader(strings.NewReader(ttl), false, turtle.Options{}); ; {
		q, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range terms {
			q.G = g
			quads = append(quads, q)
		}
	}
	if err := Load(s, quads); err != nil {
		t.Fatal(err)
	}
}

// Snapshot is the newest state of a store; both are closed at the end of the test.
func Snapshot(t testing.TB, s index.Store) index.Snapshot {
	t.Helper()
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { snap.Close(); s.Close() })
	return snap
}
