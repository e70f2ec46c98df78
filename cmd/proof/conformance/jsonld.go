package conformance

import (
	"io"
	"path/filepath"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/jsonld"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// jsonldTests gives the tests of reading JSON-LD. Those for JSON-LD 1.0 alone and for generalized RDF are left out.
func jsonldTests(o Options) (out []Test, err error) {
	dir := filepath.Join(o.Dir, "json-ld-api", "tests")
	tests, _, err := w3ctest.ReadJSONLD(dir, "toRdf")
	if err != nil {
		return nil, err
	}
	for _, t := range tests {
		out = append(out, Test{IRI: t.IRI, Folder: "json-ld-api/toRdf", Run: func() error { return t.JudgeToRDF(dir, openJSONLD(dir)) }})
	}
	return out, nil
}

func openJSONLD(dir string) func(io.Reader, *w3ctest.JSONLDTest) rdf.Reader {
	return func(r io.Reader, t *w3ctest.JSONLDTest) rdf.Reader {
		return jsonld.NewReader(r, jsonld.Options{Base: t.Base(), Load: w3ctest.JSONLDContexts(dir)})
	}
}
