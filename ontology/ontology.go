// Package ontology is the ontology of Concord, embedded: the classes and properties (concord.ttl), the schemes of coded
// values (concepts.ttl), the SHACL shapes (shapes.ttl), and the IRIs of all vocabularies in use as Go names.
//
// It is not the catalogue (see ingest/catalogue) and reasons about nothing; packages below it hold RDF terms, the
// readers and the SKOS checks.
//
// The main path: Quads for the triples, Prefixes for printing, the constants for code that names a term.
package ontology

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

// Files holds the documents as they are written.
//
//go:embed *.ttl
var Files embed.FS

// The documents and the graphs that they are loaded into.
const (
	CoreFile      = "concord.ttl"
	ConceptsFile  = "concepts.ttl"
	ShapesFile    = "shapes.ttl"
	CoreGraph     = ID + "graph/ontology"
	ConceptsGraph = ID + "graph/concepts"
	Document      = "https://w3id.org/concord/def" // the ontology itself
)

// Quads returns the core and the schemes of coded values, each in its graph. The shapes are no part of it.
func Quads() ([]rdf.Quad, error) {
	core, err := read(CoreFile, CoreGraph)
	if err != nil {
		return nil, err
	}
	concepts, err := read(ConceptsFile, ConceptsGraph)
	if err != nil {
		return nil, err
	}
	return append(core, concepts...), nil
}

// Shapes returns the SHACL shapes, in the default graph.
func Shapes() ([]rdf.Quad, error) { return read(ShapesFile, "") }

func read(name, graph string) ([]rdf.Quad, error) {
	f, err := Files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening the embedded ontology: %w", err)
	}
	defer f.Close()
	var g rdf.Term
	if graph != "" {
		g = rdf.NewIRI(graph)
	}
	r := turtle.NewTurtleReader(f, false, turtle.Options{File: name})
	var out []rdf.Quad
	for {
		q, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading the embedded ontology: %w", err)
		}
		q.S, q.O, q.G = relabel(q.S, name), relabel(q.O, name), g
		out = append(out, q)
	}
}

// relabel keeps the blank nodes of a document apart from those of others and from the labels that stores give out.
func relabel(t rdf.Term, name string) rdf.Term {
	if t.Kind == rdf.Blank {
		t.Value = strings.TrimSuffix(name, ".ttl") + "-" + t.Value
	}
	return t
}
