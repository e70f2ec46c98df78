package conformance

import (
	"bytes"
	"context"
	"io"
	"path/filepath"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/jsonld"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

// jsonldTests gives the tests of the five algorithms. Those for JSON-LD 1.0 alone and for generalized RDF are left out.
func jsonldTests(o Options) (out []Test, err error) {
	dir := filepath.Join(o.Dir, "json-ld-api", "tests")
	for _, algorithm := range []string{"toRdf", "fromRdf", "expand", "compact", "flatten"} {
		tests, _, err := w3ctest.ReadJSONLD(dir, algorithm)
		if err != nil {
			return nil, err
		}
		for _, t := range tests {
			out = append(out, Test{IRI: t.IRI, Folder: "json-ld-api/" + algorithm, Run: func() error {
				if algorithm == "toRdf" {
					return t.JudgeToRDF(dir, func(r io.Reader, t *w3ctest.JSONLDTest) rdf.Reader { return jsonld.NewReader(r, jsonldOptions(dir, t)) })
				}
				return t.JudgeJSON(dir, jsonldOperation(dir, algorithm, &t), jsonld.ErrorCode)
			}})
		}
	}
	return out, nil
}

func jsonldOptions(dir string, t *w3ctest.JSONLDTest) jsonld.Options {
	return jsonld.Options{Base: t.Base(), Load: w3ctest.JSONLDContexts(dir), Mode: t.Option.Mode, ExpandContext: t.Before, Direction: t.Option.RDFDirection}
}

// jsonldOperation is an algorithm with the options of a test.
func jsonldOperation(dir, algorithm string, t *w3ctest.JSONLDTest) func(input, terms []byte) (any, error) {
	return func(input, terms []byte) (any, error) {
		p := jsonld.Process{Options: jsonldOptions(dir, t), UseNativeTypes: t.Option.UseNativeTypes, UseRDFType: t.Option.UseRDFType,
			KeepArrays: t.Option.CompactArrays != nil && !*t.Option.CompactArrays}
		ctx := context.Background()
		switch algorithm {
		case "expand":
			return jsonld.Expand(ctx, input, p)
		case "compact":
			return jsonld.Compact(ctx, input, terms, p)
		case "flatten":
			return jsonld.Flatten(ctx, input, terms, p)
		}
		quads, err := w3ctest.Quads(turtle.NewReader(bytes.NewReader(input), true, turtle.Options{}))
		if err != nil {
			return nil, err
		}
		return jsonld.FromRDF(ctx, quads, p)
	}
}
