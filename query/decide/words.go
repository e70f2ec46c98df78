package decide

import (
	"strings"
	"unicode"
)

// plain are the letters that names lose to their bare form when they are compared.
var plain = func() map[rune]rune {
	out := map[rune]rune{}
	for base, marked := range map[rune]string{
		'a': "àáâãäåā", 'c': "çćč", 'e': "èéêëēę", 'g': "ğ", 'i': "ìíîïīı", 'n': "ñńň", 'o': "òóôõöøō", 's': "śšş", 'u': "ùúûüū", 'y': "ýÿ", 'z': "źžż",
	} {
		for _, r := range marked {
			out[r] = base
		}
	}
	return out
}()

// fold takes case, the accents of Latin letters and outer space off a name.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case plain[r] != 0:
			return plain[r]
		}
		return r
	}, strings.TrimSpace(s))
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// words are the folded words of a name.
func words(s string) []string {
	return strings.FieldsFunc(fold(s), func(r rune) bool { return !isWord(r) })
}

// little are words that tell names of instruments apart by nothing.
var little = map[string]bool{"of": true, "the": true, "a": true, "an": true, "and": true, "on": true, "for": true, "de": true, "du": true, "des": true,
	"la": true, "le": true, "les": true, "et": true, "y": true, "el": true, "los": true, "las": true, "del": true}

// stem takes the plural off a folded word of English, French or Spanish. It errs on the side of leaving words alone.
func stem(w string) string {
	switch {
	case len(w) < 4:
		return w
	case strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "ciones"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "s"), strings.HasSuffix(w, "x"):
		return w[:len(w)-1]
	}
	return w
}

// stems is a name as its stems, without little words.
func stems(s string) string {
	var out []string
	for _, w := range words(s) {
		if !little[w] {
			out = append(out, stem(w))
		}
	}
	return strings.Join(out, " ")
}
