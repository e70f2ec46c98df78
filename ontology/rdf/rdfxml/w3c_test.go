package rdfxml_test

import (
	"io"
	"testing"
	"testing/iotest"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/rdfxml"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// TestW3C runs the RDF/XML suite; none of its tests may fail.
func TestW3C(t *testing.T) {
	tests := w3ctest.Load(t, "rdf-xml")
	open := func(r io.Reader, test w3ctest.Test) rdf.Reader {
		return rdfxml.NewReader(r, rdfxml.Options{Base: test.Base})
	}
	w3ctest.Run(t, tests, nil, open)
	w3ctest.Run(t, tests, nil, func(r io.Reader, test w3ctest.Test) rdf.Reader { return open(iotest.OneByteReader(r), test) })
}
