package annotate

import (
	"slices"
)

// reading is what a span is taken to mean: one thing, or several between which the text does not decide.
type reading struct {
	things []int32
	open   bool
	name   int32 // one of the names that stand there, for its label and kind
	why    string
	others []int32 // things of the same name that the context rules out
}

// judge says whether a span is recognised, and as what.
func (w *work) judge(s span) (reading, bool) {
	var orgs, instruments, words []int32 // things
	if r, ok := w.judgeInstrument(s); ok {
		instruments = r
	}
	if all, certain := w.organisations(s); certain || len(all) > 0 {
		for _, o := range all {
			if certain || w.kinNamed(o) || w.named[o] {
				orgs = append(orgs, o)
			}
		}
	}
	for _, n := range s.names {
		if k := w.kind(n); (k == Term || k == HubType) && !slices.Contains(words, w.g.names[n].thing) {
			words = append(words, w.g.names[n].thing)
		}
	}
	wordReading, accepted := w.judgeWord(s, words)
	switch {
	case len(orgs)+len(instruments) == 0:
		return wordReading, accepted
	case len(orgs) == 0:
		return w.amongInstruments(s, instruments), true
	}
	return w.amongOrganisations(s, orgs, instruments, wordReading, accepted), true
}

// judgeInstrument gives the instruments that a span may name. A code that means nothing by itself needs its organisation.
func (w *work) judgeInstrument(s span) (all []int32, ok bool) {
	kind := nameHidden
	for _, n := range s.names {
		nm := &w.g.names[n]
		if w.kind(n) != Instrument || nm.kind > kind || slices.Contains(all, nm.thing) {
			continue
		}
		switch {
		case nm.shape == bare && !w.ownerNear(s, nm.thing):
			continue
		case nm.shape == phrase && s.to-s.from < 3 && w.capitals(s) == 0 && !w.tokens[s.from].has(caseless):
			continue
		case nm.shape == word, nm.shape == acronym && !w.writtenAsName(nm, s):
			continue
		}
		if nm.kind < kind {
			all, kind = all[:0], nm.kind
		}
		all = append(all, nm.thing)
	}
	return all, len(all) > 0
}

// ownerNear reports whether the organisation of an instrument is mentioned anywhere.
func (w *work) ownerNear(s span, thing int32) bool {
	o := w.g.things[thing].org
	if o >= 0 && w.named[o] {
		return true
	}
	before, after := w.within(w.scopes(s)[1], s)
	return slices.ContainsFunc(slices.Concat(before, after), func(m int32) bool { return slices.Contains(w.mentions[m].things, o) })
}

func (w *work) amongInstruments(s span, all []int32) reading {
	r := reading{things: all, open: len(all) > 1, name: w.nameOf(s, all[0]), why: "the title or code of one instrument"}
	if r.open {
		r.why = "the title or code of several instruments"
		if near, _, ok := w.byContext(s, all, true); ok && len(near) == 1 {
			r.name = w.nameOf(s, near[0])
			r.things, r.open, r.why = near, false, "the instrument of this name of "+w.g.orgName(w.g.things[near[0]].org)
		}
	}
	return r
}

// amongOrganisations decides what a name of an organisation means, which may be that of a treaty or a word as well.
func (w *work) amongOrganisations(s span, orgs, instruments []int32, word reading, accepted bool) reading {
	all := slices.Concat(orgs, instruments)
	why := "the name of one organisation"
	if named := slices.DeleteFunc(slices.Clone(orgs), func(o int32) bool { return !w.named[o] }); len(named) == 1 && len(orgs) > 1 {
		all, why = slices.Concat(named, instruments), "the organisation of this name that the text names in full"
	}
	if accepted && !word.open && len(instruments) == 0 && len(word.things) == 1 {
		o := w.g.things[word.things[0]].org
		switch {
		case len(orgs) == 1 && w.namedOtherwise(orgs[0], s):
			why = "the organisation of this name is named in full in the text"
		case o >= 0 && w.named[o]:
			return word
		default:
			all = append(slices.Clone(all), word.things...)
		}
	}
	r := reading{things: all, open: len(all) > 1, name: w.nameOf(s, all[0]), why: why}
	if r.open {
		r.why = "the name of several things"
	}
	return r
}

// namedOtherwise reports whether an organisation is mentioned by a name other than the one at a span.
func (w *work) namedOtherwise(o int32, s span) bool {
	for _, m := range w.mentions {
		if slices.Contains(m.things, o) && !m.indirect && w.text[w.tokens[m.from].start:w.tokens[m.to-1].end] != w.text[w.tokens[s.from].start:w.tokens[s.to-1].end] {
			return true
		}
	}
	return false
}

// nameOf is the best of the names by which a span means a thing.
func (w *work) nameOf(s span, thing int32) int32 {
	best := int32(-1)
	for _, n := range s.names {
		nm := &w.g.names[n]
		if nm.thing == thing && (best < 0 || nm.main && !w.g.names[best].main || nm.kind < w.g.names[best].kind) {
			best = n
		}
	}
	return best
}

// judgeWord decides about a word for instruments: on what ground it is recognised, and whose word it is.
func (w *work) judgeWord(s span, all []int32) (reading, bool) {
	if len(all) == 0 {
		return reading{}, false
	}
	e := w.weigh(s, all)
	if !e.recognised() {
		return reading{}, false
	}
	things, why, ok := w.byContext(s, all, e.wide())
	if !ok {
		return w.withoutContext(s, all, &e), true
	}
	things = w.sharpen(s, things)
	slices.Sort(things)
	r := reading{things: things, open: len(things) > 1, name: w.nameOf(s, things[0]), why: why, others: w.without(all, things)}
	if r.name < 0 { // by what it turns on
		r.name = w.nameOf(s, all[0])
	}
	if r.open && w.sameOrg(things) {
		r.why += ", several"
	}
	return r, true
}
