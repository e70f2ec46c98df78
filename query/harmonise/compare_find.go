package harmonise

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// isMissing reports whether a name means nothing, or several things, rather than that reading failed.
func isMissing(err error) bool {
	return errors.As(err, new(*NotFoundError)) || errors.As(err, new(*IncomparableError))
}

// resolve finds the address of a thing of a kind.
func (e *entries) resolve(name, kind string) (string, error) {
	switch kind {
	case CompareOrganisations:
		return e.resolveOrganisation(name)
	case CompareTypes:
		o, err := e.hubType(name)
		return o.IRI, err
	}
	return e.resolveTerm(name)
}

// resolveOrganisation refuses addresses of what is no organisation.
func (e *entries) resolveOrganisation(name string) (string, error) {
	o, err := e.organisation(name)
	if err != nil {
		return "", err
	}
	all, err := e.owners()
	if err != nil {
		return "", err
	}
	if _, found := slices.BinarySearch(all, o.IRI); !found {
		return "", &NotFoundError{What: "organisation", Name: name}
	}
	return o.IRI, nil
}

// resolveTerm finds a term by its address, as "Decision of OECD", as "OECD Decision", or by its name alone if only one term
// is called so.
func (e *entries) resolveTerm(name string) (string, error) {
	for _, iri := range []string{name, ontology.Thing("term", strings.ToLower(name)).Value} {
		if !rdf.HasScheme(iri) {
			continue
		}
		if hub, _, err := e.placed(iri); err != nil || hub != "" {
			return iri, err
		}
	}
	for _, way := range waysToName(name) {
		org, err := e.organisation(way[1])
		if isMissing(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		t, _, err := e.find(way[0], org)
		if err != nil {
			return "", err
		}
		return t.IRI, nil
	}
	return e.onlyTerm(name)
}

// waysToName are the ways to read a name as a term and an organisation.
func waysToName(name string) (out [][2]string) {
	words := strings.Fields(name)
	for i := len(words) - 2; i > 0; i-- {
		if strings.EqualFold(words[i], "of") {
			out = append(out, [2]string{strings.Join(words[:i], " "), strings.Join(words[i+1:], " ")})
		}
	}
	for i := len(words) - 1; i > 0; i-- {
		out = append(out, [2]string{strings.Join(words[i:], " "), strings.Join(words[:i], " ")})
	}
	return out
}

// onlyTerm finds a term by its name alone.
func (e *entries) onlyTerm(name string) (string, error) {
	terms, err := e.allTerms()
	if err != nil {
		return "", err
	}
	var found, called []string
	for _, iri := range terms {
		n, err := e.node(iri)
		if err != nil {
			return "", err
		}
		if !bears(n[ontology.SKOSPrefLabel], name) && !bears(n[ontology.SKOSAltLabel], name) {
			continue
		}
		org, err := e.organisationOf(n)
		if err != nil {
			return "", err
		}
		found = append(found, iri)
		called = append(called, bestText(n[ontology.SKOSPrefLabel]).Value+" of "+org.String())
	}
	switch len(found) {
	case 0:
		return "", &NotFoundError{What: "term", Name: name}
	case 1:
		return found[0], nil
	}
	const shown = 12
	more := ""
	if len(called) > shown {
		more = fmt.Sprintf(" and %d more", len(called)-shown)
	}
	return "", &IncomparableError{fmt.Sprintf("%q may be %s%s; name one of them", name, strings.Join(called[:min(shown, len(called))], "; "), more)}
}

// allTerms are the placed terms of all organisations: those that say that they are terms, else whatever is placed.
func (e *entries) allTerms() ([]string, error) {
	all, err := e.subjects(ontology.RDFType, rdf.NewIRI(ontology.IOOrganisationTerm))
	if err != nil || len(all) > 0 {
		return all, err
	}
	owners, err := e.owners()
	if err != nil {
		return nil, err
	}
	for _, org := range owners {
		terms, err := e.termsOf(org)
		if err != nil {
			return nil, err
		}
		all = append(all, terms...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}
