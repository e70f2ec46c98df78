package annotate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A word is compared by its key: case and diacritics folded, spellings of one word made one, and the endings of plurals
// and simple inflection taken off. The language of a text is not known, so one set of rules serves all: they need not
// find the right stem, only the same one for the forms of a word.

// apart are letters that have no decomposition.
var apart = strings.NewReplacer("ß", "ss", "œ", "oe", "æ", "ae", "ø", "o", "ł", "l", "đ", "d", "ı", "i", "ـ", "", "ى", "ي", "\u00ad", "", "\u200c", "", "\u200d", "")

// fold takes away case and diacritics.
func fold(word string) string {
	if isASCII(word) {
		return strings.ToLower(word)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(word) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return apart.Replace(b.String())
}

// key is what a folded word is compared by.
func key(folded string) string {
	first, _ := utf8.DecodeRuneInString(folded)
	switch {
	case first < utf8.RuneSelf:
		if len(folded) >= 4 && allLetters(folded) {
			return latinKey(folded)
		}
	case unicode.Is(unicode.Cyrillic, first):
		return cyrillicKey(folded)
	case unicode.Is(unicode.Arabic, first):
		if rest, ok := strings.CutPrefix(folded, "ال"); ok && utf8.RuneCountInString(rest) >= 3 {
			return rest
		}
	}
	return folded
}

// spellings are ways to write one word. They are tried at its end, once each.
var spellings = []struct{ from, to string }{
	{"isation", "ization"}, {"ise", "ize"}, {"ised", "ized"}, {"ising", "izing"}, {"aux", "al"}, {"eux", "eu"},
	{"tre", "ter"}, {"mme", "m"}, {"our", "or"},
}

// latinKey makes one of singular and plural in English, French and Spanish, and of British and American spelling.
func latinKey(w string) string {
	if strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
		w = w[:len(w)-1]
	}
	switch {
	case strings.HasSuffix(w, "eaux"):
		w = w[:len(w)-1]
	default:
		for _, s := range spellings {
			if stem, ok := strings.CutSuffix(w, s.from); ok && len(stem) > 1 {
				w = stem + s.to
				break
			}
		}
	}
	if len(w) > 3 && strings.HasSuffix(w, "e") {
		w = w[:len(w)-1]
	}
	if len(w) > 3 && strings.HasSuffix(w, "y") {
		w = w[:len(w)-1] + "i"
	}
	return w
}

// cyrillicEnds are endings of Russian nouns and adjectives, the longest first, folded.
var cyrillicEnds = strings.Fields(strings.ReplaceAll(`иями ями ами ого его ому ему ыми ими иях иям ией ием ов ев ей ой ый ий ая яя ое ее ую юю ых их ым им ом ем ам ям ах ях ые ие ия ии ию ью а я ы и о е у ю ь и`, "й", "и"))

func cyrillicKey(w string) string {
	for _, end := range cyrillicEnds {
		if stem, ok := strings.CutSuffix(w, end); ok && utf8.RuneCountInString(stem) >= 3 {
			return stem
		}
	}
	return w
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func allLetters(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}
