package glossary

import (
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// prefixes gives the set the prefixes of the ontology, and ns1, ns2 ... for identifiers that none of them begins.
func (x *mapper) prefixes() {
	table := map[string]string{}
	for _, p := range ontology.Prefixes {
		table[p.Name] = p.IRI
	}
	var strange []string
	for _, iri := range x.set.Identifiers() {
		if !slices.ContainsFunc(ontology.Prefixes, func(p rdf.Prefix) bool { return strings.HasPrefix(iri, p.IRI) }) {
			strange = append(strange, iri[:strings.LastIndexAny(iri, "/#:")+1])
		}
	}
	slices.Sort(strange)
	for i, start := range slices.Compact(strange) {
		table[fmt.Sprintf("ns%d", i+1)] = start
	}
	x.set.Prefixes = table
}
