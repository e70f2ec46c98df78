package harmonise

import (
	"fmt"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// matches describes things for people, all their texts fetched in one batch.
func (l *lookup) matches(all []*thing) ([]Match, error) {
	var want []index.ID
	for _, t := range all {
		if err := l.learn(t); err != nil {
			return nil, err
		}
		want = append(append(append(append(want, t.about.names...), t.about.titles...), t.about.notes...), t.about.notations...)
	}
	texts, err := l.terms(want)
	if err != nil {
		return nil, err
	}
	out := make([]Match, len(all))
	for i, t := range all {
		if out[i], err = l.match(t, texts); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (l *lookup) match(t *thing, texts map[index.ID]rdf.Term) (Match, error) {
	best := t.labels[0]
	m := Match{
		Thing: t.iri, ThingKind: t.kind, Name: l.pick(texts, t.about.names, t.about.titles, t.about.notations),
		Label: best.hit.Text, LabelKind: best.kind, Lang: best.hit.Lang, Mode: modeName(best.hit.Mode),
		Spans: best.hit.Spans, Definition: snippet(l.pick(texts, t.about.notes)),
	}
	if m.Name == "" {
		m.Name = m.Label
	}
	m.Reading = best.said
	m.Parts = parts(best, t.kind)
	for _, p := range m.Parts {
		m.Score += p.Value
	}
	for _, f := range t.labels[1:] {
		m.Also = append(m.Also, Label{snippet(f.hit.Text), f.kind, f.hit.Lang, modeName(f.hit.Mode)})
	}
	var err error
	m.Organisation, m.Scheme, err = l.ownerOf(t)
	return m, err
}

// parts lists the terms of the score: those of the text index, with the mode spread, the label's kind and the thing's.
func parts(f found, kind string) []index.ScorePart {
	out := make([]index.ScorePart, 0, len(f.hit.Parts)+2)
	for _, p := range f.hit.Parts {
		if p.Name == "mode" {
			p.Value += modeBonus(f.hit.Mode)
		}
		out = append(out, p)
	}
	out = append(out, index.ScorePart{Name: "label kind", Value: weights[f.kind]})
	if f.said != "" {
		out = append(out, index.ScorePart{Name: "reading", Value: readingCost})
	}
	if s := standing(kind); s != 0 {
		out = append(out, index.ScorePart{Name: "thing kind", Value: s})
	}
	return out
}

func modeName(m index.TextMode) string {
	switch m {
	case index.MatchExact:
		return "exact"
	case index.MatchPrefix:
		return "prefix"
	case index.MatchStem:
		return "stem"
	}
	return "typo"
}

// maxSnippet is the length of a definition that is shown, in bytes.
const maxSnippet = 240

// snippet cuts a text after a word.
func snippet(s string) string {
	if len(s) <= maxSnippet {
		return s
	}
	s = s[:maxSnippet]
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		s = s[:i]
	}
	return strings.ToValidUTF8(s, "") + " ..."
}

// Why says in words how the thing was found: `acronym "ISPM" (en), exact`.
func (m Match) Why() string {
	what := m.LabelKind
	if !isText(what) && what != Notation {
		what += " label"
	}
	lang := ""
	if m.Lang != "" {
		lang = " (" + m.Lang + ")"
	}
	why := fmt.Sprintf("%s %q%s, %s", what, snippet(m.Label), lang, modeWords[m.Mode])
	if m.Reading != "" {
		why += ", with " + m.Reading
	}
	return why
}

var modeWords = map[string]string{"exact": "exact", "prefix": "begins with it", "stem": "same stems", "typo": "with typing errors"}

// Whose says whose word the thing is: an organisation, the hub, another vocabulary, or "".
func (m Match) Whose() string {
	switch {
	case m.Organisation != Owner{}:
		return m.Organisation.String()
	case m.Scheme.IRI == hubScheme:
		return "hub"
	}
	return m.Scheme.String()
}
