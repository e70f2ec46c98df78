package glossary

import (
	"fmt"

	"w3id.org/concord/query/harmonise"
)

// Query chooses organisations and types, by the names that the matrix takes. The zero value is everything.
type Query struct {
	Orgs     []string `json:"orgs,omitempty"`
	Types    []string `json:"types,omitempty"`
	Family   string   `json:"family,omitempty"`
	Examples int      `json:"examples,omitempty"` // of each organisation and type; 0 means ExamplesEach
}

// ExamplesEach is how many examples of an organisation stand under a type.
const ExamplesEach = 2

// Glossary has an entry for each type of instrument, families before their kinds.
type Glossary struct {
	Edition       Edition           `json:"edition"`
	Query         Query             `json:"query"`
	Organisations []harmonise.Owner `json:"organisations"` // those of the query, or all
	Entries       []Entry           `json:"entries"`
}

// Entry is a type of instrument.
type Entry struct {
	IRI        string            `json:"iri"`
	Name       string            `json:"name"`
	Names      []Name            `json:"names"` // in all languages
	Level      int               `json:"level"` // steps below the top of its family
	Broader    []harmonise.Owner `json:"broader,omitempty"`
	Definition string            `json:"definition,omitempty"`
	Scope      string            `json:"scope,omitempty"`
	Nature     []string          `json:"nature,omitempty"`
	Check      string            `json:"check"` // best state of the evidence of the type itself
	Uses       []Use             `json:"uses"`
	Examples   []Examples        `json:"examples"`
	Variations *Variations       `json:"variations"` // nil if no organisation has a term for the type
	Checks     Checks            `json:"checks"`     // of the terms listed
}

// Name is a name in a language.
type Name struct {
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"`
}

// Use is what an organisation calls the type.
type Use struct {
	Organisation harmonise.Owner       `json:"organisation"`
	IRI          string                `json:"iri"`
	Label        string                `json:"label"`
	Lang         string                `json:"lang,omitempty"`
	Fit          harmonise.Fit         `json:"fit,omitempty"`
	Nature       string                `json:"nature"` // in words; "not stated"
	Check        string                `json:"check"`
	Evidence     []harmonise.TermProof `json:"evidence"`
}

// Examples are instruments of an organisation that work as the type.
type Examples struct {
	Organisation harmonise.Owner `json:"organisation"`
	Known        int             `json:"known"` // in the graph; fewer may be listed
	Listed       []Example       `json:"listed"`
}

// Example is an instrument.
type Example struct {
	IRI    string `json:"iri"`
	Title  string `json:"title"`
	Code   string `json:"code,omitempty"`
	Year   string `json:"year,omitempty"`
	Called string `json:"called,omitempty"` // what its organisation calls it
	Check  string `json:"check"`
}

// Variations say who differs from what is most frequent, and in what. They are counted from the terms of all organisations of the graph.
type Variations struct {
	Terms         int           `json:"terms"` // kinds of the type that were counted
	Organisations int           `json:"organisations"`
	Few           bool          `json:"few,omitempty"` // too few to say what most do
	Differing     []Differing   `json:"differing"`     // only of the organisations of the glossary
	Features      []FeatureMost `json:"features,omitempty"`
}

// FeatureMost is the most frequent value of a feature.
type FeatureMost struct {
	Title    string  `json:"title"`
	Value    string  `json:"value"`
	Count    int     `json:"count"`
	Stated   int     `json:"n"`
	Share    float64 `json:"share"`
	Tie      bool    `json:"tie,omitempty"`
	Majority bool    `json:"majority"`
}

// Differing is a term that has another value than the most frequent one, which need not be that of most.
type Differing struct {
	Organisation harmonise.Owner `json:"organisation"`
	IRI          string          `json:"iri"`
	Label        string          `json:"label"`
	Feature      string          `json:"feature"`
	Value        string          `json:"value"`
	Frequent     string          `json:"mostFrequent"`
	Count        int             `json:"count"` // of terms with the most frequent value
	Stated       int             `json:"n"`     // of terms of which the feature is coded
}

// Checks counts terms by the best state of their evidence.
type Checks struct {
	Checked     int `json:"checked"`
	ExcerptSeen int `json:"excerptSeen"`
	NotChecked  int `json:"notChecked"`
	Unknown     int `json:"unknown"`
}

// String says how far the terms were checked.
func (c Checks) String() string {
	total := c.Checked + c.ExcerptSeen + c.NotChecked + c.Unknown
	out := fmt.Sprintf("%d of %d checked against the source", c.Checked, total)
	for _, part := range []struct {
		n    int
		what string
	}{{c.ExcerptSeen, "seen in an excerpt"}, {c.NotChecked, "not yet checked"}, {c.Unknown, "of unknown state"}} {
		if part.n > 0 {
			out += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return out
}

func (c *Checks) add(state string) {
	switch state {
	case "checked":
		c.Checked++
	case "excerpt-seen":
		c.ExcerptSeen++
	case "not-checked":
		c.NotChecked++
	default:
		c.Unknown++
	}
}
