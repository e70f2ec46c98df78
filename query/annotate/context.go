package annotate

import (
	"strings"
	"unicode/utf8"
)

// near are the organisations that a word is bound to by grammar, the mention that binds it, and how.
type near struct {
	things []int32
	at     int32 // mention
}

// links are the words that bind a word to the organisation after it: Decision of the Council of the OECD. Articles may
// stand between, and bind nothing.
var links = map[string]bool{"of": true, "by": true, "from": true, "de": true, "du": true, "des": true, "del": true, "d": true, "от": true, "ل": true, "من": true, "عن": true}

// tight finds the organisation that a span is bound to: before it (OECD Decision, the OECD Council's Decision), after it
// (Decision of the OECD), or over a row of words for instruments (Decisions and Recommendations of the OECD).
func (w *work) tight(s span) (near, bool) {
	if n, ok := w.tightBefore(s.from); ok {
		return n, true
	}
	if n, ok := w.tightAfter(s.to); ok {
		return n, true
	}
	for i, at := 0, s; i < 8; i++ { // leftwards along the row
		j, ok := w.rowBefore(at)
		if !ok {
			break
		}
		at = w.spans[j]
		if n, ok := w.tightBefore(at.from); ok {
			return n, true
		}
		if n, ok := w.inside(at); ok {
			return n, true
		}
	}
	for i, at := 0, s; i < 8; i++ { // rightwards
		j, ok := w.rowAfter(at)
		if !ok {
			break
		}
		at = w.spans[j]
		if n, ok := w.tightAfter(at.to); ok {
			return n, true
		}
	}
	return near{}, false
}

// tightBefore looks for an organisation directly before a word. Names of organs may stand between, and a possessive.
func (w *work) tightBefore(from int32) (near, bool) {
	for k, passed := from, 0; k > 0 && passed <= 3; k, passed = k-1, passed+1 {
		if w.tokens[k].gap != gapSpace {
			break
		}
		if m, ok := w.orgEnd[k]; ok {
			return near{w.mentions[m].things, m}, true
		}
		t := &w.tokens[k-1]
		if possessive := w.raw(k-1) == "s" || w.raw(k-1) == "的"; !possessive && !t.has(capital) {
			break
		}
	}
	return near{}, false
}

// tightAfter looks for an organisation after a word: at once, or over prepositions, articles, names of organs and numbers.
func (w *work) tightAfter(to int32) (near, bool) {
	linked := false
	for k := to; int(k) < len(w.tokens) && k < to+9; k++ {
		t := &w.tokens[k]
		if t.gap != gapSpace {
			break
		}
		if m, ok := w.orgStart[k]; ok {
			if linked || k == to {
				return near{w.mentions[m].things, m}, true
			}
			break
		}
		if m := w.mentionsBefore(k); k == to && m < len(w.mentions) && w.mentions[m].from == k { // Recomendación CM/Rec(2020)1
			return near{w.mentions[m].things, int32(m)}, true
		}
		raw := w.raw(k)
		switch {
		case links[raw]:
			linked = true
		case articles[raw] && k > to:
		case t.has(capital|digits) || numberWords[raw]:
		default:
			return near{}, false
		}
	}
	return near{}, false
}

// inside finds the organisation that a name of several words holds: Codex standards.
func (w *work) inside(s span) (near, bool) {
	for k := s.from; k < s.to; k++ {
		if m, ok := w.orgStart[k]; ok && w.mentions[m].to <= s.to {
			return near{w.mentions[m].things, m}, true
		}
	}
	return near{}, false
}

// rowBefore finds the word for an instrument before this one in a row.
func (w *work) rowBefore(s span) (int32, bool) {
	for _, to := range []int32{s.from, s.from - 1} {
		if j, ok := w.ends[to]; ok && to > 0 && w.coordinated(to, s.from) {
			return j, true
		}
	}
	return 0, false
}

func (w *work) rowAfter(s span) (int32, bool) {
	for _, from := range []int32{s.to, s.to + 1} {
		if int(from) >= len(w.tokens) {
			break
		}
		if j, ok := w.starts[from]; ok && w.coordinated(s.to, from) {
			return j, true
		}
	}
	return 0, false
}

// numberWords stand between an instrument and its number.
var numberWords = map[string]bool{"no": true, "nos": true, "nr": true, "n": true, "num": true, "numero": true, "nº": true, "№": true}

// numbered tells whether a number follows that makes an instrument of a word: Decision No. 4, resolution 5/14. Sure it is
// with "No" or a slash.
func (w *work) isNumbered(to int32) (some, sure bool) {
	if int(to) >= len(w.tokens) || w.tokens[to].gap != gapSpace {
		return false, false
	}
	word := false
	if numberWords[w.raw(to)] {
		word = true
		if to++; int(to) >= len(w.tokens) || w.tokens[to].gap > gapSoft {
			return false, false
		}
	}
	t := &w.tokens[to]
	if !t.has(digits) {
		return false, false
	}
	rest := w.text[t.end:]
	return true, word || len(rest) > 1 && strings.ContainsRune("/.", rune(rest[0])) && rest[1] >= '0' && rest[1] <= '9'
}

// orgName is how an organisation is called in explanations.
func (g *Gazetteer) orgName(o int32) string {
	if o < 0 {
		return "nobody"
	}
	return g.things[o].Organisation.String()
}

func (g *Gazetteer) orgNames(all []int32) string {
	var out []string
	for _, o := range all {
		out = append(out, g.orgName(o))
	}
	return strings.Join(out, " and ")
}

func runes(s string) int { return utf8.RuneCountInString(s) }
