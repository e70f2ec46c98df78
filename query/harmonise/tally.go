package harmonise

import (
	"fmt"
	"slices"
	"strings"
)

// counted is a feature as it is counted: of a term, what names the value and what it is called, "" if it is not stated.
type counted struct {
	feature, title string
	value          func(*TermEntry) (key, name string)
}

var typeCounted = counted{"type", "Type", func(t *TermEntry) (string, string) { return t.Type.IRI, t.Type.Name }}

// featuresCounted are the first level of legal nature and the coded features.
var featuresCounted = func() []counted {
	out := []counted{{"level", "Binding or not", func(t *TermEntry) (string, string) { return t.level(), t.level() }}}
	for _, w := range FeatureWeights {
		out = append(out, counted{w.Feature, w.Title, func(t *TermEntry) (string, string) {
			f := t.Feature(w.Feature)
			if !f.Stated() {
				return "", ""
			}
			return f.key(), f.String()
		}})
	}
	return out
}()

// key names the codes of a feature, sorted as they are.
func (f *Feature) key() string {
	keys := make([]string, len(f.Codes))
	for i, c := range f.Codes {
		keys[i] = c.IRI
	}
	return strings.Join(keys, " ")
}

// wordVariations counts each word.
func wordVariations(words []word) []Variation {
	var out []Variation
	for _, w := range words {
		v := vary(w.terms, append([]counted{typeCounted}, featuresCounted...))
		v.Of, v.IRI, v.Name = OfWord, w.iri, w.name
		out = append(out, v)
	}
	return out
}

// typeVariations counts types, over the terms that are kinds of it.
func typeVariations(s *Spokes, types []string) []Variation {
	kinds, others := map[string][]*TermEntry{}, map[string][]TermRef{}
	for _, t := range s.Terms {
		if holds(kindOfType, t.Fit) {
			kinds[t.Type.IRI] = append(kinds[t.Type.IRI], t)
		} else {
			others[t.Type.IRI] = append(others[t.Type.IRI], t.Ref())
		}
	}
	var out []Variation
	for _, iri := range types {
		if len(kinds[iri])+len(others[iri]) == 0 {
			continue
		}
		v := vary(kinds[iri], featuresCounted)
		v.Of, v.IRI, v.Name, v.NotKinds = OfType, iri, s.Types[iri].Name, others[iri]
		out = append(out, v)
	}
	return out
}

// vary counts the features of terms and tells where each differs.
func vary(terms []*TermEntry, features []counted) Variation {
	v := Variation{Terms: len(terms), Few: len(terms) < FewestTerms, Tallies: make([]Tally, len(features)), Members: make([]Member, len(terms))}
	orgs := map[string]bool{}
	for i, t := range terms {
		orgs[t.Organisation.IRI] = true
		v.Members[i] = Member{TermRef: t.Ref(), Differences: []Difference{}, Divergence: t.divergence}
	}
	v.Organisations = len(orgs)
	for i, f := range features {
		v.Tallies[i] = f.tally(terms)
		for k, t := range terms {
			if d, ok := v.Tallies[i].difference(f.value(t)); ok {
				v.Members[k].Differences = append(v.Members[k].Differences, d)
			}
		}
	}
	return v
}

// tally counts the values of a feature.
func (f *counted) tally(terms []*TermEntry) Tally {
	out := Tally{Feature: f.feature, Title: f.title, Values: []ValueCount{}, Plurality: []string{}}
	at := map[string]int{}
	for _, t := range terms {
		key, name := f.value(t)
		if key == "" {
			out.NotStated++
			continue
		}
		out.Stated++
		if _, ok := at[key]; !ok {
			at[key] = len(out.Values)
			out.Values = append(out.Values, ValueCount{Key: key, Name: name})
		}
		out.Values[at[key]].N++
	}
	slices.SortFunc(out.Values, func(a, b ValueCount) int {
		if a.N != b.N {
			return b.N - a.N
		}
		return strings.Compare(a.Key, b.Key)
	})
	for _, v := range out.Values {
		if v.N == out.Values[0].N {
			out.Plurality, out.Count = append(out.Plurality, v.Key), v.N
		}
	}
	if out.Stated > 0 {
		out.Share = float64(out.Count) / float64(out.Stated)
	}
	out.Tie, out.Majority = len(out.Plurality) > 1, 2*out.Count > out.Stated && out.Stated >= FewestTerms
	return out
}

// difference tells whether a value is another than the most frequent one. Among fewer than FewestTerms nothing differs.
func (t *Tally) difference(key, name string) (Difference, bool) {
	leads := slices.Contains(t.Plurality, key)
	if key == "" || leads && !t.Tie || t.Stated < FewestTerms {
		return Difference{}, false
	}
	return Difference{Feature: t.Feature, Title: t.Title, Value: name, Plurality: t.PluralityNames(), Tied: leads}, true
}

// PluralityNames are the most frequent values in words.
func (t *Tally) PluralityNames() string {
	var out []string
	for _, v := range t.Values[:len(t.Plurality)] {
		out = append(out, v.Name)
	}
	return strings.Join(out, " / ")
}

// Sentence says what a tally holds, in words that promise no more than the numbers.
func (t *Tally) Sentence() string {
	lead := t.PluralityNames()
	switch {
	case t.Stated == 0:
		return fmt.Sprintf("not stated for any of %d", t.NotStated)
	case t.Stated < FewestTerms:
		var all []string
		for _, v := range t.Values {
			all = append(all, v.Name)
		}
		return fmt.Sprintf("stated for %d only: %s", t.Stated, strings.Join(all, " / "))
	case t.Count == 1:
		return fmt.Sprintf("no value occurs twice among %d", t.Stated)
	case t.Tie:
		return fmt.Sprintf("tie: %s, %d of %d each (%.0f %%)", lead, t.Count, t.Stated, 100*t.Share)
	case t.Count == t.Stated:
		return fmt.Sprintf("%s, all %d", lead, t.Stated)
	case t.Majority:
		return fmt.Sprintf("majority: %s, %d of %d (%.0f %%)", lead, t.Count, t.Stated, 100*t.Share)
	}
	return fmt.Sprintf("most often %s, %d of %d (%.0f %%), no majority", lead, t.Count, t.Stated, 100*t.Share)
}
