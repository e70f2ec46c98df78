package decide

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// statements adds the claims on the organisation itself, then its terms by name: each with its place in the hub, its
// definition and its features.
func (r *reviewer) statements(org string) error {
	if err := r.claims(org); err != nil {
		return err
	}
	terms, err := r.termsOf(org)
	if err != nil {
		return err
	}
	for _, t := range terms {
		for _, add := range []func(string) error{r.term, r.places, r.definition, r.claims} {
			if err := add(t); err != nil {
				return err
			}
		}
	}
	return nil
}

// termsOf are the concepts of an organisation, by name.
func (r *reviewer) termsOf(org string) ([]string, error) {
	all, err := r.subjects(ontology.IOOfOrganisation, rdf.NewIRI(org))
	if err != nil {
		return nil, err
	}
	schemes, err := r.subjects(ontology.DCTPublisher, rdf.NewIRI(org))
	if err != nil {
		return nil, err
	}
	for _, s := range schemes {
		more, err := r.subjects(ontology.SKOSInScheme, rdf.NewIRI(s))
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	slices.Sort(all)
	var out []string
	names := map[string]string{}
	for _, iri := range slices.Compact(all) {
		n, err := r.node(iri)
		if err != nil {
			return nil, err
		}
		if len(n[ontology.SKOSPrefLabel]) > 0 {
			out, names[iri] = append(out, iri), fold(n.text(ontology.SKOSPrefLabel))
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return strings.Compare(names[a], names[b]) })
	return out, nil
}

// term is the row of a term: all its preferred names.
func (r *reviewer) term(iri string) error {
	n, err := r.node(iri)
	if err != nil {
		return err
	}
	var names []string
	for _, t := range n[ontology.SKOSPrefLabel] {
		name := t.Value
		if t.Lang != "" {
			name += " (" + t.Lang + ")"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return r.add(Row{What: "term", Value: strings.Join(names, "; "), iri: iri, about: iri, what: "term-name"}, n)
}

// places are the mapping records of a term, but for those that decisions made.
func (r *reviewer) places(term string) error {
	records, err := r.subjects(ontology.OWLAnnotatedSource, rdf.NewIRI(term))
	if err != nil {
		return err
	}
	name, err := r.named(term)
	if err != nil {
		return err
	}
	for _, iri := range records {
		n, err := r.node(iri)
		if err != nil {
			return err
		}
		if len(n[ontology.PROV+"wasGeneratedBy"]) > 0 {
			continue
		}
		target, err := r.named(n.first(ontology.OWLAnnotatedTarget).Value)
		if err != nil {
			return err
		}
		value := end(n.first(ontology.OWLAnnotatedProperty).Value) + " " + target
		if fit := n.first(ontology.IOFit).Value; fit != "" {
			value += " (" + end(fit) + ")"
		}
		if len(n[ontology.SSSOMPredicateModifier]) > 0 {
			value = "not a " + target + ", which the word suggests"
		}
		if err := r.add(Row{What: name + ": place in the hub", Value: value, iri: iri, about: term, what: "place-in-hub", scheme: "hub"}, n); err != nil {
			return err
		}
	}
	return nil
}

func (r *reviewer) definition(term string) error {
	n, err := r.node(term)
	if err != nil {
		return err
	}
	for _, d := range n[ontology.IODefinition] {
		node, err := r.node(d.Value)
		if err != nil {
			return err
		}
		row := Row{What: n.text(ontology.SKOSPrefLabel) + ": definition (a paraphrase)", Value: node.text(ontology.RDFValue), iri: d.Value, about: term, what: "term-definition"}
		if err := r.add(row, node); err != nil {
			return err
		}
	}
	return nil
}

// claims are the claims on a thing, by the name of the feature, but for those that decisions made.
func (r *reviewer) claims(thing string) error {
	all, err := r.subjects(ontology.IOAbout, rdf.NewIRI(thing))
	if err != nil {
		return err
	}
	name, err := r.named(thing)
	if err != nil {
		return err
	}
	for _, iri := range all {
		n, err := r.node(iri)
		if err != nil {
			return err
		}
		feature := n.first(ontology.IOFeature).Value
		if feature == "" || len(n[ontology.PROV+"wasGeneratedBy"]) > 0 {
			continue
		}
		what, err := r.named(feature)
		if err != nil {
			return err
		}
		value, scheme, err := r.valueOf(n)
		if err != nil {
			return err
		}
		if err := r.add(Row{What: name + ": " + what, Value: value, iri: iri, about: thing, what: end(feature), scheme: scheme}, n); err != nil {
			return err
		}
	}
	return nil
}

// valueOf words a claim: its text, and in brackets the coded values by name.
func (r *reviewer) valueOf(n properties) (value, scheme string, err error) {
	var codes []string
	for _, c := range n[ontology.IOValue] {
		name, err := r.named(c.Value)
		if err != nil {
			return "", "", err
		}
		codes = append(codes, name)
		code, err := r.node(c.Value)
		if err != nil {
			return "", "", err
		}
		scheme = code.first(ontology.SKOSInScheme).Value
	}
	slices.Sort(codes)
	value = n.text(ontology.RDFValue)
	switch {
	case value == "":
		value = strings.Join(codes, "; ")
	case len(codes) > 0:
		value += " [" + strings.Join(codes, "; ") + "]"
	}
	return value, scheme, nil
}

// add completes a row with the evidence of its node and what was decided before.
func (r *reviewer) add(row Row, n properties) error {
	row.ID = shorten(row.iri)
	best := 9
	for _, e := range n[ontology.IOHasEvidence] {
		ev, err := r.node(e.Value)
		if err != nil {
			return err
		}
		state := end(ev.first(ontology.IOCheckState).Value)
		if rank := slices.Index(checkStates, state); rank >= 0 && rank < best {
			best, row.check = rank, state
		}
		if row.Source == "" && len(ev[ontology.PROV+"wasGeneratedBy"]) == 0 {
			row.Source = sourceOf(ev)
		}
	}
	row.State = "no source recorded"
	if row.check != "" {
		row.State = strings.ReplaceAll(row.check, "-", " ")
	}
	if d := r.log.on("statement " + row.iri); d != nil {
		row.State += fmt.Sprintf(" (%s by %s, %s)", d.Outcome, d.Reviewer, d.Date.Format(time.DateOnly))
	}
	r.sheet.Statements = append(r.sheet.Statements, row)
	return nil
}

// checkStates from the best.
var checkStates = []string{"checked", "excerpt-seen", "not-checked"}

func sourceOf(ev properties) string {
	var parts []string
	for _, p := range []string{ontology.DCTTitle, ontology.BIBOLocator, ontology.OAHasSource} {
		if t := ev.text(p); t != "" {
			parts = append(parts, t)
		}
	}
	return strings.Join(parts, ", ")
}
