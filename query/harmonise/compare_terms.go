package harmonise

import "fmt"

// compareTerms puts two terms side by side, with the outcome that a crosswalk would give.
func (e *entries) compareTerms(c *Comparison, a, b string) error {
	x, err := e.entry(a)
	if err != nil {
		return err
	}
	y, err := e.entry(b)
	if err != nil {
		return err
	}
	c.A, c.B = comparedTerm(x), comparedTerm(y)
	if c.Facts, err = e.facts(a, b, termFacts, true); err != nil {
		return err
	}
	c.Warnings, c.Unknown = warnings(x, y, changes(x, y))
	if c.Relation, err = e.relateTerms(x, y); err != nil {
		return err
	}
	steps := [2][]Step{}
	for i, iri := range []string{a, b} {
		if steps[i], err = e.stepsOf([]string{iri}); err != nil {
			return err
		}
	}
	c.Stages, err = e.lifeCycles(steps[0], steps[1])
	return err
}

func comparedTerm(t *TermEntry) ComparedThing {
	return ComparedThing{Owner: Owner{IRI: t.IRI, Name: t.Label}, Definition: t.Definition, Organisation: &t.Organisation, Type: &t.Type, Fit: t.Fit,
		Notes: t.Notes, Evidence: t.Evidence}
}

// relateTerms words how the types of two terms stand to each other, and what the table of outcomes says of the terms.
func (e *entries) relateTerms(x, y *TermEntry) (string, error) {
	h, err := e.hubRelations(x.Type.IRI)
	if err != nil {
		return "", err
	}
	rel, err := h.to(e, y.Type.IRI)
	if err != nil {
		return "", err
	}
	words, err := e.relate(x.Type.IRI, y.Type.IRI)
	if err != nil {
		return "", err
	}
	row := Decide(x.Fit, y.Fit, rel)
	return fmt.Sprintf("%s; as a crosswalk has it: %s (%s)", words, row.Outcome, row.Because), nil
}
