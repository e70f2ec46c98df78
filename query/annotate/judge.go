package annotate

import (
	"fmt"
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
	for _, m := range w.inSentence(s) {
		if slices.Contains(w.mentions[m].things, o) {
			return true
		}
	}
	return false
}

func (w *work) amongInstruments(s span, all []int32) reading {
	r := reading{things: all, open: len(all) > 1, name: w.nameOf(s, all[0]), why: "the title or code of one instrument"}
	if r.open {
		r.why = "the title or code of several instruments"
		if near, _, ok := w.byContext(s, all, true); ok && len(near) == 1 {
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
	r := reading{things: things, open: len(things) > 1, name: w.nameOf(s, things[0]), why: why, others: w.without(all, things)}
	if r.open {
		r.why = why + "; it has several things of this name"
		if !w.sameOrg(things) {
			r.why = why
		}
	}
	return r, true
}

// ground is what speaks for a word.
type ground struct {
	shape                                       shape
	bound, inSentence, anywhere                 bool // its organisation: by grammar, in the sentence, in the text
	capital, allCaps, caseless, number, sureNum bool
	long, general                               bool // three words that carry meaning; a hub type has the name
}

func (w *work) weigh(s span, all []int32) ground {
	t := &w.tokens[s.from]
	e := ground{shape: phrase, capital: w.capitalised(s), caseless: t.has(caseless)}
	for _, n := range s.names {
		nm := &w.g.names[n]
		if k := w.kind(n); k == Term || k == HubType {
			e.shape = max(e.shape, nm.shape)
			e.long = e.long || nm.filled >= 3
			e.general = e.general || k == HubType
		}
	}
	if e.shape == phrase && w.capitals(s) > 1 && !w.sentences[t.sentence].shouting {
		e.capital = true
	}
	if e.shape == acronym || e.shape == short {
		e.allCaps = !w.sentences[t.sentence].shouting || !functionWords[w.raw(s.from)]
	}
	e.number, e.sureNum = w.isNumbered(s.to)
	if n, ok := w.tight(s); ok {
		e.bound = len(w.hits(all, n.things)) > 0
	}
	for _, m := range w.inSentence(s) {
		e.inSentence = e.inSentence || len(w.hits(all, w.mentions[m].things)) > 0
	}
	for _, c := range all {
		e.anywhere = e.anywhere || w.named[w.g.things[c].org] || e.inSentence
	}
	return e
}

// recognised is the rule; DESIGN.md gives the reasons.
func (e *ground) recognised() bool {
	switch e.shape {
	case acronym:
		return e.allCaps
	case short:
		return e.allCaps && e.inSentence
	case word:
		switch {
		case e.bound, e.sureNum && e.anywhere, e.number && e.inSentence:
			return true
		case e.caseless:
			return e.inSentence
		}
		return e.capital
	}
	return e.general || e.long || e.capital || e.anywhere
}

// wide reports whether an organisation outside the sentence may say whose word it is. A general term in lower case means
// what it means in general.
func (e *ground) wide() bool {
	return e.capital || e.number || e.shape == acronym || !e.general
}

// byContext picks the candidates by the organisation that is nearest: bound by grammar, in the sentence, in the text.
func (w *work) byContext(s span, all []int32, wide bool) (things []int32, why string, ok bool) {
	if n, bound := w.tight(s); bound {
		if things := w.hits(all, n.things); len(things) > 0 {
			return things, "bound to " + w.g.orgNames(n.things), true
		}
		return nil, "", false // it is theirs, and they have no such thing recorded
	}
	for _, m := range w.inSentence(s) {
		if things := w.hits(all, w.mentions[m].things); len(things) > 0 {
			return things, w.g.orgNames(w.mentions[m].things) + " is named in the same sentence", true
		}
	}
	if !wide {
		return nil, "", false
	}
	i := w.mentionsBefore(s.from)
	for j, tried := i-1, 0; j >= 0 && tried < maxBack; j, tried = j-1, tried+1 {
		if things := w.hits(all, w.mentions[j].things); len(things) > 0 {
			return things, w.g.orgNames(w.mentions[j].things) + " is the last organisation before it that has the word", true
		}
	}
	for j, tried := i, 0; j < len(w.mentions) && tried < maxBack; j, tried = j+1, tried+1 {
		if things := w.hits(all, w.mentions[j].things); len(things) > 0 {
			return things, w.g.orgNames(w.mentions[j].things) + " is named further on", true
		}
	}
	return nil, "", false
}

// maxBack is how many mentions are looked at in either direction.
const maxBack = 50

// withoutContext reads a word that no organisation claims.
func (w *work) withoutContext(s span, all []int32, e *ground) reading {
	var types []int32
	for _, c := range all {
		if w.g.things[c].Kind == HubType {
			types = append(types, c)
		}
	}
	r := reading{things: all, name: w.nameOf(s, all[0])}
	switch {
	case e.shape == phrase && len(types) == 1:
		r.things, r.why, r.others = types, "a general term, with no organisation that claims it", w.without(all, types)
	case len(all) == 1:
		r.why = "only one thing has this name"
	default:
		r.open, r.why = true, "several things have this name, and no organisation near it decides"
	}
	if n, bound := w.tight(s); bound && len(w.hits(all, n.things)) == 0 {
		r.why += fmt.Sprintf("; it is bound to %s, of which no such thing is recorded", w.g.orgNames(n.things))
	}
	r.name = w.nameOf(s, r.things[0])
	return r
}

// sharpen narrows several terms of one organisation: those of which it is the main name, or the hub type that has the name
// and covers them.
func (w *work) sharpen(s span, things []int32) []int32 {
	if len(things) == 1 || !w.sameOrg(things) {
		return things
	}
	var mains []int32
	for _, t := range things {
		if w.g.names[w.nameOf(s, t)].main {
			mains = append(mains, t)
		}
	}
	if len(mains) == 1 {
		return mains
	}
	for _, n := range s.names {
		if w.kind(n) == HubType && w.g.names[n].kind == nameMain {
			return []int32{w.g.names[n].thing}
		}
	}
	return things
}

func (w *work) sameOrg(things []int32) bool {
	return !slices.ContainsFunc(things, func(t int32) bool { return w.g.things[t].org != w.g.things[things[0]].org })
}

func (w *work) without(all, some []int32) []int32 {
	return slices.DeleteFunc(slices.Clone(all), func(t int32) bool { return slices.Contains(some, t) })
}
