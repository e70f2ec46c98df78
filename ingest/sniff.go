package ingest

import (
	"bytes"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
)

// sniff guesses the format of a document from its beginning. Turtle is read as TriG and N-Triples as N-Quads, of which
// they are subsets.
func sniff(head []byte) *rdf.Format {
	text := skipSpace(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")))
	switch {
	case len(text) == 0:
		return rdf.TriG
	case hasAnyPrefix(text, "<?xml", "<!DOCTYPE", "<!--", "<rdf:RDF"):
		return rdf.RDFXML
	case text[0] == '{' && startsJSON(text[1:], `"}`):
		return rdf.JSONLD
	case text[0] == '[' && startsJSON(text[1:], `{"[`):
		return rdf.JSONLD
	case isLines(text):
		return rdf.NQuads
	}
	return rdf.TriG
}

// skipSpace skips white space and lines that are comments in Turtle.
func skipSpace(b []byte) []byte {
	for {
		b = bytes.TrimLeft(b, " \t\r\n")
		if len(b) == 0 || b[0] != '#' {
			return b
		}
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			return nil
		}
		b = b[i:]
	}
}

func hasAnyPrefix(b []byte, prefixes ...string) bool {
	for _, p := range prefixes {
		if bytes.HasPrefix(b, []byte(p)) {
			return true
		}
	}
	return false
}

// startsJSON reports whether the first character that is not white space is one of those given.
func startsJSON(b []byte, first string) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	return len(b) > 0 && bytes.IndexByte([]byte(first), b[0]) >= 0
}

// isLines reports whether all whole lines in view are N-Quads.
func isLines(text []byte) bool {
	if i := bytes.LastIndexByte(text, '\n'); i >= 0 {
		text = text[:i+1]
	}
	quads, err := codec.ReadAll(rdf.NQuads, bytes.NewReader(text), codec.Options{})
	return err == nil && len(quads) > 0
}
