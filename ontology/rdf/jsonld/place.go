package jsonld

import (
	"bytes"
	"encoding/json"
	"strings"
)

// place finds where in a document an error belongs that the expansion reports without a place: at the value that it speaks of
// if that stands there once, at the reference to a context that is missing, at the first keyword that it names, and
// else where the first context begins, or the document.
func place(text []byte, detail, missing string) int {
	if at, n := quoted(text, detail); n == 1 {
		return at
	}
	if at := reference(text, missing); at >= 0 {
		return at
	}
	for _, w := range strings.FieldsFunc(detail, func(r rune) bool { return r != '@' && (r < 'A' || r > 'z') }) {
		if at, n := quoted(text, w); w[0] == '@' && n > 0 {
			return at
		}
	}
	if at, n := quoted(text, "@context"); n > 0 {
		return at
	}
	return len(text) - len(bytes.TrimLeft(text, " \t\r\n"))
}

// quoted says where a string stands first, as JSON, and how often.
func quoted(text []byte, s string) (at, n int) {
	q, err := json.Marshal(s)
	if err != nil || s == "" {
		return 0, 0
	}
	return bytes.Index(text, q), bytes.Count(text, q)
}

// reference finds the first string that a relative reference to iri could be; -1 if there is none.
func reference(text []byte, iri string) int {
	if iri == "" {
		return -1
	}
	d := json.NewDecoder(bytes.NewReader(text))
	for {
		token, err := d.Token()
		if err != nil {
			return -1
		}
		s, _ := token.(string)
		if s = strings.TrimLeft(s, "./"); s != "" && strings.HasSuffix(iri, s) {
			end := int(d.InputOffset())
			return bytes.LastIndexByte(text[:end-1], '"')
		}
	}
}
