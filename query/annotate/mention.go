package annotate

import (
	"slices"
	"strings"
)

// mention is a place at which an organisation is named, by itself or by one of its instruments.
type mention struct {
	from, to int32
	things   []int32 // organisations; several where they are named in one breath (ISO and IEC)
	indirect bool    // by an instrument
}

// findMentions finds the organisations that a text names. Names inside longer names of organisations and instruments do
// not count: the Food and Agriculture Organization of the United Nations is one organisation.
func (w *work) findMentions() {
	var found []span
	for _, s := range w.spans {
		if slices.ContainsFunc(s.names, func(n int32) bool { k := w.kind(n); return k == Organisation || k == Instrument }) {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(a, b span) int {
		if a.from != b.from {
			return int(a.from - b.from)
		}
		return int(b.to - a.to)
	})
	reached := int32(0)
	outer := found[:0]
	for _, s := range found {
		if s.to > reached {
			outer, reached = append(outer, s), s.to
		}
	}
	for _, s := range outer {
		if all, certain := w.organisations(s); certain && len(all) == 1 {
			w.named[all[0]] = true
		}
	}
	for _, s := range outer {
		w.mention(s)
	}
	w.couple()
}

// mention enters a mention if it is clear whose it is.
func (w *work) mention(s span) {
	all, certain := w.organisations(s)
	if !certain || len(all) > 1 {
		all = slices.DeleteFunc(all, func(o int32) bool { return !w.named[o] && !w.kinNamed(o) })
	}
	m := mention{from: s.from, to: s.to, things: all}
	if len(all) == 0 {
		m.indirect = true
		for _, n := range s.names {
			nm := &w.g.names[n]
			if o := w.g.things[nm.thing].org; nm.shape != bare && w.kind(n) == Instrument && o >= 0 && !slices.Contains(m.things, o) {
				m.things = append(m.things, o)
			}
		}
	}
	if len(m.things) != 1 {
		return
	}
	if !m.indirect {
		w.orgStart[s.from], w.orgEnd[s.to] = int32(len(w.mentions)), int32(len(w.mentions))
	}
	w.mentions = append(w.mentions, m)
}

// organisations are those that a span may name; certain if it names one of them without help from the rest of the text.
func (w *work) organisations(s span) (all []int32, certain bool) {
	bestKind := nameHidden
	for _, n := range s.names {
		if w.kind(n) == Organisation {
			bestKind = min(bestKind, w.g.names[n].kind)
		}
	}
	certain = true
	for _, n := range s.names {
		nm := &w.g.names[n]
		if w.kind(n) != Organisation || nm.kind > bestKind || slices.Contains(all, nm.thing) || !w.writtenAsName(nm, s) {
			continue
		}
		certain = certain && nm.shape != word
		all = append(all, nm.thing)
	}
	return all, certain && len(all) > 0
}

// functionWords look like acronyms in a text that is all in capitals.
var functionWords = map[string]bool{"who": true, "it": true, "is": true, "as": true, "us": true, "en": true, "un": true, "or": true, "to": true, "in": true, "on": true,
	"at": true, "be": true, "so": true, "an": true, "am": true, "ou": true, "la": true, "le": true, "es": true, "et": true, "au": true, "du": true, "de": true, "el": true,
	"al": true, "una": true, "des": true, "les": true, "isa": true, "pas": true, "cap": true, "safe": true, "rec": true, "ich": true, "sur": true, "par": true, "aid": true}

// writtenAsName reports whether the way a span is written lets it be a name of its shape.
func (w *work) writtenAsName(n *name, s span) bool {
	first := &w.tokens[s.from]
	switch n.shape {
	case acronym, short:
		return !w.sentences[first.sentence].shouting || !functionWords[fold(n.text)]
	case word:
		return first.has(capital | caseless)
	}
	return s.to-s.from > 1 || first.has(capital|caseless)
}

// kinNamed reports whether an organisation above or below another one is mentioned.
func (w *work) kinNamed(o int32) bool {
	for other := range w.named {
		if slices.Contains(w.g.above(other), o) || slices.Contains(w.g.above(o), other) {
			return true
		}
	}
	return false
}

// above are the organisations that one belongs to, the nearest first.
func (g *Gazetteer) above(o int32) (out []int32) {
	for next := slices.Clone(g.things[o].parents); len(next) > 0; next = next[1:] {
		if !slices.Contains(out, next[0]) && next[0] != o {
			out = append(out, next[0])
			next = append(next, g.things[next[0]].parents...)
		}
	}
	return out
}

// couple lets organisations that are named in one breath count together.
func (w *work) couple() {
	for i := 0; i < len(w.mentions); {
		j := i + 1
		for j < len(w.mentions) && !w.mentions[j-1].indirect && !w.mentions[j].indirect && w.coordinated(w.mentions[j-1].to, w.mentions[j].from) {
			j++
		}
		if run := w.mentions[i:j]; len(run) > 1 && len(run) <= maxCoupled {
			var all []int32
			for _, m := range run {
				all = append(all, m.things...)
			}
			slices.Sort(all)
			all = slices.Compact(all)
			for k := range run {
				run[k].things = all
			}
		}
		i = j
	}
}

// maxCoupled is how many organisations in a row still say whose a word is.
const maxCoupled = 6

// coordinators join words in a row.
var coordinators = map[string]bool{"and": true, "or": true, "et": true, "ou": true, "y": true, "e": true, "o": true, "u": true, "и": true, "или": true, "و": true, "او": true,
	"和": true, "或": true, "及": true, "与": true, "como": true}

// articles may stand between "and" and a name.
var articles = map[string]bool{"the": true, "la": true, "le": true, "les": true, "l": true, "el": true, "los": true, "las": true, "de": true, "des": true, "du": true, "del": true}

// coordinated reports whether what ends before one word and what begins at another stand in a row: "and" between them, a
// comma, or a slash.
func (w *work) coordinated(to, from int32) bool {
	switch from - to {
	case 0:
		return strings.ContainsAny(w.between(from), ",/،、") && w.tokens[from].gap <= gapSoft
	case 2:
		return articles[w.raw(to+1)] && w.tokens[to+1].gap == gapSpace && w.tokens[from].gap == gapSpace && coordinators[w.raw(to)] && w.tokens[to].gap <= gapSoft
	case 1:
		if articles[w.raw(to)] && w.tokens[from].gap == gapSpace {
			return strings.ContainsAny(w.between(to), ",،、") && w.tokens[to].gap <= gapSoft
		}
		return coordinators[w.raw(to)] && w.tokens[to].gap <= gapSoft && w.tokens[from].gap == gapSpace
	}
	return false
}
