package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// word is a run of letters, digits and marks: folded, and where it stands in the text, in bytes.
type word struct {
	fold       string
	start, end int
}

// splitWords cuts a text into folded words. Everything else, apostrophes too, separates: "l'accord" is two words.
func splitWords(text string) []word {
	words := make([]word, 0, 8)
	start := -1
	for i, r := range text {
		switch in := isWordRune(r); {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			words = append(words, word{fold(text[start:i]), start, i})
			start = -1
		}
	}
	if start >= 0 {
		words = append(words, word{fold(text[start:]), start, len(text)})
	}
	return words
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// special are letters that Unicode does not take apart, with what a keyboard without them gives.
var special = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ı", "i", "ħ", "h")

// fold takes case and accents away: compatibility decomposition without marks, in lower case.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return special.Replace(b.String())
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// keyOf is the whole text folded: its words with one space between. A text without words is its own key.
func keyOf(text string, words []word) string {
	if len(words) == 0 {
		return strings.TrimSpace(text)
	}
	if len(words) == 1 {
		return words[0].fold
	}
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.fold)
	}
	return b.String()
}

// cut shortens a text to at most n bytes, between two characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
