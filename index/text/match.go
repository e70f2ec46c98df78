package text

import (
	"strings"
	"sync/atomic"

	"w3id.org/concord/index"
)

// literal is an indexed literal with what the matcher needs of it.
type literal struct {
	ord   uint64
	text  string // cut to maxText bytes
	tag   string
	long  bool // found by stems only
	words []word
	lang  *language
	roots atomic.Pointer[[]word] // the stems, once they were needed
}

// The lengths in bytes from which a literal is found by its stems only, and beyond which its text is not looked at.
const (
	maxShort = 512
	maxText  = 4096
)

// analyse prepares a literal.
func (ix *Index) analyse(ord uint64, text, tag string) *literal {
	l := &literal{ord: ord, text: cut(text, maxText), tag: tag, long: len(text) > maxShort, lang: languageOf(tag, ix.opts.Untagged)}
	l.words = splitWords(l.text)
	return l
}

// key is the whole literal folded.
func (l *literal) key() string { return keyOf(l.text, l.words) }

// stems are made when they are first asked for: of most literals that are searched directly they never are.
func (l *literal) stems() []word {
	if s := l.roots.Load(); s != nil {
		return *s
	}
	s := l.lang.stems(l.text, l.words)
	l.roots.Store(&s)
	return s
}

// base is the part of the score that the mode gives. The other parts sum up to less than one, so a better mode always
// scores higher.
func base(m index.TextMode) float64 {
	switch m {
	case index.MatchExact:
		return 3
	case index.MatchPrefix:
		return 2
	case index.MatchStem:
		return 1
	}
	return 0
}

// match says how a literal matches, by the best of the modes asked for.
func (p *query) match(l *literal) (index.Hit, bool) {
	if !p.speaks(l.tag) || p.key == "" {
		return index.Hit{}, false
	}
	for _, try := range [...]struct {
		mode  index.TextMode
		match func(*literal) ([][2]int, []index.ScorePart)
	}{{index.MatchExact, p.exact}, {index.MatchPrefix, p.prefix}, {index.MatchStem, p.stem}, {index.MatchFuzzy, p.fuzzy}} {
		if p.modes&try.mode == 0 || l.long && try.mode != index.MatchStem {
			continue
		}
		if spans, parts := try.match(l); spans != nil {
			return p.hit(l, try.mode, spans, parts), true
		}
	}
	return index.Hit{}, false
}

func (p *query) hit(l *literal, m index.TextMode, spans [][2]int, parts []index.ScorePart) index.Hit {
	all := append([]index.ScorePart{{Name: "mode", Value: base(m)}}, parts...)
	h := index.Hit{Ordinal: l.ord, Mode: m, Lang: l.tag, Text: l.text, Spans: spans, Parts: all}
	for _, part := range all {
		h.Score += part.Value
	}
	return h
}

// exact: the folded texts are equal. Spelling counts.
func (p *query) exact(l *literal) ([][2]int, []index.ScorePart) {
	if !p.same(l) {
		return nil, nil
	}
	spelling := 0.0
	switch {
	case l.text == p.text:
		spelling = 0.3
	case strings.EqualFold(l.text, p.text):
		spelling = 0.2
	}
	return [][2]int{{0, len(l.text)}}, []index.ScorePart{{Name: "coverage", Value: 0.5}, {Name: "spelling", Value: spelling}}
}

// same reports whether the folded texts are equal.
func (p *query) same(l *literal) bool {
	if len(l.words) != len(p.words) {
		return false
	}
	for i, w := range p.words {
		if w.fold != l.words[i].fold {
			return false
		}
	}
	return len(p.words) > 0 || l.key() == p.key
}

// prefix: the literal, or a word of it, begins with the query.
func (p *query) prefix(l *literal) ([][2]int, []index.ScorePart) {
	at := p.beginsAt(l)
	if at < 0 {
		return nil, nil
	}
	last := l.words[at+len(p.words)-1]
	parts := []index.ScorePart{{Name: "coverage", Value: 0.5 * float64(len(p.key)) / float64(max(len(l.key()), len(p.key)))}}
	if at == 0 {
		parts = append(parts, index.ScorePart{Name: "start", Value: 0.2})
	}
	if last.fold == p.words[len(p.words)-1].fold {
		parts = append(parts, index.ScorePart{Name: "whole words", Value: 0.2})
	}
	return [][2]int{{l.words[at].start, last.end}}, parts
}

// beginsAt is the first word of the literal from which on the query's words follow, the last one perhaps cut short.
func (p *query) beginsAt(l *literal) int {
	n := len(p.words)
next:
	for at := 0; n > 0 && at+n <= len(l.words); at++ {
		if at > 0 && !p.beginnings() {
			return -1
		}
		for i, w := range p.words {
			f := l.words[at+i].fold
			if f != w.fold && (i < n-1 || !strings.HasPrefix(f, w.fold)) {
				continue next
			}
		}
		return at
	}
	return -1
}

// stem: every stem of the query, in the literal's language, is in the literal.
func (p *query) stem(l *literal) ([][2]int, []index.ScorePart) {
	want := p.stems[l.lang.name]
	if len(want) == 0 || len(want) > len(l.words) && l.lang.whole == nil || !l.lang.possible(want, l.words) {
		return nil, nil
	}
	stems := l.stems()
	if len(stems) < len(want) {
		return nil, nil
	}
	spans := make([][2]int, 0, len(want))
	adjacent := true
	before := -1
	for _, s := range want {
		at := find(stems, s, before+1)
		if at < 0 {
			return nil, nil
		}
		adjacent = adjacent && (before < 0 || at == before+1)
		before = at
		spans = append(spans, [2]int{stems[at].start, stems[at].end})
	}
	parts := []index.ScorePart{{Name: "coverage", Value: 0.5 * float64(len(want)) / float64(len(stems))}}
	if adjacent {
		parts = append(parts, index.ScorePart{Name: "phrase", Value: 0.2})
	}
	return spans, parts
}

// find looks for a stem from a place on, then from the start.
func find(stems []word, s string, from int) int {
	for i := range stems {
		if at := (from + i) % len(stems); stems[at].fold == s {
			return at
		}
	}
	return -1
}

// fuzzy: every word of the query is in the literal, each with few typing errors.
func (p *query) fuzzy(l *literal) ([][2]int, []index.ScorePart) {
	if len(p.words) == 0 || len(p.words) > len(l.words) {
		return nil, nil
	}
	spans := make([][2]int, 0, len(p.words))
	typos, letters := 0, 0
	for i := range p.words {
		at, d := p.nearest(i, l.words)
		if at < 0 {
			return nil, nil
		}
		typos += d
		letters += len(p.runes[i])
		spans = append(spans, [2]int{l.words[at].start, l.words[at].end})
	}
	return spans, []index.ScorePart{
		{Name: "coverage", Value: 0.4 * float64(len(p.words)) / float64(len(l.words))},
		{Name: "spelling", Value: 0.5 * (1 - float64(typos)/float64(letters))},
	}
}

// nearest is the word of the literal with the fewest typing errors against word i of the query, -1 if all have too many.
func (p *query) nearest(i int, words []word) (at, typos int) {
	at, typos = -1, p.slack[i]+1
	for j := range words {
		if d := distance(p.runes[i], words[j].fold, typos-1); d < typos {
			at, typos = j, d
		}
		if typos == 0 {
			break
		}
	}
	return at, typos
}
