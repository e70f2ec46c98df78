package harmonise

import (
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// InWords is the state of a fact that both sides state in prose only: to be compared by reading.
const InWords ChangeState = "in words"

// ComparedFact is one property of two things.
type ComparedFact struct {
	Feature string      `json:"feature"`
	Title   string      `json:"title"`
	A       FactSide    `json:"a"`
	B       FactSide    `json:"b"`
	State   ChangeState `json:"state"` // same, changed (they differ), unknown (not stated on a side), in words
}

// FactSide is what one side states: codes, text, or both.
type FactSide struct {
	Codes    []Owner     `json:"codes"`
	Text     string      `json:"text,omitempty"`
	Evidence []TermProof `json:"evidence,omitempty"`
	exact    bool        // Text is a value such as a year, not prose
}

// Stated reports whether anything is stated.
func (f *FactSide) Stated() bool { return len(f.Codes) > 0 || f.Text != "" }

// String is the codes in words, else the text.
func (f *FactSide) String() string {
	v := TraitValue{Codes: f.Codes}
	if !v.Stated() && f.Text != "" {
		return f.Text
	}
	return v.String()
}

// factSpec says where a fact is read: at a property of the thing, in a claim about it, or both.
type factSpec struct {
	feature, title string
	property       string
	claim          string // the slug of its feature
}

var organisationFacts = []factSpec{
	{"kind", "Kind", ontology.ORGClassification, ""},
	{"membership", "Members are", "", "membership"},
	{"members", "Number of members", ontology.IOMembersCount, ""},
	{"constituted", "Constituted", ontology.DCTCreated, ""},
	{"since", "At work since", ontology.IOSince, ""},
	{"until", "Dissolved", ontology.IOUntil, ""},
	{"successor", "Succeeded by", ontology.DCTIsReplacedBy, ""},
	{"founding-instrument", "Founding instrument", "", "founding-instrument"},
	{"headquarters", "Seat", "", "headquarters"},
	{"parent", "Part of", ontology.ORGSubOrganizationOf, ""},
	{"un-system", "In the United Nations system", ontology.IOUnSystemStatus, ""},
	{"partnership", "In the partnership of organisations", ontology.IOPartnership, ""},
	{"coverage", "How far it was researched here", ontology.IOCoverage, ""},
}

var typeFacts = []factSpec{
	{"legal-nature-level", "Legal nature, first level", ontology.IOLegalNatureLevel1, ""},
	{"legal-nature", "Legal nature, kind", ontology.IOLegalNature, ""},
	{"addressee", "Typical addressee", "", "addressee"},
	{"adoption", "How it is adopted", "", "adoption"},
	{"maintenance", "How it is maintained", "", "maintenance"},
	{"suited-to", "The need it suits", "", "suited-to"},
	{"strength", "Strength", "", "strength"},
	{"limit", "Limit", "", "limit"},
	{"basis", "What makes it a type", ontology.IOTypeBasis, ""},
	{"broader", "Broader type", ontology.SKOSBroader, ""},
	{"also-broader", "Overlaps with", ontology.IOAlsoBroader, ""},
	{"scope", "Scope", ontology.SKOSScopeNote, ""},
}

// termFacts are the traits of terms and what else is coded of them.
var termFacts = func() []factSpec {
	out := []factSpec{{"type", "Type of instrument", ontology.IOHubType, ""}, {"fit", "Fit", ontology.IOFit, ""}}
	for _, t := range traits {
		claim := t.claim
		if t.Name == "legal-nature-level" {
			claim = "" // its wording is that of the kind
		}
		out = append(out, factSpec{t.Name, t.Title, t.property, claim})
	}
	return append(out, factSpec{"legal-basis", "Legal basis", "", "legal-basis"}, factSpec{"role", "Role of the word", ontology.IOTermRole, ""},
		factSpec{"granularity", "What it names", ontology.IOGranularity, ""}, factSpec{"head-word", "Head word", ontology.IOHeadWord, ""})
}()

// facts compares two things property by property; what neither states is left out unless it is a trait of terms.
func (e *entries) facts(a, b string, specs []factSpec, keep bool) ([]ComparedFact, error) {
	var sides [2][]FactSide
	for i, iri := range []string{a, b} {
		var err error
		if sides[i], err = e.factSides(iri, specs); err != nil {
			return nil, err
		}
	}
	out := []ComparedFact{}
	for i, s := range specs {
		f := ComparedFact{Feature: s.feature, Title: s.title, A: sides[0][i], B: sides[1][i]}
		if !keep && !f.A.Stated() && !f.B.Stated() {
			continue
		}
		f.State = stateOf(&f.A, &f.B)
		out = append(out, f)
	}
	return out, nil
}

func (e *entries) factSides(iri string, specs []factSpec) ([]FactSide, error) {
	n, err := e.node(iri)
	if err != nil {
		return nil, err
	}
	claims, err := e.claims(iri)
	if err != nil {
		return nil, err
	}
	own, err := e.proofs(n)
	if err != nil {
		return nil, err
	}
	out := make([]FactSide, len(specs))
	for i, s := range specs {
		if out[i], err = e.factSide(s, n[s.property], claims[s.claim]); err != nil {
			return nil, err
		}
		if s.feature == "members" && out[i].Stated() { // a count is worth little without its year
			if as := bestText(claims["members-count"][ontology.DCTValid]).Value; as != "" {
				out[i].Text += " (" + as + ")"
			}
		}
		if out[i].Stated() && len(out[i].Evidence) == 0 {
			out[i].Evidence = own
		}
	}
	return out, nil
}

// factSide reads what a property and a claim state.
func (e *entries) factSide(s factSpec, objects []rdf.Term, claim map[string][]rdf.Term) (FactSide, error) {
	f := FactSide{Codes: []Owner{}}
	var texts []rdf.Term
	if s.property == ontology.IOReviewYears {
		v, err := e.traitValue(Trait{number: true}, objects)
		if err != nil {
			return f, err
		}
		f.Codes, objects = v.Codes, nil
	}
	for _, o := range objects {
		switch {
		case o.Kind == rdf.Literal:
			texts = append(texts, o)
		case !notStated[lastSegment(o.Value)]:
			code, err := e.named(o.Value)
			if err != nil {
				return f, err
			}
			f.Codes = append(f.Codes, code)
		}
	}
	slices.SortFunc(f.Codes, func(a, b Owner) int { return strings.Compare(a.IRI, b.IRI) })
	if t := bestText(texts); t.Value != "" {
		f.Text, f.exact = t.Value, t.Lang == ""
	}
	if t := bestText(claim[ontology.RDFValue]); t.Value != "" {
		f.Text, f.exact = t.Value, false
	}
	var err error
	f.Evidence, err = e.proofs(claim)
	return f, err
}

// stateOf compares codes with codes and values with values; prose is for readers.
func stateOf(a, b *FactSide) ChangeState {
	switch {
	case !a.Stated() || !b.Stated():
		return Unknown
	case len(a.Codes) > 0 && len(b.Codes) > 0:
		if slices.Equal(a.Codes, b.Codes) {
			return Unchanged
		}
		return Changed
	case len(a.Codes) > 0 || len(b.Codes) > 0:
		return InWords
	case fold(a.Text) == fold(b.Text):
		return Unchanged
	case a.exact && b.exact:
		return Changed
	}
	return InWords
}
