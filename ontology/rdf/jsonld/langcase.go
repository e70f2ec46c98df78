package jsonld

import (
	"encoding/hex"
	"strings"
)

// langCase carries the case of language tags through the expansion, which puts them into lower case: tags with capitals
// are replaced by stand-ins before it and put back after it.
type langCase struct {
	keys map[string]bool // @language and its aliases
	maps map[string]bool // terms that are language maps; false where another definition of the term is none
	tags map[string]string
}

func newLangCase(doc any) *langCase {
	l := &langCase{keys: map[string]bool{"@language": true}, maps: map[string]bool{}, tags: map[string]string{}}
	l.study(doc)
	return l
}

// study collects the aliases and language maps that the contexts in the document define.
func (l *langCase) study(v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			l.study(x)
		}
	case map[string]any:
		for k, x := range v {
			if k == "@context" {
				for _, c := range list(x) {
					if terms, ok := c.(map[string]any); ok {
						l.terms(terms)
					}
				}
			}
			l.study(x)
		}
	}
}

func (l *langCase) terms(terms map[string]any) {
	for term, def := range terms {
		m, expanded := def.(map[string]any)
		if def == "@language" || expanded && m["@id"] == "@language" {
			l.keys[term] = true
		}
		isMap := false
		if expanded {
			for _, c := range list(m["@container"]) {
				isMap = isMap || c == "@language"
			}
		}
		if before, known := l.maps[term]; known {
			isMap = isMap && before
		}
		l.maps[term] = isMap
	}
}

// hide replaces the tags in place.
func (l *langCase) hide(v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			l.hide(x)
		}
	case map[string]any:
		for k, x := range v {
			if tag, ok := x.(string); ok && l.keys[k] {
				v[k] = l.standIn(tag)
				continue
			}
			if m, ok := x.(map[string]any); ok && l.maps[k] {
				l.hideKeys(m)
			}
			l.hide(v[k])
		}
	}
}

func (l *langCase) hideKeys(m map[string]any) {
	var tags []string
	for k := range m {
		if l.standIn(k) != k {
			tags = append(tags, k)
		}
	}
	for _, k := range tags {
		m[l.standIn(k)] = m[k]
		delete(m, k)
	}
}

func (l *langCase) standIn(tag string) string {
	lower := strings.ToLower(tag)
	if lower == tag || !isLangTag(tag) {
		return tag
	}
	s := "x-" + hex.EncodeToString([]byte(tag))
	l.tags[s] = tag
	return s
}

// tag gives a tag back as it was written.
func (l *langCase) tag(s string) string {
	if l != nil {
		if t, ok := l.tags[s]; ok {
			return t
		}
	}
	return s
}
