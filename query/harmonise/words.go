package harmonise

import (
	"cmp"
	"slices"
	"strings"
)

// word is a word with the terms that turn on it.
type word struct {
	iri, name string // iri is "" for a word that no concept stands for
	terms     []*TermEntry
}

// words groups terms by their head word or, where none is coded, by their label. A label that is the name of a head word
// belongs to it. Those with the most terms come first.
func (e *entries) words(terms []*TermEntry) ([]word, error) {
	at, byName, out := map[string]int{}, map[string]int{}, []word{}
	for _, t := range terms {
		if t.headWord == "" {
			continue
		}
		i, ok := at[t.headWord]
		if !ok {
			name, err := e.named(t.headWord)
			if err != nil {
				return nil, err
			}
			i = len(out)
			at[t.headWord], byName[foldWord(name.Name)] = i, i
			out = append(out, word{iri: t.headWord, name: name.Name})
		}
		out[i].terms = append(out[i].terms, t)
	}
	for _, t := range terms {
		if t.headWord != "" || t.Label == "" {
			continue
		}
		i, ok := byName[foldWord(t.Label)]
		if !ok {
			i = len(out)
			byName[foldWord(t.Label)] = i
			out = append(out, word{name: t.Label})
		}
		out[i].terms = append(out[i].terms, t)
	}
	slices.SortStableFunc(out, func(a, b word) int {
		return cmp.Or(len(b.terms)-len(a.terms), strings.Compare(a.name, b.name))
	})
	return out, nil
}

// foldWord makes words comparable: case, hyphens and spaces between words do not count.
func foldWord(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '-' || r == '\u00a0' || r == '_' }), " ")
}

// sharedName is a preferred name that terms of several organisations have in one language.
type sharedName struct {
	word
	lang string
}

// sharedNames finds the preferred names that terms of different head words, or of none, have in common.
func sharedNames(terms []*TermEntry) []sharedName {
	type key struct{ lang, name string }
	at, out := map[key]int{}, []sharedName{}
	for _, t := range terms {
		for _, l := range t.prefs {
			k := key{strings.ToLower(l.Lang), foldWord(l.Value)}
			i, ok := at[k]
			if !ok {
				i = len(out)
				at[k] = i
				out = append(out, sharedName{word{name: l.Value}, k.lang})
			}
			if !slices.Contains(out[i].terms, t) {
				out[i].terms = append(out[i].terms, t)
			}
		}
	}
	out = slices.DeleteFunc(out, func(s sharedName) bool {
		first := s.terms[0]
		other := func(t *TermEntry) bool { return t.headWord == "" || t.headWord != first.headWord }
		return !severalOrganisations(s.terms) || !slices.ContainsFunc(s.terms[1:], other)
	})
	slices.SortStableFunc(out, func(a, b sharedName) int {
		return cmp.Or(len(b.terms)-len(a.terms), strings.Compare(a.name, b.name), strings.Compare(a.lang, b.lang))
	})
	return out
}
