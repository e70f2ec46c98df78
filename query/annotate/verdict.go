package annotate

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"w3id.org/concord/query/harmonise"
)

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
		f.Says = fmt.Sprintf("%s has the thing as %s.", c.name(), there.Name)
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
