package answer

import "testing"

func TestShort(t *testing.T) {
	for iri, want := range map[string]string{
		"https://w3id.org/concord/id/term/oecd-decision":      "term:oecd-decision",
		"http://www.w3.org/2004/02/skos/core#Concept":         "skos:Concept",
		"http://www.w3.org/2004/02/skos/core#":                "http://www.w3.org/2004/02/skos/core#",
		"https://example.org/unknown":                         "https://example.org/unknown",
		"https://w3id.org/concord/id/mechanism-type/mt-audit": "mechanism-type:mt-audit",
	} {
		if got := Short(iri); got != want {
			t.Errorf("Short(%s) = %s, want %s", iri, got, want)
		}
	}
}
