package knakk_test

// known lists the W3C tests that knakk/rdf fails, each by its IRI below rdf11 and with the reason. The list only shrinks: a
// test that passes now, and an IRI that no test has, are errors.
var known = map[string]string{
	rdf11 + "rdf-n-triples/manifest.ttl#nt-syntax-bad-bnode-01": colon,
	rdf11 + "rdf-n-triples/manifest.ttl#nt-syntax-bad-bnode-02": colon,

	rdf11 + "rdf-n-quads/manifest.ttl#nt-syntax-bad-bnode-01": colon,
	rdf11 + "rdf-n-quads/manifest.ttl#nt-syntax-bad-bnode-02": colon,

	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-bad-bnode-01":          colon,
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-bad-bnode-02":          colon,
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-number-12":             "refuses -.1",
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-number-13":             "refuses +.1",
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-bad-numeric-escape-01": surrogate,
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-bad-numeric-escape-02": surrogate,
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-bad-numeric-escape-03": surrogate,
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-bad-numeric-escape-04": surrogate,
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-bad-numeric-escape-05": surrogate,
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-bad-numeric-escape-06": surrogate,
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-bad-numeric-escape-07": surrogate,
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-bad-numeric-escape-08": surrogate,
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-bad-numeric-escape-09": surrogate,
	rdf11 + "rdf-turtle/manifest.ttl#turtle-syntax-bad-numeric-escape-10": surrogate,
	rdf11 + "rdf-turtle/manifest.ttl#IRI-resolution-01":                   concatenates,
	rdf11 + "rdf-turtle/manifest.ttl#IRI-resolution-02":                   concatenates,
	rdf11 + "rdf-turtle/manifest.ttl#IRI-resolution-07":                   concatenates,
	rdf11 + "rdf-turtle/manifest.ttl#IRI-resolution-08":                   concatenates,
	rdf11 + "rdf-turtle/manifest.ttl#turtle-subm-27":                      concatenates,

	rdf11 + "rdf-xml/manifest.ttl#rdfms-difference-between-ID-and-about-error1": "accepts an rdf:ID that comes twice",
	rdf11 + "rdf-xml/manifest.ttl#rdfms-reification-required-test002":           "drops the statements about a reified triple",
	rdf11 + "rdf-xml/manifest.ttl#rdfms-seq-representation-test002":             "drops triples of a collection",
	rdf11 + "rdf-xml/manifest.ttl#xml-canon-test002":                            "drops the statements about a reified XML literal",
	rdf11 + "rdf-xml/manifest.ttl#xmlbase-test014":                              concatenates,
}

const (
	rdf11        = "https://w3c.github.io/rdf-tests/rdf/rdf11/"
	colon        = "accepts a colon in a blank node label"
	surrogate    = "accepts an escape for half of a surrogate pair"
	concatenates = "joins a relative IRI to the base as a string"
)
