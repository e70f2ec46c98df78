package annotate

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/query/harmonise"
)

// Verdict is what a target organisation makes of a word of a draft.
type Verdict string

// The verdicts, the most pressing first.
const (
	FalseFriend   Verdict = "false friend"   // it has the word, for something else or with another force
	Unclear       Verdict = "unclear"        // the text does not say whose word it is
	NoCounterpart Verdict = "no counterpart" // it has no such thing
	OtherWord     Verdict = "another word"   // it has the thing, by another name
	SameWord      Verdict = "same word"      // it has the thing, by this name
	OwnWord       Verdict = "own word"       // the text uses the target's word as the target does
)

var verdictOrder = []Verdict{FalseFriend, Unclear, NoCounterpart, OtherWord, SameWord, OwnWord}

// Draft is what a target organisation makes of a text. All of it is derived: proposals for a person, asserted by nobody.
type Draft struct {
	Target   harmonise.Owner `json:"target"`
	Findings []Finding       `json:"findings"` // the most pressing first
	Note     string          `json:"note,omitempty"`
	Derived  bool            `json:"derived"` // always true
}

// Finding is about one word of the text in one meaning.
type Finding struct {
	Verdict     Verdict               `json:"verdict"`
	Word        string                `json:"word"`
	Places      []int                 `json:"places"` // numbers of annotations
	Here        string                `json:"here"`   // what the word is in the text
	Ground      string                `json:"ground"` // why it is taken so
	There       string                `json:"there,omitempty"`
	ThereTerm   *Thing                `json:"thereTerm,omitempty"` // the target's term of the same word
	Says        string                `json:"says"`
	Suggestions []Suggestion          `json:"suggestions"`
	Warnings    []string              `json:"warnings,omitempty"`
	Evidence    []harmonise.TermProof `json:"evidence"` // of what the target means by its words
}

// Suggestion is a term of the target that comes close to what the text means.
type Suggestion struct {
	IRI      string                `json:"iri"`
	Label    string                `json:"label"`
	Lang     string                `json:"lang,omitempty"`
	Outcome  harmonise.Outcome     `json:"outcome"`
	Because  string                `json:"because"`
	Warnings []string              `json:"warnings,omitempty"`
	Evidence []harmonise.TermProof `json:"evidence"`
}

// maxSuggestions is how many terms are suggested for a word.
const maxSuggestions = 3

// checker checks one draft.
type checker struct {
	ctx    context.Context
	snap   index.Snapshot
	g      *Gazetteer
	target int32
	own    []int32 // the target's terms
}

// CheckDraft adds to a result what a target organisation makes of its words for instruments. The target is named by its
// address, the end of it, its acronym or one of its names. The snapshot should be that of the gazetteer.
func (g *Gazetteer) CheckDraft(ctx context.Context, snap index.Snapshot, r *Result, target string) error {
	t, ok := g.Organisation(target)
	if !ok {
		return &harmonise.NotFoundError{What: "organisation", Name: target}
	}
	c := &checker{ctx: ctx, snap: snap, g: g, target: t}
	for i := range g.things {
		if g.things[i].Kind == Term && g.things[i].org == t {
			c.own = append(c.own, int32(i))
		}
	}
	d := &Draft{Target: *g.things[t].Organisation, Findings: []Finding{}, Derived: true}
	if len(c.own) == 0 {
		d.Note = fmt.Sprintf("No term of %s is recorded, so nothing can be said of its words. That is no finding about %s.", d.Target, d.Target)
	}
	if err := c.check(r, d); err != nil {
		return fmt.Errorf("check the draft: %w", err)
	}
	r.Draft = d
	return nil
}

// check makes one finding of all places at which a word means the same.
func (c *checker) check(r *Result, d *Draft) error {
	at := map[string]int{}
	for i := range r.Annotations {
		a := &r.Annotations[i]
		if len(a.Means) == 0 || !strings.Contains(a.Kind, Term) && !strings.Contains(a.Kind, HubType) || strings.Contains(a.Kind, Organisation) || strings.Contains(a.Kind, Instrument) {
			continue
		}
		same := fold(a.Label) + "\x00" + strings.Join(a.Means, " ")
		if k, ok := at[same]; ok {
			d.Findings[k].Places = append(d.Findings[k].Places, i)
			continue
		}
		f, err := c.finding(a)
		if err != nil {
			return err
		}
		f.Places = []int{i}
		at[same] = len(d.Findings)
		d.Findings = append(d.Findings, f)
	}
	sort.SliceStable(d.Findings, func(i, j int) bool {
		return slices.Index(verdictOrder, d.Findings[i].Verdict) < slices.Index(verdictOrder, d.Findings[j].Verdict)
	})
	return nil
}

func (c *checker) finding(a *Annotation) (Finding, error) {
	f := Finding{Word: a.Exact, Ground: a.Why, Suggestions: []Suggestion{}, Evidence: []harmonise.TermProof{}}
	if there := c.sameWord(a); there >= 0 {
		f.ThereTerm = &c.g.things[there]
		f.There = describe(f.ThereTerm)
		f.Evidence = f.ThereTerm.entry.Evidence
	}
	t := c.g.Thing(a.Means[0])
	switch {
	case a.Open:
		c.unclear(&f, a)
		return f, nil
	case t.Kind == HubType:
		c.general(&f, t)
		return f, nil
	case t.org == c.target:
		f.Verdict, f.Here = OwnWord, describe(t)
		f.Says = fmt.Sprintf("%s uses the word for the same thing.", c.name())
		return f, nil
	}
	return f, c.foreign(&f, t)
}

func (c *checker) name() string { return c.g.orgName(c.target) }

// sameWord finds the target's term of the word: one that bears the same name, its main name first, else one with the same
// head word; -1 if there is none.
func (c *checker) sameWord(a *Annotation) int32 {
	best := int32(-1)
	var head string
	for _, iri := range slices.Concat(a.Means, a.Others) {
		t := c.g.Thing(iri)
		if t.Kind == Term && t.org == c.target && (best < 0 || fold(t.Name) == fold(a.Label)) {
			best = c.g.byIRI[iri]
		}
	}
	if t := c.g.Thing(a.Means[0]); t.Kind == Term && !a.Open {
		head = t.entry.HeadWord()
	}
	if best >= 0 || head == "" {
		return best
	}
	for _, i := range c.own { // a term that is the head word and nothing more
		if e := c.g.things[i].entry; e.HeadWord() == head && !strings.ContainsAny(strings.TrimSpace(e.Label), " -/") {
			return i
		}
	}
	return -1
}

// Organisation finds an organisation by its address, the end of it, its acronym or one of its names.
func (g *Gazetteer) Organisation(called string) (int32, bool) {
	called = strings.TrimSpace(called)
	for _, same := range []func(*Thing) bool{
		func(t *Thing) bool { return t.IRI == called },
		func(t *Thing) bool { return strings.EqualFold(lastSegment(t.IRI), called) },
		func(t *Thing) bool { return strings.EqualFold(t.Organisation.Acronym, called) },
	} {
		for i := range g.things {
			if t := &g.things[i]; t.Kind == Organisation && called != "" && same(t) {
				return int32(i), true
			}
		}
	}
	for i := range g.names {
		if n := &g.names[i]; called != "" && g.things[n.thing].Kind == Organisation && fold(n.text) == fold(called) {
			return n.thing, true
		}
	}
	return 0, false
}
