package annotate

import (
	"slices"
	"sort"
)

// scope is a stretch of text in which an organisation may say whose a word is.
type scope struct {
	from, to int32 // words
	what     string
}

// scopes are the stretches around a span, the nearest first: its clause, its sentence, that with the one before it, the text.
func (w *work) scopes(s span) [4]scope {
	k := w.tokens[s.from].sentence
	sen := &w.sentences[k]
	before := &w.sentences[max(0, k-1)]
	from, to := s.from, s.to
	for from > sen.from && w.tokens[from].gap < gapClause && s.from-from < maxClause {
		from--
	}
	for to < sen.to && w.tokens[to].gap < gapClause && to-s.to < maxClause {
		to++
	}
	return [4]scope{{from, to, "clause"}, {sen.from, sen.to, "sentence"}, {before.from, sen.to, "sentence before it"}, {0, int32(len(w.tokens)), "text"}}
}

// maxClause is how many words of a clause are looked at in either direction.
const maxClause = 80

// within gives the mentions in a stretch: those before a span, the nearest first, and those after it.
func (w *work) within(c scope, s span) (before, after []int32) {
	i := w.mentionsBefore(s.from)
	for j := i - 1; j >= 0 && w.mentions[j].from >= c.from && len(before) < maxMentions; j-- {
		before = append(before, int32(j))
	}
	for j := i; j < len(w.mentions) && w.mentions[j].from < c.to && len(after) < maxMentions; j++ {
		after = append(after, int32(j))
	}
	return before, after
}

// maxMentions is how many mentions are looked at in either direction.
const maxMentions = 40

// inClause picks the candidates by the nearest mention of the clause that has any. A mention after the word does not count
// if it has a word of its own: "this Decision replaces the ILO Convention".
func (w *work) inClause(c scope, s span, all []int32) ([]int32, []int32) {
	before, after := w.within(c, s)
	for _, m := range before {
		if hits := w.hits(all, w.mentions[m].things); len(hits) > 0 {
			return hits, w.mentions[m].things
		}
	}
	for _, m := range after {
		if hits := w.hits(all, w.mentions[m].things); len(hits) > 0 && !w.bound(m) {
			return hits, w.mentions[m].things
		}
	}
	return nil, nil
}

// bound reports whether a mention has a word for instruments directly after it, or is an instrument.
func (w *work) bound(m int32) bool {
	at := &w.mentions[m]
	if at.indirect {
		return true
	}
	_, ok := w.starts[at.to]
	return ok && w.tokens[at.to].gap == gapSpace
}

// inScope gives the candidates of all organisations that are mentioned in a stretch, and these.
func (w *work) inScope(c scope, s span, all []int32) (things, orgs []int32) {
	before, after := w.within(c, s)
	if c.what != "text" {
		after = slices.DeleteFunc(after, w.bound)
	}
	for _, m := range slices.Concat(before, after) {
		for _, h := range w.hits(all, w.mentions[m].things) {
			if !slices.Contains(things, h) {
				things = append(things, h)
			}
			if o := w.g.things[h].org; !slices.Contains(orgs, o) {
				orgs = append(orgs, o)
			}
		}
	}
	return things, orgs
}

// mentionsBefore is the number of mentions that begin before a word.
func (w *work) mentionsBefore(word int32) int {
	return sort.Search(len(w.mentions), func(i int) bool { return w.mentions[i].from >= word })
}

// hits are the candidates that belong to one of some organisations or, if that has no terms of its own, to one above it.
func (w *work) hits(candidates, orgs []int32) (out []int32) {
	for _, c := range candidates {
		if o := w.g.things[c].org; o >= 0 && slices.Contains(orgs, o) {
			out = append(out, c)
		}
	}
	for _, o := range orgs {
		if w.g.hasTerms[o] {
			continue
		}
		for _, up := range w.g.above(o) {
			before := len(out)
			for _, c := range candidates {
				if w.g.things[c].org == up && !slices.Contains(out, c) {
					out = append(out, c)
				}
			}
			if len(out) > before {
				break
			}
		}
	}
	return out
}

// byHead are the terms of some organisations that turn on a word without being it: a Resolution of the UN is one of the
// General Assembly or of the Security Council.
func (w *work) byHead(s span, orgs []int32) (out []int32) {
	if s.to-s.from != 1 {
		return nil
	}
	for _, o := range orgs {
		out = append(out, w.g.heads[headOf{o, w.tokens[s.from].id}]...)
	}
	return out
}
