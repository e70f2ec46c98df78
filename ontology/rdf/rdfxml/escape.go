package rdfxml

import (
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf/rdfxml/xmltok"
)

// appendAttribute appends a value behind head, which ends with its opening quote, and the closing one.
func appendAttribute[T string | []byte](out []byte, head string, value T) []byte {
	return append(appendEscaped(append(out, head...), value, &attributeEscapes), '"')
}

// escapes are what stands for the bytes that cannot stand for themselves; none is longer than a few bytes.
type escapes [128]string

var (
	textEscapes      = escapes{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;"}
	attributeEscapes = escapes{'&': "&amp;", '<': "&lt;", '"': "&quot;", '\t': "&#x9;", '\n': "&#xA;", '\r': "&#xD;"}
)

func appendEscaped[T string | []byte](out []byte, s T, e *escapes) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x80 && e[c] != "" {
			out = append(append(out, s[from:i]...), e[c]...)
			from = i + 1
		}
	}
	return append(out, s[from:]...)
}

// isXMLText reports whether all characters are allowed in XML 1.0 (section 2.2).
func isXMLText(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return areChars(s[i:])
		}
		if s[i] < 0x20 && !xmltok.IsChar(rune(s[i])) {
			return false
		}
	}
	return true
}

func areChars(s string) bool {
	for _, r := range s {
		if !xmltok.IsChar(r) {
			return false
		}
	}
	return utf8.ValidString(s)
}
