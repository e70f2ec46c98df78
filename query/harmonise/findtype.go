package harmonise

import (
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// hubType finds a type of the hub by its address, the end of it, or one of its names.
func (e *entries) hubType(name string) (Owner, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return Owner{}, &NotFoundError{What: "type"}
	}
	all, err := e.hubTypes()
	if err != nil {
		return Owner{}, err
	}
	for _, iri := range all {
		if iri == name || strings.EqualFold(lastSegment(iri), name) {
			return e.named(iri)
		}
	}
	for _, p := range []string{ontology.SKOSPrefLabel, ontology.SKOSAltLabel, ontology.SKOSHiddenLabel} {
		for _, iri := range all {
			n, err := e.node(iri)
			if err != nil {
				return Owner{}, err
			}
			if bears(n[p], name) {
				return e.named(iri)
			}
		}
	}
	return Owner{}, e.noType(name, all)
}

// noType names the types whose names have a word of what was asked for.
func (e *entries) noType(name string, all []string) error {
	missing := &NotFoundError{What: "type", Name: name}
	for _, iri := range all {
		o, err := e.named(iri)
		if err != nil {
			return err
		}
		for _, word := range strings.Fields(strings.ReplaceAll(strings.ToLower(name), "-", " ")) {
			if len(word) > 3 && strings.Contains(strings.ToLower(o.Name), word) && !slices.Contains(missing.Known, lastSegment(iri)) {
				missing.Known = append(missing.Known, lastSegment(iri))
			}
		}
	}
	return missing
}

// hubTypes are all types: those that say so, and whatever terms are placed on, with what is above.
func (e *entries) hubTypes() ([]string, error) {
	all, err := e.subjects(ontology.RDFType, rdf.NewIRI(ontology.IOInstrumentType))
	if err != nil || len(all) > 0 {
		return all, err
	}
	terms, err := e.allTerms()
	if err != nil {
		return nil, err
	}
	for _, t := range terms {
		hub, _, err := e.placed(t)
		if err != nil {
			return nil, err
		}
		if hub != "" {
			all = append(all, hub)
		}
	}
	slices.Sort(all)
	return e.withAbove(slices.Compact(all))
}

// withAbove adds the broader types.
func (e *entries) withAbove(all []string) ([]string, error) {
	for next := slices.Clone(all); len(next) > 0; next = next[1:] {
		n, err := e.node(next[0])
		if err != nil {
			return nil, err
		}
		for _, b := range n[ontology.SKOSBroader] {
			if !slices.Contains(all, b.Value) {
				all, next = append(all, b.Value), append(next, b.Value)
			}
		}
	}
	return all, nil
}

// below lists the narrower types of a type, of all depths.
func (e *entries) below(hub string) ([]string, error) {
	var out []string
	seen := map[string]bool{hub: true}
	for next := []string{hub}; len(next) > 0; next = next[1:] {
		narrower, err := e.subjects(ontology.SKOSBroader, rdf.NewIRI(next[0]))
		if err != nil {
			return nil, err
		}
		for _, t := range narrower {
			if !seen[t] {
				seen[t] = true
				out, next = append(out, t), append(next, t)
			}
		}
	}
	return out, nil
}
