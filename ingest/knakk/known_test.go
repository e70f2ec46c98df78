package knakk_test

// known lists the W3C documents on which knakk/rdf is wrong, by the name of the test and with the reason. The list only
// shrinks.
var known = map[string]string{
	"nt-syntax-bad-bnode-01":     colon,
	"nt-syntax-bad-bnode-02":     colon,
	"turtle-syntax-bad-bnode-01": colon,
	"turtle-syntax-bad-bnode-02": colon,

	"turtle-syntax-number-12": "refuses -.1", "turtle-syntax-number-13": "refuses +.1",

	"turtle-syntax-bad-numeric-escape-01": surrogate, "turtle-syntax-bad-numeric-escape-02": surrogate,
	"turtle-syntax-bad-numeric-escape-03": surrogate, "turtle-syntax-bad-numeric-escape-04": surrogate,
	"turtle-syntax-bad-numeric-escape-05": surrogate, "turtle-syntax-bad-numeric-escape-06": surrogate,
	"turtle-syntax-bad-numeric-escape-07": surrogate, "turtle-syntax-bad-numeric-escape-08": surrogate,
	"turtle-syntax-bad-numeric-escape-09": surrogate, "turtle-syntax-bad-numeric-escape-10": surrogate,

	"IRI-resolution-01": concatenates, "IRI-resolution-02": concatenates,
	"IRI-resolution-07": concatenates, "IRI-resolution-08": concatenates, "xmlbase-test014": concatenates,

	"rdfms-difference-between-ID-and-about-error1": "accepts an rdf:ID that comes twice",
	"rdfms-reification-required-test002":           "drops the statements about a reified triple",
	"rdfms-seq-representation-test002":             "drops triples of a collection",
	"xml-canon-test002":                            "drops the statements about a reified XML literal",
}

const (
	colon        = "accepts a colon in a blank node label"
	surrogate    = "accepts an escape for half of a surrogate pair"
	concatenates = "joins a relative IRI to the base as a string"
)
