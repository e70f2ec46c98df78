package harmonise

import (
	"cmp"
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// friends looks for false friends word by word.
type friends struct {
	*entries
	spokes   *Spokes
	negative map[string][]string // types that terms are mapped to negatively
	all      []word
	words    []FriendWord
	found    map[string][]string // the expected types that terms are found to differ from
}

func (f *friends) find() error {
	f.found = map[string][]string{}
	if err := f.readNegative(); err != nil {
		return err
	}
	var err error
	if f.all, err = f.entries.words(f.spokes.Terms); err != nil {
		return err
	}
	for _, w := range f.all {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		if err := f.judge(w, ""); err != nil {
			return err
		}
	}
	for _, w := range sharedNames(f.spokes.Terms) {
		if err := f.judge(w.word, w.lang); err != nil {
			return err
		}
	}
	return f.onlyRecorded()
}

// judge compares the senses of a word with the one that it brings to mind.
func (f *friends) judge(w word, lang string) error {
	out := FriendWord{Word: w.name, IRI: w.iri, Lang: lang, Usual: []TermRef{}}
	expected, basis := f.expected(w)
	if expected == "" {
		return nil
	}
	if err := f.readType(f.spokes.Types, expected); err != nil {
		return err
	}
	var usual []*TermEntry
	for _, t := range w.terms {
		if t.Type.IRI == expected {
			usual = append(usual, t)
		}
	}
	sense, err := f.sense(expected, "")
	if err != nil {
		return err
	}
	byMost := sense.Level != "binding" && sense.Level != "non-binding"
	if l := usualLevel(usual); byMost && l != "" {
		sense.Level = l
	}
	out.Expected, out.Basis = sense, basis
	for _, t := range usual {
		if forceDiffers(sense.Level, t.level(), byMost) == "" {
			out.Usual = append(out.Usual, t.refIn(lang))
		}
	}
	for _, g := range f.groups(w, lang, usual, expected) {
		if err := f.weigh(&out, g, byMost, w); err != nil {
			return err
		}
	}
	if len(out.Findings) > 0 || lang == "" && severalOrganisations(w.terms) {
		f.words = append(f.words, out)
	}
	return nil
}

// expected is the type that a word brings to mind: the one coded for most of its terms, else that of most of them.
func (f *friends) expected(w word) (string, Basis) {
	suggested := counted{value: func(t *TermEntry) (string, string) { return t.suggested, "" }}
	if c := suggested.tally(w.terms); c.Stated > 0 {
		return c.Plurality[0], BasisSuggested
	}
	types := typeCounted.tally(w.terms)
	switch {
	case types.Stated == 0:
		return "", ""
	case types.Tie:
		return types.Plurality[0], BasisTie
	}
	return types.Plurality[0], BasisPlurality
}

// usualLevel is the force of most terms of the expected type, where the type itself has none.
func usualLevel(terms []*TermEntry) string {
	level := counted{value: func(t *TermEntry) (string, string) { return t.level(), "" }}
	c := level.tally(terms)
	if c.Stated == 0 {
		return ""
	}
	return c.Plurality[0]
}

// friendGroup are terms of a word that agree on type, level and on how they are recorded.
type friendGroup struct {
	typ, level, recorded string
	denied, neutral      bool
	terms                []*TermEntry
}

// groups parts the terms of a word. Of names that are alike in one language only, those are left out that are found under
// their head word: they share it with the usual terms, or differ there from the same type.
func (f *friends) groups(w word, lang string, usual []*TermEntry, expected string) []friendGroup {
	type key struct {
		typ, level, recorded string
		denied, neutral      bool
	}
	at, out := map[key]int{}, []friendGroup{}
	for _, t := range w.terms {
		shares := func(u *TermEntry) bool { return u.headWord != "" && u.headWord == t.headWord }
		if lang != "" && (slices.Contains(f.found[t.IRI], expected) || slices.ContainsFunc(usual, shares)) {
			continue
		}
		k := key{typ: t.Type.IRI, level: t.level()}
		if lang == "" {
			k.recorded, k.denied = strings.Join(f.recordedBy(t, expected), ", "), t.divergence == "none" && t.suggested == expected
			k.neutral = t.divergence == "not-applicable" && t.suggested == ""
		}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, friendGroup{typ: k.typ, level: k.level, recorded: k.recorded, denied: k.denied, neutral: k.neutral})
		}
		out[i].terms = append(out[i].terms, t)
	}
	slices.SortStableFunc(out, func(a, b friendGroup) int { return cmp.Compare(len(b.terms), len(a.terms)) })
	return out
}

// weigh adds a group to the findings of a word if it differs from the expected sense and somebody else uses the word.
func (f *friends) weigh(w *FriendWord, g friendGroup, byMost bool, all word) error {
	sense, err := f.sense(g.typ, g.level)
	if err != nil {
		return err
	}
	x := FalseFriend{Sense: sense, Relation: f.spokes.Relation(w.Expected.Type.IRI, g.typ), Differences: []string{}, Denied: g.denied, Neutral: g.neutral}
	parts := []string{}
	if how := typeDiffers[x.Relation]; how != "" && !f.overlaps(g.typ, w.Expected.Type.IRI) {
		x.Differences = append(x.Differences, "type")
		parts = append(parts, how)
	}
	if how := forceDiffers(w.Expected.Level, g.level, byMost); how != "" {
		x.Differences = append(x.Differences, "legal nature")
		parts = append(parts, how)
	}
	if g.recorded != "" {
		x.RecordedBy = strings.Split(g.recorded, ", ")
	}
	if x.RecordedBy == nil && (len(parts) == 0 || !othersUse(all, g)) {
		return nil
	}
	for _, t := range g.terms {
		x.Terms = append(x.Terms, t.refIn(w.Lang))
		f.found[t.IRI] = append(f.found[t.IRI], w.Expected.Type.IRI)
	}
	x.Says = saying(parts)
	w.Findings = append(w.Findings, x)
	return nil
}

// othersUse reports whether another organisation uses the word in another sense.
func othersUse(all word, g friendGroup) bool {
	for _, t := range g.terms {
		for _, o := range all.terms {
			if o.Organisation.IRI != t.Organisation.IRI && (o.Type.IRI != g.typ || o.level() != g.level) {
				return true
			}
		}
	}
	return false
}

// sense describes a type with a force; without one, that of the type.
func (f *friends) sense(typ, level string) (Sense, error) {
	h := f.spokes.Types[typ]
	out := Sense{Type: Owner{IRI: typ}, Level: level}
	if h == nil {
		return out, nil
	}
	out.Type.Name, out.Definition = h.Name, h.Definition
	if level == "" {
		out.Level = h.Level
	}
	n, err := f.node(typ)
	if err != nil {
		return out, err
	}
	out.Evidence, err = f.proofs(n)
	return out, err
}

// overlaps reports whether a type is recorded to be in part a kind of another.
func (f *friends) overlaps(typ, with string) bool {
	return slices.ContainsFunc(f.nodes[typ][ontology.IOAlsoBroader], func(t rdf.Term) bool { return t.Value == with })
}

func severalOrganisations(terms []*TermEntry) bool {
	return slices.ContainsFunc(terms, func(t *TermEntry) bool { return t.Organisation.IRI != terms[0].Organisation.IRI })
}
