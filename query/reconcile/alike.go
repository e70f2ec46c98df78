package reconcile

import (
	"strings"
	"unicode/utf8"
)

// needle is a text that many names are compared with.
type needle struct{ key, tokens pattern }

func newNeedle(key string) *needle { return &needle{newPattern(key), newPattern(tokensOf(key))} }

// like says how alike a name is, from 0 to 1: letter by letter, word by word in any order, or by
// the words in common.
func (n *needle) like(key, tokens string) float64 {
	s := n.key.alike(key)
	if s < orderless && (n.tokens.text != n.key.text || tokens != key) {
		s = max(s, orderless*n.tokens.alike(tokens), wordy*commonWords(n.tokens.text, tokens))
	}
	return s
}

// orderless is what names are worth that are the same but for the order of their words and for words that only join.
const orderless = 0.97

// wordy is what names are worth that have words in common: "Forced Labour" and "Forced Labour Convention, 1930".
const wordy = 0.9

// commonWords is the share of bytes, of 1, in words that two sorted lists of words have in common.
func commonWords(a, b string) float64 {
	common, all := 0, len(a)+len(b)-strings.Count(a, " ")-strings.Count(b, " ")
	for a != "" && b != "" {
		x, restA, _ := strings.Cut(a, " ")
		y, restB, _ := strings.Cut(b, " ")
		switch {
		case x == y:
			common += 2 * len(x)
			a, b = restA, restB
		case x < y:
			a = restA
		default:
			b = restB
		}
	}
	return float64(common) / float64(max(all, 1))
}

// pattern is a text made ready to be compared: of up to 64 letters all are compared at once, a bit each.
type pattern struct {
	text    string
	letters []rune
	ascii   [128]uint64 // where each letter stands
	other   map[rune]uint64
}

func newPattern(text string) pattern {
	p := pattern{text: text, letters: letters(text)}
	if len(p.letters) > 64 {
		return p
	}
	for i, r := range p.letters {
		if r < utf8.RuneSelf {
			p.ascii[r] |= 1 << i
			continue
		}
		if p.other == nil {
			p.other = map[rune]uint64{}
		}
		p.other[r] |= 1 << i
	}
	return p
}

func letters(s string) []rune {
	r := []rune(s)
	return r[:min(len(r), maxCompared)]
}

// alike is one less the share of letters that must be typed anew (insert, delete, replace, swap two); 0 if there are too
// many or too few letters for the two to be alike at all.
func (p *pattern) alike(text string) float64 {
	if p.text == text {
		return 1
	}
	n := min(utf8.RuneCountInString(text), maxCompared)
	shorter, longer := min(n, len(p.letters)), max(n, len(p.letters))
	if shorter == 0 || float64(shorter) < leastLikeness*float64(longer) {
		return 0
	}
	errors := 0
	if len(p.letters) <= 64 {
		errors = p.bits(text)
	} else {
		errors = distance(p.letters, letters(text))
	}
	return 1 - float64(errors)/float64(longer)
}

// bits counts the errors between pattern and text, for patterns of up to 64 letters, by the bit-parallel method of
// Hyyrö (2003) for insertion, deletion, replacement and transposition: a bit says whether a column of the table of
// distances rises or falls there.
func (p *pattern) bits(text string) int {
	rises, falls := ^uint64(0), uint64(0)
	var diagonal, before uint64
	last := uint64(1) << (len(p.letters) - 1)
	errors, n := len(p.letters), 0
	for _, r := range text {
		if n++; n > maxCompared {
			break
		}
		var here uint64
		if r < utf8.RuneSelf {
			here = p.ascii[r]
		} else {
			here = p.other[r]
		}
		swapped := ((^diagonal & here) << 1) & before
		diagonal = (((here & rises) + rises) ^ rises) | here | falls | swapped
		up := falls | ^(diagonal | rises)
		down := diagonal & rises
		if up&last != 0 {
			errors++
		}
		if down&last != 0 {
			errors--
		}
		up, down = up<<1|1, down<<1
		rises, falls = down|^(diagonal|up), up&diagonal
		before = here
	}
	return errors
}

// distance counts the errors between two texts of any length, cell by cell of the table of distances.
func distance(x, y []rune) int {
	before, last, now := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		now[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(y)]
}
