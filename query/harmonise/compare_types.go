package harmonise

import (
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/ontology"
)

// ProfileRow is a feature with what the organisations' terms of two types state.
type ProfileRow struct {
	Trait
	A DifferenceColumn `json:"a"`
	B DifferenceColumn `json:"b"`
}

// UserSides is an organisation that has a term for either type.
type UserSides struct {
	Organisation Owner   `json:"organisation"`
	A            []Usage `json:"a"`
	B            []Usage `json:"b"`
	Only         string  `json:"only,omitempty"` // "a" or "b"; "" for both
}

// Usage is a term for a type.
type Usage struct {
	Term     Owner       `json:"term"`
	Fit      Fit         `json:"fit,omitempty"`
	Evidence []TermProof `json:"evidence"`
}

func (e *entries) compareTypes(c *Comparison, a, b string, narrower bool) error {
	for _, side := range []struct {
		iri string
		to  *ComparedThing
	}{{a, &c.A}, {b, &c.B}} {
		if err := e.describeType(side.to, side.iri); err != nil {
			return err
		}
	}
	var err error
	if c.Facts, err = e.facts(a, b, typeFacts, false); err != nil {
		return err
	}
	for i := range c.Facts {
		if f := &c.Facts[i]; f.Feature == "legal-nature-level" && f.State == Changed {
			c.Warnings = append(c.Warnings, fmt.Sprintf("They differ in force: %s is %s, %s is %s.", c.A.Name, f.A.String(), c.B.Name, f.B.String()))
		}
	}
	if c.Relation, err = e.relate(a, b); err != nil {
		return err
	}
	return e.compareUse(c, a, b, narrower)
}

func (e *entries) describeType(t *ComparedThing, iri string) (err error) {
	n, err := e.node(iri)
	if err != nil {
		return err
	}
	if t.Owner, err = e.named(iri); err != nil {
		return err
	}
	t.Definition = bestText(n[ontology.SKOSDefinition]).Value
	t.Evidence, err = e.proofs(n)
	return err
}

// relate words how type B stands to type A.
func (e *entries) relate(a, b string) (string, error) {
	h, err := e.hubRelations(a)
	if err != nil {
		return "", err
	}
	rel, err := h.to(e, b)
	if err != nil {
		return "", err
	}
	x, err := e.named(a)
	if err != nil {
		return "", err
	}
	y, err := e.named(b)
	if err != nil {
		return "", err
	}
	switch rel {
	case SameType:
		return "both are of the type " + x.Name, nil
	case Narrower:
		return fmt.Sprintf("%s is narrower than %s", y.Name, x.Name), nil
	case Broader:
		return fmt.Sprintf("%s is broader than %s", y.Name, x.Name), nil
	case Neighbour:
		return fmt.Sprintf("%s and %s are neighbours: one job, unlike forms", x.Name, y.Name), nil
	case Sibling, UnsortedSibling:
		return fmt.Sprintf("%s and %s are siblings: one family, not one function", x.Name, y.Name), nil
	}
	return fmt.Sprintf("%s and %s are in different families", x.Name, y.Name), nil
}

// compareUse puts side by side what organisations' terms of the types state, who has them, and how they come about.
func (e *entries) compareUse(c *Comparison, a, b string, narrower bool) error {
	var terms [2][]*panelTerm
	var steps [2][]Step
	for i, hub := range []string{a, b} {
		var err error
		e.brief = true
		if terms[i], err = e.termsOnAll(hub, narrower); err != nil {
			return err
		}
		var iris []string
		for _, t := range terms[i] {
			iris = append(iris, t.IRI)
		}
		if steps[i], err = e.stepsOf(iris); err != nil {
			return err
		}
	}
	pa, pb := newPanel(kinds(terms[0])), newPanel(kinds(terms[1]))
	for i, tr := range traits {
		c.Profile = append(c.Profile, ProfileRow{Trait: tr, A: column(pa, i), B: column(pb, i)})
	}
	c.Users = users(newPanel(terms[0]), newPanel(terms[1]))
	var err error
	c.Stages, err = e.lifeCycles(steps[0], steps[1])
	return err
}

// kinds are the terms that are kinds of their type.
func kinds(all []*panelTerm) (out []*panelTerm) {
	for _, t := range all {
		if holds(kindOfType, knownFit(t.Fit)) {
			out = append(out, t)
		}
	}
	return out
}

// users are the organisations with a term for either type: those with both first.
func users(a, b *panel) []UserSides {
	out := []UserSides{}
	at := map[string]int{}
	for side, p := range []*panel{a, b} {
		for _, m := range p.members {
			i, known := at[m.owner.IRI]
			if !known {
				i = len(out)
				at[m.owner.IRI] = i
				out = append(out, UserSides{Organisation: m.owner, A: []Usage{}, B: []Usage{}, Only: []string{"a", "b"}[side]})
			} else {
				out[i].Only = ""
			}
			for _, t := range m.terms {
				u := Usage{Owner{IRI: t.IRI, Name: t.Label}, t.Fit, t.Evidence}
				if side == 0 {
					out[i].A = append(out[i].A, u)
				} else {
					out[i].B = append(out[i].B, u)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(x, y UserSides) int { return strings.Compare(x.Only, y.Only) })
	return out
}
