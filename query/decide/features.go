package decide

import (
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// Feature is one named part of a score: its points are its weight times its value.
type Feature struct {
	Name   string  `json:"name"`
	Weight float64 `json:"weight"`
	Value  float64 `json:"value"` // from -0.5, the two differ, to 1
	Points float64 `json:"points"`
	Text   string  `json:"text"`
}

// Weights of the features of two terms, and of a term and a type. Each list adds up to 1.
var (
	TermWeights = map[string]float64{"label": 0.25, "head-word": 0.05, "hub-type": 0.30, "legal-nature": 0.15, "attached-duty": 0.075, "addressee": 0.05, "adoption": 0.05, "consent-route": 0.075}
	TypeWeights = map[string]float64{"label": 0.35, "same-word": 0.35, "definition": 0.15, "legal-nature": 0.15}
)

func feature(weights map[string]float64, name string, value float64, format string, args ...any) Feature {
	w := weights[name]
	return Feature{Name: name, Weight: w, Value: value, Points: w * value, Text: fmt.Sprintf(format, args...)}
}

// labelled is a term with its names made ready for comparison.
type labelled struct {
	*harmonise.TermEntry
	number int
	names  []form
	stems  []string
	words  []string        // what its names consist of
	tokens map[string]bool // the same
	codes  []string        // of each feature of the crosswalk; "" if it is not stated
}

// form is a name in the shapes that are compared.
type form struct {
	text, lang, folded, stems string
	preferred                 bool
}

func newLabelled(t *harmonise.TermEntry, number int) *labelled {
	l := &labelled{TermEntry: t, number: number, names: forms(t.Labels(), len(t.Preferred())), tokens: map[string]bool{}}
	for _, n := range l.names {
		if n.stems != "" && !slices.Contains(l.stems, n.stems) {
			l.stems = append(l.stems, n.stems)
		}
		l.tokens[n.folded] = true
		for _, w := range strings.Fields(n.stems) {
			l.tokens[w] = true
		}
	}
	l.words = sortedKeys(l.tokens)
	for _, w := range harmonise.FeatureWeights {
		code := ""
		if f := t.Feature(w.Feature); f != nil && f.Stated() {
			code = f.String()
		}
		l.codes = append(l.codes, code)
	}
	return l
}

// codeWeights are the weights of the features of the crosswalk, in their order.
var codeWeights = func() (out []float64) {
	for _, w := range harmonise.FeatureWeights {
		out = append(out, TermWeights[w.Feature])
	}
	return out
}()

// hopeless reports whether a pair cannot reach a score, whatever their names have in common if they have anything:
// nearly all pairs are put aside by it.
func hopeless(a, b *labelled, points, least float64) bool {
	score := hubWeight*points/mostPoints + headWeight
	for i, w := range codeWeights {
		switch {
		case a.codes[i] == "" || b.codes[i] == "":
		case a.codes[i] == b.codes[i]:
			score += w
		default:
			score -= w / 2
		}
	}
	if score >= least || score+labelWeight < least {
		return score < least
	}
	return !slices.ContainsFunc(b.words, func(w string) bool { return a.tokens[w] })
}

var hubWeight, headWeight, labelWeight = TermWeights["hub-type"], TermWeights["head-word"], TermWeights["label"]

// forms makes names ready; the first ones are the preferred ones.
func forms(labels []rdf.Term, preferred int) []form {
	out := make([]form, len(labels))
	for i, t := range labels {
		out[i] = form{t.Value, t.Lang, fold(t.Value), stems(t.Value), i < preferred}
	}
	slices.SortStableFunc(out, func(a, b form) int { return foreign(a.lang) - foreign(b.lang) }) // of equal agreements the English one is named
	return out
}

func foreign(lang string) int {
	if strings.HasPrefix(lang, "en") {
		return 0
	}
	return 1
}

func (l *labelled) side() Side {
	return Side{IRI: l.IRI, Label: l.Label, Lang: l.Lang, Organisation: l.Organisation, Type: l.Type}
}

// termFeatures compares two terms. They are in the order in which people ask: the name, the function, what it does.
func termFeatures(a, b *labelled, rel harmonise.Relation, row *harmonise.OutcomeRow) []Feature {
	value, text := compareNames(a.names, b.names)
	out := []Feature{feature(TermWeights, "label", value, "%s", text)}
	switch {
	case a.HeadWord() == "" || b.HeadWord() == "":
		out = append(out, feature(TermWeights, "head-word", 0, "no head word is coded for both"))
	case a.HeadWord() == b.HeadWord():
		out = append(out, feature(TermWeights, "head-word", 1, "the same head word, %s", strings.ReplaceAll(end(a.HeadWord()), "-", " ")))
	default:
		out = append(out, feature(TermWeights, "head-word", 0, "different head words"))
	}
	out = append(out, feature(TermWeights, "hub-type", row.Points/mostPoints, "%s (%s and %s): %s", rel, fitText(a.Fit), fitText(b.Fit), row.Because))
	for _, w := range harmonise.FeatureWeights {
		out = append(out, codedFeature(w.Feature, w.Title, a.Feature(w.Feature), b.Feature(w.Feature)))
	}
	return out
}

// mostPoints are those of the best row of the crosswalk's table.
var mostPoints = func() float64 {
	most := 0.0
	for _, r := range harmonise.Outcomes {
		most = max(most, r.Points)
	}
	return most
}()

func fitText(f harmonise.Fit) string {
	if f == "" {
		return "fit not stated"
	}
	return string(f)
}

// codedFeature compares what is coded. Not stated is not the same as absent: it neither adds nor takes away.
func codedFeature(name, title string, a, b *harmonise.Feature) Feature {
	switch {
	case a == nil || b == nil || !a.Stated() || !b.Stated():
		return feature(TermWeights, name, 0, "%s is not stated on both sides", title)
	case a.String() == b.String():
		return feature(TermWeights, name, 1, "%s agrees: %s", title, a)
	}
	return feature(TermWeights, name, -0.5, "%s differs: %s; %s", title, a, b)
}

// compareNames gives the best agreement between two lists of names, and says it in words.
func compareNames(a, b []form) (float64, string) {
	best, text := 0.0, "the names have nothing in common"
	for i := range a {
		for j := range b {
			if v, t := compareForms(&a[i], &b[j]); v > best {
				best, text = v, t
			}
		}
	}
	return best, text
}

func compareForms(x, y *form) (float64, string) {
	if x.lang != y.lang && x.lang != "" && y.lang != "" {
		return 0, ""
	}
	value, how := 0.0, ""
	switch {
	case x.text == y.text:
		value, how = 1, "the same name"
	case x.folded == y.folded:
		value, how = 0.9, "the same name but for case and accents"
	case x.stems != "" && x.stems == y.stems:
		value, how = 0.8, "the same words in another form"
	default:
		if shared := overlap(x.stems, y.stems); shared > 0 && x.preferred && y.preferred {
			return shared / 2, fmt.Sprintf("some words in common: %q and %q", x.text, y.text)
		}
		return 0, ""
	}
	if !x.preferred || !y.preferred {
		value, how = value*0.75, how+", as a synonym"
	}
	return value, fmt.Sprintf("%s: %q and %q", how, x.text, y.text)
}

// overlap is the share of words that two names have in common (Jaccard).
func overlap(x, y string) float64 {
	a, b := strings.Fields(x), strings.Fields(y)
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	shared := 0
	for i, w := range a {
		if slices.Contains(b, w) && !slices.Contains(a[:i], w) {
			shared++
		}
	}
	return float64(shared) / float64(len(a)+len(b)-shared)
}

// typeFeatures compares a term that has no place with a type, and with the terms that were placed there.
func (p *proposer) typeFeatures(a *labelled, h *harmonise.HubType) []Feature {
	value, text := compareNames(a.names, forms(h.Labels, len(h.Labels)))
	out := []Feature{feature(TypeWeights, "label", value, "%s", text)}
	here, all := p.sameWord(a, h.IRI)
	if all == 0 {
		out = append(out, feature(TypeWeights, "same-word", 0, "no placed term has the same words"))
	} else {
		out = append(out, feature(TypeWeights, "same-word", float64(here)/float64(all), "%d of %d placed terms of the same words are of this type", here, all))
	}
	shared := overlap(stems(a.Definition), stems(h.Definition))
	out = append(out, feature(TypeWeights, "definition", shared, "%.0f %% of the words of both definitions", 100*shared))
	level := levelOf(a)
	switch {
	case level == "" || h.Level == "":
		return append(out, feature(TypeWeights, "legal-nature", 0, "Legal nature is not stated on both sides"))
	case level == h.Level:
		return append(out, feature(TypeWeights, "legal-nature", 1, "Legal nature agrees: %s", level))
	}
	return append(out, feature(TypeWeights, "legal-nature", -0.5, "Legal nature differs: %s; %s", level, h.Level))
}

// sameWord counts the placed terms with the same words or head word as a term: all of them, and those of a type.
func (p *proposer) sameWord(a *labelled, typ string) (here, all int) {
	seen := map[int]bool{}
	for _, s := range a.stems {
		for _, b := range p.byStems[s] {
			if seen[b.number] {
				continue
			}
			seen[b.number] = true
			all++
			if b.Type.IRI == typ {
				here++
			}
		}
	}
	return here, all
}

// levelOf is whether a term binds, at the first level.
func levelOf(a *labelled) string {
	f := a.Feature("legal-nature")
	switch {
	case f == nil || !f.Stated():
		return ""
	case f.Level != "":
		return f.Level
	}
	return end(f.Codes[0].IRI)
}
