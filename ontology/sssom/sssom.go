// Package sssom reads and writes sets of mappings as SSSOM/TSV, the Simple Standard for Sharing Ontological Mappings
// (https://mapping-commons.github.io/sssom, version 1.1): the model of the standard with all its slots and with declared
// extensions, a reader for embedded and external metadata, and the canonical writer.
//
// It makes no mappings and judges none, and it knows no graph: who turns statements into mappings is package glossary in
// query. The RDF and JSON forms of the standard are not its business.
//
// The main path: Read gives a Set, with identifiers as IRIs and the set's shared values on each mapping; Write puts both
// back. Check says what the standard still misses.
package sssom

import (
	"maps"
	"slices"
	"strings"
)

// Slots are values by the name of the slot. Identifiers are absolute IRIs, numbers their shortest decimal form.
type Slots map[string][]string

// One is the first value of a slot, "" if it has none.
func (s Slots) One(name string) string {
	if v := s[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Put sets a slot; empty values are left out, and a slot without values is none.
func (s Slots) Put(name string, values ...string) {
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	if len(values) == 0 {
		delete(s, name)
		return
	}
	s[name] = values
}

// clone copies a map of slots; the values are shared and never changed in place.
func (s Slots) clone() Slots {
	out := make(Slots, len(s))
	for k, v := range s {
		out[k] = v
	}
	return out
}

// Extension declares a slot that the standard does not have.
type Extension struct {
	Name     string // of the slot, and its column
	Property string // IRI; may be empty
	TypeHint string // IRI of a datatype; TypeEntity makes the values identifiers; may be empty
}

// TypeEntity is the type hint of extensions that hold identifiers.
const TypeEntity = linkml + "Uriorcurie"

// Set is a mapping set.
type Set struct {
	Prefixes   map[string]string // beyond the built-in ones; those that are not used are not written
	Slots      Slots             // of the set itself
	Extensions []Extension
	Mappings   []Slots
	Ignored    []string // slots that the reader met and that nothing declares
}

// NoTermFound stands for the missing side of a mapping: it was looked for, and there is none.
const NoTermFound = "https://w3id.org/sssom/NoTermFound"

// LicenseUnspecified is the license of sets whose licence is not known.
const LicenseUnspecified = "https://w3id.org/sssom/license/unspecified"

const linkml = "https://w3id.org/linkml/"

// builtin are the prefixes that every set has.
var builtin = map[string]string{
	"linkml": linkml, "owl": "http://www.w3.org/2002/07/owl#", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
	"rdfs": "http://www.w3.org/2000/01/rdf-schema#", "semapv": "https://w3id.org/semapv/vocab/",
	"skos": "http://www.w3.org/2004/02/skos/core#", "sssom": "https://w3id.org/sssom/", "xsd": "http://www.w3.org/2001/XMLSchema#",
}

// extension finds the declaration of a slot.
func (s *Set) extension(name string) *Extension {
	for i := range s.Extensions {
		if s.Extensions[i].Name == name {
			return &s.Extensions[i]
		}
	}
	return nil
}

// slot is the definition of a standard slot or of a declared extension; nil if there is none.
func (s *Set) slot(table map[string]*slot, name string) *slot {
	if d := table[name]; d != nil {
		return d
	}
	e := s.extension(name)
	switch {
	case e == nil:
		return nil
	case strings.EqualFold(e.TypeHint, TypeEntity):
		return &slot{name: name, kind: entity}
	}
	return &slot{name: name, kind: text}
}

// HasSlot reports whether mappings have a slot of that name.
func HasSlot(name string) bool { return ofMapping[name] != nil }

// IsIdentifier reports whether a slot of mappings holds identifiers.
func IsIdentifier(name string) bool { return HasSlot(name) && ofMapping[name].kind == entity }

// Identifiers are all identifiers of the set, sorted: what prefixes are needed for.
func (s *Set) Identifiers() []string {
	seen := map[string]bool{}
	collect := func(table map[string]*slot, slots Slots) {
		for name, values := range slots {
			if d := s.slot(table, name); d != nil && d.kind == entity {
				for _, v := range values {
					seen[v] = true
				}
			}
		}
	}
	collect(ofSet, s.Slots)
	for _, m := range s.Mappings {
		collect(ofMapping, m)
	}
	for _, e := range s.Extensions {
		seen[e.Property] = true
	}
	return slices.Sorted(maps.Keys(seen))
}
