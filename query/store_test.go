package query

import (
	"fmt"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

func lines(quads []rdf.Quad) string {
	var s strings.Builder
	for _, q := range rdf.NewDataset(quads...).Quads() {
		fmt.Fprintln(&s, "  ", q)
	}
	return s.String()
}
