package harmonise

import (
	"cmp"
	"slices"
	"strings"

	"w3id.org/concord/ontology"
)

// TypeSides is a hub type with the terms of two organisations, or why there are none.
type TypeSides struct {
	Type     Owner  `json:"type"`
	Level    int    `json:"level"` // steps below the top of its family
	A        Cell   `json:"a"`
	B        Cell   `json:"b"`
	Only     string `json:"only,omitempty"`     // "a" or "b" where one has terms and the other has none
	SuitedTo string `json:"suitedTo,omitempty"` // the need that the type suits
}

// SharedWord is a word of both organisations that does not mean the same.
type SharedWord struct {
	Word    string   `json:"word"`
	A       WordSide `json:"a"`
	B       WordSide `json:"b"`
	Differs []string `json:"differs"` // type of instrument, legal nature
}

// WordSide is a term with what it is.
type WordSide struct {
	Term       Owner       `json:"term"`
	Type       Owner       `json:"type"`
	Fit        Fit         `json:"fit,omitempty"`
	Nature     string      `json:"nature"` // legal nature in words
	Definition string      `json:"definition,omitempty"`
	Evidence   []TermProof `json:"evidence"`
}

func (e *entries) compareOrganisations(c *Comparison, a, b string) error {
	for _, side := range []struct {
		iri string
		to  *ComparedThing
	}{{a, &c.A}, {b, &c.B}} {
		n, err := e.node(side.iri)
		if err != nil {
			return err
		}
		if side.to.Owner, err = e.named(side.iri); err != nil {
			return err
		}
		for _, note := range n[ontology.SKOSNote] {
			side.to.Notes = append(side.to.Notes, note.Value)
		}
		if side.to.Evidence, err = e.proofs(n); err != nil {
			return err
		}
	}
	var err error
	if c.Facts, err = e.facts(a, b, organisationFacts, false); err != nil {
		return err
	}
	if err := e.compareVocabularies(c, a, b); err != nil {
		return err
	}
	c.warnOfCoverage()
	return e.comparePractices(c, a, b)
}

// warnOfCoverage says it where an organisation was not researched: then nothing follows from what it lacks.
func (c *Comparison) warnOfCoverage() {
	for i := range c.Facts {
		f := &c.Facts[i]
		if f.Feature != "coverage" {
			continue
		}
		for k, side := range []*FactSide{&f.A, &f.B} {
			if len(side.Codes) > 0 && lastSegment(side.Codes[0].IRI) != "researched" {
				name := []string{c.A.String(), c.B.String()}[k]
				c.Warnings = append(c.Warnings, name+" was not researched: what is not recorded for it says nothing about it.")
			}
		}
	}
}

// compareVocabularies compares the terms of two organisations and how they come about.
func (e *entries) compareVocabularies(c *Comparison, a, b string) error {
	var terms [2][]*TermEntry
	var steps [2][]Step
	for i, org := range []string{a, b} {
		iris, err := e.termsOf(org)
		if err != nil {
			return err
		}
		if steps[i], err = e.stepsOf(iris); err != nil {
			return err
		}
		for _, iri := range iris {
			e.brief = true
			t, err := e.entry(iri)
			if err != nil {
				return err
			}
			terms[i] = append(terms[i], t)
		}
	}
	c.Words = e.sharedWords(terms[0], terms[1])
	var err error
	if c.Stages, err = e.lifeCycles(steps[0], steps[1]); err != nil {
		return err
	}
	c.Types, err = e.typeSides([2]string{a, b}, terms)
	return err
}

// sharedWords pairs terms that share a word and differ in their type or their legal nature.
func (e *entries) sharedWords(as, bs []*TermEntry) []SharedWord {
	out := []SharedWord{}
	for _, a := range as {
		for _, b := range bs {
			if !a.sharesWord(b) {
				continue
			}
			w := SharedWord{Word: a.Label, A: wordSide(a), B: wordSide(b)}
			if a.headWord != "" && a.headWord == b.headWord {
				w.Word = strings.ReplaceAll(lastSegment(a.headWord), "-", " ")
			}
			if a.Type.IRI != b.Type.IRI {
				w.Differs = append(w.Differs, "type of instrument")
			}
			x, y := a.Feature("legal-nature"), b.Feature("legal-nature")
			if x.Stated() && y.Stated() && !sameCodes(x, y) {
				w.Differs = append(w.Differs, "legal nature")
			}
			if len(w.Differs) > 0 {
				out = append(out, w)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y SharedWord) int { // both differ first, then by word
		return cmp.Or(cmp.Compare(len(y.Differs), len(x.Differs)), strings.Compare(strings.ToLower(x.Word), strings.ToLower(y.Word)))
	})
	return out
}

func wordSide(t *TermEntry) WordSide {
	return WordSide{Term: Owner{IRI: t.IRI, Name: t.Label}, Type: t.Type, Fit: t.Fit, Nature: t.Feature("legal-nature").String(), Definition: t.Definition, Evidence: t.Evidence}
}
