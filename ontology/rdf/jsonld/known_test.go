package jsonld_test

// knownToRDF lists the W3C tests of reading that fail, by name and reason. The list only shrinks.
var knownToRDF = map[string]string{
	"t0122": resolution, "t0123": resolution, "t0124": resolution, "t0125": resolution, "t0128": resolution,
	"t0130": resolution, "t0131": resolution, "t0132": resolution, "tli11": resolution, "tli12": resolution,
	"tdi09": direction, "tdi10": direction, "tdi11": direction, "tdi12": direction,
	"te077": "a context from outside the document is not an option of the reader",
	"tc031": "json-gold resolves a relative remote context against the document, not against the context that names it",
	"tc037": "json-gold does not apply property-scoped contexts to aliases of @nest",
	"tc038": "json-gold expands the combination of scoped contexts and reverse properties otherwise",
	"te111": "json-gold does not concatenate a relative @vocab to the one before", "te112": "as te111",
	"tpr38": "json-gold refuses @reverse terms in the form of a keyword instead of ignoring them", "tpr39": "as tpr38",
	"tpr43": "json-gold keeps the protection of terms in a @graph container with a null context",
	"tc033": lenient, "te123": lenient, "tec02": lenient, "ter21": lenient, "ter52": lenient, "ter54": lenient,
	"ter56": lenient, "tpr28": lenient,
}

const (
	resolution = "json-gold resolves references against unusual bases (dot segments, no authority) otherwise than RFC 3986"
	direction  = "@direction has no form in RDF 1.1; the rdfDirection option, which is not normative, is not offered"
	lenient    = "json-gold accepts this malformed document"
)
