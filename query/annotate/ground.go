package annotate

import (
	"fmt"
	"slices"
)

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
		e.bound = len(w.hits(all, n.things)) > 0 || len(w.byHead(s, n.things)) > 0
	}
	things, _ := w.inScope(w.scopes(s)[1], s, all)
	e.inSentence = len(things) > 0
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

// byContext picks the candidates by the organisations around a word: the one that it is bound to by grammar; the nearest
// of its clause; else those of its sentence, of the sentence before, of the text. Where several of those have the word, it
// stays open between them.
func (w *work) byContext(s span, all []int32, wide bool) (things []int32, why string, ok bool) {
	if n, ok := w.inside(s); ok { // Codex standards
		if things := w.hits(all, n.things); len(things) > 0 {
			return things, w.g.orgNames(n.things) + " is part of the name", true
		}
	}
	if n, bound := w.tight(s); bound {
		if things := w.hits(all, n.things); len(things) > 0 {
			return things, "bound to " + w.g.orgNames(n.things), true
		}
		if things := w.byHead(s, n.things); len(things) > 0 {
			return things, "bound to " + w.g.orgNames(n.things) + ", which has terms that turn on the word", true
		}
		return nil, "", false // it is theirs, and they have no such thing recorded
	}
	scopes := w.scopes(s)
	if things, orgs := w.inClause(scopes[0], s, all); len(things) > 0 {
		return things, "named beside it: " + w.g.orgNames(orgs), true
	}
	for _, c := range scopes[1:] {
		things, orgs := w.inScope(c, s, all)
		switch {
		case len(orgs) == 1:
			return things, "of the organisations named in the " + c.what + ", " + w.g.orgName(orgs[0]) + " alone has the word", true
		case len(orgs) > 1:
			return things, fmt.Sprintf("%d organisations that have the word are named in the %s", len(orgs), c.what), true
		case !wide:
			return nil, "", false
		}
	}
	return nil, "", false
}

// withoutContext reads a word that no organisation claims.
func (w *work) withoutContext(s span, all []int32, e *ground) reading {
	var types []int32
	for _, c := range all {
		if w.g.things[c].Kind == HubType {
			types = append(types, c)
		}
	}
	mains := slices.DeleteFunc(slices.Clone(types), func(t int32) bool { return !w.g.names[w.nameOf(s, t)].main })
	n, bound := w.tight(s)
	r := reading{things: all}
	switch {
	case bound && len(mains) == 1:
		r.things, r.why = mains, "the general term, since it is bound to "+w.g.orgNames(n.things)+", of which no such term is recorded"
	case e.shape == phrase && len(types) == 1:
		r.things, r.why = types, "a general term, with no organisation that claims it"
	case len(all) == 1:
		r.why = "only one thing has this name"
	case bound:
		r.open, r.why = true, "several things have this name; it is bound to "+w.g.orgNames(n.things)+", of which no such term is recorded"
	default:
		r.open, r.why = true, "several things have this name, and no organisation near it decides"
	}
	r.name, r.others = w.nameOf(s, r.things[0]), w.without(all, r.things)
	return r
}

// sharpen narrows several terms of one organisation: those of which it is the main name, or the hub type that has the name
// and covers them.
func (w *work) sharpen(s span, things []int32) []int32 {
	if len(things) == 1 || !w.sameOrg(things) || w.nameOf(s, things[0]) < 0 {
		return things
	}
	var mains []int32
	for _, t := range things {
		if n := w.nameOf(s, t); n >= 0 && w.g.names[n].main {
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
