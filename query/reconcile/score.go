package reconcile

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// Candidate is a thing that a query may mean.
type Candidate struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Score       float64   `json:"score"` // 0 to 100: the sum of the features that are numbers
	Match       bool      `json:"match"`
	Type        []Type    `json:"type"`
	Features    []Feature `json:"features"`

	Why   string `json:"-"` // in words
	Whose string `json:"-"` // the organisation that it belongs to, "" if to none
	whole,
	against bool // the text is its name or address; something that was asked speaks against it
	standing float64
}

// Feature is a part of a score (a number) or a fact that the match depends on (true or false).
type Feature struct {
	ID    string `json:"id"`
	Value any    `json:"value"`
}

// The weights of what is compared. The score is 100 times what agrees, by weight, of what was asked.
const (
	nameWeight     = 70.0
	kindWeight     = 10.0 // of the kind of name
	typeWeight     = 20.0
	propertyWeight = 20.0 // each

	margin = 4.0 // the points by which a match is ahead of every other candidate
)

// kindWorth is what each kind of name is worth, of 1.
var kindWorth = map[string]float64{
	harmonise.Preferred: 1, harmonise.Acronym: 0.95, harmonise.Short: 0.9, withOrganisation: 0.9, harmonise.Alternative: 0.85,
	harmonise.Notation: 0.8, harmonise.Former: 0.4, harmonise.Hidden: 0.4,
}

// answer works out one query.
func (s *Service) answer(ctx context.Context, q Query, sc *scratch) ([]Candidate, error) {
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	hits, err := s.hits(ctx, q, sc)
	if err != nil {
		return nil, err
	}
	out := make([]Candidate, 0, len(hits))
	for _, h := range hits {
		c, err := s.score(ctx, q, h)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.standing, a.standing), cmp.Compare(a.ID, b.ID))
	})
	decide(out)
	out = out[:min(len(out), q.Limit)]
	for i := range out {
		if out[i].Description, err = s.describe(ctx, out[i].ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// hits are the candidates of a query, without a score.
func (s *Service) hits(ctx context.Context, q Query, sc *scratch) ([]hit, error) {
	keep := q.keeper(s.names)
	if h, ok, err := s.byAddress(ctx, q.Text); err != nil || ok && keep(h.thing) {
		return []hit{h}, err
	}
	switch {
	case q.Text == "" && len(q.Properties) > 0:
		return s.byProperties(ctx, q, keep)
	case q.Text == "":
		return nil, nil
	case !s.names.whole:
		return s.lookup(ctx, q, index.MatchAll)
	}
	found := s.names.find(q.Text, sc, keep)
	if len(found) > 0 || s.text == nil || !s.names.sounds(q.Text) {
		return found, nil
	}
	return s.lookup(ctx, q, index.MatchPrefix|index.MatchStem)
}

// byAddress takes a text for the address of a thing.
func (s *Service) byAddress(ctx context.Context, text string) (hit, bool, error) {
	iri := Address(text)
	if !rdf.HasScheme(iri) || strings.ContainsAny(iri, " \t\n") {
		return hit{}, false, nil
	}
	t, err := s.thing(ctx, iri)
	if err != nil || t == nil {
		return hit{}, false, err
	}
	return hit{thing: t, kind: asAddress, text: iri, likeness: 1}, true, nil
}

const asAddress = "address"

// keeper says which things count: those of the organisation and, where types are strict, of the types.
func (q Query) keeper(n *Names) func(*thing) bool {
	return func(t *thing) bool {
		if q.Org != "" && t.iri != q.Org && (t.org < 0 || n.things[t.org].iri != q.Org) {
			return false
		}
		if len(q.Types) == 0 || q.Strict == Should {
			return true
		}
		has := 0
		for _, k := range q.Types {
			if kindOfType(k) == t.kind {
				has++
			}
		}
		return has > 0 && (q.Strict != All || has == len(q.Types))
	}
}

// score weighs a candidate: of all that was asked, what agrees.
func (s *Service) score(ctx context.Context, q Query, h hit) (Candidate, error) {
	t := h.thing
	c := Candidate{ID: t.iri, Name: t.name, Type: []Type{typeOf(t.kind)}, standing: harmonise.Standing(t.kind), whole: h.likeness == 1}
	if t.org >= 0 {
		c.Whose = cmp.Or(s.names.things[t.org].acronym, s.names.things[t.org].name)
	}
	var w weighing
	if h.kind == asAddress {
		w.add("address", nameWeight+kindWeight, 1)
	} else if q.Text != "" {
		w.add("name", nameWeight, h.likeness)
		w.add("kind_of_name", kindWeight, kindWorth[h.kind])
	}
	why := []string{h.why()}
	if len(q.Types) > 0 {
		fits := slices.ContainsFunc(q.Types, func(k string) bool { return kindOfType(k) == t.kind })
		w.add("type", typeWeight, map[bool]float64{true: 1}[fits])
		c.against = c.against || !fits
	}
	for _, p := range q.Properties {
		agrees, word, err := s.agrees(ctx, t.iri, p)
		if err != nil {
			return c, err
		}
		w.add("property:"+p.Property, propertyWeight, agrees)
		c.against = c.against || agrees == 0
		why = append(why, word)
	}
	c.Features, c.Score = w.features()
	if q.Text != "" {
		c.Features = append(c.Features, Feature{"exact", c.whole})
	}
	c.Why = strings.Join(slices.DeleteFunc(why, func(s string) bool { return s == "" }), "; ")
	return c, nil
}

// weighing collects what was compared.
type weighing struct {
	ids            []string
	weight, agreed []float64
}

func (w *weighing) add(id string, weight, agreed float64) {
	w.ids, w.weight, w.agreed = append(w.ids, id), append(w.weight, weight), append(w.agreed, agreed)
}

// features are the points of each comparison, which add up to the score.
func (w *weighing) features() (out []Feature, score float64) {
	all := 0.0
	for _, x := range w.weight {
		all += x
	}
	hundredths := 0.0
	for i, id := range w.ids {
		points := math.Round(10_000 * w.weight[i] * w.agreed[i] / all)
		hundredths += points
		out = append(out, Feature{id, points / 100})
	}
	return out, min(hundredths, 10_000) / 100
}

// decide calls the first candidate a match if it is clearly the best: the text is its name or its address, nothing that
// was asked speaks against it, and every other candidate of that name is some points behind.
func decide(all []Candidate) {
	for i := range all {
		c := &all[i]
		ahead := i == 0
		for j := 1; j < len(all) && ahead; j++ {
			if other := &all[j]; c.Score-other.Score < margin && (other.whole || !c.whole) {
				ahead = false
			}
		}
		c.Match = ahead && c.whole && !c.against
		c.Features = append(c.Features, Feature{"clearly_first", ahead})
		if i == 0 && c.whole && !ahead {
			c.Why += "; others are as good"
		}
	}
}

// kindWords are the kinds of name in words, where they are other than "former name".
var kindWords = map[string]string{harmonise.Notation: "code", harmonise.Acronym: "acronym", withOrganisation: "organisation and name"}

// why says in words how a name was found.
func (h hit) why() string {
	lang := ""
	if h.lang != "" {
		lang = " (" + h.lang + ")"
	}
	how := "the same"
	if h.likeness < 1 {
		how = fmt.Sprintf("%.0f %% alike", math.Floor(100*h.likeness))
	}
	switch h.kind {
	case "":
		return ""
	case asAddress:
		return "its address"
	}
	return fmt.Sprintf("%s %q%s, %s", cmp.Or(kindWords[h.kind], h.kind+" name"), h.text, lang, how)
}
