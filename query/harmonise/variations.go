package harmonise

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/index"
)

// VariationQuery asks how the terms of words, and of hub types, vary.
type VariationQuery struct {
	Name  string // a word or a type, by its name, the end of its address or the address; "" for all
	Of    string // OfWord or OfType; "" for both
	Least int    // words and types with fewer terms are left out of a list of all; 0 for FewestTerms
}

// What a Variation is of.
const (
	OfWord = "word"
	OfType = "type"
)

// FewestTerms is how many terms a word or type needs before its most frequent value is called that: of two, nothing is
// frequent.
const FewestTerms = 3

// VariationReport says for each word what its terms have most often and which of them differ, and the same for each type.
type VariationReport struct {
	Seq     uint64      `json:"seq"`
	Words   []Variation `json:"words"` // those with the most terms first
	Types   []Variation `json:"types"`
	Least   int         `json:"least"`
	LeftOut int         `json:"leftOut"` // words and types with fewer terms
	Derived bool        `json:"derived"` // always true: counted from the terms of this graph, not said by anybody
}

// Variation is how the terms of one word, or of one hub type, vary.
type Variation struct {
	Of            string    `json:"of"` // OfWord or OfType
	IRI           string    `json:"iri,omitempty"`
	Name          string    `json:"name"`
	Terms         int       `json:"terms"` // those counted
	Organisations int       `json:"organisations"`
	Few           bool      `json:"few,omitempty"` // under FewestTerms: nothing follows from the counts
	Tallies       []Tally   `json:"tallies"`
	Members       []Member  `json:"members"`
	NotKinds      []TermRef `json:"notKinds,omitempty"` // of a type: terms that are only close to it or cover more, not counted
}

// Tally counts the values of one feature. A value of several codes counts as one.
type Tally struct {
	Feature   string       `json:"feature"` // type, level, or the slug of a coded feature
	Title     string       `json:"title"`
	Stated    int          `json:"stated"`
	NotStated int          `json:"notStated"`
	Values    []ValueCount `json:"values"` // the most frequent first
	Plurality []string     `json:"plurality"`
	Count     int          `json:"count"` // of terms that have the most frequent value
	Share     float64      `json:"share"` // of the stated
	Tie       bool         `json:"tie"`   // several values are the most frequent
	Majority  bool         `json:"majority"`
}

// ValueCount is a value with the number of terms that have it.
type ValueCount struct {
	Key  string `json:"key"` // the addresses of its codes
	Name string `json:"name"`
	N    int    `json:"n"`
}

// Member is a term that was counted, and where it differs.
type Member struct {
	TermRef
	Differences []Difference `json:"differences"`
	Divergence  string       `json:"divergence,omitempty"` // from what the word suggests, as recorded in the graph
}

// Difference is a feature in which a term has another value than most. In a tie of which it is part it only shares the lead.
type Difference struct {
	Feature   string `json:"feature"`
	Title     string `json:"title"`
	Value     string `json:"value"`
	Plurality string `json:"plurality"`
	Tied      bool   `json:"tied,omitempty"`
}

// TermRef is a term in short, with the evidence that it stands on.
type TermRef struct {
	IRI          string      `json:"iri"`
	Label        string      `json:"label"`
	Lang         string      `json:"lang,omitempty"`
	Organisation Owner       `json:"organisation"`
	Type         Owner       `json:"type"`
	Fit          Fit         `json:"fit,omitempty"`
	Level        string      `json:"level,omitempty"` // of legal nature: binding, non-binding, depends; "" if not stated
	LegalNature  string      `json:"legalNature"`
	Definition   string      `json:"definition,omitempty"`
	Evidence     []TermProof `json:"evidence"`
}

// Aside says why a term is not counted among the kinds of its type.
func (t *TermRef) Aside() string {
	if t.Fit == FitWider {
		return "it covers more than the type"
	}
	return "it is only close to the type"
}

// Ref gives the term in short.
func (t *TermEntry) Ref() TermRef {
	return TermRef{IRI: t.IRI, Label: t.Label, Lang: t.Lang, Organisation: t.Organisation, Type: t.Type, Fit: t.Fit,
		Level: t.level(), LegalNature: t.Feature("legal-nature").String(), Definition: t.Definition, Evidence: t.Evidence}
}

func (t *TermEntry) level() string { return t.Feature("legal-nature").Level }

// Variations recomputes from the graph how words and types vary: what is most frequent, with its share and its ties, and
// each term that differs and in what. Only more than half is called a majority.
func Variations(ctx context.Context, s index.Snapshot, q VariationQuery) (*VariationReport, error) {
	if q.Of != "" && q.Of != OfWord && q.Of != OfType {
		return nil, fmt.Errorf("variations are of a %s or a %s, not of a %q", OfWord, OfType, q.Of)
	}
	q.Name = strings.TrimSpace(q.Name)
	e, err := newEntries(ctx, s)
	if err != nil {
		return nil, err
	}
	e.brief = true
	spokes, err := e.spokes()
	if err != nil {
		return nil, fmt.Errorf("read the terms that vary: %w", err)
	}
	words, err := e.words(spokes.Terms)
	if err != nil {
		return nil, err
	}
	r := &VariationReport{Seq: spokes.Seq, Words: []Variation{}, Types: []Variation{}, Least: q.Least, Derived: true}
	if r.Least <= 0 {
		r.Least = FewestTerms
	}
	if q.Name != "" {
		r.Least = 0
	}
	if q.Of != OfType {
		asked := words
		if q.Name != "" {
			asked = wordsCalled(words, q.Name)
		}
		r.Words = r.choose(wordVariations(asked))
	}
	if q.Of != OfWord {
		r.Types = r.choose(typeVariations(spokes, spokes.typesCalled(q.Name)))
	}
	if q.Name != "" && len(r.Words)+len(r.Types) == 0 {
		return nil, unknownVariation(q, words, spokes)
	}
	return r, nil
}

// Differs are the features in which the term differs, without those in which it shares the lead.
func (m *Member) Differs() []Difference {
	out := []Difference{}
	for _, d := range m.Differences {
		if !d.Tied {
			out = append(out, d)
		}
	}
	return out
}

// Differing are the members that differ from the rest in a feature, without those that share the lead.
func (v *Variation) Differing(feature string) []Member {
	var out []Member
	for _, m := range v.Members {
		if slices.ContainsFunc(m.Differences, func(d Difference) bool { return d.Feature == feature && !d.Tied }) {
			out = append(out, m)
		}
	}
	return out
}

// Tally gives the counts of a feature, nil if it is none of those counted.
func (v *Variation) Tally(feature string) *Tally {
	for i := range v.Tallies {
		if v.Tallies[i].Feature == feature {
			return &v.Tallies[i]
		}
	}
	return nil
}

// choose keeps those that have enough terms, those with the most first.
func (r *VariationReport) choose(all []Variation) []Variation {
	out := []Variation{}
	for _, v := range all {
		if v.Terms < r.Least {
			r.LeftOut++
			continue
		}
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(a, b Variation) int { return b.Terms - a.Terms })
	return out
}

// unknownVariation says what there is instead.
func unknownVariation(q VariationQuery, words []word, s *Spokes) error {
	what, all := "word or type", []string{}
	if q.Of != "" {
		what = q.Of
	}
	if q.Of != OfType {
		for _, w := range words {
			if len(w.terms) >= FewestTerms {
				all = append(all, w.name)
			}
		}
	}
	if q.Of != OfWord {
		all = append(all, s.typeNames()...)
	}
	return &NotFoundError{What: what, Name: q.Name, Known: nearNames(all, q.Name)}
}
