package reconcile

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxCompared bounds the letters of a text that are compared: names are shorter, and comparing takes time by the square.
const maxCompared = 160

var unmarked = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ı", "i")

// dotted is an acronym with full stops: U.N., W.H.O.
var dotted = regexp.MustCompile(`\b\pL(\.\pL)+\b\.?`)

// fold takes case, accents and punctuation away: the words with one space between. A text without any word is its own key.
func fold(s string) string {
	s = strings.ToValidUTF8(s, "")
	if strings.Contains(s, ".") {
		s = dotted.ReplaceAllStringFunc(s, func(a string) string { return strings.ReplaceAll(a, ".", "") + " " })
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	put := func(r rune) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mc, r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		default:
			gap = true
		}
	}
	if isASCII(s) {
		for _, r := range s {
			put(r)
		}
	} else {
		for _, r := range norm.NFKD.String(s) {
			put(r)
		}
	}
	if b.Len() == 0 {
		return strings.TrimSpace(s)
	}
	return unmarked.Replace(b.String())
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// joining are words that only join others, in the languages of most names.
var joining = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields("of the for and on in to a an de la le les l d du des et pour sur en del el los las y para por") {
		out[w] = true
	}
	return out
}()

// tokensOf sorts the words of a key and leaves out those that only join: "decision of the oecd" becomes "decision oecd".
func tokensOf(key string) string {
	words := strings.Fields(key)
	kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return joining[w] })
	if len(kept) == 0 {
		kept = words
	}
	slices.Sort(kept)
	return strings.Join(kept, " ")
}

// gram is three letters that follow each other, the beginning and the end of a word counted as a letter.
type gram [3]rune

// gramsOf lists the grams of a key, each once.
func gramsOf(key string) []gram {
	var out []gram
	a, b := ' ', ' '
	n := 0
	for _, r := range key + " " {
		if n++; n > maxCompared {
			break
		}
		if g := (gram{a, b, r}); b != ' ' || r != ' ' {
			out = append(out, g)
		}
		a, b = b, r
	}
	slices.SortFunc(out, func(x, y gram) int { return slices.Compare(x[:], y[:]) })
	return slices.Compact(out)
}
