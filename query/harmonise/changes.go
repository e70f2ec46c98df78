package harmonise

import "fmt"

// ChangeState says what a comparison of a feature gave.
type ChangeState string

const (
	Unchanged ChangeState = "same"
	Changed   ChangeState = "changed"
	Unknown   ChangeState = "unknown" // not stated on one side or both
)

// Change compares one feature of two terms.
type Change struct {
	Feature string      `json:"feature"`
	Title   string      `json:"title"`
	From    string      `json:"from"`
	To      string      `json:"to"`
	State   ChangeState `json:"state"`
	Level   bool        `json:"level,omitempty"` // of legal nature: it is the first level that changes, not only the kind
}

// points is what the comparison adds to the score.
func (c *Change) points(weight float64) float64 {
	switch c.State {
	case Unchanged:
		return weight
	case Changed:
		return -weight / 2
	}
	return 0
}

// changes compares the features of two terms, in the order of FeatureWeights.
func changes(a, b *TermEntry) []Change {
	out := make([]Change, 0, len(FeatureWeights))
	for _, w := range FeatureWeights {
		x, y := a.Feature(w.Feature), b.Feature(w.Feature)
		c := Change{Feature: w.Feature, Title: w.Title, From: x.String(), To: y.String(), State: Changed}
		switch {
		case !x.Stated() || !y.Stated():
			c.State = Unknown
		case sameCodes(x, y):
			c.State = Unchanged
		default:
			c.Level = x.Level != y.Level
		}
		out = append(out, c)
	}
	return out
}

func sameCodes(x, y *Feature) bool {
	if len(x.Codes) != len(y.Codes) {
		return false
	}
	for i := range x.Codes { // both sorted
		if x.Codes[i].IRI != y.Codes[i].IRI {
			return false
		}
	}
	return true
}

// warnings words what changes from A to B, and what cannot be told.
func warnings(a, b *TermEntry, all []Change) (warn, unknown []string) {
	warn, unknown = []string{}, []string{}
	from, to := a.Organisation.String(), b.Organisation.String()
	for i := range all {
		c := &all[i]
		switch {
		case c.State == Changed && c.Level:
			warn = append(warn, fmt.Sprintf("%s changes in force: %s at %s, %s at %s.", c.Title, c.From, from, c.To, to))
		case c.State == Changed:
			warn = append(warn, fmt.Sprintf("%s changes: %s at %s, %s at %s.", c.Title, c.From, from, c.To, to))
		case c.State == Unknown && c.From != c.To: // stated on one side
			unknown = append(unknown, fmt.Sprintf("%s: %s at %s, %s at %s. Unknown whether it changes: not stated is not the same as absent.", c.Title, c.From, from, c.To, to))
		case c.State == Unknown:
			unknown = append(unknown, fmt.Sprintf("%s is stated on neither side.", c.Title))
		}
	}
	return warn, unknown
}
