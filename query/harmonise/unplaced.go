package harmonise

import (
	"context"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// ReadUnplaced reads the terms of organisations that have no place in the hub, by address. Their Type is empty.
func ReadUnplaced(ctx context.Context, s index.Snapshot) ([]*TermEntry, error) {
	e, err := newEntries(ctx, s)
	if err != nil {
		return nil, err
	}
	e.brief = true
	owners, err := e.owners()
	if err != nil {
		return nil, err
	}
	var out []*TermEntry
	for _, org := range owners {
		iris, err := e.concepts(org)
		if err != nil {
			return nil, err
		}
		for _, iri := range iris {
			if hub, _, err := e.placed(iri); err != nil || hub != "" {
				if err != nil {
					return nil, err
				}
				continue
			}
			if n := e.nodes[iri]; len(n[ontology.SKOSPrefLabel]) == 0 || !isConcept(n) {
				continue
			}
			t, err := e.entry(iri)
			if err != nil {
				return nil, err
			}
			out = append(out, t)
		}
	}
	return out, nil
}

// isConcept tells terms from the other things of an organisation.
func isConcept(n map[string][]rdf.Term) bool {
	return len(n[ontology.SKOSInScheme]) > 0 || slices.Contains(n[ontology.RDFType], rdf.NewIRI(ontology.SKOSConcept))
}

// concepts are what an organisation owns, directly or through a scheme that it publishes.
func (e *entries) concepts(org string) ([]string, error) {
	all, err := e.subjects(ontology.IOOfOrganisation, rdf.NewIRI(org))
	if err != nil {
		return nil, err
	}
	schemes, err := e.subjects(ontology.DCTPublisher, rdf.NewIRI(org))
	if err != nil {
		return nil, err
	}
	for _, s := range schemes {
		more, err := e.subjects(ontology.SKOSInScheme, rdf.NewIRI(s))
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}
