package harmonise

import (
	"context"
	"slices"
	"sort"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// WordQuery asks what a word does to those who meet it in a text of an organisation.
type WordQuery struct{ Term, Org string }

// WordCard answers "What does this word do to me?": whether it binds and on what condition, whom, by which consent, and
// which duty follows, each with its evidence; and what the same word does elsewhere.
type WordCard struct {
	Term      TermEntry   `json:"term"`
	Answers   []Answer    `json:"answers"`
	Elsewhere []TermEntry `json:"elsewhere"` // terms of other organisations with the same word, those of another force first
	Ambiguous []Owner     `json:"ambiguous,omitempty"`
}

// Answer is one question of the card.
type Answer struct {
	Question string      `json:"question"`
	Answer   string      `json:"answer"`
	Detail   string      `json:"detail,omitempty"` // the wording of the catalogue, conditions included
	Stated   bool        `json:"stated"`           // false: nothing is recorded, which does not prove that there is nothing
	Evidence []TermProof `json:"evidence"`         // none where nothing is stated
}

// cardRows are the questions of the card, in their order.
var cardRows = []struct{ question, feature string }{
	{"Does it bind?", "legal-nature"}, {"Whom?", "addressee"}, {"By which consent?", "consent-route"},
	{"Which duty follows?", "attached-duty"}, {"How is it adopted?", "adoption"},
}

// binds words the first level of legal nature.
var binds = map[string]string{"binding": "Yes", "non-binding": "No", "depends": "It depends"}

// MakeWordCard makes the card of a term.
func MakeWordCard(ctx context.Context, s index.Snapshot, q WordQuery) (*WordCard, error) {
	e, err := newEntries(ctx, s)
	if err != nil {
		return nil, err
	}
	org, err := e.organisation(q.Org)
	if err != nil {
		return nil, err
	}
	t, others, err := e.find(q.Term, org)
	if err != nil {
		return nil, err
	}
	card := &WordCard{Term: *t, Ambiguous: others, Answers: make([]Answer, 0, len(cardRows))}
	for _, r := range cardRows {
		card.Answers = append(card.Answers, t.answer(r.question, r.feature))
	}
	e.brief = true
	card.Elsewhere, err = e.elsewhere(t)
	return card, err
}

// answer words a feature. What has no evidence of its own stands on that of the term.
func (t *TermEntry) answer(question, feature string) Answer {
	f := t.Feature(feature)
	a := Answer{Question: question, Answer: f.String(), Detail: f.Text, Stated: f.Stated(), Evidence: f.Evidence}
	if level := binds[f.Level]; level != "" {
		a.Answer = level + ": " + f.String()
	}
	if feature == "legal-nature" && f.Level != "non-binding" && a.Detail == "" && len(t.Notes) > 0 {
		a.Detail = t.Notes[len(t.Notes)-1]
	}
	if !a.Stated && a.Detail != "" {
		a.Answer = "not coded"
	}
	switch {
	case !a.Stated && a.Detail == "":
		a.Evidence = []TermProof{}
	case len(a.Evidence) == 0:
		a.Evidence = t.Evidence
	}
	return a
}

// elsewhere finds the terms of other organisations that are the same word.
func (e *entries) elsewhere(t *TermEntry) ([]TermEntry, error) {
	var iris []string
	if t.headWord != "" {
		more, err := e.subjects(ontology.IOHeadWord, rdf.NewIRI(t.headWord))
		if err != nil {
			return nil, err
		}
		iris = more
	}
	for _, label := range t.prefs {
		more, err := e.subjects(ontology.SKOSPrefLabel, label)
		if err != nil {
			return nil, err
		}
		iris = append(iris, more...)
	}
	slices.Sort(iris)
	out := []TermEntry{}
	for _, iri := range slices.Compact(iris) {
		hub, _, err := e.placed(iri)
		if err != nil {
			return nil, err
		}
		if hub == "" {
			continue
		}
		o, err := e.entry(iri)
		if err != nil {
			return nil, err
		}
		if o.Organisation.IRI != t.Organisation.IRI && o.Organisation.IRI != "" {
			out = append(out, *o)
		}
	}
	level := func(x *TermEntry) string { return x.Feature("legal-nature").Level }
	sort.SliceStable(out, func(i, j int) bool {
		a, b := level(&out[i]) != level(t), level(&out[j]) != level(t)
		if a != b {
			return a
		}
		return out[i].Organisation.String() < out[j].Organisation.String()
	})
	return out, nil
}
