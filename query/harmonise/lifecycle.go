package harmonise

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// StageSides is a stage of the life cycle with what both sides document of it.
type StageSides struct {
	Stage Owner  `json:"stage"`
	Phase string `json:"phase"` // developed, maintained, updated; "" for a stage of others
	A     []Step `json:"a"`
	B     []Step `json:"b"`
}

// Step is how a term passes a stage.
type Step struct {
	IRI          string      `json:"iri"`
	Term         Owner       `json:"term"`
	Organisation Owner       `json:"organisation"`
	Description  string      `json:"description"`
	Period       string      `json:"period,omitempty"`
	Evidence     []TermProof `json:"evidence"`
	stage        string
}

// phases say what a stage is about, in the words of the group that asks how instruments are developed, maintained and
// updated.
var phases = map[string]string{
	"initiation": "developed", "development": "developed", "consultation": "developed", "adoption": "developed", "entry-into-force": "developed",
	"implementation": "maintained", "monitoring": "maintained", "review": "maintained", "revision": "updated", "withdrawal": "updated",
}

// lifeCycles puts the steps of two sides side by side, by stage. Every stage of the list of stages stands there, also those
// that nobody documents.
func (e *entries) lifeCycles(a, b []Step) ([]StageSides, error) {
	stages, err := e.stages()
	if err != nil {
		return nil, err
	}
	for _, s := range append(slices.Clone(a), b...) {
		if !slices.Contains(stages, s.stage) {
			stages = append(stages, s.stage)
		}
	}
	out := make([]StageSides, len(stages))
	for i, iri := range stages {
		name, err := e.named(iri)
		if err != nil {
			return nil, err
		}
		name.Acronym = "" // its place in the order
		out[i] = StageSides{Stage: name, Phase: phases[lastSegment(iri)], A: atStage(a, iri), B: atStage(b, iri)}
	}
	return out, nil
}

func atStage(all []Step, stage string) []Step {
	out := []Step{}
	for _, s := range all {
		if s.stage == stage {
			out = append(out, s)
		}
	}
	return out
}

// stages are the numbered ones, in their order.
func (e *entries) stages() ([]string, error) {
	all, err := e.subjects(ontology.SKOSInScheme, ontology.Thing("scheme", "stage"))
	if err != nil {
		return nil, err
	}
	number := map[string]int{}
	var out []string
	for _, iri := range all {
		n, err := e.node(iri)
		if err != nil {
			return nil, err
		}
		if at, err := strconv.Atoi(bestText(n[ontology.SKOSNotation]).Value); err == nil {
			number[iri] = at
			out = append(out, iri)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Compare(number[a], number[b]) })
	return out, nil
}

// stepsOf are the steps of terms, by organisation and term. What is about a term and has a stage is a step.
func (e *entries) stepsOf(terms []string) ([]Step, error) {
	var out []Step
	for _, term := range terms {
		about, err := e.subjects(ontology.IOAbout, rdf.NewIRI(term))
		if err != nil {
			return nil, err
		}
		for _, iri := range about {
			n, err := e.node(iri)
			if err != nil {
				return nil, err
			}
			for _, stage := range n[ontology.IOStage] {
				s, err := e.step(iri, term, n)
				if err != nil {
					return nil, err
				}
				s.stage = stage.Value
				out = append(out, s)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Step) int {
		return cmp.Or(strings.Compare(a.Organisation.String(), b.Organisation.String()), strings.Compare(a.Term.Name, b.Term.Name), strings.Compare(a.IRI, b.IRI))
	})
	return out, nil
}

func (e *entries) step(iri, term string, n map[string][]rdf.Term) (Step, error) {
	s := Step{IRI: iri, Description: bestText(n[ontology.DCTDescription]).Value, Period: bestText(n[ontology.IOPeriod]).Value}
	of, err := e.node(term)
	if err != nil {
		return s, err
	}
	if s.Term, err = e.named(term); err != nil {
		return s, err
	}
	if s.Organisation, err = e.organisationOf(of); err != nil {
		return s, err
	}
	s.Evidence, err = e.proofs(n)
	return s, err
}
