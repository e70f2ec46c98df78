package harmonise

import (
	"context"
	"fmt"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// FindOrganisation finds an organisation by its address, the end of it, its acronym or a name.
func FindOrganisation(ctx context.Context, s index.Snapshot, name string) (Owner, error) {
	e, err := newEntries(ctx, s)
	if err != nil {
		return Owner{}, err
	}
	return e.organisation(name)
}

// FindConcept finds a term or a type: by its address, as "term:oecd-decision" or "type:treaty", by the end of an address,
// or as organisation/name, "oecd/Decision". A NotFoundError says what there is instead.
func FindConcept(ctx context.Context, s index.Snapshot, name string) (Owner, error) {
	e, err := newEntries(ctx, s)
	if err != nil {
		return Owner{}, err
	}
	for _, iri := range addresses(strings.TrimSpace(name)) {
		n, err := e.node(iri)
		if err != nil {
			return Owner{}, err
		}
		if len(n[ontology.SKOSPrefLabel]) > 0 {
			return e.named(iri)
		}
	}
	if org, label, ok := strings.Cut(name, "/"); ok && !rdf.HasScheme(name) {
		o, err := e.organisation(org)
		if err != nil {
			return Owner{}, err
		}
		t, others, err := e.find(label, o)
		if err == nil && len(others) > 0 {
			return Owner{}, fmt.Errorf("%q may mean %s or %s: name one by its address", name, t.IRI, others[0].IRI)
		}
		if err != nil {
			return Owner{}, err
		}
		return e.named(t.IRI)
	}
	return Owner{}, &NotFoundError{What: "term or type", Name: name}
}

// addresses lists what a name may stand for: an address, a prefixed name, or the end of the address of a term or type.
func addresses(name string) []string {
	if name == "" {
		return nil
	}
	var out []string
	if prefix, local, ok := strings.Cut(name, ":"); ok {
		for _, p := range ontology.Prefixes {
			if p.Name == prefix {
				out = append(out, p.IRI+local)
			}
		}
		return append(out, name)
	}
	return []string{ontology.Thing("term", name).Value, ontology.Thing("type", name).Value}
}
