package reconcile

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxCompared bounds the letters of a text that are compared: names are shorter, and comparing takes time by the square.
const maxCompared = 160

var unmarked = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ı", "i")

// fold takes case, accents and punctuation away: the words with one space between. A text without any word is its own key.
func fold(s string) string {
	s = strings.ToValidUTF8(s, "")
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

// similar says how alike two names are, from 0 to 1: letter by letter, or word by word in any order.
func similar(aKey, aTokens, bKey, bTokens string) float64 {
	s := alike(aKey, bKey)
	if aTokens != aKey || bTokens != bKey {
		s = max(s, 0.97*alike(aTokens, bTokens))
	}
	return s
}

// alike is one less the share of letters that must be typed anew (insert, delete, replace, swap two).
func alike(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := letters(a), letters(b)
	if shorter, longer := min(len(x), len(y)), max(len(x), len(y)); float64(shorter) < leastLikeness*float64(longer) || shorter == 0 {
		return 0 // too few letters to be alike, whatever they are
	}
	rows := [3][]int{make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(x); i++ {
		before, last, now := rows[(i+2)%3], rows[i%3], rows[(i+1)%3]
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
	}
	return 1 - float64(rows[(len(x)+1)%3][len(y)])/float64(max(len(x), len(y)))
}

func letters(s string) []rune {
	r := []rune(s)
	return r[:min(len(r), maxCompared)]
}
