package annotate

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// gap is what stands before a word.
type gap uint8

const (
	gapSpace    gap = iota // nothing, space, or what joins words: hyphen, slash, apostrophe
	gapSoft                // a comma, colon, dash, bracket or quotation mark
	gapClause              // a semicolon
	gapSentence            // the end of a sentence, an empty line, the tag of a block
)

// token is a word of a text: letters and digits, or one character of a script without spaces.
type token struct {
	start, end int32 // in bytes
	id         int32 // of its key in the vocabulary, 0 if no name has it
	sentence   int32
	gap        gap
	flags      tokenFlags
}

type tokenFlags uint8

const (
	capital  tokenFlags = 1 << iota // begins with an upper-case letter
	upper                           // has two upper-case letters and no lower-case one
	caseless                        // of a script without capitals
	single                          // a character that is a word by itself
	digits                          // has a digit
	letters                         // has letters only
)

func (t *token) has(f tokenFlags) bool { return t.flags&f != 0 }

// tokenizer cuts a text into words.
type tokenizer struct {
	text string
	cuts []cut
	at   int
	gap  gap
	line int // line ends since the last word
	last struct {
		word  string
		flags tokenFlags
		any   bool
	}
}

// next gives the next word, without id and sentence.
func (z *tokenizer) next() (t token, ok bool) {
	z.gap, z.line = gapSpace, 0
	stop := z.skip()
	if z.at >= len(z.text) {
		return t, false
	}
	t.start = int32(z.at)
	z.word(&t)
	word := z.text[t.start:t.end]
	t.gap = z.gap
	if stop && t.gap < gapSentence && (t.has(capital|caseless) && !abbreviation(z.last.word, z.last.flags) || z.line > 1) {
		t.gap = gapSentence
	}
	if !z.last.any {
		t.gap = gapSentence
	}
	z.last.word, z.last.flags, z.last.any = word, t.flags, true
	return t, true
}

// skip goes to the next word and tells whether a full stop is on the way, which may end a sentence or an abbreviation.
func (z *tokenizer) skip() (stop bool) {
	for z.at < len(z.text) {
		z.passCut()
		r, n := utf8.DecodeRuneInString(z.text[z.at:])
		if startsWord(r) {
			return stop
		}
		g := gapOf(r)
		switch {
		case r == '.' || r == '…':
			if rest, _ := utf8.DecodeRuneInString(z.text[z.at+n:]); z.at+n == len(z.text) || !startsWord(rest) {
				stop = true
			}
		case r == '\n':
			if z.line++; z.line > 1 {
				g = gapSentence
			} else if listItem.MatchString(z.text[z.at+n : min(len(z.text), z.at+n+12)]) {
				g = gapClause
			}
		}
		z.gap = max(z.gap, g)
		z.at += n
	}
	return stop
}

// listItem is how an item of a list begins: 1. or (a) or a dash.
var listItem = regexp.MustCompile(`^[ \t]*(?:\d{1,2}[.)] |\([a-z0-9]{1,3}\) |[-*–—] |•)`)

// passCut takes the cuts that lie at this place.
func (z *tokenizer) passCut() {
	for len(z.cuts) > 0 && z.cuts[0].at <= z.at {
		if z.cuts[0].hard {
			z.gap = gapSentence
		}
		z.cuts = z.cuts[1:]
	}
}

// word reads the word at this place.
func (z *tokenizer) word(t *token) {
	t.flags = caseless | letters
	uppers, lowers := 0, 0
	limit := len(z.text)
	if len(z.cuts) > 0 {
		limit = min(limit, z.cuts[0].at)
	}
	start := z.at
	for z.at < limit {
		r, n := utf8.DecodeRuneInString(z.text[z.at:])
		if alone(r) {
			if z.at == start {
				z.at += n
				t.flags |= single
			}
			break
		}
		if !inWord(r) {
			if z.joined(start) {
				z.at++
				continue
			}
			break
		}
		switch {
		case unicode.IsUpper(r) || unicode.IsTitle(r):
			if z.at == start {
				t.flags |= capital
			}
			uppers++
		case unicode.IsLower(r):
			lowers++
		case unicode.IsDigit(r):
			t.flags = t.flags&^letters | digits
		}
		z.at += n
	}
	if uppers+lowers > 0 || t.has(digits) {
		t.flags &^= caseless
	}
	if uppers > 1 && lowers == 0 {
		t.flags |= upper
	}
	t.end = int32(z.at)
}

// joined reports whether a word goes on over the hyphen at this place: co-operation and cooperation are one word.
func (z *tokenizer) joined(start int) bool {
	if z.text[z.at] != '-' || z.at-start != 2 || !strings.EqualFold(z.text[start:z.at], "co") {
		return false
	}
	return z.at+1 < len(z.text) && 'a' <= z.text[z.at+1] && z.text[z.at+1] <= 'z'
}

func startsWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// inWord are letters, digits, and the marks and invisible characters that may stand between them.
func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9'
	}
	return startsWord(r) || unicode.IsMark(r) || r == '\u00ad' || r == '\u200c' || r == '\u200d'
}

// alone are the characters of scripts that put no spaces between words.
func alone(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) && !unicode.IsMark(r)
}

// gapOf is what a character between words means.
func gapOf(r rune) gap {
	switch r {
	case '!', '?', '。', '！', '？', '؟', '¿', '¡', '۔', '।', '\u2029':
		return gapSentence
	case ';', '；', '؛':
		return gapClause
	case '-', '/', '\'', '’', '.', '‐', '‑', '_', '·', '­':
		return gapSpace
	}
	if unicode.IsSpace(r) || unicode.IsMark(r) || unicode.Is(unicode.Cf, r) {
		return gapSpace
	}
	return gapSoft
}

// abbreviations may stand before a full stop that ends no sentence.
var abbreviations = map[string]bool{"no": true, "nos": true, "nr": true, "art": true, "arts": true, "para": true, "paras": true, "vol": true, "rev": true,
	"doc": true, "ph": true, "eur": true, "rec": true, "res": true, "circ": true, "st": true, "mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "cf": true,
	"pp": true, "ed": true, "eds": true, "núm": true, "num": true, "vs": true, "approx": true, "fig": true, "sec": true, "ch": true, "inc": true, "ст": true, "п": true}

func abbreviation(word string, f tokenFlags) bool {
	if utf8.RuneCountInString(word) == 1 && f&digits == 0 && f&caseless == 0 {
		return true // an initial
	}
	return abbreviations[strings.ToLower(word)]
}

// keyOf is the key of a word of a text or a name.
func keyOf(word string) string {
	folded := fold(word)
	if len(folded) > 3 && folded[2] == '-' {
		folded = folded[:2] + folded[3:]
	}
	return key(folded)
}
