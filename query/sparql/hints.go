package sparql

import "strings"

// wellKnown are prefixes that people write without declaring them, as everybody binds them the same way.
var wellKnown = map[string]string{
	"rdf":     "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
	"rdfs":    "http://www.w3.org/2000/01/rdf-schema#",
	"owl":     "http://www.w3.org/2002/07/owl#",
	"xsd":     "http://www.w3.org/2001/XMLSchema#",
	"fn":      "http://www.w3.org/2005/xpath-functions#",
	"skos":    "http://www.w3.org/2004/02/skos/core#",
	"skosxl":  "http://www.w3.org/2008/05/skos-xl#",
	"xl":      "http://www.w3.org/2008/05/skos-xl#",
	"dc":      "http://purl.org/dc/elements/1.1/",
	"dct":     "http://purl.org/dc/terms/",
	"dcterms": "http://purl.org/dc/terms/",
	"foaf":    "http://xmlns.com/foaf/0.1/",
	"prov":    "http://www.w3.org/ns/prov#",
	"org":     "http://www.w3.org/ns/org#",
	"dcat":    "http://www.w3.org/ns/dcat#",
	"void":    "http://rdfs.org/ns/void#",
	"oa":      "http://www.w3.org/ns/oa#",
	"sssom":   "https://w3id.org/sssom/",
	"semapv":  "https://w3id.org/semapv/vocab/",
	"eli":     "http://data.europa.eu/eli/ontology#",
	"pplan":   "http://purl.org/net/p-plan#",
	"sd":      "http://www.w3.org/ns/sparql-service-description#",
	"sh":      "http://www.w3.org/ns/shacl#",
	"vann":    "http://purl.org/vocab/vann/",
	"schema":  "http://schema.org/",
	"io":      "https://w3id.org/concord/def#",
	"id":      "https://w3id.org/concord/id/",
}

var keywords = strings.Fields(`SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED GROUP ORDER BY
	HAVING LIMIT OFFSET VALUES UNDEF OPTIONAL UNION MINUS GRAPH SERVICE SILENT FILTER BIND EXISTS NOT IN AS ASC DESC
	INSERT DELETE DATA WITH USING LOAD CLEAR DROP CREATE ADD MOVE COPY INTO TO DEFAULT ALL SEPARATOR`)

// misspelt names the keyword or built-in function that an unexpected token is nearest to; "" if none is near.
func misspelt(t token) string {
	if t.kind != word || len(t.val) < 3 {
		return ""
	}
	w, best, limit := strings.ToUpper(t.val), "", 2
	if len(w) < 6 {
		limit = 1
	}
	try := func(k string) {
		if d := distance(w, k, limit); d <= limit {
			best, limit = k, d-1
		}
	}
	for _, k := range keywords {
		try(k)
	}
	for _, k := range builtinNames {
		try(k)
	}
	if best == w { // a keyword, in the wrong place
		return ""
	}
	return best
}

// distance counts the insertions, deletions, replacements and swaps of neighbours between a and b; beyond limit it may
// stop short.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
