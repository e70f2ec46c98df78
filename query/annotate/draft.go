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

// describe says in a line what a thing is.
func describe(t *Thing) string {
	nature := t.Nature
	if nature == "" {
		nature = "legal nature not stated"
	}
	switch {
	case t.Kind == HubType:
		return "the general term " + t.Name + ": " + nature
	case t.Type != nil && t.Organisation != nil:
		return t.Name + " of " + t.Organisation.String() + ": " + nature + "; type " + t.Type.Name
	}
	return t.Name
}

// unclear is for a word of which the text does not say whose it is.
func (c *checker) unclear(f *Finding, a *Annotation) {
	f.Verdict, f.Here = Unclear, "open: "+a.Differ
	if f.ThereTerm == nil {
		f.Says = fmt.Sprintf("The text does not say whose word this is, and %s has no term of this name recorded. Name the organisation, or say in other words what is meant.", c.name())
		return
	}
	f.Says = fmt.Sprintf("The text does not say whose word this is. At %s it is %s. Name the organisation if another one is meant.", c.name(), natureOf(f.ThereTerm))
}

func natureOf(t *Thing) string {
	if t.Nature == "" {
		return t.Type.Name + " (legal nature not stated)"
	}
	return t.Nature + " (" + t.Type.Name + ")"
}

// general is for a general term: the target's terms of that type or of one below it.
func (c *checker) general(f *Finding, t *Thing) {
	f.Here = describe(t)
	for _, i := range c.own {
		own := &c.g.things[i]
		s := Suggestion{IRI: own.IRI, Label: own.Name, Lang: own.Lang, Evidence: own.entry.Evidence}
		switch {
		case own.Type.IRI == t.IRI && own.entry.Fit == harmonise.FitNear:
			s.Outcome, s.Because = harmonise.NearOutcome, "it is close to the type"
		case own.Type.IRI == t.IRI && own.entry.Fit == harmonise.FitWider:
			s.Outcome, s.Because = harmonise.BroadOutcome, "it covers the type and more"
		case own.Type.IRI == t.IRI:
			s.Outcome, s.Because = harmonise.Counterpart, "it is a kind of the type"
		case slices.Contains(c.g.broader[own.Type.IRI], t.IRI):
			s.Outcome, s.Because = harmonise.NarrowOutcome, "it is a kind of a narrower type, "+own.Type.Name
		default:
			continue
		}
		f.Suggestions = append(f.Suggestions, s)
	}
	sort.SliceStable(f.Suggestions, func(i, j int) bool {
		return outcomeRank(f.Suggestions[i].Outcome) < outcomeRank(f.Suggestions[j].Outcome)
	})
	f.Suggestions = f.Suggestions[:min(len(f.Suggestions), maxSuggestions)]
	c.conclude(f, t, fmt.Sprintf("none of the %d terms recorded for %s is of the type %s or a narrower one", len(c.own), c.name(), t.Name))
}

func outcomeRank(o harmonise.Outcome) int {
	return slices.Index([]harmonise.Outcome{harmonise.Counterpart, harmonise.NearOutcome, harmonise.BroadOutcome, harmonise.NarrowOutcome}, o)
}

// foreign is for a term of another organisation: the crosswalk to the target.
func (c *checker) foreign(f *Finding, t *Thing) error {
	f.Here = describe(t)
	x, err := harmonise.MakeCrosswalk(c.ctx, c.snap, harmonise.CrosswalkQuery{Term: t.IRI, From: t.Organisation.IRI, To: c.g.things[c.target].IRI})
	if err != nil {
		return err
	}
	names := strings.NewReplacer("the term of A", "the term of "+t.Organisation.String(), "the term of B", "the term of "+c.name(), "the type of B", "the type of "+c.name())
	for i := range x.Candidates {
		k := &x.Candidates[i]
		if len(f.Suggestions) == maxSuggestions {
			break
		}
		f.Suggestions = append(f.Suggestions, Suggestion{IRI: k.Term.IRI, Label: k.Term.Label, Lang: k.Term.Lang, Outcome: k.Outcome, Because: names.Replace(k.Because), Warnings: k.Warnings, Evidence: k.Term.Evidence})
	}
	c.conclude(f, t, names.Replace(x.Reason))
	return nil
}

// conclude gives the verdict by what the target's term of the same word is, and what is suggested.
func (c *checker) conclude(f *Finding, t *Thing, reason string) {
	there := f.ThereTerm
	difference := ""
	if there != nil {
		difference = c.friendship(t, there, f)
	}
	switch {
	case difference != "":
		f.Verdict = FalseFriend
		f.Says = fmt.Sprintf("%s has the word too, and %s.", c.name(), difference)
	case len(f.Suggestions) == 0:
		f.Verdict = NoCounterpart
		f.Says = sentenceCase(reason) + "."
	case there != nil && f.Suggestions[0].IRI == there.IRI:
		f.Verdict = SameWord
		f.Says = fmt.Sprintf("%s has the thing by the same name.", c.name())
		f.Warnings = f.Suggestions[0].Warnings
	default:
		f.Verdict = OtherWord
		f.Says = fmt.Sprintf("%s calls what comes closest %s.", c.name(), f.Suggestions[0].Label)
	}
	if f.Verdict == FalseFriend && len(f.Suggestions) == 0 {
		f.Says += " For what is meant here: " + reason + "."
	}
}

// friendship says in what the target's term of the same word is another thing; "" if it is not. What is not stated makes
// no difference.
func (c *checker) friendship(here, there *Thing, f *Finding) string {
	switch {
	case slices.ContainsFunc(there.FalseFriend, func(o harmonise.Owner) bool { return here.Type != nil && o.IRI == here.Type.IRI }):
		return fmt.Sprintf("means something that is not a %s: it is recorded as a false friend of that type, being %s", here.Type.Name, natureOf(there))
	case here.Level != "" && there.Level != "" && here.Level != there.Level:
		return fmt.Sprintf("its legal nature there is %s, not %s as here", there.Nature, here.Nature)
	case !slices.ContainsFunc(f.Suggestions, func(s Suggestion) bool { return s.IRI == there.IRI }):
		return fmt.Sprintf("means something else by it: %s, not %s", there.Type.Name, typeName(here))
	case slices.ContainsFunc(here.FalseFriend, func(o harmonise.Owner) bool { return o.IRI == there.Type.IRI }):
		return fmt.Sprintf("means by it a %s, which the word is not here", there.Type.Name)
	}
	return ""
}

func typeName(t *Thing) string {
	if t.Type == nil {
		return t.Name
	}
	return t.Type.Name
}

func sentenceCase(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
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
