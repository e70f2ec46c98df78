package oracle

import (
	"fmt"
	"math/rand/v2"

	"w3id.org/concord/ontology/rdf"
)

const ns = "http://example/"

func ex(name string) rdf.Term { return rdf.NewIRI(ns + name) }

// randomQuads draws a small dataset over few terms, so that patterns meet: nodes, blank nodes, and literals of several
// datatypes, some of them of equal value. The label of a blank node names the same node in every graph.
func randomQuads(r *rand.Rand, blanks bool) []rdf.Quad {
	seen := map[rdf.Quad]bool{}
	var out []rdf.Quad
	for range 6 + r.IntN(20) {
		q := rdf.Quad{S: randomNode(r, blanks), P: ex(pick(r, "p", "p", "p", "q", "q", "r")), O: randomNode(r, blanks)}
		if r.IntN(3) == 0 {
			q.O = literals[r.IntN(len(literals)-1)]
			if blanks && r.IntN(20) == 0 { // where LIMIT is asked for, no order may be open
				q.O = literals[len(literals)-1]
			}
		}
		if g := r.IntN(8); g > 5 {
			q.G = ex(fmt.Sprintf("g%d", g-5))
		}
		if !seen[q] {
			seen[q] = true
			out = append(out, q)
		}
	}
	return out
}

func randomNode(r *rand.Rand, blanks bool) rdf.Term {
	if blanks && r.IntN(5) == 0 {
		return rdf.NewBlank(fmt.Sprintf("node%d", r.IntN(2)))
	}
	return ex(fmt.Sprintf("n%d", r.IntN(4)))
}

// literals are those of the data; queries name them by constants.
var literals = []rdf.Term{
	rdf.NewTyped("1", rdf.XSDInteger), rdf.NewTyped("2", rdf.XSDInteger), rdf.NewTyped("01", rdf.XSDInteger), rdf.NewTyped("-3", rdf.XSDInteger),
	rdf.NewTyped("1.0", rdf.XSDDecimal), rdf.NewTyped("2.5", rdf.XSDDecimal), rdf.NewTyped("1.0E0", rdf.XSDDouble), rdf.NewTyped("2.5", rdf.XSDFloat),
	rdf.NewTyped("NaN", rdf.XSDDouble), rdf.NewTyped("3", rdf.XSD+"byte"), rdf.NewTyped("ten", rdf.XSDInteger),
	rdf.NewTyped("true", rdf.XSDBoolean), rdf.NewTyped("0", rdf.XSDBoolean), rdf.NewTyped("2001-02-03T04:05:06Z", rdf.XSDDateTime),
	rdf.NewTyped("2001-02-03T04:05:06", rdf.XSDDateTime),
	rdf.NewString("ant"), rdf.NewString("Bee"), rdf.NewString(""), rdf.NewString("1"), rdf.NewLang("ant", "en"), rdf.NewLang("ant", "fr"),
	rdf.NewTyped("x", ns+"dt"),
	rdf.NewTyped("2001-02-02T23:05:06-05:00", rdf.XSDDateTime), // last: a moment that is there in another zone
}

// constants are literals as queries write them.
var constants = []string{
	"1", "2", "01", "-3", "1.0", "2.5", "1e0", `"2.5"^^xsd:float`, `"3"^^xsd:byte`, `"ten"^^xsd:integer`, "true", "false", `"ant"`, `"Bee"`, `""`,
	`"ant"@en`, `"ant"@fr`, `"x"^^:dt`, `"2001-02-03T04:05:06Z"^^xsd:dateTime`, `"2001-02-03T04:05:06.5"^^xsd:dateTime`, "0", ":n0", ":n1", ":n2",
}

func pick[T any](r *rand.Rand, options ...T) T { return options[r.IntN(len(options))] }
