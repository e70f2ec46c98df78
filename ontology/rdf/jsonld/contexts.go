package jsonld

import (
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// mender sees to what the expansion gets wrong in the contexts of a document: it refuses definitions that it would take,
// drops those that must be ignored, and resolves the addresses of contexts against the document that names them, not
// against an @base before them.
type mender struct {
	base string
	json map[string]bool // terms of JSON literals, whose values only look like JSON-LD
}

func mendContexts(doc any, base string) error {
	m := mender{base: base, json: map[string]bool{}}
	m.findJSON(doc)
	return m.walk(doc)
}

func (m *mender) findJSON(v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			m.findJSON(x)
		}
	case map[string]any:
		for k, x := range v {
			if def, ok := x.(map[string]any); ok && def["@type"] == "@json" {
				m.json[k] = true
			}
			m.findJSON(x)
		}
	}
}

func (m *mender) walk(v any) error {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if err := m.walk(x); err != nil {
				return err
			}
		}
	case map[string]any:
		for k, x := range v {
			var err error
			switch {
			case k == "@context":
				v[k], err = m.context(x)
			case k != "@value" && !m.json[k]:
				err = m.walk(x)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// context gives a context as the expansion should have it.
func (m *mender) context(v any) (any, error) {
	switch v := v.(type) {
	case string:
		return m.address(v), nil
	case []any:
		for i, x := range v {
			var err error
			if v[i], err = m.context(x); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		return v, m.terms(v)
	}
	return v, nil
}

func (m *mender) terms(terms map[string]any) error {
	_, empty := terms[""]
	_, nested := terms["@context"]
	types, typed := terms["@type"].(map[string]any)
	switch {
	case empty:
		return &codeError{"invalid term definition", "a term must not be empty"}
	case nested:
		return &codeError{"keyword redefinition", "@context"}
	case typed && len(types) == 0:
		return &codeError{"keyword redefinition", "@type"}
	}
	if s, ok := terms["@import"].(string); ok {
		terms["@import"] = m.address(s)
	}
	for term, v := range terms {
		def, ok := v.(map[string]any)
		if !ok {
			continue
		}
		if r, ok := def["@reverse"].(string); ok && likeKeyword(r) {
			delete(terms, term)
			continue
		}
		if scoped, ok := def["@context"]; ok {
			var err error
			if def["@context"], err = m.context(scoped); err != nil {
				return err
			}
		}
	}
	return nil
}

// address resolves the address of a context.
func (m *mender) address(s string) string {
	if m.base == "" || rdf.HasScheme(s) {
		return s
	}
	return rdf.ResolveIRI(m.base, s)
}

// likeKeyword reports whether a string has the form that is kept for keywords: @ and letters.
func likeKeyword(s string) bool {
	return len(s) > 1 && s[0] == '@' && strings.Trim(strings.ToLower(s[1:]), "abcdefghijklmnopqrstuvwxyz") == ""
}

// checkTypes refuses value objects of an expanded document whose datatypes are no IRIs.
func checkTypes(v any) error {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if err := checkTypes(x); err != nil {
				return err
			}
		}
	case map[string]any:
		_, isValue := v["@value"]
		if t, typed := v["@type"]; isValue && typed {
			if s, ok := t.(string); !ok || strings.ContainsAny(s, " <>\"{}|^`\\") {
				return &codeError{"invalid typed value", "a datatype must be one IRI"}
			}
		}
		for k, x := range v {
			if k == "@value" {
				continue
			}
			if err := checkTypes(x); err != nil {
				return err
			}
		}
	}
	return nil
}
