package harmonise

import (
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// NotFoundError says that a name means nothing here, and what there is instead.
type NotFoundError struct {
	What, Name string   // "organisation" or "term", and what was asked for
	In         string   // the organisation whose terms were looked at
	Known      []string // its terms
}

func (e *NotFoundError) Error() string {
	switch {
	case e.Name == "":
		return fmt.Sprintf("name the %s", e.What)
	case e.In == "" && len(e.Known) > 0:
		return fmt.Sprintf("there is no %s %q; there is: %s", e.What, e.Name, strings.Join(e.Known, "; "))
	case e.In == "":
		return fmt.Sprintf("there is no %s %q; name it by its acronym, the end of its address, or its full name", e.What, e.Name)
	case len(e.Known) == 0:
		return fmt.Sprintf("no term is recorded for %s", e.In)
	}
	return fmt.Sprintf("%s has no %s %q recorded; it has: %s", e.In, e.What, e.Name, strings.Join(e.Known, "; "))
}

// organisation finds an organisation by its address, the end of it, its acronym or one of its names.
func (e *entries) organisation(name string) (Owner, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return Owner{}, &NotFoundError{What: "organisation"}
	}
	for _, iri := range []string{name, ontology.Thing("organisation", strings.ToLower(name)).Value} {
		if !rdf.HasScheme(iri) {
			continue
		}
		n, err := e.node(iri)
		if err != nil {
			return Owner{}, err
		}
		if len(n) > 0 {
			return e.named(iri)
		}
	}
	all, err := e.subjects(ontology.RDFType, rdf.NewIRI(ontology.ORGFormalOrganization))
	if err != nil {
		return Owner{}, err
	}
	for _, p := range []string{ontology.SKOSNotation, ontology.SKOSPrefLabel, ontology.SKOSAltLabel} {
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
	return Owner{}, &NotFoundError{What: "organisation", Name: name}
}

func bears(labels []rdf.Term, name string) bool {
	return slices.ContainsFunc(labels, func(t rdf.Term) bool { return fold(t.Value) == fold(name) })
}

// find finds a term of an organisation: by address, then preferred, then other labels. Others are terms that bear the
// name as well.
func (e *entries) find(name string, org Owner) (*TermEntry, []Owner, error) {
	if name = strings.TrimSpace(name); name == "" {
		return nil, nil, &NotFoundError{What: "term"}
	}
	iris, err := e.termsOf(org.IRI)
	if err != nil {
		return nil, nil, err
	}
	var all []*TermEntry
	known := []string{}
	for _, iri := range iris {
		t, err := e.entry(iri)
		if err != nil {
			return nil, nil, err
		}
		if iri == name || strings.EqualFold(lastSegment(iri), name) {
			return t, nil, nil
		}
		all, known = append(all, t), append(known, t.Label)
	}
	var found []*TermEntry
	for _, labels := range []func(*TermEntry) []rdf.Term{
		func(t *TermEntry) []rdf.Term { return t.prefs },
		func(t *TermEntry) []rdf.Term { return t.names },
	} {
		for _, t := range all {
			if bears(labels(t), name) && !slices.Contains(found, t) {
				found = append(found, t)
			}
		}
	}
	if len(found) == 0 {
		return nil, nil, &NotFoundError{What: "term", Name: name, In: org.String(), Known: known}
	}
	var others []Owner
	for _, t := range found[1:] {
		others = append(others, Owner{IRI: t.IRI, Name: t.Label})
	}
	return found[0], others, nil
}
