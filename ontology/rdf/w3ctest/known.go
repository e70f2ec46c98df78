package w3ctest

import (
	_ "embed" // for the list
	"strings"
)

//go:embed known.txt
var knownText string

// Known lists the tests of the W3C, by IRI, that are known to fail, each with the reason: the one list of the project. It must
// only shrink: a listed test that passes is an error.
var Known = readKnown(knownText)

// readKnown reads lines "IRI reason"; empty lines and those that begin with # do not count.
func readKnown(text string) map[string]string {
	known := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		iri, reason, _ := strings.Cut(line, " ")
		known[iri] = strings.TrimSpace(reason)
	}
	return known
}
