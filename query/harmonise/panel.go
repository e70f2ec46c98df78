package harmonise

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// Trait is a coded feature that differences and consensus look at.
type Trait struct {
	Name     string  `json:"name"` // legal-nature-level, attached-duty ...
	Title    string  `json:"title"`
	weight   float64 // in the distance
	property string  // that codes it
	claim    string  // the slug of the feature whose claim words it
	number   bool    // values are numbers, not codes
}

// traits are all of them, in the order of the columns. Legal nature is coded on two levels, which count half each: two terms
// that differ on the first level differ wholly, those that differ only in kind by half.
var traits = []Trait{
	{"legal-nature-level", "Legal nature, first level", 0.5, ontology.IOLegalNatureLevel1, "legal-nature", false},
	{"legal-nature", "Legal nature, kind", 0.5, ontology.IOLegalNature, "legal-nature", false},
	{"attached-duty", "Attached duty", 1, ontology.IOAttachedDuty, "attached-duty", false},
	{"addressee", "Addressee", 1, ontology.IOAddressee, "addressee", false},
	{"adoption", "Adoption", 1, ontology.IOAdoption, "adoption", false},
	{"consent-route", "Consent route", 1, ontology.IOConsentRoute, "consent-route", false},
	{"adopting-body", "Adopting body", 1, ontology.IOAdoptingBody, "adopting-body", false},
	{"review-years", "Review cycle", 1, ontology.IOReviewYears, "review-cycle", true},
}

// TraitValue is what a term says of a trait: one code or several, or a number of years. Without Codes it is not stated,
// which is not the same as absent.
type TraitValue struct {
	Codes   []Owner `json:"codes"`
	Differs bool    `json:"differs,omitempty"` // from the value that most organisations of the panel have
	Text    string  `json:"text,omitempty"`    // the wording of the catalogue
	number  float64
}

// Stated reports whether the trait is coded.
func (v *TraitValue) Stated() bool { return len(v.Codes) > 0 }

// String lists the codes in words, joined by "and".
func (v *TraitValue) String() string {
	f := Feature{Codes: v.Codes}
	return f.String()
}

// key is the same for the same codes, "" where nothing is stated.
func (v *TraitValue) key() string {
	parts := make([]string, len(v.Codes))
	for i, c := range v.Codes {
		parts[i] = cmp.Or(c.IRI, c.Name)
	}
	return strings.Join(parts, "\x00")
}

// panel is who says what of the terms of a type.
type panel struct {
	traits  []Trait
	members []member
}

// member is an organisation with its terms; each term is a point.
type member struct {
	owner Owner
	terms []*panelTerm
}

type panelTerm struct {
	*TermEntry
	values []TraitValue // in the order of the traits
}

// termsOn are the terms that are placed on a type, without those that belong to nobody.
func (e *entries) termsOn(hub string) ([]*panelTerm, error) {
	var found []string
	for _, p := range []string{ontology.IOHubType, ontology.SKOSBroadMatch, ontology.SKOSCloseMatch, ontology.SKOSNarrowMatch} {
		more, err := e.subjects(p, rdf.NewIRI(hub))
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	slices.Sort(found)
	var out []*panelTerm
	for _, iri := range slices.Compact(found) {
		if on, _, err := e.placed(iri); err != nil || on != hub {
			if err != nil {
				return nil, err
			}
			continue
		}
		t, err := e.panelTerm(iri)
		if err != nil {
			return nil, err
		}
		if t.Organisation.IRI != "" {
			out = append(out, t)
		}
	}
	return out, nil
}

// termsOnAll are the terms on a type and, if asked for, on all narrower types.
func (e *entries) termsOnAll(hub string, narrower bool) ([]*panelTerm, error) {
	types := []string{hub}
	if narrower {
		more, err := e.below(hub)
		if err != nil {
			return nil, err
		}
		types = append(types, more...)
	}
	var out []*panelTerm
	for _, t := range types {
		terms, err := e.termsOn(t)
		if err != nil {
			return nil, err
		}
		out = append(out, terms...)
	}
	return out, nil
}

// panelTerm reads a term with its traits.
func (e *entries) panelTerm(iri string) (*panelTerm, error) {
	entry, err := e.entry(iri)
	if err != nil {
		return nil, err
	}
	n, err := e.node(iri)
	if err != nil {
		return nil, err
	}
	t := &panelTerm{TermEntry: entry, values: make([]TraitValue, len(traits))}
	if t.Organisation.IRI == "" && len(n[ontology.SKOSInScheme]) > 0 { // a vocabulary whose publisher is not named
		if t.Organisation, err = e.named(n[ontology.SKOSInScheme][0].Value); err != nil {
			return nil, err
		}
	}
	var claims map[string]map[string][]rdf.Term
	if !e.brief {
		if claims, err = e.claims(iri); err != nil {
			return nil, err
		}
	}
	for i, tr := range traits {
		if t.values[i], err = e.traitValue(tr, n[tr.property]); err != nil {
			return nil, err
		}
		t.values[i].Text = bestText(claims[tr.claim][ontology.RDFValue]).Value
	}
	return t, nil
}

// traitValue takes codes or a number from the objects of a property.
func (e *entries) traitValue(tr Trait, objects []rdf.Term) (TraitValue, error) {
	v := TraitValue{Codes: []Owner{}}
	for _, o := range objects {
		switch {
		case tr.number:
			years, err := strconv.ParseFloat(o.Value, 64)
			if err == nil && !v.Stated() {
				v.number, v.Codes = years, []Owner{{Name: inYears(years)}}
			}
		case !notStated[lastSegment(o.Value)]:
			code, err := e.named(o.Value)
			if err != nil {
				return v, err
			}
			v.Codes = append(v.Codes, code)
		}
	}
	slices.SortFunc(v.Codes, func(a, b Owner) int { return strings.Compare(a.IRI, b.IRI) })
	return v, nil
}

func inYears(n float64) string {
	if n == 1 {
		return "1 year"
	}
	return fmt.Sprintf("%g years", n)
}

// newPanel groups terms by organisation, in the order of their names.
func newPanel(terms []*panelTerm) *panel {
	p := &panel{traits: traits}
	at := map[string]int{}
	for _, t := range terms {
		i, known := at[t.Organisation.IRI]
		if !known {
			i = len(p.members)
			at[t.Organisation.IRI] = i
			p.members = append(p.members, member{owner: t.Organisation})
		}
		p.members[i].terms = append(p.members[i].terms, t)
	}
	slices.SortStableFunc(p.members, func(a, b member) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.owner.String()), strings.ToLower(b.owner.String())), strings.Compare(a.owner.IRI, b.owner.IRI))
	})
	return p
}
